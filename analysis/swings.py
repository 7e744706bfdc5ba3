"""The swings of a stretch of a recording, from a start pose and in one direction, with hindsight."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.angle_block import AngleBlock
from analysis.calibration import Calibration
from analysis.candidates import Candidate
from analysis.exercises import Everyday, Exercise, Rules, load_everyday
from analysis.filters import LowPass
from analysis.hindsight import Hindsight
from analysis.humps import DIP_SHARE
from analysis.leaving import beyond_start
from analysis.metrics import Measures
from analysis.movements import Movement
from analysis.repetitions import SETTLE_S, RepetitionDetector
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.swing_features import half_way_up
from analysis.thigh_angle import SMOOTHING_HZ, ThighAngle
from analysis.turning_points import Swing, TurningPoints
from sensing.samples import ImuBlock

FloatArray = NDArray[np.float64]

FROM_REST_SHARE = 0.5
"""A swing starts nearer to the rest pose than this share of its size; seen the other way round it doesn't."""

OTHER_WAY_DEG = 9.0
"""This much of a movement the other way is kept: enough to see that a step swings back behind the body."""

SEARCH = Rules(
    direction="flexion",
    smallest_range=2.5,
    largest_range=130.0,
    relative_range=0.3,
    return_share=0.5,
    floor=0.0,
    floor_of_lift=0.0,
    shortest=0.5,
    longest=40.0,
    merge_within=0.0,
    gait_gate=True,
    turns_about="any",
    closes_about="none",
    shallow_below=0.0,
    fast_below=0.0,
)
"""Rules that any exercise's swings pass, and steps do not."""

DIPPING = replace(
    SEARCH, smallest_range=7.0, largest_range=40.0, shortest=1.5, longest=20.0, merge_within=2.1
)
"""Rules for the leg behind in a lunge, which dips twice: as the catalogue's, in either direction."""

FEWEST_SWINGS = 2
"""So many make a set, unless a recording holds but one."""

FEWEST_DIPS = 2
"""Fewer movements that dip twice are no set of lunges [J]."""

ANY_MOVEMENT = Exercise("movement", "Movement", posture="supine", bilateral=False, rules=SEARCH)
"""What is looked for in choosing the pose that a stretch's movements start from."""


class _FromRest(TurningPoints):
    """Turning points of a whole stretch: only the swings from near nought, and what lies around them."""

    def __init__(self, rules: Rules, pause: int) -> None:
        sizes = rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range
        super().__init__(*sizes, memory=pause)
        self._pause = pause

    def push(self, values: FloatArray, rests: Sequence[int] = ()) -> list[Swing]:
        """Return the swings that may be of a set; after a pause nothing before it bears on a judgement."""
        swings = super().push(values, rests)
        wanted: set[int] = set()
        first, last = 0, len(swings) - 1
        for i, one in enumerate(swings):
            if i < last and not self._pauses(values, one, swings[i + 1]):
                continue
            bout = range(first, i + 1)
            if any(starts_near_rest(swings[k], swings[min(k + 1, i)]) for k in bout):
                wanted.update(range(max(first - 1, 0), i + 1))
            first = i + 1
        return [swings[i] for i in sorted(wanted)]

    def _pauses(self, values: FloatArray, one: Swing, other: Swing) -> bool:
        """Return whether a set would end between two swings."""
        since = other.peak - one.announced
        return since > self._pause and half_way_up(values[one.announced :], other, one.announced) > (
            one.announced + self._pause
        )


def starts_near_rest(one: Swing, other: Swing | None = None) -> bool:
    """Return whether a swing, or with the next the movement that they make, may begin near the rest pose."""
    top = max(one.peak_value, one.peak_value if other is None else other.peak_value)
    return abs(one.valley_value) <= FROM_REST_SHARE * (top - one.valley_value)


def turning_points(rules: Rules) -> TurningPoints:
    """Return turning points that find the swings that rules allow, large ones forgotten never."""
    return TurningPoints(rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range)


