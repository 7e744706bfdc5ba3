"""Live, calibrated on a knee lift alone, beside review; the start pose on a chair or the floor."""

from itertools import pairwise

import numpy as np
import pytest

from analysis import LiveAnalysis, analyze, calibrate
from analysis.exercises import load_catalogue
from analysis.live_start import start_finder
from sensing.samples import ImuBlock, Recording

ELSEWHERE = sorted(name for name, one in load_catalogue().items() if one.posture != "standing")


ANNOUNCED_S = 0.6
"""After half return a repetition is announced within this time."""


@pytest.fixture(scope="module")
def lifted_before(session):
    """Return what makes a session of six repetitions after a knee lift, and the lift's own calibration."""

    def make(exercise):
        made = session(
            {"do": "calibration", "lifts": 1},
            {"do": "set", "exercise": exercise, "repetitions": 6},
            {"do": "rest", "s": 4.0},
            rate_hz=50.0,
            mounting={"euler_deg": "random"},
        )
        lift = made.recording.info.activities[0]
        assert lift.exercise == "calibration"
        return made, calibrate(part(made.recording, lift.start_s, lift.end_s))

    return make


@pytest.fixture(scope="module", params=ELSEWHERE)
def done(lifted_before, request):
    """Calibrated standing, six repetitions elsewhere: exercise, session, calibration of the lift alone."""
    return request.param, *lifted_before(request.param)


def after_the_lift(recording):
    begin_s = recording.info.activities[0].end_s
    a = int(np.searchsorted(recording.time_s, begin_s))
    return Recording(recording.time_s[a:], recording.acc[a:], recording.gyr[a:], recording.info)


def part(recording, start_s, end_s):
    a, b = np.searchsorted(recording.time_s, [start_s, end_s])
    return Recording(recording.time_s[a:b], recording.acc[a:b], recording.gyr[a:b], recording.info)


def counted(live, recording, size=7):
    for block in recording.blocks(size):
        live.push(block)
    return live.finish().repetitions


@pytest.mark.parametrize("exercise", sorted(load_catalogue()))
def test_live_counts_and_measures_as_the_review_of_the_whole(lifted_before, exercise):
    made, calibration = lifted_before(exercise)
    truth = made.truth.sets[0]
    seen = counted(LiveAnalysis(calibration, exercise, "right"), after_the_lift(made.recording))
    reviewed = [one for each in analyze(made.recording).sets for one in each.repetitions]
    assert len(seen) == len(reviewed) == len(truth.repetitions)
    for one, other, true in zip(seen, reviewed, truth.repetitions, strict=True):
        assert one.peak_angle_deg == pytest.approx(other.peak_angle_deg, abs=3.0)
        assert one.peak_angle_deg == pytest.approx(true.peak_angle_deg, abs=3.0)


@pytest.mark.parametrize("exercise", sorted(load_catalogue()))
def test_a_repetition_is_announced_soon_after_half_return_and_not_taken_back(lifted_before, exercise):
    made, calibration = lifted_before(exercise)
    live, counts = LiveAnalysis(calibration, exercise, "right"), [0]
    announced_s = []
    for block in after_the_lift(made.recording).blocks(5):
        counts.append(len(live.push(block).repetitions))
        announced_s += [block.time_s[-1]] * (counts[-1] - counts[-2])
    assert (np.diff(counts) >= 0).all()
    true = made.recording.extra["truth_thigh_deg"]
    for one, at_s in zip(made.truth.sets[0].repetitions, announced_s, strict=True):
        back = slice(*np.searchsorted(made.recording.time_s, [one.peak_s, one.end_s]))
        way = np.abs(true[back] - true[back][0])
        half_s = made.recording.time_s[back][np.argmax(way >= 0.5 * one.range_deg)]
        assert -0.2 < at_s - half_s < ANNOUNCED_S


def test_chunks_make_no_difference(done):
    exercise, made, calibration = done
    peaks = [
        [one.peak_angle_deg for one in counted(LiveAnalysis(calibration, exercise), made.recording, size)]
        for size in (1, 13, 10**6)
    ]
    assert len(peaks[0]) == 6
    assert all(a == b for a, b in pairwise(peaks))


def test_until_the_start_pose_was_seen_that_is_said_and_nothing_counts(done):
    exercise, made, calibration = done
    live = LiveAnalysis(calibration, exercise)
    until = int(np.searchsorted(made.recording.time_s, made.recording.info.activities[0].end_s))
    state = live.push(
        ImuBlock(made.recording.time_s[:until], made.recording.acc[:until], made.recording.gyr[:until])
    )
    assert state.repetitions == ()
    assert any("no second of rest" in reason for reason in state.quality.reasons)
    for block in made.recording.blocks(50):
        if block.time_s[0] > state.time_s:
            later = live.push(block)
    assert not any("no second of rest" in reason for reason in later.quality.reasons)


def test_a_given_standing_calibration_serves_the_review_too(done):
    exercise, made, calibration = done
    found = analyze(made.recording, exercise=exercise, calibration=calibration)
    assert sum(len(one.repetitions) for one in found.sets) == 6
    assert found.calibration.posture == load_catalogue()[exercise].posture


def test_never_in_posture_is_said_in_review(session):
    made = session({"do": "calibration", "lifts": 2}, {"do": "stand", "s": 3.0}, rate_hz=50.0)
    lift = made.recording.info.activities[0]
    calibration = calibrate(part(made.recording, lift.start_s, lift.end_s))
    result = analyze(made.recording, exercise="bridge", calibration=calibration)
    assert result.sets == ()
    assert any("no second of rest on the back" in note for note in result.notes)


def test_a_calibration_of_the_exercise_itself_is_used_as_it_is(done):
    exercise, made, _ = done
    own = calibrate(made.recording, exercise=exercise)
    assert start_finder(own, load_catalogue()[exercise]) is None
