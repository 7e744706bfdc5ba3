"""The curve of one repetition over the others of its set."""

import streamlit as st

from dashboard.components.style import is_dark, size
from dashboard.review.chart_data import ReviewData
from dashboard.review.repetition_curves import curve_tables, curves_spec, curves_words


def show(data: ReviewData, chosen: int) -> None:
    """Show the chart of the repetition at a position of ``data.repetitions``."""
    st.vega_lite_chart(
        spec={**curves_spec(dark=is_dark(), size=size()), "datasets": curve_tables(data, chosen)},
        key=f"curves_{data.opened.key}",
        width="stretch",
        alt=curves_words(data, chosen),
    )
