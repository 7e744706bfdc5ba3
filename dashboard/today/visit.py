"""Where a person is on the page; a session under way is the hub's to remember.

What was answered outlives a page that is loaded again: its address has a random name for it.
"""

import math
import re
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboard.live.reach import FoundSensor

if TYPE_CHECKING:
    from dashboard.today.replayed import Replayed


class Step(StrEnum):
    """The steps, in order."""

    CHECK = "check"
    REFUSED = "refused"
    """A red flag or the pain says no."""
    CARDS = "cards"
    SENSOR = "sensor"
    STRAP = "strap"
    LIVE = "live"
    SUMMARY = "summary"


@dataclass(slots=True)
class Visit:
    """What was answered so far.

    Attributes
    ----------
    step : Step
    flags : tuple of str
        Red flags that apply.
    pain : int or None
        Before the session.
    answered_s : float
        When that was answered, or the session was saved, by the clock of the computer.
    trial : bool
        A simulated person exercises; it counts for nobody.
    all_the_same : bool
        Exercise although today's share is done, or nothing is planned.
    half : bool or None
        What the person chose after a flare: half the dose or all of it; None: nothing yet.
    replayed : Replayed or None
        Whose recorded session a trial follows; None for the simulated person.
    found : tuple of FoundSensor
        Sensors in reach.
    worn : dict of str to FoundSensor
        Those that were chosen: by leg where there is one for each, else under an empty name.
    session : str
        The hub's name of the session under way.
    saved : str
        The session in the records.
    """

    step: Step = Step.CHECK
    flags: tuple[str, ...] = ()
    pain: int | None = None
    answered_s: float = -math.inf
    trial: bool = False
    all_the_same: bool = False
    half: bool | None = None
    replayed: "Replayed | None" = None
    found: tuple[FoundSensor, ...] = ()
    worn: dict[str, FoundSensor] = field(default_factory=dict)
    session: str = ""
    saved: str = ""


FRESH_S = 900.0
"""So long after they were given, answers hold for a page that is loaded again: pain and red flags are asked
for right before the exercises [J]."""

MOST_VISITS = 100

PREPARING = (Step.CARDS, Step.SENSOR, Step.STRAP)
"""Steps between the answers and the session."""

NAMED = (*PREPARING, Step.LIVE, Step.SUMMARY)
"""Steps at which the address names the window, so that it is the same one when it is loaded again."""

_KEPT, _WINDOW, _NAME = "today_visit", "today_window", "visit"


class Visits:
    """Visits by their names in the address, in memory; safe for threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Visit] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, name: str, one: Visit) -> None:
        """Keep a visit under the name of its window."""
        with self._lock:
            self._known[name] = one
            while len(self._known) > MOST_VISITS:
                self._known.popitem(last=False)

    def again(self, name: str) -> Visit | None:
        """Return a visit for a page that was loaded again, None when there is none or it is too long ago."""
        with self._lock:
            one = self._known.get(name)
            if one is None or time.monotonic() - one.answered_s > FRESH_S:
                return None
            self._known[name] = replace(one)  # another page may still show the first
            return self._known[name]


@st.cache_resource(show_spinner=False)
def visits() -> Visits:
    """Return the visits of this server."""
    return Visits()


def visit() -> Visit:
    """Return where this person is."""
    if _KEPT not in st.session_state:
        st.session_state[_KEPT] = visits().again(window()) or Visit()
    return cast("Visit", st.session_state[_KEPT])


def window() -> str:
    """Return the name of this window; who knows it steers the session that was begun in it."""
    if _WINDOW not in st.session_state:
        name = st.query_params.get(_NAME, "")
        known = re.fullmatch("[0-9a-f]{16}", name)
        st.session_state[_WINDOW] = name if known else secrets.token_hex(8)
    return cast("str", st.session_state[_WINDOW])


def remember() -> None:
    """Let the address name the window while a session is prepared and under way; called once a run."""
    named = visit().step in NAMED
    if named:
        visits().keep(window(), visit())
    if named and st.query_params.get(_NAME) != window():
        st.query_params[_NAME] = window()
    elif not named and _NAME in st.query_params:
        del st.query_params[_NAME]


def go(step: Step) -> None:
    """Go to a step and show it."""
    visit().step = step
    st.rerun()


def saved_as(session: str) -> None:
    """Go to the summary of a session in the records, from now on."""
    here = visit()
    here.saved, here.step, here.answered_s = session, Step.SUMMARY, time.monotonic()


def start_over() -> None:
    """Forget what was answered."""
    st.session_state[_KEPT] = Visit()
