"""Patients, and who has the care of them."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from dashboard.records.access import patient_row, visible
from dashboard.records.errors import AccessError, EntryError
from dashboard.records.people_tables import CareRow, PatientRow
from dashboard.records.store import Store
from dashboard.records.viewer import REFUSALS, Right, Role, Viewer

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient.

    Attributes
    ----------
    id : str
        Random, for addresses; says nothing of the patient.
    name : str
    time_zone : str or None
        Where the patient lives, such as ``Europe/Berlin``; None: as this computer.
    account : str or None
        With which the patient logs in.
    created_at : datetime
    """

    id: str
    name: str
    time_zone: str | None
    account: str | None
    created_at: datetime

    @property
    def zone(self) -> tzinfo | None:
        """The time zone, None for that of this computer."""
        return None if self.time_zone is None else ZoneInfo(self.time_zone)


def add_patient(
    store: Store, viewer: Viewer, name: str, *, time_zone: str | None = None, account: str | None = None
) -> KnownPatient:
    """Enter a patient; a therapist who does so has the care of them.

    Raises
    ------
    EntryError
        When the name is empty or too long, there is no such time zone, or another patient has the account.
    AccessError
        When the viewer is a patient.
    """
    if not viewer.may(Right.MANAGE):
        raise AccessError(REFUSALS[Right.MANAGE])
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        mend = f"Give a name of 1 to {LONGEST_NAME} letters"
        raise EntryError("the name is empty or too long", at="name", mend=mend)
    _check_zone(time_zone)
    row = PatientRow(
        id=secrets.token_hex(16),
        name=name,
        time_zone=time_zone,
        account=account,
        created_at=datetime.now(UTC),
    )
    with store.database.writing() as db:
        db.add(row)
        try:
            db.flush()
        except IntegrityError as error:
            raise EntryError(
                "another patient has this account", at="account", mend="Give each patient their own"
            ) from error
        if viewer.role is Role.THERAPIST:
            db.add(CareRow(patient_id=row.id, account=viewer.account, since=row.created_at))
        return known(row)


def give_care(store: Store, viewer: Viewer, patient_id: str, therapist: str) -> None:
    """Let a therapist see a patient, too.

    Raises
    ------
    AccessError
        When the viewer may not decide this.
    """
    with store.database.writing() as db:
        patient = patient_row(db, viewer, patient_id, Right.MANAGE)
        if db.get(CareRow, (patient.id, therapist)) is None:
            db.add(CareRow(patient_id=patient.id, account=therapist, since=datetime.now(UTC)))


def end_care(store: Store, viewer: Viewer, patient_id: str, therapist: str) -> None:
    """Let a therapist no longer see a patient.

    Raises
    ------
    AccessError
        When the viewer may not decide this.
    """
    with store.database.writing() as db:
        patient = patient_row(db, viewer, patient_id, Right.MANAGE)
        row = db.get(CareRow, (patient.id, therapist))
        if row is not None:
            db.delete(row)


def patients(store: Store, viewer: Viewer) -> tuple[KnownPatient, ...]:
    """Return the patients whom the viewer may see, by name."""
    with store.database.reading() as db:
        rows = db.scalars(select(PatientRow).where(visible(viewer)).order_by(PatientRow.name, PatientRow.id))
        return tuple(known(row) for row in rows)


def patient(store: Store, viewer: Viewer, patient_id: str) -> KnownPatient:
    """Return a patient.

    Raises
    ------
    AccessError
        When there is none, or the viewer may not see them.
    """
    with store.database.reading() as db:
        return known(patient_row(db, viewer, patient_id, Right.SEE))


def known(row: PatientRow) -> KnownPatient:
    """Return a patient from the row."""
    return KnownPatient(row.id, row.name, row.time_zone, row.account, row.created_at)


def _check_zone(name: str | None) -> None:
    try:
        if name is not None:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EntryError(
            f"no such time zone: '{name[:64] if name else name}'",
            at="time_zone",
            mend="Give a name such as Europe/Berlin, or none for that of this computer",
        ) from error
