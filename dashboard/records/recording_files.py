"""Recordings as files named by what they hold: ``DIGEST.parquet``, and ``DIGEST.json`` that describes it."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dashboard.records.errors import RecordsError
from sensing.errors import RecordingError
from sensing.recording_files import read_recording, write_recording
from sensing.samples import Recording

SAMPLES, DESCRIPTION = ".parquet", ".json"
_DRAFT = ".saving-"
_NAME = re.compile(r"[0-9a-f]{64}")
_MEND = "Make room there, and see that you may write to it"


class RecordingFiles:
    """A folder of recordings.

    Nothing here knows the database: whoever calls holds its write transaction, so that no file is placed or
    removed while another process looks.

    Parameters
    ----------
    folder : Path
        Made when it is not there, for this user only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the samples of a recording are.

        Raises
        ------
        ValueError
            When it is no digest: nothing else may become a path.
        """
        if not _NAME.fullmatch(digest):
            raise ValueError(f"{digest!r} is no digest")
        return self.folder / f"{digest}{SAMPLES}"

    def put(self, recording: Recording) -> tuple[str, bool]:
        """Write a recording and return its digest, and whether it was not there before.

        Written whole under another name, flushed, then renamed: its description first, so that samples never
        stand without.

        Raises
        ------
        RecordsError
            When the disk is full, or the folder may not be written.
        RecordingError
            When it is nothing that could be read again.
        """
        with self._told():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.folder / f"{_DRAFT}{secrets.token_hex(8)}"
            draft.mkdir()
            try:
                samples = draft / f"recording{SAMPLES}"
                write_recording(recording, samples)
                digest = _digest(samples)
                if self.path(digest).exists() and _is_whole(self.path(digest)):
                    return digest, False
                for suffix in (DESCRIPTION, SAMPLES):
                    with contextlib.suppress(FileNotFoundError):  # nothing known, no description
                        samples.with_suffix(suffix).replace(self.path(digest).with_suffix(suffix))
                _flush(self.folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return digest, True

    def read(self, digest: str, name: str) -> Recording:
        """Return a recording, under the name that people shall see.

        Raises
        ------
        RecordsError
            When it is gone, or is not what was saved.
        """
        path = self.path(digest)
        mend = "Restore the folder from a backup; the counts of the session are kept"
        if not path.exists():
            raise RecordsError("the recording is missing", mend=mend, source=path)
        try:
            if not _is_whole(path):
                raise RecordsError("the recording was changed or damaged", mend=mend, source=path)
            return replace(read_recording(path, acc_unit="m/s2", gyr_unit="rad/s"), name=name)
        except (OSError, RecordingError) as error:
            raise RecordsError(f"the recording cannot be read ({error})", mend=mend, source=path) from error

    def remove(self, digests: Iterable[str]) -> None:
        """Remove recordings; those that are gone already are no matter.

        Raises
        ------
        RecordsError
            When one cannot be removed.
        """
        with self._told():
            for digest in digests:
                for suffix in (SAMPLES, DESCRIPTION):
                    self.path(digest).with_suffix(suffix).unlink(missing_ok=True)
            if self.folder.is_dir():
                _flush(self.folder)

    def digests(self) -> tuple[str, ...]:
        """Return the digests of the recordings that are there, in order."""
        found = self.folder.glob(f"*{SAMPLES}") if self.folder.is_dir() else ()
        return tuple(sorted(path.stem for path in found if _NAME.fullmatch(path.stem)))

    def tidy(self) -> None:
        """Remove what an interrupted save left: drafts, and descriptions without samples."""
        if not self.folder.is_dir():
            return
        with self._told():
            for path in self.folder.glob(f"{_DRAFT}*"):
                shutil.rmtree(path, ignore_errors=True)
            for path in self.folder.glob(f"*{DESCRIPTION}"):
                if _NAME.fullmatch(path.stem) and not path.with_suffix(SAMPLES).exists():
                    path.unlink()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RecordingError) as error:
            cause = error if isinstance(error, OSError) else error.__cause__
            if not isinstance(cause, OSError):
                raise
            full = cause.errno in (errno.ENOSPC, errno.EDQUOT)
            why = "the disk is full" if full else f"cannot be written ({cause.strerror or cause})"
            raise RecordsError(why, mend=_MEND, source=self.folder) from error


def _digest(samples: Path) -> str:
    """Return SHA-256 over the length of the samples' file, the file, and its description if there is one."""
    digest = hashlib.sha256(samples.stat().st_size.to_bytes(8, "big"))
    for path in (samples, samples.with_suffix(DESCRIPTION)):
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            while chunk := file.read(2**20):
                digest.update(chunk)
    return digest.hexdigest()


def _is_whole(path: Path) -> bool:
    return _digest(path) == path.stem


def _flush(folder: Path) -> None:
    """Make renames durable where the system can (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
