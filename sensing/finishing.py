"""From what a journal holds to a finished recording: put together, written, and read again."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sensing import notifications
from sensing.clock_review import fitted_column
from sensing.errors import RecordingError, RehabError
from sensing.journal import JournalContents
from sensing.journal_records import End
from sensing.recording_files import SUFFIXES, read_recording, write_recording
from sensing.samples import FloatArray, ImuBlock, Recording, RecordingInfo
from sensing.sidecar import RATE_TOLERANCE
from sensing.source import Notification
from sensing.units import MAX_ACC_M_S2, MAX_GYR_RAD_S

NAMES_TRIED = 100
"""So many names may be taken by others in the very moment they are tried."""

TEXT_PRECISION = 0.5e-6
"""Text files hold six decimals of the native columns."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A recording that was written and read again.

    Attributes
    ----------
    path : Path
    samples : int
    duration_s : float
    notes : tuple of str
        What was left out or is missing, in plain words.
    """

    path: Path
    samples: int
    duration_s: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """What a journal held.

    Attributes
    ----------
    recording : Recording or None
        None when there are fewer than two samples.
    raw : list of Notification
    ended : bool
        Whether whoever recorded it ended it.
    notes : tuple of str
        What was left out, in plain words.
    """

    recording: Recording | None
    raw: list[Notification]
    ended: bool
    notes: tuple[str, ...]


def assemble(contents: JournalContents) -> Assembled:
    """Put the entries of a journal together.

    Notes
    -----
    Samples stay as they were received. Further columns are ``host_time_s``, when they arrived, ``epoch``, in
    which connection, and from a sensor ``time_fit_s``, better times (`sensing.clock_review`). Left out, and
    told, is what no recording can hold: samples that do not follow the ones before in time, or are beyond any
    sensor.
    """
    info = RecordingInfo()
    blocks: list[ImuBlock] = []
    raw: list[Notification] = []
    ended = False
    for entry in contents.entries:
        match entry:
            case RecordingInfo():
                info = entry
            case ImuBlock():
                blocks.append(entry)
            case Notification():
                raw.append(entry)
            case End():
                ended = True
            case _:
                pass  # news of the link: the epochs and gaps of the samples tell the same
    notes = []
    if contents.damaged_bytes or contents.missing_records:
        lost = max(contents.missing_records, 1)
        notes.append(f"the journal is damaged: {lost} of its records are lost")
    recording, left_out = _recording(blocks, info)
    return Assembled(recording, raw, ended, (*notes, *left_out))


def finish(assembled: Assembled, folder: Path, name: str) -> Finished:
    """Write a recording to a folder, and read it again.

    Parameters
    ----------
    assembled : Assembled
        With a recording.
    folder : Path
        Made when it is not there.
    name : str
        Without ending; another one is taken when there are other files of that name.

    Raises
    ------
    RecordingError
        When it cannot be written, or is not what was written when read again.
    """
    recording = assembled.recording
    assert recording is not None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _finished_before(assembled, folder, name) or _written(assembled, folder, name)
    except OSError as error:
        raise RecordingError(
            f"cannot be written ({error.strerror or error})",
            source=folder,
            mend="Choose a folder that you may write to",
        ) from error
    return Finished(path, len(recording), recording.duration_s, assembled.notes)


def _written(assembled: Assembled, folder: Path, name: str) -> Path:
    """Write a recording under a name that no other has, and read it again; return its path."""
    recording = assembled.recording
    assert recording is not None
    for left in reversed(range(NAMES_TRIED)):
        path = folder / f"{free_name(folder, name)}{_suffix()}"
        try:
            write_recording(recording, path, beside=_beside(assembled, path), replace=False)
            break
        except RecordingError as error:  # somebody took the name in this moment: try the next one
            if not (left and isinstance(error.__cause__, FileExistsError)):
                raise
    _verify(recording, path)
    return path


def _beside(assembled: Assembled, path: Path) -> dict[str, bytes | None]:
    """Return the raw messages as the file that goes with a recording."""
    if not assembled.raw or assembled.recording is None:
        return {}
    driver = assembled.recording.info.extra.get("sensor", {}).get("driver")
    raw_name = path.name.removesuffix(_suffix()) + notifications.SUFFIX
    return {raw_name: notifications.format_notifications(assembled.raw, driver=driver)}


def free_name(folder: Path, name: str, *, endings: Iterable[str] = ()) -> str:
    """Return the name, or with a number behind it, so that no file of a recording has it yet."""
    endings = (*SUFFIXES, ".json", notifications.SUFFIX, *endings)
    candidate, number = name, 1
    while any((folder / f"{candidate}{ending}").exists() for ending in endings):
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _suffix() -> str:
    return ".csv.gz" if importlib.util.find_spec("pyarrow") is None else ".parquet"


def _recording(blocks: list[ImuBlock], info: RecordingInfo) -> tuple[Recording | None, list[str]]:
    """Return the samples as a recording, None when there are fewer than two, and what was left out."""
    blocks = [block for block in blocks if len(block)]
    with_gyr = [block for block in blocks if block.gyr is not None]
    lacking = sum(map(len, blocks)) - sum(map(len, with_gyr)) if with_gyr else 0
    table = _joined(with_gyr or blocks)
    if table is None:
        return None, []
    possible = (np.abs(table.acc) <= MAX_ACC_M_S2).all(axis=1)
    if table.gyr is not None:
        possible &= (np.abs(table.gyr) <= MAX_GYR_RAD_S).all(axis=1)
    latest_s = np.maximum.accumulate(np.where(possible, table.time_s, -np.inf))
    follows = table.time_s > np.concatenate([[-np.inf], latest_s[:-1]])
    notes = [
        f"{count} samples {why} were left out"
        for count, why in (
            (lacking, "without an angular rate"),
            (int((~possible).sum()), "beyond any sensor"),
            (int((possible & ~follows).sum()), "that did not follow the ones before in time"),
        )
        if count
    ]
    table = table.take(possible & follows)
    if len(table.time_s) < 2:
        return None, notes
    fitted = fitted_column(table.time_s, table.extra, info.extra.get("sensor", {}).get("driver"))
    recording = Recording(table.time_s, table.acc, table.gyr, extra=table.extra | fitted)
    return replace(recording, info=_fitting(info, recording)), notes


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The samples of several blocks, in the order of arrival."""

    time_s: FloatArray
    acc: FloatArray
    gyr: FloatArray | None
    extra: dict[str, NDArray[Any]]

    def take(self, rows: NDArray[np.bool_]) -> "_Table":
        gyr = None if self.gyr is None else self.gyr[rows]
        extra = {name: column[rows] for name, column in self.extra.items()}
        return _Table(self.time_s[rows], self.acc[rows], gyr, extra)


