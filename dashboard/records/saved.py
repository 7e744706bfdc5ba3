"""Saved sessions, as the pages and the progress over weeks need them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.adherence import compare
from analysis.adherence_rules import load_rules
from analysis.comparison import SelfReport, SessionComparison
from analysis.prescription import Program
from analysis.progress import Progress, review_progress
from analysis.progress_records import Diary, SessionRecord, from_comparison
from analysis.results import SessionResult
from dashboard.records.access import patient_row, session_row
from dashboard.records.conversion import (
    check_of,
    confirmation_of,
    correction_of,
    pain_of,
    result_of,
    set_of,
)
from dashboard.records.corrected import CorrectedSet, Correction, correct_set, in_force
from dashboard.records.half_dose import HALF_DOSE, halved
from dashboard.records.new_session import Confirmation, Confirmed, Ending, Moment, PainEntry, SafetyCheck
from dashboard.records.people import known
from dashboard.records.people_tables import PatientRow
from dashboard.records.prescriptions import ProgramVersion, version_of
from dashboard.records.session_tables import RecordingRow, SessionRow, SetRow
from dashboard.records.store import Store
from dashboard.records.viewer import Right, Viewer


@dataclass(frozen=True, slots=True, eq=False)
class SavedRecording:
    """A recording of a saved session.

    Attributes
    ----------
    digest : str
        Names its file.
    result : SessionResult
        What the patient saw, with the corrections; without the curve of the angle.
    sets : tuple of CorrectedSet
        Each set as seen live and as it stands now.
    """

    digest: str
    result: SessionResult
    sets: tuple[CorrectedSet, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SavedSession:
    """A session as it was kept.

    Attributes
    ----------
    id, patient_id : str
    program : ProgramVersion
        That it was done under.
    started_at, ended_at : datetime
    day : date
        Where the patient lives.
    ending : Ending
    recordings : tuple of SavedRecording
    corrections : tuple of Correction
        All, in order, those taken back as well.
    pain : tuple of PainEntry
        In the order of entry.
    exertion : int or None
        The last answer.
    checks : tuple of SafetyCheck
    confirmations : tuple of Confirmation
    notes : str
    """

    id: str
    patient_id: str
    program: ProgramVersion
    started_at: datetime
    ended_at: datetime
    day: date
    ending: Ending
    recordings: tuple[SavedRecording, ...]
    corrections: tuple[Correction, ...]
    pain: tuple[PainEntry, ...]
    exertion: int | None
    checks: tuple[SafetyCheck, ...]
    confirmations: tuple[Confirmation, ...]
    notes: str

    @property
    def results(self) -> tuple[SessionResult, ...]:
        """What the patient saw, with the corrections, a result for each recording."""
        return tuple(one.result for one in self.recordings)

    @property
    def self_reports(self) -> tuple[SelfReport, ...]:
        """What was done without the sensor."""
        return tuple(
            SelfReport(one.name, one.side, one.sets, one.repetitions)
            for one in self.confirmations
            if one.kind is Confirmed.WITHOUT_SENSOR
        )

    @property
    def diary(self) -> Diary:
        """What the patient said; of several answers the last one.

        Pain after the session is that after the last exercise, where nobody asked again.
        """
        said = {one.moment: one.score for one in self.pain}
        before = said.get(Moment.BEFORE)
        too_much = before is not None and before > self.program.program.pain_limit
        return Diary(
            pain_before=before,
            pain_after=said.get(Moment.AFTER, said.get(Moment.AFTER_EXERCISE)),
            pain_next_morning=said.get(Moment.NEXT_MORNING),
            exertion=self.exertion,
            stopped_for_pain=self.ending is Ending.PAIN or (self.ending is Ending.NOT_STARTED and too_much),
            notes=self.notes,
        )

    @property
    def comparison(self) -> SessionComparison:
        """Done against prescribed, by the version of the program that it was done under."""
        return compare(self.results, self.program.program, self_reports=self.self_reports, day=self.day)

    @property
    def halved(self) -> bool:
        """Whether half the dose was asked for, as after a flare."""
        return any(one.answers.get(HALF_DOSE, False) for one in self.checks)

    @property
    def asked_program(self) -> Program:
        """What was asked for that day: the prescription, or half of it."""
        whole = self.program.program
        if not self.halved:
            return whole
        half = halved(whole, load_rules().flare_dose_share)
        return replace(half, title=f"{whole.title}, half the dose")

    @property
    def asked(self) -> SessionComparison:
        """Done against what was asked for that day."""
        return compare(self.results, self.asked_program, self_reports=self.self_reports, day=self.day)

    @property
    def record(self) -> SessionRecord:
        """The session as progress remembers it."""
        return from_comparison(self.comparison, self.day, started_at=self.started_at, diary=self.diary)

    @property
    def counts(self) -> bool:
        """Whether progress takes it into account: it began, or pain kept it from beginning."""
        return self.ending is not Ending.NOT_STARTED or self.diary.stopped_for_pain


def sessions(
    store: Store, viewer: Viewer, patient_id: str, *, since: date | None = None
) -> tuple[SavedSession, ...]:
    """Return a patient's sessions, the first one first.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    since : date, optional
        Only those of that day and later.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    """
    with store.database.reading() as db:
        patient = patient_row(db, viewer, patient_id, Right.SEE)
        return _sessions(db, patient, since)


def saved_session(store: Store, viewer: Viewer, session_id: str) -> SavedSession:
    """Return a session.

    Raises
    ------
    AccessError
        When there is none, or the viewer may not see its patient.
    """
    with store.database.reading() as db:
        row = session_row(db, viewer, session_id, Right.SEE)
        patient = patient_row(db, viewer, row.patient_id, Right.SEE)
        return _saved(row, patient, {row.program.id: version_of(row.program)})


def session_records(store: Store, viewer: Viewer, patient_id: str) -> tuple[SessionRecord, ...]:
    """Return a patient's sessions as progress remembers them, the first one first.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    """
    return tuple(one.record for one in sessions(store, viewer, patient_id) if one.counts)


