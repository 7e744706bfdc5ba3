"""Samples and a calibration to the thigh angle: live in chunks, or in hindsight over a whole recording.

With the vertical ``u`` in sensor axes, the still pose ``u0`` and the movement axis ``m``, the thigh angle is
``atan2(u . f, u . u0)`` with ``f = m x u0``. It keeps its sign, does not depend on how the sensor is mounted
(45 random mountings of real recordings: largest change 0.08 deg) and needs no heading. Euler angles and
``acos(u . u0)`` were measured and rejected: up to 33 deg and 58 deg of error.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from analysis.angle_block import NO_ANGLES, AngleBlock
from analysis.calibration import Calibration
from analysis.filters import LowPass
from analysis.live_vertical import UpDirection
from analysis.orientation import Grid, GridFiller
from analysis.pivot import PivotEvidence, dot
from analysis.rests import Rest, RestFinder
from sensing.errors import RecordingError
from sensing.samples import STANDARD_GRAVITY, ImuBlock

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SMOOTHING_HZ = 4.0
"""Causal low-pass before turning points are sought: passes strokes of 0.3 s, stops impacts and tremor."""

SHAKE_HZ = 8.0
"""Above this, the norm of the acceleration shows foot strikes, not the movement itself (GaitTKR walks)."""


class ThighAngle:
    """The live thigh angle: causal, bit for bit the same in chunks of any size.

    Parameters
    ----------
    calibration : Calibration
        Still pose, movement axis, rate and gyroscope bias.
    start_in : callable, optional
        From the pose of a rest to the calibration for an exercise that starts in it, or None when it doesn't.
        Until such a rest was seen, nothing is to be counted.
    with_lift : bool
        Whether to tell the acceleration upwards, too.
    """

    def __init__(
        self,
        calibration: Calibration,
        start_in: Callable[[FloatArray], Calibration | None] | None = None,
        *,
        with_lift: bool = True,
    ) -> None:
        rate_hz, self._with_lift = calibration.rate_hz, with_lift
        self._rests = RestFinder(rate_hz)
        self.calibration = calibration
        """What the angles are relative to now."""
        self._start_in = start_in
        self._grid = GridFiller(rate_hz)
        self._up = UpDirection(rate_hz, has_gyro=calibration.has_gyro)
        self._smoother = LowPass(SMOOTHING_HZ, rate_hz)
        self._shaker = LowPass(SHAKE_HZ, rate_hz, high_pass=True)
        self._pivot = PivotEvidence(calibration)
        self._last_s = -np.inf
        self._settled_deg = np.nan
        self.now_s = np.nan
        """When the last sample was taken."""
        self._epoch: int | None = None
        self.received = 0
        self.missing = 0
        """Samples received so far, and sampling steps between them without one."""
        self.delay_s = self._smoother.delay_s
        """By how much ``smooth_deg`` lags behind ``angle_deg``, in seconds."""

    def push(self, block: ImuBlock, known_up: FloatArray | None = None) -> AngleBlock:
        """Return the angle of the samples in ``block``.

        Parameters
        ----------
        block : ImuBlock
        known_up : ndarray, shape (n, 3), optional
            Unit verticals in sensor axes, where known already (in hindsight); rests are not looked for then.

        Raises
        ------
        RecordingError
            When the block does not follow the one before, or has no angular rate where the calibration had.
        """
        if not len(block):
            return NO_ANGLES
        self._check(block)
        gyr = block.gyr if self.calibration.has_gyro else None
        gyr = None if gyr is None else gyr - self.calibration.gyro_bias
        grid = self._grid.push(block.time_s, block.acc, gyr, restart=block.epoch != self._epoch)
        self._epoch = block.epoch
        self.received += len(block)
        self.missing += grid.missing
        if known_up is not None:
            return self._angles(grid, in_grid(grid, known_up), early=False)
        grid, up = self._up.push(grid)
        self.now_s = float(block.time_s[-1])
        return self._angles(grid, up)

    def finish(self) -> list[AngleBlock]:
        """Return the angle of the samples that are held back, if any: no others follow."""
        return [self._angles(grid, up) for grid, up in self._up.finish()]

    @property
    def now_deg(self) -> float:
        """The angle at the last sample, as far as it is known; NaN before the first."""
        if not self._up.waits:
            return self._settled_deg
        return float(thigh_angle_deg(self._up.now, self.calibration)[0])

    def _angles(self, grid: Grid, up: FloatArray, *, early: bool = True) -> AngleBlock:
        """Return the angle of the samples in a grid; ``early`` as in `PivotEvidence.push`."""
        if not len(grid.time_s):
            return NO_ANGLES
        time_s, restarts, rows, bridged = grid.time_s, grid.restarts, None, None
        if len(up) > len(time_s):
            rows, time_s, restarts, bridged = grid.shown()
        rests = tuple(
            Rest(row if rows is None else int(rows.searchsorted(row)), pose)
            for part, restart in (grid.stretches(seen=True) if early else ())
            for row, pose in self._rests.push(grid, up, part, restart=restart)
        )
        before = self.calibration
        start, anew = self._find_start(rests), -1
        if start is not None and self.calibration is not before:
            anew = start if rows is None else int(rows[start])
        angle, smooth, shake, pivot = self._signals(grid, up, anew, early=early)
        self._settled_deg = float(angle[-1])
        turning = np.zeros(len(angle)) if grid.gyr is None else np.degrees(1.0) * _along(grid.gyr, up)
        lift = self._lift(grid, up) if self._with_lift else None
        if rows is not None:
            angle, smooth, shake, pivot = angle[rows], smooth[rows], shake[rows], pivot[:, rows]
            turning, lift = turning[rows], None if lift is None else lift[rows]
        return AngleBlock(time_s, angle, smooth, shake, pivot, restarts, rests, start, turning, lift, bridged)

    def _lift(self, grid: Grid, up: FloatArray) -> FloatArray:
        """Return the acceleration upwards in the rows of a grid, shape (n,), m/s²; NaN in bridged gaps."""
        lift = _along(grid.acc - self.calibration.acc_bias, up) - self.calibration.gravity_ms2
        for gap in grid.gaps:
            lift[gap] = np.nan
        return lift

    def look_for_rest_anew(self) -> None:
        """Report the rest under way, if any, once more: it was not counted from yet."""
        self._rests.look_anew()

    def _find_start(self, rests: tuple[Rest, ...]) -> int | None:
        """Return from which sample on angles count from the start pose: None when it was not seen yet."""
        if self._start_in is None:
            return 0
        for rest in rests:
            posed = self._start_in(rest.up)
            if posed is not None:
                self.calibration, self._start_in = posed, None
                return rest.position
        return None

    def _signals(
        self, grid: Grid, up: FloatArray, anew: int, *, early: bool
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return angle, smooth angle, shake and pivot evidence of a grid; live verticals come early."""
        vertical = _in_plane(up, self.calibration)
        angle = _angle_deg(vertical)
        smooth, shake, pivot = np.empty(len(angle)), np.empty(len(angle)), np.empty((3, len(angle)))
        norm = _norm(grid.acc)
        if anew >= 0:
            # What came before was against another pose; nothing of it may leak into what is counted.
            self._pivot = PivotEvidence(self.calibration)
        for part, restart in grid.stretches(anew):
            if restart:
                self._smoother.reset()
                self._shaker.reset()
            smooth[part] = self._smoother.push(angle[part])
            shake[part] = self._shaker.push(norm[part]) / STANDARD_GRAVITY
        if len(grid.bridged):
            pivot[:] = 0.0
        for part, restart in grid.stretches(anew, seen=True):
            pivot[:, part] = self._pivot.push(grid, vertical, part, restart=restart, early=early)
        return angle, smooth, shake, pivot

    def _check(self, block: ImuBlock) -> None:
        if block.time_s[0] <= self._last_s:
            raise RecordingError(
                f"samples from time {block.time_s[0]:.3f} s do not follow those up to {self._last_s:.3f} s",
                at="time_s",
                mend="Start a new analysis when the sensor's clock restarts",
            )
        if self.calibration.has_gyro and block.gyr is None:
            raise RecordingError(
                "the samples have no angular rate, but the calibration was made with a gyroscope",
                at="gyr",
                mend="Calibrate again with this sensor",
            )
        self._last_s = float(block.time_s[-1])


