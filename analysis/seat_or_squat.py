"""From which end squats and rises from a chair begin: seen from the other, either looks like the other."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from analysis.body_frame import BodyFrame
from analysis.naming import SQUAT_PIVOT_M, STS_FROM_DEG
from analysis.swing_groups import Group

STAYS_LONGER = 2.5
STAYS_AT_LEAST_S = 2.0
"""Who turns for so many times longer than usual, and for longer than the second, has arrived: on the chair
before the first or after the last rise, or in standing beside a set of squats (between rises people stay
0.4-0.6 s, BENCH-STS; a prescribed hold is held in every repetition [J])."""

SEAT_ALIKE_DEG = 1.0
"""A seat stops the thigh at one angle, from one time to the next within this (simulated 0.1-0.4); in squats,
and where a chair is hardly touched, it turns at another each time (CMU-MBL 1.1, 3.8, BENCH-STS 2.0-2.3)."""


def from_its_end(
    frame: BodyFrame, group: Group, groups: Sequence[Group], turned: Callable[[Group], Group]
) -> Group:
    """Return bends or rises about the knee from the end, standing or seated, from which more of them begin.

    Ten rises from a chair are eleven bends from standing, but the first and the last lead to the chair and
    from it: the person stays there. Of ten squats held below, nine seem to rise from there.

    Parameters
    ----------
    frame : BodyFrame
    group : Group
    groups : sequence of Group
        All that were found: of two halves of one set neither is the whole.
    turned : callable
        From a group to the same as seen from where its movements turn.
    """
    if not _may_turn(frame, group):
        return group
    other = turned(group)
    ends = {frame.posture(one.calibration.still_pose): one for one in (group, other)}
    beside = any(other.overlaps(one) for one in groups if one is not group)
    if set(ends) != {"standing", "level"} or beside or _begun_here(other) <= _begun_here(group):
        return group
    return ends["level" if _seated(ends["standing"]) else "standing"]


def _may_turn(frame: BodyFrame, group: Group) -> bool:
    """Return whether a group could be rises from a chair, or squats."""
    traits, calibration = group.traits, group.calibration
    posture, flexes = frame.posture(calibration.still_pose), frame.flexes(calibration)
    if traits.size_deg < STS_FROM_DEG:
        return False
    if posture == "level":
        return flexes is False and not traits.about_hip
    return posture == "standing" and flexes is not False and traits.along_m > SQUAT_PIVOT_M


def _begun_here(group: Group) -> int:
    """Return how many movements there are, without a first and a last that lead to a stay."""
    holds_s = [one.measures.hold_s for one in group.movements]
    stay_s = max(STAYS_AT_LEAST_S, STAYS_LONGER * median(holds_s))
    return len(holds_s) - (holds_s[0] > stay_s) - (holds_s[-1] > stay_s)


def _seated(bends: Group) -> bool:
    """Return whether bends from standing all end at one angle, as on a seat."""
    reached_deg = [one.candidate.features.peak_deg for one in bends.movements]
    apart_deg = [abs(a - b) for a, b in pairwise(reached_deg)]
    return bool(apart_deg) and median(apart_deg) < SEAT_ALIKE_DEG
