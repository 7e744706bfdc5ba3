"""Open what was uploaded: good files although others are bad, a line for each that cannot be opened."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.sessions.opened import Fault, Mending, OpenRecording
from dashboard.sessions.store import RecordingStore
from dashboard.sessions.uploads import PLAIN, Reading, RecordingFiles, Upload, group, read
from sensing.errors import InputError, RehabError, UnitsError

_OF_THE_COMMAND_LINE = re.compile(
    r"Read it with --\S+ \S+ \([^)]*\)|,? or (read it with|use|take it as it is with) --[^()]*( \([^)]*\))?"
)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What became of uploaded files.

    Attributes
    ----------
    recordings : tuple of OpenRecording
        Each once.
    faults : tuple of Fault
    left_over : tuple of str
        Files that are no recording and belong to none.
    repeated : tuple of str
        Recordings given more than once.
    """

    recordings: tuple[OpenRecording, ...] = ()
    faults: tuple[Fault, ...] = ()
    left_over: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def open_uploads(
    store: RecordingStore,
    uploads: Sequence[Upload],
    tell: Callable[[str, int, int], object] = lambda *_: None,
) -> Opened:
    """Read and analyse uploaded files.

    Parameters
    ----------
    store : RecordingStore
        Where the recordings are kept.
    uploads : sequence of Upload
    tell : callable
        Called before each recording is opened: its name, how many came before it, and how many there are.
    """
    files, left_over = group(uploads)
    opened: dict[str, OpenRecording] = {}
    faults: list[Fault] = []
    repeated: list[str] = []
    for before, one in enumerate(files):
        tell(one.name, before, len(files))
        if one.key in opened:
            repeated.append(one.name)
            continue
        try:
            opened[one.key] = store.open(one)
        except RehabError as error:
            faults.append(fault_of(one, error))
    return Opened(tuple(opened.values()), tuple(faults), left_over, tuple(repeated))


def fault_of(files: RecordingFiles, error: RehabError) -> Fault:
    """Return what is wrong with a file in words, and what would open it all the same."""
    if not isinstance(error, InputError):
        return Fault(files.name, str(error))
    mend = _OF_THE_COMMAND_LINE.sub("", error.mend)
    where = f"{error.at}: " if error.at else ""
    of_sidecar = "" if error.source in (None, files.name) else f"{error.source}: "
    words = " ".join(f"{of_sidecar}{where}{error.problem}. {mend}".split())
    how = _way_to_read(files, error)
    return Fault(files.name, words, None if how is None else Mending(files, how))


def _way_to_read(files: RecordingFiles, error: InputError) -> Reading | None:
    """Return a way to read a file that is faulty, as its errors propose it, one after the other."""
    how = PLAIN
    while (proposed := _as_proposed(how, error)) is not None:
        how = proposed
        try:
            read(files, how)
        except InputError as another:
            error = another
        except RehabError:
            return None
        else:
            return how
    return None


def _as_proposed(how: Reading, error: InputError) -> Reading | None:
    """Return a reading with what an error proposes beside it; None when that is nothing new."""
    changes: dict[str, Any] = {}
    if isinstance(error, UnitsError) and error.option is not None:
        changes = dict([error.option])
    elif "--repair" in error.mend:
        changes = {"repair": True}
    changed = replace(how, **changes)
    return None if changed == how else changed
