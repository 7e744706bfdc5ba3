"""What the recordings and the patient's own words say of each prescribed exercise and leg."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.comparison import SelfReport
from analysis.prescription import Program, ProgramItem
from analysis.results import ExerciseSet, Quality, SessionResult

_OTHER_LEG = {"left": "right", "right": "left"}


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
        A recording of this leg cannot be counted: what is not seen in it may have been done.
    looked_for : bool
        The exercise was looked for in some recording of this leg, or there is none.
    unnamed : int
        How many times something moved in the recordings of this leg that could not be named.
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
    looked_for: bool = True
    unnamed: int = 0
    reasons: tuple[str, ...] = ()
    sensor_there: bool = False
    any_recording: bool = False
    reported_sets: int = 0
    reported_repetitions: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """One set and where it is credited: ``leg`` is None when that is unknown."""

    leg: str | None
    assumed: bool
    countable: bool
    reasons: tuple[str, ...]
    set: ExerciseSet


def gather(results: Iterable[SessionResult], program: Program) -> list[Work]:
    """Find the leg of every set; a set without repetitions says something only when it cannot be counted."""
    work = []
    for result in results:
        for one in result.sets:
            side = one.side or result.side
            acting = _OTHER_LEG.get(side or "") if one.role == "rear" else side
            leg = leg_meant(one.exercise, acting, program)
            countable = one.quality.countable and result.quality.countable
            if countable and not one.repetitions:
                continue
            reasons = () if countable else _reasons(one.quality, result.quality)
            work.append(Work(leg, acting is None and leg not in (None, "both"), countable, reasons, one))
    return work


def _reasons(of_set: Quality, of_recording: Quality) -> tuple[str, ...]:
    """Return why a set cannot be counted: its own reasons, else those of its recording."""
    return (not of_set.countable and of_set.reasons) or of_recording.reasons


def leg_meant(exercise: str, side: str | None, program: Program) -> str | None:
    """Return the leg whose item is meant; an unknown side is clear when only one leg is prescribed."""
    legs = {leg for item in program.items if item.exercise == exercise for leg in item.legs}
    if "both" in legs:
        return "both"
    return next(iter(legs)) if side is None and len(legs) == 1 else side


def evidence_for(
    item: ProgramItem,
    leg: str,
    work: Sequence[Work],
    results: Sequence[SessionResult],
    reports: Sequence[tuple[str | None, SelfReport]],
) -> Evidence:
    """Return all that speaks for or against an item on a leg."""
    same = [one for one in work if one.set.exercise == item.exercise]
    own = [one for one in same if one.leg == leg]
    uncountable = [one for one in own if not one.countable]
    shown = [r for r in results if _may_show(r, leg)]
    blind = [r for r in shown if _hides_anything(r)]
    reasons = {text for one in uncountable for text in one.reasons} | {
        t for r in blind for t in r.quality.reasons
    }
    worn = {r.side for r in results} | {one.side for r in results for one in r.sets}
    reported = [report for where, report in reports if report.exercise == item.exercise and where == leg]
    return Evidence(
        sets=tuple(one.set for one in own if one.countable),
        uncountable=len(uncountable),
        unseen=any(not one.set.repetitions for one in uncountable),
        unassigned=sum(one.leg is None for one in same),
        assumed_leg=any(one.assumed for one in own),
        blind=bool(blind),
        looked_for=not shown or any(r.looked_for is None or item.exercise in r.looked_for for r in shown),
        unnamed=sum(r.unnamed for r in shown),
        reasons=tuple(sorted(reasons)),
        sensor_there=bool(results) if leg == "both" else leg in worn,
        any_recording=bool(results),
        reported_sets=sum(report.sets for report in reported),
        reported_repetitions=sum(report.repetitions for report in reported),
    )


def _hides_anything(result: SessionResult) -> bool:
    """Tell a recording that cannot be counted from one of sets that cannot: these say what was done."""
    of_sets = bool(result.sets) and not any(one.quality.countable for one in result.sets)
    return not result.quality.countable and not of_sets


def _may_show(result: SessionResult, leg: str) -> bool:
    return leg == "both" or result.side in (None, leg) or any(one.side == leg for one in result.sets)
