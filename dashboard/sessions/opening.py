"""Open what was uploaded: good files although others are bad, a line for each that cannot be opened."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dashboard.sessions.opened import Fault, OpenRecording
from dashboard.sessions.store import RecordingStore
from dashboard.sessions.uploads import RecordingFiles, Upload, group, read
from sensing.errors import InputError, RehabError

_OF_THE_COMMAND_LINE = re.compile(r",? or (read it with|use) --repair( \([^)]*\))?")


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What became of uploaded files.

    Attributes
    ----------
    recordings : tuple of OpenRecording
        Each once.
    faults : tuple of Fault
    mendable : mapping of str to RecordingFiles
        Files that can be opened by mending them, by their name in ``faults``.
    left_over : tuple of str
        Files that are no recording and belong to none.
    repeated : tuple of str
        Recordings given more than once.
    """

    recordings: tuple[OpenRecording, ...] = ()
    faults: tuple[Fault, ...] = ()
    mendable: dict[str, RecordingFiles] = field(default_factory=dict)
    left_over: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def open_uploads(
    store: RecordingStore, uploads: Sequence[Upload], tell: Callable[[str], None] = lambda _: None
) -> Opened:
    """Read and analyse uploaded files.

    Parameters
    ----------
    store : RecordingStore
        Where the recordings are kept.
    uploads : sequence of Upload
    tell : callable
        Called with the name of each recording before it is opened.
    """
    files, left_over = group(uploads)
    opened: dict[str, OpenRecording] = {}
    faults: list[Fault] = []
    mendable: dict[str, RecordingFiles] = {}
    repeated: list[str] = []
    for one in files:
        tell(one.name)
        if one.key in opened:
            repeated.append(one.name)
            continue
        try:
            opened[one.key] = store.open(one)
        except RehabError as error:
            fault = fault_of(one, error)
            faults.append(fault)
            if fault.mendable:
                mendable[fault.name] = one
    return Opened(tuple(opened.values()), tuple(faults), mendable, left_over, tuple(repeated))


def fault_of(files: RecordingFiles, error: RehabError) -> Fault:
    """Return what is wrong with a file in words, and whether mending would open it."""
    if not isinstance(error, InputError):
        return Fault(files.name, str(error))
    mend = _OF_THE_COMMAND_LINE.sub("", error.mend)
    where = f"{error.at}: " if error.at else ""
    of_sidecar = "" if error.source in (None, files.name) else f"{error.source}: "
    words = " ".join(f"{of_sidecar}{where}{error.problem}. {mend}".split())
    return Fault(files.name, words, mendable=mend != error.mend and _can_be_mended(files))


def _can_be_mended(files: RecordingFiles) -> bool:
    try:
        read(files, repair=True)
    except RehabError:
        return False
    return True
