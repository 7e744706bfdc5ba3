"""Recordings as Parquet: one column of float64 per native column, further columns as they are, to the bit."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sensing.errors import MissingExtraError, RecordingError
from sensing.sample_table import NATIVE_COLUMNS, SampleTable, check_columns
from sensing.wording import printable

MAGIC = b"PAR1"


def unpacked_bytes(data: bytes, *, source: str | Path) -> int:
    """Return how much memory the table of a Parquet file takes, at 8 bytes a value, without reading it.

    Raises
    ------
    RecordingError
        When the bytes are no whole Parquet file.
    MissingExtraError
        When pyarrow is not installed.
    """
    meta = _open(data, source).metadata
    groups = [meta.row_group(number) for number in range(meta.num_row_groups)]
    chunks = [group.column(place) for group in groups for place in range(group.num_columns)]
    values = max(meta.num_rows * meta.num_columns, sum(chunk.num_values for chunk in chunks))
    return int(max(8 * values, sum(chunk.total_uncompressed_size for chunk in chunks)))


def read_parquet(data: bytes, *, source: str | Path) -> SampleTable:
    """Parse the bytes of a Parquet file.

    Raises
    ------
    RecordingError
        When the bytes are no whole Parquet file, or columns are missing or hold no numbers.
    MissingExtraError
        When pyarrow is not installed.
    """
    pa, _ = _pyarrow()
    try:
        table = _open(data, source).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error, source) from error
    check_columns(table.column_names, source=source, at="columns")
    columns = {
        name: _native(table[name], name, source) if name in NATIVE_COLUMNS else _further(table[name])
        for name in table.column_names
    }
    return SampleTable(columns, np.arange(table.num_rows), lambda row: f"row {row + 1}")


def _open(data: bytes, source: str | Path) -> Any:  # noqa: ANN401 (pyarrow is untyped)
    pa, pq = _pyarrow()
    if len(data) < 12 or not data.endswith(MAGIC):
        raise RecordingError(
            "the Parquet file is cut short", source=source, mend="Copy or export it again, whole"
        )
    try:
        # No threads: Arrow's may abort or hang a program that exits soon after (apache/arrow#34314, #50482).
        return pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error, source) from error


def _damaged(error: Exception, source: str | Path) -> RecordingError:
    return RecordingError(
        f"the Parquet file is damaged ({printable(error)})",
        source=source,
        mend="Copy or export it again, whole",
    )


def write_parquet(table: SampleTable, *, source: str | Path) -> bytes:
    """Return the Parquet file of a recording, the same bytes for the same recording and version of pyarrow.

    Raises
    ------
    RecordingError
        When a further column holds what Parquet cannot.
    MissingExtraError
        When pyarrow is not installed.
    """
    pa, pq = _pyarrow()
    arrays = {}
    for name, values in table.columns.items():
        try:
            arrays[name] = pa.array(np.ascontiguousarray(values))
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise RecordingError(
                f"a column of type {values.dtype} cannot be stored ({printable(error)})",
                source=source,
                at=name,
                mend="Give numbers, text or true/false",
            ) from error
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays), sink, compression="zstd")
    return sink.getvalue()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 (optional, slow to import)
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("pyarrow", extra="parquet", purpose="A Parquet file") from error
    return pa, pq


def _native(column: Any, name: str, source: str | Path) -> NDArray[np.float64]:  # noqa: ANN401 (pyarrow is untyped)
    kind = str(column.type)
    if not kind.startswith(("double", "float", "halffloat", "int", "uint", "null", "decimal")):
        raise RecordingError(
            f"{name} holds {kind}, not numbers", source=source, at=name, mend="Store it as float64"
        )
    return np.asarray(column.to_pandas(), dtype=np.float64)


def _further(column: Any) -> NDArray[Any]:  # noqa: ANN401 (pyarrow is untyped)
    if str(column.type) in {"string", "large_string", "string_view"} or str(column.type).startswith("dict"):
        return np.array(column.to_pylist(), dtype=object)
    values: NDArray[Any] = column.to_numpy()
    return values
