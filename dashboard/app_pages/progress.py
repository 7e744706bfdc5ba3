"""The page Progress: who trained, who did not, who hurts."""

from pathlib import Path

import streamlit as st

from dashboard import progress_view

st.html(Path(progress_view.__file__).with_name("progress.css"))
st.title("Progress")
with st.spinner("Opening the page ..."):  # after the title: the first import takes a second
    from dashboard.components import progress_cohort, progress_patient, progress_rules
top, body = st.container(), st.container()
patients = progress_cohort.open_cohort(top)
if patients:
    with body:
        progress_patient.show(progress_cohort.choose(patients))
progress_rules.show()
