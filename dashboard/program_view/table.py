"""Prescribed against done as an HTML table: a row for each exercise, a column for each leg."""

import math
import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from analysis.adherence_rules import load_rules
from analysis.comparison import ExtraWork, ItemComparison, SessionComparison
from analysis.prescribed_measures import PrescribedMeasure, prescribed_measures
from analysis.prescription import ProgramItem
from dashboard.exercise_words import dose, seen, title
from dashboard.program_view.findings import without_verdict
from dashboard.program_view.marks import badge, bar
from dashboard.wording import MISSING, counted
from sensing.samples import SIDES

_MEASURES = {
    "peak": ("Peak angle", "below target"),
    "range": ("Range", "below target"),
    "hold": ("Hold", "too short"),
    "lift": ("Lifting", "too quick"),
    "lower": ("Lowering", "too quick"),
}
"""Name of each measure, and what to call it when it falls short."""

_TOLD_BY_THE_CELL = re.compile(
    r"(Not done: |Self-reported: )?\d+ of \d+( sets?)?|\d+ (short|more|on target|more self-reported)"
    r"|more than prescribed|(peak|range|holds|lifts in|lowers in) [\d.]+.*|\d+ above the ceiling of .*"
)


def comparison_table(comparison: SessionComparison) -> str:
    """Return the table; a leg without a prescription says so."""
    bodies = "".join(_row(list(group)) for _, group in groupby(comparison.items, lambda one: one.number))
    extras = "".join(
        _extra_row(exercise, list(group))
        for exercise, group in groupby(comparison.extras, lambda one: one.exercise)
    )
    return (
        '<table class="rp rp-table" role="table"><caption>Prescribed against done, leg by leg</caption>'
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Exercise and dose</th>'
        '<th scope="col" role="columnheader">Left leg</th><th scope="col" role="columnheader">Right leg</th>'
        f'</tr></thead><tbody role="rowgroup">{bodies}{extras}</tbody></table>'
    )


def _row(legs: Sequence[ItemComparison]) -> str:
    item = legs[0].prescribed
    heading = (
        f'<th scope="row" role="rowheader"><span class="rp-name">{escape(legs[0].title)}</span>'
        f'<span class="rp-dose">{escape(dose_words(item))}</span></th>'
    )
    if legs[0].side == "both":
        cells = f'<td role="cell" colspan="2">{_cell(legs[0], "Both legs")}</td>'
    else:
        done = {one.side: one for one in legs}
        cells = "".join(
            f'<td role="cell">{_cell(done[side], _leg_name(side)) if side in done else _empty(side)}</td>'
            for side in SIDES
        )
    return f'<tr role="row">{heading}{cells}</tr>'


def dose_words(item: ProgramItem) -> str:
    """Return the dose with its tempo, such as ``3 x 8, 60°, hold 2 s, 3 s up, 3 s down, per leg``."""
    tempo = ((item.up_s, "up"), (item.down_s, "down"))
    parts = [dose(item), *(f"{seconds:g} s {way}" for seconds, way in tempo if seconds is not None)]
    return ", ".join(parts) + ("" if item.side == "both" else ", per leg")


def _leg_name(side: str) -> str:
    return f"{side.capitalize()} leg"


def _empty(side: str) -> str:
    return f'<span class="rp-leg">{_leg_name(side)}</span><span class="rp-quiet">Not prescribed</span>'


def _cell(one: ItemComparison, leg: str) -> str:
    parts = [f'<span class="rp-leg">{leg}</span>', badge(one.verdict)]
    if one.done.repetitions or one.reported_repetitions or seen(one, 0) == "0":
        parts += [bar(one), f'<p class="rp-figures">{_figures(one)}</p>']
    if one.done.repetitions:
        parts.append(_measures(one))
    if one.reported_repetitions and one.done.repetitions:
        said = counted(one.reported_repetitions, "repetition")
        parts.append(f"<p>Self-reported: {said}{_reported_sets(one)}</p>")
    rest = [part for part in one.words.split("; ") if not _TOLD_BY_THE_CELL.fullmatch(part)]
    if rest:
        words = "; ".join(map(without_verdict, rest))
        parts.append(f'<p class="rp-quiet">{escape(words[:1].upper() + words[1:])}.</p>')
    return "".join(parts)


