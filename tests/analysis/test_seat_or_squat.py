"""Squats held below are no rises from a chair, and rises from a chair no squats, from wherever seen."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze

RATE_HZ = 50.0


def bends(pendulum, depths_deg, below_s, above_s, *, first_s=None, last_s=None, seed=5):
    """Return bends about the knee from standing, each so deep, with a stay below and one above.

    The stay in the first and the last may be longer: as of who sits down, rises a few times, and gets up.
    """
    angles, times = [0.0, 0.0], [0.0, 4.0]
    for i, depth_deg in enumerate(depths_deg):
        stay_s = {0: first_s, len(depths_deg) - 1: last_s}.get(i) or below_s
        for seconds, angle_deg in ((1.1, depth_deg), (stay_s, depth_deg), (1.1, 0.0), (above_s, 0.0)):
            times.append(times[-1] + seconds)
            angles.append(angle_deg)
    times.append(times[-1] + 4.0)
    angles.append(0.0)
    time_s = np.arange(0.0, times[-1], 1.0 / RATE_HZ)
    part = np.searchsorted(times, time_s, side="right") - 1
    share = (time_s - np.array(times)[part]) / np.diff(times)[part]
    smooth = share**3 * (10.0 - 15.0 * share + 6.0 * share * share)
    angle_deg = np.array(angles)[part] + smooth * np.diff(angles)[part]
    made = pendulum(time_s, angle_deg, 0.16)
    rng = np.random.default_rng(seed)
    acc = made.acc + rng.normal(0.0, 0.02, made.acc.shape)
    return replace(made, acc=acc, gyr=made.gyr + rng.normal(0.0, 0.002, made.gyr.shape))


def found_in(recording):
    return [(one.exercise, len(one.repetitions)) for one in analyze(recording).sets]


DEPTHS = (78.0, 73.0, 80.0, 75.0, 71.0, 77.0, 72.0, 79.0)


@pytest.mark.parametrize(("below_s", "above_s"), [(0.3, 1.0), (1.0, 0.2), (2.0, 0.6), (3.0, 0.4)])
def test_squats_are_squats_however_long_they_are_held(pendulum, below_s, above_s):
    assert found_in(bends(pendulum, DEPTHS, below_s, above_s)) == [("squat", len(DEPTHS))]


@pytest.mark.parametrize("above_s", [0.6, 1.5])
@pytest.mark.parametrize("below_s", [0.5, 1.2])
def test_who_sits_down_before_and_gets_up_after_has_risen_once_less(pendulum, below_s, above_s):
    rises = bends(pendulum, [80.0] * 6, below_s, above_s, first_s=6.0, last_s=5.0)
    assert found_in(rises) == [("sit_to_stand", 5)]


def test_squats_to_one_depth_that_are_not_held_are_squats(pendulum):
    assert found_in(bends(pendulum, [80.0] * 6, 0.3, 1.0)) == [("squat", 6)]
