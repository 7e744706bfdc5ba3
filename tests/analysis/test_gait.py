"""What comes before and after a movement tells whether it was a step of a walk."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.angle_block import AngleBlock
from analysis.exercises import get_exercise, load_everyday
from analysis.features import NOTHING
from analysis.gait import WALKED_ON, Gait
from analysis.repetitions import RepetitionDetector

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


def even_angle(valley_deg, period_s, turns=20, peak_deg=65.0):
    """Even turns between two heights, without foot falls, from standing and back to it."""
    time_s = np.arange(0.0, 16.0 + period_s * turns, 1.0 / RATE_HZ)
    middle, half = 0.5 * (peak_deg + valley_deg), 0.5 * (peak_deg - valley_deg)
    turned = 2.0 * np.pi * np.clip((time_s - 6.0) / period_s, 0.0, turns)
    angle = np.interp(time_s, [5.0, 6.0, time_s[-1] - 9.0, time_s[-1] - 8.0], [0.0, middle, middle, 0.0])
    angle += half * np.sin(turned)
    none = np.zeros(len(time_s))
    return AngleBlock(time_s, angle, angle, none, np.zeros((3, len(time_s))), np.array([0]))


@pytest.mark.parametrize("exercise", ["leg_lift", "lunge", "squat"])
@pytest.mark.parametrize("period_s", [0.75, 1.0, 1.2])
def test_pedals_are_no_exercise_however_smooth(upright, exercise, period_s):
    rules = get_exercise(exercise).rules
    detector = RepetitionDetector(rules, EVERYDAY, upright(RATE_HZ), floor_deg=20.0, delay_s=0.0)
    detector.push(even_angle(20.0, period_s))
    detector.finish()
    assert not detector.settled


@pytest.mark.parametrize("period_s", [0.9, 1.2])
def test_quick_lifts_that_come_back_are_no_pedals(upright, period_s):
    rules = get_exercise("leg_lift").rules
    detector = RepetitionDetector(rules, EVERYDAY, upright(RATE_HZ), floor_deg=20.0, delay_s=0.0)
    detector.push(even_angle(8.0, period_s))
    detector.finish()
    assert len(detector.settled) >= 20


def test_a_slow_lift_among_pedals_is_no_turn_of_them(gait):
    turn = replace(LIFT, valley_deg=15.0, width_s=0.5, period_s=1.0, shaken_g=0.0)
    assert [gait.walks_on(turn) for _ in range(3)] == [False, False, True]
    assert not gait.walks_on(replace(turn, period_s=3.0))

    assert [gait.walks_on(turn) for _ in range(3)] == [False, False, True]
    assert gait.walks_on(replace(turn, hold_s=2.0)), "the last one stops on the way"
    assert not gait.walks_on(turn)


@pytest.mark.parametrize("change", [{"width_s": 0.3}, {"pivot_m": 0.1, "pivot_evidence": 20.0}])
def test_swings_with_a_pause_below_or_about_the_knee_are_no_turns_of_pedals(gait, change):
    turn = replace(LIFT, valley_deg=15.0, width_s=0.5, period_s=1.0, shaken_g=0.0)
    assert not any(gait.walks_on(replace(turn, **change)) for _ in range(6))
