"""Who may see whom. Every query for a patient or a session goes through here."""

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session

from dashboard.records.errors import AccessError
from dashboard.records.people_tables import CareRow, PatientRow
from dashboard.records.session_tables import SessionRow
from dashboard.records.viewer import REFUSALS, Right, Role, Viewer

UNKNOWN_PATIENT = "There is no such patient among yours. Check the address, or ask who has the care of them."
UNKNOWN_SESSION = "There is no such session among yours. Check the address, or open it from the list."


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on `PatientRow` that leaves only those whom the viewer may see."""
    match viewer.role:
        case Role.LOCAL:
            return true()
        case Role.PATIENT:
            return PatientRow.account == viewer.account
        case Role.THERAPIST:
            in_care = (CareRow.patient_id == PatientRow.id) & (CareRow.account == viewer.account)
            return exists().where(in_care)


def patient_row(db: Session, viewer: Viewer, patient_id: str, right: Right) -> PatientRow:
    """Return a patient for a purpose.

    Raises
    ------
    AccessError
        When there is none or the viewer may not see them, in the same words; or may not do this.
    """
    found = db.scalar(select(PatientRow).where(PatientRow.id == patient_id, visible(viewer)))
    if found is None:
        raise AccessError(UNKNOWN_PATIENT)
    _demand(viewer, right)
    return found


def session_row(db: Session, viewer: Viewer, session_id: str, right: Right) -> SessionRow:
    """Return a session for a purpose.

    Raises
    ------
    AccessError
        When there is none or the viewer may not see its patient, in the same words; or may not do this.
    """
    found = db.scalar(
        select(SessionRow)
        .join(PatientRow, PatientRow.id == SessionRow.patient_id)
        .where(SessionRow.id == session_id, visible(viewer))
    )
    if found is None:
        raise AccessError(UNKNOWN_SESSION)
    _demand(viewer, right)
    return found


def _demand(viewer: Viewer, right: Right) -> None:
    if not viewer.may(right):
        raise AccessError(REFUSALS[right])
