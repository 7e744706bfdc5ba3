"""The page Review: one session, its sets and repetitions on the signal, and how far they can be relied on."""

import streamlit as st

from dashboard.components import code_ahead, empty_states, open_session, uploader

st.title("Review")
with st.spinner("Reading and analysing the session ..."):
    session, fault = open_session.session_or_fault()
if fault:
    st.error(uploader.escaped(fault), icon=":material/error:")
uploader.show(session_open=session is not None, lost=open_session.lost_recordings())

if session is None:
    empty_states.nothing_reviewed()
    code_ahead.fetch()
else:
    from dashboard.components import reviewed_session  # only now: without a session nobody waits for it

    reviewed_session.show(session)
