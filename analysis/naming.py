"""Naming a set: posture, size and axis of its swings tell the exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.exercises import load_everyday
from analysis.repetitions import Candidate
from analysis.start_pose import same_pose
from analysis.thigh_angle import out_of_plane_deg, thigh_angle_deg

FloatArray = NDArray[np.float64]

STANDING_WITHIN_DEG = 30.0
SIDE_LYING_ABOVE_DEG = 50.0
HOOK_LYING_DEG = (108.0, 175.0)
LEVEL_DEG = (60.0, 108.0)
PRONE_BELOW_DEG = -50.0
"""Thigh angle of a rest pose against standing: level thigh (sitting, or on the back with straight legs),
knees up on the back, on the belly; tilt out of the plane: on the side."""

LIFT_PIVOT_M = -0.13
SQUAT_PIVOT_M = -0.015
"""The thigh turns about the hip below the first (marching -0.35 to -0.20 m), about the knee above the second
(squats -0.03 to +0.17, sitting down 0 to +0.14), lunges lie between (-0.12 to -0.02)."""

LANDING_G = 0.35
"""A foot that lands on the way up shows as this much above 8 Hz: lunges 0.5-1.2 (CMU-MBL), sitting 0.02-0.25
(HuGaDB)."""

STEP_UP_PIVOT_M = -0.08
STEP_UP_WIDTH_S = 1.0
"""A landing before a quick swing about the hip is a step up (CMU-MBL: -0.12 m, 0.7 s; lunges -0.02, 1.9)."""

LUNGE_FROM_DEG = 35.0
REAR_LUNGE_TO_DEG = 30.0
"""Least range of a lunge seen from the front leg (CMU-MBL: 75-90, hurried ones from 45), largest seen from
the rear leg (UTD-MHAD, CMU-MBL: 10-27)."""

MARCH_WIDTH_S = 0.6
"""Lifts quicker than this from half height to half height are a march (UTD-MHAD: 0.30-0.42)."""

TILT_TO_DEG = 6.0
"""Lying with the knees up, a smaller movement is a pelvic tilt, a larger one a bridge (MEx: tilts 1.5-6 deg
in most people, bridges 6-30)."""

STS_FROM_DEG = 40.0
"""Least way from sitting toward standing (BENCH-STS: 70-80; from a high chair less)."""


def usual_size(group: Sequence[Candidate]) -> float:
    """Return the median way from valley to peak of the swings of a set, in degrees."""
    return median(one.features.size_deg for one in group)


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells exercises apart, as medians over a set.

    Attributes
    ----------
    posture : str
        Of the start pose: standing, level, hook_lying, prone, side_lying or unknown.
    flexes : bool or None
        Whether the thigh goes into flexion against the standing reference; None without one.
    size_deg, width_s, landing_g : float
        As in `analysis.judgement.SwingFeatures`.
    pivot_m : float or None
        None where the movement was too slow to tell.
    """

    posture: str
    flexes: bool | None
    size_deg: float
    width_s: float
    landing_g: float
    pivot_m: float | None

    @property
    def about_hip(self) -> bool:
        """Whether the thigh clearly turned about the hip."""
        return self.pivot_m is not None and self.pivot_m < LIFT_PIVOT_M

    @classmethod
    def of(
        cls,
        group: Sequence[Candidate],
        calibration: Calibration,
        reference: Calibration | None,
        standing: FloatArray,
    ) -> "Traits":
        """Take them from the swings of a set."""
        swings = [one.features for one in group]
        told = [one for one in swings if one.pivot_evidence >= load_everyday().pivot_evidence]
        return cls(
            posture=_posture(calibration, reference, standing),
            flexes=None if reference is None else float(calibration.axis @ reference.axis) > 0.0,
            size_deg=usual_size(group),
            width_s=median(one.width_s for one in swings),
            landing_g=median(one.landing_g for one in swings),
            pivot_m=median(one.pivot_m for one in told) if told else None,
        )


def _posture(calibration: Calibration, reference: Calibration | None, standing: FloatArray) -> str:
    """Return the posture of a start pose: standing, level, hook_lying, prone, side_lying or unknown."""
    if reference is None:
        return "standing" if same_pose(calibration.still_pose, standing) else "unknown"
    pose = calibration.still_pose[None, :]
    if abs(float(out_of_plane_deg(pose, reference)[0])) > SIDE_LYING_ABOVE_DEG:
        return "side_lying"
    flexion = float(thigh_angle_deg(pose, reference)[0])
    if abs(flexion) < STANDING_WITHIN_DEG:
        return "standing"
    if flexion < PRONE_BELOW_DEG:
        return "prone"
    for posture, (low, high) in {"level": LEVEL_DEG, "hook_lying": HOOK_LYING_DEG}.items():
        if low <= flexion < high:
            return posture
    return "unknown"


def name_exercise(traits: Traits) -> tuple[str | None, str]:
    """Return the exercise, or None, and what speaks for that."""
    size = f"{traits.size_deg:.0f} deg"
    match traits.posture, traits.flexes:
        case "side_lying", _:
            return "side_lying_hip_abduction", f"lying on the side, {size}"
        case "prone", False:
            return "prone_hip_extension", f"lying on the belly, {size} back"
        case "hook_lying", False if traits.size_deg <= TILT_TO_DEG:
            return "pelvic_tilt", f"on the back with knees up, only {size}"
        case "hook_lying", False:
            return "bridge", f"on the back with knees up, {size} into extension"
        case "level", False if traits.size_deg >= STS_FROM_DEG and not traits.about_hip:
            return "sit_to_stand", f"from a level thigh {size} into extension"
        case "level", True:
            return "straight_leg_raise", f"from a level thigh {size} into flexion"
        case "standing", _:
            return _name_standing(traits)
    return None, f"{size} from a posture that fits no exercise"


def _name_standing(traits: Traits) -> tuple[str | None, str]:
    size, pivot = f"{traits.size_deg:.0f} deg", traits.pivot_m
    if traits.flexes is False:
        if traits.size_deg <= REAR_LUNGE_TO_DEG:
            return "lunge", f"standing, {size} back: the rear leg of a lunge"
        return None, f"standing, {size} back"
    if pivot is None:
        return None, f"standing, {size}, too slow to tell what the thigh turned about"
    about = f"axis {abs(pivot):.2f} m {'above' if pivot < 0 else 'below'} the sensor"
    if traits.landing_g >= LANDING_G and traits.size_deg >= LUNGE_FROM_DEG and pivot > LIFT_PIVOT_M:
        if pivot < STEP_UP_PIVOT_M and traits.width_s < STEP_UP_WIDTH_S:
            return "step_up", f"standing, {size}, {about}, quick, with a landing"
        return "lunge", f"standing, {size}, {about}, with a landing of {traits.landing_g:.1f} g"
    if traits.about_hip and traits.landing_g >= LANDING_G:
        return None, f"standing, {size}, {about}, with a landing on the way up: no lift"
    if traits.about_hip:
        quick = traits.width_s < MARCH_WIDTH_S
        return "march" if quick else "leg_lift", f"standing, {size}, {about}: the hip"
    if pivot > SQUAT_PIVOT_M:
        return "squat", f"standing, {size}, {about}: the knee (sitting down looks the same)"
    return None, f"standing, {size}, {about}: between a lift and a squat"
