"""What to look for in a recording, where, and by which calibration."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from analysis.calibration import (
    CALIBRATION_ACTIVITY,
    Calibration,
    calibrate_for,
    calibrate_part,
    knee_lifted,
    with_axis_of,
)
from analysis.exercises import get_exercise, load_catalogue
from analysis.hindsight import Hindsight
from analysis.levelling import accelerometer_error
from analysis.recognition import recognise
from analysis.start_pose import SAME_POSE_DEG, rest_poses
from sensing.samples import STANDARD_GRAVITY, Activity, Recording

NEAR_MISS = 0.8
"""A label this similar to an exercise's name (difflib's ratio) was probably meant as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One exercise in one part of a recording.

    Attributes
    ----------
    activity : Activity
        Which, where, on which leg.
    calibration : Calibration
        Start pose and axis to analyse it by.
    recognised_by : str
        Why it was taken for this exercise, where nobody said so.
    doubts : tuple of str
        What stands against the calibration here, in words.
    otherwise : bool
        Its sets are those that lie apart from the sets of the jobs before it.
    """

    activity: Activity
    calibration: Calibration
    recognised_by: str = ""
    doubts: tuple[str, ...] = ()
    otherwise: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to look for in a recording.

    Attributes
    ----------
    jobs : tuple of Job
    main : Calibration
        For the angle outside the jobs.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    looked_for : tuple of str or None
        The exercises looked for; None when all were.
    unnamed : int
        How many times something moved again and again that could not be named.
    notes : tuple of str
        What was assumed, left out or contradictory, in words.
    """

    jobs: tuple[Job, ...]
    main: Calibration
    side: str | None
    looked_for: tuple[str, ...] | None
    unnamed: int
    notes: tuple[str, ...]


def plan(
    recording: Recording,
    hindsight: Hindsight,
    exercise: str | None,
    side: str | None,
    calibration: Calibration | None,
) -> Plan:
    """Decide what to look for: the exercise asked for, the recording's labels, or whatever is recognised.

    Parameters
    ----------
    recording : Recording
    hindsight : Hindsight
        Of this recording.
    exercise : str or None
        Asked for: looked for where the labels have it; without such a label, or with a given calibration, in
        the whole recording.
    side : {"left", "right"} or None
        Said to have worn the sensor; goes before what the recording says.
    calibration : Calibration or None
        Given from outside.

    Raises
    ------
    CatalogueError
        When the exercise is unknown.
    """
    wanted = None if exercise is None else get_exercise(exercise)
    labels = [replace(one, side=side or one.side) for one in recording.info.activities]
    lifted = None if calibration else knee_lifted(hindsight, labels)
    main = calibration or calibrate_for(hindsight, lifted, wanted)
    worn = side or recording.info.placement.side
    notes = [*_side_notes(recording, side), *_label_notes(labels)]
    activities = _activities(labels, exercise, worn, whole=calibration is not None)
    looked_for = None if exercise is None else (exercise,)
    if not activities:
        found = recognise(hindsight, worn)
        # They were recognised in what the sensor would have shown without its error, and are counted with it.
        bias, scale_ms2 = accelerometer_error(hindsight)
        jobs = tuple(
            Job(
                one.activity,
                replace(one.calibration, acc_bias=bias, gravity_ms2=STANDARD_GRAVITY + scale_ms2),
                one.why,
            )
            for one in found.sets
        )
        return Plan(jobs, main, worn, looked_for, found.unnamed, (*notes, *found.notes))
    jobs = ()
    for one in activities:
        where = hindsight.positions(one.start_s, one.end_s)
        if where.stop - where.start < 2:
            notes.append(f"{one.exercise} at {one.start_s:.0f} s: no samples there")
            continue
        if exercise is not None and np.isinf([one.start_s, one.end_s]).all():
            # The whole recording is one job, which `main` was made for.
            jobs += (Job(one, main, doubts=_pose_doubts(hindsight, main) if calibration else ()),)
        else:
            jobs += (_job(one, hindsight, lifted, calibration),)
        if _role_open(jobs[-1]):
            jobs += _leg_behind(jobs[-1], hindsight, worn)
    return Plan(jobs, main, worn, looked_for, 0, tuple(notes))


