"""When was the sensor at rest? Stretches of a second or more without movement."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.orientation import LONGEST_FILLED_GAP_S
from sensing.samples import STANDARD_GRAVITY

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

STEADY_S = 0.64
STEADY_HZ = 25.0
"""So does a leg that trembles hard (1.5 deg at 5-11 Hz, 0.25 m from the hip: up to 30 m/s²) whose mean stays
where it is: a Blackman window of this length leaves a thousandth of what is quicker than 4.7 Hz, and all of a
slow stroke. So many sums a second are enough for it."""

LOOKED_AT_HZ = 25.0
"""So many means a second are looked at."""

BRIEF_REST_S = 0.5
BRIEF_REST_LOOSENESS = 1.5
"""Holds are rests too, for comparing the two sensors: half a second, moving 1.5 times as much as `Still`."""

BRIEF_REST_DEG_S = 2.0
"""Where gravity turns faster in the sensor it is an even, slow movement and no hold; its rate would pass for
the gyroscope's bias (simulated bridges and straight-leg raises of healthy sensors: closure 7-13 deg with such
movement, 0-1 without)."""

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


@cache
def steady_weights(count: int) -> FloatArray:
    """Return a Blackman window of so many weights above nought; their sum is 1."""
    weights = np.blackman(count + 2)[1:-1]
    shares: FloatArray = weights / weights.sum()
    return shares


def find_still(time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, rate_hz: float) -> list[Still]:
    """Return the stretches of at least a second in which the sensor did not move.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
    acc : ndarray, shape (n, 3)
        m/s².
    gyr : ndarray, shape (n, 3), or None
        rad/s.
    rate_hz : float
        Sampling rate.
    """
    return Movement(time_s, acc, gyr, rate_hz).rests()


class Movement:
    """How much a sensor moved, summed up once to look for rests of several kinds.

    Parameters
    ----------
    time_s, acc, gyr, rate_hz
        See `find_still`.
    """

    def __init__(self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, rate_hz: float) -> None:
        self._step = step = max(1, int(rate_hz / LOOKED_AT_HZ))
        # The last window ends with the last sample: live, it tells whether the person is still now.
        self._first, self._count = len(time_s) % step, len(time_s) // step
        self._rate_hz = rate_hz
        self._limits: list[tuple[_Spread, float, float]] = []
        self._weighted: list[FloatArray] = []
        if not self._count:
            return
        joined = min(max(1, round(SMOOTHED_S * rate_hz / step)), self._count)
        self._limits.append((_Spread(acc[self._first :], step, joined), STILL_ACC_MS2, CALM_ACC_MS2))
        if gyr is not None:
            self._limits.append((_Spread(gyr[self._first :], step, joined), STILL_GYR_RAD_S, CALM_GYR_RAD_S))
        broken = (time_s[1:] - time_s[:-1] > LONGEST_FILLED_GAP_S).nonzero()[0] - self._first
        self._gaps = (broken // step).tolist()

    def brief_rests(self) -> list[Still]:
        """Return the rests, holds among them, between which gyroscope and accelerometer can be compared."""
        return self.rests(
            shortest_s=BRIEF_REST_S, looseness=BRIEF_REST_LOOSENESS, most_turning_deg_s=BRIEF_REST_DEG_S
        )

    def rests(
        self,
        *,
        shortest_s: float = SHORTEST_STILL_S,
        looseness: float = 1.0,
        most_turning_deg_s: float = math.inf,
    ) -> list[Still]:
        """Return the stretches without movement.

        Parameters
        ----------
        shortest_s : float
            Length of the window that must be at rest, half a second or more.
        looseness : float
            What the limits on movement are multiplied by.
        most_turning_deg_s : float
            Gravity may turn as fast in the sensor; with a limit to it, hard trembling is no rest.
        """
        step = self._step
        per_window = max(4, math.ceil(shortest_s * self._rate_hz / step))
        if self._count < per_window:
            return []
        still = calm = np.ones(self._count - per_window + 1, dtype=np.bool_)
        for spread, most, most_smoothed in self._limits:
            samples, means = spread.variances(per_window)
            still = still & (samples < (looseness * most) ** 2)
            calm = calm & (means < (looseness * most_smoothed) ** 2)
        if math.isfinite(most_turning_deg_s):
            still = still & (self._turning_deg_s(per_window) <= most_turning_deg_s)
        still |= calm
        # Where the leg trembles hard the two sensors cannot be compared.
        if most_turning_deg_s == math.inf and not still.all():
            for a, b in self._steady_groups(shortest_s, looseness):
                still[a : max(a, b - per_window + 1)] = True
        for gap in self._gaps:
            # Of a gap between two groups of samples, the later one still lies whole behind it.
            still[max(0, gap - per_window + 1) : gap + 1] = False
        edges = np.flatnonzero(np.diff(still.astype(np.int8), prepend=0, append=0)).tolist()
        return [
            Still(self._first + step * a, self._first + step * (b - 1 + per_window))
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        ]

    def _turning_deg_s(self, per_window: int) -> FloatArray:
        """Return how fast gravity turns in the sensor in the window that begins with each group."""
        acc, _, _ = self._limits[0]
        half = per_window // 2
        apart_s = (per_window - half) * self._step / self._rate_hz
        return np.degrees(acc.change(per_window, half) / STANDARD_GRAVITY) / apart_s

    def _steady_groups(self, shortest_s: float, looseness: float) -> list[tuple[int, int]]:
        """Return the stretches of groups, half open, in which nothing moves but by trembling."""
        pooled = max(1, int(self._rate_hz / self._step / STEADY_HZ))
        pooled_hz = self._rate_hz / self._step / pooled
        weights = steady_weights(round(STEADY_S * pooled_hz))
        stride = round(SMOOTHED_S * pooled_hz)
        per_window = math.ceil(shortest_s / SMOOTHED_S)
        count = (self._count // pooled - len(weights)) // stride + 2 - per_window
        if count < 1:
            return []
        steady = np.ones(count, dtype=np.bool_)
        if not self._weighted:
            weights /= weights.sum()
            self._weighted = [one.weighted_means(weights, pooled, stride) for one, _, _ in self._limits]
        for means, (_, _, most) in zip(self._weighted, self._limits, strict=True):
            variance = _variance(_running(means), _running(_squared(means)), per_window, per_window)
            steady &= variance < (looseness * most) ** 2
        edges = np.flatnonzero(np.diff(steady.astype(np.int8), prepend=0, append=0)).tolist()
        # What moves in the outer quarters of the window weighs next to nothing.
        margin = len(weights) // 4
        reach = len(weights) + stride * (per_window - 2) - margin
        first = [pooled * (stride * a + margin) if a else 0 for a in edges[::2]]
        last = [pooled * (stride * b + reach) if b < count else self._count for b in edges[1::2]]
        return list(zip(first, last, strict=True))


class _Spread:
    """Sums over groups of samples, from which the variance in any window follows.

    Parameters
    ----------
    values : ndarray, shape (n, 3)
    step, joined : int
        Every ``step`` samples make a group, and means are taken over ``joined`` groups.
    """

    def __init__(self, values: FloatArray, step: int, joined: int) -> None:
        self._step, self._joined = step, joined
        # About their mean: gravity's square would swamp the sums over hours.
        centred = np.ascontiguousarray(values.T)
        centred -= centred.mean(axis=1)[:, None]
        self._groups = _running(_grouped(centred, step))
        self._squares = _running(_grouped(_squared(centred), step))
        means = _windows(self._groups, joined)
        means /= joined * step
        self._means, self._squared_means = _running(means), _running(_squared(means))

    def change(self, per_window: int, part: int) -> FloatArray:
        """Return how much the means of the first and the last groups of windows differ, shape (k,)."""
        means = _windows(self._groups, part) / (part * self._step)
        return np.sqrt(_squared(_windows(means, per_window - part)))

    def variances(self, per_window: int) -> tuple[FloatArray, FloatArray]:
        """Return the variance in the window of so many groups that begins with each, summed over the axes.

        Returns
        -------
        samples, means : ndarray, shape (k,)
            Of the samples, and of the means over some groups.
        """
        count = per_window * self._step
        samples = _variance(self._groups, self._squares, per_window, count)
        within = per_window - self._joined + 1
        return samples, _variance(self._means, self._squared_means, within, within)

    def weighted_means(self, weights: FloatArray, pooled: int, stride: int) -> FloatArray:
        """Return weighted means, shape (3, k).

        Parameters
        ----------
        weights : ndarray, shape (w,)
            Of the sums over ``pooled`` groups, one after the other; their sum is 1.
        pooled, stride : int
            From one mean to the next, so many of these sums further.
        """
        sums = np.diff(self._groups[:, ::pooled])
        means: FloatArray = sliding_window_view(sums, len(weights), axis=1)[:, ::stride] @ weights
        means /= pooled * self._step
        return means


def _variance(groups: FloatArray, squares: FloatArray, width: int, count: int) -> FloatArray:
    """Return the variance in windows from running sums of values (3, m) and of their squares (m,)."""
    spread = _windows(squares, width)
    spread -= _squared(_windows(groups, width)) / count
    spread /= count
    return spread


def _squared(vectors: FloatArray) -> FloatArray:
    """Return the squared lengths, shape (m,), of vectors of shape (3, m)."""
    squares: FloatArray = np.einsum("ij,ij->j", vectors, vectors)
    return squares


def _grouped(values: FloatArray, step: int) -> FloatArray:
    """Return the sums of every ``step`` neighbours along the last axis."""
    total = values[..., ::step].copy()
    for later in range(1, step):
        total += values[..., later::step]
    return total


def _running(values: FloatArray) -> FloatArray:
    """Return the running sums along the last axis, beginning with nought."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    return sums


def _windows(running: FloatArray, width: int) -> FloatArray:
    """Return the sums of every ``width`` neighbours from their running sums."""
    summed: FloatArray = running[..., width:] - running[..., :-width]
    return summed
