"""The accuracy table of a labelled folder, as JSON-ready values and for a terminal."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.results import to_plain
from analysis.validation import Agreement, bland_altman, count_accuracies, count_accuracy, false_counts
from dashboard.labelled_folder import AngleCase, Scores
from dashboard.wording import MISSING, clean, number

NAME_WIDTH = 24
"""Columns that a name gets before it is broken."""

WIDE = 100
"""From so many columns on, there is room between the columns."""

MEASURES = (("peak_angle_deg", "Peak, deg"), ("range_deg", "Range, deg"), ("hold_s", "Hold, s"))


def report(scores: Scores) -> dict[str, Any]:
    """Return every figure; ``counts`` and ``everyday`` by exercise, ``counts_all`` over all of them."""
    angles = [
        {"file": one.file, "exercise": one.exercise, "absolute": one.absolute, **to_plain(one.error)}
        for one in scores.angles
    ]
    document = {
        "counts": count_accuracies(scores.counts),
        "counts_all": count_accuracy(scores.counts, "all") if scores.counts else None,
        "everyday": false_counts(scores.everyday),
        "angles": angles,
        "agreement": agreements(scores.angles),
        "faulty": {"recordings": len(scores.faulty), "flagged": sum(flagged for _, flagged in scores.faulty)},
        "misses": misses(scores),
    }
    plain: dict[str, Any] = to_plain(document)
    return plain


def agreements(cases: Sequence[AngleCase]) -> dict[str, Agreement]:
    """Return measured against true repetitions for every measure that can be compared.

    A repetition with missing samples may lack its start: only its peak is compared.
    """
    found = {}
    for measure, _ in MEASURES:
        pairs = [
            (getattr(one, measure), getattr(true, measure))
            for case in cases
            for one, true in case.pairs
            if math.isfinite(getattr(one, measure))
            and (measure == "peak_angle_deg" or "gap" not in one.flags)
        ]
        if pairs:
            found[measure] = bland_altman(*zip(*pairs, strict=True))
    return found


def misses(scores: Scores) -> list[dict[str, Any]]:
    """Return every wrong count, the worst first."""
    wrong = [
        {
            "file": case.file,
            "exercise": case.exercise,
            "truth": case.truth,
            "counted": case.counted if case.countable else None,
        }
        for case in sorted(scores.counts, key=lambda each: (each.countable, -abs(each.error)))
        if case.missed
    ]
    return wrong + [
        {"file": each.file, "exercise": each.exercise, "truth": 0.0, "counted": each.counted}
        for each in sorted(scores.everyday, key=lambda each: -each.counted)
        if each.counted
    ]


def show(console: Console, document: dict[str, Any], *, with_misses: bool) -> None:
    """Print a report of `report`."""
    if document["counts"]:
        rows = [*document["counts"], document["counts_all"]]
        _show_table(
            console,
            "Repetition counts",
            ("Exercise", "Recordings", "Repetitions", "Exact", "Within one", "Mean abs error", "Refused"),
            (_count_cells(row) for row in rows),
        )
    if document["everyday"]:
        _show_table(
            console,
            "False counts on everyday movement",
            ("Analysed as", "Recordings", "Hours", "Counted", "Per hour"),
            (_everyday_cells(row) for row in document["everyday"]),
        )
    if document["angles"]:
        _show_table(
            console,
            "Thigh angle against the true one, in degrees",
            ("Recording", "Exercise", "RMSE", "Offset", "RMSE without offset", "Coverage"),
            (_angle_cells(row) for row in document["angles"]),
        )
    if document["agreement"]:
        _show_table(
            console,
            "Measured minus true, repetition by repetition (Bland-Altman)",
            ("Measure", "Pairs", "Bias", "95 % limits of agreement"),
            (_agreement_cells(name, document["agreement"].get(key)) for key, name in MEASURES),
        )
    faulty = document["faulty"]
    if faulty["recordings"]:
        console.print(f"Faulty sensors: {faulty['flagged']} of {faulty['recordings']} recordings flagged")
    if with_misses:
        header = ("Recording", "Exercise", "Done", "Counted")
        _show_table(console, "Wrong counts", header, (_miss_cells(row) for row in document["misses"]))


def _show_table(console: Console, title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2 if console.width >= WIDE else 1, 0, 0))
    lines = [tuple(map(clean, cells)) for cells in rows]
    for place, name in enumerate(names):
        if place and name != "Exercise":
            table.add_column(name, justify="right", overflow="fold", no_wrap=" " not in name)
        else:  # headings are broken before the names of exercises and files
            longest = max((len(cells[place]) for cells in lines), default=0)
            table.add_column(name, overflow="fold", no_wrap=longest <= NAME_WIDTH)
    for cells in lines:
        table.add_row(*cells)
    console.print(Text(title, style="bold"))
    console.print(table)
    console.print()


def _count_cells(row: dict[str, Any]) -> Sequence[str]:
    shares = (f"{100 * row[name]:.0f} %" for name in ("exact", "within_one"))
    error = number(row["mean_abs_error"], 2)
    return (
        row["exercise"],
        str(row["recordings"]),
        number(row["repetitions"]),
        *shares,
        error,
        str(row["refused"]),
    )


def _everyday_cells(row: dict[str, Any]) -> Sequence[str]:
    hours, rate = number(row["hours"], 2), number(row["per_hour"], 1)
    return row["exercise"], str(row["recordings"]), hours, str(row["counted"]), rate


def _angle_cells(row: dict[str, Any]) -> Sequence[str]:
    zero = (number(row[name], 1) if row["absolute"] else MISSING for name in ("rmse_deg", "offset_deg"))
    rest = number(row["rmse_offset_free_deg"], 1)
    return row["file"], row["exercise"], *zero, rest, f"{100 * row['coverage']:.0f} %"


def _agreement_cells(name: str, one: dict[str, Any] | None) -> Sequence[str]:
    if one is None:
        return name, "0", MISSING, MISSING
    return (
        name,
        str(one["n"]),
        number(one["bias"], 2),
        f"{number(one['lower'], 2)} to {number(one['upper'], 2)}",
    )


def _miss_cells(row: dict[str, Any]) -> Sequence[str]:
    counted = "cannot count" if row["counted"] is None else str(row["counted"])
    return row["file"], row["exercise"], number(row["truth"]), counted
