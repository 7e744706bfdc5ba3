"""Still pose and movement axis: what turns a sensor's orientation into a thigh angle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import Exercise, get_exercise
from analysis.orientation import hindsight_up, unit
from analysis.stillness import Still, find_still
from sensing.errors import RecordingError
from sensing.samples import Activity, Recording

FloatArray = NDArray[np.float64]

CALIBRATION_ACTIVITY = "calibration"
"""Label of an activity that holds the still pose and the comfortable knee lift."""

LARGE_ANGLE_DEG = 45.0
"""A thigh that goes further than this from standing went into flexion: 12 of 12 CMU-MBL exercises; hip
extension ends near 20-30 deg."""

REAR_LEG_BELOW_DEG = 30.0
"""In a lunge whose thigh never goes further than this from standing, the leg was behind (CMU-MBL, UTD-MHAD:
rear 10-27 deg, front 75-90)."""

LEAST_MOVEMENT_DEG = 1.0
"""Below this there is no movement to take an axis from."""

SMALLEST_LIFT_DEG = 20.0
"""A calibrating knee lift should reach this (clinical default)."""

BRIEF_STILL_S = 0.3
"""Where nobody stood still for a second, the beginning, this long, serves as a makeshift start pose."""


@dataclass(frozen=True, slots=True)
class CalibrationVerdict:
    """Whether a calibration may be relied on, and why not.

    Attributes
    ----------
    ok : bool
        True when both the zero and the axis are known.
    reasons : tuple of str
        What is missing or doubtful, in plain words.
    """

    ok: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How the sensor sits on the thigh.

    Attributes
    ----------
    still_pose : ndarray, shape (3,)
        Unit vector pointing up in sensor axes while the person was still: the zero of the angle.
    axis : ndarray, shape (3,)
        Unit vector of the movement axis in sensor axes, across `still_pose`; a positive rotation of the
        thigh about it is flexion (for side-lying abduction: abduction).
    sign_source : str
        Where the sign of the axis came from: ``"knee lift"``, ``"exercise"``, ``"large angle"``,
        ``"mounting"`` or ``"unknown"``.
    rate_hz : float
        Sampling rate.
    gyro_bias : ndarray, shape (3,)
        Angular rate at rest in rad/s (zeros for an accelerometer-only sensor).
    lift_deg : float or None
        Peak of the comfortable knee lift, when one was made.
    zero_known : bool
        False when no still pose was found: ranges are right then, absolute angles are not.
    has_gyro : bool
        False for an accelerometer-only sensor.
    verdict : CalibrationVerdict
    role : {"rear"} or None
        In a lunge: "rear" when the movement it was taken from was that of the leg behind.
    """

    still_pose: FloatArray
    axis: FloatArray
    sign_source: str
    rate_hz: float
    gyro_bias: FloatArray
    lift_deg: float | None
    zero_known: bool
    has_gyro: bool
    verdict: CalibrationVerdict
    role: str | None = None