def progress(store: Store, viewer: Viewer, patient_id: str, *, today: date) -> Progress | None:
    """Return what became of the program in force, None when none is.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    today : date
        Where the patient lives; a planned day by then without a session was missed.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    """
    with store.database.reading() as db:
        patient = patient_row(db, viewer, patient_id, Right.SEE)
        versions = [version_of(row) for row in patient.programs]
        saved = _sessions(db, patient, None)
    begun = [one for one in versions if one.sign_offs and one.starts_on <= today]
    if not begun:
        return None
    records = [one.record for one in saved if one.counts]
    days = [one.day for one in records]
    current = begun[-1]
    return review_progress(
        records,
        current.program,
        start=min([begun[0].starts_on, *days]),
        through=max([today, *days]),
        changed_on=current.starts_on if len(begun) > 1 else None,
    )


def _sessions(db: Session, patient: PatientRow, since: date | None) -> tuple[SavedSession, ...]:
    query = (
        select(SessionRow)
        .where(SessionRow.patient_id == patient.id)
        .order_by(SessionRow.started_at, SessionRow.id)
        .options(
            selectinload(SessionRow.sets).selectinload(SetRow.repetitions),
            selectinload(SessionRow.recordings),
            selectinload(SessionRow.corrections),
            selectinload(SessionRow.pain),
            selectinload(SessionRow.exertion),
            selectinload(SessionRow.checks),
            selectinload(SessionRow.confirmations),
        )
    )
    if since is not None:
        query = query.where(SessionRow.day >= since)
    versions = {row.id: version_of(row) for row in patient.programs}
    return tuple(_saved(row, patient, versions) for row in db.scalars(query))


def _saved(row: SessionRow, patient: PatientRow, versions: dict[int, ProgramVersion]) -> SavedSession:
    corrections = tuple(correction_of(one) for one in row.corrections)
    zone = known(patient).zone
    return SavedSession(
        id=row.id,
        patient_id=row.patient_id,
        program=versions[row.program_id],
        started_at=row.started_at,
        ended_at=row.ended_at,
        day=row.day,
        ending=Ending(row.ending),
        recordings=tuple(_recording(one, row.sets, corrections, zone) for one in row.recordings),
        corrections=corrections,
        pain=tuple(pain_of(one) for one in row.pain),
        exertion=row.exertion[-1].score if row.exertion else None,
        checks=tuple(check_of(one) for one in row.checks),
        confirmations=tuple(confirmation_of(one) for one in row.confirmations),
        notes=row.notes,
    )


def _recording(
    row: RecordingRow, sets: Sequence[SetRow], corrections: Sequence[Correction], zone: tzinfo | None
) -> SavedRecording:
    standing = in_force(corrections)
    own = tuple(correct_set(one.number, set_of(one), standing) for one in sets if one.recording_id == row.id)
    return SavedRecording(row.digest, result_of(row, [one.set for one in own], zone), own)
