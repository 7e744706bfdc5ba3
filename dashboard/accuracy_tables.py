"""The accuracy figures of a labelled folder as tables: for a terminal, and as Markdown for a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from dashboard.accuracy_report import MEASURES
from dashboard.wording import MISSING, clean, number

NAME_WIDTH = 24
"""Columns that a name gets before it is broken."""

WIDE = 100
"""From so many columns on, there is room between the columns."""

NAMES = ("Exercise", "Analysed as", "Named")
"""Columns that hold words, beside the first."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(document: dict[str, Any], *, with_misses: bool = False) -> Iterator[Table]:
    """Yield the tables of a report of `dashboard.accuracy_report.report`; those without rows are left out."""
    makers = [_counts, _everyday, _angles, _agreement, _names, _false_sets, _degraded]
    for make in makers + ([_misses, _misnamed] if with_misses else []):
        table = make(document)
        if table.rows:
            yield table


def faulty_line(document: dict[str, Any]) -> str:
    """Return what is to be said of faulty sensors; empty when there are none."""
    faulty = document["faulty"]
    if not faulty["recordings"]:
        return ""
    return f"Faulty sensors: {faulty['flagged']} of {faulty['recordings']} recordings flagged"


def show(console: Console, document: dict[str, Any], *, with_misses: bool) -> None:
    """Print a report."""
    for table in tables(document, with_misses=with_misses):
        _show_table(console, table)
    if faulty_line(document):
        console.print(faulty_line(document))


def markdown(document: dict[str, Any], *, with_misses: bool = False) -> str:
    """Return a report as Markdown, without a heading."""
    parts = []
    for table in tables(document, with_misses=with_misses):
        words = [place == 0 or name in NAMES for place, name in enumerate(table.columns)]
        lines = [_line(table.columns), f"|{'|'.join('---' if word else '---:' for word in words)}|"]
        parts.append("\n".join([f"**{table.title}**", "", *lines, *map(_line, table.rows)]))
    return "\n\n".join([*parts, *filter(None, [faulty_line(document)])]) + "\n"


def case_name(row: dict[str, Any]) -> str:
    """Return the exercise of a row of a report, with the leg where it matters."""
    return f"{row['exercise']}, rear leg" if row.get("rear") else str(row["exercise"])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(clean(cell).replace("|", "\\|") for cell in cells) + " |"


def _show_table(console: Console, table: Table) -> None:
    shown = RichTable(box=None, pad_edge=False, padding=(0, 2 if console.width >= WIDE else 1, 0, 0))
    lines = [tuple(map(clean, cells)) for cells in table.rows]
    for place, name in enumerate(table.columns):
        if place and name not in NAMES:
            shown.add_column(name, justify="right", overflow="fold", no_wrap=" " not in name)
        else:  # headings are broken before the names of exercises and files
            longest = max((len(cells[place]) for cells in lines), default=0)
            shown.add_column(name, overflow="fold", no_wrap=longest <= NAME_WIDTH)
    for cells in lines:
        shown.add_row(*cells)
    console.print(Text(table.title, style="bold"))
    console.print(shown)
    console.print()


