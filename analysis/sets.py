"""Repetitions to sets: what was done in one go."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.metrics import set_metrics
from analysis.results import ExerciseSet, Quality, Repetition

REST_BETWEEN_SETS_S = 12.0
"""A pause longer than this ends a set: within the sets of PTX and MEx pauses stay below 9 s, between its
blocks PTX rests 20 s and more; a program prescribes rests of 30 s and more."""

REST_OF_CYCLE = 2.5
"""In slow sets the pause must also be this many times the usual time from one repetition to the next."""


def split_into_sets(repetitions: Sequence[Repetition]) -> list[list[Repetition]]:
    """Return the repetitions, in time order, split where a longer rest lies between them."""
    if not repetitions:
        return []
    starts = [one.start_s for one in repetitions]
    cycles = sorted(b - a for a, b in pairwise(starts))
    usual_s = cycles[len(cycles) // 2] if cycles else 0.0
    limit_s = max(REST_BETWEEN_SETS_S, min(REST_OF_CYCLE * usual_s, 3.0 * REST_BETWEEN_SETS_S))
    sets = [[repetitions[0]]]
    for earlier, later in pairwise(repetitions):
        if later.start_s - earlier.end_s > limit_s:
            sets.append([])
        sets[-1].append(later)
    return sets


def uncounted_set(
    exercise: str, side: str | None, span_s: tuple[float, float], reasons: Sequence[str]
) -> ExerciseSet:
    """Return a set in which repetitions could not be told apart: none seen is not none done."""
    return ExerciseSet(
        exercise=exercise,
        side=side,
        role=None,
        start_s=span_s[0],
        end_s=span_s[1],
        repetitions=(),
        metrics=set_metrics(()),
        quality=Quality(countable=False, reasons=tuple(reasons)),
    )


def build_set(
    exercise: str, side: str | None, role: str | None, repetitions: Sequence[Repetition], quality: Quality
) -> ExerciseSet:
    """Return a set with its measures."""
    return ExerciseSet(
        exercise=exercise,
        side=side,
        role=role,
        start_s=repetitions[0].start_s,
        end_s=repetitions[-1].end_s,
        repetitions=tuple(repetitions),
        metrics=set_metrics(repetitions),
        quality=quality,
    )
