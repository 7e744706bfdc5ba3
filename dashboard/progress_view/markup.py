"""Tables as HTML. The roles are written out: on a phone the rows are laid out anew, and would lose theirs."""

from collections.abc import Iterable
from html import escape


def table(kind: str, caption: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """Return a table of the class ``rg-KIND``.

    Parameters
    ----------
    kind, caption : str
    heads : iterable of str
        HTML of the head of each column.
    rows : iterable of str
        From `row`.
    """
    head = "".join(f'<th scope="col" role="columnheader">{one}</th>' for one in heads)
    return (
        f'<table class="rg-{kind}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def row(head: str, cells: Iterable[str], *, kind: str = "", here: bool = False) -> str:
    """Return a row from HTML: its head, and cells from `cell`; ``here`` marks the one that is open."""
    current = ' class="rg-here" aria-current="true"' if here else ""
    of_kind = f' class="{kind}"' if kind else ""
    return (
        f'<tr role="row"{current}><th scope="row" role="rowheader"{of_kind}>{head}</th>{"".join(cells)}</tr>'
    )


def cell(content: str, kind: str = "", *, head: str = "") -> str:
    """Return a cell; ``head`` repeats the head of the column for the eye where a phone has no room for it."""
    of_kind = f' class="{kind}"' if kind else ""
    told = f'<span class="rg-head" aria-hidden="true">{head}</span> ' if head else ""
    return f'<td role="cell"{of_kind}>{told}{content}</td>'


def mark(character: str) -> str:
    """Return the shape before a word; screen readers hear the word."""
    return f'<span class="rg-mark" aria-hidden="true">{character}</span>' if character else ""


def sheet(content: str) -> str:
    """Return content under the styles of these pages."""
    return f'<div class="rg">{content}</div>'
