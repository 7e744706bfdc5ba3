"""Done against prescribed: one session held against a program."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis.adherence_evidence import Work, evidence_for, gather, leg_meant
from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.adherence_words import name, session_words
from analysis.comparison import (
    Done,
    ExtraWork,
    ItemComparison,
    SelfReport,
    SessionComparison,
    Verdict,
)
from analysis.prescription import Program
from analysis.results import SessionResult
from analysis.symmetry import leg_symmetry
from analysis.verdicts import judge
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


def compare(
    results: Iterable[SessionResult],
    program: Program,
    *,
    self_reports: Iterable[SelfReport] = (),
    day: date | None = None,
    rules: AdherenceRules | None = None,
) -> SessionComparison:
    """Hold one session against its program.

    Parameters
    ----------
    results : iterable of SessionResult
        The recordings of the session in any order, for instance one per leg.
    program : Program
    self_reports : iterable of SelfReport
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
    results = tuple(results)
    _refuse_twice(results)
    about_program = program_warnings(program, rules)
    if day is not None:
        program = program.due_on(day)
    work = gather(results, program)
    reports = [(leg_meant(one.exercise, one.side, program), one) for one in self_reports]
    items = tuple(
        judge(number, item, leg, evidence_for(item, leg, work, results, reports), rules)
        for number, item in enumerate(program.items, start=1)
        for leg in item.legs
    )
    summary = _summarise(program, items, _extras(work, reports, program), rules)
    return replace(
        summary, program_warnings=about_program, warnings=_doubts(results), symmetry=leg_symmetry(results)
    )


def program_warnings(program: Program, rules: AdherenceRules | None = None) -> tuple[str, ...]:
    """Return what a therapist may want to think over before handing out a program, one sentence each."""
    rules = rules or load_rules()
    active = len({item.exercise for item in program.items})
    if active > rules.exercises_advised:
        return (f"{active} exercises; {rules.exercises_advised:g} or fewer are kept up better",)
    return ()


def _refuse_twice(results: Sequence[SessionResult]) -> None:
    """Two analyses of one recording would count every repetition twice."""
    named = Counter((r.recording, r.started_at, r.duration_s, r.side) for r in results if r.started_at)
    objects = Counter(id(r) for r in results)
    if results and max([*named.values(), *objects.values()]) > 1:
        twice = [r.recording for r in results if objects[id(r)] > 1] or [
            k[0] for k, n in named.items() if n > 1
        ]
        raise InputError("the same recording twice", source=twice[0] or None, mend="Give each recording once")


def _doubts(results: Sequence[SessionResult]) -> tuple[str, ...]:
    """Return what speaks against taking the recordings for one session, and each for another."""
    doubts = []
    dates = sorted({r.started_at.astimezone().date().isoformat() for r in results if r.started_at})
    if len(dates) > 1:
        doubts.append(f"The recordings are of different days ({', '.join(dates)}), compared as one session")
    starts = Counter((r.side, r.started_at) for r in results if r.started_at)
    movements = Counter(key for r in results if (key := _movements(r)))
    if max([*starts.values(), *movements.values()], default=0) > 1:
        names = {
            r.recording or "unnamed"
            for r in results
            if (r.started_at and starts[r.side, r.started_at] > 1) or movements[_movements(r)] > 1
        }
        doubts.append(
            f"The same movements seem to be there twice and count twice ({', '.join(sorted(names))})"
        )
    return tuple(doubts)


def _movements(result: SessionResult) -> tuple[tuple[str, float, float, int], ...]:
    """Return what tells the sets of a recording from those of another one."""
    keys = ((one.exercise, one.start_s, one.end_s, len(one.repetitions)) for one in result.sets)
    return tuple(sorted(key for key in keys if key[-1]))


def _extras(
    work: Sequence[Work], reports: Sequence[tuple[str | None, SelfReport]], program: Program
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
        label=program.label,
        items=items,
        extras=extras,
        timers=program.timers,
        prescribed_repetitions=sum(one.prescribed.total for one in items),
        assessable_repetitions=assessable,
        credited_repetitions=credited,
        reported_repetitions=sum(min(one.reported_repetitions, one.prescribed.total) for one in items),
        done_share=credited / assessable if assessable else math.nan,
        verdict=verdict,
        overuse=tuple(f"{name(one)}: {one.words}" for one in items if one.verdict is Verdict.OVER),
        above_ceiling=tuple(
            f"{name(one)}: {one.done.above_ceiling} above {one.prescribed.max_angle_deg:g}°"
            for one in items
            if one.done.above_ceiling
        ),
        words=session_words(items, extras, credited, assessable),
    )


def _session_verdict(
    items: Iterable[ItemComparison], credited: int, assessable: int, rules: AdherenceRules
) -> Verdict:
    if assessable:
        if rules.enough(credited, assessable):
            return Verdict.DONE
        if credited:
            return Verdict.PARTLY
    found = {one.verdict for one in items}
    if assessable and Verdict.CANNOT_COUNT not in found:  # what cannot be counted may have been done
        return Verdict.NOT_DONE
    for verdict in (Verdict.CANNOT_COUNT, Verdict.OVER, Verdict.SELF_REPORTED):
        if verdict in found:
            return Verdict.SELF_REPORTED if verdict is Verdict.OVER else verdict
    return Verdict.NOT_MEASURED
