"""What the patient saw, with the better measures of a later analysis beside it: pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.exercises import get_exercise
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult
from dashboard.records.corrected import BY_HAND, CorrectedSet, with_repetitions
from dashboard.records.new_session import CorrectionKind
from dashboard.records.viewer import Role

REACH_S = 5.0
"""A repetition that a person added is taken for one that was found again this near: who taps "one was missed"
does so within one repetition of it."""

WHO = {Role.LOCAL: "hand", Role.PATIENT: "the patient", Role.THERAPIST: "the therapist"}
KINDS = {CorrectionKind.NOT_A_REPETITION: "taken out", CorrectionKind.MISSED_REPETITION: "added"}


def as_seen(again: SessionResult, seen: SessionResult, sets: Sequence[CorrectedSet]) -> SessionResult:
    """Return a later analysis with the counts that the patient saw, corrections included.

    Parameters
    ----------
    again : SessionResult
        The recording analysed anew: it gives the angle, and measures with hindsight.
    seen : SessionResult
        As it was kept.
    sets : sequence of CorrectedSet
        The sets of `seen`.

    Returns
    -------
    SessionResult
        Sets and repetitions of `seen`. Where the analysis found the same repetition its measures are taken,
        and what was seen live stands in ``live``; where it did not, those seen live. Where the two count
        differently, or somebody corrected the count, the notes say so.
    """
    finder = _Finder([each for one in again.sets for each in one.repetitions])
    measured = {
        (one.number, each.number): finder.at(each)
        for by_hand in (False, True)  # what was counted live has the first choice
        for one in sets
        for each in one.set.repetitions
        if (BY_HAND in each.flags) is by_hand
    }
    return replace(
        again,
        recording=seen.recording,
        side=seen.side,
        sets=tuple(_set(one, measured) for one in sets),
        quality=Quality(seen.quality.countable, _together(seen.quality.reasons, again.quality.reasons)),
        notes=_together(
            seen.notes,
            again.notes,
            map(_corrected, sets),
            _differences(again.sets, [one.seen for one in sets]),
        ),
        looked_for=seen.looked_for,
        unnamed=seen.unnamed,
    )


def _set(one: CorrectedSet, measured: dict[tuple[int, int], Repetition | None]) -> ExerciseSet:
    repetitions = [_layered(each, measured[one.number, each.number]) for each in one.set.repetitions]
    return with_repetitions(one.set, repetitions)


def _layered(seen: Repetition, again: Repetition | None) -> Repetition:
    by_hand = BY_HAND in seen.flags
    live = None if by_hand else seen
    if again is None:
        return replace(seen, live=live)
    return replace(again, live=live, flags=(*again.flags, BY_HAND) if by_hand else again.flags)


@dataclass(slots=True)
class _Finder:
    """Finds repetitions by their time, each once."""

    free: list[Repetition]

    def at(self, wanted: Repetition) -> Repetition | None:
        reach_s = REACH_S if BY_HAND in wanted.flags else 0.0
        near = [one for one in self.free if wanted.start_s - reach_s <= one.peak_s <= wanted.end_s + reach_s]
        found = min(near, key=lambda one: abs(one.peak_s - wanted.peak_s), default=None)
        if found is not None:
            self.free.remove(found)
        return found


def _corrected(one: CorrectedSet) -> str:
    """Return what was corrected in a set, and by whom; empty for nothing."""
    told = [
        f"{count} {words} by {WHO[role]}"
        for kind, words in KINDS.items()
        for role in WHO
        if (count := sum((each.kind, each.role) == (kind, role) for each in one.corrections))
    ]
    return (
        f"set {one.number}: {', '.join(told)}; the sensor counted {len(one.seen.repetitions)}" if told else ""
    )


def _differences(again: Iterable[ExerciseSet], seen: Iterable[ExerciseSet]) -> tuple[str, ...]:
    now, then = _totals(again), _totals(seen)
    return tuple(
        f"{get_exercise(name).title}: {then[name]} counted live, {now[name]} when counted again"
        for name in sorted(now.keys() | then.keys())
        if now[name] != then[name]
    )


def _totals(sets: Iterable[ExerciseSet]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for one in sets:
        totals[one.exercise] += len(one.repetitions)
    return totals


def _together(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in parts for text in part if text))