class _Search(RepetitionDetector):
    """Swings of a stretch that may be of a set, not measured: of most nobody asks for more.

    Without a gyroscope, or over gaps, where a swing begins is known only when it is judged.
    """

    def __init__(
        self, rules: Rules, everyday: Everyday, calibration: Calibration, delay_s: float, *, gapless: bool
    ) -> None:
        super().__init__(rules, everyday, calibration, floor_deg=None, delay_s=delay_s)
        if calibration.has_gyro and gapless:
            self._points = _FromRest(rules, round(REST_BETWEEN_SETS_S * calibration.rate_hz))

    def _measure(self, one: Candidate) -> Measures:
        return Measures(math.nan, one.peak_s, *[math.nan] * 6)


def angle_of(part: Hindsight, calibration: Calibration) -> AngleBlock:
    """Return the thigh angle of a part by the vertical of hindsight, smoothed as it is live."""
    block = ImuBlock(part.time_s, part.acc, part.gyr)
    return ThighAngle(calibration).push(block, known_up=part.up)


def the_other_way(calibration: Calibration, block: AngleBlock) -> tuple[Calibration, AngleBlock]:
    """Return a calibration and the angle by it as seen in the opposite direction; all else stays."""
    turned = replace(block, angle_deg=-block.angle_deg, smooth_deg=-block.smooth_deg)
    return replace(calibration, axis=-calibration.axis), turned


def swings_in(
    part: Hindsight, calibration: Calibration, block: AngleBlock, wanted: Rules = SEARCH
) -> list[Movement]:
    """Return the swings of a stretch that begin near its rest pose and are no steps.

    Parameters
    ----------
    part : Hindsight
    calibration : Calibration
        Its rest pose and axis, turned so that the movement goes up.
    block : AngleBlock
        Its angle by this calibration, see `angle_of`.
    wanted : Rules
        What any of them must pass.
    """
    # Without a gyroscope steps cannot be told by their rhythm, only by their shaking.
    rules, everyday = replace(wanted, gait_gate=calibration.has_gyro), load_everyday()
    delay_s = LowPass(SMOOTHING_HZ, calibration.rate_hz).delay_s
    # Movements the other way are cut off: seen from here they would be one large swing back to zero.
    cut = replace(block, smooth_deg=np.maximum(block.smooth_deg, -OTHER_WAY_DEG))
    detector = _Search(rules, everyday, calibration, delay_s, gapless=len(block.restarts) < 2)
    detector.push(cut)
    detector.finish()
    return [
        Movement(candidate, part, calibration, cut, delay_s, dips=rules.merge_within > 0.0)
        for candidate, _ in detector.settled
        if _begins_at_rest(candidate, everyday, has_gyro=calibration.has_gyro)
        and not _goes_beyond(candidate, block, part.rate_hz)
    ]


def dips_twice(block: AngleBlock) -> bool:
    """Return whether some movements dip again before they are back, as those of the leg behind in a lunge."""
    swings = turning_points(DIPPING).push(np.maximum(block.smooth_deg, -OTHER_WAY_DEG))
    gapless = len(block.restarts) < 2
    again, begun = 0, False
    for earlier, later in pairwise(swings):
        # Over gaps the angle jumps: where a movement began cannot be told.
        begun = begun or not gapless or starts_near_rest(earlier, later)
        begun &= (
            later.valley_value > DIP_SHARE * later.size
            and block.time_s[later.peak] - block.time_s[earlier.peak] < DIPPING.merge_within
        )
        again += begun
    return again >= FEWEST_DIPS


def _begins_at_rest(candidate: Candidate, everyday: Everyday, *, has_gyro: bool) -> bool:
    """Return whether a swing begins near the rest pose, and is not shaken past telling."""
    features = candidate.features
    steady = has_gyro or features.shaken_g <= everyday.steady_without_gyro
    return steady and abs(features.valley_deg) <= FROM_REST_SHARE * features.size_deg


def _goes_beyond(candidate: Candidate, block: AngleBlock, rate_hz: float) -> bool:
    """Return whether the thigh went on where it should have come to rest: somebody gets up."""
    a, b = np.searchsorted(block.time_s, [candidate.announced_s, candidate.announced_s + SETTLE_S])
    return beyond_start(candidate, block.smooth_deg[a:b], rate_hz)
