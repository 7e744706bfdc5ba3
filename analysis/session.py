"""One recording, the whole pipeline: what was done, how well, how far to trust it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.exercises import get_exercise
from analysis.filters import zero_phase_low_pass
from analysis.hindsight import Hindsight
from analysis.live import LiveAnalysis, build_repetition, check_choice
from analysis.metrics import measure_swing, sparc
from analysis.orientation import LONGEST_FILLED_GAP_S
from analysis.planning import Job, Plan, plan
from analysis.quality import clipped_samples, recording_quality, set_quality
from analysis.repetitions import HALF_STROKE_S, Candidate
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult
from analysis.sets import build_set, split_into_sets, uncounted_set
from analysis.thigh_angle import out_of_plane_deg, thigh_angle_deg
from sensing.samples import SIDES, ImuBlock, Recording

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

MEASURING_HZ = 6.0
"""Zero-phase low-pass before measuring in hindsight: keeps 99 % of a stroke of 0.5 s, stops tissue wobble."""

SMOOTHNESS_RATE_HZ = 40.0
"""Smoothness is taken from at least this many samples a second: twice over the 10 Hz that it looks at."""

WARM_UP_S = 5.0
"""The filters run this long before an activity begins, where the recording allows."""

MOVED_REST_DEG = 8.0
"""Standing again varies by 2.1 deg (SD, UTD-MHAD); a rest further off than this moved."""

SHALLOW_SHARE = 0.6
"""A repetition with less than this share of its set's median range is flagged shallow ([J])."""

INCOMPLETE_SHARE = 0.25
"""A last repetition that ends this share of its range above its start was cut off."""


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
    angle = _Angle.of(hindsight, planned, np.logical_or.reduce(list(clipped.values())))
    sets, notes = [], list(planned.notes)
    for job in planned.jobs:
        found, uncounted = _sets_of(recording, job, angle)
        sets += found
        if uncounted:
            notes.append(f"{get_exercise(job.activity.exercise).title}: {uncounted}")
    return SessionResult(
        recording=recording.name,
        started_at=recording.info.started_at,
        duration_s=recording.duration_s,
        side=planned.side,
        sets=tuple(sorted(sets, key=lambda one: one.start_s)),
        thigh_angle=angle.frame(),
        quality=_quality(recording_quality(recording, hindsight.still, clipped), sets),
        calibration=planned.jobs[0].calibration if len(planned.jobs) == 1 else planned.main,
        notes=tuple(notes),
        looked_for=planned.looked_for,
        unnamed=planned.unnamed,
    )


def _quality(sensor: Quality, sets: Sequence[ExerciseSet]) -> Quality:
    """Return the verdict on the recording: on its sensor, and on what could not be counted."""
    uncounted = [one for one in sets if not one.quality.countable]
    if not uncounted:
        return sensor
    titles = ", ".join(get_exercise(one.exercise).title.lower() for one in uncounted)
    reason = f"cannot count {titles}: {uncounted[0].quality.reasons[-1]}"
    counted = len(uncounted) < len(sets)
    return Quality(countable=sensor.countable and counted, reasons=(*sensor.reasons, reason))


@dataclass(frozen=True, slots=True, eq=False)
class _Angle:
    """The thigh angle in hindsight, over the whole recording."""

    time_s: FloatArray
    angle_deg: FloatArray
    smooth_deg: FloatArray
    out_of_plane_deg: FloatArray
    clipped: NDArray[np.bool_]
    rate_hz: float

    @classmethod
    def of(cls, hindsight: Hindsight, planned: Plan, clipped: NDArray[np.bool_]) -> "_Angle":
        """Work out the angle: by each exercise's own calibration in its part, by the main one elsewhere."""
        main = planned.main
        angle, out_of_plane = thigh_angle_deg(hindsight.up, main), out_of_plane_deg(hindsight.up, main)
        breaks = np.flatnonzero(np.diff(hindsight.time_s) > LONGEST_FILLED_GAP_S) + 1
        edges = {0, len(angle), *breaks.tolist()}
        for job in planned.jobs:
            if job.calibration is not main:
                part = hindsight.positions(job.activity.start_s, job.activity.end_s)
                angle[part] = thigh_angle_deg(hindsight.up[part], job.calibration)
                out_of_plane[part] = out_of_plane_deg(hindsight.up[part], job.calibration)
                edges |= {part.start, part.stop}
        smooth = angle.copy()
        for a, b in pairwise(sorted(edges)):
            smooth[a:b] = zero_phase_low_pass(angle[a:b], MEASURING_HZ, hindsight.rate_hz)
        return cls(hindsight.time_s, angle, smooth, out_of_plane, clipped, hindsight.rate_hz)

    def frame(self) -> "pd.DataFrame":
        """Return the angle as a DataFrame with a NaN row inside each long gap."""
        import pandas as pd  # noqa: PLC0415 (slow to import)

        breaks = np.flatnonzero(np.diff(self.time_s) > LONGEST_FILLED_GAP_S) + 1
        middles = 0.5 * (self.time_s[breaks - 1] + self.time_s[breaks])
        return pd.DataFrame(
            {
                "time_s": np.insert(self.time_s, breaks, middles),
                "thigh_angle_deg": np.insert(self.angle_deg, breaks, np.nan),
            }
        )


