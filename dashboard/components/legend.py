"""What the marks mean: shape, word, and how many there are."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from analysis.repetition_status import RepetitionStatus
from dashboard.components.palette import PURPLE, STATUS_LOOKS

CSS = """
.rv-legend { align-items: baseline; display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; }
.rv-legend, .rv-legend li { padding: 0 !important; margin: 0 !important; }
.rv-legend li { white-space: nowrap; }
.rv-mark { font-size: 1.15em; }
.rv-line {
  border-top: 2px solid currentColor;
  display: inline-block;
  margin-right: 0.3em;
  vertical-align: 0.3em;
  width: 1.6em;
}
.rv-line.rv-ceiling { border-top-style: dashed; }
"""


def mark(status: RepetitionStatus) -> str:
    """Return the shape of a status as HTML; the word has to stand beside it."""
    look = STATUS_LOOKS[status]
    return f'<span class="rv-mark" aria-hidden="true" style="color:{look.colour}">{look.character}</span>'


def show(
    counts: Mapping[RepetitionStatus, int], limits: Mapping[str, str], *, doubtful: bool, gaps: bool
) -> None:
    """Show the statuses that occur, with their counts, and how limits, doubts and gaps are drawn.

    Parameters
    ----------
    counts : mapping of RepetitionStatus to int
    limits : mapping of str to str
        Words for the lines of ``target`` and ``ceiling``, where there are any.
    doubtful, gaps : bool
        Whether there are doubts or gaps.
    """
    items = [
        f"<li>{mark(status)} {count} {escape(STATUS_LOOKS[status].word)}</li>"
        for status, count in counts.items()
    ]
    items += [
        f'<li><span class="rv-line rv-{kind}" aria-hidden="true"></span>{escape(words)}</li>'
        for kind, words in limits.items()
    ]
    if doubtful:
        ring = f'<span class="rv-mark" aria-hidden="true" style="color:{PURPLE}">◇</span>'
        items.append(f"<li>{ring} around a mark or a set: in doubt</li>")
    if gaps:
        items.append('<li><span class="rv-mark" aria-hidden="true">▒</span> no data</li>')
    if items:
        st.html(f'<ul class="rv-legend" aria-label="Marks">{"".join(items)}</ul>')
