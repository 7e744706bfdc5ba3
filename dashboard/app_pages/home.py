"""The page Home: what this is, and the doors to it."""

import streamlit as st

from dashboard.components import address, empty_states
from dashboard.sessions.examples import FIRST

TODAY = "app_pages/today.py"

st.html('<p class="rt-name">Rehab tracker</p>')
st.title("What was done, and what fell short")
st.html(
    '<p class="rt-large rt-line">One small sensor on the thigh counts repetitions, measures how far and how '
    "long the thigh was lifted, and holds both against the program.</p>"
)

with st.container(horizontal=True, key="home_doors"):
    with st.container(border=True, width=344, key="home_door_today"):
        st.subheader("I exercise", anchor=False)
        st.write("Today's program, counted as you go, with a voice. Try it without a sensor first.")
        if st.button("Today's exercises", icon=":material/today:", key="home_today"):
            st.switch_page(TODAY)
    with st.container(border=True, width=344, key="home_door_example"):
        st.subheader("Have a look", anchor=False)
        st.write("A runner's training, simulated, both legs. You need no sensor.")
        if st.button("Show me an example", type="primary", icon=":material/play_circle:", key="home_example"):
            address.open_example(FIRST, page=empty_states.PROGRAM)
    with st.container(border=True, width=344, key="home_door_review"):
        st.subheader("I review", anchor=False)
        st.write("Your own recordings: every repetition, and what was done of the program.")
        if st.button("Open a recording", icon=":material/folder_open:", key="home_review"):
            address.close_session(page=empty_states.REVIEW)

with st.expander("More examples", key="home_more"):
    empty_states.example_list("home")
