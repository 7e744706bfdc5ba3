"""When was the sensor at rest? Stretches of a second or more without movement."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.orientation import LONGEST_FILLED_GAP_S

FloatArray = NDArray[np.float64]

SHORTEST_STILL_S = 1.0
"""A still pose needs at least this long (design)."""

STILL_ACC_MS2 = 0.25
STILL_GYR_RAD_S = 0.06
"""Largest standard deviation of the acceleration (all axes together, m/s²) and of the angular rate (rad/s)
within the window. Quiet standing: 0.03-0.15 m/s² and 0.01-0.04 rad/s (CMU-MBL, UTD-MHAD, HuGaDB standing)."""

CALM_ACC_MS2 = 0.04
CALM_GYR_RAD_S = 0.01
SMOOTHED_S = 0.2
"""A leg that trembles is still, too, where means over a fifth of a second stay within these limits: they
leave less than a quarter of a tremor of 4-12 Hz (at rest 4-6, physiological 8-12: Deuschl et al., Mov Disord
13 S3, 1998). A tilt of 4 deg in 2 s, or a pause on the way to the floor, lies above them (simulated)."""

LOOKED_AT_HZ = 50.0
"""So many means a second are looked at."""

REST_MARGIN = 0.2
"""This share of a rest is left out at either end: there the movement before and after it still shows."""


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch at rest; ``first`` and ``last`` are sample positions, half open."""

    first: int
    last: int

    def middle(self, at_most: int | None = None) -> slice:
        """Return the middle of the rest, away from the movement before and after it.

        Parameters
        ----------
        at_most : int, optional
            Take no more samples than this, from the beginning of the middle.
        """
        margin = int(REST_MARGIN * (self.last - self.first))
        first, last = self.first + margin, self.last - margin
        return slice(first, last if at_most is None else min(last, first + at_most))

    def mean(self, values: FloatArray) -> FloatArray:
        """Return the mean over the rest of values of shape (n, 3)."""
        return mean_vector(values[self.first : self.last])


def mean_vector(values: FloatArray) -> FloatArray:
    """Return the mean, shape (3,), of values of shape (n, 3); ten times as fast as along a short axis."""
    mean: FloatArray = np.ones(len(values)) @ values / len(values)
    return mean


def find_still(
    time_s: FloatArray,
    acc: FloatArray,
    gyr: FloatArray | None,
    rate_hz: float,
    *,
    shortest_s: float = SHORTEST_STILL_S,
    looseness: float = 1.0,
) -> list[Still]:
    """Return the stretches, of at least a second by default, in which the sensor did not move.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
    acc : ndarray, shape (n, 3)
        m/s².
    gyr : ndarray, shape (n, 3), or None
        rad/s.
    rate_hz : float
        Sampling rate.
    shortest_s : float
        Length of the window that must be at rest.
    looseness : float
        What the limits on movement are multiplied by.
    """
    step = max(1, int(rate_hz / LOOKED_AT_HZ))
    per_window = max(4, math.ceil(shortest_s * rate_hz / step))
    # The last window ends with the last sample: live, it tells whether the person is still now.
    first = len(time_s) % step
    windows = len(time_s) // step - per_window + 1
    if windows < 1:
        return []
    joined = min(max(1, round(SMOOTHED_S * rate_hz / step)), per_window // 2)
    limits = [(_Spread.of(acc[first:], step, joined, per_window), STILL_ACC_MS2, CALM_ACC_MS2)]
    if gyr is not None:
        limits.append((_Spread.of(gyr[first:], step, joined, per_window), STILL_GYR_RAD_S, CALM_GYR_RAD_S))
    still = np.logical_and.reduce([one.samples < (looseness * most) ** 2 for one, most, _ in limits])
    still |= np.logical_and.reduce([one.means < (looseness * most) ** 2 for one, _, most in limits])
    broken = (time_s[1:] - time_s[:-1] > LONGEST_FILLED_GAP_S).nonzero()[0] - first
    for gap in (broken // step).tolist():
        # Of a gap between two groups of samples, the later one still lies whole behind it.
        still[max(0, gap - per_window + 1) : gap + 1] = False
    edges = np.flatnonzero(np.diff(still.astype(np.int8), prepend=0, append=0))
    return [
        Still(first + step * int(a), first + step * (int(b) - 1 + per_window))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """Variance in every window, shape (k,), summed over the axes: of the samples and of short means."""

    samples: FloatArray
    means: FloatArray

    @classmethod
    def of(cls, values: FloatArray, step: int, joined: int, per_window: int) -> "_Spread":
        """Work it out for values of shape (n, 3).

        Every ``step`` samples make a group; a window of ``per_window`` groups begins with each, and means are
        taken over ``joined`` groups.
        """
        centred = values[: len(values) // step * step] - mean_vector(values)
        groups = _grouped(centred, step)
        squares = _grouped(centred * centred, step).sum(axis=0)
        mean = _sums(groups, per_window) / (per_window * step)
        samples = _sums(squares, per_window) / (per_window * step) - (mean * mean).sum(axis=0)
        means = _sums(groups, joined) / (joined * step)
        count = per_window - joined + 1
        mean = _sums(means, count) / count
        return cls(samples, _sums((means * means).sum(axis=0), count) / count - (mean * mean).sum(axis=0))


def _grouped(values: FloatArray, step: int) -> FloatArray:
    """Return the sums of every ``step`` values of shape (n, 3), shape (3, n / step)."""
    rows = values.reshape(-1, 3 * step)
    total = rows[:, :3].copy()
    for column in range(3, 3 * step, 3):
        total += rows[:, column : column + 3]
    return np.ascontiguousarray(total.T)


def _sums(values: FloatArray, count: int) -> FloatArray:
    """Return the sums of every ``count`` neighbours along the last axis."""
    sums = np.cumsum(values, axis=-1)
    sums[..., count:] -= sums[..., :-count].copy()
    summed: FloatArray = sums[..., count - 1 :]
    return summed
