"""A folder of labelled recordings, analysed and held against its labels.

Its ``index.csv`` has a row for each recording, with the columns ``file`` (path within the folder),
``exercise`` (empty: everyday movement, which must count nothing) and ``n_reps_truth``; optional are
``n_reps_min`` and ``n_reps_max`` (counts that are right as well), ``side``, ``notes``, ``scored`` (False:
leave it out) and ``faulty`` (True: a known faulty sensor, which must be flagged and is not counted).
"""

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import analyze
from analysis.exercises import load_catalogue
from analysis.results import SessionResult
from analysis.true_repetitions import pair_repetitions, true_repetitions
from analysis.validation import AngleError, CountCase, EverydayCase, angle_error
from sensing import Recording, read_recording
from sensing.errors import InputError

if TYPE_CHECKING:
    from analysis.results import Repetition
    from analysis.true_repetitions import TrueRepetition

INDEX = "index.csv"
REQUIRED = ("file", "exercise", "n_reps_truth")
EVERYDAY_AS = ("leg_lift", "lunge")
"""What everyday movement is analysed as: the exercises that walking and sitting down look like."""


@dataclass(frozen=True, slots=True)
class Label:
    """One row of the index."""

    file: str
    exercise: str
    truth: float
    lowest: float
    highest: float
    side: str | None
    faulty: bool


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


def read_index(folder: Path) -> tuple[Label, ...]:
    """Read the labels of a folder; rows that are not to be scored are left out.

    Raises
    ------
    InputError
        When there is no index, a column or a file is missing, or a row says something impossible.
    """
    path = folder / INDEX
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or ()
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({reason})", source=path, mend=f"Name a folder with an {INDEX}"
        ) from error
    for name in REQUIRED:
        if name not in names:
            raise InputError(
                "the column is missing", source=path, at=name, mend=f"Needed: {', '.join(REQUIRED)}"
            )
    labels = tuple(_label(path, line, row) for line, row in rows if row.get("scored", "").lower() != "false")
    if not labels:
        raise InputError("no recording to score", source=path, mend="Add a row for each recording")
    return labels


def _label(path: Path, line: int, row: dict[str | Any, str | Any]) -> Label:
    cells = {name: (text or "").strip() for name, text in row.items() if name is not None}
    where = f"line {line}"
    if not cells["file"] or not (path.parent / cells["file"]).is_file():
        raise InputError(
            f"no such file: '{cells['file']}'", source=path, at=where, mend="Give its path within the folder"
        )
    exercise = cells["exercise"]
    if exercise and exercise not in load_catalogue():
        known = ", ".join(load_catalogue())
        raise InputError(f"no such exercise: '{exercise}'", source=path, at=where, mend=f"Known: {known}")
    truth = _count(path, where, "n_reps_truth", cells, math.nan)
    if exercise and math.isnan(truth):
        raise InputError("n_reps_truth is empty", source=path, at=where, mend="Give the repetitions done")
    side = cells.get("side", "").lower()
    return Label(
        file=cells["file"],
        exercise=exercise,
        truth=truth,
        lowest=_count(path, where, "n_reps_min", cells, truth),
        highest=_count(path, where, "n_reps_max", cells, truth),
        side=next((leg for leg in ("left", "right") if side.startswith(leg)), None),
        faulty=cells.get("faulty", "").lower() == "true",
    )


def _count(path: Path, where: str, name: str, cells: dict[str, str], default: float) -> float:
    text = cells.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise InputError(f"{name} is '{text}'", source=path, at=where, mend="Give a number from 0 up")
    return value


def score(folder: Path, labels: Sequence[Label], advance: Callable[[], None]) -> Scores:
    """Analyse the recordings of a folder and hold them against their labels.

    Parameters
    ----------
    folder : Path
    labels : sequence of Label
        From `read_index`.
    advance : callable
        Called after each recording.
    """
    counts: list[CountCase] = []
    everyday: list[EverydayCase] = []
    angles: list[AngleCase] = []
    faulty: list[tuple[str, bool]] = []
    for label in labels:
        recording = read_recording(folder / label.file)
        for exercise in (label.exercise,) if label.exercise else EVERYDAY_AS:
            result = analyze(recording, exercise=exercise, side=label.side)
            counted = sum(len(one.repetitions) for one in result.sets if one.exercise == exercise)
            if not label.exercise:
                everyday.append(EverydayCase(label.file, exercise, recording.duration_s, counted))
            elif label.faulty:
                faulty.append((label.file, bool(result.quality.reasons)))
            else:
                counts.append(_count_case(label, counted, result))
                angles.extend(_angle_cases(label, recording, result))
        advance()
    return Scores(tuple(counts), tuple(everyday), tuple(angles), tuple(faulty))


def _count_case(label: Label, counted: int, result: SessionResult) -> CountCase:
    return CountCase(
        label.file,
        label.exercise,
        label.truth,
        label.lowest,
        label.highest,
        counted,
        result.quality.countable,
    )


def _angle_cases(label: Label, recording: Recording, result: SessionResult) -> Sequence[AngleCase]:
    if not {"truth_thigh_deg", "truth_rep"} <= set(recording.extra):
        return ()
    true_deg = np.asarray(recording.extra["truth_thigh_deg"], dtype=np.float64)
    number = np.asarray(recording.extra["truth_rep"], dtype=np.float64)
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
