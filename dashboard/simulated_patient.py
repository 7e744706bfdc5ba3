"""For ``rehab demo --simulate``: somebody with a short program, and a simulated sensor in reach."""

import os
from datetime import datetime
from pathlib import Path

from dashboard.data_folder import DATA_VARIABLE
from dashboard.live import pretended
from dashboard.records import LOCAL_USER, add_patient, open_store, prescribe, sign_off
from dashboard.records.people import patients
from dashboard.today.who import trial_program


def pretend(folder: Path) -> None:
    """Let this process keep its records in a folder, with a program to follow and a sensor in reach.

    Parameters
    ----------
    folder : Path
        Created when it is not there; who is known there already keeps their program.

    Raises
    ------
    RecordsError
        When the records cannot be used.
    """
    os.environ[DATA_VARIABLE] = str(folder.absolute())
    os.environ[pretended.SWITCH] = "1"
    store = open_store()
    try:
        known = {one.account for one in patients(store, LOCAL_USER)}
        if LOCAL_USER.account not in known:
            person = add_patient(store, LOCAL_USER, "Somebody", account=LOCAL_USER.account)
            today = datetime.now().astimezone().date()
            version = prescribe(store, LOCAL_USER, person.id, trial_program(), starts_on=today)
            sign_off(store, LOCAL_USER, person.id, version.number, "a demo: nobody exercises")
    finally:
        store.close()
