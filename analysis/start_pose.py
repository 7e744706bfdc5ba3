"""Which rest is the start pose? A hold is a rest too, and so is the chair before the exercise.

Every distinct rest of a part, and its very beginning, is tried as the zero. The right one is that from which
most movements of the exercise start, in the exercise's own direction: seen from the top of a hold the pauses
look like movements, but there is one fewer of them; seen from the chair none begins near zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import Rules
from analysis.filters import zero_phase_low_pass
from analysis.hindsight import Hindsight
from analysis.orientation import unit
from analysis.stillness import mean_vector
from analysis.turning_points import Swing, TurningPoints

FloatArray = NDArray[np.float64]

SAME_POSE_DEG = 15.0
"""A rest this near another is the same pose: the standing pose varies by 2.1 deg (SD, UTD-MHAD), sitting
differs by 60 and more."""

FLOOR_POSES_APART_DEG = 4.0
"""On the floor, where ranges are small, poses this far apart are different (PTX, MEx: holds 6-25 deg)."""

HIDDEN_REST_S = 1.5
"""Of a rest before an exercise that hardly moves the thigh only this much is taken: the rest of it may be a
hold already."""

BRIEF_STILL_S = 0.3
"""Where nobody stood still for a second, the beginning, this long, serves as a makeshift start pose."""

FROM_START_SHARE = 0.35
"""A movement starts at the start pose when its lowest point lies within this share of its size from it."""

MOSTLY_AHEAD_SHARE = 0.5
"""It may begin behind the start pose by this share: a rest drifts (PTX: by 10 deg, of movements of 10-30),
and a rear leg swings forward first. Seen from the top of a hold most of the movement lies behind."""

NOT_ALL_BACK_SHARE = 0.5
"""Nor must it come back further than this share of its height: at half return it counts as back."""

CLEARLY_SHARE = 0.6
"""Where a recording begins at rest and more than this share of the movements start from there, no other pose
is tried."""

MOST_POSES = 8
"""So many distinct poses are tried, the earliest ones."""

SMOOTHING_HZ = 2.0
COARSE_HZ = 8.0
"""To compare poses, movements are sought in the angle low-passed at 2 Hz, from 8 samples a second: enough for
out and back in a second."""


@dataclass(frozen=True, slots=True, eq=False)
class StartPose:
    """A pose to count angles from.

    Attributes
    ----------
    up : ndarray, shape (3,)
        Unit vertical in sensor axes.
    where : slice
        The samples it was taken from.
    still : bool
        Whether the sensor was at rest there.
    """

    up: FloatArray
    where: slice
    still: bool


def same_pose(one: FloatArray, other: FloatArray, apart_deg: float = SAME_POSE_DEG) -> bool:
    """Return whether two verticals in sensor axes are those of the same rest pose."""
    return float(one @ other) > float(np.cos(np.radians(apart_deg)))


def rest_poses(part: Hindsight, at_most_s: float | None = None) -> list[StartPose]:
    """Return the pose of every rest of a part, in time order, taken from ``at_most_s`` of its middle."""
    at_most = None if at_most_s is None else max(2, round(at_most_s * part.rate_hz))
    wheres = [one.middle(at_most) for one in part.still]
    return [StartPose(unit(mean_vector(part.up[where])), where, still=True) for where in wheres]


def beginning(part: Hindsight) -> StartPose:
    """Return the makeshift pose at the very beginning of a part."""
    where = slice(0, max(2, round(BRIEF_STILL_S * part.rate_hz)))
    return StartPose(unit(part.up[where].mean(axis=0)), where, still=False)


def coarse_step(part: Hindsight) -> int:
    """Return which samples are enough to compare poses by: every so many."""
    return max(1, int(part.rate_hz / COARSE_HZ))


def choose_start(
    part: Hindsight,
    rests: Sequence[StartPose],
    direction: Callable[[FloatArray], tuple[FloatArray, Rules]],
    *,
    apart_deg: float,
    either_way: bool,
) -> tuple[StartPose, bool]:
    """Return the pose from which most movements of an exercise start.

    Parameters
    ----------
    part : Hindsight
    rests : sequence of StartPose
        In time order.
    direction : callable
        From a pose to the angle of every `coarse_step`-th sample against it, in the exercise's own direction,
        in degrees, and the rules to judge it by.
    apart_deg : float
        Poses closer than this are the same.
    either_way : bool
        Whether the direction is a guess that may be the wrong way round.

    Returns
    -------
    start : StartPose
    reversed_ : bool
        Whether the direction was the wrong way round.
    """
    candidates: list[StartPose] = []
    for one in (*rests, beginning(part)):
        if not any(same_pose(one.up, other.up, apart_deg) for other in candidates):
            candidates.append(one)
    if len(candidates) == 1 and not either_way:
        return candidates[0], False
    began = same_pose(candidates[0].up, beginning(part).up, apart_deg)
    best, most = (candidates[0], False), (-1, 0)
    for place, one in enumerate(candidates[:MOST_POSES]):
        angle, rules = direction(one.up)
        for turn in (1.0, -1.0) if either_way else (1.0,):
            found, all_of_them = _movements(part, turn * angle, rules)
            if (found, -all_of_them) > most:
                best, most = (one, turn < 0.0), (found, -all_of_them)
            if began and place == 0 and found > CLEARLY_SHARE * all_of_them:
                return best
    return best


def _movements(part: Hindsight, angle_deg: FloatArray, rules: Rules) -> tuple[int, int]:
    """Return how many movements of the exercise start near zero, and how many there are."""
    smooth = zero_phase_low_pass(angle_deg, SMOOTHING_HZ, part.rate_hz / coarse_step(part))
    points = TurningPoints(
        rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range
    )
    swings = points.push(smooth)
    return sum(_from_start(one, rules) for one in swings), len(swings)


def _from_start(one: Swing, rules: Rules) -> bool:
    """Return whether a movement starts near zero, or one did not come all the way back to it before.

    A walk does not either, seen from a seat: so where people walk only the first will do.
    """
    near = FROM_START_SHARE * one.size
    most = near if rules.gait_gate else max(near, NOT_ALL_BACK_SHARE * one.peak_value)
    return -MOSTLY_AHEAD_SHARE * one.size <= one.valley_value <= most
