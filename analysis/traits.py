"""What tells exercises apart: the size, tempo, axis and height of a set's swings."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.cues import (
    KNEE_ACROSS_M,
    KNEE_ALONG_M,
    LEAST_EVIDENCE,
    LYING_ACROSS_M,
    LYING_ALONG_M,
    SLOPE_TO_DEG,
    travel,
)
from analysis.exercises import load_everyday
from analysis.movements import Movement

LIFT_PIVOT_M = -0.13
"""The thigh turns about the hip where the sensor hangs below the axis by more than this (marching -0.35 to
-0.20 m, UTD-MHAD)."""

SINKS_M = -0.07
RISES_M = 0.04
"""The body goes down by more than the first in squats (UTD-MHAD: -0.12 to -0.28), up by more than the second
in rising from a chair (BENCH-STS: +0.13 to +0.36)."""

LEAST_STEP_M = 0.07
FEWEST_STEPS = 4
OTHER_LEG_S = 1.0
"""No step is lower than the first. Fewer than so many movements show no pattern; in less than the third
between two, nobody steps down with the other leg [J]."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells exercises apart, as medians over a set; NaN where it cannot be told.

    Attributes
    ----------
    count : int
        How many there are.
    size_deg, width_s, landing_g, shaken_g, valley_deg : float
        As in `analysis.features.SwingFeatures`; the landing as it shows at 50 samples a second.
    along_m, across_m : float
        Where the sensor lies from the point that the thigh turns about, see `analysis.cues.Turning`.
    lowest_m, highest_m, body_m, sunk_m, climbed_m : float
        How far down and up it went, see `analysis.cues.Travel`.
    stepped_m : float
        By how much each ended higher or lower than it began.
    undone : float
        Share of them that the next, or what was done between, undid; looked at where they climb.
    hold_s, pause_s : float
        How long it stayed at the turning point, and at rest between two movements.
    heading_deg : float
        Which way it went: 0 in the plane of movement, 90 across it.
    evenness : float
        Smallest by largest size.
    spread_deg : float
        How far apart their headings lie.
    turned_deg : float
        How far the thigh turned about the vertical within each.
    """

    count: int
    size_deg: float
    width_s: float
    landing_g: float
    along_m: float = np.nan
    across_m: float = np.nan
    lowest_m: float = np.nan
    highest_m: float = np.nan
    body_m: float = np.nan
    climbed_m: float = np.nan
    hold_s: float = np.nan
    pause_s: float = np.nan
    shaken_g: float = np.nan
    valley_deg: float = np.nan
    sunk_m: float = np.nan
    heading_deg: float = 0.0
    turned_deg: float = 0.0
    stepped_m: float = np.nan
    undone: float = np.nan
    evenness: float = 1.0
    spread_deg: float = 0.0

    @classmethod
    def of(cls, movements: Sequence[Movement]) -> "Traits":
        """Take them from the swings of a set."""
        median = _only if len(movements) == 1 else statistics.median
        swings = [one.candidate.features for one in movements]
        travels = [one.travel for one in movements]
        told = [one.turning for one in movements if one.turning.evidence >= LEAST_EVIDENCE]
        sizes, headings = [one.size_deg for one in swings], [one.heading_deg for one in movements]
        stepped_m = _median([abs(one.climbed_m) for one in travels])
        return cls(
            count=len(movements),
            size_deg=median(sizes),
            width_s=median(one.width_s for one in swings),
            landing_g=median(one.landing_g / one.felt for one in swings),
            along_m=_median([one.along_m for one in told]),
            across_m=_median([one.across_m for one in told]),
            lowest_m=_median([one.lowest_m for one in travels]),
            highest_m=_median([one.highest_m for one in travels]),
            body_m=_median([one.body_m for one in travels]),
            climbed_m=_median([one.climbed_m for one in travels]),
            hold_s=median(one.measures.hold_s for one in movements),
            pause_s=_median([b.start_s - a.end_s for a, b in pairwise(movements)]),
            shaken_g=median(one.shaken_g for one in swings),
            valley_deg=median(one.valley_deg for one in swings),
            sunk_m=_median([one.sunk_m for one in travels]),
            heading_deg=median(headings),
            evenness=min(sizes) / max(sizes),
            spread_deg=max(headings) - min(headings),
            turned_deg=median(one.turned_deg for one in swings),
            stepped_m=stepped_m,
            undone=_undone(movements) if stepped_m > LEAST_STEP_M else np.nan,
        )

    @property
    def about_hip(self) -> bool:
        """Whether the sensor hung from the point the thigh turned about, as under a standing person's hip."""
        return self.along_m < LIFT_PIVOT_M and abs(self.across_m) < -self.along_m

    @property
    def lies(self) -> bool:
        """Whether the sensor lay level with the point the thigh turned about and went up; no foot fell."""
        return not self.walks and self.across_m > LYING_ACROSS_M and abs(self.along_m) < LYING_ALONG_M

    @property
    def about_knee(self) -> bool:
        """Whether it swung as a thigh whose hip is raised from the floor does, feet planted; no foot fell."""
        below_m = self.across_m * np.tan(np.radians(SLOPE_TO_DEG))
        return not self.walks and self.across_m > KNEE_ACROSS_M and -below_m < self.along_m < KNEE_ALONG_M

    @property
    def sinks(self) -> bool:
        """Whether the body went down."""
        return self.lowest_m < SINKS_M and -self.lowest_m > self.highest_m

    @property
    def rises(self) -> bool:
        """Whether the body went up."""
        return self.highest_m > RISES_M and self.highest_m > -self.lowest_m

    @property
    def walks(self) -> bool:
        """Whether feet fell while the thigh was out."""
        return self.shaken_g > load_everyday().foot_fall

    @property
    def stays_flexed(self) -> bool:
        """Whether the thigh stays clear of its start pose between the movements."""
        return self.valley_deg > load_everyday().stays_flexed * (self.valley_deg + self.size_deg)

    def alike(self, least_share: float, most_deg: float) -> bool:
        """Return whether all are of one size, by the least share of the largest, and go the same way."""
        return self.evenness >= least_share and self.spread_deg <= most_deg

    @property
    def axis_known(self) -> bool:
        """Whether the movement was quick enough to tell what the thigh turned about."""
        return not np.isnan(self.along_m)


def _undone(movements: Sequence[Movement]) -> float:
    """Return the share of movements after which the body came back to the level they began on."""
    if len(movements) < FEWEST_STEPS:
        return np.nan
    return statistics.fmean(_undoes(a, b) for a, b in pairwise(movements))


def _undoes(one: Movement, other: Movement) -> bool:
    """Return whether the next movement goes back, or the body did between the two."""
    climbed_m = one.travel.climbed_m
    if climbed_m * other.travel.climbed_m < 0.0:
        return True
    if other.start_s - one.end_s < OTHER_LEG_S:
        return False
    # Where a movement ends the body may still be on its way: from beginning to beginning it is not.
    whole = travel(one.part, one.calibration.still_pose, one.start_s, other.start_s)
    return math.copysign(1.0, climbed_m) * whole.climbed_m < 0.5 * abs(climbed_m)


def _only(values: Iterable[float]) -> float:
    """Return the median of one value."""
    return next(iter(values))


def _median(values: Sequence[float]) -> float:
    known = [one for one in values if not math.isnan(one)]
    return statistics.median(known) if known else np.nan
