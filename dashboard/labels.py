"""The labels of a folder of recordings: an index written by hand, or the truth beside simulated recordings.

``index.csv`` has a row for each recording, with the columns ``file`` (path within the folder), ``exercise``
(empty: everyday movement, which must count nothing) and ``n_reps_truth``; optional are ``n_reps_min`` and
``n_reps_max`` (counts that are right as well), ``side``, ``notes``, ``scored`` (False: leave it out) and
``faulty`` (True: a known faulty sensor, which must be flagged and is not counted).

Without an index, every ``NAME.truth.json`` that a simulation wrote labels the recording ``NAME``.
"""

import csv
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.exercises import load_catalogue
from sensing.errors import InputError

INDEX = "index.csv"
REQUIRED = ("file", "exercise", "n_reps_truth")
TRUTH_ENDING = ".truth.json"
RECORDING_ENDINGS = (".csv.gz", ".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Label:
    """What a recording holds of one exercise.

    Attributes
    ----------
    file : str
        Path within the folder.
    exercise : str
        Empty for everyday movement.
    truth : float
        Repetitions really done; NaN for everyday movement.
    lowest, highest : float
        Counts that are right as well.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    faulty : bool
        A known faulty sensor.
    windows : tuple of (float, float), or None
        Where the exercise was done, in seconds, when the recording itself says what was done when; None: the
        recording holds nothing else.
    """

    file: str
    exercise: str
    truth: float
    lowest: float
    highest: float
    side: str | None = None
    faulty: bool = False
    windows: tuple[tuple[float, float], ...] | None = None


def read_labels(folder: Path) -> tuple[Label, ...]:
    """Read the labels of a folder, from its index if it has one, else from the truth beside the recordings.

    Raises
    ------
    InputError
        When there are none, or they say something impossible.
    """
    truths = sorted(folder.glob(f"*{TRUTH_ENDING}"))
    if truths and not (folder / INDEX).exists():
        return tuple(label for path in truths for label in _read_truth(path))
    return read_index(folder)


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


def _read_truth(path: Path) -> Iterator[Label]:
    """Yield a label for each exercise of a simulated recording."""
    stem = path.name.removesuffix(TRUTH_ENDING)
    file = next((stem + end for end in RECORDING_ENDINGS if (path.parent / (stem + end)).is_file()), None)
    if file is None:
        raise InputError(
            "there is no recording of that name", source=path, mend=f"Put {stem}.csv.gz beside it"
        )
    try:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for one in json.loads(path.read_bytes())["sets"]:
            found.setdefault(one["exercise"], []).append(one)
        for exercise, sets in found.items():
            count = float(sum(len(one["repetitions"]) for one in sets))
            windows = tuple((float(one["start_s"]), float(one["end_s"])) for one in sets)
            yield Label(file, exercise, count, count, count, windows=windows)
    except (ValueError, LookupError, TypeError) as error:
        problem = f"not the truth of a simulation ({type(error).__name__}: {error})"
        raise InputError(problem, source=path, mend="Simulate the session again") from error
