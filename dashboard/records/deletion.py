"""Delete a patient whole: every row, and the recordings that nobody else has."""

from sqlalchemy import delete, select

from dashboard.records.access import patient_row
from dashboard.records.diary_tables import RemovalRow
from dashboard.records.people_tables import PatientRow
from dashboard.records.session_tables import RecordingRow, SessionRow
from dashboard.records.store import Store, remove_listed
from dashboard.records.viewer import Right, Viewer


def delete_patient(store: Store, viewer: Viewer, patient_id: str) -> None:
    """Delete a patient with everything that is kept of them, for good.

    Raises
    ------
    AccessError
        When the viewer may not delete this patient.
    RecordsError
        When the database cannot be written: nothing is deleted then; or when a file cannot be removed: the
        rows are gone, and it is tried again when the records are next opened.

    Notes
    -----
    The files are listed in the transaction that deletes the rows, and removed afterwards: killed in between,
    the next start removes them. What the rows held is overwritten in the database and in the log beside it.
    Copies elsewhere, such as backups and exports, are not reached.
    """
    with store.database.writing() as db:
        patient = patient_row(db, viewer, patient_id, Right.MANAGE)
        own = select(RecordingRow.digest).join(SessionRow).where(SessionRow.patient_id == patient.id)
        for digest in set(db.scalars(own)):
            db.merge(RemovalRow(digest=digest))
        db.flush()
        db.execute(delete(PatientRow).where(PatientRow.id == patient.id))
    remove_listed(store)
    store.database.forget_deleted()
