"""The thigh angle of some samples, and what was felt beside it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.rests import Rest

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AngleBlock:
    """The thigh angle of some samples, one value per sample that was received or lies in a bridged gap.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
    angle_deg : ndarray, shape (n,)
        Thigh angle, flexion positive.
    smooth_deg : ndarray, shape (n,)
        The same, low-passed causally (4 Hz), for turning points.
    shake_g : ndarray, shape (n,)
        Norm of the acceleration above 8 Hz, in g.
    pivot : ndarray, shape (3, n)
        Evidence for the axis of rotation, see `analysis.pivot`.
    restarts : ndarray of int
        Positions at which a stretch begins after a gap (or at the start).
    rests : tuple of Rest
        When the thigh came to rest, and in which pose.
    start : int or None
        Position from which on the angles count from the start pose; None when that was not seen yet.
    turning : ndarray, shape (n,), or None
        How fast the thigh turns about the vertical, deg/s; None where nobody asks.
    lift_ms2 : ndarray, shape (n,), or None
        Acceleration of the sensor upwards; NaN in bridged gaps, None where nobody asks.
    bridged : ndarray of int or None
        How many samples of each stretch, its first, lie in the gap before it; None where none do.
    """

    time_s: FloatArray
    angle_deg: FloatArray
    smooth_deg: FloatArray
    shake_g: FloatArray
    pivot: FloatArray
    restarts: IntArray
    rests: tuple[Rest, ...] = ()
    start: int | None = 0
    turning: FloatArray | None = None
    lift_ms2: FloatArray | None = None
    bridged: IntArray | None = None

    @property
    def breaks(self) -> dict[int, int]:
        """Where stretches begin, and how many samples of each lie in the gap before it."""
        if not len(self.restarts):
            return {}
        bridged = np.zeros_like(self.restarts) if self.bridged is None else self.bridged
        return dict(zip(self.restarts.tolist(), bridged.tolist(), strict=True))

    def counted_in(self, after_s: float) -> "AngleBlock":
        """Return the samples from the start pose on that are later than a time."""
        first = self.start or 0
        if self.time_s[0] <= after_s:
            first = max(first, int((self.time_s <= after_s).sum()))
        return self.after(first) if first else self

    def lift(self, part: slice) -> FloatArray:
        """Return the acceleration upwards in a part; NaN where nobody asked for it."""
        if self.lift_ms2 is None:
            return np.full(len(self.time_s[part]), np.nan)
        return self.lift_ms2[part]

    def after(self, position: int) -> "AngleBlock":
        """Return the samples from a position on; they begin a stretch."""
        is_later = self.restarts > position
        later = self.restarts[is_later] - position
        return AngleBlock(
            self.time_s[position:],
            self.angle_deg[position:],
            self.smooth_deg[position:],
            self.shake_g[position:],
            self.pivot[:, position:],
            np.concatenate([[0], later]),
            tuple(
                replace(one, position=one.position - position)
                for one in self.rests
                if one.position > position
            ),
            turning=None if self.turning is None else self.turning[position:],
            lift_ms2=None if self.lift_ms2 is None else self.lift_ms2[position:],
            bridged=None if self.bridged is None else np.concatenate([[0], self.bridged[is_later]]),
        )


_NO = np.empty(0)
NO_ANGLES = AngleBlock(
    _NO, _NO, _NO, _NO, np.empty((3, 0)), _NO.astype(np.int64), start=None, turning=_NO, lift_ms2=_NO
)
"""Where every sample is held back, or there is none."""
