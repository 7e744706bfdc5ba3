"""The page Review: one session, its sets and repetitions on the signal, and how far they can be relied on."""

import streamlit as st

from dashboard.components import (
    open_session,
    program_picker,
    recording_chooser,
    review_panel,
    session_summary,
    uploader,
)
from dashboard.review.first_look import first_look

st.title("Review")
with st.spinner("Reading and analysing the session ..."):
    session, fault = open_session.session_or_fault()
if fault:
    st.error(uploader.escaped(fault), icon=":material/error:")
uploader.show(session_open=session is not None, lost=open_session.lost_recordings())

if session is not None:
    chosen = open_session.chosen_program()
    program_picker.ask_if_assumed(chosen)
    compared = open_session.comparison(session, chosen.program)
    if isinstance(compared, str):
        st.warning(f"Not held against the program. {uploader.escaped(compared)}", icon=":material/warning:")
        first = first_look(session, None)
    else:
        session_summary.show(session, compared, link=True)
        first = first_look(session, compared)
    recording = recording_chooser.show(session, first)
    recording_chooser.about(recording)
    review_panel.show(recording, chosen.program)
