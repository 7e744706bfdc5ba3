"""A session as the pages see it: its recordings, analysed, and what could not be opened."""

from dataclasses import dataclass
from typing import NamedTuple

from analysis.results import SessionResult
from dashboard.sessions.uploads import Reading, RecordingFiles
from sensing.samples import Recording


@dataclass(frozen=True, slots=True, eq=False)
class OpenRecording:
    """A recording and its analysis.

    Attributes
    ----------
    key : str
        Digest of the recording's content and name: the same file has the same key.
    name : str
        Name of the file as the person knows it.
    recording : Recording
    result : SessionResult
    """

    key: str
    name: str
    recording: Recording
    result: SessionResult


class Mending(NamedTuple):
    """Files that open when they are read in another way than recordings should be."""

    files: RecordingFiles
    how: Reading


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be opened.

    Attributes
    ----------
    name : str
        The file.
    words : str
        What is wrong and what to do, one line.
    mending : Mending or None
        What opens it all the same; None when nothing does.
    """

    name: str
    words: str
    mending: Mending | None = None


@dataclass(frozen=True, slots=True, eq=False)
class OpenSession:
    """One session: the recordings that were made in it, for instance one per leg.

    Attributes
    ----------
    title : str
        Name for people.
    recordings : tuple of OpenRecording
        In order of their start; those without a known start come last.
    simulated : bool
        Whether it comes from the sample data.
    """

    title: str
    recordings: tuple[OpenRecording, ...]
    simulated: bool = False

    @property
    def results(self) -> tuple[SessionResult, ...]:
        """The analyses of the recordings."""
        return tuple(one.result for one in self.recordings)
