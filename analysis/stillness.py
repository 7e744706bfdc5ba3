"""When was the sensor at rest? Stretches of a second or more without movement."""

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
within the window, taken of means over `SMOOTHED_S`. Quiet standing: 0.03-0.15 m/s² and 0.01-0.04 rad/s
(CMU-MBL, UTD-MHAD, HuGaDB standing)."""

SMOOTHED_S = 0.2
"""A leg that trembles is still: means over a fifth of a second leave less than a quarter of a tremor of
4-12 Hz (at rest 4-6 Hz, physiological 8-12 Hz: Deuschl et al., Mov Disord 13 S3, 1998), and nine tenths of
what moves at 1 Hz."""

LOOKED_AT_HZ = 25.0
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
    width = max(4, round(shortest_s * rate_hz))
    if len(time_s) < width:
        return []
    step = max(1, int(rate_hz / LOOKED_AT_HZ))
    # The last window ends with the last sample: live, it tells whether the person is still now.
    first = (len(time_s) - width) % step
    mean_of = min(max(1, round(SMOOTHED_S * rate_hz)), width // 2)
    windows = _Windows(first, step, (len(time_s) - width) // step + 1, width, mean_of)
    calm = windows.variance(acc) < (looseness * STILL_ACC_MS2) ** 2
    if gyr is not None:
        calm &= windows.variance(gyr) < (looseness * STILL_GYR_RAD_S) ** 2
    calm &= windows.unbroken(time_s)
    edges = np.flatnonzero(np.diff(calm.astype(np.int8), prepend=0, append=0))
    return [
        Still(first + step * int(a), first + step * (int(b) - 1) + width)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Windows:
    """Windows over samples: ``count`` of ``width`` samples, every ``step`` from ``first`` on.

    What is looked at in them are means over ``mean_of`` samples.
    """

    first: int
    step: int
    count: int
    width: int
    mean_of: int

    def variance(self, values: FloatArray) -> FloatArray:
        """Return the variance of the means, summed over the axes, in each window, shape (count,)."""
        per_window = (self.width - self.mean_of) // self.step + 1
        sums = np.zeros(len(values) + 1)
        squares, squared_mean = np.zeros(self.count), np.zeros(self.count)
        for column in np.ascontiguousarray(values.T):
            np.cumsum(column - column.mean(), out=sums[1:])
            means = (
                sums[self.first + self.mean_of :: self.step] - sums[self.first : -self.mean_of : self.step]
            )
            means /= self.mean_of
            squared_mean += (self._summed(means, per_window) / per_window) ** 2
            means *= means
            squares += self._summed(means, per_window)
        variance: FloatArray = squares / per_window - squared_mean
        return variance

    def _summed(self, means: FloatArray, per_window: int) -> FloatArray:
        sums = np.concatenate([[0.0], np.cumsum(means)])
        summed: FloatArray = (sums[per_window:] - sums[:-per_window])[: self.count]
        return summed

    def unbroken(self, time_s: FloatArray) -> NDArray[np.bool_]:
        """Return whether each window is free of long gaps, shape (count,)."""
        gaps = np.concatenate([[0], np.cumsum(np.diff(time_s) > LONGEST_FILLED_GAP_S)])
        begin, end = (gaps[at :: self.step][: self.count] for at in (self.first, self.first + self.width - 1))
        unbroken: NDArray[np.bool_] = begin == end
        return unbroken
