"""The people of this computer: their saved sessions over weeks, and the way into each of them."""

from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.cohort import CohortPatient
from dashboard.components import address
from dashboard.components.local_records import store, viewer
from dashboard.progress_view.looks import short_day
from dashboard.records.new_session import Ending
from dashboard.records.people import patients
from dashboard.records.saved import SavedSession, progress, sessions
from dashboard.today.who import TRIAL, today
from dashboard.wording import counted
from sensing.errors import RehabError

LISTED = timedelta(days=90)
"""Sessions of so long can be chosen."""

OWN, SAMPLE = "Sessions on this computer", "Sample patients"
PAGES = {"Review": "app_pages/review.py", "Program": "app_pages/program.py"}

ENDINGS = {
    Ending.COMPLETED: "completed",
    Ending.STOPPED: "stopped early",
    Ending.PAIN: "stopped for pain",
    Ending.NOT_STARTED: "not started",
}


def open_own(about: DeltaGenerator) -> dict[str, CohortPatient]:
    """Return the patients with saved sessions by their id in the records; none where the sample is wanted.

    Parameters
    ----------
    about : DeltaGenerator
        Where to let choose, and to say whose data are shown.
    """
    try:
        found = _read()
    except RehabError as error:
        about.error(f"The sessions on this computer cannot be shown. {error}", icon=":material/error:")
        return {}
    if not found:
        return {}
    chosen = about.segmented_control(
        "Whose weeks", (OWN, SAMPLE), default=OWN, required=True, key="progress_whose"
    )
    if chosen == SAMPLE:
        return {}
    about.markdown("Saved sessions, up to today, as they were counted live and corrected since.")
    return found


def _read() -> dict[str, CohortPatient]:
    found: dict[str, CohortPatient] = {}
    names: dict[str, int] = {}
    for one in patients(store(), viewer()):
        if one.account == TRIAL:
            continue
        known = progress(store(), viewer(), one.id, today=today())
        if known is not None and known.sessions:
            names[one.name] = names.get(one.name, 0) + 1
            name = one.name if names[one.name] == 1 else f"{one.name} ({names[one.name]})"
            found[one.id] = CohortPatient(name, "", known)
    return found


@st.fragment
def show_sessions(patient_id: str) -> None:
    """Let one of a patient's sessions be opened in Review or Program.

    Parameters
    ----------
    patient_id : str
        In the records.
    """
    saved = sessions(store(), viewer(), patient_id, since=today() - LISTED)[::-1]
    if not saved:
        return
    st.subheader(f"Sessions of the last {LISTED.days} days")
    place = st.selectbox(
        "Session", range(len(saved)), format_func=lambda at: label(saved[at]), key="progress_session"
    )
    with st.container(horizontal=True):
        for name, page in PAGES.items():
            if st.button(f"Open in {name}", key=f"progress_open_{name.lower()}"):
                address.open_saved(saved[place].id, page=page)


def label(one: SavedSession) -> str:
    """Return a session in a line."""
    done = sum(item.done.repetitions + item.reported_repetitions for item in one.comparison.items)
    done += sum(extra.repetitions for extra in one.comparison.extras)
    half = ", half the dose" if one.halved else ""
    when = f"{short_day(one.day, weekday=True)} {one.day.year}, {one.started_at.astimezone():%H:%M}"
    return f"{when} · {counted(done, 'repetition')}, {ENDINGS[one.ending]}{half}"