def _sets_of(recording: Recording, job: Job, angle: _Angle) -> tuple[list[ExerciseSet], str]:
    """Return the sets of one job, and in words what moved without being counted."""
    activity = job.activity
    live = LiveAnalysis(job.calibration, activity.exercise, activity.side, activity.role)
    warm, first, last = np.searchsorted(
        recording.time_s, [activity.start_s - WARM_UP_S, activity.start_s, activity.end_s]
    ).tolist()
    part = slice(first, last)
    if warm < part.start:
        live.feed(_block(recording, slice(warm, part.start)), counted=False)
    live.feed(_block(recording, part))
    seen = live.finish().repetitions
    candidates = [candidate for candidate, _ in live.candidates]
    measured = [
        _measure_again(live, angle, candidate, repetition, part, later)
        for candidate, repetition, later in zip_longest(candidates, seen, candidates[1:])
    ]
    if not measured and live.exercise.can_hide:
        return [_uncounted(job, angle, part)], live.uncounted
    sets = (_numbered(one) for one in split_into_sets(measured))
    found = [
        replace(
            build_set(activity.exercise, activity.side, live.role, one, _set_quality(one, job, live)),
            recognised_by=job.recognised_by,
        )
        for one in sets
    ]
    return found, live.uncounted


def _set_quality(repetitions: Sequence[Repetition], job: Job, live: LiveAnalysis) -> Quality:
    """Return the verdict on a set; the rest it starts from tells whether the zero still holds."""
    doubts = list(job.doubts)
    if live.exercise.posture == "standing" and job.calibration.zero_known:
        sign = live.rules.sign
        rests = [one.peak_angle_deg - sign * one.range_deg for one in repetitions if "gap" not in one.flags]
        rest = float(np.median(rests)) if rests else 0.0
        if abs(rest) > MOVED_REST_DEG:
            doubts.append(
                f"between repetitions the thigh rests {rest:.0f} degrees from the calibrated standing pose: "
                "the strap slipped or the posture changed, and peak angles are off by as much"
            )
    return set_quality(repetitions, job.calibration, doubts)


def _uncounted(job: Job, angle: _Angle, part: slice) -> ExerciseSet:
    """Return the set of an exercise that can pass unseen, and was not seen."""
    moved = float(np.ptp(angle.smooth_deg[part]))
    least = get_exercise(job.activity.exercise).rules.smallest_range
    told_apart = "its movements cannot be told apart" if moved >= least else "the thigh hardly moved"
    reason = f"{told_apart} (by {moved:.1f} degrees in all)"
    span_s = (float(angle.time_s[part.start]), float(angle.time_s[part.stop - 1]))
    reasons = (*job.calibration.verdict.reasons, reason)
    return uncounted_set(job.activity.exercise, job.activity.side, span_s, reasons)


def _block(recording: Recording, part: slice) -> ImuBlock:
    gyr = None if recording.gyr is None else recording.gyr[part]
    return ImuBlock(recording.time_s[part], recording.acc[part], gyr)


def _measure_again(
    live: LiveAnalysis,
    angle: _Angle,
    candidate: Candidate,
    seen: Repetition,
    part: slice,
    later: Candidate | None,
) -> Repetition:
    """Measure a repetition in hindsight; the count stays what it was live."""
    until_s = min(candidate.announced_s + HALF_STROKE_S, later.rise_s if later else np.inf)
    a, b = np.searchsorted(angle.time_s, [candidate.from_s, until_s])
    a, b = max(int(a), part.start), min(int(b), part.stop)
    time_s, signed = angle.time_s[a:b], live.rules.sign * angle.smooth_deg[a:b]
    inside = slice(*np.searchsorted(time_s, [candidate.rise_s, candidate.announced_s]))
    peak = inside.start + int(np.argmax(signed[inside]))
    measures = measure_swing(time_s, signed, peak)
    rules = live.rules
    repetition = build_repetition(
        live.exercise, rules, live.calibration, candidate, measures, seen.number, final=True
    )
    whole = slice(*np.searchsorted(angle.time_s, [measures.start_s, measures.end_s]))
    # Low-passed at 6 Hz, the angle loses nothing at 40 samples a second.
    every = max(1, int(angle.rate_hz / SMOOTHNESS_RATE_HZ))
    speed = np.abs(np.diff(angle.smooth_deg[whole][::every]))
    flags = [flag for flag in repetition.flags if flag != "gap"]
    if np.diff(angle.time_s[whole]).max(initial=0.0) > LONGEST_FILLED_GAP_S:
        flags.append("gap")
    if angle.clipped[whole].any():
        flags.append("clipped")
    cut = (
        b == len(angle.time_s)
        and signed[-1] > measures.peak_deg - (1.0 - INCOMPLETE_SHARE) * measures.range_deg
    )
    return replace(
        repetition,
        flags=(*flags, "incomplete") if later is None and cut else tuple(flags),
        live=seen,
        smoothness=sparc(speed, angle.rate_hz / every),
        out_of_plane_deg=float(np.abs(angle.out_of_plane_deg[whole]).max(initial=0.0)),
    )


def _numbered(repetitions: Sequence[Repetition]) -> list[Repetition]:
    """Return the repetitions numbered within their set, those much smaller than the others flagged."""
    usual = float(np.median([one.range_deg for one in repetitions]))
    return [
        replace(
            one,
            number=i,
            flags=(*one.flags, "shallow")
            if one.range_deg < SHALLOW_SHARE * usual and "shallow" not in one.flags
            else one.flags,
        )
        for i, one in enumerate(repetitions, start=1)
    ]
