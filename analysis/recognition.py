"""Which exercise was it? Sets found and named in a recording without labels, with the reasons in words.

Swings of the thigh that follow one another and resemble each other make a set (`swing_groups`); its name
follows from the posture it starts from, the size of the swings, the axis they turn about and how far the
sensor travelled up or down (`cues`, `naming`). Which pose was standing is told from all of them together: the
one from which most of them make sense (`body_frame`). Where the rules do not settle it, the set stays unnamed
and the result says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.body_frame import (
    STANDING_WITHIN_DEG,
    BodyFrame,
    possible_frames,
    posture_of_housing,
    walked_in,
)
from analysis.calibration import Calibration
from analysis.exercises import load_catalogue
from analysis.floor_names import TILT_TO_DEG, Verdict, name_lying_alone
from analysis.hindsight import Hindsight
from analysis.levelling import levelled
from analysis.movement_axis import across, between_deg
from analysis.naming import SQUAT_PIVOT_M, name_exercise
from analysis.orientation import unit
from analysis.seat_or_squat import from_its_end
from analysis.set_parts import few, runs_by_name, without_calibration, without_strays
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.start_pose import SAME_POSE_DEG, rest_poses, same_pose
from analysis.swing_groups import Group, find_groups, from_the_top, top_pose
from analysis.swings import FEWEST_SWINGS
from sensing.samples import Activity

FloatArray = NDArray[np.float64]

MOST_WEIGHT = 6
"""A set of more movements than this weighs no more in telling which pose was standing."""

FIRST_REST_WEIGHT = 1.5
"""What it speaks for a pose that the recording begins in it, in movements explained: it is asked for."""

WALKED_WEIGHT = 8.0
"""And that it is walked in: feet carry who stands. More than a set and the first rest together; the less the
further from there, down to nothing where nobody stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """A set as found.

    Attributes
    ----------
    activity : Activity
        Where it lies and which exercise it was.
    calibration : Calibration
        Its own start pose and axis.
    why : str
        What spoke for it, in words.
    """

    activity: Activity
    calibration: Calibration
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """What was recognised in a recording.

    Attributes
    ----------
    sets : tuple of Recognised
        In time order.
    unnamed : int
        Sets that could not be named.
    notes : tuple of str
        What was assumed, and what moved but could not be named.
    """

    sets: tuple[Recognised, ...]
    unnamed: int
    notes: tuple[str, ...]


def recognise(whole: Hindsight, side: str | None) -> Recognition:
    """Find and name the sets of a recording.

    Parameters
    ----------
    whole : Hindsight
    side : {"left", "right"} or None
        The leg that wore the sensor.
    """
    groups = find_groups(whole)
    first = groups[0] if groups else None
    groups = [without_strays(group) for group in groups]
    frame, groups, verdicts = _explained(whole, groups)
    found: list[Recognised] = []
    unnamed = 0
    notes = [f"no labels: {_standing_note(whole, frame)}"]
    for i, (group, (name, why, role)) in enumerate(zip(groups, verdicts, strict=True)):
        span = f"{group.start_s:.0f}-{group.end_s:.0f} s"
        if name is None:
            unnamed += 1
            notes.append(f"{span}: {len(group.movements)} movements not recognised ({why})")
        elif i == 0 and group is first and name == "leg_lift" and len(groups) > 1 and few(group):
            notes.append(f"{span}: taken for the knee lifts of a calibration")
        else:
            activity = Activity(group.start_s, group.end_s, name, side, role)
            one = Recognised(activity, _oriented(_from_its_rests(group), activity), why)
            if found and _same_set(found[-1], one):
                found[-1] = replace(found[-1], activity=replace(found[-1].activity, end_s=activity.end_s))
            else:
                found.append(one)
    return Recognition(tuple(found), unnamed, tuple(notes))


def _same_set(earlier: Recognised, later: Recognised) -> bool:
    """Return whether two sets are one: the same exercise, from the same pose, without a rest between."""
    one, other = earlier.activity, later.activity
    return (
        (one.exercise, one.role) == (other.exercise, other.role)
        and other.start_s - one.end_s < REST_BETWEEN_SETS_S
        and same_pose(earlier.calibration.still_pose, later.calibration.still_pose)
    )


def _explained(whole: Hindsight, groups: list[Group]) -> tuple[BodyFrame | None, list[Group], list[Verdict]]:
    """Return the frame that explains most, and the groups, cut where need be, with their names.

    There is no frame where more is explained by taking it that no rest was standing.
    """
    best: tuple[float, BodyFrame | None, list[Group], list[Verdict]] = (-1.0, None, [], [])
    most = 0.0
    level = cache(levelled)
    turned_round = cache(lambda group: _from_its_rest(group, level(whole)))  # the same in every frame
    walked = walked_in(whole)
    for frame in possible_frames(whole):
        seen = [turned_round(group) if _from_its_hold(frame, group) else group for group in groups]
        seen = [from_its_end(frame, group, seen, turned_round) for group in seen]
        seen[:1] = [_after_calibration(frame, group) for group in seen[:1]]
        parts = [part for group in seen for part in _told_apart(frame, group)]
        verdicts = [_name(frame, part) for part in parts]
        explained = _weight(parts, verdicts) + (FIRST_REST_WEIGHT if frame.first else 0.0)
        worth = explained + _walked_weight(frame, walked)
        if worth > best[0]:
            best, most = (worth, frame, parts, verdicts), explained
    alone = [_as_it_lies(group) for group in groups]
    verdicts = [_name_alone(group) for group in alone]
    return (None, alone, verdicts) if _weight(alone, verdicts) > most else best[1:]


