"""Saved sessions feed progress with the counts that the patient saw, under the program of their day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis import compare, load_program
from analysis.comparison import SelfReport, Verdict
from analysis.progress_records import Diary, from_comparison
from dashboard.records import (
    LOCAL_USER,
    Confirmation,
    Confirmed,
    CorrectionKind,
    Ending,
    EntryError,
    Moment,
    NewCorrection,
    PainEntry,
    correct,
    current_program,
    prescribe,
    program_versions,
    progress,
    save_session,
    saved_session,
    session_records,
    sign_off,
)
from sensing.errors import ProgramError


def test_a_record_is_that_of_the_comparison_with_what_was_seen(store, make, ann):
    right = (make.set(), make.set("bridge", repetitions=8))
    at = make.monday
    said = Confirmation(Confirmed.WITHOUT_SENSOR, "leg_lift", at, "left", 2, 10)
    save_session(
        store,
        LOCAL_USER,
        ann.id,
        make.session(*right, confirmations=(said,), pain=(PainEntry(Moment.BEFORE, 1, at),)),
    )
    (record,) = session_records(store, LOCAL_USER, ann.id)
    comparison = compare(
        [make.result(*right)],
        load_program(make.program),
        self_reports=[SelfReport("leg_lift", "left", 2, 10)],
        day=at.date(),
    )
    assert record == from_comparison(comparison, at.date(), started_at=at, diary=Diary(pain_before=1))
    verdicts = {one.key: one.verdict for one in record.exercises}
    assert verdicts["bridge", "both"] is Verdict.DONE
    assert verdicts["leg_lift", "left"] is Verdict.SELF_REPORTED


def test_a_correction_changes_what_progress_sees(store, make, ann):
    saved = save_session(store, LOCAL_USER, ann.id, make.session())

    def done():
        (record,) = session_records(store, LOCAL_USER, ann.id)
        return {one.key: one.repetitions for one in record.exercises}["leg_lift", "right"]

    assert done() == 5
    correct(store, LOCAL_USER, saved, NewCorrection(CorrectionKind.NOT_A_REPETITION, make.monday, 1, 1))
    assert done() == 4
    correct(
        store, LOCAL_USER, saved, NewCorrection(CorrectionKind.MISSED_REPETITION, make.monday, 1, new=50.0)
    )
    correct(store, LOCAL_USER, saved, NewCorrection(CorrectionKind.UNDO, make.monday, undoes=1))
    assert done() == 6


def test_a_session_keeps_the_program_that_it_was_done_under(store, make, ann):
    save_session(store, LOCAL_USER, ann.id, make.session())
    more = make.program.replace("repetitions = 5", "repetitions = 6")
    prescribe(store, LOCAL_USER, ann.id, more, starts_on=date(2026, 3, 9))
    sign_off(store, LOCAL_USER, ann.id, 2, "agreed")
    save_session(store, LOCAL_USER, ann.id, make.session(seed=1, days=7, program=2))
    first, second = session_records(store, LOCAL_USER, ann.id)
    assert first.exercises[0].prescribed.repetitions == 5
    assert second.exercises[0].prescribed.repetitions == 6
    found = progress(store, LOCAL_USER, ann.id, today=date(2026, 3, 10))
    assert found.program.items[0].repetitions == 6
    assert (found.start, found.through) == (date(2026, 3, 2), date(2026, 3, 10))
    assert found.sessions == (first, second)


def test_a_version_is_in_force_when_signed_off_and_begun(store, make, ann):
    def in_force(day):
        found = current_program(store, LOCAL_USER, ann.id, day)
        return None if found is None else found.number

    prescribe(store, LOCAL_USER, ann.id, make.program, starts_on=date(2026, 3, 9))
    assert [in_force(date(2026, 3, day)) for day in (1, 2, 9)] == [None, 1, 1]
    signed = sign_off(store, LOCAL_USER, ann.id, 2, "my therapist agreed")
    assert [(one.by, one.words) for one in signed.sign_offs] == [("local", "my therapist agreed")]
    assert [in_force(date(2026, 3, day)) for day in (1, 2, 9)] == [None, 1, 2]
    assert [one.text for one in program_versions(store, LOCAL_USER, ann.id)] == [make.program] * 2


def test_a_faulty_or_backdated_program_is_refused(store, make, ann):
    with pytest.raises(ProgramError):
        prescribe(store, LOCAL_USER, ann.id, "nonsense = [", starts_on=date(2026, 3, 9))
    with pytest.raises(EntryError, match="before the start of version 1"):
        prescribe(store, LOCAL_USER, ann.id, make.program, starts_on=date(2026, 3, 1))
    with pytest.raises(EntryError, match="no version 7"):
        sign_off(store, LOCAL_USER, ann.id, 7, "agreed")
    assert len(program_versions(store, LOCAL_USER, ann.id)) == 1


def test_without_a_program_in_force_there_is_no_progress(store, ann):
    assert progress(store, LOCAL_USER, ann.id, today=date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("ending", "before", "taken", "stopped"),
    [
        (Ending.COMPLETED, 1, True, False),
        (Ending.STOPPED, 1, True, False),
        (Ending.PAIN, 1, True, True),
        (Ending.NOT_STARTED, 8, True, True),
        (Ending.NOT_STARTED, 1, False, False),
    ],
)
def test_what_pain_stopped_or_prevented_is_excused_and_other_refusals_are_no_session(
    store, make, ann, ending, before, taken, stopped
):
    session = replace(make.session(), recordings=())
    answer = PainEntry(Moment.BEFORE, before, make.monday)
    saved = save_session(store, LOCAL_USER, ann.id, replace(session, ending=ending, pain=(answer,)))
    found = session_records(store, LOCAL_USER, ann.id)
    assert len(found) == taken
    assert [one.diary.stopped_for_pain for one in found] == [stopped] * taken
    assert saved_session(store, LOCAL_USER, saved).ending is ending


def test_weeks_of_sessions_are_reviewed(store, make, ann):
    whole = [make.set(), make.set(), make.set("bridge", repetitions=8)]
    for number, days in enumerate((0, 2, 4, 7, 9)):
        save_session(store, LOCAL_USER, ann.id, make.session(*whole, seed=number, days=days))
    found = progress(store, LOCAL_USER, ann.id, today=make.monday.date() + timedelta(days=10))
    assert found.done == 5
    assert found.weeks_on_plan == 1