def calibrate(
    recording: Recording,
    *,
    exercise: str | None = None,
    start_s: float = -np.inf,
    end_s: float = np.inf,
    up: FloatArray | None = None,
) -> Calibration:
    """Find the still pose, the movement axis and its sign in a recording.

    The axis is the main direction of the angular rate across the still pose. It and its sign come from a
    labelled knee lift (activity ``"calibration"``) where there is one and the exercise moves in the same
    plane; otherwise from the exercise itself.

    Parameters
    ----------
    recording : Recording
    exercise : str, optional
        Name in the catalogue; its direction settles the sign where no knee lift does.
    start_s, end_s : float
        Part of the recording that holds the exercise.
    up : ndarray, shape (n, 3), optional
        Vertical in sensor axes for every sample, where it is known already.

    Raises
    ------
    RecordingError
        When the part holds no samples.
    CatalogueError
        When the exercise is unknown.
    """
    wanted = None if exercise is None else get_exercise(exercise)
    up = hindsight_up(recording.time_s, recording.acc, recording.gyr, recording.rate_hz) if up is None else up
    part = _Part.of(recording, up, start_s, end_s)
    lift = _labelled_lift(recording)
    if lift is None or (lift.start_s >= start_s and lift.end_s <= end_s and exercise is None):
        return _from_movement(part, wanted, "knee lift" if lift and exercise is None else None)
    lifted = _from_movement(_Part.of(recording, up, lift.start_s, lift.end_s), None, "knee lift")
    if wanted is not None and not wanted.sagittal:
        return _from_movement(part, wanted, None)
    return _with_axis_of(lifted, part, wanted)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A part of a recording with what calibration needs of it."""

    time_s: FloatArray
    up: FloatArray
    gyr: FloatArray | None
    still: list[Still]
    rate_hz: float
    acc: FloatArray

    @classmethod
    def of(cls, recording: Recording, up: FloatArray, start_s: float, end_s: float) -> "_Part":
        a, b = np.searchsorted(recording.time_s, [start_s, end_s])
        if b - a < 2:
            raise RecordingError(
                f"no samples between {start_s:.1f} and {end_s:.1f} s",
                source=recording.name or None,
                mend="Correct the activity's times",
            )
        gyr = None if recording.gyr is None else recording.gyr[a:b]
        acc, rate = recording.acc[a:b], recording.rate_hz
        still = find_still(recording.time_s[a:b], acc, gyr, rate)
        return cls(recording.time_s[a:b], up[a:b], gyr, still, rate, acc)

    def pose(self) -> tuple[FloatArray, slice, bool]:
        """Return the start pose, where it was taken and whether it was truly still."""
        if self.still:
            first = self.still[0]
            where, known = slice(first.first, first.last), True
        else:
            width = max(2, round(BRIEF_STILL_S * self.rate_hz))
            where, known = slice(0, width), False
        return unit(self.up[where].mean(axis=0)), where, known


def _from_movement(part: _Part, exercise: Exercise | None, sign_source: str | None) -> Calibration:
    pose, where, known = part.pose()
    bias = np.zeros(3) if part.gyr is None or not known else part.gyr[where].mean(axis=0)
    axis = _main_axis(part, pose, bias)
    angle = _angle(part.up, pose, axis)
    sign, source, role = _sign(angle, exercise)
    reasons = []
    if not known:
        reasons.append("nobody stood still for a second: ranges are right, absolute angles are not known")
    if np.ptp(angle) < LEAST_MOVEMENT_DEG:
        reasons.append("the thigh did not move: the movement axis is not known")
    lift_deg = None
    if sign_source == "knee lift":
        source, lift_deg = sign_source, float((sign * angle).max())
        if lift_deg < SMALLEST_LIFT_DEG:
            reasons.append(f"the knee lift reached {lift_deg:.0f} of {SMALLEST_LIFT_DEG:.0f} degrees")
    return Calibration(
        still_pose=pose,
        axis=sign * axis,
        sign_source=source,
        rate_hz=part.rate_hz,
        gyro_bias=bias,
        lift_deg=lift_deg,
        zero_known=known,
        has_gyro=part.gyr is not None,
        verdict=CalibrationVerdict(ok=not reasons, reasons=tuple(reasons)),
        role=role,
    )


def _with_axis_of(lifted: Calibration, part: _Part, exercise: Exercise | None) -> Calibration:
    """Return the calibration of a part: its own start pose, the knee lift's axis laid across it."""
    standing = exercise is None or exercise.posture == "standing"
    pose, _, known = part.pose()
    if standing and not known:
        pose, known = lifted.still_pose, lifted.zero_known
    across = lifted.axis - (lifted.axis @ pose) * pose
    reasons = lifted.verdict.reasons if known else (*lifted.verdict.reasons, "no still start pose")
    return Calibration(
        still_pose=pose,
        axis=unit(across),
        sign_source=lifted.sign_source,
        rate_hz=lifted.rate_hz,
        gyro_bias=lifted.gyro_bias,
        lift_deg=lifted.lift_deg,
        zero_known=known,
        has_gyro=lifted.has_gyro,
        verdict=CalibrationVerdict(ok=not reasons, reasons=reasons),
    )


def _labelled_lift(recording: Recording) -> Activity | None:
    lifts = [one for one in recording.info.activities if one.exercise == CALIBRATION_ACTIVITY]
    return lifts[0] if lifts else None


def _main_axis(part: _Part, pose: FloatArray, bias: FloatArray) -> FloatArray:
    """Return the main axis of movement across the pose, of either sign."""
    if part.gyr is None:
        sideways = _across(part.up, pose)
        return np.cross(pose, _main_direction(sideways, pose))
    return _main_direction(_across(part.gyr - bias, pose), pose)


def _across(vectors: FloatArray, pose: FloatArray) -> FloatArray:
    return vectors - (vectors @ pose)[:, None] * pose


def _main_direction(vectors: FloatArray, pose: FloatArray) -> FloatArray:
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return unit(directions[:, -1] - (directions[:, -1] @ pose) * pose)


def _angle(up: FloatArray, pose: FloatArray, axis: FloatArray) -> FloatArray:
    return np.degrees(np.arctan2(up @ np.cross(axis, pose), up @ pose))


def _sign(angle: FloatArray, exercise: Exercise | None) -> tuple[float, str, str | None]:
    """Return the sign that makes flexion positive, where it came from, and the role in a lunge."""
    high, low = float(np.percentile(angle, 99)), float(np.percentile(angle, 1))
    larger = 1.0 if abs(high) >= abs(low) else -1.0
    furthest = max(abs(high), abs(low))
    if exercise is None or (exercise.posture == "standing" and furthest > LARGE_ANGLE_DEG):
        return larger, "large angle" if furthest > LARGE_ANGLE_DEG else "unknown", None
    if exercise.rear is not None and furthest < REAR_LEG_BELOW_DEG:
        return larger * exercise.rear.sign, "exercise", "rear"
    return larger * exercise.rules.sign, "exercise", None
