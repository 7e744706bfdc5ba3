"""From what was seen of an exercise and leg to a verdict and a sentence."""

import math
import statistics
from collections.abc import Iterable, Sequence

from analysis.adherence_evidence import Evidence
from analysis.adherence_rules import AdherenceRules, below
from analysis.adherence_words import cautions, sentence
from analysis.comparison import Done, ItemComparison, Verdict
from analysis.prescription import ProgramItem
from analysis.results import ExerciseSet, Repetition


def judge(
    number: int, item: ProgramItem, leg: str, evidence: Evidence, rules: AdherenceRules
) -> ItemComparison:
    """Compare one prescribed exercise and leg with the evidence.

    Notes
    -----
    The prescribed repetitions that may hide in what was not seen (self-reported, uncountable, not recognised,
    not looked for, on an unknown leg, on the leg without sensor) are not assessable, as far as they were not
    done anyway. So a repetition more never lowers the share of credited in assessable ones.
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
        words=sentence(item, leg, done, evidence, verdict, rules),
        cautions=cautions(item, done, rules),
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
        above_ceiling=sum(above_ceiling(item, one) for one in own),
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
        if not math.isfinite(measured_deg(item, repetition)):
            return None
        asked += [not short_of_target(item, repetition, rules), not above_ceiling(item, repetition)]
    if item.hold_s is not None:
        if not math.isfinite(repetition.hold_s):
            return None
        asked.append(not held_too_short(item, repetition, rules))
    return all(asked) if asked else None


def short_of_target(item: ProgramItem, repetition: Repetition, rules: AdherenceRules) -> bool:
    """Return whether a repetition did not go far enough, within the tolerance of the rules."""
    return item.target_deg is not None and (
        measured_deg(item, repetition) < item.target_deg - rules.target_tolerance_deg
    )


def held_too_short(item: ProgramItem, repetition: Repetition, rules: AdherenceRules) -> bool:
    """Return whether the turning point was held for too short a time, within the tolerance of the rules."""
    return item.hold_s is not None and below(repetition.hold_s, rules.hold_share * item.hold_s)


def above_ceiling(item: ProgramItem, repetition: Repetition) -> bool:
    """Hold both the measure and a known peak against the ceiling: a range may start above zero."""
    if item.max_angle_deg is None:
        return False
    return (
        measured_deg(item, repetition) > item.max_angle_deg or repetition.peak_angle_deg > item.max_angle_deg
    )


def upper_limit(item: ProgramItem, rules: AdherenceRules) -> float:
    """Return the repetitions per leg and session above which an item is overused."""
    general = rules.over_share * item.total
    limit = general if item.repetitions_max is None else float(item.sets * item.repetitions_max)
    return limit if item.daily_cap is None else min(limit, float(item.daily_cap))


def _hidden(item: ProgramItem, evidence: Evidence) -> int:
    known = (evidence.sensor_there and evidence.looked_for) or evidence.sets or evidence.uncountable
    if evidence.blind or evidence.unseen or not item.sensor or not known:
        return item.total
    unseen_sets = evidence.uncountable + evidence.unassigned + evidence.unnamed
    return min(item.total, unseen_sets * item.repetitions + evidence.reported_repetitions)


def _decide(item: ProgramItem, done: Done, evidence: Evidence, rules: AdherenceRules) -> Verdict:
    if below(upper_limit(item, rules), max(done.repetitions, evidence.reported_repetitions)):
        return Verdict.OVER
    if rules.enough(done.repetitions, item.total):
        return Verdict.DONE
    if evidence.reported_repetitions:
        return Verdict.SELF_REPORTED
    if not item.sensor:
        return Verdict.NOT_MEASURED
    if evidence.uncountable or evidence.blind:
        return Verdict.CANNOT_COUNT
    if done.repetitions:
        return Verdict.PARTLY
    if evidence.unassigned or not (evidence.sensor_there and evidence.looked_for):
        return Verdict.NOT_MEASURED
    return Verdict.CANNOT_COUNT if evidence.unnamed else Verdict.NOT_DONE


def _median(values: Iterable[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(statistics.median(known)) if known else math.nan
