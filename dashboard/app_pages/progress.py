"""The page Progress: who trained, who did not, who hurts."""

from pathlib import Path

import streamlit as st

from dashboard import progress_view

st.html(Path(progress_view.__file__).with_name("progress.css"))
st.title("Progress")
with st.spinner("Opening the page ..."):  # after the title: the first import takes a second
    from dashboard.components import progress_cohort, progress_own, progress_patient, progress_rules
top, body = st.container(), st.container()
own = progress_own.open_own(top)
patients = tuple(own.values()) or progress_cohort.open_cohort(top)
if patients:
    with body:
        chosen = progress_cohort.choose(patients)
        progress_patient.show(chosen)
        for patient_id in (one for one, patient in own.items() if patient is chosen):
            progress_own.show_sessions(patient_id)
progress_rules.show()
