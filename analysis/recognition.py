"""Which exercise was it? Sets found and named in a recording without labels, with the reasons in words.

A recording is cut into stretches that keep coming back to one rest pose. In each, swings of the thigh that
follow one another and resemble each other make a set; its name follows from the posture of the rest pose, the
size of the swings and the axis they turn about. Postures are told against the first rest, which is taken for
standing. Where the rules do not settle it, the set stays unnamed and the result says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration, calibrate_part
from analysis.exercises import Rules, load_catalogue, load_everyday
from analysis.hindsight import Hindsight
from analysis.naming import Traits, name_exercise, usual_size
from analysis.orientation import unit
from analysis.repetitions import Candidate, RepetitionDetector
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.start_pose import same_pose
from analysis.stillness import Still
from analysis.thigh_angle import ThighAngle
from sensing.samples import Activity, ImuBlock

FloatArray = NDArray[np.float64]

LONGEST_AWAY_S = 20.0
"""Away from a rest pose for longer is another posture: holds last up to 15 s."""

CALIBRATION_LIFTS = 3
CALIBRATION_PAUSE = 1.3
"""The first three movements of a recording at most, followed by a pause this many times longer than usual,
are the knee lifts of a calibration."""

OTHER_PIVOT_M = 0.2
"""Neighbouring swings whose axes lie further apart than this are of different exercises."""

FEWEST_SWINGS = 2
ALIKE_SHARE = 0.45
"""Swings less than 12 s apart, each at least 45 % of the usual size, make a set of two or more."""

FROM_REST_SHARE = 0.5
"""A swing starts nearer to the rest pose than this share of its size; seen the other way round it doesn't."""

OTHER_WAY_DEG = 9.0
"""This much of a movement the other way is kept: enough to see that a step swings back behind the body."""

WIDTHS_ALIKE = 4.0
"""Movements of one set last alike, within this factor: a sit-down is not of one set with a bend."""

CLEAR_DEG = 20.0
"""The largest movement from standing, if this large, shows which way the thigh flexes."""

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
    if not whole.still:
        return Recognition((), 1, ("nobody stood still for a second: cannot recognise exercises, name one",))
    stretches = [whole.at(one.first, one.last) for one in _stretches(whole)]
    standing = _pose(whole, whole.still[0])
    sets = [(part, *one) for part in stretches for one in _sets(part)]
    reference = _reference([(calibration, group) for _, calibration, group in sets], standing)
    sets.sort(key=lambda one: one[2][0].rise_s)
    found: list[Recognised] = []
    unnamed = 0
    notes = ["no labels: the first rest was taken for standing"]
    for i, (part, calibration, whole_set) in enumerate(sets):
        group = whole_set if i else _without_calibration(whole_set)
        start_s, end_s = group[0].from_s, group[-1].announced_s + group[-1].features.width_s
        traits = Traits.of(group, calibration, reference, standing)
        name, why = name_exercise(traits)
        if name is None:
            unnamed += 1
            notes.append(f"{start_s:.0f}-{end_s:.0f} s: {len(group)} movements not recognised ({why})")
        elif _is_calibration(i, name, group, whole_set, len(sets)):
            notes.append(f"{start_s:.0f}-{end_s:.0f} s: taken for the knee lifts of a calibration")
        else:
            role = "rear" if name == "lunge" and traits.flexes is False else None
            activity = Activity(max(start_s, float(part.time_s[0])), end_s, name, side, role)
            found.append(Recognised(activity, _oriented(calibration, activity), why))
    return Recognition(tuple(found), unnamed, tuple(notes))


def _is_calibration(
    place: int, name: str, group: list[Candidate], whole_set: list[Candidate], sets: int
) -> bool:
    """Return whether a set is the few knee lifts that a recording of more begins with."""
    short = group is whole_set and len(group) <= CALIBRATION_LIFTS
    return place == 0 and name == "leg_lift" and short and sets > 1


def _pose(whole: Hindsight, still: Still) -> FloatArray:
    return unit(whole.up[still.first : still.last].mean(axis=0))


