"""The angle of a labelled recording against its true angle, where that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import load_catalogue
from analysis.results import ExerciseSet, Repetition
from analysis.true_repetitions import TrueRepetition, pair_repetitions, true_repetitions
from analysis.validation import AngleError, angle_error
from dashboard.labels import Label
from sensing import Recording

if TYPE_CHECKING:
    import pandas as pd

TRUTH_COLUMNS = ("truth_thigh_deg", "truth_rep")

LEAD_S = 0.5
"""A repetition is whole when no gap lies within it, nor so soon before or after that it may hide a part."""

LONGEST_GAP_S = 0.12
"""What the analysis fills (`analysis.orientation.LONGEST_FILLED_GAP_S`) is no gap."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A repetition beside the true one.

    Attributes
    ----------
    measured : Repetition
    true : TrueRepetition
    whole : bool
        Whether all of it was recorded; else only peaks can be compared, since its start may be missing.
    """

    measured: Repetition
    true: TrueRepetition
    whole: bool


@dataclass(frozen=True, slots=True)
class AngleCase:
    """The angle of one recording against its true angle.

    Attributes
    ----------
    file, exercise : str
    rear : bool
        On the leg that stands behind.
    absolute : bool
        Whether both angles start from the same zero: the true one starts from standing.
    error : AngleError
    pairs : tuple of Pair
        Its repetitions paired with the true ones.
    """

    file: str
    exercise: str
    rear: bool
    absolute: bool
    error: AngleError
    pairs: tuple[Pair, ...]


def angle_case(
    label: Label, recording: Recording, measured: "pd.DataFrame", sets: Sequence[ExerciseSet]
) -> AngleCase | None:
    """Compare a recording with its true angle; None where that is not known.

    Parameters
    ----------
    label : Label
    recording : Recording
        Its true angle is in the columns ``truth_thigh_deg`` and ``truth_rep`` (above 0 within repetitions).
    measured : DataFrame
        ``time_s`` and ``thigh_angle_deg``.
    sets : sequence of ExerciseSet
        What was found of the exercise.
    """
    if not set(TRUTH_COLUMNS) <= set(recording.extra):
        return None
    true_deg, number = (np.asarray(recording.extra[name], dtype=np.float64) for name in TRUTH_COLUMNS)
    number = np.where(_inside(recording.time_s, label.windows), number, 0.0)
    within = (number > 0) & np.isfinite(true_deg)
    if not within.any():
        return None
    absolute = load_catalogue()[label.exercise].posture == "standing"
    error = angle_error(
        measured["time_s"].to_numpy(np.float64),
        measured["thigh_angle_deg"].to_numpy(np.float64),
        recording.time_s[within],
        true_deg[within],
    )
    true = true_repetitions(recording.time_s, true_deg, number, from_start=not absolute)
    found = [each for one in sets for each in one.repetitions]
    pairs = tuple(
        Pair(one, other, _is_whole(recording.time_s, other)) for one, other in pair_repetitions(found, true)
    )
    return AngleCase(label.file, label.exercise, label.rear, absolute, error, pairs)


def _inside(time_s: NDArray[np.float64], windows: Sequence[tuple[float, float]] | None) -> NDArray[np.bool_]:
    inside = np.full(len(time_s), windows is None)
    for start, end in windows or ():
        inside |= (time_s >= start) & (time_s < end)
    return inside


def _is_whole(time_s: NDArray[np.float64], one: TrueRepetition) -> bool:
    around = time_s[(time_s >= one.start_s - LEAD_S) & (time_s <= one.end_s + LEAD_S)]
    gap_before = bool(around[0] > one.start_s - LEAD_S + LONGEST_GAP_S and around[0] > time_s[0])
    gap_after = bool(around[-1] < one.end_s + LEAD_S - LONGEST_GAP_S and around[-1] < time_s[-1])
    return not gap_before and not gap_after and bool(np.all(np.diff(around) <= LONGEST_GAP_S))
