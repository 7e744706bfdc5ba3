"""Pain over weeks: limits, flares, what followed them, and whether pain grows."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from analysis.adherence_rules import AdherenceRules, below
from analysis.prescription import Program
from analysis.progress_records import Diary, SessionRecord


@dataclass(frozen=True, slots=True)
class PainPoint:
    """Pain around one session, 0 to 10; None where it was not said.

    Attributes
    ----------
    day : date
    before, after, next_morning : int or None
    stopped : bool
        The session was stopped for pain.
    above_limit : bool
        Before or after the session it was above the program's limit.
    rose : bool
        During the session it rose by the program's limit for a rise, or more.
    flare : bool
        Next morning it was above the start by as much as makes a flare.
    """

    day: date
    before: int | None
    after: int | None
    next_morning: int | None
    stopped: bool
    above_limit: bool
    rose: bool
    flare: bool


@dataclass(frozen=True, slots=True)
class FlareAdvice:
    """What was advised after a flare, a day of rest and then half the dose, and what was done.

    Attributes
    ----------
    day : date
        Of the session before the flare.
    rested : bool
        No session the day after.
    next_day : date or None
        Of the next session; None when there is none yet.
    load : float
        Of that session, in whole sessions of the program; NaN when there is none or nothing was seen.
    heeded : bool or None
        Rested, and not more than half the dose; None when it cannot be told.
    """

    day: date
    rested: bool
    next_day: date | None
    load: float
    heeded: bool | None


class PainTrend(StrEnum):
    """Pain before sessions, the last weeks against the first."""

    LESS = "less"
    MORE = "more"
    SAME = "same"
    UNKNOWN = "unknown"
    """The two windows overlap, or too few sessions say anything."""


@dataclass(frozen=True, slots=True)
class PainReview:
    """Pain over weeks.

    Attributes
    ----------
    points : tuple of PainPoint
        One per session, in order of time.
    limit : int
        Highest pain at which to start or to go on.
    flares : tuple of date
        Days of the sessions before them.
    calls : tuple of (date, date)
        Flares so close to each other that the therapist is to be called.
    advice : tuple of FlareAdvice
        One per flare.
    first, last : float
        Median pain before the sessions of the first and of the last weeks; NaN when unknown.
    trend : PainTrend
    """

    points: tuple[PainPoint, ...]
    limit: int
    flares: tuple[date, ...]
    calls: tuple[tuple[date, date], ...]
    advice: tuple[FlareAdvice, ...]
    first: float
    last: float
    trend: PainTrend


def is_flare(diary: Diary, rules: AdherenceRules) -> bool:
    """Return whether the morning after was so much worse than the start that it asks for rest."""
    if diary.pain_before is None or diary.pain_next_morning is None:
        return False
    return diary.pain_next_morning - diary.pain_before >= rules.flare_rise


def review_pain(
    sessions: Sequence[SessionRecord], program: Program, start: date, through: date, rules: AdherenceRules
) -> PainReview:
    """Return what the diary says of pain.

    Parameters
    ----------
    sessions : sequence of SessionRecord
        In order of time.
    program : Program
        For its limits.
    start, through : date
        First day of the program, last day that is known.
    rules : AdherenceRules
    """
    points = tuple(_point(one, program, rules) for one in sessions)
    flares = tuple(sorted({one.day for one in points if one.flare}))
    pairs = pairwise(flares)
    first, last = _ends(sessions, start, through, rules)
    return PainReview(
        points=points,
        limit=program.pain_limit,
        flares=flares,
        calls=tuple((one, two) for one, two in pairs if (two - one).days < rules.flares_within_days),
        advice=tuple(_advice(day, sessions, rules, through) for day in flares),
        first=first,
        last=last,
        trend=_trend(first, last, rules),
    )


def _point(session: SessionRecord, program: Program, rules: AdherenceRules) -> PainPoint:
    diary = session.diary
    before, after = diary.pain_before, diary.pain_after
    known = [pain for pain in (before, after) if pain is not None]
    return PainPoint(
        day=session.day,
        before=before,
        after=after,
        next_morning=diary.pain_next_morning,
        stopped=diary.stopped_for_pain,
        above_limit=any(pain > program.pain_limit for pain in known),
        rose=before is not None and after is not None and after - before >= program.pain_rise_limit,
        flare=is_flare(diary, rules),
    )


def _advice(
    day: date, sessions: Sequence[SessionRecord], rules: AdherenceRules, through: date
) -> FlareAdvice:
    morning = day + timedelta(days=1)
    later = sorted({one.day for one in sessions if one.day > day})
    rested = morning not in later
    if not later:
        return FlareAdvice(day, rested, None, math.nan, None if through < morning else rested or None)
    loads = [one.load for one in sessions if one.day == later[0] and math.isfinite(one.load)]
    load = sum(loads) if loads else math.nan
    much = below(rules.over_share * rules.flare_dose_share, load)
    heeded = False if much or not rested else (True if loads else None)
    return FlareAdvice(day, rested, later[0], load, heeded)


def _ends(
    sessions: Sequence[SessionRecord], start: date, through: date, rules: AdherenceRules
) -> tuple[float, float]:
    window = timedelta(days=rules.pain_window_days)
    if through - start + timedelta(days=1) < 2 * window:
        return math.nan, math.nan
    known = [(one.day, one.diary.pain_before) for one in sessions]
    first = [pain for day, pain in known if pain is not None and day < start + window]
    last = [pain for day, pain in known if pain is not None and day > through - window]
    if min(len(first), len(last)) < rules.pain_fewest:
        return math.nan, math.nan
    return statistics.median(first), statistics.median(last)


def _trend(first: float, last: float, rules: AdherenceRules) -> PainTrend:
    if not math.isfinite(last - first):
        return PainTrend.UNKNOWN
    if abs(last - first) < rules.pain_change:
        return PainTrend.SAME
    return PainTrend.LESS if last < first else PainTrend.MORE
