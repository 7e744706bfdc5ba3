"""One recording, the whole pipeline: what was done, how well, how far to trust it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.calibration import Calibration
from analysis.exercises import get_exercise
from analysis.hindsight import Hindsight
from analysis.live import LiveAnalysis, check_choice
from analysis.live_words import moved_rest
from analysis.planning import Job, plan
from analysis.quality import clipped_samples, recording_quality, set_quality
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult
from analysis.review import Counted, ReviewedAngle
from analysis.sets import build_set, split_into_sets, uncounted_set
from analysis.standing_zero import MOVED_REST_DEG, stays_off
from sensing.samples import SIDES, ImuBlock, Recording

WARM_UP_S = 5.0
"""The filters run this long before an activity begins, where the recording allows."""

SHALLOW_SHARE = 0.6
"""A repetition with less than this share of its set's median range is flagged shallow ([J])."""


def analyze(
    recording: Recording,
    exercise: str | None = None,
    side: str | None = None,
    calibration: Calibration | None = None,
) -> SessionResult:
    """Count and measure the exercises of a recording.

    Parameters
    ----------
    recording : Recording
    exercise : str, optional
        Name in the catalogue: looked for where the recording's activities have it, else in the whole of it.
        By default all activities of the recording; without any, what is recognised.
    side : {"left", "right"}, optional
        The leg that wore the sensor; by default what the recording says.
    calibration : Calibration, optional
        By default found in the recording itself. Given together with an exercise it is taken as it is, for
        the whole recording; without one it gives the axis, and each activity starts from its own rest.

    Returns
    -------
    SessionResult
        Counted as `LiveAnalysis` counts, then measured again with hindsight.

    Raises
    ------
    CatalogueError
        When an exercise is unknown.
    InputError
        When the side is none of these.
    """
    check_choice("side", side, SIDES)
    hindsight = Hindsight.of(recording)
    planned = plan(recording, hindsight, exercise, side, calibration)
    clipped = clipped_samples(recording)
    runs = [_count(recording, hindsight, job) for job in planned.jobs]
    angle = ReviewedAngle.of(hindsight, planned.main, runs, np.logical_or.reduce(list(clipped.values())))
    sets: list[ExerciseSet] = []
    told: dict[tuple[int, str], tuple[str, ...]] = {}
    for run in runs:
        found = _sets_of(run, angle)
        if run.job.otherwise:
            found = [one for one in found if _lies_apart(one, sets)]
        sets += found
        where = run.part.start, run.job.activity.exercise
        if found or where not in told:
            told[where] = _notes_of(run)
    sensor = recording_quality(recording, hindsight.still, hindsight.brief, clipped)
    return SessionResult(
        recording=recording.name,
        started_at=recording.info.started_at,
        duration_s=recording.duration_s,
        side=planned.side,
        sets=tuple(sorted(sets, key=lambda one: one.start_s)),
        thigh_angle=angle.frame(),
        quality=_quality(sensor, sets),
        calibration=runs[0].live.calibration if len(told) == 1 else planned.main,
        notes=(*planned.notes, *(note for part in told.values() for note in part)),
        looked_for=planned.looked_for,
        unnamed=planned.unnamed,
    )


def _notes_of(run: Counted) -> tuple[str, ...]:
    """Return what was not counted in one part, in words."""
    return tuple(f"{run.live.exercise.title}: {why}" for why in (run.live.waiting, run.live.uncounted) if why)


def _lies_apart(one: ExerciseSet, others: Sequence[ExerciseSet]) -> bool:
    """Return whether a set lies in time of its own."""
    return all(one.end_s < other.start_s or other.end_s < one.start_s for other in others)


def _quality(sensor: Quality, sets: Sequence[ExerciseSet]) -> Quality:
    """Return the verdict on the recording: on its sensor, and on what could not be counted."""
    uncounted = [one for one in sets if not one.quality.countable]
    if not uncounted:
        return sensor
    titles = ", ".join(get_exercise(one.exercise).title.lower() for one in uncounted)
    reason = f"cannot count {titles}: {uncounted[0].quality.reasons[-1]}"
    counted = len(uncounted) < len(sets)
    return Quality(countable=sensor.countable and counted, reasons=(*sensor.reasons, reason))


