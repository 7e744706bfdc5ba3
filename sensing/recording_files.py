"""Recordings on disk: ``NAME.csv``, ``NAME.csv.gz`` or ``NAME.parquet``, and ``NAME.json`` beside it.

Columns ``time_s``, ``acc_x/y/z`` (m/s²), ``gyr_x/y/z`` (rad/s, all or none), in any order; further columns
are kept. What is known about the recording stands in the JSON file, which is optional (`sensing.sidecar`).
"""

import gzip
import io
import stat
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sensing import cleaning, csv_files, parquet_files, sidecar, units
from sensing.atomic_files import add_all, replace_all
from sensing.errors import RecordingError, UnitsError
from sensing.sample_table import NATIVE_COLUMNS, SampleTable
from sensing.samples import FloatArray, Recording, RecordingInfo
from sensing.units import AccUnit, GyrUnit
from sensing.wording import printable

SUFFIXES = (".csv", ".csv.gz", ".parquet")

LARGEST_BYTES = 2**30
"""A larger file is refused before it is read, a compressed one while it is unpacked, a Parquet table (8 bytes
a value) before its columns are. As text, a day at 100 Hz has about 0.6e9 bytes."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_MAGIC = b"PK\x03\x04"
_GZIP_LEVEL = 6


def read_recording(
    path: str | Path,
    *,
    acc_unit: AccUnit | None = None,
    gyr_unit: GyrUnit | None = None,
    repair: bool = False,
) -> Recording:
    """Read a recording.

    Parameters
    ----------
    path : str or Path
        ``NAME.csv``, ``NAME.csv.gz`` or ``NAME.parquet``; the content decides how it is read. ``NAME.json``
        beside it is read if it is there.
    acc_unit : {"m/s2", "g", "mg"}, optional
        Unit of the accelerations, which are then converted. Without it m/s² is expected and checked; saying
        "m/s2" takes the numbers as they are.
    gyr_unit : {"rad/s", "deg/s"}, optional
        Likewise for the angular rates; without it rad/s is expected and checked.
    repair : bool
        Mend what can be mended: drop rows with missing or impossible values, put rows in time order, keep the
        first of equal times. ``info.repairs`` tells what was done.

    Returns
    -------
    Recording
        Its ``name`` is the file's name, ``info.repairs`` is empty for a clean file.

    Raises
    ------
    RecordingError
        When the file cannot be read or is not valid; the message names file, line or field, and what to do.
    UnitsError
        When the numbers are decisively in other units.
    MissingExtraError
        When a Parquet file is read without pyarrow.

    Notes
    -----
    Rows that repeat an earlier row in every column are dropped and noted. Rows with an earlier time but other
    values, or times running backward, are refused unless ``repair``. A clock that starts again in mid-file is
    always refused. A jump forward is a gap: it is kept as it is.
    """
    units.check_unit_names(acc_unit, gyr_unit)
    path = Path(path)
    stem = _stem(path)
    table = _parse(_load(path), path)
    table, repairs = _clean(table, acc_unit, gyr_unit, repair, path)
    time_s, acc, gyr = table.time_s, table.acc, table.gyr
    info = _read_info(path.with_name(f"{stem}.json"), time_s)
    info = replace(info, repairs=tuple(repairs))
    return Recording(time_s, acc, gyr, info=info, extra=table.extra, name=path.name)


def write_recording(
    recording: Recording,
    path: str | Path,
    *,
    beside: Mapping[str, bytes | None] = MappingProxyType({}),
    replace: bool = True,
) -> None:
    """Write a recording, and what is known about it to ``NAME.json`` beside it; all or nothing.

    Parameters
    ----------
    recording : Recording
        What to write.
    path : str or Path
        ``NAME.csv``, ``NAME.csv.gz`` or ``NAME.parquet``. Files of that name are replaced; a ``NAME.json`` is
        removed when nothing is known about the recording, as it would tell of another. Two recordings in one
        folder need two names: a ``NAME.csv`` and a ``NAME.parquet`` share one ``NAME.json``.
    beside : mapping of str to bytes or None
        Further files of the same folder that belong to the recording, such as its truth, by name; None for no
        such file. They are replaced together with it.
    replace : bool, default True
        Otherwise none of the files may be there yet, not even one that somebody else writes at this moment.

    Raises
    ------
    RecordingError
        When it cannot be written, or could not be read again; from a `FileExistsError` where a file is there
        that may not be replaced.
    MissingExtraError
        When a Parquet file is written without pyarrow.

    Notes
    -----
    Parquet keeps every bit. Text keeps six decimals of the native columns and all digits of further ones, see
    `sensing.csv_files`. The same recording gives the same bytes (compressed ones as far as the versions of
    zlib and pyarrow are the same).
    """
    path = Path(path)
    side = path.with_name(f"{_stem(path)}.json")
    _check_further(recording, path)
    table = SampleTable.of(recording)
    cleaning.check_time_scale(table.time_s, source=path)
    cleaning.drop_impossible(table, repair=False, source=path)
    info_data = sidecar.format_info(recording.info, recording.time_s, source=side)
    suffix = path.name.lower()
    if suffix.endswith(".parquet"):
        data = parquet_files.write_parquet(table, source=path)
    else:
        data = csv_files.write_csv(table, source=path)
        if suffix.endswith(".gz"):
            data = _compress(data)
    contents = {path: data, side: info_data} | {path.with_name(name): text for name, text in beside.items()}
    try:
        if replace:
            replace_all(contents)
        else:
            add_all({one: text for one, text in contents.items() if text is not None})
    except OSError as error:
        raise RecordingError(
            f"cannot be written ({error.strerror or error})",
            source=path,
            mend="Choose a folder that exists, that you may write to and that has room",
        ) from error


def _stem(path: Path) -> str:
    """Return the name without its suffix; raise when the suffix is not a recording's."""
    for suffix in SUFFIXES:
        if path.name.lower().endswith(suffix) and len(path.name) > len(suffix):
            return path.name[: -len(suffix)]
    if path.is_dir():
        raise RecordingError("this is a folder", source=path, mend="Give one file in it")
    if path.suffix.lower() == ".json":
        raise RecordingError(
            "this describes a recording but holds no samples",
            source=path,
            mend="Give the .csv, .csv.gz or .parquet file beside it",
        )
    known = ", ".join(f"NAME{suffix}" for suffix in SUFFIXES)
    raise RecordingError(f"'{path.name}' is not the name of a recording", source=path, mend=f"Use {known}")


