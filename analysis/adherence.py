"""Done against prescribed: one session held against a program."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.comparison import (
    Done,
    ExtraWork,
    ItemComparison,
    SelfReport,
    SessionComparison,
    Verdict,
)
from analysis.prescription import Program, ProgramItem
from analysis.results import ExerciseSet, Quality, SessionResult
from analysis.verdicts import Evidence, enough, judge
from sensing.errors import InputError

__all__ = [
    "AdherenceRules",
    "Done",
    "ExtraWork",
    "ItemComparison",
    "SelfReport",
    "SessionComparison",
    "Verdict",
    "compare",
    "load_rules",
    "program_warnings",
]

_OTHER_LEG = {"left": "right", "right": "left"}


def compare(
    results: Sequence[SessionResult],
    program: Program,
    *,
    self_reports: Sequence[SelfReport] = (),
    day: date | None = None,
    rules: AdherenceRules | None = None,
) -> SessionComparison:
    """Hold one session against its program.

    Parameters
    ----------
    results : sequence of SessionResult
        The recordings of the session in any order, for instance one per leg.
    program : Program
    self_reports : sequence of SelfReport
        What the patient did without the sensor.
    day : date, optional
        Local day of the session: items that are not due on it are left out. By default all are due.
    rules : AdherenceRules, optional
        By default those of ``adherence_rules.toml``.

    Returns
    -------
    SessionComparison
        One entry per prescribed exercise and leg. Repetitions are capped per entry: more on one leg does not
        make up for the other.

    Raises
    ------
    InputError
        When a recording is given twice.

    Notes
    -----
    Seen from the rear leg, a lunge counts for the other leg, the one in front; its range is not compared.
    A leg without sensor is "not measured", never "not done". A recording or set that cannot be counted makes
    "cannot count", never zero. The rules of each verdict stand in ``docs/programs.md``.
    """
    rules = rules or load_rules()
    warnings = program_warnings(program, rules)
    _refuse_twice(results)
    if day is not None:
        program = program.due_on(day)
    work = _gather(results, program)
    reports = [(_leg(one.exercise, one.side, program), one) for one in self_reports]
    items = tuple(
        judge(number, item, leg, _evidence(item, leg, work, results, reports), rules)
        for number, item in enumerate(program.items, start=1)
        for leg in item.legs
    )
    summary = _summarise(program, items, _extras(work, reports, program), rules)
    return replace(summary, program_warnings=warnings)


def program_warnings(program: Program, rules: AdherenceRules | None = None) -> tuple[str, ...]:
    """Return what a therapist may want to think over before handing out a program, one sentence each."""
    rules = rules or load_rules()
    active = len({item.exercise for item in program.items})
    if active > rules.exercises_advised:
        return (f"{active} exercises; {rules.exercises_advised:g} or fewer are kept up better",)
    return ()


@dataclass(frozen=True, slots=True)
class _Work:
    """One set and where it is credited: ``leg`` is None when that is unknown."""

    leg: str | None
    assumed: bool
    countable: bool
    reasons: tuple[str, ...]
    set: ExerciseSet


def _refuse_twice(results: Sequence[SessionResult]) -> None:
    """Two analyses of one recording would count every repetition twice."""
    named = Counter((r.recording, r.started_at, r.duration_s, r.side) for r in results if r.started_at)
    objects = Counter(id(r) for r in results)
    if results and max([*named.values(), *objects.values()]) > 1:
        twice = [r.recording for r in results if objects[id(r)] > 1] or [
            k[0] for k, n in named.items() if n > 1
        ]
        raise InputError("the same recording twice", source=twice[0] or None, mend="Give each recording once")


def _gather(results: Iterable[SessionResult], program: Program) -> list[_Work]:
    """Find the leg of every set; a set without repetitions says something only when it cannot be counted."""
    work = []
    for result in results:
        for one in result.sets:
            side = one.side or result.side
            acting = _OTHER_LEG.get(side or "") if one.role == "rear" else side
            leg = _leg(one.exercise, acting, program)
            countable = one.quality.countable and result.quality.countable
            if countable and not one.repetitions:
                continue
            reasons = () if countable else _reasons(one.quality, result.quality)
            work.append(_Work(leg, acting is None and leg not in (None, "both"), countable, reasons, one))
    return work


def _reasons(of_set: Quality, of_recording: Quality) -> tuple[str, ...]:
    """Return why a set cannot be counted: its own reasons, else those of its recording."""
    return (not of_set.countable and of_set.reasons) or of_recording.reasons


def _leg(exercise: str, side: str | None, program: Program) -> str | None:
    """Return the leg whose item is meant; an unknown side is clear when only one leg is prescribed."""
    legs = {leg for item in program.items if item.exercise == exercise for leg in item.legs}
    if "both" in legs:
        return "both"
    return next(iter(legs)) if side is None and len(legs) == 1 else side


def _evidence(
    item: ProgramItem,
    leg: str,
    work: Sequence[_Work],
    results: Sequence[SessionResult],
    reports: Sequence[tuple[str | None, SelfReport]],
) -> Evidence:
    same = [one for one in work if one.set.exercise == item.exercise]
    own = [one for one in same if one.leg == leg]
    uncountable = [one for one in own if not one.countable]
    blind = [r for r in results if not r.quality.countable and not r.sets and _may_show(r.side, leg)]
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
        reasons=tuple(sorted(reasons)),
        sensor_there=bool(results) if leg == "both" else leg in worn,
        any_recording=bool(results),
        reported_sets=sum(report.sets for report in reported),
        reported_repetitions=sum(report.repetitions for report in reported),
    )


def _may_show(side: str | None, leg: str) -> bool:
    return leg == "both" or side is None or side == leg


def _extras(
    work: Sequence[_Work], reports: Sequence[tuple[str | None, SelfReport]], program: Program
) -> tuple[ExtraWork, ...]:
    """Group what no item was credited with by exercise, leg, and whether it was measured."""
    prescribed = {(item.exercise, leg) for item in program.items for leg in item.legs}
    exercises = {exercise for exercise, _ in prescribed}
    totals: Mapping[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    done = [(one.set.exercise, one.leg, True, 1, len(one.set.repetitions)) for one in work if one.countable]
    said = [(one.exercise, leg, False, one.sets, one.repetitions) for leg, one in reports]
    for exercise, leg, measured, sets, repetitions in done + said:
        if (exercise, leg) not in prescribed:
            total = totals[exercise, leg or "", measured]
            total[0] += sets
            total[1] += repetitions
    return tuple(
        ExtraWork(
            exercise, leg or None, sets, repetitions, measured, _extra_words(leg, exercise in exercises)
        )
        for (exercise, leg, measured), (sets, repetitions) in sorted(totals.items())
    )


def _extra_words(leg: str, exercise_prescribed: bool) -> str:
    if not exercise_prescribed:
        return "not prescribed for this session"
    return f"not prescribed for the {leg} leg" if leg else "prescribed, but the leg is not known"


def _summarise(
    program: Program,
    items: tuple[ItemComparison, ...],
    extras: tuple[ExtraWork, ...],
    rules: AdherenceRules,
) -> SessionComparison:
    credited = sum(one.credited_repetitions for one in items)
    assessable = sum(one.assessable_repetitions for one in items)
    verdict = _session_verdict(items, credited, assessable, rules)
    return SessionComparison(
        program=program.name,
        title=program.title,
        items=items,
        extras=extras,
        timers=program.timers,
        prescribed_repetitions=sum(one.prescribed.total for one in items),
        assessable_repetitions=assessable,
        credited_repetitions=credited,
        reported_repetitions=sum(min(one.reported_repetitions, one.prescribed.total) for one in items),
        done_share=credited / assessable if assessable else math.nan,
        verdict=verdict,
        overuse=tuple(f"{_name(one)}: {one.words}" for one in items if one.verdict is Verdict.OVER),
        above_ceiling=tuple(
            f"{_name(one)}: {one.done.above_ceiling} above {one.prescribed.max_angle_deg:g}°"
            for one in items
            if one.done.above_ceiling
        ),
        words=_session_words(items, extras, credited, assessable),
    )


def _session_verdict(
    items: Iterable[ItemComparison], credited: int, assessable: int, rules: AdherenceRules
) -> Verdict:
    if assessable:
        if enough(credited, assessable, rules):
            return Verdict.DONE
        return Verdict.PARTLY if credited else Verdict.NOT_DONE
    found = {one.verdict for one in items}
    for verdict in (Verdict.CANNOT_COUNT, Verdict.OVER, Verdict.SELF_REPORTED):
        if verdict in found:
            return Verdict.SELF_REPORTED if verdict is Verdict.OVER else verdict
    return Verdict.NOT_MEASURED


def _session_words(
    items: Sequence[ItemComparison], extras: Sequence[ExtraWork], credited: int, assessable: int
) -> str:
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
        if names := [_name(one) for one in items if one.verdict is verdict]:
            sentences.append(f"{opening}: {', '.join(names)}")
    if extras:
        sentences.append(f"Beside the program: {', '.join(sorted({one.exercise for one in extras}))}")
    return ". ".join(sentences) + "."


def _name(one: ItemComparison) -> str:
    return one.title if one.side == "both" else f"{one.title} ({one.side})"
