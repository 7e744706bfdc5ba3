"""Geometry of a movement: the axis that a thigh turns about, the angle about it, and which way is flexion."""

import math

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import Exercise
from analysis.orientation import unit

FloatArray = NDArray[np.float64]

LARGE_ANGLE_DEG = 45.0
"""A thigh that goes further than this from standing went into flexion: 12 of 12 CMU-MBL exercises; hip
extension ends near 20-30 deg."""

REAR_LEG_BELOW_DEG = 30.0
"""In a lunge whose thigh never goes further than this from standing, the leg was behind (CMU-MBL, UTD-MHAD:
rear 10-27 deg, front 75-90). With 40, jogging slowly on the spot has lunges of the leg behind (UTD-MHAD)."""

STEADY_S = 6.0
"""Without a gyroscope the axis is taken from how far the vertical is from its mean over this time, a stroke
out and back: that a body sinks into its mat does not count. Over the first 12 s of a MEx bridge or tilt the
axis lies 4 deg (mean) from that of the whole, with 4-8 s alike; taken from the verticals themselves 8 deg."""


def between_deg(one: FloatArray, other: FloatArray) -> float:
    """Return the angle between two unit vectors, shape (3,), in degrees."""
    return arc_deg(float(one @ other))


def arc_deg(cosine: float) -> float:
    """Return the angle of a cosine in degrees; one that rounding took beyond 1 is 1."""
    return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))


def cross(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the cross product of two vectors, shape (3,), as `numpy.cross` does in ten times as long."""
    (a, b, c), (x, y, z) = one.tolist(), other.tolist()
    return np.array([b * z - c * y, c * x - a * z, a * y - b * x])


def across(axis: FloatArray, pose: FloatArray) -> FloatArray:
    """Return a movement axis laid across a pose."""
    return unit(axis - (axis @ pose) * pose)


def main_axis(up: FloatArray, gyr: FloatArray | None, pose: FloatArray, rate_hz: float) -> FloatArray:
    """Return the main axis of movement across a pose, shape (3,), of either sign.

    Parameters
    ----------
    up : ndarray, shape (n, 3)
        Unit vertical in sensor axes.
    gyr : ndarray, shape (n, 3), or None
        Angular rate without its bias.
    pose : ndarray, shape (3,)
        Unit vertical in sensor axes at rest.
    rate_hz : float
        Rate of these samples.
    """
    if gyr is not None:
        return _main_direction(gyr, pose)
    return np.cross(pose, _main_direction(_unsteady(up, round(0.5 * STEADY_S * rate_hz)), pose))


def _unsteady(values: FloatArray, reach: int) -> FloatArray:
    """Return values, shape (n, 3), less the mean of their neighbours up to so many samples away."""
    sums = np.concatenate([np.zeros((1, 3)), values.cumsum(axis=0)])
    here = np.arange(len(values))
    first, last = np.maximum(here - reach, 0), np.minimum(here + reach + 1, len(values))
    means: FloatArray = (sums[last] - sums[first]) / (last - first)[:, None]
    return values - means


def _main_direction(vectors: FloatArray, pose: FloatArray) -> FloatArray:
    """Return the main direction of vectors, shape (n, 3), across the pose, from their second moments."""
    plane = np.eye(3) - np.outer(pose, pose)
    _, directions = np.linalg.eigh(plane @ (vectors.T @ vectors) @ plane)
    return unit(plane @ directions[:, -1])


def angle_about(up: FloatArray, pose: FloatArray, axis: FloatArray) -> FloatArray:
    """Return the angle of verticals, shape (n, 3), from a pose about an axis across it, in degrees."""
    return np.degrees(np.arctan2(up @ np.cross(axis, pose), up @ pose))


def flexion_sign(angle: FloatArray, exercise: Exercise | None) -> tuple[float, str, str | None]:
    """Return the sign that makes flexion positive, where it came from, and the role in a lunge."""
    low, high = np.percentile(angle, (1, 99)).tolist()
    # Not the one furthest point: a jolt is brief, a movement is held and repeated.
    larger = 1.0 if float((angle * np.abs(angle)).sum()) >= 0.0 else -1.0
    furthest = max(abs(high), abs(low))
    if exercise is None:
        return larger, "large angle" if furthest > LARGE_ANGLE_DEG else "unknown", None
    if exercise.rear is not None and furthest < REAR_LEG_BELOW_DEG:
        return larger * exercise.rear.sign, "exercise", "rear"
    return larger * exercise.rules.sign, "exercise", None
