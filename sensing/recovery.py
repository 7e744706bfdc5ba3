"""Find what interrupted recordings left behind, and finish them."""

from dataclasses import dataclass
from pathlib import Path

from sensing.errors import JournalError, JournalInUseError, RehabError
from sensing.file_lock import lock
from sensing.finishing import Finished, assemble, finish
from sensing.journal import SUFFIX, is_empty, read_journal

LONGEST_LOST_S = 1.0
"""Samples of no more than this are missing before an interruption: they are flushed every
`sensing.journal.FLUSH_EVERY_S`, and a flush takes less than the rest of it."""

LONGEST_TAIL_BYTES = 2**18
"""A record cut off in the middle, or the flush it belongs to, is shorter than this; more is damage."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of one journal.

    Attributes
    ----------
    journal : Path
    finished : Finished or None
        The recording made from it; None when there was none to make.
    text : str
        What was recovered and what was lost, in one line.
    """

    journal: Path
    finished: Finished | None
    text: str


def find_journals(folder: Path) -> list[Path]:
    """Return the journals in a folder, by name.

    Raises
    ------
    JournalError
        When the folder cannot be read.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIX) and path.is_file())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(
            f"cannot be read ({error.strerror or error})", source=folder, mend="Give a folder you may open"
        ) from error


def recover(journal: Path, into: Path | None = None) -> Recovery:
    """Finish the recording that a journal holds; the journal is removed once the recording was read again.

    Parameters
    ----------
    journal : Path
    into : Path, optional
        Folder for the recording; by default that of the journal.

    Raises
    ------
    JournalError
        When it is in use, or cannot be read.
    RecordingError
        When the recording cannot be written; the journal stays as it is.
    """
    try:
        with journal.open("rb") as file:
            if not lock(file):
                raise JournalInUseError(
                    "is being recorded now", source=journal, mend="Wait until it has ended"
                )
            finished, text = _finish(journal, into or journal.parent)
    except OSError as error:
        raise JournalError(
            f"cannot be opened ({error.strerror or error})", source=journal, mend="Check that you may open it"
        ) from error
    try:
        journal.unlink(missing_ok=True)
    except OSError as error:
        text += f"; the journal could not be removed ({error.strerror or error})"
    return Recovery(journal, finished, text)


def recover_all(folder: Path, into: Path | None = None) -> tuple[list[Recovery], list[RehabError]]:
    """Finish every interrupted recording of a folder; return what was recovered, and what went wrong.

    Raises
    ------
    JournalError
        When the folder cannot be read.
    """
    done: list[Recovery] = []
    wrong: list[RehabError] = []
    for path in find_journals(folder):
        try:
            done.append(recover(path, into))
        except RehabError as error:
            wrong.append(error)
    return done, wrong


def _finish(journal: Path, folder: Path) -> tuple[Finished | None, str]:
    """Finish what a journal holds; return the recording and what to say of it."""
    if is_empty(journal):
        return None, f"{journal}: ended before the first sample; removed"
    contents = read_journal(journal)
    assembled = assemble(contents)
    if assembled.recording is None:
        if contents.damaged_bytes or contents.missing_records or contents.torn_bytes > LONGEST_TAIL_BYTES:
            raise JournalError(
                "is damaged, and no samples can be read from it",
                source=journal,
                mend="Keep it for someone who can look at it, or remove it",
            )
        return None, f"{journal}: ended before the second sample; removed"
    finished = finish(assembled, folder, journal.name.removesuffix(SUFFIX))
    end = "nothing is missing" if assembled.ended else "cut off; up to one second at its end is missing"
    told = "; ".join((end, *finished.notes))
    return (
        finished,
        f"{finished.path}: {finished.duration_s:.1f} s recovered, {finished.samples} samples; {told}",
    )
