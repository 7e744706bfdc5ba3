"""Save a session: its recordings and everything about it as one."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from analysis.program import decode_program
from dashboard.records.access import UNKNOWN_SESSION, patient_row
from dashboard.records.conversion import (
    check_row,
    confirmation_row,
    correction_row,
    exertion_row,
    pain_row,
    recording_row,
    set_of,
    set_rows,
)
from dashboard.records.corrected import Correction
from dashboard.records.correction_entry import enter
from dashboard.records.errors import AccessError, EntryError
from dashboard.records.new_session import NewSession, now
from dashboard.records.people import known
from dashboard.records.people_tables import PatientRow, ProgramRow
from dashboard.records.prescriptions import program_row
from dashboard.records.session_tables import SessionRow
from dashboard.records.store import Store, drop_unused
from dashboard.records.viewer import Right, Viewer


def save_session(store: Store, viewer: Viewer, patient_id: str, new: NewSession) -> str:
    """Save a session with its recordings, whole or not at all.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    new : NewSession

    Returns
    -------
    str
        The session's id. A session of that id which is saved already stays as it is.

    Raises
    ------
    AccessError
        When the viewer may not save sessions of this patient.
    EntryError
        When the program has no such version, a recording is there twice or a correction fits nothing.
    RecordsError
        When it cannot be written; nothing of it is kept.

    Notes
    -----
    In one transaction that nobody else writes in: each recording is written under another name, flushed and
    renamed to its digest; then the rows are written; then the database commits, which makes it a session.
    Killed before that, there are at most files to which no session refers, see `leftovers`.
    """
    placed: list[str] = []
    try:
        with store.database.writing() as db:
            patient = patient_row(db, viewer, patient_id, Right.TRAIN)
            before = db.get(SessionRow, new.id)
            if before is not None:
                if before.patient_id != patient.id:
                    raise AccessError(UNKNOWN_SESSION)
                return new.id
            program = program_row(db, patient.id, new.program)
            digests = _put_recordings(store, new, placed)
            _add(db, viewer, patient, program, new, digests)
            db.flush()
    except BaseException:
        drop_unused(store, placed)
        raise
    return new.id


def _put_recordings(store: Store, new: NewSession, placed: list[str]) -> list[str]:
    """Write the files; those that were not there before are added to ``placed``."""
    digests: list[str] = []
    for one in new.recordings:
        digest, fresh = store.files.put(one.recording)
        if fresh:
            placed.append(digest)
        if digest in digests:
            raise EntryError(
                "the same recording twice", at=one.result.recording or None, mend="Give each recording once"
            )
        digests.append(digest)
    return digests


def _add(
    db: Session,
    viewer: Viewer,
    patient: PatientRow,
    program: ProgramRow,
    new: NewSession,
    digests: Sequence[str],
) -> None:
    by = viewer.account
    row = SessionRow(
        id=new.id,
        patient_id=patient.id,
        program=program,
        started_at=new.started_at,
        ended_at=new.ended_at,
        day=local_day(new.started_at, patient),
        ending=new.ending.value,
        notes=new.notes,
        saved_at=now(),
        saved_by=by,
        pain=[pain_row(one, by) for one in new.pain],
        exertion=[] if new.exertion is None else [exertion_row(new.exertion, by)],
        checks=[] if new.check is None else [check_row(new.check, by)],
        confirmations=[confirmation_row(one, by) for one in new.confirmations],
    )
    db.add(row)
    prescribed = decode_program(program.text.encode(), "program").due_on(row.day)
    for number, (digest, one) in enumerate(zip(digests, new.recordings, strict=True), start=1):
        recording = recording_row(number, digest, one)
        row.recordings.append(recording)
        db.flush()
        for each in set_rows(len(row.sets) + 1, one.result, prescribed):
            each.recording_id = recording.id
            row.sets.append(each)
    seen = {each.number: set_of(each) for each in row.sets}
    corrections: list[Correction] = []
    for correction in new.corrections:
        corrections.append(enter(seen, corrections, correction, viewer))
    row.corrections = [correction_row(one) for one in corrections]


def local_day(at: datetime, patient: PatientRow) -> date:
    """Return the day where the patient lives."""
    return at.astimezone(known(patient).zone).date()
