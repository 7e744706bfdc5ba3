"""One recording: its chart, the repetition looked at, its sets, what else should be known, and exports."""

from operator import attrgetter

import streamlit as st

from analysis.prescription import Program
from analysis.repetition_status import set_statuses
from dashboard.components import angle_chart, export, legend, meanings, repetition_view, set_table
from dashboard.components.review_state import looking
from dashboard.components.style import add
from dashboard.components.uploader import escaped
from dashboard.review.chart_data import ReviewData
from dashboard.review.curve import Curve
from dashboard.review.set_words import calibration_words, remarks
from dashboard.sessions.opened import OpenRecording

CSS = """
.rv-words { margin: 0 0 0.4rem 0; }
.rv-measures { margin: 0.6rem 0 1.4rem; } /* below it the tools of the next table */
.stButton kbd { color: var(--rt-quiet) !important; opacity: 1 !important; }
"""


def show(opened: OpenRecording, program: Program) -> None:
    """Show a recording against a program."""
    add(CSS + legend.CSS + set_table.CSS)
    data = review_data(opened, program)
    _trust(data)
    if not len(data.curve.time_s):
        st.info("There is no angle to show: the recording holds no stretch long enough.")
    else:
        _movement(data)
    if data.sets:
        st.subheader("Sets")
        set_table.show(data.sets, data.opened.result.quality)
    _more(data)


@st.cache_resource(
    max_entries=16, show_spinner=False, hash_funcs={OpenRecording: attrgetter("key"), Program: repr}
)
def review_data(opened: OpenRecording, program: Program) -> ReviewData:
    """Return a recording ready to be drawn."""
    return ReviewData(opened, set_statuses(opened.result, program), Curve.of(opened.result))


@st.fragment
def _movement(data: ReviewData) -> None:
    """Show what answers to a choice: chart, repetition, export; the rest of the page stays as it is."""
    looked = looking(data)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Hip flexion (thigh angle) over time")
        meanings.show()
    angle_chart.show(data, looked)
    repetition_view.show(data, looked)
    with st.expander("Export", icon=":material/download:"):
        export.show(data, looked)


def _trust(data: ReviewData) -> None:
    """Say first what speaks against relying on the recording, or that nothing was found."""
    quality = data.opened.result.quality
    reasons = "; ".join(escaped(reason) for reason in quality.reasons)
    if not quality.countable:
        st.error(f"**This recording cannot be counted:** {reasons}.", icon=":material/error:")
    elif reasons:
        st.warning(f"**Read with care:** {reasons}.", icon=":material/warning:")
    if not data.sets:
        st.info(nothing_found(data.opened.result.unnamed), icon=":material/info:")


def nothing_found(unnamed: int) -> str:
    """Return why there are no sets; ``unnamed`` is how often something moved that could not be named."""
    if not unnamed:
        why = "Was the sensor on the thigh, and does the recording hold an exercise of the catalogue?"
        return f"No repetitions were found. {why}"
    times = "once" if unnamed == 1 else f"{unnamed} times"
    return (
        f"Nothing was counted: {times} something moved again and again that could not be named. Name the "
        "exercises in the JSON file beside the recording, under activities, and open both."
    )


def _more(data: ReviewData) -> None:
    result = data.opened.result
    told = tuple(remarks(result, data.sets))
    with st.expander(f"Remarks and calibration ({len(told)})", icon=":material/notes:"):
        for words in told:
            st.markdown(f"- {escaped(words)}")
        st.markdown("**Calibration**")
        for words in calibration_words(result):
            st.markdown(f"- {escaped(words)}")
