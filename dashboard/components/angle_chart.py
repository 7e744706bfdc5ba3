"""The chart of a recording: hip flexion over time, its sets and repetitions, and the way around in it."""

from typing import Any

import streamlit as st

from dashboard.components import legend
from dashboard.components.review_state import Looking
from dashboard.components.style import is_dark, size
from dashboard.review.chart_data import ReviewData
from dashboard.review.chart_spec import PICK, Look, angle_spec
from dashboard.review.set_words import legend as statuses_of
from dashboard.review.set_words import limits as limits_of

BELOW_DEG, ABOVE_DEG = 6.0, 24.0
"""Room below the curve, and above it for the names of the sets."""

WHOLE = "Whole"


def show(data: ReviewData, looking: Looking) -> None:
    """Show the chart with its legend and the buttons that send it to a set.

    Choosing a repetition asks the server, panning does not.
    """
    _jumps(data, looking)
    key = f"angle_{data.opened.key}"

    def picked() -> None:
        chosen = st.session_state[key]["selection"].get(PICK) or []
        if chosen:
            looking.choose(data, int(chosen[0]["rep"]), "chart")

    st.vega_lite_chart(
        spec={
            **angle_spec(look(data, looking, dark=is_dark(), size=size())),
            "datasets": datasets(data, looking),
        },
        key=key,
        width="stretch",
        on_select=picked,
        selection_mode=PICK,
        alt=data.words(),
    )
    legend.show(
        statuses_of(data.sets),
        limits_of(data.sets),
        doubtful=data.doubtful(),
        gaps=len(data.gap_rows) > 0,
    )


def look(data: ReviewData, looking: Looking, *, dark: bool, size: float = 1.0) -> Look:
    """Return what the chart's specification depends on."""
    angles = data.curve.angle_deg
    low, high = (float(angles.min()), float(angles.max())) if len(angles) else (0.0, 90.0)
    return Look(
        window=data.window(looking.place),
        whole=data.whole(),
        low_deg=low - BELOW_DEG,
        high_deg=high + ABOVE_DEG,
        dark=dark,
        size=size,
        turn=looking.sent,
    )


def datasets(data: ReviewData, looking: Looking) -> dict[str, Any]:
    """Return the tables of the chart by their names."""
    marks = data.mark_rows(looking.past_chart)
    return {
        "curve": data.curve_rows,
        "overview": data.overview_rows,
        "sets": data.set_rows,
        "gaps": data.gap_rows,
        "limits": data.limit_rows,
        "marks": marks,
        "chosen": marks.iloc[looking.repetition : looking.repetition + 1],
    }


def _jumps(data: ReviewData, looking: Looking) -> None:
    """Show a button for the whole recording and for each set."""
    if len(data.sets) == 0:
        return
    key = f"jump_{data.opened.key}"
    names = [WHOLE, *(str(place) for place in range(1, len(data.sets) + 1))]
    shown = names[0 if looking.place is None else looking.place + 1]

    def sent() -> None:
        name = st.session_state[key] or shown  # chosen again: back to where it was
        looking.send(None if name == WHOLE else int(name) - 1)

    st.session_state[key] = shown
    st.pills("Show the whole recording, or one set", names, key=key, on_change=sent)
