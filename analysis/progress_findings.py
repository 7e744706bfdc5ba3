"""What stands out in a patient's weeks: sentences for a therapist, most important first."""

import math
from collections.abc import Iterator

from analysis.adherence_rules import AdherenceRules, below
from analysis.adherence_words import exercise_name
from analysis.comparison import Verdict
from analysis.progress_calendar import WeekVerdict
from analysis.progress_dose import OveruseKind
from analysis.progress_next_step import NextStep
from analysis.progress_pain import PainReview, PainTrend
from analysis.progress_range import CHANGE_WORDS, Change
from analysis.progress_review import Finding, Progress, Weight
from analysis.progress_wording import day_words, days_words, listed


def find(progress: Progress, rules: AdherenceRules) -> tuple[Finding, ...]:
    """Return the findings, most important first.

    Parameters
    ----------
    progress : Progress
        Without findings.
    rules : AdherenceRules
    """
    found = [
        *_pain(progress, rules),
        *_overuse(progress),
        *_adherence(progress, rules),
        *_trend(progress.pain),
        *_ranges(progress),
        *_unmeasured(progress),
        *_next_step(progress.next_step),
    ]
    return tuple(sorted(found, key=lambda one: one.weight))


def _pain(progress: Progress, rules: AdherenceRules) -> Iterator[Finding]:
    pain = progress.pain
    if pain.calls:
        pairs = "; ".join(days_words(pair) for pair in pain.calls)
        within = f"within {rules.flares_within_days:g} days"
        yield Finding(
            Weight.ACT, "call the therapist", f'Two flares {within} ({pairs}): "Call your therapist" is due.'
        )
    stops = [one.day for one in pain.points if one.stopped]
    if stops:
        words = f"{len(stops)} of {_sessions(len(pain.points))} stopped for pain ({days_words(stops)})."
        yield Finding(Weight.CONCERN, "stopped for pain", words)
    above = [one.day for one in pain.points if one.above_limit]
    if above:
        words = f"Pain above the limit of {pain.limit} in {_sessions(len(above))} ({days_words(above)})."
        yield Finding(Weight.CONCERN, "pain above the limit", words)
    if pain.flares and not pain.calls:
        rise = f"pain next morning {rules.flare_rise:g} or more above the start"
        yield Finding(Weight.CONCERN, "flare", f"Flares on {days_words(pain.flares)}: {rise}.")
    ignored = [one for one in pain.advice if one.heeded is False]
    if ignored:
        told = [
            f"{day_words(one.next_day)} ({_percent(one.load)})"
            if math.isfinite(one.load)
            else day_words(one.next_day)
            for one in ignored
            if one.next_day is not None
        ]
        words = f"After a flare, a day of rest and half the dose were not kept: {listed(told)}."
        yield Finding(Weight.CONCERN, "no rest after a flare", words)


def _overuse(progress: Progress) -> Iterator[Finding]:
    if not progress.overuse:
        return
    weeks = [one for one in progress.weeks if one.over]
    days = sorted({one.day for one in progress.overuse if one.kind in (OveruseKind.DAY, OveruseKind.ITEM)})
    parts = []
    if weeks:
        most = max(weeks, key=lambda one: one.load)
        parts.append(
            f"in {len(weeks)} of {len(progress.weeks)} weeks, up to {most.load:.1f} sessions' worth where"
            f" {most.prescribed} are prescribed (week of {day_words(most.start)})"
        )
    if days:
        parts.append(f"on {len(days)} of {len({one.day for one in progress.sessions})} training days")
    second = [one.day for one in progress.overuse if one.kind is OveruseKind.SECOND_SESSION]
    if second:
        parts.append(f"twice on one day ({days_words(second)})")
    records = [one.record for one in progress.overuse if one.record is not None]
    if records:
        top = max(records, key=lambda one: one.repetitions / one.prescribed.total)
        name = exercise_name(top.prescribed.title, top.side)
        parts.append(f"most of all {name}, {top.repetitions} repetitions of {top.prescribed.total}")
    yield Finding(Weight.CONCERN, "more than prescribed", f"More than prescribed: {'; '.join(parts)}.")


