"""From what the hub kept of a session to what the records keep."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from analysis.metrics import set_metrics
from analysis.results import ExerciseSet, Quality, SessionResult
from dashboard.live.session_log import LoggedSet, SessionLog
from dashboard.records.new_session import (
    CorrectionKind,
    ExertionEntry,
    Moment,
    NewCorrection,
    NewRecording,
    NewSession,
    PainEntry,
    SafetyCheck,
)
from sensing.samples import Recording


def new_session(
    log: SessionLog,
    recordings: Mapping[str, Recording],
    *,
    exertion: int | None = None,
    pain_after: int | None = None,
    notes: str = "",
) -> NewSession:
    """Return the session as the records take it.

    Parameters
    ----------
    log : SessionLog
    recordings : mapping of str to Recording
        By name; one may be missing where nothing was received.
    exertion, pain_after : int or None
        0 to 10, asked for at the end.
    notes : str
    """
    known = [name for name in log.sides if name in recordings]
    sets = [one for name in known for one in log.sets if one.part == name]
    after = () if pain_after is None else (PainEntry(Moment.AFTER, pain_after, log.ended_at),)
    return NewSession(
        program=log.program,
        started_at=log.started_at,
        ended_at=log.ended_at,
        ending=log.ending,
        recordings=tuple(_recording(name, recordings[name], log) for name in known),
        corrections=tuple(
            correction
            for number, one in enumerate(sets, start=1)
            for correction in _corrections(
                number, one, recordings[one.part].info.started_at or log.started_at
            )
        ),
        pain=(*log.pain, *after),
        exertion=None if exertion is None else ExertionEntry(exertion, log.ended_at),
        check=SafetyCheck(log.check, log.started_at),
        confirmations=log.confirmations,
        notes=notes,
        id=log.id,
    )


def _recording(name: str, recording: Recording, log: SessionLog) -> NewRecording:
    import pandas as pd

    own = [one for one in log.sets if one.part == name]
    result = SessionResult(
        recording=name,
        started_at=recording.info.started_at,
        duration_s=recording.duration_s,
        side=log.sides[name],
        sets=tuple(_set(one) for one in own),
        thigh_angle=pd.DataFrame({"time_s": [], "thigh_angle_deg": []}),
        quality=Quality(),
        calibration=None,
        looked_for=tuple(dict.fromkeys(one.exercise for one in own)),
    )
    return NewRecording(recording, result)


def _set(one: LoggedSet) -> ExerciseSet:
    done = tuple(replace(each, number=i, final=True) for i, each in enumerate(one.repetitions, start=1))
    start_s, end_s = (done[0].start_s, done[-1].end_s) if done else (min(one.missed), max(one.missed))
    return ExerciseSet(one.exercise, one.side, one.role, start_s, end_s, done, set_metrics(done))


def _corrections(number: int, one: LoggedSet, began: datetime) -> list[NewCorrection]:
    """Return what the person corrected in a set, in the order of the movements."""
    kind = CorrectionKind.NOT_A_REPETITION
    said = [
        (each.end_s, NewCorrection(kind, began + timedelta(seconds=each.end_s), number, each.number))
        for each in one.repetitions
        if each.number in one.removed
    ]
    kind = CorrectionKind.MISSED_REPETITION
    said += [
        (at_s, NewCorrection(kind, began + timedelta(seconds=at_s), number, new=at_s)) for at_s in one.missed
    ]
    return [correction for _, correction in sorted(said, key=lambda pair: pair[0])]
