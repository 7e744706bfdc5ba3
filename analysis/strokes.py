"""When did a stroke begin? Its first hundredths drown in the sway of standing.

People, and simulations of them, move with bell-shaped speed, but not all with the same bell: of strokes of
3 s, a raised cosine leaves its rest 0.2 s later than a minimum-jerk stroke that looks the same from a tenth
of the way on. So several bells are fitted to when the angle crossed some levels, and the begin is their mean,
each weighted by how well it fits: where noise is small the shape tells itself, where it is not the mean errs
by half of what the shapes differ.
"""

import math
from bisect import bisect_left
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

FloatArray = NDArray[np.float64]

STROKE_LEVELS = (0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.5)
"""Shares of the way at which a stroke is looked at. Above half of it, a turn without a hold shows already."""

STROKE_BELLS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
"""Exponents a of the bells: speed t^(a-1) (1-t)^(a-1) at the share t of the time. 1 is an even speed, 1.5 is
near trapezoids with ramps of a tenth to a fifth, 2 near a raised cosine, 3 is minimum jerk (Flash & Hogan,
J Neurosci 5, 1985); 4 leaves its rest more gently still."""

LOWEST_LEVEL_DEG = 0.3
"""Lower levels lie within the sway of quiet standing (0.15-0.4 deg); three levels are kept all the same."""

MISFIT_DEG = 0.15
MISFIT_POWER = 1.5
"""A bell weighs ``(1 + (misfit / 0.15 deg)^2)^-1.5``. The misfit is the root of the summed squares over the
levels; the weight is heavy-tailed, since what sway does to neighbouring levels is alike."""

BELL_LIKE_DEG = 1.0
BELL_LIKE_SHARE = 0.03
"""Where no bell fits to within 1 deg or this share of the way (simulated strokes: 0.026 at most), the stroke
has several parts, as a step and then a knee bend, or a shift of weight crossed the lowest levels: as few as
possible of the highest and lowest are left out."""

BASE_S = 0.5
"""The angle before a stroke is its median over this long."""

STANDSTILL_SHARE = 0.02
"""A thigh that rises by less than this share of its way within `BASE_S` has not begun to."""

STANDSTILL_BELOW = 0.4
"""Where a thigh stands still is looked for up to this share of the way."""

STILL_UP_SHARE = 0.08
"""A stroke does not begin before the one before it has come down to this share of the way."""

_LEVELS = np.array(STROKE_LEVELS)
_FEWEST_LEVELS = 3
_LEAST_STROKE_S = 1e-3


def stroke_begin(time_s: FloatArray, angle_deg: FloatArray, least: float = -math.inf) -> tuple[float, float]:
    """Return when the stroke that ends at the last sample begins, and the angle before it.

    Parameters
    ----------
    time_s, angle_deg : ndarray, shape (n,)
        Up to the top of the stroke.
    least : float
        The angle before it is at least this.
    """
    top = float(angle_deg[-1])
    # Backward from the top, how low the angle has been: when it was last below a level.
    falling = -np.minimum.accumulate(angle_deg[::-1])
    lowest, base = _last_standstill(time_s, angle_deg, falling)
    base = max(base, least)
    crossed_s, first = _crossings(time_s, angle_deg, falling, base)
    if not len(crossed_s):
        return float(time_s[0]), base
    begin_s = _extrapolated_s(crossed_s, top - base)
    above = (angle_deg[:first] > base + STILL_UP_SHARE * (top - base)).nonzero()[0]
    begin_s = max(begin_s, float(time_s[above[-1]] if len(above) else time_s[0]))
    begin = int(time_s.searchsorted(begin_s, side="right"))
    before = int(time_s.searchsorted(begin_s - BASE_S))
    rest = angle_deg[max(before, min(lowest, begin - 1), 0) : begin]
    return begin_s, min(max(_median(rest), least), top) if len(rest) else base


def crossing_s(time_s: FloatArray, angle_deg: FloatArray, inside: int, outside: int, level: float) -> float:
    """Return when the angle crosses a level between two neighbouring samples."""
    fall = float(angle_deg[inside] - angle_deg[outside])
    if fall <= 0.0:
        return float(time_s[inside])
    share = float(angle_deg[inside] - level) / fall
    return float(time_s[inside] + (time_s[outside] - time_s[inside]) * share)


def _crossings(
    time_s: FloatArray, angle_deg: FloatArray, falling: FloatArray, base: float
) -> tuple[FloatArray, int]:
    """Return when the angle last rose above each level, and the first position above the lowest.

    Left out are the lowest levels: those that it never was below, and those within the noise.
    """
    way = float(angle_deg[-1]) - base
    if way <= 0.0:
        return _LEVELS[:0], 0
    levels = base + _LEVELS * way
    inside = len(angle_deg) - falling.searchsorted(-levels)
    noisy = bisect_left(STROKE_LEVELS, LOWEST_LEVEL_DEG / way, hi=len(STROKE_LEVELS) - _FEWEST_LEVELS)
    # Positions rise with the levels; nought is the position above a level that the angle never was below.
    left_out = max(noisy, int(inside.searchsorted(1)))
    inside, levels = inside[left_out:], levels[left_out:]
    if not len(inside):
        return levels, 0
    outside = inside - 1
    above, late = angle_deg[inside], time_s[inside]
    # Strictly above on the one side and below or at the level on the other: never nought.
    share = (above - levels) / (above - angle_deg[outside])
    crossed_s: FloatArray = late + (time_s[outside] - late) * share
    return crossed_s, int(inside[0])