def in_grid(grid: Grid, values: FloatArray) -> FloatArray:
    """Return one row of values, shape (n, 3), for each row of a grid: what is missing is interpolated."""
    if len(grid.acc) == len(values):
        return values
    rows = np.arange(len(grid.acc))
    return np.stack([np.interp(rows, grid.received, column) for column in values.T], axis=1)


def thigh_angle_deg(up: FloatArray, calibration: Calibration) -> FloatArray:
    """Return the thigh angle, shape (n,), in degrees, flexion positive.

    Parameters
    ----------
    up : ndarray, shape (n, 3)
        Unit vertical in sensor axes.
    calibration : Calibration
        Still pose and axis.
    """
    return _angle_deg(_in_plane(up, calibration))


def _in_plane(up: FloatArray, calibration: Calibration) -> FloatArray:
    """Return the vertical in the plane of movement, shape (2, n): forward and along the still pose."""
    vertical = np.empty((2, len(up)))
    vertical[0], vertical[1] = dot(up, calibration.forward), dot(up, calibration.still_pose)
    return vertical


def _angle_deg(vertical: FloatArray) -> FloatArray:
    angle: FloatArray = np.degrees(np.arctan2(vertical[0], vertical[1]))
    return angle


def out_of_plane_deg(up: FloatArray, calibration: Calibration) -> FloatArray:
    """Return the tilt out of the movement plane, shape (n,), in degrees, for unit verticals (n, 3)."""
    return np.degrees(np.arcsin(np.clip(dot(up, calibration.axis), -1.0, 1.0)))


def _along(vectors: FloatArray, up: FloatArray) -> FloatArray:
    """Return vectors, shape (n, 3), along the vertical, shape (n,), written out for chunks of any size."""
    total: FloatArray = vectors[:, 0] * up[:, 0]
    total += vectors[:, 1] * up[:, 1]
    total += vectors[:, 2] * up[:, 2]
    return total


def _norm(vectors: FloatArray) -> FloatArray:
    x, y, z = vectors[:, 0], vectors[:, 1], vectors[:, 2]
    return np.sqrt(x * x + y * y + z * z)
