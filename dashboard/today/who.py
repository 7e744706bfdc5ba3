"""For whom the page is, and the program that they follow."""

from datetime import date, datetime
from functools import cache
from importlib import resources

from dashboard.components.local_records import store, viewer
from dashboard.programs import template_source
from dashboard.records.people import KnownPatient, add_patient, patients
from dashboard.records.prescriptions import ProgramVersion, current_program, prescribe, sign_off

__all__ = ["follow", "is_trial", "me", "program_of", "store", "today", "trial", "viewer"]

TRIAL = "trial"
"""Account of nobody, to whom sessions without a sensor belong."""

TRIAL_WORDS = "a trial: nobody exercises"


def today() -> date:
    """Return the day where this person is."""
    return datetime.now().astimezone().date()


def me() -> KnownPatient | None:
    """Return the person who exercises here, None before the first program."""
    return _patient(viewer().account)


def program_of(patient: KnownPatient) -> ProgramVersion | None:
    """Return the program in force today, None without one."""
    return current_program(store(), viewer(), patient.id, today())


def follow(template: str, words: str) -> None:
    """Begin with a program that the person's therapist agreed to.

    Parameters
    ----------
    template : str
        Name of a template.
    words : str
        What was confirmed.
    """
    person = me() or add_patient(store(), viewer(), "Me", account=viewer().account)
    _put_in_force(person, template_source(template), words)


def trial(text: str = "") -> tuple[KnownPatient, ProgramVersion]:
    """Return whom a trial is for, and its program; made at the first trial, renewed where it differs.

    Parameters
    ----------
    text : str
        The program as TOML; by default the short one.
    """
    nobody = _patient(TRIAL) or add_patient(store(), viewer(), "Trial", account=TRIAL)
    found, wanted = program_of(nobody), text or trial_program()
    if found is not None and found.text == wanted:
        return nobody, found
    return nobody, _put_in_force(nobody, wanted, TRIAL_WORDS)


def is_trial(patient_id: str) -> bool:
    """Return whether sessions of this patient are trials."""
    nobody = _patient(TRIAL)
    return nobody is not None and nobody.id == patient_id


@cache
def trial_program() -> str:
    """Return the program of a trial as TOML."""
    return resources.files("dashboard.today").joinpath("trial.toml").read_text("utf-8")


def _put_in_force(person: KnownPatient, source: str, words: str) -> ProgramVersion:
    version = prescribe(store(), viewer(), person.id, source, starts_on=today())
    return sign_off(store(), viewer(), person.id, version.number, words)


def _patient(account: str) -> KnownPatient | None:
    return next((one for one in patients(store(), viewer()) if one.account == account), None)
