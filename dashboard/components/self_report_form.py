"""Let a person state what was done without the sensor."""

import streamlit as st

from analysis.comparison import SelfReport
from analysis.exercises import load_catalogue
from analysis.prescription import Program
from dashboard.components import stated
from dashboard.exercise_words import title, which
from dashboard.sessions.opened import OpenSession
from dashboard.wording import counted
from sensing.samples import SIDES

MOST_SETS = 50
MOST_REPETITIONS = 1000


def show(session: OpenSession, program: Program) -> None:
    """Show what was stated for this session, each with a button to take it back, and the form for more."""
    reports = stated.reports(session)
    with st.expander(
        "Something was done without the sensor", icon=":material/edit_note:", expanded=bool(reports)
    ):
        st.markdown(
            "State it here, and it counts as *self-reported*: neither measured nor missed. "
            "It is kept while the dashboard runs."
        )
        for number, report in enumerate(reports):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_words(report))
                st.button(
                    "Remove",
                    key=f"stated_remove_{number}",
                    on_click=_remove,
                    args=(session, number),
                    help=f"Remove: {_words(report)}",
                )
        _form(session, program)


def _words(report: SelfReport) -> str:
    sets, repetitions = counted(report.sets, "set"), counted(report.repetitions, "repetition")
    return f"{title(report.exercise)}{which(report.side)}: {repetitions} in {sets}"


def _form(session: OpenSession, program: Program) -> None:
    names = [item.exercise for item in program.items]
    names += [name for name in load_catalogue() if name not in names]
    exercise = st.selectbox("Exercise", names, format_func=title, key="stated_exercise")
    prescribed = next((item for item in program.items if item.exercise == exercise), None)
    with st.form("stated_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        if not load_catalogue()[exercise].bilateral:
            st.segmented_control(
                "Leg",
                SIDES,
                default=SIDES[0],
                format_func=str.capitalize,
                required=True,
                key="stated_leg",
            )
        st.number_input(
            "Sets",
            1,
            MOST_SETS,
            prescribed.sets if prescribed else 1,
            key=f"stated_sets_{exercise}",
            width=140,
        )
        st.number_input(
            "Repetitions in all",
            1,
            MOST_REPETITIONS,
            prescribed.total if prescribed else 10,
            key=f"stated_repetitions_{exercise}",
            width=180,
        )
        st.form_submit_button("Add", on_click=_add, args=(session, exercise), key="stated_add")


def _add(session: OpenSession, exercise: str) -> None:
    one_leg = not load_catalogue()[exercise].bilateral
    report = SelfReport(
        exercise,
        st.session_state["stated_leg"] if one_leg else None,
        int(st.session_state[f"stated_sets_{exercise}"]),
        int(st.session_state[f"stated_repetitions_{exercise}"]),
    )
    stated.set_reports(session, (*stated.reports(session), report))


def _remove(session: OpenSession, number: int) -> None:
    reports = stated.reports(session)
    stated.set_reports(session, reports[:number] + reports[number + 1 :])
