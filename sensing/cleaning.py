"""Make the rows of a file into samples: finite, in time order, each time once. Nothing is mended silently.

The rules:

- A row that repeats an earlier one in every column is dropped and noted.
- A row with an earlier row's time but other values, and a time that runs backward, are refused; with
  ``repair`` rows are put in time order and of equal times the first in the file is kept, and that is noted.
- A row with a missing or infinite native value is refused; with ``repair`` it is dropped, and that is noted.
- A clock that starts again in mid-file is always refused: the file holds two recordings.
- A jump forward is a gap and is never touched.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sensing.errors import RecordingError
from sensing.sample_table import SampleTable
from sensing.samples import ACC_COLUMNS, GYR_COLUMNS, TIME_COLUMN, FloatArray
from sensing.units import MAX_ACC_M_S2, MAX_GYR_RAD_S

LONGEST_S = 31 * 86400.0
"""Times beyond a month from zero are no recording of one session."""

SLOWEST_STEP_S = 1.0
"""Steps this long or longer cannot show a movement; they are milliseconds or worse."""

FASTEST_RATE_HZ = 5000.0
"""No strapped sensor samples faster; such times are minutes, hours, or arrival times of whole packets."""

_ENOUGH_STEPS = 10
_NO_SENSE_S = 1e20  # nanoseconds since 1970 are 2e18
_RESTART_S, _RESTART_BACK_S = 0.25, 1.0  # how near the first time, and how far back
_SLOWEST_RATE_HZ = 5.0
_MOSTLY_FORWARD = 0.9  # of the steps; a clock that starts again or late packets leave more than that
_MEND_MISSING = "Leave the whole row out (a missing sample is a missing row), or read it with --repair"


def drop_missing(table: SampleTable, *, repair: bool, source: str | Path) -> tuple[SampleTable, list[str]]:
    """Return the rows whose native values are all finite, and what was dropped, in words."""
    keep = np.ones(len(table), dtype=bool)
    for name in table.native:
        keep &= np.isfinite(table.columns[name])
    dropped = int((~keep).sum())
    if not dropped:
        return table, []
    if not repair:
        row = int(np.flatnonzero(~keep)[0])
        name = next(name for name in table.native if not np.isfinite(table.columns[name][row]))
        missing = bool(np.isnan(table.columns[name][row]))
        raise RecordingError(
            f"the value is {'missing' if missing else 'infinite'}, a finite number was expected",
            source=source,
            at=f"{table.at(row)}, {name}",
            mend=_MEND_MISSING,
        )
    return table.take(keep), [f"dropped {_rows(dropped)} with missing or infinite values"]


def check_time_scale(time_s: FloatArray, *, source: str | Path) -> None:
    """Raise `RecordingError` when the times cannot be seconds from the recording's start."""
    if not len(time_s):
        return
    first, last, extreme = float(time_s[0]), float(time_s[-1]), float(np.abs(time_s).max())
    if len(time_s) > _ENOUGH_STEPS and extreme < _NO_SENSE_S:
        _check_step(_usual_step(time_s), first > LONGEST_S, source)
    if extreme <= LONGEST_S:
        return
    if LONGEST_S < first < _NO_SENSE_S:
        problem = f"times run from {first:.10g} to {last:.10g} s: clock times, not seconds from the start"
        mend = "Subtract the first time from all; the absolute start goes into started_at of the .json file"
    else:
        problem = f"a time of {extreme:.10g} s is beyond a month"
        mend = "Give seconds from the recording's start"
    raise RecordingError(problem, source=source, at=TIME_COLUMN, mend=mend)


def put_in_order(table: SampleTable, *, repair: bool, source: str | Path) -> tuple[SampleTable, list[str]]:
    """Return rows of strictly increasing time, and what was mended, in words; see the module's rules."""
    if (np.diff(table.time_s) > 0).all():
        return table, []
    notes = []
    identical = _repeats_earlier_row(table)
    if identical.any():
        table = table.take(~identical)
        notes.append(f"dropped {_rows(int(identical.sum()))} identical to an earlier one")
    back = np.flatnonzero(np.diff(table.time_s) <= 0) + 1
    if not len(back):
        return table, notes
    if _mostly_forward(table.time_s):
        _refuse_restart(table, back, source)
    if not repair:
        _refuse(table, int(back[0]), source)
    behind = table.time_s < np.maximum.accumulate(table.time_s)
    if behind.any():
        table = table.take(np.argsort(table.time_s, kind="stable"))
        notes.append(f"put {_rows(int(behind.sum()))} back in time order")
    again = np.concatenate([[False], np.diff(table.time_s) == 0])
    if again.any():
        table = table.take(~again)
        notes.append(f"dropped {_rows(int(again.sum()))} with the time of an earlier one but other values")
    return table, notes


