"""Between rows and the types of the analysis; nothing here asks a database."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.calibration import Calibration, CalibrationVerdict
from analysis.metrics import set_metrics
from analysis.prescription import Program
from analysis.repetition_status import set_statuses
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult, to_plain
from dashboard.records.corrected import Correction
from dashboard.records.diary_tables import (
    CheckRow,
    ConfirmationRow,
    CorrectionRow,
    ExertionRow,
    PainRow,
)
from dashboard.records.new_session import (
    Confirmation,
    Confirmed,
    CorrectionKind,
    ExertionEntry,
    Moment,
    NewRecording,
    PainEntry,
    SafetyCheck,
)
from dashboard.records.session_tables import RecordingRow, RepetitionRow, SetRow
from dashboard.records.viewer import Role

if TYPE_CHECKING:
    import pandas as pd


def recording_row(number: int, digest: str, new: NewRecording) -> RecordingRow:
    """Return the row of a recording."""
    result, calibration = new.result, new.result.calibration
    return RecordingRow(
        number=number,
        digest=digest,
        side=result.side,
        started_at=result.started_at,
        duration_s=result.duration_s,
        countable=result.quality.countable,
        reasons=list(result.quality.reasons),
        looked_for=None if result.looked_for is None else list(result.looked_for),
        unnamed=result.unnamed,
        notes=list(result.notes),
        calibration=None if calibration is None else to_plain(calibration),
    )


def set_rows(first: int, result: SessionResult, program: Program) -> Iterator[SetRow]:
    """Yield the rows of a recording's sets, numbered from ``first``, with each repetition's verdict.

    What was seen live is what is kept: where the result was measured again, its ``live`` part, and the
    verdict on that.
    """
    seen = replace(result, sets=tuple(as_seen_live(one) for one in result.sets))
    for number, status in enumerate(set_statuses(seen, program), start=first):
        one = status.set
        pairs = zip(one.repetitions, status.statuses, strict=True)
        yield SetRow(
            number=number,
            exercise=one.exercise,
            side=one.side,
            role=one.role,
            start_s=one.start_s,
            end_s=one.end_s,
            countable=one.quality.countable,
            reasons=list(one.quality.reasons),
            recognised_by=one.recognised_by,
            repetitions=[_repetition_row(each, verdict.value) for each, verdict in pairs],
        )


def as_seen_live(one: ExerciseSet) -> ExerciseSet:
    """Return a set with its repetitions as they were seen live, numbered within the set."""
    live = tuple(
        replace(each.live or each, number=i, live=None) for i, each in enumerate(one.repetitions, start=1)
    )
    if not live:
        return one
    return replace(
        one, repetitions=live, metrics=set_metrics(live), start_s=live[0].start_s, end_s=live[-1].end_s
    )


def _repetition_row(one: Repetition, verdict: str) -> RepetitionRow:
    return RepetitionRow(
        number=one.number,
        start_s=one.start_s,
        peak_s=one.peak_s,
        end_s=one.end_s,
        peak_angle_deg=one.peak_angle_deg,
        range_deg=one.range_deg,
        hold_s=one.hold_s,
        up_s=one.up_s,
        down_s=one.down_s,
        smoothness=one.smoothness,
        out_of_plane_deg=one.out_of_plane_deg,
        flags=list(one.flags),
        verdict=verdict,
    )


def set_of(row: SetRow) -> ExerciseSet:
    """Return a set as it was seen live."""
    repetitions = tuple(_repetition_of(one) for one in row.repetitions)
    return ExerciseSet(
        exercise=row.exercise,
        side=row.side,
        role=row.role,
        start_s=row.start_s,
        end_s=row.end_s,
        repetitions=repetitions,
        metrics=set_metrics(repetitions),
        quality=Quality(row.countable, tuple(row.reasons)),
        recognised_by=row.recognised_by,
    )


def _repetition_of(row: RepetitionRow) -> Repetition:
    return Repetition(
        number=row.number,
        start_s=row.start_s,
        peak_s=row.peak_s,
        end_s=row.end_s,
        peak_angle_deg=row.peak_angle_deg,
        range_deg=row.range_deg,
        hold_s=row.hold_s,
        up_s=row.up_s,
        down_s=row.down_s,
        flags=tuple(row.flags),
        smoothness=row.smoothness,
        out_of_plane_deg=row.out_of_plane_deg,
    )


def result_of(row: RecordingRow, sets: Sequence[ExerciseSet], zone: tzinfo | None) -> SessionResult:
    """Return what was counted on a recording, without its angle curve.

    Parameters
    ----------
    row : RecordingRow
    sets : sequence of ExerciseSet
        With or without corrections.
    zone : tzinfo or None
        Where the patient lives, for the recording's name.
    """
    return SessionResult(
        recording=recording_name(row.started_at, row.side, row.number, zone),
        started_at=row.started_at,
        duration_s=row.duration_s,
        side=row.side,
        sets=tuple(sets),
        thigh_angle=_no_curve(),
        quality=Quality(row.countable, tuple(row.reasons)),
        calibration=calibration_of(row.calibration),
        notes=tuple(row.notes),
        looked_for=None if row.looked_for is None else tuple(row.looked_for),
        unnamed=row.unnamed,
    )


def recording_name(started_at: datetime | None, side: str | None, number: int, zone: tzinfo | None) -> str:
    """Return a recording's name for people, such as ``2026-03-02 09:15, right leg``."""
    when = f"{started_at.astimezone(zone):%Y-%m-%d %H:%M}" if started_at else f"Recording {number}"
    return f"{when}, {side} leg" if side else when


