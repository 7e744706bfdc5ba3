"""Folders of sessions that are not saved yet: of those under way, and of those that were cut off.

A crash, a power cut or the end of the server leaves the folder behind, with journal or recordings and log.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from dashboard.live.session_log import SessionLog, read_log
from sensing.errors import InputError, RehabError
from sensing.file_lock import lock
from sensing.recording_files import SUFFIXES, read_recording
from sensing.recovery import find_journals, recover_all
from sensing.samples import Recording

LOCK = "in-use"
"""Locked by the program that runs the session, as long as it lives."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A session that was cut off and can be saved, or left out.

    Attributes
    ----------
    id, patient_id : str
    title : str
        Of the program.
    started_at : datetime
    repetitions : int
        Counted before it was cut off.
    """

    id: str
    patient_id: str
    title: str
    started_at: datetime
    repetitions: int


class Unsaved:
    """The sessions below a folder.

    Parameters
    ----------
    folder : Path
        Made when first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._claims: dict[str, BinaryIO] = {}

    def claim(self, session: str) -> Path:
        """Make a session's folder if need be, and hold it until it is released; return it.

        Raises
        ------
        InputError
            When another program has it.
        RehabError
            When it cannot be written.
        """
        folder = self._folder / session
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (folder / LOCK).open("ab")
            free = lock(file)
        except OSError as error:
            why = f"{folder}: cannot be written ({error.strerror or error})"
            raise RehabError(f"{why}. Make room, or choose another folder with REHAB_DATA") from error
        if not free:
            file.close()
            raise InputError("this session is under way in another program", mend="Finish it there")
        self._claims[session] = file
        return folder

    def release(self, session: str) -> None:
        """Let go of a session's folder."""
        file = self._claims.pop(session, None)
        if file is not None:
            file.close()

    def remove(self, session: str) -> None:
        """Remove a session's folder: it was saved, or is not wanted."""
        if (file := self._claims.get(session)) is not None:
            file.close()  # some systems remove no open file
        shutil.rmtree(self._folder / session, ignore_errors=True)
        self.release(session)  # only now: what is being removed is not offered as cut off

    def log(self, session: str) -> SessionLog:
        """Return what is known of a session.

        Raises
        ------
        RehabError
            When its log is missing or damaged.
        """
        return read_log(self._folder / session)

    def interrupted(self) -> Iterator[Interrupted]:
        """Yield the sessions that no program runs any more."""
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        for folder in found:
            with contextlib.suppress(OSError, RehabError):
                if folder.name not in self._claims and _is_free(folder):
                    log = read_log(folder)
                    yield Interrupted(folder.name, log.patient_id, log.title, log.started_at, log.repetitions)

    def recordings(self, log: SessionLog) -> dict[str, Recording]:
        """Finish what was being recorded, and return the recordings of a session by their names.

        Raises
        ------
        RehabError
            When one cannot be read; it stays as it is.
        """
        folder = self._folder / log.id
        if find_journals(folder):
            _, wrong = recover_all(folder)
            if wrong:
                raise wrong[0]
        found = {}
        for name in log.sides:
            paths = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
            path = next((one for one in paths if one.exists()), None)
            if path is not None:
                found[name] = read_recording(path, acc_unit="m/s2", gyr_unit="rad/s")
        return found


def _is_free(folder: Path) -> bool:
    with (folder / LOCK).open("ab") as file:
        return lock(file)
