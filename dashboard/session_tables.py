"""An analysed session as tables for a terminal."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.results import FLAGS, ExerciseSet, Repetition, SessionResult
from dashboard.exercise_words import leg, title
from dashboard.terminal import say
from dashboard.wording import MISSING, clean, clock, number, span

ANGLE_NOTE = (
    "Angles are thigh angles in degrees from quiet standing (from the start posture on floor or chair). "
    "They equal hip flexion while pelvis and trunk stay upright."
)

EXTENSION_NOTE = "A negative peak is extension: the thigh turned back, as in a bridge."

NAME_WIDTH = 26
"""Columns that the name of an exercise gets before it is broken."""

WIDE = 100
"""From so many columns on, the smallest and the largest peak are shown, too."""


def show_session(console: Console, result: SessionResult, *, repetitions: bool) -> None:
    """Print what was found in one recording."""
    console.print(Text(headline(result), style="bold"))
    if result.sets:
        console.print(sets_table(result.sets, wide=console.width >= WIDE))
    else:
        console.print("No repetitions were found.")
    for remark in remarks(result):
        say(console, f"  {clean(remark)}")
    if any(each.peak_angle_deg < 0 for one in result.sets for each in one.repetitions):
        console.print(Text(EXTENSION_NOTE, style="dim"))
    if repetitions:
        for place, one in enumerate(result.sets, start=1):
            if one.repetitions:
                console.print(repetitions_table(place, one))


def headline(result: SessionResult) -> str:
    """Return name, length, leg and local time of a recording."""
    parts = [clock(result.duration_s)]
    if result.side is not None:
        parts.append(f"{result.side} leg")
    if result.started_at is not None:
        parts.append(f"{result.started_at.astimezone():%Y-%m-%d %H:%M}")
    return f"{clean(result.recording) or 'recording'}: {', '.join(parts)}"


def sets_table(sets: Sequence[ExerciseSet], *, wide: bool = True) -> Table:
    """Return one row for each set: medians, for the peak also the smallest and the largest if it is wide."""
    table = plain_table()
    table.add_column("Set", justify="right")
    longest = max((len(title(one.exercise)) for one in sets), default=0)
    table.add_column("Exercise", overflow="fold", min_width=min(longest, NAME_WIDTH))
    table.add_column("Leg", no_wrap=True)
    for name in ("From", "Reps", "Peak°", *([""] if wide else []), "ROM°", "Hold s", "Out/back"):
        table.add_column(name, justify="right", no_wrap=True)
    for place, one in enumerate(sets, start=1):
        table.add_row(str(place), *_set_cells(one, wide=wide))
    return table


def _set_cells(one: ExerciseSet, *, wide: bool) -> Iterator[str]:
    measures = one.metrics
    yield title(one.exercise) + (" (recognised)" if one.recognised_by else "")
    yield leg(one.side, one.role)
    yield clock(one.start_s)
    yield str(len(one.repetitions)) if one.quality.countable else "?"
    yield number(measures.peak_angle_deg)
    if wide:
        yield f"({span(each.peak_angle_deg for each in one.repetitions)})" if one.repetitions else ""
    yield number(measures.range_deg)
    yield number(measures.hold_s, 1)
    yield MISSING if math.isnan(measures.up_s) else f"{measures.up_s:.1f}/{measures.down_s:.1f}"


def repetitions_table(place: int, one: ExerciseSet) -> Table:
    """Return one row for each repetition of a set."""
    heading = f"Set {place}: {title(one.exercise)}"
    table = plain_table(heading)
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
        if one.recognised_by:
            yield f"Set {place}: recognised by itself: {one.recognised_by}"
        yield from _quality(f"Set {place}", one.quality.countable, one.quality.reasons)
        flags = Counter(flag for each in one.repetitions for flag in each.flags)
        if one.quality.reasons:
            del flags["gap"]  # told by the reasons already
        for flag, times in flags.items():
            yield f"Set {place}: {times} of {len(one.repetitions)} {flag} ({FLAGS.get(flag, flag)})"
    for note in result.notes:
        yield f"Note: {note}"


def _quality(subject: str, countable: bool, reasons: Iterable[str]) -> Iterator[str]:
    text = "; ".join(reasons)
    if not countable:
        yield f"{subject}: cannot count" + (f": {text}" if text else "")
    elif text:
        yield f"{subject}: {text}"


def plain_table(heading: str | None = None) -> Table:
    """Return a table without lines."""
    return Table(title=heading, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
