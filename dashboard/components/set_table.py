"""The sets of a recording: what was done, how, and whether it can be relied on."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from analysis.repetition_status import SetStatus
from analysis.results import Quality
from dashboard.review.set_words import HEADINGS, SetRow, set_rows

CSS = """
.rv-sets td { white-space: nowrap; }
.rv-sets td:nth-child(2), .rv-sets td:nth-child(6) { white-space: normal; min-width: 8rem; }
@media screen and (max-width: 640px) {
  .rv-sets, .rv-sets tbody, .rv-sets caption { display: block; }
  .rv-sets thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  .rv-sets tr {
    border-top: 1px solid var(--rt-line);
    display: grid;
    gap: 0.4rem 0.9rem;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    padding: 0.7rem 0 0.7rem 1.7rem;
    position: relative;
  }
  .rv-sets tbody :is(th, td) { border: 0; padding: 0; white-space: normal; }
  .rv-sets tbody th { left: 0; position: absolute; top: 0.7rem; }
  .rv-sets td:is(:nth-child(2), :nth-child(6)) { grid-column: 1 / -1; }
  .rv-sets td:nth-child(2) { font-weight: 600; }
  .rv-sets td:not(:nth-child(2))::before {
    color: var(--rt-quiet);
    content: attr(data-head) / "";
    display: block;
    font-size: 0.8rem;
  }
}
"""


def show(sets: Sequence[SetStatus], of_recording: Quality | None = None) -> None:
    """Show one row for each set, on a phone a card; between, the table scrolls sideways, by keys as well."""
    table = set_table(set_rows(sets, of_recording))
    st.html(f'<div class="rt-scroll" tabindex="0" role="region" aria-label="Sets">{table}</div>')


def set_table(rows: Iterable[SetRow]) -> str:
    """Return the rows as an HTML table; drawn as cards it keeps its roles."""
    heads = "".join(f'<th scope="col" role="columnheader">{escape(each)}</th>' for each in HEADINGS)
    body = "".join(f'<tr role="row">{_cells(row)}</tr>' for row in rows)
    return (
        '<table class="rt-table rv-sets" role="table">'
        "<caption>Medians over the repetitions of each set</caption>"
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(row: SetRow) -> str:
    number, *rest = row
    cells = (
        f'<td role="cell" data-head="{escape(head)}">{escape(each)}</td>'
        for head, each in zip(HEADINGS[1:], rest, strict=True)
    )
    return f'<th scope="row" role="rowheader">{escape(number)}</th>{"".join(cells)}'
