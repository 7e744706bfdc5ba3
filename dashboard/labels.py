"""The labels of a folder of recordings: an index written by hand, or the truth beside simulated recordings.

``index.csv`` has a row for each recording, with the columns ``file`` (path within the folder), ``exercise``
(empty: everyday movement, which must count nothing) and ``n_reps_truth`` (0 for everyday movement); optional
are ``n_reps_min`` and ``n_reps_max`` (counts that are right as well), ``side`` (of the leg with the sensor:
a text that begins with "left" or "right", or several words for an unknown one), ``notes``, ``scored`` (no:
leave it out) and ``faulty`` (yes: a known faulty sensor, which must be flagged and is not counted). Four more
say what to sum up together: ``dataset`` and ``subject`` (who it was), ``role`` (``front`` or ``rear`` leg;
the words rear or trailing in ``notes`` say so as well) and ``activity`` (what everyday movement it was:
walking, stairs, jogging, cycling, sitting, standing; several are joined by ``+``).

Without an index, every ``NAME.truth.json`` that a simulation wrote labels the recording ``NAME``.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.exercises import load_catalogue
from dashboard.csv_rows import Row, read_rows
from sensing.errors import InputError
from sensing.samples import SIDES
from sensing.wording import printable, shown

INDEX = "index.csv"
NAME_A_FOLDER = f"Name a folder with an {INDEX}, or with the NAME.truth.json that `rehab simulate` writes"
REQUIRED = ("file", "exercise", "n_reps_truth")
TRUTH_ENDING = ".truth.json"
RECORDING_ENDINGS = (".csv.gz", ".csv", ".parquet")

UNKNOWN = ("", "unknown")

ROLES = ("", "front", "rear")
BEHIND = re.compile(r"\b(?:rear|trailing)\b", re.IGNORECASE)

MOVEMENTS = (
    ("stairs", re.compile(r"stairs(?:_\w+)?")),
    ("jogging", re.compile(r"(?:jog|jogging|run|running)(?:_\w+)?")),
    ("cycling", re.compile(r"cycling(?:_\w+)?")),
    ("walking", re.compile(r"walk(?:ing)?(?:_\w+)?")),
    ("sitting, standing", re.compile(r"(?:sit|sitting|stand|standing)(?:_(?:down|up|to_\w+))?")),
)
"""Kinds of everyday movement; a recording that holds several is of the first of them."""

EVERYDAY, OTHER = "everyday", "other exercises"
"""Everyday movement of no stated kind; and what is none of the kinds, such as an exercise that is not in the
catalogue: reported by itself, since it may well look like the exercise that it is analysed as."""


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
        Repetitions really done; 0 for everyday movement.
    lowest, highest : float
        Counts that are right as well.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    faulty : bool
        A known faulty sensor.
    rear : bool
        The sensor is on the leg behind.
    person : str
        Who it was, empty when it is not known.
    movement : str
        A kind of everyday movement.
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
    rear: bool = False
    person: str = ""
    movement: str = EVERYDAY
    windows: tuple[tuple[float, float], ...] | None = None


def read_labels(folder: Path) -> tuple[Label, ...]:
    """Read the labels of a folder, from its index if it has one, else from the truth beside the recordings.

    Raises
    ------
    InputError
        When there are none, or they say something impossible.
    """
    truths = sorted(folder.glob(f"*{TRUTH_ENDING}"))
    if not truths or (folder / INDEX).exists():
        return read_index(folder)
    labels = tuple(label for path in truths for label in read_truth(path))
    if not labels:
        raise InputError(
            "no recording to score", source=folder, mend="Simulate a session with a set of an exercise"
        )
    return labels


def read_index(folder: Path) -> tuple[Label, ...]:
    """Read the labels of a folder; rows that are not to be scored are left out.

    Raises
    ------
    InputError
        When there is no index, a column or a file is missing, or a row says something impossible.
    """
    path = folder / INDEX
    rows = read_rows(path, REQUIRED, mend=NAME_A_FOLDER)
    labels = tuple(_label(row, folder) for row in rows if row.yes("scored", default=True))
    if not labels:
        raise InputError("no recording to score", source=path, mend="Add a row for each recording")
    return labels


def _count(row: Row, name: str, default: float) -> float:
    text = row[name]
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise row.fault(f"{name} is '{text}'", "Give a number from 0 up")
    return value


def _side(row: Row) -> str | None:
    words = re.findall(r"\w+", row["side"].lower())
    if not words or words[0] in SIDES:
        return words[0] if words else None
    if words[0] == "both" or (len(words) == 1 and words[0] not in UNKNOWN):
        raise row.fault(
            f"side is '{row['side']}'", f"Give {' or '.join(SIDES)}, or leave it empty if it is unknown"
        )
    return None


def _file(row: Row, folder: Path) -> str:
    """Return the path of the recording, which may not lead out of the folder."""
    name = Path(row["file"])
    if name.is_absolute() or name.drive or ".." in name.parts:
        raise row.fault(f"'{name}' leads out of the folder", "Give a path within the folder")
    try:
        found = bool(row["file"]) and (folder / name).is_file()
    except OSError:  # a name longer than the system bears
        found = False
    if not found:
        raise row.fault(f"no such file: '{row['file']}'", "Give its path within the folder")
    return row["file"]


def _label(row: Row, folder: Path) -> Label:
    file, exercise = _file(row, folder), row["exercise"]
    if exercise and exercise not in load_catalogue():
        raise row.fault(f"no such exercise: '{exercise}'", f"Known: {', '.join(load_catalogue())}")
    truth = _count(row, "n_reps_truth", math.nan)
    if math.isnan(truth):
        raise row.fault("n_reps_truth is empty", "Give the repetitions done, 0 for everyday movement")
    lowest, highest = _count(row, "n_reps_min", truth), _count(row, "n_reps_max", truth)
    if not lowest <= truth <= highest:
        raise row.fault(
            f"n_reps_truth is {truth:g}, not within n_reps_min {lowest:g} to n_reps_max {highest:g}",
            "Correct the three",
        )
    if not exercise and highest > 0:
        raise row.fault(
            f"{highest:g} repetitions of no exercise", "Name the exercise; for everyday movement give 0"
        )
    return Label(
        file,
        exercise,
        truth,
        lowest,
        highest,
        side=_side(row),
        faulty=row.yes("faulty", default=False),
        rear=row.choice("role", ROLES) == "rear" or (not row["role"] and bool(BEHIND.search(row["notes"]))),
        person=" ".join(filter(None, (row["dataset"], row["subject"]))) if row["subject"] else "",
        movement=movement_of(row["activity"]),
    )


def movement_of(activity: str) -> str:
    """Return the kind of everyday movement of an ``activity``."""
    parts = activity.lower().split("+")
    kinds = (name for name, pattern in MOVEMENTS if any(pattern.fullmatch(part.strip()) for part in parts))
    return next(kinds, OTHER) if activity else EVERYDAY


def read_truth(path: Path) -> tuple[Label, ...]:
    """Read the truth of a simulated recording: a label for each exercise, rear legs by themselves.

    Raises
    ------
    InputError
        When it is no such truth, or its recording is not there.
    """
    stem = path.name.removesuffix(TRUTH_ENDING)
    file = next((stem + end for end in RECORDING_ENDINGS if (path.parent / (stem + end)).is_file()), None)
    if file is None:
        raise InputError(
            "there is no recording of that name", source=path, mend=f"Put {stem}.csv.gz beside it"
        )
    try:
        found: dict[tuple[str, bool], list[Mapping[str, Any]]] = {}
        for one in json.loads(path.read_bytes())["sets"]:
            found.setdefault((one["exercise"], one.get("role") == "rear"), []).append(one)
        return tuple(_simulated(file, *what, sets) for what, sets in found.items())
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError, OSError) as error:
        problem = f"not the truth of a simulation ({type(error).__name__}: {printable(error)})"
        raise InputError(problem, source=path, mend="Simulate the session again") from error


def _simulated(file: str, exercise: str, rear: bool, sets: Sequence[Mapping[str, Any]]) -> Label:
    if exercise not in load_catalogue():
        raise ValueError(f"no such exercise: {shown(exercise)}")
    windows = tuple((float(one["start_s"]), float(one["end_s"])) for one in sets)
    for start_s, end_s in windows:
        if not -math.inf < start_s < end_s < math.inf:
            raise ValueError(f"a set from {start_s:g} to {end_s:g} s")
    if not all(isinstance(one["repetitions"], list) for one in sets):
        raise TypeError("repetitions that are no list")
    count = float(sum(len(one["repetitions"]) for one in sets))
    return Label(file, exercise, count, count, count, rear=rear, windows=windows)
