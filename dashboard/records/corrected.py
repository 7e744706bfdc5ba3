"""Counts with the corrections taken into account: pure functions, the count itself stays as it is."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analysis.metrics import set_metrics
from analysis.results import ExerciseSet, Repetition
from dashboard.records.new_session import CorrectionKind
from dashboard.records.viewer import Role

BY_HAND = "by_hand"
"""Flag of a repetition that a person counted and the sensor did not."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as it was kept.

    Attributes
    ----------
    number : int
        From 1 in the session.
    kind : CorrectionKind
    set_number : int
        The set, from 1 in the session.
    repetition_number : int or None
        The repetition as it was counted live, from 1 in the set.
    old, new : str, float, bool or None
        What held before; what holds from then on.
    undoes : int or None
        Number of the correction that this one takes back.
    at : datetime
    by : str
        Account.
    role : Role
        As what.
    reason : str
    """

    number: int
    kind: CorrectionKind
    set_number: int
    repetition_number: int | None
    old: str | float | None
    new: str | float | None
    undoes: int | None
    at: datetime
    by: str
    role: Role
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CorrectedSet:
    """A set as it was seen live, and as it stands now.

    Attributes
    ----------
    number : int
        From 1 in the session.
    seen : ExerciseSet
    set : ExerciseSet
        With the corrections; its repetitions are numbered anew.
    live_numbers : tuple of (int or None)
        For each of its repetitions, the number it was counted live as; None for one that a person added.
    corrections : tuple of Correction
        Those in force.
    """

    number: int
    seen: ExerciseSet
    set: ExerciseSet
    live_numbers: tuple[int | None, ...]
    corrections: tuple[Correction, ...] = ()


def in_force(corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections that were not taken back; an undo that was taken back undoes nothing."""
    taken_back: set[int] = set()
    kept: list[Correction] = []
    for one in sorted(corrections, key=lambda each: each.number, reverse=True):
        if one.number in taken_back:
            continue
        if one.kind is CorrectionKind.UNDO:
            assert one.undoes is not None
            taken_back.add(one.undoes)
        else:
            kept.append(one)
    return tuple(reversed(kept))


def correct_set(number: int, seen: ExerciseSet, corrections: Iterable[Correction]) -> CorrectedSet:
    """Return a set with the corrections in force that name it, in their order.

    Parameters
    ----------
    number : int
        Of the set in the session.
    seen : ExerciseSet
        As counted live, its repetitions numbered from 1.
    corrections : iterable of Correction
        In force, of any set of the session.
    """
    own = tuple(one for one in corrections if one.set_number == number)
    if not own:
        return CorrectedSet(number, seen, seen, tuple(one.number for one in seen.repetitions))
    dropped: set[int] = set()
    missed_s: list[float] = []
    exercise, leg = seen.exercise, leg_text(seen)
    for one in own:
        match one.kind:
            case CorrectionKind.NOT_A_REPETITION:
                assert one.repetition_number is not None
                dropped.add(one.repetition_number)
            case CorrectionKind.MISSED_REPETITION:
                missed_s.append(float(one.new or 0.0))
            case CorrectionKind.EXERCISE:
                exercise = str(one.new)
            case CorrectionKind.LEG:
                leg = str(one.new)
            case CorrectionKind.UNDO:
                raise AssertionError("an undo is never in force")
    counted = [(each.number, each) for each in seen.repetitions if each.number not in dropped]
    added = [(None, _by_hand(at_s)) for at_s in missed_s]
    both = sorted([*counted, *added], key=lambda pair: pair[1].peak_s)
    side, role = parse_leg(leg)
    now = with_repetitions(
        replace(seen, exercise=exercise, side=side, role=role), [repetition for _, repetition in both]
    )
    return CorrectedSet(number, seen, now, tuple(live for live, _ in both), own)


def with_repetitions(one: ExerciseSet, repetitions: Sequence[Repetition]) -> ExerciseSet:
    """Return a set with other repetitions, numbered anew; those counted by hand are in no measure."""
    numbered = tuple(replace(each, number=i) for i, each in enumerate(repetitions, start=1))
    measured = [each for each in numbered if math.isfinite(each.range_deg)]
    metrics = replace(set_metrics(measured), repetitions=len(numbered))
    start_s = min([one.start_s, *(each.start_s for each in numbered)])
    end_s = max([one.end_s, *(each.end_s for each in numbered)])
    return replace(one, repetitions=numbered, metrics=metrics, start_s=start_s, end_s=end_s)


def leg_text(one: ExerciseSet) -> str:
    """Return side and role as one text: ``left``, ``right rear``; empty when unknown."""
    return " ".join(part for part in (one.side, one.role) if part)


def parse_leg(text: str) -> tuple[str | None, str | None]:
    """Return side and role of such a text."""
    side, _, role = text.partition(" ")
    return side or None, role or None


def _by_hand(at_s: float) -> Repetition:
    unknown = math.nan
    return Repetition(0, at_s, at_s, at_s, unknown, unknown, unknown, unknown, unknown, flags=(BY_HAND,))
