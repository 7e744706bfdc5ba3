"""Rests in a stream: when the thigh came to rest, and in which pose; causal, in chunks of any size.

In hindsight `analysis.stillness` finds rests to 0.04 s. Live, a fifth of a second is fine enough, and
the outcome must not depend on the chunks: so samples are summed up in blocks, one after the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.orientation import Grid, unit
from analysis.stillness import (
    CALM_ACC_MS2,
    CALM_GYR_RAD_S,
    SHORTEST_STILL_S,
    SMOOTHED_S,
    STEADY_S,
    STILL_ACC_MS2,
    STILL_GYR_RAD_S,
)

FloatArray = NDArray[np.float64]

BLOCKS = round(SHORTEST_STILL_S / SMOOTHED_S)
"""A rest is looked for in windows of so many blocks; where a leg trembles, their means tell."""

STEADY_BLOCKS = round(STEADY_S / SMOOTHED_S)
"""Where it trembles hard, means over so many blocks tell, weighted by a Blackman window."""

LEAST_RATE_HZ = 25.0
"""So many samples a second are enough to see that nothing moves."""

CREEP_DEG = 0.8
"""From the first to the last block of a rest the vertical moves less than this, 1 deg/s: a slow stroke shakes
no more than standing does."""


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """The moment at which the thigh had rested for a second.

    Attributes
    ----------
    position : int
        Of the sample, among those it was found in.
    up : ndarray, shape (3,)
        Unit vertical in sensor axes, mean over that second.
    """

    position: int
    up: FloatArray


class RestFinder:
    """Find where rests begin, one after the other.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    """

    def __init__(self, rate_hz: float) -> None:
        self._every = max(1, int(rate_hz / LEAST_RATE_HZ))
        self._width = math.ceil(SHORTEST_STILL_S * rate_hz / self._every / BLOCKS)
        self._seen = self._waiting = 0
        self._kept: list[FloatArray] = []
        weights = np.blackman(STEADY_BLOCKS * self._width + 2)[1:-1]
        self._weights = (weights / weights.sum()).reshape(STEADY_BLOCKS, self._width, 1)
        self._before: list[FloatArray] = []
        self._resting = False

    def push(self, grid: Grid, up: FloatArray, part: slice, *, restart: bool) -> list[tuple[int, FloatArray]]:
        """Return the grid row and the pose of each rest that is a second old in the rows of ``part``."""
        if restart:
            self._seen = self._waiting = 0
            self._kept, self._before, self._resting = [], [], False
        first = part.start + -self._seen % self._every
        self._seen += part.stop - part.start
        rows = slice(first, part.stop, self._every)
        gyr = () if grid.gyr is None else (grid.gyr[rows],)
        self._kept.append(np.concatenate([grid.acc[rows], up[rows], *gyr], axis=1))
        before = self._waiting
        self._waiting += len(self._kept[-1])
        count = self._waiting // self._width
        if not count:
            return []
        values = np.concatenate(self._kept)
        whole = count * self._width
        self._kept, self._waiting = [values[whole:]], self._waiting - whole
        # Row of the last sample of each block.
        ends = first + self._every * (np.arange(1, count + 1) * self._width - 1 - before)
        return self._windows(values[:whole].reshape(count, self._width, -1), ends)

    def look_anew(self) -> None:
        """Report the rest under way, if any, once more."""
        self._resting = False

    def _windows(self, blocks: FloatArray, ends: NDArray[np.int64]) -> list[tuple[int, FloatArray]]:
        """Return the rests that begin in windows which end with one of these blocks."""
        # Along the middle axis rows are added one by one: the number of blocks does not change the rounding.
        weighted = [(weights * blocks).sum(axis=1) for weights in self._weights]
        parts = [blocks.sum(axis=1), (blocks * blocks).sum(axis=1), *weighted]
        if self._before:
            parts = [np.concatenate(both) for both in zip(self._before, parts, strict=True)]
        self._before = [part[2 - BLOCKS - STEADY_BLOCKS :] for part in parts]
        sums, squares, *weighted = parts
        if len(sums) < BLOCKS:
            return []
        still, up = _still(sums, squares, self._width)
        steady, steady_up = _steady(weighted)
        # Both end with the last window; the first ones were looked at before.
        trembles = steady & ~still[len(still) - len(steady) :]
        up[len(still) - len(steady) :][trembles] = steady_up[trembles]
        still[len(still) - len(steady) :] |= trembles
        still, up = still[-len(ends) :], up[-len(ends) :]
        begins = (still & ~np.concatenate([[self._resting], still[:-1]])).nonzero()[0]
        self._resting = bool(still[-1])
        return [(int(ends[i - len(still)]), unit(up[i])) for i in begins.tolist()]


def _still(sums: FloatArray, squares: FloatArray, width: int) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return whether each window of blocks is a rest, and the sum of its verticals."""
    last = len(sums) - BLOCKS + 1
    total, square, between = sums[:last].copy(), squares[:last].copy(), sums[:last] * sums[:last]
    for shift in range(1, BLOCKS):
        block = sums[shift : shift + last]
        total += block
        square += squares[shift : shift + last]
        between += block * block
    count = BLOCKS * width
    mean = total / count
    still = _below(square / count - mean * mean, STILL_ACC_MS2, STILL_GYR_RAD_S)
    still |= _below(between / (count * width) - mean * mean, CALM_ACC_MS2, CALM_GYR_RAD_S)
    return still & _stays(sums[:, 3:6] / width), total[:, 3:6]


def _steady(weighted: Sequence[FloatArray]) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return whether each window of means over some blocks is a rest but for trembling, and its verticals.

    Parameters
    ----------
    weighted : sequence of ndarray, shape (n, 9) or (n, 6)
        What each block weighs as the first, the second and so on of those of a mean.
    """
    last = len(weighted[0]) - STEADY_BLOCKS + 1
    if last < BLOCKS:
        return np.zeros(0, dtype=np.bool_), np.zeros((0, 3))
    smooth = weighted[0][:last].copy()
    for shift in range(1, STEADY_BLOCKS):
        smooth += weighted[shift][shift : shift + last]
    windows = last - BLOCKS + 1
    total, square = smooth[:windows].copy(), smooth[:windows] * smooth[:windows]
    for shift in range(1, BLOCKS):
        one = smooth[shift : shift + windows]
        total += one
        square += one * one
    mean = total / BLOCKS
    steady = _below(square / BLOCKS - mean * mean, CALM_ACC_MS2, CALM_GYR_RAD_S)
    return steady & _stays(smooth[:, 3:6]), total[:, 3:6]


def _stays(up: FloatArray) -> NDArray[np.bool_]:
    """Return whether the vertical, shape (n, 3), does not creep in each window of blocks."""
    moved = up[BLOCKS - 1 :] - up[: len(up) - BLOCKS + 1]
    crept = moved[:, 0] * moved[:, 0] + moved[:, 1] * moved[:, 1] + moved[:, 2] * moved[:, 2]
    stays: NDArray[np.bool_] = crept < np.radians(CREEP_DEG) ** 2
    return stays


def _below(variance: FloatArray, acc_ms2: float, gyr_rad_s: float) -> NDArray[np.bool_]:
    """Return where the standard deviations, all axes together, lie below these limits."""
    below: NDArray[np.bool_] = variance[:, 0] + variance[:, 1] + variance[:, 2] < acc_ms2**2
    if variance.shape[1] > 6:
        below &= variance[:, 6] + variance[:, 7] + variance[:, 8] < gyr_rad_s**2
    return below
