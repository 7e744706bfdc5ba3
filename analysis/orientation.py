"""Which way is up for the sensor: gravity's direction in sensor axes, sample by sample.

The filter is VQF (Laidig & Seel, "VQF: Highly accurate IMU orientation estimation with bias estimation and
magnetic disturbance rejection", Information Fusion 91, 2023), without magnetometer: heading is not observable
and not used. Gaps up to `LONGEST_FILLED_GAP_S` are interpolated for the filter only; after a longer one it
starts afresh and keeps its bias estimate. An accelerometer-only recording falls back to low-passed specific
force, which is right at rest and in slow movement only.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from vqf import VQF, offlineVQF

from analysis.filters import LowPass, steps_of, zero_phase_low_pass
from sensing.time_steps import StepCounter

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LONGEST_FILLED_GAP_S = 0.12
"""Gaps up to this long are interpolated for the filter. Measured on CMU-MBL with 5-20 % loss: bursts of 0.1 s
cost 0.2-3 deg when interpolated, bursts of 0.5 s 48 deg; starting afresh after those costs 0.3 deg."""

CACHED_ROWS = 8192
"""So many quaternions at a time stay in the processor's cache: half the time of an hour at once."""

ACC_ONLY_CUTOFF_HZ = 1.5
"""Low-pass on the specific force where there is no gyroscope: passes the slow strokes of floor exercises
(a bridge takes 2-6 s) and stops the tremor and tissue movement above them."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Samples on an even grid: the received ones and those interpolated between them.

    Attributes
    ----------
    acc, gyr : ndarray, shape (m, 3)
        Evenly spaced samples; gyr is None without a gyroscope.
    received : ndarray of int, shape (n,)
        Row of each received sample in the grid.
    restarts : ndarray of int
        Positions among the received samples at which a stretch begins after a long gap.
    missing : int
        Sampling steps without a sample, in long gaps and short.
    """

    acc: FloatArray
    gyr: FloatArray | None
    received: IntArray
    restarts: IntArray
    missing: int

    def stretches(self, anew: int = -1) -> Iterator[tuple[slice, bool]]:
        """Yield the grid rows of each gap-free stretch, and whether it begins after a long gap.

        Row ``anew``, if 0 or more, begins a stretch too.
        """
        if not len(self.restarts) and anew < 0:
            yield slice(0, len(self.acc)), False
            return
        starts = {int(self.received[i]) for i in self.restarts} | ({anew} if anew >= 0 else set())
        for a, b in pairwise(sorted({0, *starts, len(self.acc)})):
            yield slice(a, b), a in starts


class GridFiller:
    """Put samples on an even grid, chunk by chunk; the result does not depend on the chunks.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    """

    def __init__(self, rate_hz: float) -> None:
        self._steps = StepCounter(rate_hz)
        self._last_time_s: float | None = None
        self._last_rows: tuple[FloatArray, ...] | None = None

    def push(
        self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, *, restart: bool = False
    ) -> Grid:
        """Return the grid rows of these samples, preceded by what is missing before each.

        ``restart`` says that nothing connects them with those before, however short the time between.
        """
        first = self._last_time_s is None
        steps_s = steps_of(time_s, time_s[0] if self._last_time_s is None else self._last_time_s)
        columns: tuple[FloatArray, ...] = (acc,) if gyr is None else (acc, gyr)
        previous = self._last_rows or tuple(column[0] for column in columns)
        self._last_time_s, self._last_rows = float(time_s[-1]), tuple(column[-1].copy() for column in columns)
        # The very first sample follows nothing: it is one row, and no step to count.
        counted_s = steps_s[int(first) :]
        if self._steps.even(counted_s) and counted_s.max(initial=0.0) <= LONGEST_FILLED_GAP_S:
            received, missing = np.arange(len(time_s)), 0
            restarts = np.zeros(int(first or restart), dtype=np.int64)
        else:
            copies, restarts, missing = self._count(steps_s, first=first, anew=first or restart)
            received = copies.cumsum() - 1
            if received[-1] >= len(time_s):
                columns = tuple(
                    _filled(column, before, copies, received)
                    for column, before in zip(columns, previous, strict=True)
                )
        even = [np.ascontiguousarray(column) for column in columns]
        return Grid(even[0], None if gyr is None else even[1], received, restarts, missing)

    def _count(self, steps_s: FloatArray, *, first: bool, anew: bool) -> tuple[IntArray, IntArray, int]:
        """Return the rows of each sample, where stretches begin, and how many rows were not received."""
        copies = np.ones(len(steps_s), dtype=np.int64)
        copies[int(first) :] = self._steps.push(steps_s[int(first) :])
        missing = int(copies.sum()) - len(copies)
        restarts = (steps_s > LONGEST_FILLED_GAP_S).nonzero()[0]
        if anew and 0 not in restarts:
            restarts = np.insert(restarts, 0, 0)
        copies[restarts] = 1
        return copies, restarts, missing


