"""Which way does the sensor sit on the body? Told from the poses and movements of a recording itself.

Any rest may have been standing. Seen from the right one, what the thigh does next makes sense: it leaves
standing forward (a lifted knee, a seat, a squat; backward it hardly goes), and every set starts from a
posture of its exercise.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.exercises import load_everyday
from analysis.features import felt_share
from analysis.filters import LowPass
from analysis.hindsight import Hindsight
from analysis.movement_axis import arc_deg, between_deg, cross
from analysis.orientation import unit
from analysis.start_pose import beginning, rest_poses, same_pose
from analysis.thigh_angle import SHAKE_HZ
from sensing.samples import STANDARD_GRAVITY

FloatArray = NDArray[np.float64]

STANDING_WITHIN_DEG = 30.0
SIDE_LYING_ABOVE_DEG = 50.0
HOOK_LYING_DEG = (108.0, 175.0)
LEVEL_DEG = (60.0, 108.0)
PRONE_BELOW_DEG = -50.0
"""Thigh angle of a rest pose against standing: level thigh (sitting, or on the back with straight legs),
knees up on the back, on the belly; tilt out of the plane: on the side."""

NEAR_DEG = 15.0
LEAVES_AT_DEG = (20.0, 45.0)
LARGEST_DEG = 90.0
LARGE_SHARE = 0.6
"""A pose is left when the thigh turns from within the first to beyond the second; by the third at the latest
it shows which way. Only the times count when it went this share of the furthest, of a right angle at most:
the thigh goes forward by more than it ever goes back (10-25 deg in walking and in the rear leg of a
lunge)."""

EDGE_UP = 0.92
EDGES_OBLIQUE = 0.35
"""Cosines between an edge of the housing and the vertical: of an upright edge, and of the second steepest
where the thigh slopes (MEx, knees up on the back: 0.37-0.69)."""

COARSE_HZ = 16.0
"""To see which way a pose is left, a sample every sixteenth of a second will do."""

FEET_S = 1.5
WALKED_FOR_S = 6.0
SWINGS_ABOUT = 0.9
"""Who walks feels a foot fall within every stretch of the first, for so long without a break, and swings the
thigh about one pose: the mean of the verticals is so long (walks and stairs 0.92-0.99; rising from a chair
again and again 0.87: HuGaDB, GaitTKR, Marpino, BENCH-STS)."""

ONE_POSE_ALL_ALONG = 0.985
"""And from stretch to stretch it stays the same: the mean of their poses is so long, a spread of 10 deg
(walks and stairs at most 8.6, lunges 12, rises from a chair 11 to 14: GaitTKR, HuGaDB, Marpino, Oxford,
CMU-MBL, BENCH-STS). Who gets up from the floor goes through many poses."""

MOST_POSES = 12
"""So many distinct rests are tried as the standing one, the earliest ones."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyFrame:
    """How the sensor sits on the body.

    Attributes
    ----------
    standing : ndarray, shape (3,)
        Unit vertical in sensor axes while standing.
    left : ndarray, shape (3,), or None
        Axis that points to the person's left, in sensor axes; None when it is not known.
    first : bool
        Whether the recording began in this pose.
    """

    standing: FloatArray
    left: FloatArray | None
    first: bool

    def posture(self, pose: FloatArray) -> str:
        """Return the posture of a rest: standing, level, hook_lying, prone, side_lying or unknown."""
        if self.left is None:
            turned = between_deg(pose, self.standing)
            if turned < STANDING_WITHIN_DEG:
                return "standing"
            return "hook_lying" if HOOK_LYING_DEG[0] <= turned < HOOK_LYING_DEG[1] else "unknown"
        if abs(90.0 - between_deg(pose, self.left)) > SIDE_LYING_ABOVE_DEG:
            return "side_lying"
        forward = cross(self.left, self.standing)
        flexion = math.degrees(math.atan2(pose @ forward, pose @ self.standing))
        if abs(flexion) < STANDING_WITHIN_DEG:
            return "standing"
        if flexion < PRONE_BELOW_DEG:
            return "prone"
        for posture, (low, high) in {"level": LEVEL_DEG, "hook_lying": HOOK_LYING_DEG}.items():
            if low <= flexion < high:
                return posture
        return "unknown"

    def flexes(self, calibration: Calibration) -> bool | None:
        """Return whether the thigh turns into flexion about an axis; None when that is not known."""
        if self.left is not None:
            return float(calibration.axis @ self.left) > 0.0
        if self.posture(calibration.still_pose) == "hook_lying":
            return float(calibration.forward @ self.standing) < 0.0
        return None