def _count(recording: Recording, hindsight: Hindsight, job: Job) -> Counted:
    """Count one exercise in its part of a recording, as it would have been counted live."""
    activity = job.activity
    live = LiveAnalysis(job.calibration, activity.exercise, activity.side, activity.role)
    part = hindsight.positions(activity.start_s, activity.end_s)
    warm = hindsight.positions(activity.start_s - WARM_UP_S, activity.start_s)
    if warm.start < warm.stop:
        live.feed(_block(recording, warm), counted=False)
    live.feed(_block(recording, part))
    live.finish()
    return Counted(job, part, live)


def _sets_of(run: Counted, angle: ReviewedAngle) -> list[ExerciseSet]:
    """Return the sets that were counted in one part."""
    measured, activity = angle.measure(run), run.job.activity
    if not measured and run.live.exercise.can_hide:
        return [_uncounted(run, angle)]
    sets = (_numbered(one) for one in split_into_sets(measured))
    return [
        replace(
            build_set(activity.exercise, activity.side, run.live.role, one, _set_quality(one, run)),
            recognised_by=run.job.recognised_by,
        )
        for one in sets
    ]


def _set_quality(repetitions: Sequence[Repetition], run: Counted) -> Quality:
    """Return the verdict on a set; the rests it starts from tell whether the zero still holds."""
    doubts = list(run.job.doubts)
    calibration = run.live.calibration
    if run.live.exercise.posture == "standing" and calibration.zero_known:
        moved = max(calibration.moved_deg, _moved_deg(repetitions, run))
        if moved > MOVED_REST_DEG:
            doubts.append(moved_rest(moved))
        sign = run.live.rules.sign
        rests = [one.peak_angle_deg - sign * one.range_deg for one in repetitions if "gap" not in one.flags]
        if off := stays_off(rests):
            doubts.append(off)
    return set_quality(repetitions, calibration, doubts)


def _moved_deg(repetitions: Sequence[Repetition], run: Counted) -> float:
    """Return how far from the calibration's pose the furthest rest lies that a set counted from."""
    zeros = run.live.zeros
    until_s = [*(one.rest_s for one in zeros[1:]), np.inf]
    return max(
        zero.moved_deg
        for zero, end_s in zip(zeros, until_s, strict=True)
        if zero.rest_s < repetitions[-1].peak_s and end_s > repetitions[0].peak_s
    )


def _uncounted(run: Counted, angle: ReviewedAngle) -> ExerciseSet:
    """Return the set of an exercise that can pass unseen, and was not seen."""
    part, exercise = run.part, run.live.exercise
    moved = float(np.ptp(angle.smooth_deg[part]))
    told_apart = (
        "its movements cannot be told apart"
        if moved >= exercise.rules.smallest_range
        else "the thigh hardly moved"
    )
    reason = run.live.waiting or f"{told_apart} (by {moved:.1f} degrees in all)"
    span_s = (float(angle.time_s[part.start]), float(angle.time_s[part.stop - 1]))
    reasons = (*run.live.calibration.verdict.reasons, reason)
    return uncounted_set(exercise.name, run.job.activity.side, span_s, reasons)


def _block(recording: Recording, part: slice) -> ImuBlock:
    gyr = None if recording.gyr is None else recording.gyr[part]
    return ImuBlock(recording.time_s[part], recording.acc[part], gyr)


def _numbered(repetitions: Sequence[Repetition]) -> list[Repetition]:
    """Return the repetitions numbered within their set, those much smaller than the others flagged."""
    usual = float(np.median([one.range_deg for one in repetitions]))
    told = (
        (*one.flags, "shallow")
        if one.range_deg < SHALLOW_SHARE * usual and "shallow" not in one.flags
        else one.flags
        for one in repetitions
    )
    return [
        one if (one.number, one.flags) == (i, flags) else replace(one, number=i, flags=flags)
        for i, (one, flags) in enumerate(zip(repetitions, told, strict=True), start=1)
    ]
