"""Groups of swings from one pose, in one plane: what may have been a set."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration, calibrate_part
from analysis.cues import (
    LEAST_EVIDENCE,
    LYING_ACROSS_M,
    LYING_ALONG_M,
)
from analysis.exercises import load_everyday
from analysis.hindsight import Hindsight
from analysis.left_over import Search
from analysis.levelling import levelled
from analysis.movement_axis import across
from analysis.movements import Movement
from analysis.naming import looks_rear
from analysis.orientation import unit
from analysis.runs import SHORTEST_PAUSE_S, runs_of, usual_cycle_s
from analysis.stretches import stretches
from analysis.swings import (
    ANY_MOVEMENT,
    DIPPING,
    FEWEST_SWINGS,
    angle_of,
    dips_twice,
    swings_in,
    the_other_way,
)
from analysis.traits import Traits

FloatArray = NDArray[np.float64]

EDGE_S = 1.0
"""A set is given this much time before its first and after its last movement."""

MOST_TRIES = 2
SHORTEST_LEFT_OVER_S = 6.0
"""What is left over of a stretch is searched again so many times, if it is longer than this."""

ASIDE_DEG = 45.0
"""What goes further across the plane it was seen in than along it belongs to another axis."""


@dataclass(frozen=True, eq=False)
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
        return max(first.start_s - EDGE_S, first.candidate.from_s, float(self.part.time_s[0]))

    @property
    def end_s(self) -> float:
        """Shortly after its last movement had ended."""
        return self.movements[-1].end_s + EDGE_S

    @property
    def size_deg(self) -> float:
        """Usual size of its movements."""
        return median(one.size_deg for one in self.movements)

    @property
    def unevenness(self) -> float:
        """Longest of its movements by the shortest."""
        widths_s = [one.width_s for one in self.movements]
        return max(widths_s) / min(widths_s)

    @cached_property
    def traits(self) -> Traits:
        """What tells its exercise."""
        return Traits.of(self.movements)

    @cached_property
    def each(self) -> tuple[Traits, ...]:
        """What tells the exercise of each of its movements."""
        return tuple(Traits.of([one]) for one in self.movements)

    def overlaps(self, other: "Group") -> bool:
        """Return whether two groups lie in the same time."""
        return (
            self.movements[-1].candidate.announced_s >= other.movements[0].candidate.rise_s
            and self.movements[0].candidate.rise_s <= other.movements[-1].candidate.announced_s
        )


def find_groups(whole: Hindsight) -> list[Group]:
    """Return what may have been sets, in time order."""
    whole = levelled(whole)
    groups = _in_stretches(whole, whole, MOST_TRIES)
    # Of two in the same time the longer; of two as long the more even, the other was seen from elsewhere.
    kept = _without_overlaps(sorted(groups, key=lambda one: (-len(one.movements), one.unevenness)))
    return sorted(kept, key=lambda one: one.movements[0].candidate.rise_s)


def _without_overlaps(groups: Iterable[Group]) -> list[Group]:
    """Return groups without those that lie in the time of one before them."""
    kept: list[Group] = []
    for group in groups:
        if not any(group.overlaps(other) for other in kept):
            kept.append(group)
    return kept


def _in_stretches(searched: Hindsight, whole: Hindsight, tries: int) -> list[Group]:
    """Return the groups of all stretches of a part of the whole.

    What goes down from a pose that is only passed may be sitting on a chair as well: left to the chair.
    """
    return [
        group
        for part, passed in stretches(searched)
        for group in _in_stretch(part, whole, 0 if passed else tries)
        if not passed or _lifted(group.traits)
    ]


def _lifted(traits: Traits) -> bool:
    """Return whether a limb was lifted: about the hip, or about whatever the sensor lay level with."""
    return not traits.sinks and (traits.about_hip or traits.lies or traits.about_knee)


def _in_stretch(part: Hindsight, whole: Hindsight, tries: int) -> list[Group]:
    """Return the groups of a stretch; what they leave over may hold others, from another pose."""
    search, seen = _from_one_pose(part, whole)
    kept = [each for group in seen for each in _in_its_plane(group, whole)]
    if not (kept and tries):
        return kept
    edges, before_deg = [float(part.time_s[0])], [0.0]
    for group in sorted(kept, key=lambda one: one.start_s):
        edges += [group.movements[0].start_s, group.movements[-1].end_s]
        before_deg.append(group.size_deg)
    edges.append(float(part.time_s[-1]))
    for a, b, size_deg in zip(edges[::2], edges[1::2], before_deg, strict=True):
        if b - a <= SHORTEST_LEFT_OVER_S or not (left_over := part.part(a, b)).still:
            continue
        if not search.has_seen(left_over, size_deg):
            kept += _in_stretches(left_over, whole, tries - 1)
    return kept


def _in_its_plane(group: Group, whole: Hindsight) -> list[Group]:
    """Return a group that was seen from aside as it is about an axis of its own.

    The axis of a stretch is that of all that moves in it: who fiddles with the strap after small movements
    turns the thigh further than they do.
    """
    if abs(median(one.heading_deg for one in group.movements)) <= ASIDE_DEG:
        return [group]
    beside_s = usual_cycle_s(group.movements)
    part = whole.part(group.start_s - beside_s, group.end_s + beside_s)
    return (_from_one_pose(part, whole)[1] if part.still else []) or [group]


def from_the_top(group: Group, whole: Hindsight) -> list[Group]:
    """Return what a group is when it began where its movements were taken to turn.

    The first movement began before the first of its holds, where the group begins, and may lie outside its
    stretch, as the end of the last may: so in the whole recording, too. There the way into the posture may
    hide the first: what holds more movements is right.
    """
    turned = _turned(group)
    beside_s = SHORTEST_PAUSE_S + usual_cycle_s(group.movements)
    parts = (
        whole.part(group.start_s - beside_s, group.end_s + beside_s),
        group.part.part(group.start_s - SHORTEST_PAUSE_S, group.end_s + SHORTEST_PAUSE_S),
    )
    seen = max((swings_in(part, turned, angle_of(part, turned)) for part in parts), key=len)
    return [Group(run[0].part, turned, run) for run in runs_of(seen, np.inf)]


def _from_one_pose(part: Hindsight, whole: Hindsight) -> tuple[Search, list[Group]]:
    """Return the groups that start from one pose, of either direction; of two that overlap, the larger.

    With them comes the search itself.
    """
    length_s = float(whole.time_s[-1] - whole.time_s[0])
    one_way = calibrate_part(part, ANY_MOVEMENT)
    angle = angle_of(part, one_way)
    groups: list[Group] = []
    rear: list[Group] = []
    turned_s: list[float] = []
    for way, block in ((one_way, angle), the_other_way(one_way, angle)):
        swings = swings_in(part, way, block)
        turned_s += [one.peak_s for one in swings]
        for group in [Group(part, way, run) for run in runs_of(swings, length_s)]:
            if _upside_down(group):
                groups += from_the_top(group, whole)
            else:
                groups.append(group)
        if way.has_gyro and dips_twice(block):
            dips = swings_in(part, way, block, DIPPING)
            turned_s += [one.peak_s for one in dips]
            rear += [one for run in runs_of(dips, length_s) if _of_the_rear_leg(one := Group(part, way, run))]
    search = Search(part, one_way, angle.smooth_deg, turned_s)
    return search, _without_overlaps([*rear, *sorted(groups, key=lambda one: -one.size_deg)])


def _of_the_rear_leg(group: Group) -> bool:
    """Return whether movements that mostly dip twice are those of the leg behind in a lunge."""
    twice = sum(one.candidate.humps > 1 for one in group.movements)
    return 2 * twice >= len(group.movements) and looks_rear(group.traits)


def _upside_down(group: Group) -> bool:
    """Return whether a lying person's movement was seen from its top: lying, the sensor only goes up."""
    told = [one.turning for one in group.movements if one.turning.evidence >= LEAST_EVIDENCE]
    if len(told) < FEWEST_SWINGS:
        return False
    if median(one.candidate.features.landing_g for one in group.movements) > load_everyday().sitting_landing:
        return False  # a foot lands: nobody lies
    across_m, along_m = median(each.across_m for each in told), median(each.along_m for each in told)
    # Level with the point it turns about is the pose at the other end.
    level_m = along_m + across_m * np.sin(np.radians(group.size_deg))
    return across_m < -LYING_ACROSS_M and min(abs(along_m), abs(level_m)) < LYING_ALONG_M


def top_pose(group: Group) -> FloatArray:
    """Return the pose in which the movements of a group turn."""
    part = group.part
    tops = [part.time_s.searchsorted(each.peak_s) for each in group.movements]
    return unit(part.up[np.minimum(tops, len(part.up) - 1)].mean(axis=0))


def _turned(group: Group) -> Calibration:
    """Return the calibration that starts where the movements of a group turn, and goes back."""
    pose, one = top_pose(group), group.calibration
    return replace(one, still_pose=pose, axis=-across(one.axis, pose))
