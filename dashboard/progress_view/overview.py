"""All patients at a glance: who trained, who did not, who hurts; and what stands out of one of them."""

import math
from collections.abc import Iterable
from html import escape

from analysis.progress import Progress
from analysis.progress_review import Finding, Weight
from dashboard.cohort import CohortPatient
from dashboard.progress_view.looks import WEIGHTS, short_day
from dashboard.progress_view.markup import cell, mark, row, sheet, table
from dashboard.wording import MISSING, number

HEADS = ("Sessions done", "Weeks on plan", "Last session", "Pain, first to last weeks", "What stands out")

MOST_FLAGS = 4
"""Flags of a patient in the overview; the rest is counted."""


def overview_table(patients: Iterable[CohortPatient], chosen: str) -> str:
    """Return a row for each patient, the one that is open marked."""
    rows = (_row(one, here=one.patient_id == chosen) for one in patients)
    return sheet(table("overview", "All patients at a glance", ("Patient", *HEADS), rows))


def _row(one: CohortPatient, *, here: bool) -> str:
    progress = one.progress
    values = (
        f"<strong>{progress.done} of {progress.expected}</strong>",
        f"{progress.weeks_on_plan} of {len(progress.judged_weeks)}",
        short_day(progress.sessions[-1].day, weekday=True) if progress.sessions else "none yet",
        pain_words(progress),
        flags(progress),
    )
    cells = (cell(value, head=head) for head, value in zip(HEADS, values, strict=True))
    head = f"{escape(one.patient_id)}<small>{escape(progress.program.title)}</small>"
    return row(head, cells, here=here)


def pain_words(progress: Progress) -> str:
    """Return pain before sessions, of the first weeks and of the last; the latest where there are few."""
    pain = progress.pain
    if math.isfinite(pain.first):
        return f"{pain.first:g} to {pain.last:g}"
    known = [one.before for one in pain.points if one.before is not None]
    return number(known[-1]) if known else MISSING


def flags(progress: Progress) -> str:
    """Return the flags that ask for a look, most important first; what is good where nothing does."""
    serious = [one for one in progress.findings if one.weight <= Weight.CONCERN]
    shown = serious or [one for one in progress.findings if one.weight is Weight.GOOD]
    badges = "".join(_badge(one) for one in shown[:MOST_FLAGS])
    more = f'<li class="rg-more">{len(shown) - MOST_FLAGS} more</li>' if len(shown) > MOST_FLAGS else ""
    return f'<ul class="rg-flags">{badges}{more}</ul>' if shown else MISSING


def _badge(one: Finding) -> str:
    symbol = mark(WEIGHTS[one.weight].character)
    return f'<li class="rg-{one.weight.name.lower()}">{symbol}{escape(one.flag)}</li>'


def findings_list(findings: Iterable[Finding]) -> str:
    """Return what stands out as a list, each with its weight in a word."""
    items = "".join(
        f'<li class="rg-{one.weight.name.lower()}"><span class="rg-weight">{_weight(one)}</span>'
        f"<span>{_unbroken(one.words)}</span></li>"
        for one in findings
    )
    return sheet(f'<ul class="rg-findings">{items}</ul>')


def _unbroken(words: str) -> str:
    """Keep a number and its percent sign on one line."""
    return escape(words).replace(" %", "&nbsp;%")


def _weight(one: Finding) -> str:
    look = WEIGHTS[one.weight]
    return f"{mark(look.character)}{look.word}"
