"""A saved session on the pages: the counts that were seen, measured again where the recording allows."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis import analyze
from analysis.repetition_status import set_statuses
from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    NewCorrection,
    NewRecording,
    NewSession,
    correct,
    open_session,
    save_session,
    saved_session,
)
from dashboard.records.corrected import BY_HAND
from sensing import read_recording

KIND = CorrectionKind


@pytest.fixture(scope="module")
def measured(sessions):
    """A simulated recording and its analysis: four leg lifts, three lunges."""
    recording = read_recording(sessions / "right.csv.gz")
    return recording, analyze(recording)


@pytest.fixture
def saved(store, ann, measured):
    """Save it, with changes to what was counted live."""

    def run(change=lambda result: result):
        recording, result = measured
        at = result.started_at
        new = NewSession(1, at, at, recordings=(NewRecording(recording, change(result)),))
        return save_session(store, LOCAL_USER, ann.id, new)

    return run


def test_it_opens_as_it_was_seen_and_measured_with_hindsight(store, saved, measured):
    recording, result = measured
    opened = open_session(store, LOCAL_USER, saved())
    (one,) = opened.recordings
    assert opened.title == "Session of 2026-03-02"
    assert np.array_equal(one.recording.acc, recording.acc)
    assert [each.exercise for each in one.result.sets] == ["leg_lift", "lunge"]
    for shown, wanted in zip(one.result.sets, result.sets, strict=True):
        assert [r.peak_angle_deg for r in shown.repetitions] == [r.peak_angle_deg for r in wanted.repetitions]
        assert all(r.live is not None for r in shown.repetitions)
        assert shown.metrics == wanted.metrics
    assert len(one.result.thigh_angle) == len(result.thigh_angle)
    assert one.result.notes == result.notes


def test_what_was_not_seen_live_is_not_counted_and_told(store, saved):
    def one_less(result):
        lifts, lunges = result.sets
        return replace(result, sets=(replace(lifts, repetitions=lifts.repetitions[:-1]), lunges))

    (one,) = open_session(store, LOCAL_USER, saved(one_less)).recordings
    assert len(one.result.sets[0].repetitions) == 3
    assert any(note.endswith("3 counted live, 4 when counted again") for note in one.result.notes)


def test_what_only_was_seen_live_stays(store, saved):
    def one_more(result):
        lifts, lunges = result.sets
        last = lifts.repetitions[-1]
        extra = replace(
            last, number=5, start_s=last.end_s + 0.1, peak_s=last.end_s + 0.2, end_s=last.end_s + 0.3
        )
        return replace(result, sets=(replace(lifts, repetitions=(*lifts.repetitions, extra)), lunges))

    session = saved(one_more)
    (one,) = open_session(store, LOCAL_USER, session).recordings
    seen = saved_session(store, LOCAL_USER, session).results[0].sets[0].repetitions[-1]
    shown = one.result.sets[0].repetitions[-1]
    assert shown.number == 5
    assert shown.peak_angle_deg == seen.peak_angle_deg
    assert shown.live == seen


def test_corrections_are_shown_and_a_missed_one_is_measured_where_it_was_found(store, saved, measured, make):
    def one_less(result):
        lifts, lunges = result.sets
        return replace(result, sets=(replace(lifts, repetitions=lifts.repetitions[1:]), lunges))

    session = saved(one_less)
    (_, result) = measured
    first = result.sets[0].repetitions[0]
    correct(
        store, LOCAL_USER, session, NewCorrection(KIND.MISSED_REPETITION, make.monday, 1, new=first.end_s + 1)
    )
    correct(store, LOCAL_USER, session, NewCorrection(KIND.NOT_A_REPETITION, make.monday, 2, 3))
    (one,) = open_session(store, LOCAL_USER, session).recordings
    lifts, lunges = one.result.sets
    by_hand = [each for each in lifts.repetitions if BY_HAND in each.flags]
    assert [each.peak_angle_deg for each in by_hand] == [first.peak_angle_deg]
    assert by_hand[0].live is None
    assert len(lifts.repetitions) == 4
    assert len(lunges.repetitions) == 2
    assert one.result.notes[-3:-1] == (
        "set 1: 1 added by hand; the sensor counted 3",
        "set 2: 1 taken out by hand; the sensor counted 3",
    )


def test_a_missed_one_that_the_analysis_does_not_find_is_counted_without_measures(store, saved, make):
    session = saved()
    correct(store, LOCAL_USER, session, NewCorrection(KIND.MISSED_REPETITION, make.monday, 1, new=0.5))
    (one,) = open_session(store, LOCAL_USER, session).recordings
    first = one.result.sets[0].repetitions[0]
    assert first.flags == (BY_HAND,)
    assert np.isnan(first.range_deg)
    assert one.result.sets[0].metrics.repetitions == 5
    program = saved_session(store, LOCAL_USER, session).program.program
    assert len(set_statuses(one.result, program)[0].statuses) == 5


def test_the_day_and_the_comparison_are_those_of_the_saved_session(store, saved):
    got = saved_session(store, LOCAL_USER, saved())
    assert got.day == date(2026, 3, 2)
    assert {(one.exercise, one.side): one.done.repetitions for one in got.comparison.items}[
        "leg_lift", "right"
    ] == 4
