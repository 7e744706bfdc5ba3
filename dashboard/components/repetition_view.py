"""One repetition: its curve over the others of its set, its numbers, its status and flags in words."""

from html import escape

import streamlit as st

from dashboard.components import legend, repetition_chart
from dashboard.components.review_state import Looking
from dashboard.components.style import size
from dashboard.exercise_words import title
from dashboard.review.chart_data import RepetitionAt, ReviewData
from dashboard.review.repetition_words import (
    NUMBER_FORMATS,
    flag_words,
    live_words,
    measures,
    repetition_table,
    status_words,
)

PREVIOUS, NEXT = "Alt+P", "Alt+N"
"""Keys; arrows would move within the control that has the focus, and plain letters are for typing."""

NUMBER_PX, LETTER_PX, REMARKS_PX = 34, 8, 290
"""Widths in the table of repetitions: the numbers leave room for the remarks."""

ROWS_SHOWN, ROW_PX = 6, 40
"""Repetitions of a set before its table scrolls."""


def show(data: ReviewData, looking: Looking) -> None:
    """Show the repetition that is chosen; the table and the buttons choose another one."""
    if not data.repetitions:
        return
    looking.repetition = min(looking.repetition, len(data.repetitions) - 1)
    one = data.repetitions[looking.repetition]
    _heading(data, looking, one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        repetition_chart.show(data, looking.repetition)
    with right:
        _words(one)
        st.html(_measures_table(one))
    _table(data, looking, one)


def _heading(data: ReviewData, looking: Looking, one: RepetitionAt) -> None:
    count = len(one.set.statuses)
    st.subheader(f"Repetition {one.nth + 1} of {count}, set {one.place + 1}: {title(one.set.set.exercise)}")
    last = len(data.repetitions) - 1
    with st.container(horizontal=True):
        st.button(
            "Previous",
            icon=":material/chevron_left:",
            key=f"previous_{data.opened.key}",
            shortcut=PREVIOUS,
            disabled=looking.repetition == 0,
            on_click=looking.choose,
            args=(data, looking.repetition - 1, "button"),
        )
        st.button(
            "Next",
            icon=":material/chevron_right:",
            key=f"next_{data.opened.key}",
            shortcut=NEXT,
            disabled=looking.repetition == last,
            on_click=looking.choose,
            args=(data, looking.repetition + 1, "button"),
        )


def _words(one: RepetitionAt) -> None:
    lines = [f"{legend.mark(one.status)} <strong>{escape(_sentence(status_words(one)))}</strong>"]
    lines += [escape(_sentence(words)) for words in flag_words(one.repetition)]
    live = live_words(one.repetition)
    lines += [f'<span class="rt-quiet">{escape(live)}</span>'] if live else []
    st.html("".join(f'<p class="rv-words">{line}</p>' for line in lines))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _measures_table(one: RepetitionAt) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(each.name)}</th><td>{escape(each.here)}</td>'
        f"<td>{escape(each.usual)}</td><td>{escape(each.prescribed)}</td></tr>"
        for each in measures(one)
    )
    return (
        '<table class="rt-table rv-measures"><caption>Measures of this repetition</caption>'
        '<thead><tr><th scope="col">Measure</th><th scope="col">This one</th>'
        '<th scope="col">Set</th><th scope="col">Prescribed</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _table(data: ReviewData, looking: Looking, one: RepetitionAt) -> None:
    """Show the repetitions of the set; a cell, clicked or reached with the arrow keys, chooses its own.

    Rows could be chosen by keyboard with Shift+Space only, which nobody finds; and what is chosen cannot be
    changed from outside, so a mark tells which repetition is shown.
    """
    positions = data.of_set(one.place)
    # A new table after each choice elsewhere, so that the arrow keys begin at the repetition that is shown;
    # and for other letters, as it measures them when it is first drawn.
    key = f"repetitions_{data.opened.key}_{one.place}_{looking.past_table}_{size()}"

    def chosen() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells:
            looking.choose(data, positions[cells[0][0]], "table")

    st.dataframe(
        repetition_table([data.repetitions[i] for i in positions], shown=one.nth),
        key=key,
        hide_index=True,
        height="content" if len(positions) <= ROWS_SHOWN else round(ROW_PX * (ROWS_SHOWN + 1) * size()),
        column_config={
            **{
                name: st.column_config.NumberColumn(format=form, width=NUMBER_PX + LETTER_PX * len(name))
                for name, form in NUMBER_FORMATS.items()
            },
            "Shown": st.column_config.TextColumn(width=NUMBER_PX + LETTER_PX * len("Shown")),
            "Remarks": st.column_config.TextColumn(width=REMARKS_PX),
        },
        on_select=chosen,
        selection_mode="single-cell",
        selection_default={"selection": {"cells": [(one.nth, "Repetition")]}},
        alt="Repetitions of this set; the arrow keys, or a click, show another one",
    )
