"""What the thigh turns about: the hip (a lift, a step) or the knee (a squat, sitting down).

A sensor at distance ``s`` from the axis of rotation, along the thigh, feels ``s * alpha`` across the thigh
and ``-s * omega**2`` along it. Fitting ``s`` to the accelerations of a movement tells where its axis lies:
below zero the sensor swings under it (hip), above zero it swings over it (knee). Medians on real recordings:
marching -0.23 m, stairs -0.35, front lunge -0.05, squat -0.03 to +0.1, sitting down 0 to +0.1 (UTD-MHAD,
HuGaDB, CMU-MBL). Slow movement says nothing: gravity's share of the error outgrows the accelerations. Nor
does a sensor that hardly feels any acceleration but gravity: it would turn about itself, as no thigh does.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.filters import LowPass, steps_of
from analysis.orientation import Grid

FloatArray = NDArray[np.float64]

SMOOTHING_HZ = 3.0
"""Low-pass on rate and acceleration: passes strokes of half a second, stops impacts and tissue wobble."""


class PivotEvidence:
    """The sums whose quotients are the distance to the axis and what is felt, in chunks of any size.

    Parameters
    ----------
    calibration : Calibration
        With a gyroscope; without one there is no evidence and all sums stay zero.
    """

    def __init__(self, calibration: Calibration) -> None:
        self._rate_hz = calibration.rate_hz
        self._axes = calibration.axis, calibration.forward, calibration.still_pose
        self._gravity_ms2 = calibration.gravity_ms2
        bias = calibration.acc_bias
        self._bias_ms2 = np.array([[bias @ calibration.forward], [bias @ calibration.still_pose]])
        self._smoother = LowPass(SMOOTHING_HZ, calibration.rate_hz)
        self._last_rate: float | None = None
        self._last_vertical: FloatArray | None = None

    def push(
        self, grid: Grid, vertical: FloatArray, part: slice, *, restart: bool, early: bool = False
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return numerator (m rad²/s⁴), denominator (rad²/s⁴) and what is felt ((m/s²)²), sample by sample.

        The last is the squared acceleration in the plane of movement: for a pendulum the denominator times
        the squared distance to the axis.

        ``vertical`` is the grid's in the plane of movement, shape (2, n): forward and along the still pose.
        ``early`` says that the verticals are ahead by half a sample, as those of a filter are that turns by
        each sample's rate through the whole step before it: at 25 Hz a rod that turns about the sensor
        itself would seem to hang 0.12 m from its axis (simulated lifts of 90 deg in 4 s; set right 0.02).
        """
        count = part.stop - part.start
        if grid.gyr is None:
            return np.zeros(count), np.zeros(count), np.zeros(count)
        if restart:
            self._smoother.reset()
            self._last_rate = self._last_vertical = None
        axis, forward, pose = self._axes
        acc, gravity = grid.acc[part], self._gravity_ms2 * vertical[:, part]
        if early:
            gravity = self._midway(gravity)
        movement = np.empty((3, count))
        movement[0] = dot(grid.gyr[part], axis)
        movement[1], movement[2] = dot(acc, forward), dot(acc, pose)
        gravity += self._bias_ms2
        movement[1:] -= gravity
        rate, across, along = self._smoother.push(movement)
        turning = steps_of(rate, rate[0] if self._last_rate is None else self._last_rate) * self._rate_hz
        self._last_rate = float(rate[-1])
        squared = rate * rate
        felt = across * across + along * along
        return across * turning - along * squared, turning * turning + squared * squared, felt

    def _midway(self, vertical: FloatArray) -> FloatArray:
        """Return the means of each column, shape (2, n), and the one before it."""
        midway = np.empty_like(vertical)
        midway[:, :1] = vertical[:, :1] if self._last_vertical is None else self._last_vertical
        midway[:, 1:] = vertical[:, :-1]
        midway += vertical
        midway *= 0.5
        self._last_vertical = vertical[:, -1:].copy()
        return midway


def dot(vectors: FloatArray, fixed: FloatArray) -> FloatArray:
    """Return the dot products of vectors, shape (n, 3), with one vector, shape (3,).

    Written out, since a BLAS product rounds differently for different chunk lengths.
    """
    total: FloatArray = vectors[:, 0] * fixed[0]
    total += vectors[:, 1] * fixed[1]
    total += vectors[:, 2] * fixed[2]
    return total
