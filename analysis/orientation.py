"""Which way is up for the sensor: gravity's direction in sensor axes, sample by sample.

The filter is VQF (Laidig & Seel, "VQF: Highly accurate IMU orientation estimation with bias estimation and
magnetic disturbance rejection", Information Fusion 91, 2023), without magnetometer: heading is not observable
and not used. Gaps up to `LONGEST_FILLED_GAP_S` are interpolated for the filter only; after a longer one it
starts afresh and keeps its bias estimate. An accelerometer-only recording falls back to low-passed specific
force, which is right at rest and in slow movement only.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from vqf import offlineVQF

from analysis.filters import steps_of, zero_phase_low_pass
from sensing.time_steps import StepCounter

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NONE: IntArray = np.empty(0, dtype=np.int64)

LONGEST_FILLED_GAP_S = 0.12
"""Gaps up to this long are interpolated for the filter. Measured on CMU-MBL with 5-20 % loss: bursts of 0.1 s
cost 0.2-3 deg when interpolated, bursts of 0.5 s 48 deg; starting afresh after those costs 0.3 deg."""

LONGEST_CARRIED_GAP_S = 0.5
"""Over gaps up to this long the live filter is carried on, see `analysis.live_vertical`: in so short a time
lies one stroke at most."""

SURE_GAP_S = 0.2
"""Over a gap up to this long the rates before and after tell how far the leg turned: live to 4 deg, so that
it does not end the wait after an earlier gap; in hindsight, interpolated, to 1.4 deg."""

SHORT_STRETCH_S = 1.5
"""A shorter stretch between gaps tells its own vertical worse than that: to 4.7 deg in 0.7 s, to 2.9 in 1.6
(quick movement, UTD-MHAD, CMU-MBL and PTX-Yurtman), to 1 deg where it is longer (simulation)."""

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
    time_s : ndarray, shape (n,)
        When the received samples were taken.
    before_s : float
        When the sample before them was.
    restarts : ndarray of int
        Positions among the received samples at which a stretch begins after a long gap.
    bridged : ndarray of int
        Positions of those that follow a gap which is bridged.
    missing : int
        Sampling steps without a sample, in long gaps and short.
    """

    acc: FloatArray
    gyr: FloatArray | None
    received: IntArray
    time_s: FloatArray
    before_s: float
    restarts: IntArray
    bridged: IntArray
    missing: int = 0

    @property
    def whole(self) -> bool:
        """Whether no bridged gap lies in it, and a long one at most before its first sample."""
        return not len(self.bridged) and (not len(self.restarts) or not self.restarts[-1])

    @property
    def gap(self) -> int:
        """How many rows of a bridged gap it begins with."""
        return int(self.received[0]) if len(self.bridged) and not self.bridged[0] else 0

    @property
    def gaps(self) -> list[slice]:
        """The rows of each bridged gap."""
        before = [int(self.received[i - 1]) + 1 if i else 0 for i in self.bridged.tolist()]
        return [slice(a, b) for a, b in zip(before, self.received[self.bridged].tolist(), strict=True)]

    def stretches(self, anew: int = -1, *, seen: bool = False) -> Iterator[tuple[slice, bool]]:
        """Yield the grid rows of each gap-free stretch, and whether it begins after a long gap.

        Row ``anew``, if 0 or more, begins a stretch too. Bridged gaps are no gaps, unless only what was
        ``seen`` is asked for.
        """
        gaps = {gap.start: gap.stop for gap in self.gaps} if seen and len(self.bridged) else {}
        if not len(self.restarts) and anew < 0 and not gaps:
            yield slice(0, len(self.acc)), False
            return
        starts = {int(self.received[i]) for i in self.restarts} | ({anew} if anew >= 0 else set())
        for a, b in pairwise(sorted({0, *starts, *gaps, len(self.acc)})):
            yield slice(gaps.get(a, a), b), a in starts or a in gaps

    def pieces(self) -> Iterator["Grid"]:
        """Yield the parts that begin after a gap, long or bridged."""
        cuts = {0, *self.restarts.tolist(), *self.bridged.tolist(), len(self.received)}
        for a, b in pairwise(sorted(cuts)):
            yield self.part(a, b)

    def part(self, a: int, b: int) -> "Grid":
        """Return the received samples at ``[a, b)`` with what is missing before each."""
        first = int(self.received[a - 1]) + 1 if a else 0
        last = int(self.received[b - 1]) + 1 if b else 0
        rows = slice(first, max(first, last))
        return Grid(
            self.acc[rows],
            None if self.gyr is None else self.gyr[rows],
            self.received[a:b] - first,
            self.time_s[a:b],
            float(self.time_s[a - 1]) if a else self.before_s,
            _within(self.restarts, a, b),
            _within(self.bridged, a, b),
        )

    def shown(self) -> tuple[IntArray, FloatArray, IntArray, IntArray]:
        """Return the rows received or bridged, their times, where stretches begin, and what is bridged there.

        The last two are positions among these rows and how many of them there are bridged.
        """
        gaps = self.gaps
        rows = np.concatenate([self.received, *(np.arange(gap.start, gap.stop) for gap in gaps)])
        rows.sort()
        time_s = np.interp(rows, [-1, *self.received], [self.before_s, *self.time_s])
        counts = dict.fromkeys(self.received[self.restarts].tolist(), 0)
        counts |= {gap.start: gap.stop - gap.start for gap in gaps}
        begins = sorted(counts)
        return (
            rows,
            time_s,
            rows.searchsorted(begins),
            np.array([counts[one] for one in begins], dtype=np.int64),
        )


