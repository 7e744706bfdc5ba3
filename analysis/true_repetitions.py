"""Repetitions measured on a true angle, and paired with those an analysis found."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.metrics import hold_level_deg, hold_span_s
from analysis.results import Repetition


@dataclass(frozen=True, slots=True)
class TrueRepetition:
    """A repetition as it really was; the measures as in `Repetition`."""

    start_s: float
    peak_s: float
    end_s: float
    peak_angle_deg: float
    range_deg: float
    hold_s: float


def true_repetitions(
    time_s: NDArray[np.float64],
    true_deg: NDArray[np.float64],
    number: NDArray[np.float64],
    *,
    from_start: bool,
) -> tuple[TrueRepetition, ...]:
    """Measure the true repetitions on the true angle.

    One whose true angle is known in part only, and is furthest out where that part begins or ends, is left
    out: its real peak is not known.

    Parameters
    ----------
    time_s, true_deg : ndarray, shape (n,)
        The true angle; NaN where it is not known.
    number : ndarray, shape (n,)
        Above 0 within a repetition, and the same throughout it.
    from_start : bool
        Whether the peak is meant from the repetition's own start (floor and sitting exercises) instead of
        from standing.
    """
    found = []
    borders = np.flatnonzero(np.diff(number)) + 1
    for part in np.split(np.arange(len(number)), borders):
        rows = part[np.isfinite(true_deg[part])]
        if number[part[0]] > 0 and len(rows) > 1:
            one = _measure(time_s[rows], true_deg[rows], from_start)
            if len(rows) == len(part) or one.start_s < one.peak_s < one.end_s:
                found.append(one)
    return tuple(found)


def _measure(time_s: NDArray[np.float64], angle: NDArray[np.float64], from_start: bool) -> TrueRepetition:
    way = angle - angle[0]
    top = int(np.argmax(np.abs(way)))
    sign = 1.0 if way[top] >= 0 else -1.0
    height = float(abs(way[top]))
    return TrueRepetition(
        start_s=float(time_s[0]),
        peak_s=float(time_s[top]),
        end_s=float(time_s[-1]),
        peak_angle_deg=float(way[top] if from_start else angle[top]),
        range_deg=height,
        hold_s=hold_span_s(time_s, sign * way, hold_level_deg(height, height)),
    )


def pair_repetitions(
    measured: Iterable[Repetition], true: Iterable[TrueRepetition]
) -> tuple[tuple[Repetition, TrueRepetition], ...]:
    """Pair each true repetition with the first measured one whose peak lies within it."""
    left = list(measured)
    pairs = []
    for one in true:
        match = next((each for each in left if one.start_s <= each.peak_s <= one.end_s), None)
        if match is not None:
            left.remove(match)
            pairs.append((match, one))
    return tuple(pairs)
