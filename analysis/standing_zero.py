"""The zero of the angle follows the rests: a strap slips, a person stands differently, or sat before lying.

Where the thigh rests more than `MOVED_REST_DEG` from where it last rested, angles count from there on. A hold
is a rest too, and so is a pause on the way: only a rest from which the next movement starts, and below which
the thigh does not go before it, is taken.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.movement_axis import between_deg
from analysis.thigh_angle import thigh_angle_deg

FloatArray = NDArray[np.float64]

MOVED_REST_DEG = 5.0
"""A rest this far from the last zero has moved (design); standing again varies by 2.1 deg (SD, UTD-MHAD)."""

DRIFTED_REST_DEG = 10.0
"""On floor and chair a rest drifts by up to this while one exercises (PTX); before the first repetition
nothing has drifted."""

REMEMBERED_RESTS = 20
"""So many rests without a movement after them are kept, the last ones."""

STANDING_WITHIN_DEG = 30.0
"""A rest further than this from the calibrated pose is another posture: a high stool gives 40 or more [J]."""

SLIPPED_WITHIN_DEG = 55.0
"""Unless it is off to the back or the side, where nobody rests who does not lie: up to here a strap slipped
(kneeling leaves the thigh upright, lying turns it by 90)."""

UNSEEN_SLIP_DEG = 8.0
"""Standing again varies by 2.1 deg (SD, UTD-MHAD); a way back that ends further off every time has moved."""

IN_A_ROW = 3
"""Every time: so many times in a row [J]."""


@dataclass(frozen=True, slots=True)
class Zero:
    """What angles are counted from.

    Attributes
    ----------
    angle_deg : float
        Angle of the rest against the calibration, in the exercise's own direction.
    rest_s : float
        When that rest had lasted a second; minus infinity for the calibration's own pose.
    moved_deg : float
        How far that rest lies from the calibration's pose, in any direction.
    """

    angle_deg: float = 0.0
    rest_s: float = -np.inf
    moved_deg: float = 0.0


FROM_CALIBRATION = Zero()


@dataclass(frozen=True, slots=True, eq=False)
class _StandingRest:
    """A standing rest that may become the zero; ``position`` is that of its sample in the stream."""

    position: int
    up: FloatArray
    zero: Zero


class StandingZero:
    """The zero, kept up to date with the rests and the movements of a stream.

    Parameters
    ----------
    calibration : Calibration
        Of a person who stood; where ``in_posture`` is given, of one in that posture.
    sign : float
        +1 where the exercise goes into flexion, -1 where it goes into extension.
    in_posture : callable, optional
        Whether the pose of a rest is one that an exercise on the floor or a chair can start from.
    """

    def __init__(
        self,
        calibration: Calibration,
        sign: float,
        in_posture: Callable[[FloatArray], bool] | None = None,
    ) -> None:
        self._calibration, self._sign = calibration, sign
        self._in_posture, self._apart_deg = in_posture, MOVED_REST_DEG
        self._counted_from: Zero | None = None
        self._up = calibration.still_pose
        self._rests: deque[_StandingRest] = deque(maxlen=REMEMBERED_RESTS)
        # A chunk may bring more rests than are remembered: each is taken when its time comes.
        self._coming: deque[_StandingRest] = deque()
        self.zeros = [FROM_CALIBRATION]
        """What was counted from, in time order; the last is valid now."""

    def rested(self, position: int, time_s: float, up: FloatArray) -> None:
        """Take note of a rest, unless it is in another posture."""
        if self._in_posture is not None:
            if self._in_posture(up):
                angle = float(thigh_angle_deg(up[None, :], self._calibration)[0])
                # Nothing has slipped: they sat down to lie down.
                self._coming.append(_StandingRest(position, up, Zero(self._sign * angle, time_s)))
            return
        moved = between_deg(up, self._calibration.still_pose)
        flexed = float(thigh_angle_deg(up[None, :], self._calibration)[0])
        slipped = flexed <= STANDING_WITHIN_DEG and moved <= SLIPPED_WITHIN_DEG
        if moved <= STANDING_WITHIN_DEG or slipped:
            self._coming.append(_StandingRest(position, up, Zero(self._sign * flexed, time_s, moved)))

    def before(self, first: int, rise: int, smooth: FloatArray) -> Zero:
        """Return the zero for a movement, from the rests before it.

        Parameters
        ----------
        first : int
            Position of the first value in ``smooth``.
        rise : int
            Position half way up.
        smooth : ndarray, shape (n,)
            The angle from the movement's lowest point at the latest.
        """
        self._take(rise)
        for rest in reversed(self._rests):
            if rest.position > rise:
                continue
            # Beneath the first rest they may have sat; later on, what a pause interrupts began lower.
            staged = self._in_posture is not None and self._counted_from is not None
            later = smooth[0 if staged else max(rest.position - first, 0) : rise - first]
            if not len(later) or rest.zero.angle_deg - float(later.min()) <= self._dip_deg(rest):
                if self._has_moved(rest):
                    self._up = rest.up
                    self.zeros.append(rest.zero)
                break
        return self.zeros[-1]

    def forget_until(self, position: int) -> None:
        """Forget the rests up to a position: they lay in a movement or before it."""
        self._take(position)
        while self._rests and self._rests[0].position <= position:
            self._rests.popleft()

    def begun(self) -> None:
        """Take note of a repetition: once two count from the same rest, those on floor or chair may drift."""
        if self._in_posture is not None and self._counted_from is self.zeros[-1]:
            self._apart_deg = DRIFTED_REST_DEG
        self._counted_from = self.zeros[-1]

    def now(self, *, moving: bool) -> Zero:
        """Return what an angle shown now counts from; a rest counts at once unless the leg is moving."""
        self._take(None)
        if moving or not self._rests or not self._has_moved(self._rests[-1]):
            return self.zeros[-1]
        return self._rests[-1].zero

    def _take(self, until: int | None) -> None:
        """Remember the rests up to a position, or all that came."""
        while self._coming and (until is None or self._coming[0].position <= until):
            self._rests.append(self._coming.popleft())

    def _has_moved(self, rest: _StandingRest) -> bool:
        return between_deg(rest.up, self._up) > self._apart_deg

    def _dip_deg(self, rest: _StandingRest) -> float:
        """Return how far below a rest the thigh may go before a movement that starts there.

        Where movements are as small as on the floor, it must stay nearer to that rest than to the last one.
        """
        further_deg = rest.zero.angle_deg - self.zeros[-1].angle_deg
        if self._in_posture is None or further_deg <= 0.0:
            return MOVED_REST_DEG
        return min(MOVED_REST_DEG, 0.5 * further_deg)


def stays_off(
    rests_deg: Sequence[float], pose: str = "standing pose", most_deg: float = UNSEEN_SLIP_DEG
) -> str:
    """Return in words that the leg comes back to elsewhere than the zero, time and again; empty when not.

    Parameters
    ----------
    rests_deg : sequence of float
        Where each repetition began, in time order.
    pose : str
        What the zero is.
    most_deg : float
        What is no further off is not told.
    """
    row = min(IN_A_ROW, len(rests_deg))
    rows = [rests_deg[i : i + row] for i in range(len(rests_deg) - row + 1)] if row else []
    off_deg = max((max(min(one), -max(one)) for one in rows), default=0.0)
    if off_deg <= most_deg:
        return ""
    return (
        f"between repetitions the thigh stays {off_deg:.0f} degrees from the {pose}, "
        "without a rest to count from anew: peak angles may be off by as much"
    )