def _extrapolated_s(crossed_s: FloatArray, way_deg: float) -> float:
    """Return when a stroke began that crossed the highest levels at these times."""
    count = len(crossed_s)
    if count == 1:
        return float(crossed_s[0])
    like_a_bell = max(BELL_LIKE_DEG, BELL_LIKE_SHARE * way_deg) ** 2
    first = len(_LEVELS) - count
    best = _best_fit(crossed_s, first, count, way_deg)
    for kept in range(count - 1, _FEWEST_LEVELS - 1, -1):
        if best[0] <= like_a_bell:
            break
        best = _best_fit(crossed_s, first, kept, way_deg)
    return best[1]


def _best_fit(crossed_s: FloatArray, first: int, kept: int, way_deg: float) -> tuple[float, float]:
    """Return the squared misfit of a stroke that crossed levels at these times, and its begin.

    Of all runs of ``kept`` neighbouring levels, the one that fits best says both.
    """
    last_s = float(crossed_s[-1])
    # The number of levels does not depend on how a stream is cut: a matrix product rounds alike.
    solved = _solution(first, len(crossed_s), kept) @ (crossed_s - last_s)
    fits = (len(crossed_s) - kept + 1) * len(STROKE_BELLS)
    begin_s, duration_s, misfit = solved[:fits], solved[fits : 2 * fits], solved[2 * fits :]
    stretch = way_deg / np.maximum(duration_s, _LEAST_STROKE_S)
    misfit = misfit.reshape(fits, kept)
    misfit_deg2 = np.vecdot(misfit, misfit) * (stretch * stretch)
    best = int(misfit_deg2.argmin())
    run = slice(start := best - best % len(STROKE_BELLS), start + len(STROKE_BELLS))
    weight = (1.0 + misfit_deg2[run] / MISFIT_DEG**2) ** -MISFIT_POWER
    return float(misfit_deg2[best]), last_s + float(weight @ begin_s[run]) / float(weight.sum())


@cache
def _solution(first: int, levels: int, kept: int) -> FloatArray:
    """Return the rows that make begins, durations and misfits of the crossings of neighbouring levels.

    For each run of ``kept`` levels and each bell, a line is fitted to the times over the shares of a
    stroke's time at which it crosses these levels; an angle is as uncertain at one level as at another,
    so a time weighs by the speed there.
    """
    begins, durations, misfits = [], [], []
    for left_out in range(levels - kept + 1):
        run = slice(left_out, left_out + kept)
        share = _LEVELS[first:][run]
        for bell in STROKE_BELLS:
            at = betaincinv(bell, bell, share)
            speed = (betainc(bell, bell, at + 1e-6) - betainc(bell, bell, at - 1e-6)) / 2e-6
            line = np.stack([np.ones(kept), at], axis=1)
            fit = np.linalg.pinv(line * speed[:, None]) * speed
            rows = np.zeros((2 + kept, levels))
            rows[:2, run] = fit
            rows[2:, run] = speed[:, None] * (np.eye(kept) - line @ fit)
            begins.append(rows[0])
            durations.append(rows[1])
            misfits += list(rows[2:])
    return np.array(begins + durations + misfits)


def _last_standstill(time_s: FloatArray, angle_deg: FloatArray, falling: FloatArray) -> tuple[int, float]:
    """Return where the angle is lowest over `BASE_S` before it rises for good, and the angle there."""
    count, top = len(angle_deg), float(angle_deg[-1])
    way_deg = top + float(falling[-1])
    last = count - 1 - int(falling.searchsorted((1.0 - STANDSTILL_BELOW) * way_deg - top))
    if last <= 0:
        return 0, float(angle_deg[0])
    lag = min(max(1, int(BASE_S * (count - 1) / float(time_s[-1] - time_s[0]))), last)
    rise = angle_deg[lag : last + 1] - angle_deg[: last + 1 - lag]
    slow = (rise <= STANDSTILL_SHARE * way_deg).nonzero()[0]
    if not len(slow):
        lowest = int(angle_deg[: last + 1].argmin())
        return lowest, float(angle_deg[lowest])
    first = int(slow[-1])
    still = angle_deg[first : first + lag + 1]
    # The last quarter may rise already.
    return first + int(still.argmin()), _median(still[: max(1, 3 * lag // 4)])


def _median(values: FloatArray) -> float:
    """Return the median of a few values, as `numpy.median` does, in a tenth of the time."""
    ordered = values.copy()
    ordered.sort()
    middle = len(ordered) // 2
    upper = float(ordered[middle])
    return upper if len(ordered) % 2 else 0.5 * (float(ordered[middle - 1]) + upper)