def _adherence(progress: Progress, rules: AdherenceRules) -> Iterator[Finding]:
    judged, on_plan = progress.judged_weeks, progress.weeks_on_plan
    if judged:
        words = f"{progress.done} of {progress.expected} planned sessions done"
        words += f"; on plan in {on_plan} of {len(judged)} weeks"
        empty = [w.start for w in judged if not any(one.sessions for one in w.days)]
        if empty:
            words += f", none in the {'week' if len(empty) == 1 else 'weeks'} of {days_words(empty)}"
        over = sum(w.verdict is WeekVerdict.OVER for w in judged)
        words += f", above it in {over}" if over else ""
        yield Finding(*_plan_kept(on_plan, over, len(judged), rules), words + ".")
    last = progress.sessions[-1].day if progress.sessions else None
    if last is None:
        yield Finding(Weight.CONCERN, "no session yet", "No session yet.")
    elif (progress.through - last).days >= rules.silent_days:
        words = f"No session for {(progress.through - last).days} days, since {day_words(last)}."
        yield Finding(Weight.CONCERN, "silent", words)


def _plan_kept(on_plan: int, over: int, judged: int, rules: AdherenceRules) -> tuple[Weight, str]:
    """Return how the weeks weigh together: their share is judged as the sessions of a week are."""
    if below(on_plan + over, rules.week_share * judged):
        return Weight.CONCERN, "below plan"
    if below(on_plan, rules.week_share * judged):
        return Weight.NOTE, "keeps its days"
    return Weight.GOOD, "on plan"


def _trend(pain: PainReview) -> Iterator[Finding]:
    change = f"from {pain.first:g} to {pain.last:g} (median of the first and of the last weeks)"
    if pain.trend is PainTrend.MORE:
        yield Finding(Weight.CONCERN, "pain rising", f"Pain before sessions rose {change}.")
    elif pain.trend is PainTrend.LESS:
        yield Finding(Weight.GOOD, "less pain", f"Pain before sessions fell {change}.")


def _ranges(progress: Progress) -> Iterator[Finding]:
    unclear = []
    for leg in progress.ranges:
        first, last = leg.points[0].test, leg.last.test
        if leg.last.change is Change.FIRST:
            continue
        span = f"{leg.side} leg {first.median_deg:.0f}° to {last.median_deg:.0f}°"
        words = f"Range of the {span} ({leg.last.change_deg:+.1f}°): {CHANGE_WORDS[leg.last.change]}."
        if leg.last.change is Change.LIKELY_REAL and leg.last.change_deg < 0.0:
            yield Finding(Weight.CONCERN, "range falling", words)
        elif leg.last.change is Change.LIKELY_REAL:
            yield Finding(Weight.GOOD, "lifts higher", words)
        elif leg.last.change is Change.POSSIBLE:
            yield Finding(Weight.NOTE, "range may have changed", words)
        else:
            unclear.append(span)
    if unclear:
        words = f"Range: {CHANGE_WORDS[Change.NOT_CLEAR]} ({listed(unclear)})."
        yield Finding(Weight.NOTE, CHANGE_WORDS[Change.NOT_CLEAR], words)
    if progress.legs and progress.legs[-1].clear:
        last_pair = progress.legs[-1]
        more = "more" if last_pair.difference_deg > 0.0 else "less"
        words = (
            f"The {last_pair.side} leg lifts {abs(last_pair.difference_deg):.1f}° {more} than the other"
            f" ({_percent(last_pair.symmetry)} of it, {day_words(last_pair.day)})."
        )
        yield Finding(Weight.NOTE, "legs differ", words)


def _unmeasured(progress: Progress) -> Iterator[Finding]:
    """Tell of a leg without sensor, so that nobody takes it for missed."""
    for side in ("left", "right"):
        own = [
            [one for one in session.exercises if one.side == side and one.prescribed.sensor]
            for session in progress.sessions
        ]
        unseen = sum(bool(one) and all(e.verdict is Verdict.NOT_MEASURED for e in one) for one in own)
        if unseen:
            words = (
                f"{side.capitalize()} leg not measured in {unseen} of {_sessions(len(own))}:"
                " not measured is not missed."
            )
            yield Finding(Weight.NOTE, f"{side} leg not always measured", words)


def _next_step(step: NextStep) -> Iterator[Finding]:
    if step.ready:
        words = f"Ready for a next step, one of: {'; '.join(step.options)}." if step.options else ""
        yield Finding(Weight.GOOD, "ready for a next step", words or "Ready for a next step.")
        return
    earlier = f" The rules for one were met on {days_words(step.met_on)}." if step.met_on else ""
    yield Finding(Weight.NOTE, "no next step yet", f"No next step yet: {step.why_not}.{earlier}")


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
