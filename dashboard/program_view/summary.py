"""The headline of a session as HTML: what was done, what fell short, was it measured well."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from analysis.adherence_words import name
from analysis.comparison import ItemComparison, SessionComparison, Verdict
from dashboard.exercise_words import seen
from dashboard.program_view.findings import (
    Finding,
    Measurement,
    Topic,
    Trust,
    findings,
    headline,
    repetitions,
    tally,
)
from dashboard.program_view.marks import badge, bar, mark

MORE_IS_NOT_BETTER = (
    "More is not better here: hip flexors are easily overused. The therapist raises the dose, step by step."
)

NO_VERDICT = "No verdict before the program is chosen"

MOST_REASONS = 4
"""Told of a measurement; all of them stand with their recordings on Review."""

_TRUST_MARKS = {
    Trust.WELL: Verdict.DONE,
    Trust.CARE: Verdict.CANNOT_COUNT,
    Trust.NOT: Verdict.CANNOT_COUNT,
    Trust.NOTHING: Verdict.NOT_MEASURED,
}


def summary_html(
    comparison: SessionComparison,
    measured: Measurement,
    *,
    title: str,
    when: str,
    table: bool,
    assumed: bool = False,
) -> str:
    """Return the headline.

    Parameters
    ----------
    comparison : SessionComparison
    measured : Measurement
    title : str
        Name of the session.
    when : str
        Its day in words, empty when unknown.
    table : bool
        Whether the small table of all exercises belongs to it.
    assumed : bool
        Whether nobody said which program it is: then what follows is no verdict on anybody.
    """
    line = NO_VERDICT if assumed else headline(comparison)
    verdict = Verdict.NOT_MEASURED if assumed else comparison.verdict
    about = " · ".join(escape(part) for part in (title, when, f"Program: {comparison.title}") if part)
    label = f'<span class="rp-label">{escape(comparison.label)}</span>' if comparison.label else ""
    warnings = "".join(f'<p class="rp-warning">Please check: {escape(w)}.</p>' for w in comparison.warnings)
    small = glance(comparison.items) if table else ""
    return (
        '<section class="rp rp-summary" aria-label="The session in short">'
        f"<h2>{mark(verdict, but=not assumed and ',' in line)}<span>{escape(line)}</span></h2>"
        f'<p class="rp-about">{about} {label}</p>{warnings}'
        f"{_facts(comparison, measured)}"
        f'<div class="rp-columns">{_findings_html(findings(comparison))}{small}</div>'
        "</section>"
    )


def _facts(comparison: SessionComparison, measured: Measurement) -> str:
    trust = f"{mark(_TRUST_MARKS[measured.trust])}<span>{escape(measured.trust)}</span>"
    reasons = "; ".join(measured.reasons[:MOST_REASONS])
    if len(measured.reasons) > MOST_REASONS:
        reasons += f"; and {len(measured.reasons) - MOST_REASONS} more"
    return (
        '<dl class="rp-facts">'
        f"<div><dt>Exercises, each leg by itself</dt><dd>{escape(tally(comparison))}</dd></div>"
        f"<div><dt>Repetitions</dt><dd>{escape(repetitions(comparison))}</dd></div>"
        f'<div><dt>Measurement</dt><dd><span class="rp-badge">{trust}</span>'
        f"{f'<small>{escape(reasons)}</small>' if reasons else ''}</dd></div>"
        "</dl>"
    )


def _findings_html(found: Sequence[Finding]) -> str:
    if not found:
        return '<div class="rp-findings"><p>Everything was done as prescribed.</p></div>'
    parts = []
    for topic, group in groupby(found, key=lambda one: one.topic):
        told = list(group)
        rows = "".join(
            f"<li><strong>{escape(one.subject)}</strong>: {escape(one.words)}</li>" for one in told
        )
        note = f'<p class="rp-note">{MORE_IS_NOT_BETTER}</p>' if topic is Topic.TOO_MUCH else ""
        parts.append(f"<div><h3>{_topic_mark(told)}{escape(topic)}</h3><ul>{rows}</ul>{note}</div>")
    return f'<div class="rp-findings">{"".join(parts)}</div>'


def _topic_mark(told: Sequence[Finding]) -> str:
    """Return the mark beside a topic: the worst verdict's; none for what no item asks for."""
    if told[0].topic in (Topic.OTHERWISE, Topic.TOO_FAR):
        return mark(Verdict.PARTLY if told[0].topic is Topic.OTHERWISE else Verdict.OVER)
    verdicts = {one.verdict for one in told}
    worst = Verdict.NOT_DONE if Verdict.NOT_DONE in verdicts else told[0].verdict
    return "" if worst is None else mark(worst)


def glance(items: Iterable[ItemComparison]) -> str:
    """Return a small table: a row for each exercise and leg, with its bar, count and verdict."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name(one))}</th>'
        f'<td class="rp-count">{bar(one)}{_count(one)}</td>'
        f"<td>{badge(one.verdict)}</td></tr>"
        for one in items
    )
    return (
        '<table class="rp-glance"><caption>Repetitions done, of those prescribed</caption>'
        '<thead><tr><th scope="col">Exercise</th><th scope="col">Repetitions</th>'
        f'<th scope="col">Verdict</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _count(one: ItemComparison) -> str:
    """Return the repetitions done of those prescribed; where none is known, those prescribed alone."""
    done, total = seen(one, one.done.repetitions), one.prescribed.total
    if done.isdigit():
        return f"{done} of {total}"
    reported = one.reported_repetitions
    return f"{reported} of {total} reported" if reported else f"{total} prescribed"
