"""Nothing from nothing: what people do between their exercises is counted as none, and recognised as none."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.build_repetition import CONFIRM_BELOW_DEG

STAND = {"do": "stand", "s": 4.0}
CALIBRATION = {"do": "calibration", "lifts": 2, "range_deg": 40.0}

BETWEEN = {
    "walking": [{"do": "walk", "s": 25.0}],
    "walking slowly, in small steps": [{"do": "walk", "s": 25.0, "cadence": 70.0, "amplitude_pct": 60.0}],
    "walking fast, in large steps": [{"do": "walk", "s": 20.0, "cadence": 130.0, "amplitude_pct": 120.0}],
    "climbing stairs": [{"do": "stairs", "s": 15.0}],
    "descending stairs": [{"do": "stairs", "s": 15.0, "direction": "down"}],
    "climbing stairs slowly": [{"do": "stairs", "s": 15.0, "cadence": 62.0}],
    "descending stairs slowly": [{"do": "stairs", "s": 15.0, "direction": "down", "cadence": 66.0}],
    "sitting down slowly": [{"do": "sit_down", "down_s": 4.0}, {"do": "sit", "s": 5.0}, STAND] * 2,
    "walking a little, again and again": [{"do": "walk", "s": 3.0, "amplitude_pct": 80.0}, STAND] * 4,
    "sitting": [{"do": "sit", "s": 20.0}],
    "sitting down and getting up": [{"do": "sit", "s": 6.0}, STAND] * 3,
    "resting on a chair": [{"do": "sit", "s": 15.0}, STAND, {"do": "walk", "s": 8.0}],
    "picking something up": [{"do": "bend", "s": 3.0, "range_deg": 40.0}, STAND],
    "picking things up twice, bending low": [{"do": "bend", "s": 4.0, "range_deg": 75.0}, STAND] * 2,
    "adjusting the strap": [{"do": "fiddle", "s": 6.0}],
    "adjusting the strap, which slips": [{"do": "fiddle", "s": 6.0, "slip_deg": [8.0, 5.0, 10.0]}],
    "lying down and getting up": [{"do": "lie_down", "s": 8.0}, {"do": "get_up"}],
}


@pytest.fixture(scope="module")
def everyday(session):
    """Return what makes a recording of steps after a calibration, and the calibrated part's end."""

    def make(*steps, lift_deg=40.0, **script):
        calibration = CALIBRATION | {"range_deg": lift_deg}
        made = session(calibration, STAND, *steps, STAND, **{"rate_hz": 50.0} | script).recording
        labels = tuple(one for one in made.info.activities if one.exercise == "calibration")
        return replace(made, info=replace(made.info, activities=labels)), labels[0].end_s

    return make


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift"])
@pytest.mark.parametrize("what", BETWEEN)
def test_everyday_movement_counts_as_no_lunge_and_no_lift(everyday, what, exercise, seed):
    recording, _ = everyday(*BETWEEN[what], seed=seed)
    assert analyze(recording, exercise=exercise).sets == ()


@pytest.mark.parametrize(("rate_hz", "lift_deg"), [(25.0, 38.0), (100.0, 28.0)])
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift"])
@pytest.mark.parametrize("what", BETWEEN)
def test_nor_where_the_floor_follows_a_weak_leg(everyday, what, exercise, rate_hz, lift_deg):
    recording, _ = everyday(*BETWEEN[what], seed=3, rate_hz=rate_hz, lift_deg=lift_deg)
    assert analyze(recording, exercise=exercise).sets == ()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift"])
def test_a_leg_that_swings_on_a_chair_does_not_hide_that_somebody_sat_down(pendulum, exercise, seed):
    """Down and up turn about the knee; what the thigh does in between, about the hip."""
    time_s = np.arange(0.0, 24.0, 0.02)
    seated = np.clip(np.minimum(time_s - 4.0, 20.0 - time_s) / 1.8, 0.0, 1.0)
    fidgets = np.clip(np.minimum(time_s - 8.0, 16.0 - time_s), 0.0, 1.0)
    angle = 43.0 * (1.0 - np.cos(np.pi * seated)) + 9.0 * fidgets * np.sin(2.0 * np.pi * 1.1 * time_s)
    noise = np.random.default_rng(seed).normal(0.0, 0.02, (len(time_s), 3))
    made = pendulum(time_s, angle, np.where(fidgets > 0.0, -0.22, 0.15))
    assert analyze(replace(made, acc=made.acc + noise), exercise=exercise).sets == ()


@pytest.mark.parametrize("what", BETWEEN)
def test_everyday_movement_is_recognised_as_nothing(everyday, what):
    recording, end_s = everyday(*BETWEEN[what])
    unlabelled = replace(recording, info=replace(recording.info, activities=()))
    for one in analyze(unlabelled).sets:
        assert one.exercise == "leg_lift", "the calibration's"
        assert one.end_s <= end_s + 1.0


@pytest.mark.parametrize("range_deg", [35.0, 40.0])
@pytest.mark.parametrize("between", ["picking something up", "adjusting the strap", "resting on a chair"])
def test_small_lifts_count_and_what_lies_between_them_does_not(everyday, range_deg, between):
    lifts = {"do": "set", "exercise": "leg_lift", "repetitions": 4, "range_deg": range_deg, "hold_s": 2.0}
    recording, _ = everyday(lifts, *BETWEEN[between], lifts)
    result = analyze(recording, exercise="leg_lift")
    assert sum(len(one.repetitions) for one in result.sets) == 8
    repetitions = [each for one in result.sets for each in one.repetitions]
    assert all(
        ("confirm" in each.flags) == (each.live.peak_angle_deg < CONFIRM_BELOW_DEG) for each in repetitions
    )


def test_everyday_movement_stays_none_however_the_sensor_sits(everyday, rotated):
    recording, _ = everyday(*BETWEEN["walking"], *BETWEEN["picking something up"])
    for seed in range(3):
        turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
        turned = rotated(recording, turn * np.linalg.det(turn))
        assert analyze(turned, exercise="leg_lift").sets == ()