def possible_frames(whole: Hindsight) -> list[BodyFrame]:
    """Return the frames that the rests of a recording allow, the first rest first."""
    rests = rest_poses(whole) or [beginning(whole)]
    frames: list[BodyFrame] = []
    for one in rests:
        if len(frames) == MOST_POSES:
            break
        if not any(same_pose(one.up, other.standing) for other in frames):
            frames.append(BodyFrame(one.up, _left(whole, one.up), first=not frames))
    return frames


def _left(whole: Hindsight, pose: FloatArray) -> FloatArray | None:
    """Return the axis about which the thigh leaves a pose into flexion; None when it never does."""
    up = whole.up[:: max(1, int(whole.rate_hz / COARSE_HZ))]
    # The cosine of how far it turned: the less the further.
    turned = up @ pose
    away = np.flatnonzero(
        np.diff((turned < math.cos(math.radians(NEAR_DEG))).astype(np.int8), prepend=0, append=0)
    )
    # A stretch that the recording begins with did not leave from the pose.
    times_away = [(a, b) for a, b in zip(away[::2].tolist(), away[1::2].tolist(), strict=True) if a]
    furthest = [float(turned[a:b].min()) for a, b in times_away]
    least = max(LEAVES_AT_DEG[0], LARGE_SHARE * min(LARGEST_DEG, arc_deg(min(furthest, default=1.0))))
    leaves = math.cos(math.radians(LEAVES_AT_DEG[1]))
    left_at = [
        a + int((turned[a:b] <= max(reached, leaves)).argmax())
        for (a, b), reached in zip(times_away, furthest, strict=True)
        if arc_deg(reached) >= least
    ]
    if not left_at:
        return None
    forward = up[left_at] - turned[left_at, None] * pose
    return unit(np.cross(pose, unit(forward).sum(axis=0)))


def walked_in(whole: Hindsight) -> FloatArray | None:
    """Return the pose about which the thigh swings in the longest walk, shape (3,); None if nobody walked."""
    window = round(FEET_S * whole.rate_hz)
    x, y, z = whole.acc.T
    shake = LowPass(SHAKE_HZ, whole.rate_hz, high_pass=True).push(np.sqrt(x * x + y * y + z * z))
    total = np.concatenate([np.zeros(1), np.cumsum(shake * shake)])
    ends = np.arange(0, len(total), window)
    felt = felt_share(whole.rate_hz) * load_everyday().foot_fall * STANDARD_GRAVITY
    falls = np.diff(total[ends]) > felt * felt * window
    edges = np.flatnonzero(np.diff(falls.astype(np.int8), prepend=0, append=0)).tolist()
    longest, walked = 0, None
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        if b - a <= longest or (b - a) * FEET_S < WALKED_FOR_S:
            continue
        means = whole.up[ends[a] : ends[b]].reshape(b - a, window, 3).mean(axis=1)
        mean = means.mean(axis=0)
        steady = np.linalg.norm(unit(means).mean(axis=0)) > ONE_POSE_ALL_ALONG
        if steady and np.linalg.norm(mean) > SWINGS_ABOUT:
            longest, walked = b - a, unit(mean)
    return walked


def posture_of_housing(calibration: Calibration) -> str:
    """Return the posture that a start pose suggests if an edge of the housing lies along the thigh.

    Sensors are strapped on that way (within 25 deg in CMU-MBL, PTX, UTD-MHAD and BENCH-STS), but this is a
    habit, no law: for recordings in which nothing else tells.

    Returns
    -------
    posture : {"hook_lying", "level", "unknown"}
        "level" where an edge points up, as in standing: the other edges are level then.
    """
    _, middle, steepest = np.sort(np.abs(calibration.still_pose))
    if steepest > EDGE_UP:
        return "level"
    return "hook_lying" if middle > EDGES_OBLIQUE else "unknown"
