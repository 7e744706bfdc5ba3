"""The sets of a recording: what was done, how, and whether it can be relied on."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from analysis.repetition_status import SetStatus
from analysis.results import Quality
from dashboard.review.set_words import HEADINGS, SetRow, set_rows


def show(sets: Sequence[SetStatus], of_recording: Quality | None = None) -> None:
    """Show one row for each set; the table scrolls sideways where it is narrow, by keys as well."""
    table = set_table(set_rows(sets, of_recording))
    st.html(f'<div class="rt-scroll" tabindex="0" role="region" aria-label="Sets">{table}</div>')


def set_table(rows: Iterable[SetRow]) -> str:
    """Return the rows as an HTML table."""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in HEADINGS)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        '<table class="rt-table rv-sets"><caption>Medians over the repetitions of each set</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(row: SetRow) -> str:
    number, *rest = row
    return f'<th scope="row">{escape(number)}</th>' + "".join(f"<td>{escape(each)}</td>" for each in rest)
