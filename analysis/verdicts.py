"""From what was seen of an exercise and leg to a verdict and a sentence."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.adherence_rules import AdherenceRules
from analysis.comparison import Done, ItemComparison, Verdict
from analysis.prescription import ProgramItem
from analysis.results import ExerciseSet, Repetition

_TINY = 1e-9
"""Keeps a share of a whole number, such as 0.8 of 10, from missing it by rounding."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for or against one exercise and leg.

    Attributes
    ----------
    sets : tuple of ExerciseSet
        Countable sets with at least one repetition, credited here.
    uncountable : int
        Sets credited here that cannot be counted.
    unseen : bool
        In one of these no repetition could be told from another: it may hold any number.
    unassigned : int
        Sets of the exercise on an unknown leg.
    assumed_leg : bool
        Some set was credited here only because no other leg is prescribed.
    blind : bool
        A recording of this leg cannot be counted and does not say what was done in it.
    reasons : tuple of str
        Why something cannot be counted.
    sensor_there : bool
        The leg wore the sensor in some recording.
    any_recording : bool
        The session has recordings at all.
    reported_sets, reported_repetitions : int
        By the patient.
    """

    sets: tuple[ExerciseSet, ...] = ()
    uncountable: int = 0
    unseen: bool = False
    unassigned: int = 0
    assumed_leg: bool = False
    blind: bool = False
    reasons: tuple[str, ...] = ()
    sensor_there: bool = False
    any_recording: bool = False
    reported_sets: int = 0
    reported_repetitions: int = 0


def judge(
    number: int, item: ProgramItem, leg: str, evidence: Evidence, rules: AdherenceRules
) -> ItemComparison:
    """Compare one prescribed exercise and leg with the evidence.

    Notes
    -----
    The prescribed repetitions that may hide in what was not seen (self-reported, uncountable, on an unknown
    leg, on the leg without sensor) are not assessable, as far as they were not done anyway. So a repetition
    more never lowers the share of credited in assessable ones.
    """
    done = measure(item, evidence.sets, rules)
    credited = min(done.repetitions, item.total)
    verdict = _decide(item, done, evidence, rules)
    return ItemComparison(
        number=number,
        exercise=item.exercise,
        title=item.title,
        side=leg,
        prescribed=item,
        done=done,
        reported_sets=evidence.reported_sets,
        reported_repetitions=evidence.reported_repetitions,
        credited_repetitions=credited,
        assessable_repetitions=max(credited, item.total - _hidden(item, evidence)),
        verdict=verdict,
        words=_sentence(item, leg, done, evidence, verdict, rules),
    )


def measure(item: ProgramItem, sets: Sequence[ExerciseSet], rules: AdherenceRules) -> Done:
    """Sum up the sets credited to an item.

    Parameters
    ----------
    item : ProgramItem
    sets : sequence of ExerciseSet
        Countable, with at least one repetition each.
    rules : AdherenceRules
    """
    everything = [repetition for one in sets for repetition in one.repetitions]
    own = [repetition for one in sets if one.role != "rear" for repetition in one.repetitions]
    judged = [verdict for verdict in (on_target(item, one, rules) for one in own) if verdict is not None]
    return Done(
        sets=len(sets),
        repetitions=len(everything),
        largest_set=max((len(one.repetitions) for one in sets), default=0),
        comparable=len(judged),
        on_target=sum(judged) if judged else None,
        above_ceiling=sum(_above_ceiling(item, one) for one in own),
        to_confirm=sum("confirm" in one.flags for one in everything),
        hold_s=_median(one.hold_s for one in own),
        up_s=_median(one.up_s for one in own),
        down_s=_median(one.down_s for one in own),
        peak_angle_deg=_median(one.peak_angle_deg for one in own),
        range_deg=_median(one.range_deg for one in own),
    )


def measured_deg(item: ProgramItem, repetition: Repetition) -> float:
    """Return what a target is held against, in degrees in the exercise's own direction.

    The peak thigh angle when the item asks for the angle and the zero is known, otherwise the range. An
    exercise that goes into extension asks for the range: its start pose, not standing, is where it begins.
    """
    if item.measure == "angle" and math.isfinite(repetition.peak_angle_deg):
        return repetition.peak_angle_deg
    return repetition.range_deg


def on_target(item: ProgramItem, repetition: Repetition, rules: AdherenceRules) -> bool | None:
    """Return whether a repetition is on target: far enough, not too far, held long enough.

    Only what is prescribed is asked for; None when that is nothing, or was not measured.
    """
    asked: list[bool] = []
    if item.target_deg is not None or item.max_angle_deg is not None:
        value = measured_deg(item, repetition)
        if not math.isfinite(value):
            return None
        if item.target_deg is not None:
            asked.append(value >= item.target_deg - rules.target_tolerance_deg)
        asked.append(not _above_ceiling(item, repetition))
    if item.hold_s is not None:
        if not math.isfinite(repetition.hold_s):
            return None
        asked.append(repetition.hold_s >= rules.hold_share * item.hold_s - _TINY)
    return all(asked) if asked else None


def upper_limit(item: ProgramItem, rules: AdherenceRules) -> float:
    """Return the repetitions per leg and session above which an item is overused."""
    general = rules.over_share * item.total
    limit = general if item.repetitions_max is None else float(item.sets * item.repetitions_max)
    return limit if item.daily_cap is None else min(limit, float(item.daily_cap))


def enough(done: int, prescribed: int, rules: AdherenceRules) -> bool:
    """Return whether so many repetitions count as done."""
    return done >= rules.done_share * prescribed - _TINY


def _above_ceiling(item: ProgramItem, repetition: Repetition) -> bool:
    """Hold both the measure and a known peak against the ceiling: a range may start above zero."""
    if item.max_angle_deg is None:
        return False
    return (
        measured_deg(item, repetition) > item.max_angle_deg or repetition.peak_angle_deg > item.max_angle_deg
    )


def _hidden(item: ProgramItem, evidence: Evidence) -> int:
    known = evidence.sensor_there or evidence.sets or evidence.uncountable
    if evidence.blind or evidence.unseen or not item.sensor or not known:
        return item.total
    unseen_sets = evidence.uncountable + evidence.unassigned
    return min(item.total, unseen_sets * item.repetitions + evidence.reported_repetitions)


def _decide(item: ProgramItem, done: Done, evidence: Evidence, rules: AdherenceRules) -> Verdict:
    if max(done.repetitions, evidence.reported_repetitions) > upper_limit(item, rules) + _TINY:
        return Verdict.OVER
    if enough(done.repetitions, item.total, rules):
        return Verdict.DONE
    if evidence.reported_repetitions:
        return Verdict.SELF_REPORTED
    if not item.sensor:
        return Verdict.NOT_MEASURED
    if evidence.uncountable or evidence.blind:
        return Verdict.CANNOT_COUNT
    if done.repetitions:
        return Verdict.PARTLY
    return Verdict.NOT_DONE if evidence.sensor_there and not evidence.unassigned else Verdict.NOT_MEASURED


def _sentence(
    item: ProgramItem, leg: str, done: Done, evidence: Evidence, verdict: Verdict, rules: AdherenceRules
) -> str:
    parts = [_opening(item, leg, done, evidence, verdict)]
    if done.repetitions:
        parts += _count_words(item, done) + _quality_words(item, done, rules)
        if any(one.role == "rear" for one in evidence.sets):
            parts.append("seen from the rear leg, whose range cannot be compared")
    elif verdict is Verdict.OVER:
        parts.append("more than prescribed")
    if done.repetitions and evidence.reported_repetitions:
        parts.append(f"{evidence.reported_repetitions} more self-reported")
    if evidence.uncountable and verdict is not Verdict.CANNOT_COUNT:
        parts.append(f"{_sets(evidence.uncountable)} could not be counted")
    if evidence.unassigned:
        parts.append(f"{_sets(evidence.unassigned)} on an unknown leg may belong here")
    if evidence.assumed_leg:
        parts.append(f"the recording does not name the leg, taken as the {leg} one")
    return "; ".join(part for part in parts if part)


def _opening(item: ProgramItem, leg: str, done: Done, evidence: Evidence, verdict: Verdict) -> str:
    if verdict is Verdict.CANNOT_COUNT:
        return f"Cannot count: {', '.join(evidence.reasons) or 'the repetitions cannot be separated'}"
    if verdict is Verdict.NOT_DONE:
        return f"Not done: 0 of {item.total}"
    if verdict is Verdict.NOT_MEASURED:
        return f"Not measured: {_why_not_measured(item, leg, evidence)}"
    if not done.repetitions:
        return f"Self-reported: {evidence.reported_repetitions} of {item.total}"
    return ""


def _why_not_measured(item: ProgramItem, leg: str, evidence: Evidence) -> str:
    if not item.sensor:
        return "guided by a timer and confirmed by the patient"
    if not evidence.any_recording:
        return "there is no recording"
    if evidence.unassigned:
        return "the recording does not name the leg"
    return "no recording says that the sensor was on " + ("a leg" if leg == "both" else f"the {leg} leg")


def _count_words(item: ProgramItem, done: Done) -> list[str]:
    words = [f"{done.repetitions} of {item.total}"]
    if done.repetitions != item.total:
        more = done.repetitions > item.total
        words.append(f"{abs(done.repetitions - item.total)} {'more' if more else 'fewer'}")
    if done.sets != item.sets:
        words.append(f"{done.sets} of {_sets(item.sets)}")
    if item.repetitions_max is not None and done.largest_set > item.repetitions_max:
        words.append(f"a set of {done.largest_set}, where {item.repetitions_max} is the most")
    if item.daily_cap is not None and done.repetitions > item.daily_cap:
        words.append(f"above the {item.daily_cap} allowed a day")
    if done.to_confirm:
        words.append(f"{done.to_confirm} low enough to be steps, please confirm")
    return words


def _quality_words(item: ProgramItem, done: Done, rules: AdherenceRules) -> list[str]:
    words = [] if done.on_target is None else [f"{done.on_target} on target"]
    value, name = done.range_deg, "range"
    if item.measure == "angle" and math.isfinite(done.peak_angle_deg):
        value, name = done.peak_angle_deg, "peak"
    if item.target_deg is not None and value < item.target_deg - rules.target_tolerance_deg:
        words.append(f"{name} {value:.0f}° of {item.target_deg:g}°")
    if done.above_ceiling:
        words.append(f"{done.above_ceiling} above the ceiling of {item.max_angle_deg:g}°")
    times = (
        ("holds", done.hold_s, item.hold_s, rules.hold_share),
        ("lifts in", done.up_s, item.up_s, rules.tempo_share),
        ("lowers in", done.down_s, item.down_s, rules.tempo_share),
    )
    for verb, seconds, wanted, share in times:
        if wanted is not None and seconds < share * wanted - _TINY:
            words.append(f"{verb} {seconds:.1f} s of {wanted:g} s")
    return words


def _sets(count: int) -> str:
    return f"{count} set" if count == 1 else f"{count} sets"


def _median(values: Iterable[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(statistics.median(known)) if known else math.nan