def _filled(values: FloatArray, before: FloatArray, copies: IntArray, received: IntArray) -> FloatArray:
    """Return the values with what is missing before each interpolated, shape (m, 3)."""
    at = np.repeat(np.arange(len(values)), copies)
    part = (np.arange(len(at)) - (received - copies)[at]) / copies[at]
    earlier = np.concatenate([before[None, :], values[:-1]])[at]
    filled: FloatArray = earlier + (values[at] - earlier) * part[:, None]
    filled[received] = values
    return filled


class UpDirection:
    """Gravity's direction, live: causal, in chunks of any size, bit for bit the same.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    has_gyro : bool
        False for an accelerometer-only sensor.
    """

    def __init__(self, rate_hz: float, *, has_gyro: bool) -> None:
        self._filter = VQF(1.0 / rate_hz) if has_gyro else None
        self._smoother = None if has_gyro else LowPass(ACC_ONLY_CUTOFF_HZ, rate_hz)
        self._running = False

    def push(self, grid: Grid) -> FloatArray:
        """Return the unit up vectors, shape (m, 3), for the rows of ``grid``."""
        parts = [self._stretch(grid, part, restart=restart) for part, restart in grid.stretches()]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _stretch(self, grid: Grid, part: slice, *, restart: bool) -> FloatArray:
        acc = grid.acc[part]
        if self._filter is None:
            assert self._smoother is not None
            if restart:
                self._smoother.reset()
            return unit(self._smoother.push(acc.T).T)
        assert grid.gyr is not None
        if restart and self._running:
            bias, sigma = self._filter.getBiasEstimate()
            self._filter.resetState()
            self._filter.setBiasEstimate(bias, sigma)
        self._running = True
        return up_from_quaternion(self._filter.updateBatch(grid.gyr[part], acc)["quat6D"])


def up_in_hindsight(grid: Grid, rate_hz: float) -> FloatArray:
    """Return the unit up vectors, shape (m, 3), using what came later too, one gap-free stretch at a time."""
    parts = []
    for part, _ in grid.stretches():
        acc = grid.acc[part]
        if grid.gyr is None:
            parts.append(unit(zero_phase_low_pass(acc.T, ACC_ONLY_CUTOFF_HZ, rate_hz).T))
        else:
            parts.append(up_from_quaternion(offlineVQF(grid.gyr[part], acc, None, 1.0 / rate_hz)["quat6D"]))
    return np.concatenate(parts)


def hindsight_up(time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, rate_hz: float) -> FloatArray:
    """Return the vertical in sensor axes for every sample, shape (n, 3), using what came later too."""
    grid = GridFiller(rate_hz).push(time_s, acc, gyr)
    up = up_in_hindsight(grid, rate_hz)
    return up if len(up) == len(time_s) else up[grid.received]


def up_from_quaternion(quaternion: FloatArray) -> FloatArray:
    """Return the vertical in sensor axes, shape (n, 3), of sensor-to-earth quaternions (w, x, y, z)."""
    up = np.empty((len(quaternion), 3))
    for first in range(0, len(up), CACHED_ROWS):
        rows = slice(first, first + CACHED_ROWS)
        w, x, y, z = quaternion[rows].T
        up[rows, 0] = 2.0 * (x * z - w * y)
        up[rows, 1] = 2.0 * (y * z + w * x)
        up[rows, 2] = w * w - x * x - y * y + z * z
    return up


def unit(vectors: FloatArray) -> FloatArray:
    """Return the vectors, shape (n, 3) or (3,), scaled to length one (zero vectors stay zero)."""
    if vectors.ndim == 1:
        x, y, z = vectors.tolist()
        return vectors / (math.sqrt(x * x + y * y + z * z) or 1.0)
    xs, ys, zs = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    length = np.sqrt(xs * xs + ys * ys + zs * zs)
    return vectors / np.where(length > 0.0, length, 1.0)[..., None]
