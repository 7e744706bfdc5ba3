"""The zero of the angle follows standing rests that moved, and only those."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import LiveAnalysis, analyze
from analysis.calibration import calibrate
from analysis.standing_zero import MOVED_REST_DEG, STANDING_WITHIN_DEG, StandingZero
from sensing.samples import Activity

FLAT = np.zeros(100)


def pose(angle_deg):
    return np.array([np.sin(np.radians(angle_deg)), 0.0, np.cos(np.radians(angle_deg))])


@pytest.fixture
def zero(upright):
    return StandingZero(upright(), 1.0)


def test_a_rest_that_moved_is_counted_from(zero):
    zero.rested(10, 1.0, pose(MOVED_REST_DEG + 1.0))
    assert zero.before(0, 50, FLAT + MOVED_REST_DEG + 1.0).angle_deg == pytest.approx(MOVED_REST_DEG + 1.0)
    zero.forget_until(60)
    zero.rested(70, 7.0, pose(2.0 * MOVED_REST_DEG))
    assert zero.before(60, 90, FLAT).angle_deg == pytest.approx(MOVED_REST_DEG + 1.0), "less than 5 further"


def test_standing_a_little_differently_changes_nothing(zero):
    zero.rested(10, 1.0, pose(MOVED_REST_DEG - 0.1))
    assert zero.before(0, 50, FLAT).angle_deg == 0.0
    assert len(zero.zeros) == 1


def test_another_posture_is_no_zero(zero):
    zero.rested(10, 1.0, pose(STANDING_WITHIN_DEG + 1.0))
    assert zero.before(0, 50, FLAT + STANDING_WITHIN_DEG + 1.0).angle_deg == 0.0


def test_a_hold_is_no_zero(zero):
    zero.rested(60, 6.0, pose(25.0))
    assert zero.before(0, 50, FLAT).angle_deg == 0.0, "after the way up"
    zero.forget_until(80)
    assert zero.before(80, 90, FLAT).angle_deg == 0.0


def test_a_pause_on_the_way_back_is_no_zero(zero):
    zero.rested(10, 1.0, pose(20.0))
    lower = np.concatenate([np.full(20, 20.0), np.zeros(30), np.linspace(0.0, 30.0, 50)])
    assert zero.before(0, 90, lower).angle_deg == 0.0


SET = {"do": "set", "exercise": "leg_lift", "repetitions": 4, "hold_s": 1.0, "pause_s": 2.5}
WAYS = {
    "forward": (12.0, 0.0, 0.0),
    "backward": (-20.0, 0.0, 0.0),
    "sideways": (0.0, 15.0, 0.0),
}


@pytest.fixture(scope="module", params=WAYS)
def slipped(session, request):
    """Lifts, a sensor that is left turned in mid-session, lifts; one label for all; the way it turned."""
    made = session(
        {"do": "calibration", "lifts": 1},
        SET,
        {"do": "fiddle", "slip_deg": list(WAYS[request.param])},
        SET,
        {"do": "stand", "s": 3.0},
        rate_hz=50.0,
        mounting={"euler_deg": "random"},
    )
    lift = made.recording.info.activities[0]
    whole = Activity(lift.end_s, made.recording.duration_s, "leg_lift", "right")
    info = replace(made.recording.info, activities=(lift, whole))
    return replace(made, recording=replace(made.recording, info=info)), request.param


def test_a_sensor_that_turns_in_mid_session_is_noticed_said_and_followed(slipped):
    made, way = slipped
    truth = [one for part in made.truth.sets for one in part.repetitions]
    (found,) = analyze(made.recording).sets
    assert len(found.repetitions) == len(truth) == 8
    limit = 5.0 if way == "sideways" else 2.0
    for one, true in zip(found.repetitions, truth, strict=True):
        assert one.peak_angle_deg == pytest.approx(true.peak_angle_deg, abs=limit)
        assert one.live.peak_angle_deg == pytest.approx(true.peak_angle_deg, abs=limit)
        assert one.range_deg == pytest.approx(true.range_deg, abs=limit)
    moved = round(max(abs(turn) for turn in WAYS[way]))
    (told,) = [reason for reason in found.quality.reasons if "the strap slipped" in reason]
    assert any(f"moved by {moved + off} degrees" in told for off in (-1, 0, 1))


def test_the_angle_is_near_zero_again_at_the_next_rest(slipped):
    made, _ = slipped
    series = analyze(made.recording).thigh_angle.dropna()
    late = series[series.time_s > made.recording.duration_s - 2.0]
    assert abs(late.thigh_angle_deg.mean()) < 2.0


def test_it_is_told_and_followed_live_too(slipped):
    made, _ = slipped
    live = LiveAnalysis(calibrate(made.recording, exercise="leg_lift"), "leg_lift", "right")
    before = [live.push(block) for block in made.recording.blocks(25)]
    middle_s = made.truth.sets[0].end_s
    calm = next(state for state in before if state.time_s > middle_s)
    assert not any("slipped" in reason for reason in calm.quality.reasons)
    assert any("slipped" in reason for reason in before[-1].quality.reasons)
    assert abs(before[-1].thigh_angle_deg) < 2.0
