"""Adherence day by day and week by week: planned, done, missed, excused, extra.

Weeks run from Monday to Sunday. A planned day is done once; nothing on another day makes up for it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from analysis.adherence_rules import AdherenceRules, below
from analysis.comparison import Verdict
from analysis.prescription import WEEKDAYS, Program
from analysis.progress_pain import is_flare
from analysis.progress_records import SessionRecord

WEEK = timedelta(days=7)


class DayKind(StrEnum):
    """What became of a day."""

    OUTSIDE = "outside"
    """Before the program began, or not yet known."""
    REST = "rest"
    DONE = "done"
    PARTLY = "partly"
    STOPPED = "stopped"
    """A session stopped for pain: attended, the rest of it excused."""
    NOT_JUDGED = "not_judged"
    """A session that could not be measured, or that the patient reports: neither done nor missed."""
    MISSED = "missed"
    EXCUSED = "excused"
    """Planned and not done within a few days after a pain stop or a flare."""
    EXTRA = "extra"
    """A session on a day without one planned."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar.

    Attributes
    ----------
    day : date
    kind : DayKind
    planned : bool
    sessions : tuple of SessionRecord
        More than one is overuse.
    load : float
        In whole sessions of the program (1 is what is prescribed), of what could be seen; NaN for nothing.
    reduced : bool
        The session after a flare, for which half the dose is the whole.
    over : bool
        More than the share of a session that is overuse.
    """

    day: date
    kind: DayKind
    planned: bool
    sessions: tuple[SessionRecord, ...] = ()
    load: float = math.nan
    reduced: bool = False
    over: bool = False


class WeekVerdict(StrEnum):
    """A week against its plan."""

    ON_PLAN = "on_plan"
    BELOW = "below"
    OVER = "over"
    """All or nearly all of the plan, and so much more that it is overuse."""
    SO_FAR = "so_far"
    """Not over yet, or begun within the week."""
    NOTHING_DUE = "nothing_due"
    """Nothing planned that was not excused and could be judged."""


JUDGED = (WeekVerdict.ON_PLAN, WeekVerdict.BELOW, WeekVerdict.OVER)
"""Of whole weeks in which something was due."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week, Monday to Sunday.

    Attributes
    ----------
    days : tuple of Day
        Seven.
    planned, done, excused, not_judged : int
        Sessions planned by now; of these done (a pain stop counts), excused, impossible to judge.
    prescribed : int
        Sessions that a whole week asks for.
    extra : int
        Sessions beside the planned ones, second sessions of a day included.
    load : float
        In whole sessions, of what could be seen.
    over : bool
        The load is more than the share of the prescribed sessions that is overuse.
    verdict : WeekVerdict
    """

    days: tuple[Day, ...]
    planned: int
    done: int
    excused: int
    not_judged: int
    prescribed: int
    extra: int
    load: float
    over: bool
    verdict: WeekVerdict

    @property
    def start(self) -> date:
        """Monday."""
        return self.days[0].day

    @property
    def expected(self) -> int:
        """Planned sessions that were neither excused nor impossible to judge."""
        return self.planned - self.excused - self.not_judged


def make_calendar(
    sessions: Sequence[SessionRecord], program: Program, start: date, through: date, rules: AdherenceRules
) -> tuple[Week, ...]:
    """Return the weeks from the one of ``start`` to the one of ``through``.

    Parameters
    ----------
    sessions : sequence of SessionRecord
        In order of time, none outside ``start`` to ``through``.
    program : Program
        Its days are planned; without fixed days the first training days of a week are, as many as it asks
        for.
    start, through : date
        First day of the program, last day that is known.
    rules : AdherenceRules
    """
    by_day: dict[date, list[SessionRecord]] = {}
    for one in sessions:
        by_day.setdefault(one.day, []).append(one)
    planned = planned_days(program, by_day, start, through)
    pauses = [one.day for one in sessions if one.diary.stopped_for_pain or is_flare(one.diary, rules)]
    reduced = sessions_after_flares(sessions, rules)
    weeks = []
    monday = start - timedelta(days=start.weekday())
    while monday <= through:
        days = []
        for day in (monday + timedelta(days=n) for n in range(7)):
            excused = any(0 < (day - pause).days <= rules.excused_days for pause in pauses)
            own = tuple(by_day.get(day, ()))
            kind = DayKind.OUTSIDE
            if start <= day <= through:
                kind = _kind(own, rules, planned=day in planned, excused=excused, reduced=day in reduced)
            load = _total_load(one.load for one in own)
            days.append(
                Day(day, kind, day in planned, own, load, day in reduced, below(rules.over_share, load))
            )
        weeks.append(
            _week(
                tuple(days),
                program,
                rules,
                whole=start <= monday and monday + WEEK <= through + timedelta(days=1),
            )
        )
        monday += WEEK
    return tuple(weeks)


def planned_days(program: Program, trained: Iterable[date], start: date, through: date) -> frozenset[date]:
    """Return the days on which a session was to be done."""
    if program.days:
        every = (start + timedelta(days=n) for n in range((through - start).days + 1))
        return frozenset(day for day in every if WEEKDAYS[day.weekday()] in program.days)
    by_week: dict[date, list[date]] = {}
    for day in sorted(trained):
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return frozenset(day for days in by_week.values() for day in days[: program.days_per_week])


def sessions_after_flares(sessions: Sequence[SessionRecord], rules: AdherenceRules) -> Mapping[date, date]:
    """Return the training day that follows each flare, and the day of that flare's session."""
    days = sorted({one.day for one in sessions})
    flares = {one.day for one in sessions if is_flare(one.diary, rules)}
    return {after: day for day, after in pairwise(days) if day in flares}