def _stretches(whole: Hindsight) -> Iterator[Still]:
    """Yield the stretches of the recording that keep coming back to one rest pose."""
    poses = [_pose(whole, still) for still in whole.still]
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
        last = len(whole.time_s) if j == len(poses) - 1 else whole.still[j].last
        yield Still(first, last)
        i = j + 1


def _reference(
    sets: Sequence[tuple[Calibration, list[Candidate]]], standing: FloatArray
) -> Calibration | None:
    """Return the calibration of the largest clear movement from the standing pose: that went into flexion."""
    clear = [
        (usual_size(group), calibration)
        for calibration, group in sets
        if same_pose(calibration.still_pose, standing) and usual_size(group) >= CLEAR_DEG
    ]
    return max(clear, key=lambda one: one[0])[1] if clear else None


def _sets(part: Hindsight) -> list[tuple[Calibration, list[Candidate]]]:
    """Return the sets of a stretch, of whichever direction; of two that overlap, the larger movement."""
    one_way = calibrate_part(part)
    other_way = replace(one_way, axis=-one_way.axis)
    sets = [(way, group) for way in (one_way, other_way) for group in _groups(_swings(part, way))]
    sets.sort(key=lambda one: -usual_size(one[1]))
    kept: list[tuple[Calibration, list[Candidate]]] = []
    for way, group in sets:
        if all(group[-1].announced_s < g[0].rise_s or group[0].rise_s > g[-1].announced_s for _, g in kept):
            kept.append((way, group))
    return kept


def _without_calibration(group: list[Candidate]) -> list[Candidate]:
    """Return a recording's first set without the knee lifts of a calibration."""
    pauses = [later.rise_s - earlier.announced_s for earlier, later in pairwise(group)]
    for count in range(1, min(CALIBRATION_LIFTS, len(pauses) - FEWEST_SWINGS + 1) + 1):
        if pauses[count - 1] > CALIBRATION_PAUSE * median(pauses[count:]):
            return group[count:]
    return group


def _swings(part: Hindsight, calibration: Calibration) -> list[Candidate]:
    """Return the swings of a stretch that begin near its rest pose and are no steps."""
    angle = ThighAngle(calibration)
    detector = RepetitionDetector(SEARCH, load_everyday(), calibration, floor_deg=None, delay_s=angle.delay_s)
    block = angle.push(ImuBlock(part.time_s, part.acc, part.gyr))
    # Movements the other way are cut off: seen from here they would be one large swing back to zero.
    detector.push(replace(block, smooth_deg=np.maximum(block.smooth_deg, -OTHER_WAY_DEG)))
    detector.finish()
    return [
        candidate
        for candidate, _ in detector.settled
        if abs(candidate.features.valley_deg) <= FROM_REST_SHARE * candidate.features.size_deg
    ]


def _groups(swings: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield runs of swings that follow one another and resemble each other."""
    runs: list[list[Candidate]] = [[]]
    for one in swings:
        if runs[-1] and _apart(runs[-1][-1], one):
            runs.append([])
        runs[-1].append(one)
    for run in runs:
        if len(run) >= FEWEST_SWINGS:
            usual = float(np.percentile([one.features.size_deg for one in run], 75))
            width_s = median(one.features.width_s for one in run)
            alike = [
                one
                for one in run
                if one.features.size_deg >= ALIKE_SHARE * usual
                and width_s / WIDTHS_ALIKE <= one.features.width_s <= width_s * WIDTHS_ALIKE
            ]
            if len(alike) >= FEWEST_SWINGS:
                yield alike


def _apart(earlier: Candidate, later: Candidate) -> bool:
    """Return whether a set ends between two swings."""
    one, other = earlier.features, later.features
    told = min(one.pivot_evidence, other.pivot_evidence) >= load_everyday().pivot_evidence
    return later.rise_s - earlier.announced_s > REST_BETWEEN_SETS_S or (
        told and abs(one.pivot_m - other.pivot_m) > OTHER_PIVOT_M
    )


def _oriented(calibration: Calibration, activity: Activity) -> Calibration:
    """Return the calibration with flexion positive: the set moved in its exercise's own direction."""
    rules = load_catalogue()[activity.exercise].rules_for(activity.role)
    return replace(calibration, axis=rules.sign * calibration.axis, sign_source="exercise")
