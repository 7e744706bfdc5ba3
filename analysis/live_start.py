"""The start pose of an exercise on the floor or a chair, live: at first the first rest in its posture.

A person calibrates standing, then sits or lies down. In hindsight every rest can be tried as the start pose
(`analysis.start_pose`); live the first one in the exercise's posture is taken, told by gravity. Who only sat
down to lie down rests again: from then on the zero follows the rests (`analysis.standing_zero`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.exercises import Exercise
from analysis.movement_axis import across, cross
from analysis.orientation import unit
from analysis.thigh_angle import out_of_plane_deg, thigh_angle_deg

FloatArray = NDArray[np.float64]

RESTING_DEG: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "sitting": (40.0, 125.0),
        "supine": (60.0, 125.0),
        "hook_lying": (100.0, 175.0),
        "prone": (-150.0, -50.0),
    }
)
"""Thigh angle against standing that a rest in a posture can have: on a high stool or a low chair, on the back
with straight legs or knees up, on the belly [J]; simulated: 86, 90, 135 and -90."""

ON_THE_SIDE_DEG = 50.0
"""A tilt out of the plane of flexion larger than this is lying on the side [J]."""


def start_finder(
    calibration: Calibration, exercise: Exercise
) -> Callable[[FloatArray], Calibration | None] | None:
    """Return what makes the calibration for an exercise from the pose of a rest, if that is in its posture.

    Parameters
    ----------
    calibration : Calibration
    exercise : Exercise

    Returns
    -------
    callable or None
        None where the calibration needs no other start pose: it was made for the exercise, or that starts
        standing, too.
    """
    if calibration.posture != "standing" or exercise.posture == "standing" or not calibration.zero_known:
        return None

    def start_in(pose: FloatArray) -> Calibration | None:
        if not _in_posture(exercise.posture, calibration, pose):
            return None
        axis = across(calibration.axis, pose) if exercise.sagittal else _abduction_axis(calibration, pose)
        return replace(calibration, still_pose=pose, axis=axis, posture=exercise.posture)

    return start_in


def _in_posture(posture: str, calibration: Calibration, pose: FloatArray) -> bool:
    tilt = float(out_of_plane_deg(pose[None, :], calibration)[0])
    if posture == "side_lying":
        return abs(tilt) > ON_THE_SIDE_DEG
    low, high = RESTING_DEG[posture]
    return (
        abs(tilt) <= ON_THE_SIDE_DEG and low <= float(thigh_angle_deg(pose[None, :], calibration)[0]) <= high
    )


def _abduction_axis(calibration: Calibration, pose: FloatArray) -> FloatArray:
    """Return the axis about which a thigh that lies on the side is lifted: its far end goes up."""
    return unit(cross(pose, across(-calibration.still_pose, pose)))
