"""Where sets end: what stands apart or turns into something else is no part of them, what only varies is."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.set_parts import UNLIKE, difference
from analysis.traits import Traits

STAND = {"do": "stand", "s": 4.0}
USUAL = Traits(count=5, size_deg=60.0, width_s=1.5, landing_g=0.1, along_m=-0.2, across_m=0.0)


@pytest.fixture(scope="module")
def found(session):
    """Return what finds the sets of a simulated session without labels: names, legs, counts."""

    def find(*steps, **script):
        made = session(*steps, **script).recording
        result = analyze(replace(made, info=replace(made.info, activities=())))
        return [(one.exercise, one.role, len(one.repetitions)) for one in result.sets]

    return find


def doing(exercise, repetitions, **how):
    return {"do": "set", "exercise": exercise, "repetitions": repetitions, **how}


@pytest.mark.parametrize(
    "change", [{"size_deg": 64.0}, {"width_s": 1.3}, {"heading_deg": 9.0}, {"along_m": -0.16}]
)
def test_repetitions_vary(change):
    assert difference(USUAL, replace(USUAL, **change)) < 1.0


@pytest.mark.parametrize(
    "change", [{"size_deg": 20.0}, {"width_s": 4.0}, {"heading_deg": 35.0}, {"along_m": 0.05}]
)
def test_another_movement_differs(change):
    other = replace(USUAL, **change)
    assert difference(USUAL, other) == difference(other, USUAL) > UNLIKE


def test_what_is_not_known_does_not_differ():
    assert difference(USUAL, replace(USUAL, along_m=float("nan"))) == 0.0


def test_who_sits_down_after_squats_has_made_no_squat(found):
    squats = doing("squat", 6, range_deg=55.0, hold_s=1.0)
    assert found(STAND, squats, {"do": "sit", "s": 12.0}, STAND, rate_hz=25.0) == [("squat", None, 6)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_set_stays_whole_where_a_landing_is_hardly_felt(found, seed):
    steps = doing("step_up", 7, range_deg=46.0)
    assert found(STAND, steps, STAND, rate_hz=25.0, seed=seed) == [("step_up", None, 7)]


@pytest.mark.parametrize("range_deg", [50.0, 75.0])
def test_lunges_are_no_lifts_at_25_samples_a_second(found, range_deg):
    lunges = doing("lunge", 4, range_deg=range_deg, up_s=1.2, down_s=1.2)
    assert found(STAND, lunges, STAND, rate_hz=25.0, seed=3) == [("lunge", "front", 4)]


@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
@pytest.mark.parametrize("range_deg", [16.0, 22.0])
def test_all_lunges_seen_from_the_leg_behind_are_counted(found, range_deg, rate_hz):
    lunges = doing("lunge", 6, leg="right", range_deg=range_deg)
    assert found(STAND, lunges, STAND, side="left", rate_hz=rate_hz) == [("lunge", "rear", 6)]


@pytest.mark.parametrize(("first_pause_s", "count"), [(0.7, 8), (3.0, 7)])
def test_a_lift_is_of_a_calibration_only_if_a_rest_follows(pendulum, first_pause_s, count):
    """Of eight lifts with hardly a pause, the first is no calibration for a pause a little longer."""
    time_s = np.arange(0.0, 3.0, 0.02)
    lift = 22.5 * (1.0 - np.cos(2.0 * np.pi * time_s / 3.0))
    still, pause = np.zeros(200), np.zeros(round(50 * first_pause_s))
    angle = np.concatenate([still, lift, pause, *[lift] * 7, still])
    result = analyze(pendulum(np.arange(len(angle)) / 50.0, angle, -0.23))
    assert [(one.exercise, len(one.repetitions)) for one in result.sets] == [("leg_lift", count)]


def test_sets_from_two_postures_are_both_found_after_each_other(found):
    """On the back with the knees up, then with straight legs: what one leaves over holds the other."""
    raises = doing("straight_leg_raise", 6, range_deg=35.0)
    bridges = doing("bridge", 6, range_deg=25.0)
    knees_up, straight = ({"do": "lie_down", "posture": one, "s": 4.0} for one in ("hook_lying", "supine"))
    steps = (STAND, knees_up, bridges, straight, raises, STAND)
    expected = [("bridge", None, 6), ("straight_leg_raise", None, 6)]
    assert found(*steps, rate_hz=50.0) == expected
