"""The records: patients, programs, sessions, what was counted and what people said of it.

Open a place with `open_store`; everything else takes it and a `Viewer`, who decides what there is to see.
"""

from dashboard.records.corrected import CorrectedSet, Correction
from dashboard.records.deletion import delete_patient
from dashboard.records.diary import confirm, correct, say_exertion, say_pain
from dashboard.records.errors import AccessError, EntryError, RecordsError
from dashboard.records.export import export_patient
from dashboard.records.leftover_files import Leftover, discard_leftover, leftovers, read_leftover
from dashboard.records.new_session import (
    Confirmation,
    Confirmed,
    CorrectionKind,
    Ending,
    ExertionEntry,
    Moment,
    NewCorrection,
    NewRecording,
    NewSession,
    PainEntry,
    SafetyCheck,
)
from dashboard.records.people import KnownPatient, add_patient, end_care, give_care, patient, patients
from dashboard.records.prescriptions import (
    ProgramVersion,
    current_program,
    prescribe,
    program_versions,
    sign_off,
)
from dashboard.records.reviewing import open_recording, open_session
from dashboard.records.saved import (
    SavedRecording,
    SavedSession,
    progress,
    saved_session,
    session_records,
    sessions,
)
from dashboard.records.saving import save_session
from dashboard.records.store import Store, open_store
from dashboard.records.viewer import LOCAL_USER, Right, Role, Viewer

__all__ = [
    "LOCAL_USER",
    "AccessError",
    "Confirmation",
    "Confirmed",
    "CorrectedSet",
    "Correction",
    "CorrectionKind",
    "Ending",
    "EntryError",
    "ExertionEntry",
    "KnownPatient",
    "Leftover",
    "Moment",
    "NewCorrection",
    "NewRecording",
    "NewSession",
    "PainEntry",
    "ProgramVersion",
    "RecordsError",
    "Right",
    "Role",
    "SafetyCheck",
    "SavedRecording",
    "SavedSession",
    "Store",
    "Viewer",
    "add_patient",
    "confirm",
    "correct",
    "current_program",
    "delete_patient",
    "discard_leftover",
    "end_care",
    "export_patient",
    "give_care",
    "leftovers",
    "open_recording",
    "open_session",
    "open_store",
    "patient",
    "patients",
    "prescribe",
    "program_versions",
    "progress",
    "read_leftover",
    "save_session",
    "saved_session",
    "say_exertion",
    "say_pain",
    "session_records",
    "sessions",
    "sign_off",
]
