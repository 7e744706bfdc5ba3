"""How well it counts and measures, beside what a user would write instead; on the same recordings.

Usage: python benchmarks/bench_accuracy.py [DIR] [--json] [--write]

DIR is a folder with labels, as for ``rehab validate``; without it the simulated sample sessions are taken.
``--write`` puts the table into docs/accuracy.md.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from support.baselines import UP, FloatArray, best_error, count_peaks, euler_angle, outward
from support.options import options
from support.report import report

from analysis import analyze
from analysis.exercises import get_exercise
from analysis.results import to_plain
from analysis.validation import (
    AngleError,
    CountCase,
    EverydayCase,
    angle_accuracy,
    count_accuracy,
    false_count,
)
from dashboard.labelled_angles import TRUTH_COLUMNS
from dashboard.labelled_folder import EVERYDAY_AS, score
from dashboard.labels import OTHER, Label, read_labels
from dashboard.wording import MISSING, number
from sensing import Recording, read_recording
from sensing.errors import RehabError

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "accuracy.md"
SAMPLES = ROOT / "sample_data" / "sessions"
OURS, OUR_ANGLE = "this project", "this project's angle, find_peaks"
AROUND_S = 1.0
"""A labelled set is cut out with so much around it."""


@dataclass(slots=True)
class Found:
    """What one method found; angles with whether both start from the same zero."""

    counts: list[CountCase] = field(default_factory=list)
    everyday: list[EverydayCase] = field(default_factory=list)
    angles: list[tuple[AngleError, bool]] = field(default_factory=list)

    def row(self) -> dict[str, float | None]:
        """Return the figures, JSON-ready; None where there was nothing to measure."""
        angle = angle_accuracy(self.angles, "all")
        figures: dict[str, float] = {
            "rmse_deg": angle.rmse_deg,
            "rmse_offset_free_deg": angle.rmse_offset_free_deg,
        }
        if self.counts:
            counts = count_accuracy(self.counts, "all")
            figures |= {
                "recordings": counts.recordings,
                "exact": counts.exact,
                "within_one": counts.within_one,
            }
        for exercise in EVERYDAY_AS:
            told = [one for one in self.everyday if one.exercise == exercise]
            stairs = [one for one in told if one.movement == "stairs"]
            rest = [one for one in told if one.movement != "stairs"]
            figures[f"stairs_as_{exercise}_per_hour"] = false_count(stairs, "stairs", exercise).per_hour
            figures[f"everyday_as_{exercise}_per_hour"] = false_count(rest, "other", exercise).per_hour
        plain: dict[str, float | None] = to_plain(figures)
        return plain


def measure(folder: Path) -> dict[str, dict[str, float | None]]:
    """Return the figures of every method by its name."""
    known = (label for label in read_labels(folder) if not label.faulty)
    labels = [label for label in known if label.exercise or label.movement != OTHER]
    methods = {name: Found() for name in (*UP, OUR_ANGLE)}
    for file, group in groupby(sorted(labels, key=attrgetter("file")), attrgetter("file")):
        recording, told = read_recording(folder / file), list(group)
        for name, estimate in UP.items():
            up = estimate(recording)
            angle = euler_angle(up, recording.rate_hz)
            for label in told:
                _count(methods[name], label, recording, angle)
                _measure(methods[name], label, recording, up)
        _count_own_angle(methods[OUR_ANGLE], told, recording)
    ours = score(folder, labels, lambda: None)
    methods[OUR_ANGLE].angles = [(one.error, one.absolute) for one in ours.angles]
    methods[OURS] = Found(list(ours.counts), list(ours.everyday), methods[OUR_ANGLE].angles)
    return {name: found.row() for name, found in methods.items()}


def _count(found: Found, label: Label, recording: Recording, angle: FloatArray) -> None:
    for exercise in [label.exercise] if label.exercise else EVERYDAY_AS:
        counted = sum(
            count_peaks(outward(part), recording.rate_hz, exercise) for part in _cuts(label, recording, angle)
        )
        _note(found, label, recording, exercise, counted)


def _count_own_angle(found: Found, labels: Sequence[Label], recording: Recording) -> None:
    """Count with find_peaks in the thigh angle: what our counting adds to it."""
    for label in labels:
        for exercise in [label.exercise] if label.exercise else EVERYDAY_AS:
            told = exercise if label.windows is None else None
            series = analyze(recording, exercise=told, side=label.side).thigh_angle.dropna()
            angle = np.interp(recording.time_s, series.time_s, series.thigh_angle_deg)
            parts = _cuts(label, recording, angle)
            counted = sum(count_peaks(outward(part), recording.rate_hz, exercise) for part in parts)
            _note(found, label, recording, exercise, counted)


def _note(found: Found, label: Label, recording: Recording, exercise: str, counted: int) -> None:
    if label.exercise:
        limits = (label.truth, label.lowest, label.highest)
        found.counts.append(CountCase(label.file, exercise, *limits, counted))
    else:
        case = EverydayCase(label.file, exercise, recording.duration_s, counted, label.movement)
        found.everyday.append(case)


def _cuts(label: Label, recording: Recording, angle: FloatArray) -> Iterator[FloatArray]:
    """Yield the stretches in which a label's exercise was done."""
    if label.windows is None:
        yield angle
    for start, end in label.windows or ():
        a, b = np.searchsorted(recording.time_s, [start - AROUND_S, end + AROUND_S])
        yield angle[a:b] - angle[a]


def _measure(found: Found, label: Label, recording: Recording, up: FloatArray) -> None:
    if not label.exercise or not set(TRUTH_COLUMNS) <= set(recording.extra):
        return
    true_deg, number = (np.asarray(recording.extra[name], dtype=np.float64) for name in TRUTH_COLUMNS)
    inside = np.full(len(recording), label.windows is None)
    for start, end in label.windows or ():
        inside |= (recording.time_s >= start) & (recording.time_s < end)
    wanted = np.where((number > 0) & inside, true_deg, np.nan)
    if np.isfinite(wanted).any():
        absolute = get_exercise(label.exercise).posture == "standing"
        found.angles.append((best_error(up, recording, wanted), absolute))


COLUMNS = (
    "method",
    "exact",
    "within one",
    "false lifts per hour",
    "false lunges per hour",
    "on stairs: lifts",
    "on stairs: lunges",
    "RMSE, deg",
    "offset removed, deg",
)


def cells(name: str, row: Mapping[str, float | None]) -> tuple[str, ...]:
    """Return a row of the table as text."""
    rates = [f"{where}_as_{what}_per_hour" for where in ("everyday", "stairs") for what in EVERYDAY_AS]
    return (
        name,
        *(_share(row.get(key)) for key in ("exact", "within_one")),
        *(number(row.get(key), 1) for key in (*rates, "rmse_deg", "rmse_offset_free_deg")),
    )


def _share(value: float | None) -> str:
    return MISSING if value is None else f"{100 * value:.0f} %"


def main() -> None:
    """Measure and report."""
    parser = options(__doc__, writes=GUIDE)
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", help="a folder with labels")
    chosen = parser.parse_args()
    try:
        rows = measure(chosen.folder or SAMPLES)
    except RehabError as error:
        sys.exit(f"bench_accuracy.py: {error}")
    block = f"{'people' if chosen.folder else 'samples'} side by side"
    lines = [cells(name, row) for name, row in rows.items()]
    report(chosen, rows, COLUMNS, lines, guide=GUIDE, block=block)


if __name__ == "__main__":
    main()
