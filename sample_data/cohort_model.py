"""Three invented patients over six weeks, by a small model with a fixed seed: tables for trends.

The model, one day after the other. *Irritation* is what is left of earlier loads in the affected hip: it
fades by a good third a day and rises with every session that is more than prescribed. Pain (0-10) is the
patient's own level, which changes over the weeks, plus irritation, plus what the session provokes. A session
that takes pain above the program's limit, or by ``pain_rise_limit`` above the start, is stopped and a day
rested; nobody starts above the limit. A morning with pain by 2 above the start asks for a rest day, then half
the dose. Lifts rise with the weeks trained and fall with irritation. Repetitions scatter about the patient's
usual movement; what is on target is decided repetition by repetition as `analysis` does. All is invented.
"""

import csv
import io
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from cohort_patients import CHARACTERS, USUAL, Character, Stroke

from analysis.adherence_rules import load_rules
from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, Program, ProgramItem
from analysis.program import load_program
from analysis.results import Repetition
from analysis.verdicts import on_target

SEED = 31
START = date(2025, 9, 1)
"""A Monday."""
WEEKS = 6
TIME_ZONE, UTC_OFFSET_H = "Europe/Berlin", 2
"""Where they live; summer time throughout."""

FADES_PER_DAY = 0.62
IRRITATES = 3.2
"""Irritation per share of the dose above the prescribed one."""
LOWERS = 3.0
"""Degrees of lift lost per point of irritation."""
PROVOKES = 0.45
"""Pain that the prescribed dose adds until the session's end; it grows with the square of the dose."""

COLUMNS = {
    name: tuple(columns.split())
    for name, columns in {
        "patients": "patient_id program side start_date days time_zone words",
        "sessions": "session_id patient_id started_at pain_before pain_after pain_next_morning exertion"
        " stopped_for_pain notes",
        "sets": "session_id set_number exercise side role repetitions on_target peak_angle_deg range_deg"
        " hold_s up_s down_s quality",
        "range_tests": "patient_id tested_at side lift_1_deg lift_2_deg lift_3_deg median_deg",
    }.items()
}


OTHER = {"left": "right", "right": "left"}
Row = dict[str, object]


@dataclass(slots=True)
class _State:
    """How a patient is today."""

    irritation: float = 0.0
    weeks_trained: float = 0.0
    rests_until: date = START
    halves: bool = False
    flares: list[date] = field(default_factory=list)


def tables(programs: Path) -> dict[str, str]:
    """Return the text of each CSV table by its name.

    Parameters
    ----------
    programs : Path
        Folder with the programs of the sample data.
    """
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for number, one in enumerate(CHARACTERS):
        program = load_program(programs / f"{one.program}.toml")
        rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(number,)))
        names = " ".join(WEEKDAYS[day] for day in one.days)
        values = (one.patient_id, one.program, one.side, START.isoformat(), names, TIME_ZONE, one.words)
        rows["patients"].append(dict(zip(COLUMNS["patients"], values, strict=True)))
        _live(one, program, rng, rows)
    return {name: _text(COLUMNS[name], rows[name]) for name in COLUMNS}


def _live(one: Character, program: Program, rng: np.random.Generator, rows: dict[str, list[Row]]) -> None:
    """Let a patient live through the weeks."""
    state, tested = _State(), -1
    for day in range(7 * WEEKS):
        week, weekday = divmod(day, 7)
        today = START + timedelta(days=day)
        state.irritation *= FADES_PER_DAY
        chance = one.comes[week] if weekday in one.days else 0.0
        count = int(rng.random() < chance) + one.extra.count((week, weekday))
        for number in range(count):
            hour = one.hour if number == 0 else one.hour + 4
            at = datetime(today.year, today.month, today.day, hour - UTC_OFFSET_H, tzinfo=UTC)
            at += timedelta(minutes=int(rng.integers(0, 50)))
            before = _pain(one, state, rng)
            if before > program.pain_limit or today < state.rests_until:
                continue
            if tested < week:
                rows["range_tests"] += _range_tests(one, state, at, rng)
                tested = week
            _session(one, program, state, at, before, rng, rows)
            state.weeks_trained += 1.0 / program.days_per_week


def _pain(one: Character, state: _State, rng: np.random.Generator, provoked: float = 0.0) -> int:
    level = one.pain - one.eases * state.weeks_trained + state.irritation + provoked + rng.normal(0.0, 0.25)
    return int(np.clip(round(float(level)), 0, 10))


def _lift(one: Character, state: _State, side: str) -> float:
    """Return the comfortable lift today, degrees."""
    if side != one.side:
        return one.other_lift_deg + 0.3 * state.weeks_trained
    return one.lift_deg + one.gain_deg * state.weeks_trained - LOWERS * state.irritation


def _range_tests(one: Character, state: _State, at: datetime, rng: np.random.Generator) -> Iterator[Row]:
    """Test both sides: three comfortable maximal standing lifts each, before the exercises."""
    daily = rng.normal(0.0, 1.3)
    for number, side in enumerate((one.side, OTHER[one.side])):
        tested_at = at - timedelta(minutes=6 - 2 * number)
        lifts = [round(_lift(one, state, side) + daily + rng.normal(0.0, 1.4), 1) for _ in range(3)]
        values = (one.patient_id, _iso(tested_at), side, *lifts, statistics.median(lifts))
        yield dict(zip(COLUMNS["range_tests"], values, strict=True))