def _kind(
    own: Sequence[SessionRecord], rules: AdherenceRules, *, planned: bool, excused: bool, reduced: bool
) -> DayKind:
    if not own:
        if not planned:
            return DayKind.REST
        return DayKind.EXCUSED if excused else DayKind.MISSED
    if any(one.diary.stopped_for_pain for one in own):
        return DayKind.STOPPED
    if not planned:
        return DayKind.EXTRA
    return _judge_day(own, rules, reduced=reduced)


def _judge_day(own: Sequence[SessionRecord], rules: AdherenceRules, *, reduced: bool) -> DayKind:
    """Add up the sessions of a day, capped per exercise and leg, and hold them against one session."""
    done: dict[tuple[str, str], int] = {}
    wanted: dict[tuple[str, str], int] = {}
    for one in (exercise for session in own for exercise in session.exercises):
        done[one.key] = min(done.get(one.key, 0) + one.repetitions, one.prescribed.total)
        wanted[one.key] = max(wanted.get(one.key, 0), one.assessable)
    assessable = sum(wanted.values())
    credited = sum(min(count, wanted[key]) for key, count in done.items())
    if not assessable:
        return DayKind.NOT_JUDGED
    share = rules.flare_dose_share if reduced else 1.0
    if not below(credited, rules.done_share * share * assessable):
        return DayKind.DONE
    unseen = {Verdict.SELF_REPORTED, Verdict.CANNOT_COUNT}
    hidden = any(one.verdict in unseen for session in own for one in session.exercises)
    return DayKind.NOT_JUDGED if hidden and not credited else DayKind.PARTLY


def _total_load(loads: Iterable[float]) -> float:
    known = [load for load in loads if math.isfinite(load)]
    return sum(known) if known else math.nan


def _week(days: tuple[Day, ...], program: Program, rules: AdherenceRules, *, whole: bool) -> Week:
    kinds = [one.kind for one in days if one.planned]
    prescribed = len(program.days) or program.days_per_week
    done = kinds.count(DayKind.DONE) + kinds.count(DayKind.STOPPED)
    excused, not_judged = kinds.count(DayKind.EXCUSED), kinds.count(DayKind.NOT_JUDGED)
    planned = prescribed if whole else len(kinds)
    load = _total_load(one.load for one in days)
    expected = planned - excused - not_judged
    over = below(rules.over_share * prescribed, load)
    if not whole:
        verdict = WeekVerdict.SO_FAR
    elif not expected:
        verdict = WeekVerdict.NOTHING_DUE
    else:
        verdict = WeekVerdict.OVER if over else WeekVerdict.ON_PLAN
        if below(done, rules.week_share * expected):
            verdict = WeekVerdict.BELOW
    return Week(
        days=days,
        planned=planned,
        done=done,
        excused=excused,
        not_judged=not_judged,
        prescribed=prescribed,
        extra=sum(len(one.sessions) - bool(one.planned) for one in days if one.sessions),
        load=load,
        over=over,
        verdict=verdict,
    )
