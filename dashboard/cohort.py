"""Patients over weeks as plain tables: ``patients.csv``, ``sessions.csv``, ``sets.csv``, ``range_tests.csv``.

``sample_data/cohort/README.md`` tells every column. A folder of one's own may have the same tables; the
programs that its patients follow are looked for in its folder ``programs`` and then among the templates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePath

from analysis.prescription import Program
from analysis.program import decode_program, load_program
from analysis.progress import Progress, review_progress
from analysis.progress_records import RangeTest, SessionRecord
from dashboard.cohort_rows import (
    PatientRow,
    owner_of,
    read_patient,
    read_range_test,
    read_session,
    read_sets,
)
from dashboard.csv_rows import Row, parse_rows, read_rows
from sensing.errors import InputError
from sensing.wording import printable

REQUIRED = {
    "patients": ("patient_id", "program", "start_date"),
    "sessions": ("session_id", "patient_id", "started_at"),
    "sets": ("session_id", "exercise", "side", "repetitions"),
    "range_tests": ("patient_id", "tested_at", "side", "lift_1_deg"),
}
"""The tables and the columns that each must have; others may be left out."""

FILES = tuple(f"{name}.csv" for name in REQUIRED)


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
    programs = {path.stem: load_program(path) for path in sorted((folder / "programs").glob("*.toml"))}
    return _review(rows, programs, today)


def read_uploads(
    uploads: Iterable[tuple[str, bytes]], *, today: date | None = None
) -> tuple[CohortPatient, ...]:
    """Read tables that were uploaded, and programs beside them; see `read_cohort`.

    Parameters
    ----------
    uploads : iterable of (str, bytes)
        Name and content: the four tables, and TOML files named like the programs in ``patients.csv``.
    today : date, optional

    Raises
    ------
    InputError
        Also when a file is none of these, or there twice.
    """
    found: dict[str, bytes] = {}
    for path, content in uploads:
        name = PurePath(path.replace("\\", "/")).name
        if name not in FILES and not name.endswith(".toml"):
            mend = f"Give {', '.join(FILES)}, and programs"
            raise InputError("not one of the tables", source=printable(name), mend=mend)
        if name in found:
            raise InputError("there twice", source=printable(name), mend="Give each table once")
        found[name] = content
    rows = {name: _uploaded_rows(f"{name}.csv", found, columns) for name, columns in REQUIRED.items()}
    programs = {
        name.removesuffix(".toml"): decode_program(content, name)
        for name, content in found.items()
        if name.endswith(".toml")
    }
    return _review(rows, programs, today)


def _uploaded_rows(name: str, found: Mapping[str, bytes], columns: Sequence[str]) -> list[Row]:
    if name not in found:
        raise InputError("the table is missing", source=name, mend=f"Give all four: {', '.join(FILES)}")
    return parse_rows(found[name], name, columns)


def _review(
    rows: Mapping[str, Sequence[Row]], programs: Mapping[str, Program], today: date | None
) -> tuple[CohortPatient, ...]:
    if not rows["patients"]:
        raise InputError("no patients", source="patients.csv", mend="Add a row for each patient")
    for name, column in (("patients", "patient_id"), ("sessions", "session_id")):
        _refuse_twice(rows[name], column)
    patients = {row["patient_id"]: read_patient(row, programs) for row in rows["patients"]}
    sets = read_sets(rows["sets"], {row["session_id"] for row in rows["sessions"]})
    sessions: dict[str, list[SessionRecord]] = {name: [] for name in patients}
    for row in rows["sessions"]:
        owner = owner_of(row, patients)
        sessions[row["patient_id"]].append(read_session(row, owner, sets.get(row["session_id"], ())))
    tests: dict[str, list[RangeTest]] = {name: [] for name in patients}
    for row in rows["range_tests"]:
        owner = owner_of(row, patients)
        tests[row["patient_id"]].append(read_range_test(row, owner))
    days = [one.day for own in sessions.values() for one in own]
    days += [one.day for own in tests.values() for one in own]
    through = _last_day(days, [one.start for one in patients.values()], today)
    return tuple(_reviewed(one, sessions[name], tests[name], through) for name, one in patients.items())


def _reviewed(
    one: PatientRow, sessions: Iterable[SessionRecord], tests: Iterable[RangeTest], through: date
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
