"""The session and the program that are open, read and analysed.

What reads and analyses is imported when something is open: a page without a session is shown at once.
"""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboard.components import address
from dashboard.sessions.examples import EXAMPLES, FIRST

if TYPE_CHECKING:
    from analysis.comparison import SessionComparison
    from analysis.prescription import Program
    from dashboard import records
    from dashboard.programs import LoadedPrograms
    from dashboard.sessions.opened import OpenSession
    from dashboard.sessions.store import RecordingStore

MOST_SAVED = 4
"""Sessions of the records kept analysed."""


class Chosen(NamedTuple):
    """The program that the session is held against.

    Attributes
    ----------
    name : str
        In the address.
    program : Program
    assumed : bool
        Whether nobody chose it for this session.
    """

    name: str
    program: "Program"
    assumed: bool = False


@st.cache_resource(show_spinner=False)
def store() -> "RecordingStore":
    """Return the recordings open in this server."""
    from dashboard.sessions.store import RecordingStore

    return RecordingStore()


@st.cache_resource(show_spinner=False)
def loaded_programs() -> "LoadedPrograms":
    """Return the programs loaded from files in this server."""
    from dashboard.programs import LoadedPrograms

    return LoadedPrograms()


def opened_session() -> "OpenSession | None":
    """Return the open session that the address names; None when none of its uploads is in memory any longer.

    Raises
    ------
    RehabError
        When there is no such example, the sample data is not installed, or a session of the records is not
        there.
    """
    from dashboard.sessions.store import open_example, session_of
    from sensing.errors import RehabError

    saved = address.saved_id()
    if saved is not None:
        from dashboard.components import local_records

        return _from_records(saved, local_records.viewer().account, len(_saved(saved).corrections))
    example = address.example_name()
    if example is not None:
        return open_example(store(), example)
    if address.names_unknown_example():
        raise RehabError("There is no example of that name. Choose another one, or open a recording.")
    found = [one for key in address.recording_keys() if (one := store().get(key)) is not None]
    return session_of(found) if found else None


def session_or_fault() -> tuple["OpenSession | None", str]:
    """Return the open session, or one line: why it cannot be opened; neither when none is open."""
    if not address.names_session():
        return None, ""
    from sensing.errors import RehabError

    try:
        return opened_session(), ""
    except RehabError as error:
        return None, str(error)


def lost_recordings() -> int:
    """Return how many recordings of the address are not in memory: the server was restarted, or ran full."""
    return sum(store().get(key) is None for key in address.recording_keys())


def chosen_program() -> Chosen:
    """Return the program to compare with: the one chosen, else the example's, else the first example's."""
    from dashboard.programs import template, template_names
    from sensing.errors import RehabError

    said = address.program_name()
    loaded = loaded_programs().get(said)
    if loaded is not None:
        return Chosen(said, loaded.program)
    saved = address.saved_id()
    if saved is not None and not said:
        with suppress(RehabError):  # the page tells that the session cannot be opened
            session = _saved(saved)
            version = session.program
            key = loaded_programs().load(f"version {version.number}", version.text.encode())
            return Chosen(key, session.asked_program)
    if said in template_names():
        return Chosen(said, template(said))
    example = address.example_name()
    name = EXAMPLES[example or FIRST].program
    return Chosen(name, template(name), assumed=example is None)


def lost_program() -> bool:
    """Return whether the program of the address is not in memory: the server was restarted, or ran full."""
    from dashboard.programs import template_names

    said = address.program_name()
    return bool(said) and said not in template_names() and loaded_programs().get(said) is None


def comparison(session: "OpenSession", program: "Program") -> "SessionComparison | str":
    """Return done against prescribed, with what the person stated, or one line: why there is none."""
    from analysis import compare
    from dashboard.components import stated
    from sensing.errors import InputError

    saved, day = address.saved_id(), stated.day(session)
    kept = () if saved is None else _saved(saved).self_reports
    reports = (*kept, *stated.reports(session))
    try:
        return compare(session.results, program, self_reports=reports, day=day)
    except InputError as error:
        return str(error)


@st.cache_resource(show_spinner=False, max_entries=MOST_SAVED)
def _from_records(
    session_id: str,
    account: str,  # noqa: ARG001 (belongs to the cache's key)
    corrections: int,
) -> "OpenSession":
    """Return a session of the records, analysed again whenever a correction was made or taken back."""
    from dashboard import records
    from dashboard.components import local_records
    from dashboard.sessions.store import CORRECTED

    session = records.open_session(local_records.store(), local_records.viewer(), session_id)
    # Corrections are only ever added, so their number says which counts these are.
    counted = tuple(replace(one, key=f"{one.key}{CORRECTED}{corrections}") for one in session.recordings)
    return replace(session, recordings=counted)


def _saved(session_id: str) -> "records.SavedSession":
    from dashboard import records
    from dashboard.components import local_records

    return records.saved_session(local_records.store(), local_records.viewer(), session_id)
