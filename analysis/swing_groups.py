"""Runs of swings that follow one another and resemble each other: what may have been a set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration, calibrate_part
from analysis.candidates import Candidate
from analysis.cues import (
    LEAST_EVIDENCE,
    LYING_ACROSS_M,
    LYING_ALONG_M,
    levelled,
    travel,
    turning_point,
)
from analysis.exercises import Exercise, Rules, load_everyday
from analysis.hindsight import Hindsight
from analysis.metrics import Measures
from analysis.movements import Movement
from analysis.orientation import unit
from analysis.repetitions import SETTLE_S, RepetitionDetector, beyond_start
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.start_pose import SAME_POSE_DEG, rest_poses, same_pose
from analysis.thigh_angle import AngleBlock, ThighAngle, out_of_plane_deg
from sensing.samples import ImuBlock

FloatArray = NDArray[np.float64]

LONGEST_AWAY_S = 20.0
"""Away from a rest pose for longer is another posture: holds last up to 15 s."""

OTHER_PIVOT_M = 0.2
"""Neighbouring swings whose axes lie further apart than this are of different exercises."""

SHORTEST_PAUSE_S = 5.0
PAUSE_OF_CYCLE = 3.0
"""A set ends with a pause this many times longer than the usual cycle, if longer than the first; a pause
between sets ends it in any case."""

FEWEST_SWINGS = 2
ALIKE_SHARE = 0.45
"""Swings less than 12 s apart, each at least 45 % of the usual size, make a set of two or more."""

EDGE_S = 1.0
"""A set is given this much time before its first and after its last movement."""

MOST_TRIES = 2
SHORTEST_LEFT_OVER_S = 6.0
"""What is left over of a stretch is searched again so many times, if it is longer than this."""

ALONE_SHARE = 0.3
"""A single movement is a set when it fills this share of its recording: it was recorded for its sake
(UTD-MHAD: squats and lunges of 2-3 s in recordings of 3-5 s)."""

FROM_REST_SHARE = 0.5
"""A swing starts nearer to the rest pose than this share of its size; seen the other way round it doesn't."""

OTHER_WAY_DEG = 9.0
"""This much of a movement the other way is kept: enough to see that a step swings back behind the body."""

WIDTHS_ALIKE = 4.0
"""Movements of one set last alike, within this factor: a sit-down is not of one set with a bend."""

HEADINGS_ALIKE_DEG = 30.0
"""And go the same way within this: who sits up or rolls over turns the thigh across the plane of the exercise
as well (by 40 deg in simulation; repetitions differ by less than 20: PTX, MEx, UTD-MHAD, CMU-MBL)."""

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
    shallow_below=0.0,
    fast_below=0.0,
)
"""Rules that any exercise's swings pass, and steps do not."""

ANY_MOVEMENT = Exercise("movement", "Movement", posture="supine", bilateral=False, rules=SEARCH)
"""What is looked for in choosing the pose that a stretch's movements start from."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What may have been a set.

    Attributes
    ----------
    part : Hindsight
        The stretch of the recording it lies in.
    calibration : Calibration
        Start pose, and axis turned so that the movement goes up.
    movements : tuple of Movement
        In time order.
    """

    part: Hindsight
    calibration: Calibration
    movements: tuple[Movement, ...]

    @property
    def start_s(self) -> float:
        """Shortly before its first movement began, after the one before had ended."""
        first = self.movements[0]
        return max(first.measures.start_s - EDGE_S, first.candidate.from_s, float(self.part.time_s[0]))

    @property
    def end_s(self) -> float:
        """Shortly after its last movement had ended."""
        return self.movements[-1].measures.end_s + EDGE_S

    @property
    def size_deg(self) -> float:
        """Usual size of its movements."""
        return median(one.size_deg for one in self.movements)

    def overlaps(self, other: "Group") -> bool:
        """Return whether two groups lie in the same time."""
        return (
            self.movements[-1].candidate.announced_s >= other.movements[0].candidate.rise_s
            and self.movements[0].candidate.rise_s <= other.movements[-1].candidate.announced_s
        )


