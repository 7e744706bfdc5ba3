"""Programs: each version is kept as it was written, and is in force once somebody has signed it off."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.prescription import Program
from analysis.program import decode_program
from dashboard.records.access import patient_row
from dashboard.records.errors import EntryError
from dashboard.records.people_tables import ProgramRow, SignOffRow
from dashboard.records.store import Store
from dashboard.records.viewer import Right, Viewer


@dataclass(frozen=True, slots=True)
class SignOff:
    """Somebody took the responsibility for a version."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ProgramVersion:
    """One version of what is prescribed to a patient.

    Attributes
    ----------
    number : int
        From 1 for each patient.
    program : Program
    text : str
        As its TOML file says it.
    starts_on : date
        First day, where the patient lives.
    created_at : datetime
    created_by : str
        Account.
    sign_offs : tuple of SignOff
        Empty: not in force yet.
    """

    number: int
    program: Program
    text: str
    starts_on: date
    created_at: datetime
    created_by: str
    sign_offs: tuple[SignOff, ...]


def prescribe(store: Store, viewer: Viewer, patient_id: str, text: str, *, starts_on: date) -> ProgramVersion:
    """Write the next version of a patient's program; it is in force when signed off.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    text : str
        TOML, see ``docs/programs.md``.
    starts_on : date
        First day, where the patient lives.

    Raises
    ------
    ProgramError
        When the text is no program.
    EntryError
        When it starts before the version before it.
    AccessError
        When the viewer may not prescribe.
    """
    decode_program(text.encode(), "program")
    with store.database.writing() as db:
        patient = patient_row(db, viewer, patient_id, Right.PRESCRIBE)
        before = max(patient.programs, key=lambda one: one.number, default=None)
        if before is not None and starts_on < before.starts_on:
            raise EntryError(
                f"{starts_on} is before the start of version {before.number} ({before.starts_on})",
                at="starts_on",
                mend="Give a day on or after it",
            )
        row = ProgramRow(
            patient_id=patient.id,
            number=1 + (before.number if before else 0),
            text=text,
            starts_on=starts_on,
            created_at=datetime.now(UTC),
            created_by=viewer.account,
        )
        db.add(row)
        db.flush()
        return version_of(row)


def sign_off(store: Store, viewer: Viewer, patient_id: str, number: int, words: str) -> ProgramVersion:
    """Put a version in force.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    number : int
        The version.
    words : str
        What is confirmed, such as "my therapist agreed to this program".

    Raises
    ------
    EntryError
        When there is no such version.
    AccessError
        When the viewer may not prescribe.
    """
    with store.database.writing() as db:
        row = program_row(db, patient_row(db, viewer, patient_id, Right.PRESCRIBE).id, number)
        row.sign_offs.append(SignOffRow(at=datetime.now(UTC), by=viewer.account, words=words))
        db.flush()
        return version_of(row)


def program_versions(store: Store, viewer: Viewer, patient_id: str) -> tuple[ProgramVersion, ...]:
    """Return every version of a patient's program, the first one first.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    """
    with store.database.reading() as db:
        return tuple(version_of(row) for row in patient_row(db, viewer, patient_id, Right.SEE).programs)


def current_program(store: Store, viewer: Viewer, patient_id: str, day: date) -> ProgramVersion | None:
    """Return the version in force on a day: the latest that was signed off and has started; None without.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    """
    versions = program_versions(store, viewer, patient_id)
    return max(
        (one for one in versions if one.sign_offs and one.starts_on <= day),
        key=lambda one: one.number,
        default=None,
    )


def program_row(db: Session, patient_id: str, number: int) -> ProgramRow:
    """Return the row of a version.

    Raises
    ------
    EntryError
        When there is none.
    """
    row = db.scalar(
        select(ProgramRow).where(ProgramRow.patient_id == patient_id, ProgramRow.number == number)
    )
    if row is None:
        newest = db.scalar(select(func.max(ProgramRow.number)).where(ProgramRow.patient_id == patient_id))
        mend = f"Choose from 1 to {newest}" if newest else "Write a program first"
        raise EntryError(f"there is no version {number} of the program", at="program", mend=mend)
    return row


def version_of(row: ProgramRow) -> ProgramVersion:
    """Return a version from the row."""
    return ProgramVersion(
        number=row.number,
        program=decode_program(row.text.encode(), f"program, version {row.number}"),
        text=row.text,
        starts_on=row.starts_on,
        created_at=row.created_at,
        created_by=row.created_by,
        sign_offs=tuple(SignOff(one.at, one.by, one.words) for one in row.sign_offs),
    )
