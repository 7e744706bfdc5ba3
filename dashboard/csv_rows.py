"""Tables that people keep as CSV: rows whose faults name the file, the line and the column."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sensing.errors import InputError
from sensing.wording import printable, shown

LARGEST_TABLE = 20_000_000
"""Bytes; years of sets fit into it."""

YES, NO = ("true", "yes", "1"), ("false", "no", "0")


def read_rows(
    path: Path, required: Sequence[str], *, mend: str = "Check the name and the folder"
) -> list["Row"]:
    """Read a CSV file in UTF-8 with a header.

    Parameters
    ----------
    path : Path
    required : sequence of str
        Columns that must be there.
    mend : str
        What to do when the file cannot be read.

    Raises
    ------
    InputError
        When it cannot be read, is no such table, or a column is missing.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TABLE + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", source=path, mend=mend) from error
    return parse_rows(data, path, required, mend=mend)


def parse_rows(
    data: bytes, source: str | Path, required: Sequence[str], *, mend: str = "Save it as CSV in UTF-8"
) -> list["Row"]:
    """Read a CSV table from its bytes; see `read_rows`."""
    if len(data) > LARGEST_TABLE:
        raise InputError("larger than 20 MB", source=source, mend="Split it, or leave out what is not needed")
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        names = reader.fieldnames or ()
        lines = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read ({error})", source=source, mend=mend) from error
    for name in required:
        if name not in names:
            raise InputError(
                "the column is missing", source=source, at=name, mend=f"Needed: {', '.join(required)}"
            )
    return [Row(source, line, cells) for line, cells in lines]


class Row:
    """One row: its cells by column, without spaces around them, and errors that name its line.

    Parameters
    ----------
    source : str or Path
        The file, for messages.
    line : int
        In the file, from 1.
    cells : mapping
        As `csv.DictReader` gives them.

    Raises
    ------
    InputError
        Also from every method, when a cell is not what is asked for.
    """

    def __init__(self, source: str | Path, line: int, cells: Mapping[str | Any, str | Any]) -> None:
        self.source, self.line = source, line
        if None in cells:
            raise self.fault("more values than columns", "Put a text with commas in quotes")
        self.cells = {name: (text or "").strip() for name, text in cells.items()}

    def __getitem__(self, name: str) -> str:
        """Return a cell; empty where the column or the value is missing."""
        return self.cells.get(name, "")

    def fault(self, problem: str, mend: str, column: str = "") -> InputError:
        """Return the error for this row, or for one of its cells."""
        at = f"line {self.line}, {column}" if column else f"line {self.line}"
        return InputError(printable(problem), source=self.source, at=at, mend=mend)

    def text(self, name: str) -> str:
        """Return a cell that must not be empty."""
        if not self[name]:
            raise self.fault("a value is missing", "Fill it in", name)
        return self[name]

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return a cell that must be one of some texts."""
        if self[name] not in choices:
            known = ", ".join(one or "empty" for one in choices)
            raise self._unlike(name, f"one of: {known}")
        return self[name]

    def yes(self, name: str, *, default: bool) -> bool:
        """Return whether a cell says yes; ``default`` where it is empty."""
        word = self[name].lower()
        if word and word not in YES + NO:
            raise self.fault(f"{name} is '{self[name]}'", "Give yes or no, or leave it empty")
        return word in YES if word else default

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds, None where the cell is empty."""
        if not self[name]:
            return None
        try:
            value = int(self[name])
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise self._unlike(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """Return a number within bounds, NaN where the cell is empty."""
        if not self[name]:
            return math.nan
        try:
            value = float(self[name])
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise self._unlike(name, f"a number from {low:g} to {high:g}")
        return value

    def day(self, name: str) -> date:
        """Return a day such as 2025-09-01."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self._unlike(name, "a day such as 2025-09-01") from None

    def time(self, name: str) -> datetime:
        """Return a time that names its offset, such as 2025-09-01T07:24:00Z."""
        try:
            at = datetime.fromisoformat(self.text(name))
        except ValueError:
            at = datetime.min  # noqa: DTZ901  (without an offset, refused below)
        if at.utcoffset() is None:
            raise self._unlike(name, "a time in UTC such as 2025-09-01T07:24:00Z")
        return at

    def _unlike(self, name: str, expected: str) -> InputError:
        problem = f"{shown(self[name], 40)} is not {expected}" if self[name] else f"empty, not {expected}"
        return self.fault(problem, "Correct it", name)
