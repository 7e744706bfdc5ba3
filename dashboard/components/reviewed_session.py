"""The body of the page Review: the open session against its program, and one of its recordings."""

import streamlit as st

from dashboard.components import (
    open_session,
    program_picker,
    recording_chooser,
    review_panel,
    session_summary,
)
from dashboard.components.uploader import escaped
from dashboard.review.first_look import first_look
from dashboard.sessions.opened import OpenSession


def show(session: OpenSession) -> None:
    """Show a session: what fell short, then the recording in which most is missing, or the one chosen."""
    chosen = open_session.chosen_program()
    program_picker.ask_if_assumed(chosen)
    compared = open_session.comparison(session, chosen.program)
    if isinstance(compared, str):
        st.warning(f"Not held against the program. {escaped(compared)}", icon=":material/warning:")
        first = first_look(session, None)
    else:
        session_summary.show(session, compared, link=True, assumed=chosen.assumed)
        first = first_look(session, compared)
    recording = recording_chooser.show(session, first)
    recording_chooser.about(recording)
    review_panel.show(recording, chosen.program)
