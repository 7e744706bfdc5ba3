"""A session is saved with its recordings as one, and comes back as it was."""

import errno
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from analysis.calibration import Calibration, CalibrationVerdict
from analysis.results import Quality, to_plain
from dashboard.records import (
    LOCAL_USER,
    AccessError,
    Confirmation,
    Confirmed,
    Ending,
    EntryError,
    ExertionEntry,
    Moment,
    NewRecording,
    PainEntry,
    RecordsError,
    SafetyCheck,
    leftovers,
    open_recording,
    save_session,
    saved_session,
    say_exertion,
    say_pain,
    sessions,
)
from dashboard.records.conversion import calibration_of


def test_what_was_counted_comes_back_to_the_bit(store, make, ann):
    nan = float("nan")
    odd = replace(make.repetition(1, 1 / 3), hold_s=nan, up_s=nan, flags=("gap", "shallow"))
    one = replace(make.set(), repetitions=(odd, *make.set().repetitions[1:]))
    doubtful = make.set("bridge", repetitions=0, quality=Quality(False, ("the thigh hardly moved",)))
    session = make.session(one, doubtful)
    got = saved_session(store, LOCAL_USER, save_session(store, LOCAL_USER, ann.id, session))
    (result,) = got.results
    (wanted,) = (new.result for new in session.recordings)
    assert [repr(each.repetitions) for each in result.sets] == [
        repr(each.repetitions) for each in wanted.sets
    ]
    assert [each.quality for each in result.sets] == [each.quality for each in wanted.sets]
    assert (result.looked_for, result.side, result.started_at) == (
        wanted.looked_for,
        wanted.side,
        wanted.started_at,
    )
    assert got.day == date(2026, 3, 2)
    assert got.program.number == 1


def test_the_samples_come_back_to_the_bit(store, make, ann):
    session = make.session()
    saved = save_session(store, LOCAL_USER, ann.id, session)
    (one,) = saved_session(store, LOCAL_USER, saved).recordings
    recording = open_recording(store, LOCAL_USER, saved, one.digest)
    (wanted,) = (new.recording for new in session.recordings)
    assert np.array_equal(recording.acc, wanted.acc)
    assert np.array_equal(recording.gyr, wanted.gyr)
    assert recording.info == wanted.info
    assert recording.name == "2026-03-02 09:00, right leg"
    assert open_recording(store, LOCAL_USER, saved, "0" * 64) is None


def test_what_was_seen_live_is_kept_not_what_was_measured_later(store, make, ann):
    live = make.set(peak_deg=50.0)
    later = replace(
        live,
        repetitions=tuple(replace(one, peak_angle_deg=65.0, live=one) for one in live.repetitions),
    )
    got = saved_session(store, LOCAL_USER, save_session(store, LOCAL_USER, ann.id, make.session(later)))
    assert [one.peak_angle_deg for one in got.results[0].sets[0].repetitions] == [50.0] * 5


def test_the_verdict_told_live_is_kept_with_each_repetition(store, make, ann):
    from sqlalchemy import select

    from dashboard.records.session_tables import RepetitionRow

    deep, shallow = make.repetition(1, 62.0), make.repetition(2, 40.0)
    one = replace(make.set(), repetitions=(deep, shallow, make.repetition(3, 62.0, hold_s=0.5)))
    save_session(store, LOCAL_USER, ann.id, make.session(one))
    with store.database.reading() as db:
        told = list(db.scalars(select(RepetitionRow.verdict).order_by(RepetitionRow.number)))
    assert told == ["on_target", "shallow", "held_too_short"]


def test_saved_twice_it_is_one_session(store, make, ann, add):
    session = make.session()
    for _ in range(2):
        save_session(store, LOCAL_USER, ann.id, session)
    assert len(sessions(store, LOCAL_USER, ann.id)) == 1
    other = add(store, name="Ben")
    with pytest.raises(AccessError):
        save_session(store, LOCAL_USER, other.id, session)


def test_one_recording_may_belong_to_two_sessions(store, make, ann):
    for _ in range(2):
        save_session(store, LOCAL_USER, ann.id, make.session())
    assert len(sessions(store, LOCAL_USER, ann.id)) == 2
    assert len(store.files.digests()) == 1


def test_the_same_recording_twice_in_a_session_is_refused_and_leaves_nothing(store, make, ann):
    session = make.session()
    with pytest.raises(EntryError, match="same recording twice"):
        save_session(store, LOCAL_USER, ann.id, replace(session, recordings=session.recordings * 2))
    assert sessions(store, LOCAL_USER, ann.id) == ()
    assert store.files.digests() == ()


def test_an_unknown_version_of_the_program_is_refused(store, make, ann):
    with pytest.raises(EntryError, match=r"no version 2 of the program\. Choose from 1 to 1"):
        save_session(store, LOCAL_USER, ann.id, make.session(program=2))


