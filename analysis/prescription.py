"""The types of a prescription; `analysis.program` reads them from a file."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analysis.results import to_plain
from sensing.samples import SIDES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of the days in program files, Monday first as `datetime.date.weekday` counts."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What of a program belongs to one person; every field may be unknown.

    Attributes
    ----------
    side : {"left", "right"} or None
        Affected or operated side.
    operation : str or None
    operation_date : date or None
    precautions : tuple of str
        What to avoid; shown to the patient, never guarded by the sensor.
    weight_bearing : str or None
    therapist_phone : str or None
    """

    side: str | None = None
    operation: str | None = None
    operation_date: date | None = None
    precautions: tuple[str, ...] = ()
    weight_bearing: str | None = None
    therapist_phone: str | None = None


@dataclass(frozen=True, slots=True)
class ProgramItem:
    """One prescribed exercise; the dose holds per leg. None: not prescribed.

    Attributes
    ----------
    exercise, title : str
        Name in the catalogue, name for people.
    side : {"left", "right", "each", "both"}
        One leg, each leg in turn, or both at once; in a lunge the front leg.
    sets, repetitions : int
        Sets in a session, repetitions in a set.
    repetitions_max : int or None
        Most repetitions in a set.
    hold_s : float or None
        Hold at the turning point.
    measure : {"angle", "range"}
        What `target_deg` is compared with: the peak thigh angle, or the way from start to turning point.
    target_deg, max_angle_deg : float or None
        Target and ceiling in the exercise's own direction, always positive.
    up_s, down_s : float or None
        Tempo: time to the hold and time after it.
    support : str or None
        What to hold or lie on.
    rest_s : float or None
        Rest between sets.
    days : tuple of str
        Members of `WEEKDAYS`; empty: every training day.
    daily_cap : int or None
        Most repetitions a day.
    sensor : bool
        False when a timer guides it and the patient confirms it.
    note, source : str or None
        Cue for the patient; where the dose comes from.
    """

    exercise: str
    title: str
    side: str
    sets: int
    repetitions: int
    repetitions_max: int | None = None
    hold_s: float | None = None
    measure: str = "angle"
    target_deg: float | None = None
    max_angle_deg: float | None = None
    up_s: float | None = None
    down_s: float | None = None
    support: str | None = None
    rest_s: float | None = None
    days: tuple[str, ...] = ()
    daily_cap: int | None = None
    sensor: bool = True
    note: str | None = None
    source: str | None = None

    @property
    def legs(self) -> tuple[str, ...]:
        """The legs that the dose holds for, one by one: ``("left", "right")`` for each, ``("both",)``."""
        return SIDES if self.side == "each" else (self.side,)

    @property
    def total(self) -> int:
        """Repetitions prescribed per leg and session."""
        return self.sets * self.repetitions


@dataclass(frozen=True, slots=True)
class Timer:
    """What is timed and confirmed by the patient, such as a warm-up.

    Attributes
    ----------
    name, title : str
    minutes : float
        Shortest time.
    minutes_max : float or None
        Longest time.
    when : {"before", "after", "before and after", "any time"}
        In relation to the exercises.
    days_per_week, days_per_week_max : int or None
        None: on training days.
    source : str or None
    """

    name: str
    title: str
    minutes: float
    minutes_max: float | None = None
    when: str = "any time"
    days_per_week: int | None = None
    days_per_week_max: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A prescription.

    Attributes
    ----------
    schema : str
        Version of the file format.
    name, title : str
        Short name; name for people.
    items : tuple of ProgramItem
        In the order of the session.
    days_per_week : int
    non_consecutive : bool
        A rest day between training days.
    pain_limit : int
        Highest pain (0-10) at which to start or to go on.
    pain_rise_limit : int
        Stop when pain is this much above the pain at the start.
    label, description, source : str or None
        Warning beside the title; purpose; where the figures come from.
    days : tuple of str
        Fixed training days, members of `WEEKDAYS`; empty: the patient chooses.
    timers : tuple of Timer
    patient : Patient
    """

    schema: str
    name: str
    title: str
    items: tuple[ProgramItem, ...]
    days_per_week: int
    non_consecutive: bool
    pain_limit: int
    pain_rise_limit: int
    label: str | None = None
    description: str | None = None
    source: str | None = None
    days: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    patient: Patient = Patient()

    def due_on(self, day: date) -> "Program":
        """Return the program with the items of that day only.

        Parameters
        ----------
        day : date
            Local day of the session.
        """
        name = WEEKDAYS[day.weekday()]
        return replace(self, items=tuple(item for item in self.items if not item.days or name in item.days))

    def to_dict(self) -> dict[str, Any]:
        """Return the program as JSON-ready values with the attributes as keys."""
        plain: dict[str, Any] = to_plain(self)
        return plain
