"""One patient's weeks: what stands out, the calendar, pain, range, dose, legs."""

import streamlit as st

from dashboard.cohort import CohortPatient
from dashboard.components.style import is_dark, size
from dashboard.progress_view.calendar import calendar_table
from dashboard.progress_view.charts import (
    pain_legend,
    pain_spec,
    pain_words,
    range_legend,
    range_spec,
    range_words,
)
from dashboard.progress_view.doses import doses_table
from dashboard.progress_view.legs import legs_table, legs_words
from dashboard.progress_view.looks import short_day
from dashboard.progress_view.overview import findings_list


def show(patient: CohortPatient) -> None:
    """Show all of it, most important first."""
    progress = patient.progress
    st.header(f"{patient.patient_id}: {progress.program.title}")
    affected = f"{progress.side.capitalize()} leg affected. " if progress.side else ""
    span = f"{short_day(progress.start)} to {short_day(progress.through)} {progress.through.year}"
    st.markdown(f"{affected}{span}.")
    st.html(findings_list(progress.findings))
    st.subheader("Did they train?")
    st.html(calendar_table(progress.weeks))
    _pain(patient)
    st.subheader("Done against prescribed")
    st.html(doses_table(progress.items))
    _range(patient)


def _pain(patient: CohortPatient) -> None:
    progress, dark = patient.progress, is_dark()
    st.subheader("Pain")
    if not progress.pain.points:
        st.write("No session yet, so no pain was noted.")
        return
    st.vega_lite_chart(
        spec=pain_spec(progress, dark=dark, size=size()),
        width="stretch",
        key=f"pain_{patient.patient_id}",
        alt=pain_words(progress),
    )
    st.html(pain_legend(progress, dark=dark))


def _range(patient: CohortPatient) -> None:
    progress = patient.progress
    st.subheader("Range, left against right")
    if not progress.ranges:
        st.write("No range test yet. The first one is what later ones are held against.")
        return
    st.write(legs_words(progress.legs))
    chart, table = st.columns(2, gap="large")
    with chart:
        st.vega_lite_chart(
            spec=range_spec(progress, dark=is_dark(), size=size()),
            width="stretch",
            key=f"range_{patient.patient_id}",
            alt=range_words(progress),
        )
        st.html(range_legend())
    table.html(legs_table(progress.ranges, progress.legs))