def _joined(blocks: list[ImuBlock]) -> _Table | None:
    if not blocks:
        return None
    gyr = [block.gyr for block in blocks if block.gyr is not None]
    host = [block.host_time_s for block in blocks if block.host_time_s is not None]
    lengths = [len(block) for block in blocks]
    extra: dict[str, NDArray[Any]] = {"epoch": np.repeat([block.epoch for block in blocks], lengths)}
    if len(host) == len(blocks):
        extra["host_time_s"] = np.concatenate(host)
    return _Table(
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.acc for block in blocks]),
        np.concatenate(gyr) if gyr else None,
        extra,
    )


def _fitting(info: RecordingInfo, recording: Recording) -> RecordingInfo:
    """Return what is known without what the samples contradict: it may have ended before its time."""
    first_s, last_s = float(recording.time_s[0]), float(recording.time_s[-1])
    activities = tuple(
        replace(one, start_s=max(one.start_s, first_s), end_s=min(one.end_s, last_s))
        for one in info.activities
        if one.start_s < last_s and one.end_s > first_s
    )
    rate = info.rate_hz
    if rate is not None and abs(recording.rate_hz - rate) > RATE_TOLERANCE * rate:
        rate = None
    return replace(info, activities=activities, rate_hz=rate)


def _finished_before(assembled: Assembled, folder: Path, name: str) -> Path | None:
    """Return the file that holds this very recording already: it was ended before its journal was removed.

    What goes with it and is not there is written again.
    """
    recording, path = assembled.recording, folder / f"{name}{_suffix()}"
    assert recording is not None
    if not path.exists():
        return None
    try:
        _verify(recording, path)
    except RehabError:
        return None
    beside = _beside(assembled, path)
    if not all((folder / other).exists() for other in (f"{name}.json", *beside)):
        write_recording(recording, path, beside=beside)
    return path


def _verify(recording: Recording, path: Path) -> None:
    """Read a recording again and compare it.

    Raises
    ------
    RecordingError
        When it cannot be read, or holds anything else.
    """
    again = read_recording(path, acc_unit="m/s2", gyr_unit="rad/s")
    off = 0.0 if path.suffix == ".parquet" else TEXT_PRECISION * 1.001
    pairs = ((recording.time_s, again.time_s), (recording.acc, again.acc), (recording.gyr, again.gyr))
    if not all(_alike(written, read, off) for written, read in pairs):
        raise RecordingError(
            "does not hold what was written", source=path, mend="Check the disk; the journal is kept"
        )


def _alike(one: FloatArray | None, other: FloatArray | None, off: float) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and bool((np.abs(one - other) <= off).all())
