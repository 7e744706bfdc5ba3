"""What hub and page tell each other over the websocket: JSON text frames, version 1.

The page gets a `Snapshot` 20 to 30 times a second, always the newest one, and sends a `Command` now and then;
whatever a command did shows in the next snapshot.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

VERSION = 1

LONGEST_COMMAND = 200
"""Characters; a longer message is no command."""


class State(StrEnum):
    """Where a guided session is."""

    CONNECTING = "connecting"
    STILL = "still"
    """Calibrating: stand still."""
    LIFT = "lift"
    """Calibrating: lift the knee."""
    READY = "ready"
    """Waiting for the person: the first movement or ``begin`` starts what is next, see the message."""
    EXERCISE = "exercise"
    REST = "rest"
    PAUSED = "paused"
    LOST = "lost"
    """No samples come; it goes on by itself when they do."""
    PAIN = "pain"
    """The page asks how the pain is; `Hub.answer_pain` goes on."""
    DONE = "done"
    """The exercises are over; the page asks for exertion, then `Hub.save`."""
    FAILED = "failed"
    """The sensor cannot be reached or counting is impossible; `Hub.save` keeps what was done."""


FORMS = frozenset({State.PAIN, State.DONE, State.FAILED})
"""States in which the page shows a form: the component tells Streamlit to run the page again."""


class Command(StrEnum):
    """What the person asks for."""

    BEGIN = "begin"
    """Start now: a timer, calibrating after the strap was moved, the next set before the rest is over."""
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    """Leave out the rest of the set, of the rest, or of the timer."""
    NEXT = "next"
    """Leave out the rest of this exercise."""
    STOP = "stop"
    """It hurts."""
    NOT_A_REPETITION = "not_a_repetition"
    ONE_MISSED = "one_missed"
    RECALIBRATE = "recalibrate"
    CONFIRM = "confirm"
    """A timer was followed to its end (or far enough)."""
    WITHOUT_SENSOR = "without_sensor"
    """This exercise was done, and no sensor saw it."""
    FINISH = "finish"
    """End the session here."""


@dataclass(frozen=True, slots=True)
class Words:
    """Something to show or to say: a key of ``dashboard/words`` and what is filled in."""

    key: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"key": self.key, "with": {name: _plain(value) for name, value in self.values.items()}}


@dataclass(frozen=True, slots=True)
class Said:
    """Words to be spoken once: a page that has spoken ``number``, or a later one, stays silent."""

    number: int
    words: Words

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"id": self.number, **self.words.to_json()}


@dataclass(frozen=True, slots=True)
class SensorView:
    """How the sensor is doing; what is not known is None.

    Attributes
    ----------
    name : str
    battery : float or None
        Percent.
    rate_hz : float or None
        Samples received per second.
    signal : float or None
        Received signal strength in dBm.
    """

    name: str = ""
    battery: float | None = None
    rate_hz: float | None = None
    signal: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a page shows now; NaN is told as null.

    Attributes
    ----------
    n : int
        Rises with every snapshot.
    sample_ms : float
        When the newest sample arrived, milliseconds since 1970.
    state : State
    task : int
        Which of the plan's tasks, from 0.
    tasks : int
    exercise : str
        Name in the catalogue, or of the program's timer.
    side : {"left", "right", "both"}
    role : {"front", "rear"} or None
    angle : float
        Thigh angle in degrees.
    phase : {"rest", "up", "hold", "down"}
    hold_s, hold_target_s : float or None
    target_deg, ceiling_deg : float or None
    count : int
        Repetitions of this set, with the person's corrections.
    provisional : bool
        The last one may still be withdrawn.
    target_count : int
    set, sets : int
        This set from 1, and how many.
    rest_left_s, countdown_s, timer_left_s : float or None
        Until the next set, of keeping still, of a timer or of the time that pain has to settle.
    message : Words or None
        What is wrong or what to do.
    say : Said or None
        The last thing to be spoken.
    sensor : SensorView
    """

    n: int = 0
    sample_ms: float = math.nan
    state: State = State.CONNECTING
    task: int = 0
    tasks: int = 0
    exercise: str = ""
    side: str = "both"
    role: str | None = None
    angle: float = math.nan
    phase: str = "rest"
    hold_s: float = 0.0
    hold_target_s: float | None = None
    target_deg: float | None = None
    ceiling_deg: float | None = None
    count: int = 0
    provisional: bool = False
    target_count: int = 0
    set: int = 1
    sets: int = 1
    rest_left_s: float | None = None
    countdown_s: float | None = None
    timer_left_s: float | None = None
    message: Words | None = None
    say: Said | None = None
    sensor: SensorView = SensorView()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, without ``sent_ms`` and ``curve``, which belong to one page each."""
        plain = {name: _plain(getattr(self, name)) for name in self.__slots__}
        return {"v": VERSION, **plain}


def frame(
    snapshot: Snapshot, curve: list[tuple[float, float]], sent_ms: float, *, steers: bool = True
) -> str:
    """Return the text that is sent to one page.

    Parameters
    ----------
    snapshot : Snapshot
    curve : list of (float, float)
        New points: seconds, degrees.
    sent_ms : float
        Now, milliseconds since 1970.
    steers : bool
        Whether this page steers the session, or only watches.
    """
    points = [[round(t, 3), None if math.isnan(deg) else round(deg, 1)] for t, deg in curve]
    whole = {**snapshot.to_json(), "sent_ms": sent_ms, "steers": steers, "curve": points}
    return json.dumps(whole, separators=(",", ":"), allow_nan=False)


def read_command(text: object) -> Command | None:
    """Return the command in a message from a page; None when it is none."""
    if not isinstance(text, str) or len(text) > LONGEST_COMMAND:
        return None
    try:
        said = json.loads(text)
        return Command(said["do"]) if isinstance(said, dict) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _plain(value: Any) -> Any:  # noqa: ANN401 (any field of a snapshot)
    match value:
        case float():
            return round(value, 3) if math.isfinite(value) else None
        case Words() | Said():
            return value.to_json()
        case SensorView():
            return {name: _plain(getattr(value, name)) for name in value.__slots__}
        case _:
            return value
