"""Where a person is on the page, while it is open; a session under way is the hub's to remember."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

import streamlit as st


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
    trial : bool
        A simulated person exercises; it counts for nobody.
    all_the_same : bool
        Exercise although today's share is done, or nothing is planned.
    sensor : str
        Address of the Bluetooth sensor, empty for none.
    session : str
        The hub's name of the session under way.
    saved : str
        The session in the records.
    """

    step: Step = Step.CHECK
    flags: tuple[str, ...] = ()
    pain: int | None = None
    trial: bool = False
    all_the_same: bool = False
    sensor: str = ""
    session: str = ""
    saved: str = ""
    found: list[object] = field(default_factory=list)


_KEPT = "today_visit"


def visit() -> Visit:
    """Return where this person is."""
    return cast("Visit", st.session_state.setdefault(_KEPT, Visit()))


def go(step: Step) -> None:
    """Go to a step and show it."""
    visit().step = step
    st.rerun()


def start_over() -> None:
    """Forget what was answered."""
    st.session_state[_KEPT] = Visit()