def _activities(
    labels: Sequence[Activity], exercise: str | None, side: str | None, *, whole: bool
) -> list[Activity]:
    """Return what to analyse; empty when nothing says what was done."""
    known = load_catalogue()
    if exercise is None:
        return [replace(one, side=one.side or side) for one in labels if one.exercise in known]
    labelled = [replace(one, side=one.side or side) for one in labels if one.exercise == exercise]
    if labelled and not whole:
        return labelled
    role = next((one.role for one in labelled), None)
    # The lifts that a recording was calibrated by are no repetitions.
    lifts = [one.end_s for one in labels if one.exercise == CALIBRATION_ACTIVITY and not whole]
    return [Activity(max(lifts, default=-np.inf), np.inf, exercise, side, role)]


def _job(
    activity: Activity, hindsight: Hindsight, lifted: Calibration | None, given: Calibration | None
) -> Job:
    """Return the job of a part: a given calibration brings the axis, the start pose is the part's own."""
    exercise = get_exercise(activity.exercise)
    part = hindsight.part(activity.start_s, activity.end_s)
    if given is None:
        return Job(activity, calibrate_for(part, lifted, exercise))
    own = with_axis_of(given, part, exercise) if exercise.sagittal else calibrate_part(part, exercise)
    return Job(activity, own)


def _role_open(job: Job) -> bool:
    """Return whether nobody told which leg is in front, nor the lunges themselves in calibrating."""
    lunges = get_exercise(job.activity.exercise).rear is not None
    return lunges and not job.activity.role and job.calibration.sign_source == "knee lift"


def _leg_behind(job: Job, hindsight: Hindsight, side: str | None) -> tuple[Job, ...]:
    """Return the jobs for the leg behind: in a labelled part, else where its lunges are recognised."""
    if np.isfinite(job.activity.end_s):
        return (replace(job, calibration=replace(job.calibration, role="rear"), otherwise=True),)
    return tuple(
        Job(one.activity, one.calibration, one.why, otherwise=True)
        for one in recognise(hindsight, side).sets
        if one.activity.exercise == job.activity.exercise and one.activity.role == "rear"
    )


def _pose_doubts(part: Hindsight, given: Calibration) -> tuple[str, ...]:
    """Return what the rests of a part say against the start pose of a calibration from outside."""
    agreement = [float(one.up @ given.still_pose) for one in rest_poses(part)]
    away = np.degrees(np.arccos(np.clip(max(agreement, default=1.0), -1.0, 1.0)))
    if away <= SAME_POSE_DEG:
        return ()
    moved = "the strap was moved, or the exercise starts from another posture"
    return (f"calibrated in another pose, the nearest rest is {away:.0f} degrees away: {moved}",)


def _side_notes(recording: Recording, side: str | None) -> list[str]:
    said = recording.info.placement.side
    if side is not None and said is not None and side != said:
        return [f"taken as the {side} leg as asked; the recording says {said}"]
    other = sorted({one.side for one in recording.info.activities if one.side} - {said or side})
    if (said or side) and other:
        return [f"the recording says {said or side} leg, some of its labels say {', '.join(other)}"]
    return []


def _label_notes(labels: Sequence[Activity]) -> list[str]:
    """Return what is odd about the labels: near misses of an exercise's name, and overlaps."""
    known = load_catalogue()
    notes = []
    for name in sorted({one.exercise for one in labels} - set(known)):
        plain = name.lower().replace("-", "_").replace(" ", "_")
        near = difflib.get_close_matches(plain, known, n=1, cutoff=NEAR_MISS)
        if near:
            notes.append(f"label '{name}' is no exercise of the catalogue; was '{near[0]}' meant?")
    exercises = sorted((one for one in labels if one.exercise in known), key=lambda one: one.start_s)
    for earlier, later in pairwise(exercises):
        if later.start_s < earlier.end_s:
            notes.append(
                f"labels overlap at {later.start_s:.0f} s: {earlier.exercise} and {later.exercise}; "
                "what was done there may be counted twice"
            )
    return notes
