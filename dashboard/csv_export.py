"""An analysis as CSV: one table of all repetitions, one of the angle for each recording."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis.results import ExerciseSet, SessionResult

COLUMNS = (
    "recording", "started_at", "set", "exercise", "side", "role", "number", "start_s", "peak_s", "end_s",
    "peak_angle_deg", "range_deg", "hold_s", "up_s", "down_s", "smoothness", "out_of_plane_deg", "flags",
    "set_remark",
)  # fmt: skip
"""Columns of ``repetitions.csv``; empty where a measure could not be taken, flags separated by spaces.

``set_remark`` is what should be known about the set. A set that cannot be counted says so there; one in which
no repetition could be told from another has one row, without a number.
"""

_MEASURES = COLUMNS[7:-2]
_SUFFIXES = (".gz", ".csv", ".parquet")


def csv_files(results: Mapping[str, SessionResult]) -> dict[str, bytes]:
    """Return file names and contents.

    Parameters
    ----------
    results : mapping of str to SessionResult
        The analyses by the file name (or path, where names repeat) of their recording.
    """
    angles = (angle_csv(result) for result in results.values())
    return dict(zip(file_names(results), (repetitions_csv(results), *angles), strict=True))


def angle_csv(result: SessionResult) -> bytes:
    """Return the table of the thigh angle: time and angle, an empty angle within each gap."""
    return result.thigh_angle.to_csv(index=False, float_format="%.4f", lineterminator="\n").encode()


def file_names(recordings: Iterable[str]) -> Sequence[str]:
    """Return the names of the tables made from recordings of these names or paths."""
    stems = unique_stems(Path(name).name for name in recordings)
    return ("repetitions.csv", *(f"{stem}.angle.csv" for stem in stems))


def repetitions_csv(results: Mapping[str, SessionResult]) -> bytes:
    """Return the table of all repetitions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, result in results.items():
        started = "" if result.started_at is None else result.started_at.isoformat()
        for number, one in enumerate(result.sets, start=1):
            remark = _remark(one, result)
            for row in _rows(one):
                writer.writerow([name, started, number, *row, remark])
    return text.getvalue().encode("utf-8", "backslashreplace")  # names that are no text


def _rows(one: ExerciseSet) -> Iterator[Sequence[str]]:
    head = (one.exercise, one.side or "", one.role or "")
    for each in one.repetitions:
        measures = (getattr(each, name) for name in _MEASURES)
        yield (*head, str(each.number), *map(_cell, measures), " ".join(each.flags))
    if not one.repetitions:
        measures = (getattr(one, name, math.nan) for name in _MEASURES)  # a set has a start and an end, too
        yield (*head, "", *map(_cell, measures), "")


def _cell(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else ""


def _remark(one: ExerciseSet, result: SessionResult) -> str:
    if one.quality.countable and not result.quality.countable:
        return "; ".join(("cannot count", *result.quality.reasons))
    return "; ".join((*(() if one.quality.countable else ("cannot count",)), *one.quality.reasons))


def unique_stems(names: Iterable[str]) -> Sequence[str]:
    """Return the names without their endings, numbered where two would be the same (on any file system)."""
    stems: list[str] = []
    taken: set[str] = set()
    for name in names:
        stem = name
        for suffix in _SUFFIXES:
            stem = stem.removesuffix(suffix)
        candidate, number = stem, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem}-{number}"
        taken.add(candidate.casefold())
        stems.append(candidate)
    return stems
