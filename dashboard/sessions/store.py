"""The recordings that are open in this server, analysed once and shared by its pages and tabs."""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from analysis import analyze
from dashboard.samples import sample_folder
from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.opened import OpenRecording, OpenSession
from dashboard.sessions.uploads import PLAIN, Reading, RecordingFiles, from_folder, read

LARGEST_SAMPLES = 20_000_000
"""Samples kept before the recordings not looked at for longest are dropped; with its analysis a sample takes
some 100 bytes, so this is about 2 GB, or 55 hours at 100 Hz."""

OF_LEG = "."
"""In a key: before the leg that a person named for the recording."""

CORRECTED = "-"
"""In a key: before the number of corrections that a saved recording shows."""

_LAST = datetime.max.replace(tzinfo=UTC)


class RecordingStore:
    """Analysed recordings by their key, the least recently used dropped first; safe for use by threads.

    Parameters
    ----------
    largest_samples : int
        Number of samples kept; the newest recording always stays.
    """

    def __init__(self, largest_samples: int = LARGEST_SAMPLES) -> None:
        self._largest = largest_samples
        self._recordings: OrderedDict[str, OpenRecording] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, files: RecordingFiles, how: Reading = PLAIN) -> OpenRecording:
        """Return the analysed recording, from memory when it was opened before.

        Raises
        ------
        InputError
            When it cannot be read.
        """
        known = self.get(files.key)
        if known is not None:
            return known
        recording = read(files, how)
        return self._keep(OpenRecording(files.key, files.name, recording, analyze(recording)))

    def worn_on(self, key: str, side: str) -> OpenRecording | None:
        """Return a recording that does not name its leg, analysed as worn on one.

        It is kept beside the other one, under a key of its own; None when that is not open (any longer).
        """
        said_key = f"{key.partition(OF_LEG)[0]}{OF_LEG}{side}"
        known, plain = self.get(said_key), self.get(key)
        if known is not None or plain is None:
            return known
        return self._keep(replace(plain, key=said_key, result=analyze(plain.recording, side=side)))

    def get(self, key: str) -> OpenRecording | None:
        """Return a recording that is open, None when it is not (any longer)."""
        with self._lock:
            found = self._recordings.get(key)
            if found is not None:
                self._recordings.move_to_end(key)
            return found

    def _keep(self, opened: OpenRecording) -> OpenRecording:
        with self._lock:
            self._recordings[opened.key] = opened
            self._make_room()
        return opened

    def _make_room(self) -> None:
        while len(self._recordings) > 1:
            samples = sum(len(one.recording.time_s) for one in self._recordings.values())
            if samples <= self._largest:
                return
            self._recordings.popitem(last=False)


def open_example(store: RecordingStore, name: str) -> OpenSession:
    """Open a sample session.

    Raises
    ------
    KeyError
        When there is none of that name.
    RehabError
        When the sample data is not installed.
    """
    example = EXAMPLES[name]
    with sample_folder() as folder:
        files = tuple(from_folder(folder / "sessions", example.files))
    return OpenSession(example.title, tuple(store.open(one) for one in files), simulated=True)


def session_of(recordings: Iterable[OpenRecording]) -> OpenSession:
    """Return the session of these recordings, each once: in order of their start, else of their names."""
    once = {one.key: one for one in recordings}
    ordered = sorted(once.values(), key=lambda one: (one.result.started_at or _LAST, _counting(one.name)))
    return OpenSession(_title(ordered), tuple(ordered))


def _counting(name: str) -> list[str]:
    """Return what sorts a name as people do: numbers by their value."""
    return [part.zfill(20) if part.isdecimal() else part.casefold() for part in re.split(r"(\d+)", name)]


def _title(recordings: Sequence[OpenRecording]) -> str:
    started = next((one.result.started_at for one in recordings if one.result.started_at), None)
    if started is not None:
        return f"Session at {started.astimezone():%H:%M}"
    return recordings[0].name if len(recordings) == 1 else f"{len(recordings)} recordings"
