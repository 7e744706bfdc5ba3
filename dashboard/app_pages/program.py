"""The page Program: prescribed against done."""

import streamlit as st

from dashboard.components import open_session, session_summary

st.title("Program")
session = open_session.opened_session()
program = open_session.chosen_program().program
if session is not None:
    comparison = open_session.comparison(session, program)
    if isinstance(comparison, str):
        st.error(comparison)
    else:
        session_summary.show(session, comparison, link=False)
