"""The vertical while samples come in, bit for bit the same in chunks of any size.

Over a brief gap the filter is carried on by the rates before and after. How far the leg turned meanwhile is
then known to 4 deg after 0.16 s and to 20 deg after half a second (quick movement, UTD-MHAD, CMU-MBL and
PTX-Yurtman), so the accelerometer corrects it, the sooner the longer the gap was. In a moving leg that errs
by 17 deg at first and by 3 deg over a second: for so long what follows a gap is held back, and its vertical
is worked out again, back into the gap, by what is known then.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from vqf import VQF

from analysis.filters import LowPass
from analysis.orientation import ACC_ONLY_CUTOFF_HZ, SURE_GAP_S, Grid, joined_grids, unit, up_from_quaternion

FloatArray = NDArray[np.float64]

TRUST_S = 1.4
"""After a gap of 0.2 s, what the vertical was before it weighs as much as so many seconds of acceleration,
which errs by 16 deg, 0.1 s at a time (see the module)."""

TRUST_POWER = 3.6
"""After another gap it weighs less, or more, by this power of its length: rates carried on err by 4 deg
over a gap of 0.16 s and by 22 over 0.48 s, as the 1.8th power."""

FORGETS_S = 3.0
"""The filter's own mean of the acceleration is over about this long (VQF's ``tauAcc``)."""

HELD_BACK_S = 1.0
"""What follows such a gap waits this long: its vertical is right to 5.5 deg after 0.6 s, to 3 after 1 s."""


@dataclass(slots=True, eq=False)
class _HeldBack:
    """What came since a gap: its rows, and how the filter turned at each of them.

    Attributes
    ----------
    before : ndarray, shape (4,)
        What made the vertical of the rates upright before the gap (quaternion).
    gap : int
        Rows of the gap.
    grids : list of Grid
    turned : list of ndarray, shape (m, 4)
        Quaternions of the rates alone.
    after : ndarray, shape (4,)
        As ``before``, at the last row.
    """

    before: FloatArray
    gap: int
    grids: list[Grid] = field(default_factory=list)
    turned: list[FloatArray] = field(default_factory=list)
    after: FloatArray = field(default_factory=lambda: np.array([1.0, 0.0, 0.0, 0.0]))

    @property
    def rows(self) -> int:
        """How many rows there are, those of the gap among them."""
        return sum(len(one) for one in self.turned)

    def settled(self) -> tuple[Grid, FloatArray]:
        """Return the rows with the vertical as it is known at the last; in the gap it passes over to that."""
        turned = np.concatenate(self.turned)
        up = up_from_quaternion(_product(self.after, turned))
        part = (np.arange(1, self.gap + 1) / (self.gap + 1))[:, None]
        part *= part * (3.0 - 2.0 * part)  # as fast at either end as the rates there say
        earlier = up_from_quaternion(_product(self.before, turned[: self.gap]))
        up[: self.gap] = unit(earlier + (up[: self.gap] - earlier) * part)
        return joined_grids(self.grids), up


class UpDirection:
    """Gravity's direction, live.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    has_gyro : bool
        False for an accelerometer-only sensor: what follows a gap is not held back then.
    """

    def __init__(self, rate_hz: float, *, has_gyro: bool) -> None:
        self._filter = VQF(1.0 / rate_hz) if has_gyro else None
        self._smoother = None if has_gyro else LowPass(ACC_ONLY_CUTOFF_HZ, rate_hz)
        self._rate_hz = rate_hz
        self._running = False
        self._held: _HeldBack | None = None
        self.now: FloatArray = np.empty((0, 3))
        """While samples wait, the vertical at the last of them as far as it is known, shape (1, 3)."""

    @property
    def waits(self) -> bool:
        """Whether samples are held back."""
        return self._held is not None

    def push(self, grid: Grid) -> tuple[Grid, FloatArray]:
        """Return the rows that are settled, and their unit up vectors, shape (m, 3)."""
        if self._held is None and grid.whole:
            return grid, self._filtered(grid)
        found: list[tuple[Grid, FloatArray]] = []
        for piece in grid.pieces():
            if len(piece.restarts) or piece.gap > SURE_GAP_S * self._rate_hz:
                found += self.finish()
            if self._filter is None or not (self._held or piece.gap):
                found.append((piece, self._filtered(piece)))
            else:
                found += self._hold_back(piece)
        return joined_grids([grid.part(0, 0), *(one for one, _ in found)]), np.concatenate(
            [np.empty((0, 3)), *(up for _, up in found)]
        )

    def finish(self) -> list[tuple[Grid, FloatArray]]:
        """Return what is held back, as far as it is known; nothing when nothing is."""
        held, self._held = self._held, None
        return [] if held is None else [held.settled()]

    def _filtered(self, piece: Grid) -> FloatArray:
        """Return the verticals of a piece without further gaps, by what came before them."""
        if self._filter is None:
            assert self._smoother is not None
            if len(piece.restarts):
                self._smoother.reset()
            up = unit(self._smoother.push(piece.acc.T).T)
        else:
            assert piece.gyr is not None
            if len(piece.restarts) and self._running:
                bias, sigma = self._filter.getBiasEstimate()
                self._filter.resetState()
                self._filter.setBiasEstimate(bias, sigma)
            self._running = True
            up = up_from_quaternion(self._filter.updateBatch(piece.gyr, piece.acc)["quat6D"])
        return up

    def _hold_back(self, piece: Grid) -> list[tuple[Grid, FloatArray]]:
        """Take a piece that follows a gap; return what is settled by it."""
        assert self._filter is not None
        assert piece.gyr is not None
        if self._held is None:
            self._held = _HeldBack(self._upright(), piece.gap)
        held = self._held
        if piece.gap:
            held.turned.append(self._carried_on(piece.gyr[: piece.gap]))
            self._distrust(piece.gap / self._rate_hz)
        due = held.gap + round(HELD_BACK_S * self._rate_hz)
        last = piece.gap + due - held.rows - 1
        count = min(int(piece.received.searchsorted(last)) + 1, len(piece.received))
        first = piece.part(0, count)
        received = slice(piece.gap, len(first.acc))
        state = self._filter.updateBatchFullState(piece.gyr[received], piece.acc[received])
        held.grids.append(first)
        held.turned.append(state["gyrQuat"])
        held.after = state["accQuat"][-1]
        self.now = up_from_quaternion(state["quat6D"][-1:])
        if held.rows < due:
            return []
        later = piece.part(count, len(piece.received))
        return [*self.finish(), (later, self._filtered(later))] if len(later.received) else self.finish()

    def _upright(self) -> FloatArray:
        assert self._filter is not None
        return np.array(self._filter.state["accQuat"])

    def _carried_on(self, rates: FloatArray) -> FloatArray:
        """Return the quaternions of a gap by its rates alone, shape (m, 4)."""
        assert self._filter is not None
        turned = []
        for rate in rates:
            self._filter.updateGyr(rate)
            turned.append(self._filter.getQuat3D())
        return np.array(turned)

    def _distrust(self, gap_s: float) -> None:
        """Let the vertical before a gap weigh less: the filter's mean is one of so many samples."""
        assert self._filter is not None
        state = self._filter.state
        averaged, count = state["accLpState"][:2]
        usual = count if np.isnan(averaged) else FORGETS_S * self._rate_hz
        trusted = TRUST_S * (SURE_GAP_S / gap_s) ** TRUST_POWER * self._rate_hz
        weight = usual * trusted / (usual + trusted)
        state["accLpState"] = [np.nan, weight, *(weight * x for x in state["lastAccLp"]), np.nan]
        self._filter.state = state


def _product(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the product of a quaternion, shape (4,), with others, shape (n, 4)."""
    a, b, c, d = one
    w, x, y, z = other.T
    return np.stack(
        [
            a * w - b * x - c * y - d * z,
            a * x + b * w + c * z - d * y,
            a * y - b * z + c * w + d * x,
            a * z + b * y - c * x + d * w,
        ],
        axis=1,
    )
