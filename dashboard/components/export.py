"""Take home what the page shows: tables as CSV, the chart as a picture. Made only when asked for."""

from functools import partial

import streamlit as st

from dashboard.components.angle_chart import datasets, look
from dashboard.components.review_state import Looking
from dashboard.csv_export import angle_csv, repetitions_csv
from dashboard.review.chart_data import ReviewData
from dashboard.review.picture import picture, safe_stem, stretch_words

MIME = {"csv": "text/csv", "png": "image/png", "svg": "image/svg+xml"}


def show(data: ReviewData, looking: Looking) -> None:
    """Show the buttons."""
    stem, result = safe_stem(data.opened.name), data.opened.result
    place = "" if looking.place is None else f".set{looking.place + 1}"
    view, tables = look(data, looking, dark=False), datasets(data, looking)
    st.caption(f"The chart shows: {stretch_words(data, looking.place)}. Angles in degrees, times in seconds.")
    made = (
        (
            "Repetitions (CSV)",
            f"{stem}.repetitions.csv",
            partial(repetitions_csv, {data.opened.name: result}),
        ),
        ("Angle (CSV)", f"{stem}.angle.csv", partial(angle_csv, result)),
        ("Chart (PNG)", f"{stem}{place}.png", partial(picture, data, view, tables, "png")),
        ("Chart (SVG)", f"{stem}{place}.svg", partial(picture, data, view, tables, "svg")),
    )
    with st.container(horizontal=True):
        for label, name, make in made:
            kind = name.rpartition(".")[2]
            key = f"export_{data.opened.key}_{label}"
            st.download_button(label, make, name, MIME[kind], on_click="ignore", key=key)
