"""Prescribed against done, item by item; and the program alone, as a sheet to hand out."""

import streamlit as st

from analysis.adherence import program_warnings
from analysis.comparison import SessionComparison
from analysis.prescription import WEEKDAYS, Program
from dashboard.components import stated
from dashboard.components.session_summary import show_style
from dashboard.program_view.export import comparison_csv, comparison_json
from dashboard.program_view.sheet import beside_html, day_name, sheet_html
from dashboard.program_view.table import comparison_table
from dashboard.sessions.opened import OpenSession

READING = """
- **The bar** is the repetitions done, of those prescribed. The full part was on target, the pale part was
  not; hatched is what was reported without the sensor. A line across it marks the end of the dose.
- **Done** means at least 80 % of the repetitions. More on one leg does not make up for the other.
- **On target** means far enough, not too far, and held long enough, as far as that is prescribed.
- **Not measured** is never "missed": the sensor was on the other leg, or a timer guides the exercise.
- **Peak angle** is the thigh's angle from quiet standing. It equals hip flexion while pelvis and trunk stay
  upright. **Range** is the way from the start of a repetition to its turning point.
"""


def show(session: OpenSession, comparison: SessionComparison, program: Program) -> None:
    """Show the table, what belongs beside it, and what can be saved."""
    _day_choice(session, program)
    st.html(comparison_table(comparison))
    st.html(beside_html(program, comparison.program_warnings))
    with st.container(key="screen_reading"), st.expander("How to read this page", icon=":material/help:"):
        st.markdown(READING)


def show_sheet(program: Program) -> None:
    """Show the program alone."""
    show_style()
    st.html(sheet_html(program))
    st.html(beside_html(program, program_warnings(program)))


def save_buttons(comparison: SessionComparison) -> None:
    """Offer the comparison as files."""
    for label, data, ending in (
        ("Save as CSV", comparison_csv(comparison), "csv"),
        ("Save as JSON", comparison_json(comparison), "json"),
    ):
        st.download_button(
            label,
            data,
            file_name=f"{comparison.program}-comparison.{ending}",
            on_click="ignore",
            key=f"comparison_{ending}",
            icon=":material/download:",
        )


def _day_choice(session: OpenSession, program: Program) -> None:
    """Ask for the training day, where it matters; say which exercises are not due on it."""
    if not any(item.days for item in program.items):
        return
    names = [stated.EVERY_DAY, *WEEKDAYS]
    with st.container(key="screen_day"):
        chosen = st.selectbox(
            "Training day",
            names,
            index=names.index(stated.weekday(session)),
            format_func=lambda name: "Any: all exercises" if name == stated.EVERY_DAY else day_name(name),
            key="program_day",
            width=320,
        )
    if chosen != stated.weekday(session):
        stated.set_weekday(session, chosen)
        st.rerun()
    day = stated.day(session)
    if day is not None:
        due = program.due_on(day).items
        left_out = [item.title for item in program.items if item not in due]
        if left_out:
            st.caption(f"Not due on {day_name(chosen)}: {', '.join(left_out)}.")
