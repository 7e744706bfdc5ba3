"""Where a person is on the page, while it is open; a session under way is the hub's to remember."""

from dataclasses import dataclass, field
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
    trial: bool = False
    all_the_same: bool = False
    half: bool | None = None
    replayed: "Replayed | None" = None
    found: tuple[FoundSensor, ...] = ()
    worn: dict[str, FoundSensor] = field(default_factory=dict)
    session: str = ""
    saved: str = ""


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
