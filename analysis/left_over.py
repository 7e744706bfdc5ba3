"""What a search leaves over, and whether there is anything to find in it that was not seen already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.hindsight import Hindsight
from analysis.movement_axis import main_axis
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.start_pose import rest_poses, same_pose
from analysis.swings import FEWEST_SWINGS, SEARCH, starts_near_rest, turning_points

FloatArray = NDArray[np.float64]

SAME_AXIS_DEG = 10.0
"""Movements about an axis this near another are seen by either (axes of one person's left-overs lie 0-8 deg
from that of the whole: simulated sessions; the size seen differs by 2 %)."""


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A stretch that was searched from one pose.

    Attributes
    ----------
    part : Hindsight
    calibration : Calibration
        By which it was searched, in either direction.
    smooth_deg : ndarray, shape (n,)
        Its angle by that.
    loose_s : ndarray, shape (m,)
        When the swings turned that it found but that are of no group.
    """

    part: Hindsight
    calibration: Calibration
    smooth_deg: FloatArray
    loose_s: Sequence[float]

    def has_seen(self, left_over: Hindsight, before_deg: float) -> bool:
        """Return whether a part of the stretch, beside its groups, holds nothing more to find.

        Nothing does where the thigh rests in the same pose and turns about the same axis, if at all: unless
        swings were left loose, or were too small to be seen so soon after those of the group before.

        Parameters
        ----------
        left_over : Hindsight
        before_deg : float
            Usual size of the movements of the group that ends where it begins; 0 where there is none.
        """
        start_s, end_s = float(left_over.time_s[0]), float(left_over.time_s[-1])
        if any(start_s <= one <= end_s for one in self.loose_s):
            return False
        pose = self.calibration.still_pose
        if not all(same_pose(one.up, pose, SEARCH.smallest_range) for one in rest_poses(left_over)):
            return False
        gyr = None if left_over.gyr is None else left_over.gyr - self.calibration.gyro_bias
        axis = main_axis(left_over.up, gyr, pose, left_over.rate_hz)
        if abs(float(axis @ self.calibration.axis)) < np.cos(np.radians(SAME_AXIS_DEG)):
            return False
        return not self._overshadowed(start_s, min(end_s, start_s + REST_BETWEEN_SETS_S), before_deg)

    def _overshadowed(self, start_s: float, end_s: float, before_deg: float) -> bool:
        """Return whether movements follow others beside which they were too small to be seen."""
        smooth_deg = self.smooth_deg[self.part.positions(start_s, end_s)]
        least_deg = SEARCH.relative_range * before_deg
        small = [
            sum(one.size < least_deg and starts_near_rest(one) for one in turning_points(SEARCH).push(angle))
            for angle in (smooth_deg, -smooth_deg)
        ]
        return max(small) >= FEWEST_SWINGS
