"""Sets are found whole where nobody rests between movements: their holds are the only rests then."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.hindsight import Hindsight
from analysis.stretches import stretches

STAND = {"do": "stand", "s": 4.0}
CALIBRATION = {"do": "calibration", "lifts": 2}
REST = {"do": "rest", "s": 4.0}


def doing(exercise, repetitions=8, **how):
    return {"do": "set", "exercise": exercise, "repetitions": repetitions, "pause_s": 0.1, **how}


def lying(posture):
    return {"do": "lie_down", "posture": posture, "s": 5.0}


@pytest.fixture(scope="module")
def found(session):
    """Return what finds the sets of a simulated session without labels: names and counts."""

    def find(*steps, **script):
        made = session(*steps, rate_hz=50.0, **script).recording
        result = analyze(replace(made, info=replace(made.info, activities=())))
        return [(one.exercise, len(one.repetitions)) for one in result.sets]

    return find


@pytest.fixture(scope="module")
def passing(planar):
    """Return what makes a recording of rests, in s and deg, with a second and a half on the way to each."""

    def make(*rests):
        corners, at_s = [], 0.0
        for seconds, degrees in rests:
            corners += [(at_s, degrees), (at_s + seconds, degrees)]
            at_s += seconds + 1.5
        time_s = np.arange(0.0, at_s - 1.5, 0.02)
        return Hindsight.of(planar(time_s, np.interp(time_s, *np.transpose(corners))))

    return make


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("hold_s", [2.5, 5.0, 10.0])
def test_lifts_held_without_a_rest_between_are_all_found(found, hold_s, seed):
    lifts = doing("leg_lift", hold_s=hold_s, up_s=1.6, down_s=1.8, range_deg=40.0)
    assert found(STAND, CALIBRATION, lifts, STAND, seed=seed) == [("leg_lift", 8)]


@pytest.mark.parametrize(
    ("exercise", "posture", "range_deg"),
    [
        ("straight_leg_raise", "supine", 35.0),
        ("side_lying_hip_abduction", "side_lying", 30.0),
        ("bridge", "hook_lying", 25.0),
    ],
)
def test_so_they_are_on_the_floor(found, exercise, posture, range_deg):
    movements = doing(exercise, hold_s=3.0, range_deg=range_deg)
    assert found(STAND, CALIBRATION, lying(posture), movements, REST) == [(exercise, 8)]


@pytest.mark.parametrize("seed", [4, 8])
def test_a_single_hold_that_passes_for_a_rest_ends_no_set(found, seed):
    """Most are too short for that: the pose they begin from is passed before it and after."""
    bridges = doing("bridge", 10, hold_s=0.9)
    assert found(STAND, CALIBRATION, lying("hook_lying"), bridges, REST, seed=seed) == [("bridge", 10)]


def test_two_such_sets_stay_two(found):
    lifts = doing("leg_lift", hold_s=2.5, up_s=1.6, down_s=1.8, range_deg=40.0)
    pause = {"do": "rest", "s": 15.0}
    assert found(STAND, CALIBRATION, lifts, pause, lifts, STAND) == [("leg_lift", 8), ("leg_lift", 8)]


def test_who_stands_up_only_briefly_rises_from_the_chair(found):
    """Standing is passed, the chair is rested in: from standing it would be one squat more."""
    sit = {"do": "sit", "s": 6.0}
    rises = doing("sit_to_stand", hold_s=0.2, pause_s=2.5)
    assert found(STAND, CALIBRATION, sit, rises, REST) == [("sit_to_stand", 8)]


def test_a_pose_passed_again_and_again_between_rests_has_a_stretch_of_its_own(passing):
    holds = [(9.0, 50.0), (0.2, 0.0)] * 4
    lengths_s = [float(part.time_s[-1]) for part, passed in stretches(passing((4.0, 0.0), *holds)) if passed]
    assert lengths_s == [pytest.approx(4.0 + 4 * 12.2, abs=0.6)]
    assert not any(passed for _, passed in stretches(passing((4.0, 0.0), *holds[:2])))


def test_one_rest_left_out_between_long_holds_ends_no_stretch(passing):
    """Between the second rest and the third are two holds: longer than anyone is away in one movement."""
    rests = [(4.0, 0.0), (9.0, 50.0), (1.5, 0.0), (9.0, 50.0), (0.2, 0.0), (9.0, 50.0), (4.0, 0.0)]
    whole = passing(*rests)
    assert any(part.time_s[-1] == whole.time_s[-1] and passed for part, passed in stretches(whole))


def test_a_pose_far_from_the_next_rest_is_not_passed(passing):
    """From another posture no movement lasts that long."""
    away = [(25.0, 50.0), (0.2, 0.0)] * 4
    assert not any(passed for _, passed in stretches(passing((4.0, 0.0), *away)))