def _load(path: Path) -> bytes:
    """Return the file's bytes, uncompressed."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise RecordingError("this is a folder", source=path, mend="Give one file in it")
        if not stat.S_ISREG(state.st_mode):
            raise RecordingError("this is no file with an end", source=path, mend="Save it as a file first")
        if state.st_size > LARGEST_BYTES:
            raise _too_large("", path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RecordingError("no such file", source=path, mend="Check the name and the folder") from error
    except OSError as error:
        raise RecordingError(
            f"cannot be read ({error.strerror or error})", source=path, mend="Check that you may open it"
        ) from error
    if not data.startswith(_GZIP_MAGIC):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            data = file.read(LARGEST_BYTES + 1)
    except EOFError as error:
        raise RecordingError(
            "the compressed file is cut short", source=path, mend="Copy or export it again, whole"
        ) from error
    except (OSError, zlib.error) as error:
        raise RecordingError(
            f"the compressed file is damaged ({printable(error)})",
            source=path,
            mend="Copy or export it again",
        ) from error
    if len(data) > LARGEST_BYTES:
        raise _too_large(" when unpacked", path)
    return data


def _too_large(when: str, path: Path) -> RecordingError:
    return RecordingError(
        f"more than {LARGEST_BYTES / 2**20:.0f} MiB{when}", source=path, mend="Split it into sessions"
    )


def _parse(data: bytes, path: Path) -> SampleTable:
    if data.startswith(parquet_files.MAGIC):
        if parquet_files.unpacked_bytes(data, source=path) > LARGEST_BYTES:
            raise _too_large(" when unpacked", path)
        return parquet_files.read_parquet(data, source=path)
    if data.startswith(_ZIP_MAGIC):
        raise RecordingError("a zip archive", source=path, mend="Unpack it and give the table in it")
    if path.name.lower().endswith(".parquet"):
        raise RecordingError(
            "no Parquet file", source=path, mend="Name a text table .csv, or export it again as Parquet"
        )
    return csv_files.read_csv(data, source=path)


def _clean(
    table: SampleTable, acc_unit: AccUnit | None, gyr_unit: GyrUnit | None, repair: bool, path: Path
) -> tuple[SampleTable, list[str]]:
    """Return valid samples in m/s² and rad/s, and what was mended."""
    table, repairs = cleaning.drop_missing(table, repair=repair, source=path)
    cleaning.check_time_scale(table.time_s, source=path)
    table, notes = cleaning.put_in_order(table, repair=repair, source=path)
    repairs += notes
    _check_length(table, path)
    table = table.in_units(acc_unit or "m/s2", gyr_unit or "rad/s")
    _check_units(table, acc_unit, gyr_unit, path)
    table, notes = cleaning.drop_impossible(table, repair=repair, source=path)
    _check_length(table, path)
    return table, repairs + notes


def _check_units(table: SampleTable, acc_unit: AccUnit | None, gyr_unit: GyrUnit | None, path: Path) -> None:
    """Check values, converted from these units, unless they are taken as they are."""
    option: tuple[str, str | None] = ("acc-unit", acc_unit)
    try:
        if acc_unit != "m/s2":
            units.check_acc_units(table.time_s, table.acc, source=path)
        option = ("gyr-unit", gyr_unit)
        if gyr_unit != "rad/s" and (gyr := table.gyr) is not None:
            units.check_gyr_units(table.time_s, table.acc, gyr, source=path)
    except UnitsError as error:
        name, unit = option
        if unit is None:
            raise
        raise UnitsError(
            f"converted from {unit}, {error.problem}",
            source=path,
            at=error.at,
            mend=f"Give another --{name}, or leave it out",
        ) from error


def _check_length(table: SampleTable, path: Path) -> None:
    if len(table) < 2:
        count = "no samples" if not len(table) else "1 sample"
        raise RecordingError(f"{count}; a recording needs at least 2", source=path, mend="Record for longer")


def _read_info(path: Path, time_s: FloatArray) -> RecordingInfo:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return RecordingInfo()
    except OSError as error:
        raise RecordingError(
            f"cannot be read ({error.strerror or error})", source=path, mend="Check that you may open it"
        ) from error
    return sidecar.parse_info(text, time_s, source=path)


def _check_further(recording: Recording, path: Path) -> None:
    """Raise unless the further columns can stand in a table beside the native ones."""
    for name, column in recording.extra.items():
        if not name.strip() or name != name.strip() or not name.isprintable() or name in NATIVE_COLUMNS:
            raise RecordingError(f"{name!r} cannot name a column", source=path, mend="Give it another name")
        if column.ndim != 1:
            raise RecordingError(
                f"shape {column.shape}", source=path, at=name, mend="Give one value per sample"
            )


def _compress(data: bytes) -> bytes:
    """Return a gzip file without name and time, so that the same text gives the same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()
