"""A folder of labelled recordings, analysed and held against its labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis import analyze
from analysis.exercises import load_catalogue
from analysis.results import SessionResult
from analysis.true_repetitions import pair_repetitions, true_repetitions
from analysis.validation import AngleError, CountCase, EverydayCase, angle_error
from dashboard.labels import Label
from sensing import Recording, read_recording

if TYPE_CHECKING:
    from analysis.results import Repetition
    from analysis.true_repetitions import TrueRepetition

EVERYDAY_AS = ("leg_lift", "lunge")
"""What everyday movement is analysed as: the exercises that walking and sitting down look like."""


@dataclass(frozen=True, slots=True)
class AngleCase:
    """The angle of one recording against its true angle, and its repetitions paired with the true ones.

    ``absolute`` tells whether both angles start from the same zero: the true one starts from standing.
    """

    file: str
    exercise: str
    absolute: bool
    error: AngleError
    pairs: "tuple[tuple[Repetition, TrueRepetition], ...]"


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found in a labelled folder; ``faulty``: each faulty recording and whether it was flagged."""

    counts: tuple[CountCase, ...]
    everyday: tuple[EverydayCase, ...]
    angles: tuple[AngleCase, ...]
    faulty: tuple[tuple[str, bool], ...]


def score(folder: Path, labels: Sequence[Label], advance: Callable[[], None]) -> Scores:
    """Analyse the recordings of a folder and hold them against their labels.

    Parameters
    ----------
    folder : Path
    labels : sequence of Label
        From `read_labels`.
    advance : callable
        Called after each label.
    """
    counts: list[CountCase] = []
    everyday: list[EverydayCase] = []
    angles: list[AngleCase] = []
    faulty: list[tuple[str, bool]] = []
    for file, group in groupby(labels, attrgetter("file")):
        recording = read_recording(folder / file)
        whole: SessionResult | None = None
        for label in group:
            if not label.exercise:
                everyday.extend(_everyday_cases(label, recording))
            elif label.windows is None:
                result = analyze(recording, exercise=label.exercise, side=label.side)
            else:
                result = whole = whole or analyze(recording, side=label.side)
            if label.exercise and label.faulty:
                faulty.append((file, bool(result.quality.reasons)))
            elif label.exercise:
                counts.append(_count_case(label, result))
                angles.extend(_angle_cases(label, recording, result))
            advance()
    return Scores(tuple(counts), tuple(everyday), tuple(angles), tuple(faulty))


def _counted(result: SessionResult, exercise: str) -> int:
    return sum(len(one.repetitions) for one in result.sets if one.exercise == exercise)


def _countable(result: SessionResult, exercise: str) -> bool:
    sets = (one for one in result.sets if one.exercise == exercise)
    return result.quality.countable and all(one.quality.countable for one in sets)


def _everyday_cases(label: Label, recording: Recording) -> Sequence[EverydayCase]:
    return tuple(
        EverydayCase(
            label.file,
            exercise,
            recording.duration_s,
            _counted(analyze(recording, exercise=exercise, side=label.side), exercise),
        )
        for exercise in EVERYDAY_AS
    )


def _count_case(label: Label, result: SessionResult) -> CountCase:
    return CountCase(
        label.file,
        label.exercise,
        label.truth,
        label.lowest,
        label.highest,
        _counted(result, label.exercise),
        _countable(result, label.exercise),
    )


def _angle_cases(label: Label, recording: Recording, result: SessionResult) -> Sequence[AngleCase]:
    if not {"truth_thigh_deg", "truth_rep"} <= set(recording.extra):
        return ()
    true_deg = np.asarray(recording.extra["truth_thigh_deg"], dtype=np.float64)
    number = np.asarray(recording.extra["truth_rep"], dtype=np.float64)
    number = np.where(_inside(recording.time_s, label.windows), number, 0.0)
    within = (number > 0) & np.isfinite(true_deg)
    if not within.any():
        return ()
    absolute = load_catalogue()[label.exercise].posture == "standing"
    measured = result.thigh_angle
    error = angle_error(
        measured["time_s"].to_numpy(np.float64),
        measured["thigh_angle_deg"].to_numpy(np.float64),
        recording.time_s[within],
        true_deg[within],
    )
    true = true_repetitions(recording.time_s, true_deg, number, from_start=not absolute)
    found = [each for one in result.sets if one.exercise == label.exercise for each in one.repetitions]
    return (AngleCase(label.file, label.exercise, absolute, error, pair_repetitions(found, true)),)


def _inside(time_s: NDArray[np.float64], windows: Sequence[tuple[float, float]] | None) -> NDArray[np.bool_]:
    inside = np.full(len(time_s), windows is None)
    for start, end in windows or ():
        inside |= (time_s >= start) & (time_s < end)
    return inside
