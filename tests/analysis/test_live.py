"""What a person sees while exercising."""

import dataclasses
import math
from itertools import pairwise

import numpy as np
import pytest

from analysis import LiveAnalysis, calibrate
from analysis.calibration import CalibrationVerdict
from sensing.errors import CatalogueError, InputError, RecordingError
from sensing.samples import ImuBlock


@pytest.fixture(scope="module")
def states(lifts):
    """The state after every tenth of a second, and after the end."""
    recording = lifts.recording
    live = LiveAnalysis(calibrate(recording, exercise="leg_lift"), "leg_lift", "right")
    seen = [live.push(block) for block in recording.blocks(5)]
    return [*seen, live.finish()]


def test_the_count_rises_one_at_a_time(states):
    counts = [len(state.repetitions) for state in states]
    assert counts[0] == 0
    assert set(np.diff(counts)) <= {0, 1}
    assert counts[-1] == 4, "the calibrating lift and three repetitions"


def test_a_repetition_is_announced_before_the_leg_is_back(states, lifts):
    ends = [one.end_s for one in lifts.truth.sets[0].repetitions]
    for number, end_s in enumerate(ends, start=2):
        announced = next(state.time_s for state in states if len(state.repetitions) == number)
        assert announced < end_s + 0.1


def test_what_is_final_never_changes(states):
    final = {}
    for state in states:
        for one in state.repetitions:
            if one.final:
                assert final.setdefault(one.number, one) == one
    assert sorted(final) == [1, 2, 3, 4]


def test_provisional_repetitions_come_last_and_settle_in_time(states):
    first_seen = {}
    for state in states[:-1]:
        finals = [one.final for one in state.repetitions]
        assert finals == sorted(finals, reverse=True)
        for one in state.repetitions:
            first_seen.setdefault(one.number, state.time_s)
            if not one.final:
                assert state.time_s - first_seen[one.number] <= 4.0


def test_finishing_settles_everything(states):
    assert all(one.final for one in states[-1].repetitions)


def test_numbers_count_up(states):
    for state in states:
        assert [one.number for one in state.repetitions] == list(range(1, len(state.repetitions) + 1))


def test_angle_and_time_are_those_of_the_last_sample(states, lifts):
    recording = lifts.recording
    times = np.array([state.time_s for state in states[:-1]])
    angles = np.array([state.thigh_angle_deg for state in states[:-1]])
    truth = np.interp(times, recording.time_s, recording.extra["truth_thigh_deg"])
    assert np.array_equal(
        times, recording.time_s[[*range(4, len(recording), 5), len(recording) - 1]][: len(times)]
    )
    assert np.abs(angles - truth).max() < 5.0


def test_phases_follow_the_leg(states, lifts):
    for one in lifts.truth.sets[0].repetitions:
        span = [state for state in states if one.start_s - 0.3 < state.time_s < one.end_s + 1.0]
        phases = [state.phase for state in span]
        assert list(dict.fromkeys(phases)) == ["rest", "up", "hold", "down"]
        assert phases[-1] == "rest"
        turns = sum(a != b for a, b in pairwise(phases))
        assert turns == 4, "each phase once"
        assert all((state.hold_s > 0.0) == (state.phase == "hold") for state in span)
        top = one.start_s + one.up_s + 0.6 * one.hold_s
        assert next(state.phase for state in span if state.time_s >= top) == "hold"


def test_the_hold_counts_up_while_it_lasts(states, lifts):
    one = lifts.truth.sets[0].repetitions[1]
    begin_s = one.start_s + one.up_s
    held = [state.hold_s for state in states if 0.5 < state.time_s - begin_s < one.hold_s - 0.2]
    assert all(b > a for a, b in pairwise(held))
    assert held[-1] == pytest.approx(one.hold_s - 0.2, abs=0.25)


def test_samples_lost_within_a_repetition_are_told_at_once(lifts, without):
    hit = lifts.truth.sets[0].repetitions[1]
    holed = without(lifts.recording, (hit.peak_s, hit.peak_s + 0.3))
    live = LiveAnalysis(calibrate(lifts.recording, exercise="leg_lift"), "leg_lift")
    for block in holed.blocks(5):
        state = live.push(block)
    assert ["gap" in one.flags for one in state.repetitions] == [False, False, True, False]


def test_a_reconnection_within_a_repetition_is_told_and_counts_once(lifts):
    hit = lifts.truth.sets[0].repetitions[1]
    live = LiveAnalysis(calibrate(lifts.recording, exercise="leg_lift"), "leg_lift")
    for block in lifts.recording.blocks(5):
        state = live.push(dataclasses.replace(block, epoch=int(block.time_s[0] > hit.peak_s)))
    assert ["gap" in one.flags for one in state.repetitions] == [False, False, True, False]
    ranges = [one.range_deg for one in live.finish().repetitions]
    assert ranges[2] == pytest.approx(hit.range_deg, abs=4.0)


