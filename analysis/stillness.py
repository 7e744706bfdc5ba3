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
within the window. Quiet standing: 0.03-0.15 m/s² and 0.01-0.04 rad/s (CMU-MBL, UTD-MHAD, HuGaDB standing)."""


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
    calm = _window_variance(acc, width) < (looseness * STILL_ACC_MS2) ** 2
    if gyr is not None:
        calm &= _window_variance(gyr, width) < (looseness * STILL_GYR_RAD_S) ** 2
    long = np.concatenate([[0], np.cumsum(np.diff(time_s) > LONGEST_FILLED_GAP_S)])
    calm &= long[width - 1 :] == long[: len(long) - width + 1]
    edges = np.flatnonzero(np.diff(calm.astype(np.int8), prepend=0, append=0))
    return [Still(int(a), int(b) + width - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _window_variance(values: FloatArray, width: int) -> FloatArray:
    """Return the variance, summed over the axes, of every window of ``width`` samples."""
    total = np.zeros(len(values) - width + 1)
    sums, squares = np.zeros(len(values) + 1), np.zeros(len(values) + 1)
    for column in values.T:
        centred = column - column.mean()
        np.cumsum(centred, out=sums[1:])
        np.cumsum(centred * centred, out=squares[1:])
        mean = (sums[width:] - sums[:-width]) / width
        total += (squares[width:] - squares[:-width]) / width - mean * mean
    return total