def drop_impossible(table: SampleTable, *, repair: bool, source: str | Path) -> tuple[SampleTable, list[str]]:
    """Return the rows within the range of any sensor (values in m/s² and rad/s), and what was dropped."""
    keep = np.ones(len(table), dtype=bool)
    for names, limit, unit in ((ACC_COLUMNS, MAX_ACC_M_S2, "m/s²"), (GYR_COLUMNS, MAX_GYR_RAD_S, "rad/s")):
        for name in names:
            if name not in table.columns:
                continue
            bad = np.abs(table.columns[name]) > limit
            if bad.any() and not repair:
                row = int(np.flatnonzero(bad)[0])
                raise RecordingError(
                    f"{table.columns[name][row]:.6g} {unit} is beyond any sensor ({limit:.0f} {unit})",
                    source=source,
                    at=f"{table.at(row)}, {name}",
                    mend="Leave the row out, or read it with --repair",
                )
            keep &= ~bad
    dropped = int((~keep).sum())
    if not dropped:
        return table, []
    return table.take(keep), [f"dropped {_rows(dropped)} with values beyond any sensor"]


def _usual_step(time_s: FloatArray) -> float:
    """Return the median step between samples; of rows in no order, that between neighbours in time."""
    ordered = time_s if _mostly_forward(time_s) else np.sort(time_s)
    return float(np.median(np.abs(np.diff(ordered))))


def _mostly_forward(time_s: FloatArray) -> bool:
    """Return whether the rows are in time order but for a few: not sorted by something else."""
    return bool((np.diff(time_s) >= 0).mean() >= _MOSTLY_FORWARD)


def _check_step(step: float, is_clock: bool, source: str | Path) -> None:
    """Raise unless the median step between samples, in seconds, is one of a motion sensor."""
    subtract = "Subtract the first time and divide" if is_clock else "Divide the times"
    if step >= SLOWEST_STEP_S:
        scales = ((1e3, "milliseconds"), (1e6, "microseconds"), (1e9, "nanoseconds"))
        for divisor, unit in scales:
            if _SLOWEST_RATE_HZ <= divisor / step <= FASTEST_RATE_HZ:
                raise RecordingError(
                    f"samples are {step:.5g} s apart; in {unit} it would be {divisor / step:.4g} Hz",
                    source=source,
                    at=TIME_COLUMN,
                    mend=f"{subtract} by {divisor:.0f}: time_s is in seconds",
                )
        raise RecordingError(
            f"samples are {step:.5g} s apart, too far to see a movement",
            source=source,
            at=TIME_COLUMN,
            mend="Give seconds from the recording's start",
        )
    if 0 < step * FASTEST_RATE_HZ < 1:
        raise RecordingError(
            f"samples are {step:.3g} s apart ({1 / step:.0f} Hz), which no strapped sensor does",
            source=source,
            at=TIME_COLUMN,
            mend="Give the time of each sample in seconds (not minutes, hours or a packet's arrival)",
        )


def _repeats_earlier_row(table: SampleTable) -> NDArray[np.bool_]:
    """Mark rows that equal, in every column, the first row of the same time."""
    order = np.argsort(table.time_s, kind="stable")
    time_s = table.time_s[order]
    starts = np.concatenate([[True], np.diff(time_s) > 0])
    first = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    same = ~starts
    for column in table.columns.values():
        mine, earlier = column[order], column[first]
        equal = mine == earlier
        if column.dtype.kind == "f":
            equal |= np.isnan(mine) & np.isnan(earlier)
        same &= equal
    marked = np.zeros(len(order), dtype=bool)
    marked[order] = same
    return marked


def _refuse_restart(table: SampleTable, back: NDArray[np.intp], source: str | Path) -> None:
    time_s = table.time_s
    for row in back.tolist():
        before, now = float(time_s[row - 1]), float(time_s[row])
        goes_on = row + 1 < len(time_s) and time_s[row + 1] > now
        if goes_on and now <= time_s[0] + _RESTART_S and before - now > _RESTART_BACK_S:
            raise RecordingError(
                f"the clock starts again ({now:.10g} s after {before:.10g} s): the file holds two recordings",
                source=source,
                at=f"{table.at(row)}, {TIME_COLUMN}",
                mend="Split the file before this line",
            )


def _refuse(table: SampleTable, row: int, source: str | Path) -> None:
    before, now = table.time_s[row - 1], table.time_s[row]
    if (table.time_s == table.time_s[0]).all():
        problem, mend = f"the time stays at {now:.10g} s", "Give every sample its own time in seconds"
    elif (np.diff(table.time_s) < 0).all():
        problem, mend = (
            "the times run backward throughout",
            "Turn the order of the rows round, or use --repair",
        )
    elif now == before:
        problem = f"time {now:.10g} s again, with other values"
        mend = "Remove one of the two rows, or read it with --repair (keeps the first)"
    else:
        problem = f"time goes back from {before:.10g} to {now:.10g} s"
        mend = "Put the rows in time order, or read it with --repair (sorts them)"
    raise RecordingError(problem, source=source, at=f"{table.at(row)}, {TIME_COLUMN}", mend=mend)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
