"""Recordings as text: one header line, commas between columns, a point in numbers, UTF-8.

Written are time, acceleration and angular rate with six decimals, trailing zeros left out: 1 µs, 1 µm/s² and
1 µrad/s, under a hundredth of the finest step of a 16-bit sensor, and the same text on every machine although
their last binary digits may differ. Further columns are written with all their digits. Reading such a file
and writing it again gives the same bytes. Text does not know types: a further column of text whose cells all
look like numbers comes back as numbers, and missing text as empty text; Parquet keeps both.
"""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sensing import csv_faults
from sensing.errors import RecordingError
from sensing.sample_table import NATIVE_COLUMNS, SampleTable, check_columns
from sensing.samples import TIME_COLUMN, FloatArray
from sensing.wording import printable

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = 6
"""Decimals of the native columns in a text file."""

_HEADER_BYTES = 65536
_MISSING_TEXT = ("nan", "NaN", "NAN")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def read_csv(data: bytes, *, source: str | Path) -> SampleTable:
    """Parse the bytes of a text file.

    Parameters
    ----------
    data : bytes
        The whole file, uncompressed.
    source : str or Path
        Name for messages.

    Raises
    ------
    RecordingError
        When the bytes are no such table; the message names the line.
    """
    data = csv_faults.check_text(data, source=source)
    names, unnamed, header_line, first_row = _read_header(data, source=source)
    if len(first_row) > len(names):
        csv_faults.explain(data, names, source=source)
    try:
        frame = _parse(data, names, header_line)
    except (ValueError, OverflowError) as error:  # pandas' ParserError is a ValueError
        csv_faults.explain(data, names, source=source)
        raise RecordingError(
            f"not a table of numbers ({printable(error)})", source=source, mend="Export it again as CSV"
        ) from error
    if len(frame) and data.count(b",") != (len(frame) + 1) * (len(names) - 1):
        csv_faults.explain(data, names, source=source)  # a short row, unless a quoted cell holds the comma
    columns = {name: _to_array(frame[name], name in NATIVE_COLUMNS) for name in names}
    for name in unnamed:
        if _is_blank(columns[name]):
            del columns[name]  # a comma at the end of every line
    return SampleTable(columns, np.arange(len(frame)), lambda row: csv_faults.line_of(data, row))


def write_csv(table: SampleTable, *, source: str | Path) -> bytes:
    """Return the text file of a recording.

    Parameters
    ----------
    table : SampleTable
        What to write.
    source : str or Path
        Name for messages.

    Raises
    ------
    RecordingError
        When two times fall together at six decimals, or a cell cannot stand in a text file.
    """
    columns = {
        name: _printed(values) if name in NATIVE_COLUMNS else _cells(name, values, source)
        for name, values in table.columns.items()
    }
    together = np.flatnonzero(np.diff(np.array(columns[TIME_COLUMN])) <= 0)
    if len(together):
        raise RecordingError(
            "the time is the same as the one before at the microseconds of a text file",
            source=source,
            at=f"{table.at(int(together[0]) + 1)}, {TIME_COLUMN}",
            mend="Write it as .parquet",
        )
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return buffer.getvalue().encode()


def _read_header(data: bytes, *, source: str | Path) -> tuple[list[str], list[str], int, list[str]]:
    """Return the column names, which are made up, the lines down to them, and the first row's cells."""
    head = re.split(r"\r\n|\r|\n", data[:_HEADER_BYTES].decode(errors="ignore"))
    line = next((number for number, text in enumerate(head, 1) if text.strip()), len(head))
    cells = [cell.strip() for cell in next(csv.reader([head[line - 1]], skipinitialspace=True), [])]
    csv_faults.check_header(cells, head[line - 1 : line + 1], line, source=source)
    check_columns(cells, source=source, at=f"line {line}")
    names = [name or _placeholder(number, cells) for number, name in enumerate(cells)]
    unnamed = [name for name, cell in zip(names, cells, strict=True) if not cell]
    return names, unnamed, line, next(csv.reader(text for text in head[line:] if text.strip()), [])


def _parse(data: bytes, names: list[str], header_line: int) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 (slow to import)

    # Before 3.1 the quick parser could miss the nearest float64 in the last digit; since then it cannot, and
    # the option is deprecated.
    version = tuple(int(part) for part in pd.__version__.split(".")[:2])
    exact: dict[str, Any] = {} if version >= (3, 1) else {"float_precision": "round_trip"}
    frame: pd.DataFrame = pd.read_csv(
        io.BytesIO(data),
        header=None,
        skiprows=header_line,
        names=names,
        index_col=False,
        dtype={name: np.float64 for name in names if name in NATIVE_COLUMNS},
        na_values=["", *_MISSING_TEXT],
        keep_default_na=False,
        low_memory=False,
        **exact,
    )
    return frame


def _to_array(column: "pd.Series[Any]", native: bool) -> NDArray[Any]:
    if native:
        return column.to_numpy(dtype=np.float64)
    if column.dtype.kind in "bifu":
        return column.to_numpy()
    missing = column.isna().to_numpy()
    cells = [None if gone else str(cell) for cell, gone in zip(column.tolist(), missing, strict=True)]
    return np.array(["" if cell is None else cell for cell in cells], dtype=object)


def _is_blank(column: NDArray[Any]) -> bool:
    return bool(np.isnan(column).all()) if column.dtype.kind == "f" else not any(column)


def _placeholder(number: int, taken: Sequence[str]) -> str:
    """Return a name for a column without one that no other column has."""
    name = f"column_{number + 1}"
    while name in taken:
        name += "_"
    return name


def _printed(values: FloatArray) -> list[float]:
    rounded: list[float] = (np.round(values, DECIMALS) + 0.0).tolist()  # + 0.0: no "-0.0"
    return rounded


def _cells(name: str, column: NDArray[Any], source: str | Path) -> list[Any]:
    """Return the cells of a further column; missing ones are empty."""
    if column.dtype.kind == "f":
        return ["" if cell != cell else cell for cell in column.tolist()]
    if column.dtype.kind in "biu":
        return list(column.tolist())
    if column.dtype.kind in "mM":
        column = column.astype(str)
    texts = ["" if cell is None else str(cell) for cell in column.tolist()]
    bad = next((i for i, text in enumerate(texts) if _UNPRINTABLE.search(text)), None)
    if bad is not None:
        raise RecordingError(
            f"{texts[bad]!r} (sample {bad}) cannot stand in a text file",
            source=source,
            at=name,
            mend="Take line breaks and control characters out, or write it as .parquet",
        )
    return ["" if text in _MISSING_TEXT else text for text in texts]
