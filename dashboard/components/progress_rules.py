"""How progress is judged, one click away."""

import streamlit as st

from dashboard.progress_view.rules import TOPICS, rules_table

WORDS = """
A planned day is done once, and no other day makes up for it. A session stopped for pain counts as attended.
A leg that did not wear the sensor is *not measured*, never missed. Angles are thigh angles: they equal hip
flexion while pelvis and trunk stay upright.

[J] marks a judgement that a therapist may change; nothing here is a diagnosis.
"""


def show() -> None:
    """Show the rules, closed at first."""
    with st.expander("How is this judged?", icon=":material/info:", key="progress_rules"):
        st.markdown(WORDS)
        for topic in TOPICS:
            st.html(rules_table(topic))
