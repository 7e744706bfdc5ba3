"""One swing of the thigh, with all that tells what it was part of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.angle_block import AngleBlock
from analysis.calibration import Calibration
from analysis.candidates import Candidate
from analysis.cues import Travel, Turning, arm_from_hip, travel, turning_point
from analysis.hindsight import Hindsight
from analysis.metrics import Measures, measure_swing
from analysis.pivot import SMOOTHING_HZ
from analysis.repetitions import SETTLE_S
from analysis.swing_features import PIVOT_LEAD_S
from analysis.thigh_angle import out_of_plane_deg

SMALL_DEG = 9.0
SMALL_SMOOTHING_HZ = 1.5
"""Beside a movement no larger than the first, trembling (0.3 deg at 4-7 Hz) weighs as much: what it turned
about is taken from what is slower than the second. So small, the equations are all but linear, and as true of
the slow part alone."""


@dataclass(frozen=True, eq=False)
class Movement:
    """One swing: as it was judged, as it is measured, and what the accelerations tell of it.

    Attributes
    ----------
    candidate : Candidate
    part : Hindsight
        The stretch it lies in.
    calibration : Calibration
        By which it was seen.
    block : AngleBlock
        The angle of the stretch by this calibration.
    delay_s : float
        By how much the smooth angle lags.
    dips : bool
        Whether it may dip twice, as the leg behind in a lunge does.
    """

    candidate: Candidate
    part: Hindsight
    calibration: Calibration
    block: AngleBlock
    delay_s: float
    dips: bool = False

    @cached_property
    def measures(self) -> Measures:
        """What is measured of it; of most swings nobody asks."""
        one, all_s = self.candidate, self.block.time_s
        a, peak, b = all_s.searchsorted([one.from_s, one.peak_s, one.announced_s + SETTLE_S]).tolist()
        return measure_swing(all_s[a:b] - self.delay_s, self.block.smooth_deg[a:b], peak - a)

    @property
    def peak_s(self) -> float:
        """When it turned."""
        return self.candidate.peak_s - self.delay_s

    @property
    def start_s(self) -> float:
        """When it began; of a movement that dips, before the first dip."""
        if not self.dips:
            return self.measures.start_s
        return min(self.measures.start_s, max(self.candidate.from_s, self.candidate.rise_s - PIVOT_LEAD_S))

    @property
    def end_s(self) -> float:
        """When it ended."""
        return self.measures.end_s

    @cached_property
    def travel(self) -> Travel:
        """How far up and down the sensor went."""
        arm = arm_from_hip(self.calibration, self.turning)
        return travel(self.part, self.calibration.still_pose, self.start_s, self.end_s, arm)

    @cached_property
    def turning(self) -> Turning:
        """About which point the thigh turned."""
        smoothing_hz = SMALL_SMOOTHING_HZ if self.size_deg <= SMALL_DEG else SMOOTHING_HZ
        return turning_point(self.part, self.calibration, self.start_s, self.end_s, smoothing_hz=smoothing_hz)

    @cached_property
    def aside_deg(self) -> float:
        """How far out of the plane of movement the thigh is at the top, in degrees."""
        up = self.part.up
        top = min(int(self.part.time_s.searchsorted(self.peak_s)), len(up) - 1)
        return float(out_of_plane_deg(up[top : top + 1], self.calibration)[0])

    @property
    def size_deg(self) -> float:
        """Way from valley to peak."""
        return self.candidate.features.size_deg

    @property
    def width_s(self) -> float:
        """Time from half way up to half way back."""
        return self.candidate.features.width_s

    @property
    def heading_deg(self) -> float:
        """Which way it goes: 0 in the plane of movement, 90 across it."""
        return float(np.degrees(np.arctan2(self.aside_deg, self.size_deg)))