def _with_all(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of a part of a report and, behind them, what is over all of them."""
    over_all = document[f"{name}_all"] or []
    return [*document[name], *(over_all if isinstance(over_all, list) else [over_all])]


def _counts(document: dict[str, Any]) -> Table:
    columns = ("Exercise", "Recordings", "Persons", "Repetitions", "Exact", "Within one", "Error", "Refused")
    rows = tuple(
        (
            case_name(row),
            str(row["recordings"]),
            str(row["persons"] or MISSING),
            number(row["repetitions"]),
            _share(row["exact"]),
            _share(row["within_one"]),
            number(row["mean_abs_error"], 2),
            str(row["refused"]),
        )
        for row in _with_all(document, "counts")
    )
    return Table("Repetition counts (error: mean, without sign)", columns, rows)


def _everyday(document: dict[str, Any]) -> Table:
    columns = ("Movement", "Analysed as", "Recordings", "Hours", "Counted", "Per hour")
    rows = tuple(
        (
            row["movement"],
            row["exercise"],
            str(row["recordings"]),
            number(row["hours"], 2),
            str(row["counted"]),
            number(row["per_hour"], 1),
        )
        for row in _with_all(document, "everyday")
    )
    return Table("False counts on everyday movement", columns, rows)


def _angles(document: dict[str, Any]) -> Table:
    columns = ("Exercise", "Recordings", "RMSE", "Worst", "Offset removed", "Worst of these", "Coverage")
    names = ("rmse_deg", "worst_rmse_deg", "rmse_offset_free_deg", "worst_offset_free_deg")
    rows = tuple(
        (
            case_name(row),
            str(row["recordings"]),
            *(number(row[name], 1) for name in names),
            _share(row["coverage"]),
        )
        for row in _with_all(document, "angle_accuracy")
    )
    return Table("Thigh angle against the true one, in degrees", columns, rows)


def _agreement(document: dict[str, Any]) -> Table:
    columns = ("Measure", "Pairs", "Recordings", "Bias", "95 % limits of agreement", "Mean error", "RMSE")
    found = document["agreement"]
    rows = tuple(
        (
            name,
            str(found[key]["n"]),
            str(found[key]["groups"]),
            number(found[key]["bias"], 2),
            f"{number(found[key]['lower'], 2)} to {number(found[key]['upper'], 2)}",
            number(found[key]["mean_abs"], 2),
            number(found[key]["rmse"], 2),
        )
        for key, name in MEASURES
        if key in found
    )
    title = "Measured minus true, repetition by repetition (Bland-Altman; mean error: without sign)"
    return Table(title, columns, rows)


def _names(document: dict[str, Any]) -> Table:
    columns = ("Exercise", "Sets", "Right", "As its like", "Wrong", "Not named", "Right or like")
    rows = tuple(
        (
            case_name(row),
            *(str(row[name]) for name in ("sets", "right", "alike", "wrong", "unnamed")),
            _share(row["right_share"]),
        )
        for row in _with_all(document, "names")
    )
    return Table("Recognised without being told which exercise it was", columns, rows)


def _false_sets(document: dict[str, Any]) -> Table:
    rows = tuple(
        (row["movement"], str(row["recordings"]), number(row["hours"], 2), str(row["sets"]))
        for row in document["false_sets"]
    )
    columns = ("Movement", "Recordings", "Hours", "Sets found")
    return Table("Sets recognised in everyday movement", columns, rows)


def _degraded(document: dict[str, Any]) -> Table:
    columns = ("What is wrong", "Recordings", "Exact", "Within one", "Refused", "RMSE", "Offset removed")
    rows = tuple(
        (
            row["condition"],
            str(row["recordings"]),
            _share(row["exact"]),
            _share(row["within_one"]),
            str(row["refused"]),
            number(row["rmse_deg"], 1),
            number(row["rmse_offset_free_deg"], 1),
        )
        for row in document.get("degraded", ())
    )
    return Table("The same recordings, made worse (angle in degrees)", columns, rows)


def _misses(document: dict[str, Any]) -> Table:
    rows = tuple(
        (
            row["file"],
            row["exercise"],
            number(row["truth"]),
            "cannot count" if row["counted"] is None else str(row["counted"]),
        )
        for row in document["misses"]
    )
    return Table("Wrong counts", ("Recording", "Exercise", "Done", "Counted"), rows)


def _misnamed(document: dict[str, Any]) -> Table:
    rows = tuple(
        (row["file"], row["exercise"], ", ".join(row["named"]) or MISSING) for row in document["misnamed"]
    )
    return Table("Wrong or missing names", ("Recording", "Exercise", "Named"), rows)


def _share(value: float | None) -> str:
    return MISSING if value is None else f"{100 * value:.0f} %"
