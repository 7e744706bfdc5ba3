"""The session and the program that are open, read and analysed."""

from typing import NamedTuple

import streamlit as st

from analysis import compare
from analysis.comparison import SessionComparison
from analysis.prescription import Program
from dashboard.components import address
from dashboard.programs import find_program, template_names
from dashboard.sessions.examples import EXAMPLES, FIRST
from dashboard.sessions.opened import OpenSession
from dashboard.sessions.store import RecordingStore, open_example, session_of
from sensing.errors import InputError


class Chosen(NamedTuple):
    """The program that the session is held against: its name in the address, and the program."""

    name: str
    program: Program


@st.cache_resource(show_spinner=False)
def store() -> RecordingStore:
    """Return the recordings open in this server."""
    return RecordingStore()


@st.cache_resource(show_spinner=False)
def loaded_programs() -> dict[str, Program]:
    """Return the programs loaded from files in this server, by digest."""
    return {}


def opened_session() -> OpenSession | None:
    """Return the open session; None when there is none, or none of its uploads is in memory any longer.

    Raises
    ------
    RehabError
        When an example is to be opened and the sample data is not installed.
    """
    example = address.example_name()
    if example is not None:
        return open_example(store(), example)
    found = [one for key in address.recording_keys() if (one := store().get(key)) is not None]
    return session_of(found) if found else None


def lost_recordings() -> int:
    """Return how many recordings of the address are not in memory: the server was restarted, or ran full."""
    return sum(store().get(key) is None for key in address.recording_keys())


def chosen_program() -> Chosen:
    """Return the program to compare with: the one chosen, else the example's, else the first example's."""
    said = address.program_name()
    if said in loaded_programs():
        return Chosen(said, loaded_programs()[said])
    name = said if said in template_names() else EXAMPLES[address.example_name() or FIRST].program
    return Chosen(name, find_program(name))


def comparison(session: OpenSession, program: Program) -> SessionComparison | str:
    """Return done against prescribed, or one line that says why there is none."""
    try:
        return compare(session.results, program)
    except InputError as error:
        return str(error)
