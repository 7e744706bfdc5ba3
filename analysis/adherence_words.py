"""A comparison in words: one sentence for each exercise and leg, and the session in a few."""

from collections.abc import Sequence

from analysis.adherence_evidence import Evidence
from analysis.adherence_rules import AdherenceRules
from analysis.comparison import Done, ExtraWork, ItemComparison, Verdict
from analysis.prescribed_measures import prescribed_measures
from analysis.prescription import ProgramItem

_VERBS = {"hold": "holds", "lift": "lifts in", "lower": "lowers in"}


def sentence(
    item: ProgramItem, leg: str, done: Done, evidence: Evidence, verdict: Verdict, rules: AdherenceRules
) -> str:
    """Return what is to be said of an item on a leg, for a therapist."""
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
    if evidence.unnamed and verdict is Verdict.PARTLY:
        parts.append(f"{_unnamed(evidence)} and may belong here")
    if evidence.unassigned:
        parts.append(f"{_sets(evidence.unassigned)} on an unknown leg may belong here")
    if evidence.assumed_leg:
        parts.append(f"the recording does not name the leg, taken as the {leg} one")
    return "; ".join(part for part in parts if part)


def _opening(item: ProgramItem, leg: str, done: Done, evidence: Evidence, verdict: Verdict) -> str:
    if verdict is Verdict.CANNOT_COUNT:
        return f"Cannot count: {_why_not_counted(evidence)}"
    if verdict is Verdict.NOT_DONE:
        return f"Not done: 0 of {item.total}"
    if verdict is Verdict.NOT_MEASURED:
        return f"Not measured: {_why_not_measured(item, leg, evidence)}"
    if not done.repetitions:
        return f"Self-reported: {evidence.reported_repetitions} of {item.total}"
    return ""


def _why_not_counted(evidence: Evidence) -> str:
    if evidence.reasons:
        return ", ".join(evidence.reasons)
    if evidence.unnamed and not evidence.uncountable:
        return _unnamed(evidence)
    return "the repetitions cannot be separated"


def _unnamed(evidence: Evidence) -> str:
    times = "once" if evidence.unnamed == 1 else f"{evidence.unnamed} times"
    return f"{times} something moved that could not be recognised"


def _why_not_measured(item: ProgramItem, leg: str, evidence: Evidence) -> str:
    if not item.sensor:
        return "guided by a timer and confirmed by the patient"
    if not evidence.any_recording:
        return "there is no recording"
    if evidence.unassigned:
        return "the recording does not name the leg"
    if evidence.sensor_there and not evidence.looked_for:
        return "not looked for"
    return "no recording says that the sensor was on " + ("a leg" if leg == "both" else f"the {leg} leg")


def _count_words(item: ProgramItem, done: Done) -> list[str]:
    words = [f"{done.repetitions} of {item.total}"]
    if done.repetitions != item.total:
        more = done.repetitions > item.total
        words.append(f"{abs(done.repetitions - item.total)} {'more' if more else 'short'}")
    if done.sets != item.sets:
        words.append(f"{done.sets} of {_sets(item.sets)}")
    if item.repetitions_max is not None and done.largest_set > item.repetitions_max:
        words.append(f"a set of {done.largest_set}, where {item.repetitions_max} is the most")
    if item.daily_cap is not None and done.repetitions > item.daily_cap:
        words.append(f"above the {item.daily_cap} allowed a day")
    if done.to_confirm:
        words.append(f"{done.to_confirm} low enough to be steps, please confirm")
    return words


def cautions(item: ProgramItem, done: Done, rules: AdherenceRules) -> tuple[str, ...]:
    """Return what was done otherwise than prescribed, whatever the count."""
    words = []
    if done.on_target is not None and not rules.enough(done.on_target, done.comparable):
        words.append(f"{done.on_target} of {done.comparable} on target")
    for one in prescribed_measures(item, done, rules):
        if one.name == "hold" and one.short:
            words.append(f"{_VERBS[one.name]} {one.words}")
    if done.above_ceiling:
        words.append(f"{done.above_ceiling} above {item.max_angle_deg:g}°")
    if done.to_confirm:
        words.append(f"{done.to_confirm} low enough to be steps")
    return tuple(words)


def _quality_words(item: ProgramItem, done: Done, rules: AdherenceRules) -> list[str]:
    words = [] if done.on_target is None else [f"{done.on_target} on target"]
    way, *times = prescribed_measures(item, done, rules)
    if way.short:
        words.append(f"{way.name} {way.words}")
    if done.above_ceiling:
        words.append(f"{done.above_ceiling} above the ceiling of {item.max_angle_deg:g}°")
    return words + [f"{_VERBS[one.name]} {one.words}" for one in times if one.short]


def _sets(count: int) -> str:
    return f"{count} set" if count == 1 else f"{count} sets"


def session_words(
    items: Sequence[ItemComparison], extras: Sequence[ExtraWork], credited: int, assessable: int
) -> str:
    """Return the session in a few words."""
    # Rounded down, so that a session just short of the limit never reads as having reached it.
    share = f" ({100 * credited // assessable} %)" if assessable else ""
    sentences = [
        f"{credited} of {assessable} repetitions{share}" if assessable else "Nothing could be measured"
    ]
    lists = (
        ("More than prescribed", Verdict.OVER),
        ("Less than prescribed", Verdict.PARTLY),
        ("Not done", Verdict.NOT_DONE),
        ("Self-reported", Verdict.SELF_REPORTED),
        ("Not measured", Verdict.NOT_MEASURED),
        ("Cannot count", Verdict.CANNOT_COUNT),
    )
    for opening, verdict in lists:
        if names := [name(one) for one in items if one.verdict is verdict]:
            sentences.append(f"{opening}: {', '.join(names)}")
    if extras:
        sentences.append(f"Beside the program: {', '.join(sorted({one.exercise for one in extras}))}")
    if cautions := [f"{name(one)} {', '.join(one.cautions)}" for one in items if one.cautions]:
        sentences.append(f"Not as prescribed: {'; '.join(cautions)}")
    return ". ".join(sentences) + "."


def name(one: ItemComparison) -> str:
    """Return exercise and leg, as a person says them."""
    return exercise_name(one.title, one.side)


def exercise_name(title: str, side: str) -> str:
    """Return exercise and leg, such as ``Leg lift (left)``; both legs at once are not named."""
    return title if side == "both" else f"{title} ({side})"
