"""When the rules propose a next step, and which one: always one thing, at most weekly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.adherence_rules import AdherenceRules, below
from analysis.adherence_words import exercise_name
from analysis.comparison import Verdict
from analysis.prescription import Program, ProgramItem
from analysis.progress_pain import is_flare
from analysis.progress_records import Diary, ExerciseRecord, SessionRecord
from analysis.progress_wording import day_words


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whether to change something.

    Attributes
    ----------
    ready : bool
        The rules propose a change now.
    options : tuple of str
        What it may be, one of them; empty unless ready.
    in_a_row : int
        Sessions on target up to the latest, since the last day on which the rules were met.
    why_not : str
        What speaks against it, empty when ready.
    met_on : tuple of date
        Days on which the rules were met, the latest included.
    """

    ready: bool
    options: tuple[str, ...]
    in_a_row: int
    why_not: str
    met_on: tuple[date, ...]


def propose(
    sessions: Sequence[SessionRecord],
    program: Program,
    through: date,
    rules: AdherenceRules,
    changed_on: date | None = None,
) -> NextStep:
    """Return whether the rules propose a next step, for the therapist to decide.

    Parameters
    ----------
    sessions : sequence of SessionRecord
        Under this program, in order of time.
    program : Program
    through : date
        Last day that is known.
    rules : AdherenceRules
    changed_on : date, optional
        When the program was last changed.
    """
    run, obstacle, met = 0, "", list[date]()
    last_change = changed_on or date.min
    days = [one.day for one in sessions]
    for one in sessions:
        against = _obstacle(one, program, rules, second=days.count(one.day) > 1)
        run = 0 if against else run + 1
        obstacle = f"{against} on {day_words(one.day)}" if against else obstacle
        pause = (one.day - last_change).days
        if run >= rules.next_step_sessions and pause >= rules.next_step_days:
            met.append(one.day)
            run, last_change = 0, one.day
    if met and sessions[-1].day == met[-1] and (through - met[-1]).days < rules.silent_days:
        return NextStep(True, tuple(_options(program, rules)), int(rules.next_step_sessions), "", tuple(met))
    return NextStep(False, (), run, _why_not(run, obstacle, sessions, through, rules), tuple(met))


def _why_not(
    run: int, obstacle: str, sessions: Sequence[SessionRecord], through: date, rules: AdherenceRules
) -> str:
    if not sessions:
        return "no session yet"
    silent = (through - sessions[-1].day).days
    if silent >= rules.silent_days:
        return f"no session for {silent} days"
    count = f"{run} of {rules.next_step_sessions:g} sessions on target in a row"
    return f"{count}; before that: {obstacle}" if run and obstacle else obstacle or count


def _obstacle(session: SessionRecord, program: Program, rules: AdherenceRules, *, second: bool) -> str:
    """Return what of a session speaks against a next step; empty when nothing does."""
    found = _diary_obstacle(session.diary, min(rules.next_step_pain, program.pain_limit), rules)
    if second and not found:
        found = "two sessions"
    return found or next((words for one in session.exercises if (words := _off_target(one, rules))), "")


def _diary_obstacle(diary: Diary, limit: float, rules: AdherenceRules) -> str:
    if diary.stopped_for_pain:
        return "stopped for pain"
    pains = {
        "before": diary.pain_before,
        "after": diary.pain_after,
        "of the next morning": diary.pain_next_morning,
    }
    known = [pain for pain in pains.values() if pain is not None]
    if len(known) < len(pains):
        return f"pain {next(when for when, pain in pains.items() if pain is None)} not recorded"
    if is_flare(diary, rules):
        return "a flare"
    if max(known) > limit:
        return f"pain {max(known)}"
    if diary.exertion is None:
        return "exertion not recorded"
    return f"exertion {diary.exertion}" if diary.exertion > rules.next_step_exertion else ""


def _off_target(one: ExerciseRecord, rules: AdherenceRules) -> str:
    item = one.prescribed
    name = exercise_name(item.title, one.side)
    if not item.sensor:
        return ""
    if one.verdict is Verdict.OVER:
        return f"{name} {one.repetitions} of {item.total}"
    if one.assessable < item.total and not rules.enough(one.credited, item.total):
        return f"{name} not measured"
    if not rules.enough(one.credited, item.total):
        return f"{name} {one.repetitions} of {item.total}"
    if one.on_target is not None and not rules.enough(one.on_target, one.comparable):
        return f"{name} {one.on_target} of {one.comparable} on target"
    return ""


def _options(program: Program, rules: AdherenceRules) -> Iterator[str]:
    for item in program.items:
        more = item.repetitions + int(rules.next_step_repetitions)
        if item.sensor and more <= most_repetitions(item, rules):
            yield f"{item.title}: {more} repetitions instead of {item.repetitions}"
        if item.hold_s is not None:
            hold_s = item.hold_s + rules.next_step_hold_s
            yield f"{item.title}: hold {hold_s:g} s instead of {item.hold_s:g} s"
        if item.target_deg is not None:
            target = item.target_deg + rules.next_step_target_deg
            if item.max_angle_deg is None or not below(item.max_angle_deg, target):
                yield f"{item.title}: target {target:g}° instead of {item.target_deg:g}°"


def most_repetitions(item: ProgramItem, rules: AdherenceRules) -> float:
    """Return the repetitions a set that a next step may lead to."""
    most = [float("inf") if item.repetitions_max is None else item.repetitions_max]
    if item.daily_cap is not None:
        most.append(item.daily_cap / item.sets)
    if item.exercise == "bridge":
        most.append(rules.bridge_most)
    return min(most)