def _figures(one: ItemComparison) -> str:
    done, wanted = one.done, one.prescribed
    if one.reported_repetitions and not done.repetitions:
        count = f"<strong>{one.reported_repetitions} of {wanted.total}</strong> repetitions"
        return f"{count}{_reported_sets(one)}, <br>without the sensor"
    text = f"<strong>{seen(one, done.repetitions)} of {wanted.total}</strong> repetitions"
    missing = wanted.total - done.repetitions
    if missing > 0 and seen(one, done.repetitions).isdigit():
        text += f", {missing} short"
    elif missing < 0:
        text += f", {-missing} more"
    return f"{text}<br>{done.sets} of {counted(wanted.sets, 'set')}"


def _reported_sets(one: ItemComparison) -> str:
    return f" in {counted(one.reported_sets, 'set')}" if one.reported_sets else ""


def _measures(one: ItemComparison) -> str:
    rows = []
    if one.done.on_target is not None:
        enough = load_rules().enough(one.done.on_target, one.done.comparable)
        words = f"{one.done.on_target} of {one.done.comparable}"
        rows.append(_measure("On target", words, "" if enough else "too few"))
    for measure in prescribed_measures(one.prescribed, one.done, load_rules()):
        if math.isfinite(measure.value) and (measure.unit == "°" or measure.wanted is not None):
            rows.append(_prescribed(measure, one.prescribed))
    if one.done.above_ceiling:
        words = f"{one.done.above_ceiling} of {one.done.repetitions}"
        rows.append(_measure(f"Above {one.prescribed.max_angle_deg:g}°", words, "too high"))
    return f'<dl class="rp-measures">{"".join(rows)}</dl>' if rows else ""


def _prescribed(measure: PrescribedMeasure, item: ProgramItem) -> str:
    name, fault = _MEASURES[measure.name]
    words = measure.words
    if measure.unit == "°" and item.max_angle_deg is not None:
        words += f", at most {item.max_angle_deg:g}°"
    return _measure(name, words, fault if measure.short else "")


def _measure(name: str, words: str, fault: str) -> str:
    told = f' <em class="rp-fault">{fault}</em>' if fault else ""
    return f"<div><dt>{escape(name)}</dt><dd>{escape(words)}{told}</dd></div>"


def _extra_row(exercise: str, extras: Sequence[ExtraWork]) -> str:
    """Return one row for all that was done of an exercise beside the program."""
    heading = (
        f'<th scope="row" role="rowheader"><span class="rp-name">{escape(title(exercise))}</span>'
        '<span class="rp-dose">beside the program</span></th>'
    )
    if any(one.side not in SIDES for one in extras):
        told = "".join(_extra(one, leg=True) for one in extras)
        return f'<tr role="row">{heading}<td role="cell" colspan="2">{told}</td></tr>'
    of_leg = {side: [one for one in extras if one.side == side] for side in SIDES}
    cells = (
        "".join(_extra(one, leg=i == 0) for i, one in enumerate(of_leg[side])) or MISSING for side in SIDES
    )
    return f'<tr role="row">{heading}{"".join(f"<td role=cell>{cell}</td>" for cell in cells)}</tr>'


def _extra(extra: ExtraWork, *, leg: bool) -> str:
    """Return what was done beside the program; ``leg`` names the leg, where the column does not."""
    how = "" if extra.measured else ", self-reported"
    named = _leg_name(extra.side) if extra.side in SIDES else "Both legs, or unknown"
    return (
        (f'<span class="rp-leg">{named}</span>' if leg else "")
        + f"{counted(extra.repetitions, 'repetition')} in {counted(extra.sets, 'set')}{how}"
        f'<p class="rp-quiet">{escape(extra.words[:1].upper() + extra.words[1:])}.</p>'
    )
