"""What is looked at on the page Review: the repetition chosen, and the stretch of time of the chart."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.review.chart_data import ReviewData


@dataclass(slots=True)
class Looking:
    """What is looked at in one recording.

    Attributes
    ----------
    repetition : int
        Position in `ReviewData.repetitions`.
    place : int or None
        The set that the chart was last sent to; None: the whole recording.
    sent : int
        How many times the chart was sent somewhere: the same place again is a new request.
    past_chart, past_table : int
        How many times a repetition was chosen elsewhere than on the chart, than in the table: what they hold
        as chosen is out of date then.
    """

    repetition: int = 0
    place: int | None = None
    sent: int = 0
    past_chart: int = 0
    past_table: int = 0

    def send(self, place: int | None) -> None:
        """Let the chart show a set, or the whole recording."""
        self.place = place
        self.sent += 1

    def choose(self, data: ReviewData, repetition: int, by: Literal["chart", "table", "button"]) -> None:
        """Choose a repetition; the chart follows to its set, unless it was chosen there."""
        if not 0 <= repetition < len(data.repetitions):
            return
        self.repetition = repetition
        self.past_chart += by != "chart"
        self.past_table += by != "table"
        place = data.repetitions[repetition].place
        if by != "chart" and self.place not in (None, place):
            self.send(place)


def looking(data: ReviewData) -> Looking:
    """Return what is looked at in a recording; the first repetition to begin with."""
    key = f"looking_{data.opened.key}"
    if key not in st.session_state:
        st.session_state[key] = Looking()
    found = st.session_state[key]
    assert isinstance(found, Looking)
    return found
