"""Still pose and movement axis: what turns a sensor's orientation into a thigh angle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import Exercise, Rules, get_exercise
from analysis.hindsight import Hindsight
from analysis.levelling import accelerometer_error
from analysis.movement_axis import across, angle_about, between_deg, cross, flexion_sign, main_axis
from analysis.start_pose import (
    FLOOR_POSES_APART_DEG,
    HIDDEN_REST_S,
    SAME_POSE_DEG,
    StartPose,
    beginning,
    choose_start,
    coarse_step,
    rest_poses,
    same_pose,
)
from sensing.samples import STANDARD_GRAVITY, Activity, Recording

FloatArray = NDArray[np.float64]

CALIBRATION_ACTIVITY = "calibration"
"""Label of an activity that holds the still pose and the comfortable knee lift."""

LEAST_MOVEMENT_DEG = 1.0
"""Below this there is no movement to take an axis from."""

SMALLEST_LIFT_DEG = 20.0
"""A calibrating knee lift should reach this (clinical default)."""

SETTLING_S = 1.0
"""Where a part begins with less than this before its first rest, that is the hand on the button and a filter
that has yet to settle (7.8 deg in its first 0.5 s, CMU-MBL), no movement of the exercise."""

LEAST_LIFT_DEG = 10.0
"""A knee lift smaller than this, or not from a rest, gives no axis: the exercise itself does better."""


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
        Unit vector of the movement axis in sensor axes, across `still_pose`, pointing to the person's left
        in the sagittal plane: by the right-hand rule the thigh turns about it in the negative sense when it
        flexes (in side-lying abduction: when it abducts).
    sign_source : str
        Where the sign of the axis came from: ``"knee lift"``, ``"exercise"``, ``"large angle"`` or
        ``"unknown"``.
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
    posture : str or None
        In which the person was in the still pose; None where nothing says so.
    moved_deg : float
        How far the still pose lies from the one before the knee lift, both standing.
    acc_bias : ndarray, shape (3,)
        What the accelerometer adds, in m/s²: it would pass for movement.
    gravity_ms2 : float
        What it shows of 1 g besides, in m/s².
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
    posture: str | None = None
    moved_deg: float = 0.0
    acc_bias: FloatArray = field(default_factory=lambda: np.zeros(3))
    gravity_ms2: float = STANDARD_GRAVITY

    @property
    def forward(self) -> FloatArray:
        """Unit vector that is horizontal and points forward in the still pose, ``axis x still_pose``."""
        return cross(self.axis, self.still_pose)


def calibrate(
    recording: Recording,
    *,
    exercise: str | None = None,
    start_s: float = -np.inf,
    end_s: float = np.inf,
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

    Raises
    ------
    RecordingError
        When the part holds no samples.
    CatalogueError
        When the exercise is unknown.
    """
    wanted = None if exercise is None else get_exercise(exercise)
    whole = Hindsight.of(recording)
    lifted = knee_lifted(whole, recording.info.activities)
    return calibrate_for(whole.part(start_s, end_s), lifted, wanted)


def knee_lifted(whole: Hindsight, activities: Sequence[Activity]) -> Calibration | None:
    """Return the calibration by the first labelled knee lift of a recording; None where there is none."""
    lift = next((one for one in activities if one.exercise == CALIBRATION_ACTIVITY), None)
    return None if lift is None else calibrate_part(whole.part(lift.start_s, lift.end_s), knee_lift=True)


def calibrate_for(part: Hindsight, lifted: Calibration | None, wanted: Exercise | None) -> Calibration:
    """Return the calibration for an exercise in a part of a recording with or without a knee lift."""
    if lifted is None or (wanted is not None and not wanted.sagittal):
        return calibrate_part(part, wanted)
    if wanted is None:
        return lifted
    if lifted.lift_deg is None or lifted.lift_deg < LEAST_LIFT_DEG:
        return calibrate_part(part, wanted)
    if lifted.zero_known:
        return with_axis_of(lifted, part, wanted)
    # Not from a rest it gives no axis, but still says how far this person lifts.
    return replace(calibrate_part(part, wanted), lift_deg=lifted.lift_deg)