def find_groups(whole: Hindsight) -> list[Group]:
    """Return what may have been sets, in time order."""
    whole = levelled(whole)
    length_s = float(whole.time_s[-1] - whole.time_s[0])
    groups = [group for part in _stretches(whole) for group in _in_stretch(part, length_s)]
    return sorted(groups, key=lambda one: one.movements[0].candidate.rise_s)


def _stretches(whole: Hindsight) -> Iterator[Hindsight]:
    """Yield the stretches of the recording that keep coming back to one rest pose."""
    poses = [one.up for one in rest_poses(whole)]
    if not poses:
        yield whole
    i = 0
    while i < len(poses):
        j = i
        for k in range(i + 1, len(poses)):
            away_s = whole.time_s[whole.still[k].first] - whole.time_s[whole.still[j].last - 1]
            if away_s > LONGEST_AWAY_S and k > j + 1:
                break
            if same_pose(poses[k], poses[i]):
                j = k
        first = 0 if i == 0 else whole.still[i].first
        last = len(whole.time_s) if j == len(poses) - 1 else _left_for_good(whole, poses[i], j)
        yield whole.at(first, last)
        i = j + 1


def _left_for_good(whole: Hindsight, pose: FloatArray, rest: int) -> int:
    """Return where a pose is left for good after a rest in it, before the next rest."""
    a, b = whole.still[rest].last, whole.still[rest + 1].first
    near = np.flatnonzero(whole.up[a:b] @ pose > np.cos(np.radians(SAME_POSE_DEG)))
    return a + int(near[-1]) + 1 if len(near) else a


def _in_stretch(part: Hindsight, length_s: float, tries: int = MOST_TRIES) -> list[Group]:
    """Return the groups of a stretch; what they leave over may hold others, from another pose."""
    kept = _from_one_pose(part, length_s)
    edges = [float(part.time_s[0])]
    for group in sorted(kept, key=lambda one: one.start_s):
        edges += [group.movements[0].measures.start_s, group.movements[-1].measures.end_s]
    edges.append(float(part.time_s[-1]))
    if kept and tries:
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            if b - a > SHORTEST_LEFT_OVER_S and (left_over := part.part(a, b)).still:
                kept += _in_stretch(left_over, length_s, tries - 1)
    return kept


def from_the_top(group: Group) -> list[Group]:
    """Return what a group is when it began where its movements were taken to turn."""
    turned = _turned(group)
    return [Group(group.part, turned, run) for run in _runs(_swings(group.part, turned), np.inf)]


def _from_one_pose(part: Hindsight, length_s: float) -> list[Group]:
    """Return the groups that start from one pose, of either direction; of two that overlap, the larger."""
    one_way = calibrate_part(part, ANY_MOVEMENT)
    groups: list[Group] = []
    for way in (one_way, replace(one_way, axis=-one_way.axis)):
        seen = [Group(part, way, run) for run in _runs(_swings(part, way), length_s)]
        for group in seen:
            if _upside_down(group):
                groups += from_the_top(group)
            else:
                groups.append(group)
    kept: list[Group] = []
    for group in sorted(groups, key=lambda one: -one.size_deg):
        if not any(group.overlaps(other) for other in kept):
            kept.append(group)
    return kept


def _upside_down(group: Group) -> bool:
    """Return whether a lying person's movement was seen from its top: lying, the sensor only goes up."""
    told = [one.turning for one in group.movements if one.turning.evidence >= LEAST_EVIDENCE]
    if len(told) < FEWEST_SWINGS:
        return False
    if median(one.candidate.features.landing_g for one in group.movements) > load_everyday().sitting_landing:
        return False  # a foot lands: nobody lies
    across_m, along_m = median(each.across_m for each in told), median(each.along_m for each in told)
    return across_m < -LYING_ACROSS_M and abs(along_m) < LYING_ALONG_M


def _turned(group: Group) -> Calibration:
    """Return the calibration that starts where the movements of a group turn, and goes back."""
    part, one = group.part, group.calibration
    tops = [
        part.up[min(int(np.searchsorted(part.time_s, each.measures.peak_s)), len(part.up) - 1)]
        for each in group.movements
    ]
    pose = unit(np.mean(tops, axis=0))
    return replace(one, still_pose=pose, axis=-unit(one.axis - (one.axis @ pose) * pose))