def calibration_of(plain: dict[str, Any] | None) -> Calibration | None:
    """Return a calibration from what `analysis.results.to_plain` made of it."""
    if plain is None:
        return None
    known = {one.name for one in fields(Calibration)}
    values = {name: value for name, value in plain.items() if name in known}
    for name in {"still_pose", "axis", "gyro_bias", "acc_bias"} & values.keys():
        values[name] = np.array(values[name], dtype=np.float64)
    verdict = values["verdict"]
    values["verdict"] = CalibrationVerdict(verdict["ok"], tuple(verdict["reasons"]))
    return Calibration(**values)


def correction_of(row: CorrectionRow) -> Correction:
    """Return a correction."""
    return Correction(
        number=row.number,
        kind=CorrectionKind(row.kind),
        set_number=row.set_number,
        repetition_number=row.repetition_number,
        old=row.old,
        new=row.new,
        undoes=row.undoes,
        at=row.at,
        by=row.by,
        role=Role(row.role),
        reason=row.reason,
    )


def correction_row(one: Correction) -> CorrectionRow:
    """Return the row of a correction."""
    return CorrectionRow(
        number=one.number,
        at=one.at,
        by=one.by,
        role=one.role.value,
        kind=one.kind.value,
        set_number=one.set_number,
        repetition_number=one.repetition_number,
        old=one.old,
        new=one.new,
        undoes=one.undoes,
        reason=one.reason,
    )


def pain_row(one: PainEntry, by: str) -> PainRow:
    """Return the row of an answer."""
    return PainRow(
        moment=one.moment.value,
        exercise=one.exercise,
        side=one.side,
        score=one.score,
        sharp=one.sharp,
        at=one.at,
        by=by,
    )


def pain_of(row: PainRow) -> PainEntry:
    """Return an answer."""
    return PainEntry(Moment(row.moment), row.score, row.at, row.exercise, row.side, row.sharp)


def exertion_row(one: ExertionEntry, by: str) -> ExertionRow:
    """Return the row of an answer."""
    return ExertionRow(score=one.score, at=one.at, by=by)


def check_row(one: SafetyCheck, by: str) -> CheckRow:
    """Return the row of a safety check."""
    return CheckRow(answers=dict(one.answers), at=one.at, by=by)


def check_of(row: CheckRow) -> SafetyCheck:
    """Return a safety check."""
    return SafetyCheck(row.answers, row.at)


def confirmation_row(one: Confirmation, by: str) -> ConfirmationRow:
    """Return the row of a confirmation."""
    return ConfirmationRow(
        kind=one.kind.value,
        name=one.name,
        side=one.side,
        sets=one.sets,
        repetitions=one.repetitions,
        seconds=one.seconds,
        at=one.at,
        by=by,
    )


def confirmation_of(row: ConfirmationRow) -> Confirmation:
    """Return a confirmation."""
    return Confirmation(
        Confirmed(row.kind), row.name, row.at, row.side, row.sets, row.repetitions, row.seconds
    )


def _no_curve() -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({"time_s": np.empty(0), "thigh_angle_deg": np.empty(0)})
