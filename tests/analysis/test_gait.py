"""What comes before and after a movement tells whether it was a step of a walk."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.exercises import get_exercise, load_everyday
from analysis.gait import WALKED_ON, Gait
from analysis.judgement import NOTHING
from analysis.repetitions import RepetitionDetector
from analysis.thigh_angle import AngleBlock

EVERYDAY = load_everyday()
RATE_HZ = 50.0
LIFT = replace(
    NOTHING,
    peak_deg=35.0,
    width_s=0.4,
    hold_s=0.2,
    period_s=9.0,
    shaken_g=0.15,
    zero_known=True,
    has_gyro=True,
    rate_hz=RATE_HZ,
)


@pytest.fixture
def gait():
    return Gait(get_exercise("leg_lift").rules, EVERYDAY)


def test_the_step_after_it_tells_that_a_first_swing_was_one(gait):
    """A walk's, a runner's: both share the valley and the time between them."""
    assert gait.was_step(LIFT, replace(LIFT, valley_deg=-12.0, period_s=1.2))
    assert gait.was_step(LIFT, replace(LIFT, period_s=0.9 * EVERYDAY.shortest_march))
    assert not gait.was_step(LIFT, replace(LIFT, period_s=3.0))
    assert not gait.was_step(replace(LIFT, hold_s=2.0), replace(LIFT, valley_deg=-12.0, period_s=1.2))


def test_so_many_steps_around_a_moment_are_a_walk(gait):
    for peak_s in (11.0, 9.0):  # the earlier one was known to be a step only later
        gait.step(peak_s, 11.4)
    assert gait.walks(10.0, 11.4)
    assert not gait.walks(10.0, 11.3)
    assert not gait.walks(11.0 + EVERYDAY.walk_window, 20.0)
    gait.forget_before(10.0)
    assert not gait.walks(10.0, 20.0)


def shaken_angle(peaks, valley_deg, period_s=1.2):
    """Swings between two heights after a rise from standing, all shaken by foot falls."""
    time_s = np.arange(0.0, 6.0 + period_s * len(peaks) + 6.0, 1.0 / RATE_HZ)
    knots_s, knots_deg = [0.0, 5.0], [0.0, 0.0]
    for i, peak in enumerate(peaks):
        knots_s += [5.6 + period_s * i, 5.6 + period_s * (i + 0.5)]
        knots_deg += [peak, valley_deg]
    angle = np.interp(time_s, knots_s, knots_deg)
    shake = 0.1 * np.where(np.arange(len(time_s)) % 2, 1.0, -1.0) * (time_s > 5.0)
    pivot = np.zeros((3, len(time_s)))
    return AngleBlock(time_s, angle, angle, shake, pivot, np.array([0]))


@pytest.mark.parametrize(("valley_deg", "counted"), [(45.0, 0), (5.0, 1)])
def test_who_walks_on_without_coming_back_had_changed_posture(upright, valley_deg, counted):
    rules = get_exercise("lunge").rules
    detector = RepetitionDetector(rules, EVERYDAY, upright(RATE_HZ), floor_deg=40.0, delay_s=0.0)
    detector.push(shaken_angle([97.0, 90.0, 88.0, 91.0], valley_deg))
    detector.finish()
    first = [one for one, _ in detector.settled if one.peak_s < 6.0]
    assert len(first) == counted
    assert (WALKED_ON in detector.uncounted) == (not counted)
