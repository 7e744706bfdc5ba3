"""The sets of a recording in words: a row for each, what was recognised, and how far it can be relied on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.repetition_status import RepetitionStatus, SetStatus
from analysis.results import FLAGS, Quality, SessionResult
from dashboard.exercise_words import dose, leg, title
from dashboard.wording import MISSING, clock, number


class SetRow(NamedTuple):
    """A set in words, cell by cell."""

    number: str
    exercise: str
    leg: str
    start: str
    repetitions: str
    trust: str
    on_target: str
    peak: str
    range: str
    hold: str
    tempo: str
    consistency: str
    fatigue: str


HEADINGS = SetRow(
    "Set", "Exercise", "Leg", "From", "Repetitions", "Counting", "On target", "Peak", "Range", "Hold",
    "Out / back", "Spread", "Change",
)  # fmt: skip


def set_rows(sets: Sequence[SetStatus], of_recording: Quality | None = None) -> Iterator[SetRow]:
    """Yield a row for each set; medians over its repetitions.

    Parameters
    ----------
    sets : sequence of SetStatus
    of_recording : Quality or None
        What holds for the whole recording, and so for each of its sets.
    """
    for place, one in enumerate(sets, start=1):
        found = one.set.metrics
        yield SetRow(
            number=str(place),
            exercise=title(one.set.exercise) + (" (recognised)" if one.set.recognised_by else ""),
            leg=leg(one.set.side, one.set.role),
            start=clock(one.set.start_s),
            repetitions=str(len(one.statuses)) if one.countable else "?",
            trust=trust(one, of_recording),
            on_target=f"{one.on_target} of {one.comparable}" if one.comparable else MISSING,
            peak=_with(found.peak_angle_deg, "°"),
            range=_with(found.range_deg, "°"),
            hold=_with(found.hold_s, " s", 1),
            tempo=_tempo(found.up_s, found.down_s),
            consistency=_with(found.consistency_deg, "°", 1),
            fatigue=_with(found.fatigue_deg_per_repetition, "°", 1, signed=True),
        )


def trust(one: SetStatus, of_recording: Quality | None = None) -> str:
    """Return in plain words whether a count can be relied on; what holds for all is told above the sets."""
    own = one.set.quality.reasons
    everywhere = ("see the warning above",) if of_recording is not None and of_recording.reasons else ()
    reasons = "; ".join((*own, *everywhere))
    if not one.countable:
        return f"Cannot be counted: {reasons}" if reasons else "Cannot be counted"
    return f"Counted, with care: {reasons}" if reasons else "Counted well"


def remarks(result: SessionResult, sets: Sequence[SetStatus]) -> Iterator[str]:
    """Yield what else should be known, a sentence each: recognition, flags, notes of the analysis."""
    for place, one in enumerate(sets, start=1):
        if one.set.recognised_by:
            yield f"Set {place} was recognised by itself: {one.set.recognised_by}."
        if one.item is None and one.set.repetitions:
            yield f"Set {place}: the program asks for nothing to hold it against."
        flags = Counter(flag for each in one.set.repetitions for flag in each.flags)
        for flag, count in flags.items():
            yield f"Set {place}: {count} of {len(one.statuses)} {FLAGS.get(flag, flag)}."
    if result.unnamed:
        times = "Once" if result.unnamed == 1 else f"{result.unnamed} times"
        yield f"{times} something moved again and again that could not be named; it is not counted."
    for note in result.notes:
        yield f"{note[:1].upper()}{note[1:]}."


def calibration_words(result: SessionResult) -> tuple[str, ...]:
    """Return how the start pose and the movement axis were found, and what stands against them."""
    found = result.calibration
    if found is None:
        return ("No calibration: there was nothing to calibrate on.",)
    reasons = tuple(f"{reason[:1].upper()}{reason[1:]}." for reason in found.verdict.reasons)
    return reasons or ("The start pose and the movement axis were found without doubts.",)


def prescribed_words(one: SetStatus) -> str:
    """Return what is prescribed for a set's exercise."""
    return "Nothing prescribed" if one.item is None else f"Prescribed: {dose(one.item)}"


def legend(sets: Sequence[SetStatus]) -> Counter[RepetitionStatus]:
    """Return how many repetitions have each status, in the order of the statuses."""
    found = Counter(status for one in sets for status in one.statuses)
    return Counter({status: found[status] for status in RepetitionStatus if found[status]})


def limits(sets: Sequence[SetStatus]) -> dict[str, str]:
    """Return what the lines of target and ceiling stand for, such as ``target 45°, 60°``, by their kind."""
    found: dict[str, list[float]] = {}
    for one in sets:
        for kind, value in limits_of(one):
            found.setdefault(kind, []).append(value)
    return {
        kind: f"{kind} {', '.join(f'{value:g}°' for value in sorted(set(values)))}"
        for kind, values in sorted(found.items(), reverse=True)  # the target first
    }


def limits_of(one: SetStatus) -> Iterator[tuple[str, float]]:
    """Yield target and ceiling that a set is held against, as prescribed."""
    item, found = one.item, one.set
    if item is None or found.role == "rear" or not found.repetitions:
        return
    for kind, value in (("target", item.target_deg), ("ceiling", item.max_angle_deg)):
        if value is not None:
            yield kind, value


def _with(value: float, unit: str, digits: int = 0, *, signed: bool = False) -> str:
    text = number(value, digits)
    if text == MISSING:
        return MISSING
    return f"+{text}{unit}" if signed and value > 0 and float(text) != 0 else f"{text}{unit}"


def _tempo(up_s: float, down_s: float) -> str:
    up, down = number(up_s, 1), number(down_s, 1)
    return MISSING if MISSING in (up, down) else f"{up} / {down} s"
