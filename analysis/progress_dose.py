"""Done against prescribed over weeks, per exercise and leg; and what was more than prescribed."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analysis.adherence_rules import AdherenceRules, below
from analysis.comparison import Verdict
from analysis.prescription import Program, ProgramItem
from analysis.progress_calendar import Day, DayKind, Week
from analysis.progress_records import ExerciseRecord


@dataclass(frozen=True, slots=True)
class ItemWeek:
    """One exercise and leg in one week, in repetitions.

    Attributes
    ----------
    start : date
        Monday.
    prescribed : int
        Of the planned sessions that are known by now.
    done : int
        On planned days, at most what is prescribed for the day: nothing makes up for another day.
    not_measured : int
        Of the prescribed, what could not be seen: a leg without sensor, what cannot be counted, timers.
    excused : int
        Of the prescribed, after pain.
    repetitions : int
        All that were counted, on any day.
    over : bool
        In some session, or over the whole week, so many more than prescribed that it is overuse.
    """

    start: date
    prescribed: int
    done: int
    not_measured: int
    excused: int
    repetitions: int
    over: bool

    @property
    def expected(self) -> int:
        """What could have been seen done."""
        return self.prescribed - self.not_measured - self.excused

    @property
    def share(self) -> float:
        """Done over expected; NaN when nothing was expected."""
        return self.done / self.expected if self.expected else math.nan


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One exercise and leg, week by week.

    Attributes
    ----------
    item : ProgramItem
    side : {"left", "right", "both"}
    weeks : tuple of ItemWeek
    """

    item: ProgramItem
    side: str
    weeks: tuple[ItemWeek, ...]


class OveruseKind(StrEnum):
    """What was more than prescribed."""

    ITEM = "item"
    DAY = "day"
    WEEK = "week"
    SECOND_SESSION = "second_session"


@dataclass(frozen=True, slots=True)
class Overuse:
    """One case of overuse.

    Attributes
    ----------
    kind : OveruseKind
    day : date
        For a week its Monday.
    load : float
        Done over prescribed: of the exercise, the session, or the week.
    record : ExerciseRecord or None
        For an exercise.
    """

    kind: OveruseKind
    day: date
    load: float
    record: ExerciseRecord | None = None


def review_items(weeks: Sequence[Week], program: Program, rules: AdherenceRules) -> tuple[ItemProgress, ...]:
    """Return done against prescribed of each exercise and leg, in the order of the program."""
    return tuple(
        ItemProgress(item, leg, tuple(_item_week(week, program, item, leg, rules) for week in weeks))
        for item in program.items
        for leg in item.legs
    )


def find_overuse(weeks: Iterable[Week]) -> tuple[Overuse, ...]:
    """Return every case of overuse, in order of time; of each week first the week.

    Notes
    -----
    A day or a week is measured in whole sessions: the repetitions of each session over those prescribed, of
    what could be seen in it. So a leg without sensor neither hides overuse nor makes any.
    """
    found: list[Overuse] = []
    for week in weeks:
        if week.over:
            found.append(Overuse(OveruseKind.WEEK, week.start, week.load / week.prescribed))
        for day in week.days:
            if len(day.sessions) > 1:
                found.append(Overuse(OveruseKind.SECOND_SESSION, day.day, day.load))
            if day.over:
                found.append(Overuse(OveruseKind.DAY, day.day, day.load))
            found += [
                Overuse(OveruseKind.ITEM, day.day, one.repetitions / one.prescribed.total, one)
                for session in day.sessions
                for one in session.exercises
                if one.verdict is Verdict.OVER
            ]
    return tuple(found)


def _item_week(week: Week, program: Program, item: ProgramItem, leg: str, rules: AdherenceRules) -> ItemWeek:
    planned = [one for one in week.days if one.planned and _due(program, item, one.day)]
    known = [_item_day(one, item, leg, rules) for one in planned]
    missing_days = 0 if program.days else max(0, week.planned - len(planned))
    records = [one for day in week.days for one in _records(day, item, leg)]
    repetitions = sum(one.repetitions for one in records)
    whole = week.prescribed * item.total
    prescribed = (len(planned) + missing_days) * item.total
    done, excused = sum(one[0] for one in known), sum(one[2] for one in known)
    return ItemWeek(
        start=week.start,
        prescribed=prescribed,
        done=done,
        not_measured=sum(one[1] for one in known) if item.sensor else prescribed - excused - done,
        excused=excused,
        repetitions=repetitions,
        over=any(one.verdict is Verdict.OVER for one in records)
        or below(rules.over_share * whole, repetitions),
    )


def _item_day(day: Day, item: ProgramItem, leg: str, rules: AdherenceRules) -> tuple[int, int, int]:
    """Return of the dose of a planned day: what was done, could not be seen, and was excused."""
    total = item.total
    records = _records(day, item, leg)
    if day.kind is DayKind.EXCUSED:
        return 0, 0, total
    if not day.sessions:
        return 0, 0, 0
    done = min(total, sum(one.repetitions for one in records))
    seen = max([done, *(min(total, one.assessable) for one in records)], default=0)
    if day.kind is DayKind.STOPPED:
        return done, total - seen, seen - done
    asked = round(rules.flare_dose_share * seen) if day.reduced else seen
    return done, total - seen, seen - max(done, asked)


def _records(day: Day, item: ProgramItem, leg: str) -> list[ExerciseRecord]:
    return [one for session in day.sessions for one in session.exercises if one.key == (item.exercise, leg)]


def _due(program: Program, item: ProgramItem, day: date) -> bool:
    return item in program.due_on(day).items
