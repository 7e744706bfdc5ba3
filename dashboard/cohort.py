"""Patients over weeks as plain tables: ``patients.csv``, ``sessions.csv``, ``sets.csv``, ``range_tests.csv``.

``sample_data/cohort/README.md`` tells every column. A folder of one's own may have the same tables; the
programs that its patients follow are looked for in its folder ``programs`` and then among the templates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analysis.adherence_rules import load_rules
from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, Program
from analysis.program import load_program
from analysis.progress import Progress, review_progress
from analysis.progress_records import Diary, RangeTest, SessionRecord, SetTally, from_sets
from dashboard.csv_rows import Row, read_rows
from dashboard.programs import find_program, template_names
from sensing.errors import InputError
from sensing.samples import SIDES

REQUIRED = {
    "patients": ("patient_id", "program", "start_date"),
    "sessions": ("session_id", "patient_id", "started_at"),
    "sets": ("session_id", "exercise", "side", "repetitions"),
    "range_tests": ("patient_id", "tested_at", "side", "lift_1_deg"),
}
"""The tables and the columns that each must have; others may be left out."""

MOST_REPETITIONS = 1000
LARGEST_ANGLE_DEG = 180.0
LIFTS = ("lift_1_deg", "lift_2_deg", "lift_3_deg")


@dataclass(frozen=True, slots=True)
class CohortPatient:
    """One patient and what became of the program.

    Attributes
    ----------
    patient_id : str
    words : str
        What the table says of the patient; may be empty.
    progress : Progress
    """

    patient_id: str
    words: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Patient:
    """A row of patients.csv."""

    row: Row
    program: Program
    side: str | None
    start: date
    zone: tzinfo | None

    def local_day(self, at: datetime) -> date:
        """Return the day where the patient lives."""
        return at.astimezone(self.zone).date()


def read_cohort(folder: Path, *, today: date | None = None) -> tuple[CohortPatient, ...]:
    """Read the tables of a folder and review each patient's progress.

    Parameters
    ----------
    folder : Path
    today : date, optional
        By default that of this computer. The tables are taken to be complete up to the Sunday after the
        latest entry of any patient, but not beyond today: planned days by then without a session were missed.

    Returns
    -------
    tuple of CohortPatient
        In the order of the table.

    Raises
    ------
    InputError
        When a table is missing or a row says something impossible: file, line, column, what to do.
    """
    rows = {name: read_rows(folder / f"{name}.csv", columns) for name, columns in REQUIRED.items()}
    if not rows["patients"]:
        raise InputError("no patients", source=folder / "patients.csv", mend="Add a row for each patient")
    for name, column in (("patients", "patient_id"), ("sessions", "session_id")):
        _refuse_twice(rows[name], column)
    patients = {row["patient_id"]: _patient(row, folder) for row in rows["patients"]}
    sets = _sets(rows["sets"], {row["session_id"] for row in rows["sessions"]})
    sessions: dict[str, list[SessionRecord]] = {name: [] for name in patients}
    for row in rows["sessions"]:
        owner = _owner(row, patients)
        sessions[row["patient_id"]].append(_session(row, owner, sets.get(row["session_id"], ())))
    tests: dict[str, list[RangeTest]] = {name: [] for name in patients}
    for row in rows["range_tests"]:
        owner = _owner(row, patients)
        tests[row["patient_id"]].append(_range_test(row, owner))
    days = [one.day for own in sessions.values() for one in own]
    days += [one.day for own in tests.values() for one in own]
    through = _last_day(days, [one.start for one in patients.values()], today)
    return tuple(_reviewed(one, sessions[name], tests[name], through) for name, one in patients.items())


def _reviewed(
    one: _Patient, sessions: Iterable[SessionRecord], tests: Iterable[RangeTest], through: date
) -> CohortPatient:
    progress = review_progress(
        sessions, one.program, start=one.start, through=through, range_tests=tests, side=one.side
    )
    return CohortPatient(one.row["patient_id"], one.row["words"], progress)


def _last_day(days: Sequence[date], starts: Sequence[date], today: date | None) -> date:
    latest = max([*days, *starts])
    sunday = latest + timedelta(days=6 - latest.weekday())
    return max(latest, min(sunday, today or datetime.now(UTC).astimezone().date()))


def _refuse_twice(rows: Iterable[Row], column: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.text(column) in seen:
            raise row.fault(f"'{row[column]}' is there twice", "Give each its own", column)
        seen.add(row[column])


def _patient(row: Row, folder: Path) -> _Patient:
    start = row.day("start_date")
    return _Patient(row, _program(row, folder), row.choice("side", (*SIDES, "")) or None, start, _zone(row))


def _program(row: Row, folder: Path) -> Program:
    """Return the program with the patient's own training days."""
    name = row.text("program")
    own = folder / "programs" / f"{Path(name).name}.toml"
    if own.is_file():
        program = load_program(own)
    elif name in template_names():
        program = find_program(name)
    else:
        known = ", ".join(template_names())
        raise row.fault(
            f"no such program: '{name}'",
            f"Put programs/{name}.toml beside the tables, or choose from {known}",
            "program",
        )
    days = tuple(row["days"].split())
    if strange := [day for day in days if day not in WEEKDAYS]:
        raise row.fault(f"no such day: '{strange[0]}'", f"Choose from {' '.join(WEEKDAYS)}", "days")
    return replace(program, days=days, days_per_week=len(days)) if days else program


