"""Left beside right: one exercise done by both legs in one session, each seen by its own sensor."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.exercises import get_exercise
from analysis.results import ExerciseSet, Repetition, SessionResult

MEASURES = ("range_deg", "hold_s", "up_s", "down_s", "smoothness")
FEWEST = 3
"""A median of fewer repetitions is no figure to compare legs by [J]."""


@dataclass(frozen=True, slots=True)
class LegSymmetry:
    """One measure of one exercise, left beside right, as medians over the session.

    Attributes
    ----------
    exercise : str
    measure : str
        One of `MEASURES`.
    left, right : float
        In the measure's unit.
    repetitions_left, repetitions_right : int
        How many each median rests on.
    index_percent : float
        Symmetry index ``100 (left - right) / (0.5 (|left| + |right|))`` (Robinson, Herzog & Nigg, J
        Manipulative Physiol Ther 10:172, 1987): 0 is equal, above zero the left is larger; NaN when both are
        zero.
    """

    exercise: str
    measure: str
    left: float
    right: float
    repetitions_left: int
    repetitions_right: int
    index_percent: float


def leg_symmetry(results: Iterable[SessionResult]) -> tuple[LegSymmetry, ...]:
    """Return the measures of every one-legged exercise that both legs did.

    Parameters
    ----------
    results : iterable of SessionResult
        The recordings of a session: each leg's own.

    Returns
    -------
    tuple of LegSymmetry
        By exercise, then measure. Left out: exercises that both legs do at once, the rear leg of a lunge,
        sets that cannot be counted, and measures with fewer than `FEWEST` repetitions on a leg. Repetitions
        with missing samples, and those cut off, count for none.
    """
    legs: dict[str, dict[str, list[Repetition]]] = {}
    for part in (part for result in results for part in result.sets):
        if _comparable(part) and part.side is not None:
            legs.setdefault(part.exercise, {}).setdefault(part.side, []).extend(_whole(part))
    return tuple(
        found
        for exercise, sides in sorted(legs.items())
        for measure in MEASURES
        if (found := _compared(exercise, measure, sides.get("left", ()), sides.get("right", ()))) is not None
    )


def _comparable(part: ExerciseSet) -> bool:
    return part.quality.countable and part.role != "rear" and not get_exercise(part.exercise).bilateral


def _whole(part: ExerciseSet) -> list[Repetition]:
    return [one for one in part.repetitions if not {"gap", "incomplete"} & set(one.flags)]


def _compared(
    exercise: str, measure: str, left: Sequence[Repetition], right: Sequence[Repetition]
) -> LegSymmetry | None:
    values = [
        [value for one in side if math.isfinite(value := float(getattr(one, measure)))]
        for side in (left, right)
    ]
    if min(map(len, values)) < FEWEST:
        return None
    a, b = (float(np.median(one)) for one in values)
    size = 0.5 * (abs(a) + abs(b))
    index = 100.0 * (a - b) / size if size else math.nan
    return LegSymmetry(exercise, measure, a, b, len(values[0]), len(values[1]), index)
