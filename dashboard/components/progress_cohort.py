"""The cohort that is open, and all of its patients at a glance."""

import streamlit as st

from dashboard.cohort import CohortPatient, read_cohort
from dashboard.progress_view.overview import overview_table
from dashboard.samples import sample_folder

CHOSEN = "patient"
"""Key of the choice, and its name in the address."""

INVENTED = "Three **invented** patients over six weeks, to try things with: nobody's data."


@st.cache_resource(show_spinner="Reading the sample patients", max_entries=2)
def sample_cohort() -> tuple[CohortPatient, ...]:
    """Return the cohort of the sample data.

    Raises
    ------
    RehabError
        When it is not installed, or was changed into something impossible.
    """
    with sample_folder() as folder:
        return read_cohort(folder / "cohort")


def choose(patients: tuple[CohortPatient, ...]) -> CohortPatient:
    """Show all patients and let one be chosen; the choice stays in the page's address."""
    by_id = {one.patient_id: one for one in patients}
    overview = st.container()
    chosen = st.segmented_control(
        "Look closer at",
        tuple(by_id),
        default=patients[0].patient_id,
        required=True,
        key=CHOSEN,
        bind="query-params",
    )
    patient = by_id[chosen or patients[0].patient_id]
    overview.html(overview_table(patients, patient.patient_id))
    return patient