def test_losses_are_told_while_they_happen(lifts):
    recording = lifts.recording
    calibration = calibrate(recording, exercise="leg_lift")
    whole = LiveAnalysis(calibration, "leg_lift")
    assert all(whole.push(block).quality.reasons == () for block in recording.blocks(50))
    thinned, told = LiveAnalysis(calibration, "leg_lift"), []
    for block in recording.blocks(50):
        kept = np.arange(50)[: len(block)] % 8 != 3
        thin = ImuBlock(block.time_s[kept], block.acc[kept], block.gyr[kept])
        told.append(thinned.push(thin).quality)
    assert told[-1].countable
    assert [one.reasons for one in told[2:]] == [(share,) for share in [told[-1].reasons[0]] * len(told[2:])]
    assert told[-1].reasons == ("12% of the samples were lost on the way",)


def test_what_stands_against_the_calibration_stands_in_every_state(lifts):
    doubtful = dataclasses.replace(
        calibrate(lifts.recording, exercise="leg_lift"),
        verdict=CalibrationVerdict(ok=False, reasons=("the knee lift reached 9 of 20 degrees",)),
    )
    live = LiveAnalysis(doubtful, "leg_lift")
    assert live.state.quality.reasons == doubtful.verdict.reasons
    assert live.push(next(lifts.recording.blocks(50))).quality.reasons == doubtful.verdict.reasons


def test_a_state_does_not_change_later(states):
    with pytest.raises(dataclasses.FrozenInstanceError):
        states[0].phase = "hold"
    assert isinstance(states[0].repetitions, tuple)


def test_before_the_first_sample_nothing_is_known(upright):
    state = LiveAnalysis(upright(), "leg_lift").state
    assert math.isnan(state.time_s)
    assert math.isnan(state.thigh_angle_deg)
    assert (state.repetitions, state.phase, state.hold_s) == ((), "rest", 0.0)


def test_an_empty_block_is_no_news(lifts):
    live = LiveAnalysis(calibrate(lifts.recording, exercise="leg_lift"), "leg_lift")
    before = live.push(next(lifts.recording.blocks(700)))
    assert live.push(ImuBlock(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))) == before


def test_samples_without_a_gyroscope_do_not_fit_a_calibration_with_one(lifts):
    bare = dataclasses.replace(lifts.recording, gyr=None)
    live = LiveAnalysis(calibrate(lifts.recording, exercise="leg_lift"), "leg_lift")
    with pytest.raises(RecordingError, match=r"gyroscope|angular rate") as caught:
        live.push(next(bare.blocks(50)))
    assert "\n" not in str(caught.value)


def test_samples_that_do_not_follow_are_refused(lifts):
    live = LiveAnalysis(calibrate(lifts.recording, exercise="leg_lift"), "leg_lift")
    first, second, *_ = lifts.recording.blocks(600)
    live.push(first)
    before = live.push(second)
    with pytest.raises(RecordingError, match="time") as caught:
        live.push(first)
    assert "\n" not in str(caught.value)
    assert live.state == before, "nothing of the refused block was taken in"


def test_steps_taken_for_lifts_are_withdrawn(session):
    made = session(
        {"do": "calibration", "lifts": 1, "range_deg": 30.0},
        {"do": "walk", "s": 12.0},
        {"do": "stand", "s": 5.0},
        rate_hz=50.0,
    ).recording
    live = LiveAnalysis(calibrate(made, exercise="leg_lift"), "leg_lift")
    for block in made.blocks(5):
        live.push(block)
    assert len(live.finish().repetitions) <= 1, "the calibrating lift at most"


def test_an_unknown_exercise_is_refused(upright):
    with pytest.raises(CatalogueError, match="Did you mean 'squat'"):
        LiveAnalysis(upright(), "squats")


@pytest.mark.parametrize(
    ("exercise", "given", "seen", "expected"),
    [
        ("lunge", None, None, "front"),
        ("lunge", None, "rear", "rear"),
        ("lunge", "front", "rear", "front"),
        ("lunge", "rear", None, "rear"),
        ("squat", None, "rear", None),
    ],
)
def test_the_role_in_a_lunge(upright, exercise, given, seen, expected):
    assert LiveAnalysis(upright(role=seen), exercise, "left", given).role == expected


def test_a_role_or_side_that_is_none_is_refused(upright):
    with pytest.raises(InputError, match=r"'left' is no role.*front, rear"):
        LiveAnalysis(upright(), "lunge", "left", "left")
    with pytest.raises(InputError, match="'middle' is no side"):
        LiveAnalysis(upright(), "lunge", "middle")


def test_without_a_known_zero_peaks_are_not_known(lifts):
    known = calibrate(lifts.recording, exercise="leg_lift")
    live = LiveAnalysis(dataclasses.replace(known, zero_known=False), "leg_lift")
    done = live.push(next(lifts.recording.blocks(len(lifts.recording)))).repetitions
    assert len(done) == 4
    assert all(math.isnan(one.peak_angle_deg) and one.range_deg > 30 for one in done)
