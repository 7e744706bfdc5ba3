"""An analysed session and its comparison with a prescription, as tables for a terminal."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.comparison import ItemComparison, SessionComparison, Verdict
from analysis.exercises import load_catalogue
from analysis.results import FLAGS, ExerciseSet, Repetition, SessionResult
from dashboard.terminal import MISSING, clock, number, span
from sensing.samples import SIDES

ANGLE_NOTE = (
    "Angles are thigh angles in degrees from quiet standing (from the start posture on floor or chair). "
    "They equal hip flexion while pelvis and trunk stay upright."
)

VERDICT_STYLES = {"done": "green", "partly": "yellow", "not_done": "red", "over": "magenta"}


def show_session(console: Console, result: SessionResult, *, repetitions: bool) -> None:
    """Print what was found in one recording."""
    console.print(Text(headline(result), style="bold"))
    if result.sets:
        console.print(sets_table(result.sets))
    else:
        console.print("No repetitions were found.")
    for remark in remarks(result):
        console.print(f"  {remark}", soft_wrap=True)
    if repetitions:
        for place, one in enumerate(result.sets, start=1):
            if one.repetitions:
                console.print(repetitions_table(place, one))


def headline(result: SessionResult) -> str:
    """Return name, length, leg and local time of a recording."""
    parts = [f"{clock(result.duration_s)} min"]
    if result.side is not None:
        parts.append(f"{result.side} leg")
    if result.started_at is not None:
        parts.append(f"{result.started_at.astimezone():%Y-%m-%d %H:%M}")
    return f"{result.recording or 'recording'}: {', '.join(parts)}"


def sets_table(sets: Iterable[ExerciseSet]) -> Table:
    """Return one row for each set: medians, for the peak also the smallest and the largest."""
    table = _table()
    table.add_column("Set", justify="right")
    table.add_column("Exercise", overflow="fold")
    table.add_column("Leg", no_wrap=True)
    for name in ("From", "Reps", "Peak°", "", "ROM°", "Hold s", "Out/back s"):
        table.add_column(name, justify="right", no_wrap=True)
    for place, one in enumerate(sets, start=1):
        measures = one.metrics
        table.add_row(
            str(place),
            title(one.exercise),
            leg(one.side, one.role),
            clock(one.start_s),
            str(len(one.repetitions)) if one.quality.countable else "?",
            number(measures.peak_angle_deg),
            f"({span(each.peak_angle_deg for each in one.repetitions)})" if one.repetitions else "",
            number(measures.range_deg),
            number(measures.hold_s, 1),
            MISSING if math.isnan(measures.up_s) else f"{measures.up_s:.1f}/{measures.down_s:.1f}",
        )
    return table


def repetitions_table(place: int, one: ExerciseSet) -> Table:
    """Return one row for each repetition of a set."""
    heading = f"Set {place}: {title(one.exercise)}"
    table = _table(heading)
    for name in ("No", "From s", "To s", "Peak°", "ROM°", "Hold s", "Out s", "Back s"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Remarks")
    for each in one.repetitions:
        table.add_row(*_repetition_cells(each), ", ".join(each.flags))
    return table


def _repetition_cells(each: Repetition) -> Iterator[str]:
    yield str(each.number)
    yield number(each.start_s, 1)
    yield number(each.end_s, 1)
    yield number(each.peak_angle_deg)
    yield number(each.range_deg)
    yield number(each.hold_s, 1)
    yield number(each.up_s, 1)
    yield number(each.down_s, 1)


def remarks(result: SessionResult) -> Iterator[str]:
    """Yield what should be known about a recording and its sets, a sentence each."""
    yield from _quality("Recording", result.quality.countable, result.quality.reasons)
    calibration = result.calibration
    if calibration is not None:
        for reason in calibration.verdict.reasons:
            yield f"Calibration: {reason}"
    for place, one in enumerate(result.sets, start=1):
        yield from _quality(f"Set {place}", one.quality.countable, one.quality.reasons)
        flags = Counter(flag for each in one.repetitions for flag in each.flags)
        if one.quality.reasons:
            del flags["gap"]  # told by the reasons already
        for flag, times in flags.items():
            yield f"Set {place}: {times} of {len(one.repetitions)} {flag} ({FLAGS.get(flag, flag)})"


def _quality(subject: str, countable: bool, reasons: Iterable[str]) -> Iterator[str]:
    text = "; ".join(reasons)
    if not countable:
        yield f"{subject}: cannot count" + (f": {text}" if text else "")
    elif text:
        yield f"{subject}: {text}"


def show_comparison(console: Console, comparison: SessionComparison) -> None:
    """Print done against prescribed."""
    console.print(Text(f"Program: {comparison.title}", style="bold"))
    table = _table()
    table.add_column("Exercise", overflow="fold")
    table.add_column("Leg")
    for name in ("Sets", "Reps", "On target"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for item in comparison.items:
        done, wanted = item.done, item.prescribed
        table.add_row(
            item.title,
            item.side,
            f"{_seen(item, done.sets)} of {wanted.sets}",
            f"{_seen(item, done.repetitions)} of {wanted.total}",
            MISSING if done.on_target is None else f"{done.on_target} of {done.comparable}",
            Text(words(item.verdict), style=VERDICT_STYLES.get(item.verdict, "")),
        )
    console.print(table)
    for item in comparison.items:
        console.print(f"  {item.title}{_which(item.side)}: {item.words}", soft_wrap=True)
    for extra in comparison.extras:
        name = f"{title(extra.exercise)}{_which(extra.side)}"
        console.print(f"  Also done: {name}, {extra.repetitions} repetitions: {extra.words}", soft_wrap=True)
    console.print(f"  Session: {words(comparison.verdict)}. {comparison.words}", soft_wrap=True)
    for warning in comparison.program_warnings:
        console.print(f"  Program: {warning}", soft_wrap=True)


def _seen(item: ItemComparison, count: int) -> str:
    """Return a count; none seen is a number only when it is known that none was done."""
    if item.done.repetitions or item.verdict is Verdict.NOT_DONE:
        return str(count)
    return "?" if item.verdict is Verdict.CANNOT_COUNT else MISSING


def _table(heading: str | None = None) -> Table:
    return Table(title=heading, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))


def _which(side: str | None) -> str:
    return f" ({side})" if side in SIDES else ""


def words(verdict: str) -> str:
    """Return a verdict as a person says it."""
    return str(verdict).replace("_", " ")


def title(exercise: str) -> str:
    """Return the display name of an exercise."""
    known = load_catalogue().get(exercise)
    return known.title if known is not None else exercise


def leg(side: str | None, role: str | None) -> str:
    """Return the leg that wore the sensor, and what it did in a lunge."""
    return f"{side or MISSING} {role}" if role else side or MISSING
