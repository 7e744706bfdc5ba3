"""The cohort that is open, of the sample data or of one's own tables, and all of its patients at a glance."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.cohort import FILES, CohortPatient, read_cohort, read_uploads
from dashboard.progress_view.overview import overview_table
from dashboard.samples import sample_folder
from sensing.errors import RehabError

CHOSEN = "patient"
"""Key of the choice, and its name in the address."""

OWN, TAKEN = "own_cohort", "own_cohort_taken"

INVENTED = "Three **invented** patients over six weeks, to try things with: nobody's data."

BESIDE_EACH_OTHER = 8
"""Patients that buttons are shown for; more are chosen from a list."""

LARGEST_MB = 20


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


def open_cohort(about: DeltaGenerator) -> tuple[CohortPatient, ...]:
    """Offer to open tables of one's own, say whose data are shown, and return the patients; none on a fault.

    Parameters
    ----------
    about : DeltaGenerator
        Where to say it.
    """
    with st.expander("Open tables of your own", icon=":material/folder_open:", key="progress_open"):
        _uploader()
    own: tuple[CohortPatient, ...] = st.session_state.get(OWN, ())
    if own:
        through = own[0].progress.through
        about.markdown(f"Your own tables, up to {through.day} {through:%B %Y}. They stay in memory only.")
        about.button("Back to the sample patients", key="progress_back", on_click=_forget)
        return own
    about.markdown(INVENTED)
    try:
        return sample_cohort()
    except RehabError as error:
        about.error(f"The sample patients cannot be shown. {error}", icon=":material/error:")
        return ()


def _uploader() -> None:
    files = st.file_uploader(
        f"{', '.join(FILES)}, and the programs (TOML) that they name",
        type=["csv", "toml"],
        accept_multiple_files=True,
        max_upload_size=LARGEST_MB,
        key="progress_tables",
    )
    st.caption(
        "The columns are those of the sample data (docs/progress.md). Nothing is stored: loading the page"
        " again forgets the tables."
    )
    taken = [one.file_id for one in files]
    if not files or taken == st.session_state.get(TAKEN):
        return
    try:
        with st.spinner("Reading the tables"):
            st.session_state[OWN] = read_uploads([(one.name, one.getvalue()) for one in files])
        st.session_state[TAKEN] = taken
    except RehabError as error:
        st.session_state.pop(OWN, None)
        st.error(str(error), icon=":material/error:")


def _forget() -> None:
    st.session_state.pop(OWN, None)


def choose(patients: tuple[CohortPatient, ...]) -> CohortPatient:
    """Show all patients and let one be chosen; the choice stays in the page's address."""
    by_id = {one.patient_id: one for one in patients}
    overview = st.container(key="progress_overview")  # the name is used by the style for print
    names, first = tuple(by_id), patients[0].patient_id
    if len(names) > BESIDE_EACH_OTHER:
        chosen = st.selectbox("Look closer at", names, key=CHOSEN, bind="query-params")
    else:
        chosen = st.segmented_control(
            "Look closer at", names, default=first, required=True, key=CHOSEN, bind="query-params"
        )
    patient = by_id[chosen or first]
    overview.html(overview_table(patients, patient.patient_id))
    return patient