def _within(positions: IntArray, a: int, b: int) -> IntArray:
    """Return the positions in ``[a, b)``, counted from the first of these."""
    return positions[(positions >= a) & (positions < b)] - a


def joined_grids(grids: Sequence[Grid]) -> Grid:
    """Return parts of a grid that follow each other as one."""
    kept = [one for one in grids if len(one.received)]
    if len(kept) < 2:
        return kept[0] if kept else grids[0]
    rows = np.cumsum([0, *(len(one.acc) for one in kept)])
    samples = np.cumsum([0, *(len(one.received) for one in kept)])
    gyr = [one.gyr for one in kept if one.gyr is not None]
    return Grid(
        np.concatenate([one.acc for one in kept]),
        np.concatenate(gyr) if gyr else None,
        np.concatenate([one.received + row for one, row in zip(kept, rows, strict=False)]),
        np.concatenate([one.time_s for one in kept]),
        kept[0].before_s,
        np.concatenate([one.restarts + sample for one, sample in zip(kept, samples, strict=False)]),
        np.concatenate([one.bridged + sample for one, sample in zip(kept, samples, strict=False)]),
    )


class GridFiller:
    """Put samples on an even grid, chunk by chunk; the result does not depend on the chunks.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    """

    def __init__(self, rate_hz: float) -> None:
        self._steps, self._rate_hz = StepCounter(rate_hz), rate_hz
        self._last_time_s: float | None = None
        self._last_rows: tuple[FloatArray, ...] | None = None

    def push(
        self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, *, restart: bool = False
    ) -> Grid:
        """Return the grid rows of these samples, preceded by what is missing before each.

        ``restart`` says that nothing connects them with those before, however short the time between.
        """
        first = self._last_time_s is None
        before_s = float(time_s[0]) if self._last_time_s is None else self._last_time_s
        steps_s = steps_of(time_s, before_s)
        columns: tuple[FloatArray, ...] = (acc,) if gyr is None else (acc, gyr)
        previous = self._last_rows or tuple(column[0] for column in columns)
        self._last_time_s, self._last_rows = float(time_s[-1]), tuple(column[-1].copy() for column in columns)
        # The very first sample follows nothing: it is one row, and no step to count.
        counted_s, bridged = steps_s[int(first) :], NONE
        if self._steps.even(counted_s) and counted_s.max(initial=0.0) <= LONGEST_FILLED_GAP_S:
            received, missing = np.arange(len(time_s)), 0
            restarts = np.zeros(int(first or restart), dtype=np.int64)
        else:
            copies, restarts, missing = self._count(steps_s, first=first, anew=first or restart)
            bridged = ((steps_s > LONGEST_FILLED_GAP_S) & (copies > 1)).nonzero()[0]
            received = copies.cumsum() - 1
            if received[-1] >= len(time_s):
                columns = tuple(
                    _filled(column, before, copies, received)
                    for column, before in zip(columns, previous, strict=True)
                )
        even = [np.ascontiguousarray(column) for column in columns]
        return Grid(
            even[0],
            None if gyr is None else even[1],
            received,
            time_s,
            before_s,
            restarts,
            bridged,
            missing,
        )

    def _count(self, steps_s: FloatArray, *, first: bool, anew: bool) -> tuple[IntArray, IntArray, int]:
        """Return the rows of each sample, where stretches begin, and how many rows were not received."""
        copies = np.ones(len(steps_s), dtype=np.int64)
        copies[int(first) :] = self._steps.push(steps_s[int(first) :])
        missing = int(copies.sum()) - len(copies)
        # A gap lies between two samples.
        restarts = (steps_s > LONGEST_CARRIED_GAP_S + 1.0 / self._rate_hz).nonzero()[0]
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


def up_in_hindsight(grid: Grid, rate_hz: float) -> FloatArray:
    """Return the unit up vectors, shape (m, 3), using what came later too, one gap-free stretch at a time."""
    up = np.full((len(grid.acc), 3), np.nan)
    for part in _worked_out_at_once(grid, rate_hz):
        acc = grid.acc[part]
        if grid.gyr is None:
            up[part] = unit(zero_phase_low_pass(acc.T, ACC_ONLY_CUTOFF_HZ, rate_hz).T)
        else:
            up[part] = up_from_quaternion(offlineVQF(grid.gyr[part], acc, None, 1.0 / rate_hz)["quat6D"])
    return up


def _worked_out_at_once(grid: Grid, rate_hz: float) -> list[slice]:
    """Return the rows of each gap-free stretch, short ones joined with what a sure gap parts them from."""
    parts: list[slice] = []
    for part, _ in grid.stretches(seen=True):
        last = parts[-1] if parts else slice(0, 0)
        short = min(part.stop - part.start, last.stop - last.start) < SHORT_STRETCH_S * rate_hz
        if short and 0 < part.start - last.stop <= SURE_GAP_S * rate_hz and parts:
            parts[-1] = slice(last.start, part.stop)
        else:
            parts.append(part)
    return parts


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
