"""Rests in a stream: when the thigh came to rest, and in which pose; causal, in chunks of any size.

In hindsight `analysis.stillness` finds rests to 0.04 s. Live, a fifth of a second is fine enough, and
the outcome must not depend on the chunks: so samples are summed up in blocks, one after the other.
"""

import math
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
    steady_weights,
)

FloatArray = NDArray[np.float64]

BLOCKS = round(SHORTEST_STILL_S / SMOOTHED_S)
"""A rest is looked for in windows of so many blocks; where a leg trembles, their means tell."""

STEADY_BLOCKS = round(STEADY_S / SMOOTHED_S)
"""Where it trembles hard, means over so many blocks tell, weighted by a Blackman window."""

ROUGHLY = 3.0
"""Whether it trembles is looked at where the vertical creeps up to so much more: a fifth of a second leaves
0.3 deg of a tremor of 1.5 deg."""

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
        self._weights = steady_weights(STEADY_BLOCKS * self._width)[:, None]
        self._before: FloatArray | None = None
        self._resting = False

    def push(self, grid: Grid, up: FloatArray, part: slice, *, restart: bool) -> list[tuple[int, FloatArray]]:
        """Return the grid row and the pose of each rest that is a second old in the rows of ``part``."""
        if restart:
            self._seen = self._waiting = 0
            self._kept, self._before, self._resting = [], None, False
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
        if self._before is not None:
            blocks = np.concatenate([self._before, blocks])
        self._before = blocks[2 - BLOCKS - STEADY_BLOCKS :]
        if len(blocks) < BLOCKS:
            return []
        sums = blocks.sum(axis=1)
        means = sums[:, 3:6] / self._width
        creep_deg2 = _apart_deg2(means[: 1 - BLOCKS], means[BLOCKS - 1 :])
        still, up = _still(sums, (blocks * blocks).sum(axis=1), self._width)
        still &= creep_deg2 < CREEP_DEG**2
        # A leg that goes somewhere needs no closer look.
        maybe = (creep_deg2 < (ROUGHLY * CREEP_DEG) ** 2) & ~still
        if maybe[STEADY_BLOCKS - 1 :].any():
            self._tremble(blocks, means, maybe, still, up)
        # The first windows were looked at before.
        still, up = still[-len(ends) :], up[-len(ends) :]
        begins = (still & ~np.concatenate([[self._resting], still[:-1]])).nonzero()[0]
        self._resting = bool(still[-1])
        return [(int(ends[i - len(still)]), unit(up[i])) for i in begins.tolist()]

    def _tremble(
        self,
        blocks: FloatArray,
        up: FloatArray,
        maybe: NDArray[np.bool_],
        still: NDArray[np.bool_],
        pose: FloatArray,
    ) -> None:
        """Add the windows that are rests but for trembling; those wait for the blocks before them."""
        lead = STEADY_BLOCKS - 1
        wide_deg2 = _apart_deg2(up[: 1 - BLOCKS - lead], up[BLOCKS - 1 + lead :])
        maybe = maybe[lead:] & (wide_deg2 < (ROUGHLY * CREEP_DEG) ** 2)
        windows = maybe.nonzero()[0]
        if not len(windows):
            return
        needed = np.zeros(len(blocks) - lead, dtype=np.bool_)
        for shift in range(BLOCKS):
            needed[shift : shift + len(maybe)] |= maybe
        first = needed.nonzero()[0]
        rows = self._width * first[:, None] + np.arange(len(self._weights))
        means = np.empty((len(needed), blocks.shape[-1]))
        means[first] = (blocks.reshape(-1, blocks.shape[-1])[rows] * self._weights).sum(axis=1)
        total, square = means[windows], means[windows] ** 2
        for shift in range(1, BLOCKS):
            total += means[windows + shift]
            square += means[windows + shift] ** 2
        mean = total / BLOCKS
        steady = _below(square / BLOCKS - mean * mean, CALM_ACC_MS2, CALM_GYR_RAD_S)
        ends = means[windows, 3:6], means[windows + BLOCKS - 1, 3:6]
        steady &= _apart_deg2(*ends) < CREEP_DEG**2
        found = windows[steady] + lead
        still[found], pose[found] = True, mean[steady, 3:6]


def _still(sums: FloatArray, squares: FloatArray, width: int) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return whether nothing shakes in each window of blocks, and the sum of its verticals."""
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
    return still, total[:, 3:6]


def _apart_deg2(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the squared angle between verticals, shape (n, 3), that are close to each other."""
    x, y, z = (one - other).T
    apart: FloatArray = (x * x + y * y + z * z) * np.degrees(1.0) ** 2
    return apart


def _below(variance: FloatArray, acc_ms2: float, gyr_rad_s: float) -> NDArray[np.bool_]:
    """Return where the standard deviations, all axes together, lie below these limits."""
    below: NDArray[np.bool_] = variance[:, 0] + variance[:, 1] + variance[:, 2] < acc_ms2**2
    if variance.shape[1] > 6:
        below &= variance[:, 6] + variance[:, 7] + variance[:, 8] < gyr_rad_s**2
    return below
