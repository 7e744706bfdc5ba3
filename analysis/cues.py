"""What the accelerations tell of a movement, whatever way the sensor sits on the thigh.

How far up or down the sensor travelled: a knee lift raises it, a squat or a lunge lowers it (marching +0.03
to +0.08 m, squats -0.12 to -0.28, the rear leg of a lunge -0.12 to -0.31, rising from a chair +0.13 to +0.36:
UTD-MHAD, BENCH-STS). And about which point the thigh turned: under the hip the sensor hangs straight down
when the person stands, and lies level with it when the person lies.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.filters import zero_phase_low_pass
from analysis.hindsight import Hindsight
from analysis.orientation import LONGEST_FILLED_GAP_S
from analysis.pivot import SMOOTHING_HZ
from sensing.samples import STANDARD_GRAVITY

FloatArray = NDArray[np.float64]

LONGEST_INTEGRATED_S = 9.0
"""A height is integrated over no longer than this: an error of 0.02 m/s² that comes and goes within it grows
to 0.1 m."""

FEWEST_SAMPLES = 8
"""Out and back in fewer samples than this is not integrated."""

MARGIN_S = 0.2
"""So much before and after a movement is taken along: there the leg is at rest."""

HIP_TO_SENSOR_M = 0.23
"""From the hip to a sensor in the middle of the thigh (thighs: 0.245 of a height of 1.5-1.9 m; Winter 2009,
fig. 4.1)."""

WORN_AT_M = (0.1, 0.35)
OFF_THE_BONE_M = 0.1
"""Where on a thigh a sensor can sit: so far below the hip (a thigh of 0.37-0.47 m, less a hand's breadth at
either end), and at most so far off the line from hip to knee (thighs measure 0.5-0.65 m around)."""

LEAST_EVIDENCE = 0.05
"""Least movement (rad²/s³) to tell from where the thigh turned: pelvic tilts of 4 deg have 0.03-0.2, bridges
of 12 deg 0.1-2 (simulation), straight-leg raises of 13 deg 1.3 (PTX)."""

LYING_ACROSS_M = 0.12
LYING_ALONG_M = 0.14
"""Lying, the sensor is level with the point it turns about: this far from it at least across the vertical
(straight-leg raises 0.15-0.23, abduction 0.32, prone extension 0.17-0.20: PTX; bridges 0.24-0.32:
simulation), at most this far along it."""

KNEE_ACROSS_M = 0.035
KNEE_ALONG_M = 0.3
SLOPE_TO_DEG = 70.0
"""On the back with the knees up, the thigh turns about the knee: a sensor is 0.07 m from it at least
(`WORN_AT_M`, thighs of 0.42 m), on a thigh that slopes by 60 deg half of that across the vertical, and under
the knee, no steeper than the third, with room for errors of the axis. But the knee goes with the shank, whose
foot is planted: the point may lie anywhere on a shank of 0.43 m under the knee, and the sensor over it by the
second (a chain of limbs: 0.05-0.2)."""


@dataclass(frozen=True, slots=True)
class Travel:
    """How far up and down the sensor went in one movement; NaN where that cannot be told.

    Attributes
    ----------
    lowest_m, highest_m : float
        Least and greatest height over where the movement began and ended.
    body_m : float
        Greatest height of the hip, were the thigh hanging from it where the sensor was seen to sit.
    sunk_m : float
        Least height of the hip, were the sensor in the middle of a thigh hanging from it.
    climbed_m : float
        Height at the end over that at the beginning, taking only that the sensor stood still at both: a body
        that has climbed a step stays up.
    """

    lowest_m: float
    highest_m: float
    body_m: float
    sunk_m: float
    climbed_m: float


@dataclass(frozen=True, slots=True)
class Turning:
    """About which point the thigh turned.

    Attributes
    ----------
    along_m : float
        From that point to the sensor, along the vertical of the start pose (up positive).
    across_m : float
        The same along the pose's horizontal, positive where the movement carries the sensor up.
    evidence : float
        How much movement that was taken from, rad²/s³.
    """

    along_m: float
    across_m: float
    evidence: float


def arm_from_hip(calibration: Calibration, turning: Turning) -> FloatArray:
    """Return the offset of the sensor from the hip, in sensor axes, m, as a standing thigh can have it.

    As it was seen to turn, within the bounds of `WORN_AT_M` and `OFF_THE_BONE_M`: hips that move add to it.
    """
    along_m, across_m = -HIP_TO_SENSOR_M, 0.0
    if turning.evidence >= LEAST_EVIDENCE:
        along_m = -min(max(-turning.along_m, WORN_AT_M[0]), WORN_AT_M[1])
        across_m = min(max(turning.across_m, -OFF_THE_BONE_M), OFF_THE_BONE_M)
    arm: FloatArray = along_m * calibration.still_pose + across_m * calibration.forward
    return arm


def travel(
    part: Hindsight, pose: FloatArray, start_s: float, end_s: float, arm: FloatArray | None = None
) -> Travel:
    """Return how high and low the sensor went between two moments at rest at the same height.

    The vertical acceleration is integrated twice; a constant error and one that grows with time are chosen so
    that the sensor stands still at the end, as high as it began. Tilt errors hardly matter: they act through
    their cosine.

    Parameters
    ----------
    part : Hindsight
        With a gyroscope: without one the vertical is the acceleration itself, and nothing is known.
    pose : ndarray, shape (3,)
        Start pose, unit vertical in sensor axes.
    start_s, end_s : float
        Beginning and end of the movement.
    arm : ndarray, shape (3,), optional
        Offset of the sensor from the hip, in sensor axes, m, by which the height of the body is told.
    """
    unknown = Travel(np.nan, np.nan, np.nan, np.nan, np.nan)
    where = part.positions(start_s - MARGIN_S, end_s + MARGIN_S)
    time_s, up = part.time_s[where], part.up[where]
    if part.gyr is None or len(time_s) < FEWEST_SAMPLES or time_s[-1] - time_s[0] > LONGEST_INTEGRATED_S:
        return unknown
    steps = np.diff(time_s)
    if steps.max() > LONGEST_FILLED_GAP_S:
        return unknown
    vertical = np.vecdot(part.acc[where], up) - STANDARD_GRAVITY
    speed = _integral(vertical, steps)
    height = _integral(speed, steps)
    t = time_s - time_s[0]
    span = t[-1]
    climbed = float(height[-1] - speed[-1] * span / 2.0)
    # Of speed and height at the end the constant error makes span and span^2/2 times itself, the growing one
    # span^2/2 and span^3/6 times.
    growing = -12.0 * climbed / span**3
    constant = speed[-1] / span - growing * span / 2.0
    level = height - t * t * (constant / 2.0 + growing / 6.0 * t)
    hip = level - HIP_TO_SENSOR_M * (1.0 - up @ pose)
    body = hip if arm is None else level - (up - pose) @ arm
    return Travel(float(level.min()), float(level.max()), float(body.max()), float(hip.min()), climbed)


def turning_point(
    part: Hindsight,
    calibration: Calibration,
    start_s: float,
    end_s: float,
    *,
    smoothing_hz: float = SMOOTHING_HZ,
) -> Turning:
    """Return the offset of the sensor from the point that the thigh turned about.

    A sensor at ``r`` from it, across the axis, feels ``alpha x r - omega² r``: two equations at each moment
    for the two components of ``r``, whose least-squares solution is in closed form (see `analysis.pivot`).

    Parameters
    ----------
    part : Hindsight
    calibration : Calibration
        Start pose, movement axis and angular rate at rest.
    start_s, end_s : float
        Beginning and end of the movement.
    smoothing_hz : float
        What is quicker is left out.
    """
    where = part.positions(start_s - MARGIN_S, end_s + MARGIN_S)
    nothing = Turning(0.0, 0.0, 0.0)
    if part.gyr is None or where.stop - where.start < FEWEST_SAMPLES:
        return nothing
    axis, pose, forward = calibration.axis, calibration.still_pose, calibration.forward
    linear = part.acc[where] - STANDARD_GRAVITY * part.up[where]
    columns = np.empty((3, len(linear)))
    columns[0] = part.gyr[where] @ axis - calibration.gyro_bias @ axis
    columns[1], columns[2] = linear @ pose, linear @ forward
    rate, along, across = zero_phase_low_pass(columns, smoothing_hz, part.rate_hz)
    turning, squared = _slope(rate, part.time_s[where]), rate * rate
    total = float(turning @ turning + squared @ squared)
    if total == 0.0:
        return nothing
    along_m = float(across @ turning - along @ squared) / total
    across_m = float(-along @ turning - across @ squared) / total
    return Turning(along_m, across_m, total / part.rate_hz)


def _slope(values: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return the derivative, shape (n,), as `numpy.gradient` does in three times as long."""
    steps = time_s[1:] - time_s[:-1]
    slopes = (values[1:] - values[:-1]) / steps
    inside = (slopes[:-1] * steps[1:] + slopes[1:] * steps[:-1]) / (steps[:-1] + steps[1:])
    return np.concatenate([slopes[:1], inside, slopes[-1:]])


def _integral(values: FloatArray, steps: FloatArray) -> FloatArray:
    """Return the integral by the trapezoidal rule, from zero, as long as ``values``."""
    return np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1]) * steps)])
