"""What is being recorded, on disk within the second: an append-only file, readable after any kind of death.

``NAME.journal`` begins with the line ``rehab-journal/1``; records follow (`sensing.journal_records`), each
with a checksum. `Journal.flush` hands everything to the system and then to the disk (fsync): called every
`FLUSH_EVERY_S`, so that neither a killed program nor a power cut costs more than a second.

A file that cannot be written, for whatever reason, costs nothing at first: records wait in memory, up to a
limit, and are written when it can be written again. What is on disk is never touched again.
"""

import contextlib
import errno
import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sensing.errors import JournalError
from sensing.file_lock import is_still, lock
from sensing.journal_records import MARK, DamagedRecordError, Entry, decode, encode

SUFFIX = ".journal"
MAGIC = b"rehab-journal/1\n"
_NAME, _VERSION = MAGIC.rstrip().split(b"/")

FLUSH_EVERY_S = 0.4
"""Even when a flush takes as long again, no sample waits for a second."""

MEMORY_LIMIT_BYTES = 64 * 2**20
"""So much waits in memory while the file cannot be written: over an hour at 100 Hz with raw notifications."""

WRITE_BYTES = 2**16
"""About so much is written at a time; a flush usually has less."""

_UNSUPPORTED = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)  # fsync on some network file systems


def create(path: Path) -> BinaryIO:
    """Create a file that is not there yet, unbuffered, for writing and reading.

    Raises
    ------
    OSError
    """
    return path.open("x+b", buffering=0)


class Journal:
    """The journal of a recording under way. `append` and `flush` may be called from different threads.

    Parameters
    ----------
    path : Path
        The file; created with its folder, and locked against any other recorder, at the first flush.
    memory_limit : int, default `MEMORY_LIMIT_BYTES`
        Largest size of what waits to be written, in bytes; what comes after that is not kept.
    opener : callable
        Creates the file; another one can fail on purpose.
    """

    def __init__(
        self,
        path: Path,
        *,
        memory_limit: int = MEMORY_LIMIT_BYTES,
        opener: Callable[[Path], BinaryIO] = create,
    ) -> None:
        self.path = path
        self.waiting_bytes = 0
        """Size of what is not on disk yet."""
        self.written_bytes = 0
        """Size of what is."""
        self._limit, self._opener = memory_limit, opener
        self._file: BinaryIO | None = None
        self._number = 0
        self._waiting: deque[bytes] = deque()
        self._guard, self._flushing = threading.Lock(), threading.Lock()

    def append(self, entry: Entry) -> bool:
        """Take an entry; return False when memory is full and it was not kept."""
        with self._guard:
            record = encode(entry, self._number)
            if self.waiting_bytes + len(record) > self._limit:
                return False
            self._number += 1
            self._waiting.append(record)
            self.waiting_bytes += len(record)
        return True

    def flush(self) -> None:
        """Bring everything taken so far to the disk.

        Raises
        ------
        OSError
            When that fails; everything is kept and the next call tries again.
        """
        with self._flushing:
            if self._file is None:
                self._file = self._create()
            while data := self._next_records():
                _write_at(self._file, self.written_bytes, b"".join(data))
                with self._guard:
                    size = sum(map(len, data))
                    self.written_bytes += size
                    self.waiting_bytes -= size
                    for _ in data:
                        self._waiting.popleft()

    def _next_records(self) -> list[bytes]:
        """Return the next records to write: not more at a time than a nearly full disk may still take."""
        chosen: list[bytes] = []
        size = 0
        with self._guard:
            for record in self._waiting:
                chosen.append(record)
                size += len(record)
                if size >= WRITE_BYTES:
                    break
        return chosen

    @property
    def on_disk(self) -> bool:
        """Whether the file was created."""
        return self._file is not None

    def waiting(self) -> bytes:
        """Return the records that are not on disk."""
        with self._guard:
            return b"".join(self._waiting)

    def close(self) -> None:
        """Let go of the file."""
        with self._flushing:
            if self._file is not None:
                with contextlib.suppress(OSError):  # all that matters was flushed, or could not be
                    self._file.close()

    def _create(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self._opener(self.path)
        try:
            if not lock(file) or not is_still(file, self.path):
                raise BlockingIOError(errno.EWOULDBLOCK, "another program uses it", str(self.path))
            _write_at(file, 0, MAGIC)
        except BaseException:
            file.close()
            with contextlib.suppress(OSError):
                self.path.unlink()
            raise
        self.written_bytes = len(MAGIC)
        return file


def _write_at(file: BinaryIO, at: int, data: bytes) -> None:
    """Write all of the data at a position, and flush it; on failure nothing of it stays, if possible."""
    view = memoryview(data)
    try:
        file.seek(at)
        while view:
            view = view[file.write(view) :]
        try:
            os.fsync(file.fileno())
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
    except OSError:
        with contextlib.suppress(OSError):  # a rest of it is a torn tail, which readers know
            file.truncate(at)
        raise


@dataclass(frozen=True, slots=True)
class JournalContents:
    """What stands in a journal.

    Attributes
    ----------
    entries : list of Entry
        Sound records, in order.
    damaged_bytes : int
        Bytes between sound records that are none.
    torn_bytes : int
        Bytes of a record that was being written at the end.
    missing_records : int
        Records that were numbered and are not there.
    """

    entries: list[Entry] = field(default_factory=list)
    damaged_bytes: int = 0
    torn_bytes: int = 0
    missing_records: int = 0


def read_journal(path: Path, waiting: bytes = b"") -> JournalContents:
    """Read a journal, as far as it is sound.

    Parameters
    ----------
    path : Path
    waiting : bytes
        Records that follow those in the file, see `Journal.waiting`.

    Raises
    ------
    JournalError
        When it cannot be read, is no journal or is of a newer version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalError(
            f"cannot be read ({error.strerror or error})", source=path, mend="Check that you may open it"
        ) from error
    _check_start(data, path)
    return read_records(data + waiting, len(MAGIC))


def read_records(data: bytes, at: int = 0) -> JournalContents:
    """Read the records from a position on, passing over damage."""
    entries: list[Entry] = []
    damaged = missing = expected = 0
    while at < len(data):
        try:
            entry, number, end = decode(data, at)
        except DamagedRecordError:
            following = _next_sound(data, at + 1)
            if following is None:
                return JournalContents(entries, damaged, len(data) - at, missing)
            damaged += following - at
            at = following
            continue
        missing += max(number - expected, 0)
        expected, at = number + 1, end
        if entry is not None:
            entries.append(entry)
    return JournalContents(entries, damaged, 0, missing)


def is_empty(path: Path) -> bool:
    """Return whether a recording ended before its journal held anything.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(len(MAGIC) + 1)
    return len(start) <= len(MAGIC) and MAGIC.startswith(start)


def _check_start(data: bytes, path: Path) -> None:
    name, _, version = data[: len(MAGIC)].rstrip(b"\n").partition(b"/")
    if name != _NAME or not version.isdigit():
        raise JournalError(
            "this is no journal, or its beginning is damaged", source=path, mend="Give another file"
        )
    if version != _VERSION:
        raise JournalError(
            f"version {version.decode()} is newer than this program understands ({_VERSION.decode()})",
            source=path,
            mend="Update rehab-tracker",
        )


def _next_sound(data: bytes, at: int) -> int | None:
    """Return where the next whole, sound record begins, None when there is none."""
    while (at := data.find(MARK, at)) >= 0:
        with contextlib.suppress(DamagedRecordError):
            decode(data, at)
            return at
        at += 1
    return None
