"""What is handed over when a session has ended: everything that one save keeps."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from analysis.results import SessionResult
from dashboard.records.errors import EntryError
from sensing.samples import SIDES, Recording

MOST_PAIN = 10
MOST_EXERTION = 10


class Ending(StrEnum):
    """How a session ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    """By the patient, for no pain."""
    PAIN = "pain"
    """Stopped for pain."""
    NOT_STARTED = "not_started"
    """The safety check or the pain before it said no."""


class Moment(StrEnum):
    """When the patient was asked for pain."""

    BEFORE = "before"
    AFTER_EXERCISE = "after_exercise"
    AFTER = "after"
    NEXT_MORNING = "next_morning"


@dataclass(frozen=True, slots=True)
class PainEntry:
    """An answer to: how is the pain.

    Attributes
    ----------
    moment : Moment
    score : int
        0 to 10.
    at : datetime
        With a time zone.
    exercise, side : str or None
        After which exercise, on which leg.
    sharp : bool
        Sharp or catching.

    Raises
    ------
    EntryError
        When the score is beyond the scale, or the time has no zone.
    """

    moment: Moment
    score: int
    at: datetime
    exercise: str | None = None
    side: str | None = None
    sharp: bool = False

    def __post_init__(self) -> None:
        check_score("pain", self.score, MOST_PAIN)
        check_time("pain", self.at)
        check_side("pain", self.side)


@dataclass(frozen=True, slots=True)
class ExertionEntry:
    """An answer to: how hard was the session, 0 to 10 (session RPE); see `PainEntry`."""

    score: int
    at: datetime

    def __post_init__(self) -> None:
        check_score("exertion", self.score, MOST_EXERTION)
        check_time("exertion", self.at)


@dataclass(frozen=True, slots=True)
class SafetyCheck:
    """The safety check before a session.

    Attributes
    ----------
    answers : mapping of str to bool
        Name of each question; True for yes.
    at : datetime
        With a time zone.
    """

    answers: Mapping[str, bool]
    at: datetime

    def __post_init__(self) -> None:
        check_time("safety check", self.at)
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))


class Confirmed(StrEnum):
    """What the patient confirms that no sensor saw."""

    TIMER = "timer"
    WITHOUT_SENSOR = "without_sensor"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the patient says was done and no sensor saw.

    Attributes
    ----------
    kind : Confirmed
    name : str
        Of the program's timer, or of the exercise in the catalogue.
    at : datetime
        With a time zone.
    side : {"left", "right"} or None
        The leg, in a lunge the front leg; None for both at once.
    sets, repetitions : int
        Sets; repetitions of all of them together. 0 for a timer.
    seconds : float or None
        How long, where it was timed.
    """

    kind: Confirmed
    name: str
    at: datetime
    side: str | None = None
    sets: int = 0
    repetitions: int = 0
    seconds: float | None = None

    def __post_init__(self) -> None:
        check_time(self.name, self.at)
        check_side(self.name, self.side)
        if min(self.sets, self.repetitions, self.seconds or 0.0) < 0:
            raise EntryError("a negative number", at=self.name, mend="Give 0 or more")


class CorrectionKind(StrEnum):
    """What a correction says."""

    NOT_A_REPETITION = "not_a_repetition"
    MISSED_REPETITION = "missed_repetition"
    EXERCISE = "exercise"
    LEG = "leg"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """What somebody corrects; `dashboard.records.correction_entry` checks it against the session.

    Attributes
    ----------
    kind : CorrectionKind
    at : datetime
        When it was said, with a time zone.
    set_number : int or None
        The set, from 1 in the session; None for an undo.
    repetition_number : int or None
        The repetition as it was counted live, from 1 in the set.
    new : str, float or None
        The exercise, the leg (and ``front`` or ``rear`` behind it), or when the missed repetition was, in
        seconds from the recording's start.
    undoes : int or None
        Number of the correction, from 1 in the session, that is taken back; it may be an undo itself.
    reason : str
        Why, in words.
    """

    kind: CorrectionKind
    at: datetime
    set_number: int | None = None
    repetition_number: int | None = None
    new: str | float | None = None
    undoes: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        check_time("correction", self.at)


@dataclass(frozen=True, slots=True, eq=False)
class NewRecording:
    """The recording of one sensor, and what was counted on it.

    Attributes
    ----------
    recording : Recording
    result : SessionResult
        What was counted; a repetition that was measured again is kept as it was seen live.
    """

    recording: Recording
    result: SessionResult


@dataclass(frozen=True, slots=True, eq=False)
class NewSession:
    """A session to be saved.

    Attributes
    ----------
    program : int
        Version of the patient's program that it was done under.
    started_at, ended_at : datetime
        With a time zone.
    ending : Ending
    recordings : tuple of NewRecording
        The sets of all of them, in order, are numbered from 1: corrections name them so.
    corrections : tuple of NewCorrection
        Made during the session, in order.
    pain : tuple of PainEntry
    exertion : ExertionEntry or None
    check : SafetyCheck or None
    confirmations : tuple of Confirmation
    notes : str
    id : str
        Chosen when the session begins: saved a second time, after an interruption, it is still one session.

    Raises
    ------
    EntryError
        When it ends before it begins, or a time has no zone.
    """

    program: int
    started_at: datetime
    ended_at: datetime
    ending: Ending = Ending.COMPLETED
    recordings: tuple[NewRecording, ...] = ()
    corrections: tuple[NewCorrection, ...] = ()
    pain: tuple[PainEntry, ...] = ()
    exertion: ExertionEntry | None = None
    check: SafetyCheck | None = None
    confirmations: tuple[Confirmation, ...] = ()
    notes: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        check_time("started_at", self.started_at)
        check_time("ended_at", self.ended_at)
        if self.ended_at < self.started_at:
            raise EntryError("the session ends before it begins", at="ended_at", mend="Correct the times")


def check_score(at: str, score: int, most: int) -> None:
    """Raise unless a score is a whole number on its scale."""
    if score not in range(most + 1):  # nor between two of its steps
        raise EntryError(f"{score!r} is not on the scale", at=at, mend=f"Give a whole number, 0 to {most}")


def check_time(at: str, time: datetime) -> None:
    """Raise unless a time has a zone."""
    if time.tzinfo is None:
        raise EntryError(f"{time.isoformat()} has no time zone", at=at, mend="Give the time in UTC")


def check_side(at: str, side: str | None) -> None:
    """Raise unless this is a leg, or none."""
    if side not in (*SIDES, None):
        raise EntryError(f"'{side}' is not a leg", at=at, mend="Give 'left', 'right' or none")


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
