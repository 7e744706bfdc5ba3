"""The page Program: prescribed against done."""

import streamlit as st

st.title("Program")
with st.spinner("Opening the page ..."):  # after the title: the first import takes a second
    from dashboard.components import compared_session

compared_session.show()
