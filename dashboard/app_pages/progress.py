"""The page Progress: who trained, who did not, who hurts."""

from pathlib import Path

import streamlit as st

from dashboard import progress_view
from dashboard.components import progress_cohort, progress_patient, progress_rules
from sensing.errors import RehabError

st.html(Path(progress_view.__file__).with_name("progress.css"))
st.title("Progress")
st.markdown(progress_cohort.INVENTED)
try:
    patients = progress_cohort.sample_cohort()
except RehabError as error:
    st.error(f"The sample patients cannot be shown. {error}", icon=":material/error:")
    st.stop()
progress_patient.show(progress_cohort.choose(patients))
progress_rules.show()