def _walked_weight(frame: BodyFrame, walked: FloatArray | None) -> float:
    """Return what it speaks for a pose to have been standing that it is walked in, if it is."""
    if walked is None:
        return 0.0
    off_deg = between_deg(frame.standing, walked)
    share = (STANDING_WITHIN_DEG - off_deg) / (STANDING_WITHIN_DEG - SAME_POSE_DEG)
    return WALKED_WEIGHT * min(max(share, 0.0), 1.0)


def _weight(groups: Sequence[Group], verdicts: Sequence[Verdict]) -> float:
    """Return how many movements were named, of no set more than `MOST_WEIGHT`."""
    return float(
        sum(
            min(len(group.movements), MOST_WEIGHT)
            for group, verdict in zip(groups, verdicts, strict=True)
            if verdict.name is not None
        )
    )


def _standing_note(whole: Hindsight, frame: BodyFrame | None) -> str:
    if frame is None:
        return "no rest was taken for standing, everything for movement on the floor"
    if not whole.still:
        return "nobody stood still for a second, the beginning was taken for standing"
    return f"{'the first' if frame.first else 'a later'} rest was taken for standing"


def _from_its_hold(frame: BodyFrame, group: Group) -> bool:
    """Return whether a movement was seen from its hold, not from its rest.

    On the floor it goes down from there; a pelvic tilt, too small to tell, goes into flexion. A squat ends
    in standing, and begins where nobody sits.
    """
    traits = group.traits
    posture = frame.posture(group.calibration.still_pose)
    knee = traits.along_m > SQUAT_PIVOT_M
    if posture == "unknown" and knee and same_pose(top_pose(group), frame.standing):
        return True
    small = posture == "hook_lying" and traits.size_deg <= TILT_TO_DEG
    return (small and frame.flexes(group.calibration)) or (posture != "standing" and traits.sinks)


def _from_its_rest(group: Group, whole: Hindsight) -> Group:
    """Return a movement that was seen from its hold as seen from its rest."""
    return max(from_the_top(group, whole), key=lambda one: len(one.movements), default=group)


def _after_calibration(frame: BodyFrame, group: Group) -> Group:
    """Return a recording's first group without the knee lifts of a calibration."""
    kept = without_calibration(group)
    lifts = replace(group, movements=group.movements[: len(group.movements) - len(kept.movements)])
    return kept if lifts.movements and _name(frame, lifts).name == "leg_lift" else group


def _as_it_lies(group: Group) -> Group:
    """Return a movement on the floor from its rest: without a gyroscope no exercise starts level."""
    if group.part.gyr is not None or posture_of_housing(group.calibration) != "level":
        return group
    turned = _from_its_rest(group, group.part)
    return turned if _name_alone(turned).name is not None else group


def _told_apart(frame: BodyFrame, group: Group) -> list[Group]:
    """Return a group cut where its movements turn from one exercise into another."""
    posture, flexes = frame.posture(group.calibration.still_pose), frame.flexes(group.calibration)
    names = [_alike(name_exercise(one, posture, flexes).name) for one in group.each]
    if len(set(names)) == 1:
        return [group]
    runs = runs_by_name(group.movements, names)
    parts = [replace(group, movements=tuple(run)) for run in runs if len(run) >= FEWEST_SWINGS]
    called = [_alike(_name(frame, part).name) for part in parts]
    sets = [part for part, name in zip(parts, called, strict=True) if name is not None]
    told = {name for name in called if name is not None}
    return sets if len(told) == len(sets) > 1 else [group]


def _alike(name: str | None) -> str | None:
    """Return one name for exercises between which a single movement does not decide."""
    return "leg_lift" if name == "march" else name


def _name(frame: BodyFrame, group: Group) -> Verdict:
    calibration = group.calibration
    return name_exercise(group.traits, frame.posture(calibration.still_pose), frame.flexes(calibration))


def _name_alone(group: Group) -> Verdict:
    """Return the name of a set in a recording in which no rest was standing."""
    traits = group.traits
    pose, axis = group.calibration.still_pose, group.calibration.axis
    posture = posture_of_housing(group.calibration)
    if group.part.gyr is not None and not traits.lies:
        posture = "unknown"
    return name_lying_alone(traits, posture, abs(float(axis[int(np.argmin(np.abs(pose)))])))


def _from_its_rests(group: Group) -> Calibration:
    """Return a set's calibration from where the thigh rests between its movements, not somewhere before."""
    one = group.calibration
    part = group.part.part(group.start_s, group.end_s)
    away = [(each.candidate.rise_s, each.candidate.announced_s) for each in group.movements]
    rests = [
        rest.up
        for rest in rest_poses(part)
        if same_pose(rest.up, one.still_pose)
        and not any(a < part.time_s[(rest.where.start + rest.where.stop) // 2] < b for a, b in away)
    ]
    if not rests:
        return one
    pose = unit(np.mean(rests, axis=0))
    return replace(one, still_pose=pose, axis=across(one.axis, pose))


def _oriented(calibration: Calibration, activity: Activity) -> Calibration:
    """Return the calibration with flexion positive: the set moved in its exercise's own direction."""
    rules = load_catalogue()[activity.exercise].rules_for(activity.role)
    return replace(calibration, axis=rules.sign * calibration.axis, sign_source="exercise")