def _session(
    one: Character,
    program: Program,
    state: _State,
    at: datetime,
    before: int,
    rng: np.random.Generator,
    rows: dict[str, list[Row]],
) -> None:
    """Do one session and add its rows."""
    earlier = sum(row["patient_id"] == one.patient_id for row in rows["sessions"])
    identifier = f"{one.patient_id}-{earlier + 1:02d}"
    week = (at.date() - START).days // 7
    dose = 0.5 if state.halves and one.heeds else one.dose[week]
    notes = ["half the dose" if one.heeds else "half the dose advised, not heeded"] if state.halves else []
    state.halves = False
    after = _pain(one, state, rng, PROVOKES * dose**2)
    stopped = after > program.pain_limit or after - before >= program.pain_rise_limit
    part = float(rng.uniform(0.5, 0.8)) if stopped else 1.0
    both = rng.random() < one.moves_strap
    if not both:
        notes.append(f"strap not moved: the {OTHER[one.side]} leg was not measured")
    planned = [task for task in _tasks(one, program, both) for _ in range(_sets(task[0], dose))]
    for number, (item, side) in enumerate(planned[: max(1, round(part * len(planned)))], 1):
        stroke = _usual(one, item, state, side)
        head = (identifier, number, item.exercise, side, "front" if item.exercise == "lunge" else "")
        values = (*head, *_set_measures(item, stroke, _repetitions(item, dose), rng))
        rows["sets"].append(dict(zip(COLUMNS["sets"], values, strict=True)))
    load = dose * part
    state.irritation += IRRITATES * max(0.0, load - 1.0) + (0.5 if stopped else 0.0)
    morning = _pain(one, state, rng)
    if stopped:
        notes.append("stopped for pain")
        state.rests_until = at.date() + timedelta(days=2)
    if morning - before >= 2:
        notes.append(_after_flare(state, at.date()))
    exertion = int(np.clip(round(1.0 + 3.2 * load + 0.3 * after + rng.normal(0.0, 0.5)), 0, 10))
    values = (identifier, one.patient_id, _iso(at), before, after, morning, exertion, str(stopped).lower())
    rows["sessions"].append(dict(zip(COLUMNS["sessions"], (*values, "; ".join(notes)), strict=True)))


def _after_flare(state: _State, today: date) -> str:
    """Take the rest day that a bad morning asks for; return the words."""
    state.rests_until, state.halves = today + timedelta(days=2), True
    state.flares = [day for day in state.flares if (today - day).days < 7] + [today]
    again = "; second flare in 7 days: call your therapist" if len(state.flares) > 1 else ""
    return f"flare next morning: rest day{again}"


def _tasks(one: Character, program: Program, both: bool) -> Sequence[tuple[ProgramItem, str]]:
    """Return what the sensor sees: first on the affected leg, then on the other if the strap is moved."""
    measured = [item for item in program.items if item.sensor]
    first = [(item, one.side) for item in measured]
    return first + [(item, OTHER[one.side]) for item in measured if both and item.side == "each"]


def _sets(item: ProgramItem, dose: float) -> int:
    """Return the sets: two or fewer stay what they are below a dose of 1.3."""
    return max(1, round(item.sets * dose)) if item.sets > 2 or dose >= 1.3 else item.sets


def _repetitions(item: ProgramItem, dose: float) -> int:
    """Return the repetitions of a set so that sets times repetitions makes the dose."""
    return max(1, round(dose * item.total / _sets(item, dose)))


def _usual(one: Character, item: ProgramItem, state: _State, side: str) -> Stroke:
    usual = USUAL[item.exercise]
    reach = one.bridge_deg if item.exercise == "bridge" else usual.range_deg
    if item.exercise == "leg_lift":
        reach = min(
            0.93 * _lift(one, state, side),
            (item.target_deg or 200.0) + 6.0,
            (item.max_angle_deg or 200.0) - 4.0,
        )
    up_s, down_s = (
        (0.8 * item.up_s if item.up_s else usual.up_s),
        (0.8 * item.down_s if item.down_s else usual.down_s),
    )
    hold_s = item.hold_s + 0.4 if item.hold_s else min(usual.hold_s, 1.9)
    return Stroke(reach, up_s, hold_s, down_s)


def _set_measures(
    item: ProgramItem, usual: Stroke, count: int, rng: np.random.Generator
) -> tuple[object, ...]:
    """Draw the repetitions of a set and summarise them as an analysis does."""
    sign = -1.0 if load_catalogue()[item.exercise].direction == "extension" else 1.0
    tired = -0.12 * np.arange(count)
    ranges = usual.range_deg + tired + rng.normal(0.0, 1.0) + rng.normal(0.0, 2.2, count)
    peaks = sign * (ranges + rng.normal(0.0, 0.5, count))
    up, hold, down = (
        value * rng.lognormal(0.0, 0.04) * rng.lognormal(0.0, 0.09, count)
        for value in (usual.up_s, usual.hold_s, usual.down_s)
    )
    missing = int(rng.integers(2, 9)) if rng.random() < 0.04 else 0
    medians = [round(float(np.median(values)), 1) for values in (peaks, ranges)]
    seconds = [round(float(np.median(values)), 2) for values in (hold, up, down)]
    words = f"{missing} % of the samples are missing" if missing else ""
    done = [
        Repetition(number, 0.0, 0.0, 0.0, *map(float, each))
        for number, each in enumerate(zip(peaks, ranges, hold, up, down, strict=True), 1)
    ]
    return (count, _on_target(item, done), *medians, *seconds, words)


def _on_target(item: ProgramItem, done: Sequence[Repetition]) -> int | str:
    """Count what is on target; empty where the program prescribes nothing to be on."""
    judged = [on_target(item, one, load_rules()) for one in done]
    return "" if None in judged else sum(map(bool, judged))


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _text(columns: Sequence[str], rows: Sequence[Row]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