def calibrate_part(
    part: Hindsight, exercise: Exercise | None = None, *, knee_lift: bool = False
) -> Calibration:
    """Return the calibration that a part of a recording gives by its own start pose and movement.

    Parameters
    ----------
    part : Hindsight
    exercise : Exercise, optional
        Settles start pose and sign; without it they are the first rest and the larger excursion.
    knee_lift : bool, default False
        The movement is the comfortable knee lift.
    """
    part = _settled(part)
    start, turned = _own_start(part, exercise)
    pose, known = start.up, start.still
    bias = _rest_rate(part, start)
    acc_bias, scale_ms2 = accelerometer_error(part)
    axis = main_axis(part.up, None if part.gyr is None else part.gyr - bias, pose, part.rate_hz)
    angle = angle_about(part.up, pose, axis)
    sign, source, role = flexion_sign(angle, exercise)
    sign = -sign if turned else sign
    reasons = []
    if not known:
        reasons.append("nobody stood still for a second: ranges are right, absolute angles are not known")
    if np.ptp(angle) < LEAST_MOVEMENT_DEG:
        reasons.append("the thigh did not move: the movement axis is not known")
    lift_deg = float((sign * angle).max()) if knee_lift else None
    if lift_deg is not None and lift_deg < SMALLEST_LIFT_DEG:
        reasons.append(f"the knee lift reached {lift_deg:.0f} of {SMALLEST_LIFT_DEG:.0f} degrees")
    return Calibration(
        still_pose=pose,
        axis=sign * axis,
        sign_source="knee lift" if knee_lift else source,
        rate_hz=part.rate_hz,
        gyro_bias=bias,
        lift_deg=lift_deg,
        zero_known=known,
        has_gyro=part.gyr is not None,
        verdict=CalibrationVerdict(ok=not reasons, reasons=tuple(reasons)),
        role=role,
        posture="standing" if knee_lift else None if exercise is None else exercise.posture,
        acc_bias=acc_bias,
        gravity_ms2=STANDARD_GRAVITY + scale_ms2,
    )


def _settled(part: Hindsight) -> Hindsight:
    """Return a part from its first rest on, where that begins almost at once."""
    first = part.still[0].first if part.still else 0
    return part.at(first, len(part.time_s)) if 0 < first <= SETTLING_S * part.rate_hz else part


def with_axis_of(lifted: Calibration, part: Hindsight, exercise: Exercise) -> Calibration:
    """Return the calibration of a part: its own start pose, the knee lift's axis laid across it."""
    pose, known = _posture_pose(lifted, part, exercise)
    reasons = lifted.verdict.reasons
    if not known:
        reasons = (*reasons, "no still start pose: ranges are right, absolute angles are not known")
    return replace(
        lifted,
        still_pose=pose,
        axis=across(lifted.axis, pose),
        zero_known=known,
        verdict=CalibrationVerdict(ok=not reasons, reasons=reasons),
        posture=exercise.posture,
        moved_deg=between_deg(pose, lifted.still_pose) if exercise.posture == "standing" else 0.0,
    )


def _rest_rate(part: Hindsight, start: StartPose) -> FloatArray:
    """Return the angular rate at rest: the gyroscope's bias."""
    return np.zeros(3) if part.gyr is None or not start.still else part.gyr[start.where].mean(axis=0)


def _own_start(part: Hindsight, exercise: Exercise | None) -> tuple[StartPose, bool]:
    """Return a part's start pose, and whether the sign that the exercise suggests is the wrong way round."""
    if exercise is None:
        return next(iter(rest_poses(part)), beginning(part)), False

    step = coarse_step(part)
    up, gyr = part.up[::step], None if part.gyr is None else part.gyr[::step]

    def direction(pose: FloatArray) -> tuple[FloatArray, Rules]:
        angle = angle_about(up, pose, main_axis(up, gyr, pose, part.rate_hz / step))
        sign, _, role = flexion_sign(angle, exercise)
        rules = exercise.rules_for(role)
        return rules.sign * sign * angle, rules

    return _choose(part, exercise, direction, either_way=True)


def _choose(
    part: Hindsight,
    exercise: Exercise,
    direction: Callable[[FloatArray], tuple[FloatArray, Rules]],
    *,
    either_way: bool,
) -> tuple[StartPose, bool]:
    standing = exercise.posture == "standing"
    return choose_start(
        part,
        rest_poses(part, HIDDEN_REST_S if exercise.can_hide else None),
        direction,
        apart_deg=SAME_POSE_DEG if standing else FLOOR_POSES_APART_DEG,
        either_way=either_way,
    )


def _posture_pose(lifted: Calibration, part: Hindsight, exercise: Exercise) -> tuple[FloatArray, bool]:
    """Return the pose the exercise starts from and whether it is known.

    A standing exercise starts from a rest near the standing pose of the calibration, else from that pose.
    """
    if exercise.posture == "standing":
        standing = [one for one in rest_poses(part) if same_pose(one.up, lifted.still_pose)]
        return (standing[0].up, True) if standing else (lifted.still_pose, lifted.zero_known)

    up = part.up[:: coarse_step(part)]

    def direction(pose: FloatArray) -> tuple[FloatArray, Rules]:
        return exercise.rules.sign * angle_about(up, pose, across(lifted.axis, pose)), exercise.rules

    start, _ = _choose(part, exercise, direction, either_way=False)
    return start.up, start.still