def _swings(part: Hindsight, calibration: Calibration) -> list[Movement]:
    """Return the swings of a stretch that begin near its rest pose and are no steps."""
    angle = ThighAngle(calibration)
    # Without a gyroscope steps cannot be told by their rhythm, only by their shaking.
    rules, everyday = replace(SEARCH, gait_gate=calibration.has_gyro), load_everyday()
    steady_g = np.inf if calibration.has_gyro else everyday.steady_without_gyro
    detector = RepetitionDetector(rules, everyday, calibration, floor_deg=None, delay_s=angle.delay_s)
    block = angle.push(ImuBlock(part.time_s, part.acc, part.gyr))
    # Movements the other way are cut off: seen from here they would be one large swing back to zero.
    detector.push(replace(block, smooth_deg=np.maximum(block.smooth_deg, -OTHER_WAY_DEG)))
    detector.finish()
    return [
        _movement(part, calibration, candidate, measures)
        for candidate, measures in detector.settled
        if abs(candidate.features.valley_deg) <= FROM_REST_SHARE * candidate.features.size_deg
        and candidate.features.shaken_g <= steady_g
        and not _goes_beyond(candidate, block, part.rate_hz)
    ]


def _goes_beyond(candidate: Candidate, block: AngleBlock, rate_hz: float) -> bool:
    """Return whether the thigh went on where it should have come to rest: somebody gets up."""
    a, b = np.searchsorted(block.time_s, [candidate.announced_s, candidate.announced_s + SETTLE_S])
    return beyond_start(candidate, block.smooth_deg[a:b], rate_hz)


def _movement(
    part: Hindsight, calibration: Calibration, candidate: Candidate, measures: Measures
) -> Movement:
    pose, span_s = calibration.still_pose, (measures.start_s, measures.end_s)
    turning = turning_point(part, pose, calibration.axis, calibration.gyro_bias, *span_s)
    top = min(int(np.searchsorted(part.time_s, measures.peak_s)), len(part.up) - 1)
    aside_deg = float(out_of_plane_deg(part.up[top : top + 1], calibration)[0])
    return Movement(candidate, measures, travel(part, pose, *span_s), turning, aside_deg)


def _runs(swings: Sequence[Movement], length_s: float) -> Iterator[tuple[Movement, ...]]:
    """Yield runs of swings that follow one another and resemble each other."""
    runs: list[list[Movement]] = [[]]
    usual_s = _usual_cycle_s(swings)
    for one in swings:
        if runs[-1] and _apart(runs[-1][-1].candidate, one.candidate, usual_s):
            runs.append([])
        runs[-1].append(one)
    for run in runs:
        if len(run) >= FEWEST_SWINGS:
            usual = float(np.percentile([one.size_deg for one in run], 75))
            width_s = median(one.width_s for one in run)
            heading_deg = median(one.heading_deg for one in run)
            alike = tuple(
                one
                for one in run
                if one.size_deg >= ALIKE_SHARE * usual
                and width_s / WIDTHS_ALIKE <= one.width_s <= width_s * WIDTHS_ALIKE
                and abs(one.heading_deg - heading_deg) <= HEADINGS_ALIKE_DEG
            )
            if len(alike) >= FEWEST_SWINGS:
                yield alike
    if len(swings) == 1 and 2.0 * swings[0].width_s >= ALONE_SHARE * length_s:
        yield tuple(swings)


def _usual_cycle_s(swings: Sequence[Movement]) -> float:
    """Return the usual time from one swing to the next, pauses between sets left out."""
    cycles = [b.candidate.peak_s - a.candidate.peak_s for a, b in pairwise(swings)]
    return median([one for one in cycles if one < 2.0 * REST_BETWEEN_SETS_S] or [REST_BETWEEN_SETS_S])


def _apart(earlier: Candidate, later: Candidate, usual_s: float) -> bool:
    """Return whether a set ends between two swings."""
    one, other = earlier.features, later.features
    told = min(one.pivot_evidence, other.pivot_evidence) >= load_everyday().pivot_evidence
    pause_s = min(REST_BETWEEN_SETS_S, max(SHORTEST_PAUSE_S, PAUSE_OF_CYCLE * usual_s))
    return later.rise_s - earlier.announced_s > pause_s or (
        told and abs(one.pivot_m - other.pivot_m) > OTHER_PIVOT_M
    )
