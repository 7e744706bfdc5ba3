"""What is wrong with a text file, in words: looked for only after quick parsing has failed."""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sensing.errors import RecordingError
from sensing.sample_table import NATIVE_COLUMNS

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_READABLE = re.compile(rf"{_NUMBER.pattern}|nan|NaN|NAN|[+-]?(?i:inf|infinity)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*", re.ASCII)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "spaces"}
_HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
_AS_CSV = "Export it as CSV: UTF-8, commas between columns, a point in numbers"


def check_text(data: bytes, *, source: str | Path) -> bytes:
    """Return the text without its byte order mark; raise `RecordingError` when it is no UTF-8 text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(b"\0") * 3 > len(data[:200]) > 3:
        raise RecordingError("the text is UTF-16, not UTF-8", source=source, mend="Save it as 'CSV UTF-8'")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise RecordingError("the file is empty", source=source, mend="Record or export it again")
    first_line = data.partition(b"\n")[0]
    if b"\0" in first_line or _first_undecodable(first_line) >= 0:
        raise RecordingError("binary data, not a table", source=source, at="line 1", mend=_AS_CSV)
    zero, undecodable = data.find(b"\0"), _first_undecodable(data)
    if zero >= 0:
        raise RecordingError(
            "zero bytes, as a loss of power while writing leaves them",
            source=source,
            at=_line_at(data, zero),
            mend="Cut the file before this line",
        )
    if undecodable >= 0:
        at = _line_at(data, undecodable)
        raise RecordingError("a character is not UTF-8", source=source, at=at, mend=_AS_CSV)
    return data


def check_header(cells: Sequence[str], lines: Sequence[str], line: int, *, source: str | Path) -> None:
    """Raise `RecordingError` when the first line is split by something else than commas, or holds no names.

    Parameters
    ----------
    cells : sequence of str
        The header split at commas.
    lines : sequence of str
        The header line and the one after it.
    line : int
        Line number of the header.
    source : str or Path
        The file.
    """
    at = f"line {line}"
    header = lines[0]
    for separator, word in _SEPARATORS.items():
        parts = [part.strip().strip('"') for part in header.split(separator)]
        if len(cells) == 1 and len(parts) > 2:
            comma = any(_DECIMAL_COMMA.fullmatch(part) for part in "".join(lines[1:]).split(separator))
            raise RecordingError(
                f"columns are separated by {word}{', and numbers have decimal commas' if comma else ''}",
                source=source,
                at=at,
                mend="Save it with commas between columns" + (" and a point in numbers" if comma else ""),
            )
    if header.startswith(("{", "[")):
        raise RecordingError(
            "this is JSON, not a table of samples",
            source=source,
            at=at,
            mend="Give the .csv or .parquet file",
        )
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        raise RecordingError(
            "the first line holds numbers, not column names",
            source=source,
            at=at,
            mend=f"Put a line with the names above it, such as {_HEADER}",
        )


def explain(data: bytes, names: Sequence[str], *, source: str | Path) -> None:
    """Raise `RecordingError` for the first row that is ragged or holds text; return when there is none."""
    native = [(number, name) for number, name in enumerate(names) if name in NATIVE_COLUMNS]
    line = 1
    try:
        for line, cells in _records(data):
            if len(cells) != len(names):
                _explain_ragged(cells, len(names), f"line {line}", source)
            for number, name in native:
                if cells[number] and not _is_readable(cells[number]):
                    _explain_cell(cells[number], f"line {line}, {name}", source)
    except csv.Error as error:
        raise RecordingError(
            "a quotation mark is not closed", source=source, at=f"after line {line}", mend=_AS_CSV
        ) from error


def line_of(data: bytes, row: int) -> str:
    """Return ``"line 7"`` for the data row at position ``row``."""
    for number, (line, _) in enumerate(_records(data)):
        if number == row:
            return f"line {line}"
    return f"row {row + 1}"


def _first_undecodable(data: bytes) -> int:
    """Return the position of the first byte that is not UTF-8, or -1."""
    if data.isascii():
        return -1
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _is_readable(cell: str) -> bool:
    if not _READABLE.fullmatch(cell):
        return False
    return not _NUMBER.fullmatch(cell) or math.isfinite(float(cell))


def _line_at(data: bytes, position: int) -> str:
    newlines = data.count(b"\n", 0, position)
    return f"line {newlines + 1}"


def _records(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each data row, blank lines and the header left out."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    header_seen = False
    for cells in reader:
        if not cells or (len(cells) == 1 and not cells[0].strip()):
            continue
        if header_seen:
            yield reader.line_num, cells
        header_seen = True


def _explain_ragged(cells: Sequence[str], expected: int, at: str, source: str | Path) -> None:
    problem = f"{len(cells)} values for {expected} columns"
    digits = sum(cell.strip().lstrip("+-").isdigit() for cell in cells)
    if len(cells) > expected and digits == len(cells):
        raise RecordingError(
            f"{problem}: numbers seem to have decimal commas",
            source=source,
            at=at,
            mend="Save it with a point in numbers",
        )
    mend = "Give every line one value per column" if len(cells) > expected else "Remove the incomplete line"
    raise RecordingError(problem, source=source, at=at, mend=mend)


def _explain_cell(cell: str, at: str, source: str | Path) -> None:
    shown = repr(cell if len(cell) <= 40 else cell[:40] + "...")
    if _NUMBER.fullmatch(cell):
        raise RecordingError(
            "the value is infinite, a finite number was expected",
            source=source,
            at=at,
            mend="Leave the whole line out (a missing sample is a missing line)",
        )
    if _DECIMAL_COMMA.fullmatch(cell):
        raise RecordingError(
            f"{shown} has a decimal comma", source=source, at=at, mend="Save it with a point in numbers"
        )
    raise RecordingError(
        f"{shown} is not a number",
        source=source,
        at=at,
        mend="Correct the value, or leave the whole line out",
    )
