"""The rows of a cohort's tables: patients, sessions, sets and range tests, each cell checked.

Every fault is an `InputError` that names file, line, column and what to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analysis.adherence_rules import load_rules
from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, Program
from analysis.progress_records import Diary, RangeTest, SessionRecord, SetTally, from_sets
from dashboard.csv_rows import Row
from dashboard.programs import template, template_names
from sensing.samples import SIDES
from sensing.wording import printable

MOST_REPETITIONS = 1000
LARGEST_ANGLE_DEG = 180.0
LIFTS = ("lift_1_deg", "lift_2_deg", "lift_3_deg")


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A row of patients.csv."""

    row: Row
    program: Program
    side: str | None
    start: date
    zone: tzinfo | None

    def local_day(self, at: datetime) -> date:
        """Return the day where the patient lives."""
        return at.astimezone(self.zone).date()


def read_patient(row: Row, own: Mapping[str, Program]) -> PatientRow:
    """Return a patient, with the program followed: one of their own, or a template."""
    start = row.day("start_date")
    return PatientRow(row, _program(row, own), row.choice("side", (*SIDES, "")) or None, start, _zone(row))


def _program(row: Row, own: Mapping[str, Program]) -> Program:
    """Return the program with the patient's own training days."""
    name = row.text("program")
    if name not in own and name not in template_names():
        known = ", ".join(template_names())
        mend = f"Put {name}.toml into the folder 'programs', or choose from {known}"
        raise row.fault(f"no such program: '{name}'", printable(mend, 300), "program")
    program = own[name] if name in own else template(name)
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


def owner_of(row: Row, patients: dict[str, PatientRow]) -> PatientRow:
    """Return the patient that a row belongs to."""
    name = row.text("patient_id")
    if name not in patients:
        raise row.fault(f"no such patient: '{name}'", "Add the patient to patients.csv", "patient_id")
    return patients[name]


def _day(row: Row, column: str, owner: PatientRow) -> date:
    day = owner.local_day(row.time(column))
    if day < owner.start:
        raise row.fault(f"before the program began ({owner.start})", "Correct one of the two", column)
    return day


def read_session(row: Row, owner: PatientRow, sets: Sequence[SetTally]) -> SessionRecord:
    """Return the record of a session and its sets."""
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


def read_sets(rows: Iterable[Row], sessions: set[str]) -> dict[str, list[SetTally]]:
    """Return the sets of each session."""
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


def read_range_test(row: Row, owner: PatientRow) -> RangeTest:
    """Return a range test."""
    lifts = tuple(row.number(name, -LARGEST_ANGLE_DEG, LARGEST_ANGLE_DEG) for name in LIFTS if row[name])
    if not lifts:
        raise row.fault("no lift", "Fill in at least one lift, or leave the line out", LIFTS[0])
    return RangeTest(_day(row, "tested_at", owner), row.choice("side", SIDES), lifts)
