"""What stands out in a session held against its program, the most important first.

The figures and words are those of the comparison; here they are only put in order, for a reader with two
minutes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.adherence_words import name
from analysis.comparison import ItemComparison, SessionComparison, Verdict
from analysis.results import SessionResult
from dashboard.exercise_words import title, which
from dashboard.wording import counted

_NUMBER = re.compile(r"\d+")


class Topic(StrEnum):
    """What a finding is about, in the order in which findings are told."""

    SHORT = "Fell short"
    TOO_MUCH = "More than prescribed"
    TOO_FAR = "Higher than allowed"
    OTHERWISE = "Not as prescribed"
    UNCOUNTED = "Cannot be counted"
    REPORTED = "Reported, not measured"
    UNMEASURED = "Not measured"
    BESIDE = "Beside the program"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes
    ----------
    topic : Topic
    subject : str
        Exercise and leg; several when the same holds for all of them.
    words : str
        What was found, without the subject.
    verdict : Verdict or None
        None for what no item asks for.
    """

    topic: Topic
    subject: str
    words: str
    verdict: Verdict | None = None


class Trust(StrEnum):
    """How far the measurement can be relied on."""

    WELL = "Measured well"
    CARE = "Measured; read with care"
    NOT = "Cannot be counted"
    NOTHING = "No recording"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Whether a session was measured well.

    Attributes
    ----------
    trust : Trust
    reasons : tuple of str
        What speaks against it, a clause each.
    """

    trust: Trust
    reasons: tuple[str, ...] = ()


def headline(comparison: SessionComparison) -> str:
    """Return the session in a few words: its verdict, and what an overall verdict would hide."""
    topics = {finding.topic for finding in findings(comparison)}
    # What went above the ceiling may be harm: no verdict hides it.
    high = "; some higher than allowed" if Topic.TOO_FAR in topics else ""
    if comparison.verdict is Verdict.PARTLY:
        return f"Partly done{high}"
    if comparison.verdict is not Verdict.DONE:
        return {
            Verdict.NOT_DONE: "Not done",
            Verdict.CANNOT_COUNT: "Cannot be counted",
            Verdict.SELF_REPORTED: "Reported, not measured",
        }.get(comparison.verdict, "Not measured")
    short = sum(one.verdict in (Verdict.PARTLY, Verdict.NOT_DONE) for one in comparison.items)
    if short:
        return f"Done, but {counted(short, 'exercise') if short > 1 else 'one exercise'} fell short{high}"
    if Topic.TOO_MUCH in topics:
        return f"Done, and more than prescribed{high}"
    if high:
        return "Done, but higher than allowed"
    return "Done, but not quite as prescribed" if Topic.OTHERWISE in topics else "Done as prescribed"


def findings(comparison: SessionComparison) -> tuple[Finding, ...]:
    """Return what stands out, by topic in the order of `Topic`; empty when all was done as prescribed."""
    found = [*_short(comparison.items), *_otherwise(comparison), *_unseen(comparison.items)]
    for extra in comparison.extras:
        how = counted(extra.repetitions, "repetition") + ("" if extra.measured else ", self-reported")
        found.append(
            Finding(Topic.BESIDE, title(extra.exercise) + which(extra.side), f"{how}: {extra.words}")
        )
    order = list(Topic)
    return tuple(sorted(found, key=lambda finding: order.index(finding.topic)))


def short_items(items: Iterable[ItemComparison]) -> list[ItemComparison]:
    """Return what fell short, the largest share missing first."""
    short = [one for one in items if one.verdict in (Verdict.PARTLY, Verdict.NOT_DONE)]
    return sorted(short, key=lambda one: one.done.repetitions / one.prescribed.total)


def _short(items: Iterable[ItemComparison]) -> Iterator[Finding]:
    for one in short_items(items):
        done, total = one.done.repetitions, one.prescribed.total
        words = "; ".join((f"{done} of {total}, {total - done} short", *one.cautions))
        yield Finding(Topic.SHORT, name(one), words, one.verdict)


def _otherwise(comparison: SessionComparison) -> Iterator[Finding]:
    for one in comparison.items:
        if one.verdict is Verdict.OVER:
            done = max(one.done.repetitions, one.reported_repetitions)
            total = one.prescribed.total
            how = "" if one.done.repetitions == done else ", self-reported"
            yield Finding(
                Topic.TOO_MUCH, name(one), f"{done} of {total}, {done - total} more{how}", one.verdict
            )
        if one.cautions and one.verdict not in (Verdict.PARTLY, Verdict.NOT_DONE):
            topic = Topic.TOO_FAR if one.done.above_ceiling else Topic.OTHERWISE
            yield Finding(topic, name(one), "; ".join(one.cautions), one.verdict)


def _unseen(items: Iterable[ItemComparison]) -> Iterator[Finding]:
    """Yield what the sensor says nothing about, the same reason once."""
    topics = {
        Verdict.CANNOT_COUNT: Topic.UNCOUNTED,
        Verdict.SELF_REPORTED: Topic.REPORTED,
        Verdict.NOT_MEASURED: Topic.UNMEASURED,
    }
    grouped: dict[tuple[Verdict, str], list[str]] = defaultdict(list)
    for one in items:
        if one.verdict in topics:
            grouped[one.verdict, without_verdict(one.words)].append(name(one))
    for (verdict, words), names in grouped.items():
        yield Finding(topics[verdict], ", ".join(names), words, verdict)


def without_verdict(words: str) -> str:
    """Return a sentence without the verdict that its topic has told already."""
    for opening in ("Cannot count: ", "Not measured: ", "Self-reported: "):
        words = words.removeprefix(opening)
    return words


def tally(comparison: SessionComparison) -> str:
    """Return how many of the exercises were done, each leg by itself."""
    verdicts = Counter(one.verdict for one in comparison.items)
    done = verdicts[Verdict.DONE] + verdicts[Verdict.OVER]
    parts = [f"{done} of {len(comparison.items)} done"]
    for verdict, word in (
        (Verdict.SELF_REPORTED, "reported"),
        (Verdict.NOT_MEASURED, "not measured"),
        (Verdict.CANNOT_COUNT, "not countable"),
    ):
        if verdicts[verdict]:
            parts.append(f"{verdicts[verdict]} {word}")
    return ", ".join(parts)


def repetitions(comparison: SessionComparison) -> str:
    """Return the repetitions credited, of those that the recordings allow a statement on."""
    if not comparison.assessable_repetitions:
        return "none could be assessed"
    credited, assessable = comparison.credited_repetitions, comparison.assessable_repetitions
    text = f"{credited} of {assessable} ({100 * credited // assessable} %)"
    unseen = comparison.prescribed_repetitions - assessable
    return f"{text}, {unseen} more prescribed and not measured" if unseen else text


def measurement(results: Sequence[SessionResult]) -> Measurement:
    """Return whether the recordings of a session were measured well, and what speaks against it."""
    if not results:
        return Measurement(Trust.NOTHING)
    reasons = tuple(dict.fromkeys(reason for result in results for reason in _reasons(result)))
    if not any(result.quality.countable for result in results):
        return Measurement(Trust.NOT, reasons)
    return Measurement(Trust.CARE if reasons else Trust.WELL, reasons)


def _reasons(result: SessionResult) -> Iterator[str]:
    yield from result.quality.reasons
    if result.calibration is not None:
        yield from result.calibration.verdict.reasons
    of_sets: dict[str, list[str]] = defaultdict(list)
    for one in result.sets:
        for reason in one.quality.reasons:
            if reason not in result.quality.reasons:
                of_sets[reason].append(title(one.exercise))
    for reason, exercises in _alike(of_sets).items():
        yield f"{', '.join(dict.fromkeys(exercises))}: {reason}"
    recognised = {one.exercise for one in result.sets if one.recognised_by}
    if recognised:
        yield "nobody said which exercises were done; they were recognised from the movement"


def _alike(reasons: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Put together the reasons that differ in one number: ``8 to 11 degrees`` for 8, 11 and 10."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for reason in reasons:
        kinds[_NUMBER.sub("#", reason)].append(reason)
    found: dict[str, list[str]] = {}
    for same in kinds.values():
        columns = list(zip(*(_NUMBER.findall(reason) for reason in same), strict=True))
        varying = [place for place, values in enumerate(columns) if len(set(values)) > 1]
        if len(varying) != 1:
            found.update((reason, list(reasons[reason])) for reason in same)
            continue
        values = sorted(columns[varying[0]], key=int)
        hits = list(_NUMBER.finditer(same[0]))[varying[0]]
        told = f"{same[0][: hits.start()]}{values[0]} to {values[-1]}{same[0][hits.end() :]}"
        found[told] = [exercise for reason in same for exercise in reasons[reason]]
    return found
