"""The body of the page Program: the open session against its program, or the program alone."""

import streamlit as st

from analysis.comparison import SessionComparison
from dashboard.components import (
    empty_states,
    open_session,
    print_button,
    program_picker,
    program_table,
    self_report_form,
    session_summary,
)
from dashboard.components.uploader import escaped
from dashboard.sessions.opened import OpenSession


def show() -> None:
    """Show the choice of the program, and below it what is open."""
    chosen = open_session.chosen_program()
    with st.container(key="screen_picker"):
        program_picker.show(chosen)

    with st.spinner("Reading and counting the session ..."):
        session, fault = open_session.session_or_fault()
        comparison = None if session is None else open_session.comparison(session, chosen.program)

    if session is None or comparison is None:
        _alone(chosen, fault)
    elif isinstance(comparison, str):
        st.error(escaped(comparison), icon=":material/error:")
    else:
        _compared(session, comparison, chosen)


def _alone(chosen: open_session.Chosen, fault: str) -> None:
    with st.container(key="screen_empty"):
        if fault:
            st.error(escaped(fault), icon=":material/error:")
        empty_states.no_session("program", lost=open_session.lost_recordings())
    program_table.show_sheet(chosen.program)
    with st.container(key="screen_more"):
        print_button.show("print_sheet")


def _compared(session: OpenSession, comparison: SessionComparison, chosen: open_session.Chosen) -> None:
    program_picker.ask_if_assumed(chosen)
    session_summary.show(session, comparison, link=False, assumed=chosen.assumed)
    program_table.show(session, comparison, chosen.program)
    with st.container(key="screen_more"):
        self_report_form.show(session, chosen.program)
        with st.container(horizontal=True, vertical_alignment="center"):
            print_button.show("print_comparison")
            program_table.save_buttons(comparison)
            st.page_link("app_pages/review.py", label="See the movement", icon=":material/show_chart:")