def test_a_full_disk_while_the_rows_are_written_leaves_nothing(store, make, ann):
    def no_room(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(store.database.engine, "begin", no_room)
    many = [make.set(repetitions=200) for _ in range(10)]
    with pytest.raises(RecordsError, match=r"disk is full.*Make room"):
        save_session(store, LOCAL_USER, ann.id, make.session(*many))
    assert sessions(store, LOCAL_USER, ann.id) == ()
    assert store.files.digests() == ()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_recording_that_cannot_be_written_leaves_nothing(store, make, ann, monkeypatch, code):
    rename = Path.replace

    def fail(path, target):
        if Path(target).parent == store.files.folder:
            raise OSError(code, "no")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    words = "disk is full" if code == errno.ENOSPC else "cannot be written"
    with pytest.raises(RecordsError, match=words):
        save_session(store, LOCAL_USER, ann.id, make.session())
    assert sessions(store, LOCAL_USER, ann.id) == ()
    assert list(store.files.folder.iterdir()) == []


def test_a_changed_recording_is_told(store, make, ann):
    saved = save_session(store, LOCAL_USER, ann.id, make.session())
    (digest,) = store.files.digests()
    path = store.files.path(digest)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=r"changed or damaged.*backup"):
        open_recording(store, LOCAL_USER, saved, digest)
    path.unlink()
    with pytest.raises(RecordsError, match="missing"):
        open_recording(store, LOCAL_USER, saved, digest)
    assert len(saved_session(store, LOCAL_USER, saved).results[0].sets) == 1


def test_a_damaged_file_is_mended_when_the_same_recording_is_saved_again(store, make, ann):
    saved = save_session(store, LOCAL_USER, ann.id, make.session())
    (digest,) = store.files.digests()
    store.files.path(digest).write_bytes(b"PAR1")
    save_session(store, LOCAL_USER, ann.id, make.session())
    assert open_recording(store, LOCAL_USER, saved, digest) is not None


def test_what_is_said_comes_back_and_the_last_answer_holds(store, make, ann):
    at = make.monday
    session = make.session(
        ending=Ending.PAIN,
        notes="slept badly",
        pain=(
            PainEntry(Moment.BEFORE, 2, at),
            PainEntry(Moment.AFTER_EXERCISE, 5, at, "leg_lift", "right", True),
        ),
        exertion=ExertionEntry(4, at),
        check=SafetyCheck({"chest_pain": False, "fever": True}, at),
        confirmations=(Confirmation(Confirmed.TIMER, "warm_up", at, seconds=300.0),),
    )
    saved = save_session(store, LOCAL_USER, ann.id, session)
    say_pain(store, LOCAL_USER, saved, PainEntry(Moment.NEXT_MORNING, 6, at + timedelta(days=1)))
    say_pain(store, LOCAL_USER, saved, PainEntry(Moment.NEXT_MORNING, 3, at + timedelta(days=1)))
    say_exertion(store, LOCAL_USER, saved, ExertionEntry(7, at))
    got = saved_session(store, LOCAL_USER, saved)
    assert got.pain[:2] == session.pain
    assert got.checks == (session.check,)
    assert got.confirmations == session.confirmations
    assert got.exertion == 7
    diary = got.diary
    assert (diary.pain_before, diary.pain_after, diary.pain_next_morning) == (2, 5, 3)
    assert (diary.stopped_for_pain, diary.notes) == (True, "slept badly")


def test_the_day_is_that_of_where_the_patient_lives(store, make, ann):
    late = make.monday.replace(hour=23, minute=30)
    session = make.session(started_at=late, ended_at=late)
    assert saved_session(store, LOCAL_USER, save_session(store, LOCAL_USER, ann.id, session)).day == date(
        2026, 3, 3
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda at: PainEntry(Moment.BEFORE, 11, at), "11 is not on the scale"),
        (lambda at: PainEntry(Moment.BEFORE, 2.5, at), "not on the scale"),
        (lambda at: ExertionEntry(-1, at), "not on the scale"),
        (lambda at: PainEntry(Moment.BEFORE, 1, at.replace(tzinfo=None)), "no time zone"),
        (lambda at: PainEntry(Moment.BEFORE, 1, at, side="middle"), "not a leg"),
        (lambda at: Confirmation(Confirmed.WITHOUT_SENSOR, "bridge", at, sets=-1), "negative"),
    ],
)
def test_what_cannot_be_is_refused(make, wrong, words):
    with pytest.raises(EntryError, match=words):
        wrong(make.monday)


def test_a_session_that_ends_before_it_begins_is_refused(make):
    with pytest.raises(EntryError, match="ends before it begins"):
        make.session(ended_at=make.monday - timedelta(seconds=1))


def test_recordings_without_a_session_are_offered_and_can_be_saved(store, make, ann):
    recording = make.recording(5)
    with store.database.writing():
        digest, _ = store.files.put(recording)
    (found,) = leftovers(store, LOCAL_USER)
    assert (found.digest, found.side, found.started_at) == (digest, "right", make.monday)
    assert found.duration_s == pytest.approx(1.99)
    session = make.session()
    save_session(
        store,
        LOCAL_USER,
        ann.id,
        replace(session, recordings=(NewRecording(recording, make.result(make.set())),)),
    )
    assert leftovers(store, LOCAL_USER) == ()


vectors = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(np.array)


@given(vectors, vectors, st.none() | st.floats(0, 120), st.booleans(), st.lists(st.text()))
def test_a_calibration_comes_back_to_the_bit(pose, axis, lift, known, reasons):
    import json

    verdict = CalibrationVerdict(known, tuple(reasons))
    one = Calibration(pose, axis, "knee lift", 100.0, axis / 3, lift, known, True, verdict)
    again = calibration_of(json.loads(json.dumps(to_plain(one))))
    assert repr(to_plain(again)) == repr(to_plain(one))