def _zone(row: Row) -> tzinfo | None:
    """Return the patient's time zone, None for that of this computer."""
    name = row["time_zone"]
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise row.fault(
            f"no such time zone: '{name}'",
            "Give a name such as Europe/Berlin, or leave it empty",
            "time_zone",
        ) from None


def _owner(row: Row, patients: dict[str, _Patient]) -> _Patient:
    name = row.text("patient_id")
    if name not in patients:
        raise row.fault(f"no such patient: '{name}'", "Add the patient to patients.csv", "patient_id")
    return patients[name]


def _day(row: Row, column: str, owner: _Patient) -> date:
    day = owner.local_day(row.time(column))
    if day < owner.start:
        raise row.fault(f"before the program began ({owner.start})", "Correct one of the two", column)
    return day


def _session(row: Row, owner: _Patient, sets: Sequence[SetTally]) -> SessionRecord:
    diary = Diary(
        pain_before=row.whole("pain_before", 0, 10),
        pain_after=row.whole("pain_after", 0, 10),
        pain_next_morning=row.whole("pain_next_morning", 0, 10),
        exertion=row.whole("exertion", 0, 10),
        stopped_for_pain=row.yes("stopped_for_pain", default=False),
        notes=row["notes"],
    )
    day = _day(row, "started_at", owner)
    started_at = row.time("started_at").astimezone(UTC)
    return from_sets(sets, owner.program, day, started_at=started_at, diary=diary, rules=load_rules())


def _sets(rows: Iterable[Row], sessions: set[str]) -> dict[str, list[SetTally]]:
    found: dict[str, list[SetTally]] = {}
    for row in rows:
        session = row.text("session_id")
        if session not in sessions:
            raise row.fault(f"no such session: '{session}'", "Add it to sessions.csv", "session_id")
        found.setdefault(session, []).append(_set(row))
    return found


def _set(row: Row) -> SetTally:
    exercise = row.text("exercise")
    if exercise not in load_catalogue():
        raise row.fault(
            f"no such exercise: '{exercise}'", f"Choose from {', '.join(load_catalogue())}", "exercise"
        )
    repetitions = row.whole("repetitions", 0, MOST_REPETITIONS)
    if repetitions is None:
        raise row.fault("a value is missing", "Fill it in", "repetitions")
    return SetTally(
        exercise,
        row.choice("side", SIDES),
        row.choice("role", ("", "front", "rear")) or None,
        repetitions,
        row.whole("on_target", 0, repetitions),
        row.number("range_deg", 0.0, 2 * LARGEST_ANGLE_DEG),
    )


def _range_test(row: Row, owner: _Patient) -> RangeTest:
    lifts = tuple(row.number(name, -LARGEST_ANGLE_DEG, LARGEST_ANGLE_DEG) for name in LIFTS if row[name])
    if not lifts:
        raise row.fault("no lift", "Fill in at least one lift, or leave the line out", LIFTS[0])
    return RangeTest(_day(row, "tested_at", owner), row.choice("side", SIDES), lifts)
