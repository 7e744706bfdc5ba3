"""Slow walks, slow stairs and weight shifted from leg to leg are no exercise, however soft the feet fall."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.candidates import Candidate
from analysis.exercises import get_exercise, load_everyday
from analysis.features import NOTHING
from analysis.gait import MARCH_S, Gait
from analysis.judgement import why_unfit
from analysis.own_rules import rules_of
from analysis.steps import NO_REST_S, THROUGH_SHARE, TURNS_SHARE, looks_like_step
from sensing.samples import Activity

EVERYDAY = load_everyday()
LIFT, LUNGE, REAR = get_exercise("leg_lift").rules, get_exercise("lunge").rules, get_exercise("lunge").rear
RATE_HZ, HIP_M, STILL_S = 50.0, -0.22, 4.0
KNOWN = replace(NOTHING, zero_known=True, has_gyro=True, rate_hz=RATE_HZ)
CLIMB = replace(
    KNOWN,
    peak_deg=60.0,
    width_s=1.0,
    hold_s=0.3,
    period_s=1.9,
    pivot_m=HIP_M,
    pivot_evidence=100.0,
    fixed_share=0.9,
    strike_g=0.2,
    landing_g=0.1,
)
STRIDE = replace(
    KNOWN,
    peak_deg=14.0,
    valley_deg=-14.0,
    width_s=1.1,
    hold_s=0.45,
    period_s=1.9,
    pivot_m=HIP_M,
    pivot_evidence=7.0,
)


def stepping(swing, rules, **changes):
    return looks_like_step(replace(swing, **changes), rules, EVERYDAY)


@pytest.mark.parametrize("rules", [LIFT, LUNGE])
def test_an_even_rhythm_about_the_hip_is_a_climb(rules):
    assert stepping(CLIMB, rules)
    assert not stepping(CLIMB, rules, period_s=1.01 * NO_REST_S), "a rest between"
    assert not stepping(CLIMB, rules, width_s=0.99 * EVERYDAY.swing_share * CLIMB.period_s), "a march"
    assert not stepping(CLIMB, rules, hold_s=EVERYDAY.longest_stop)
    assert not stepping(CLIMB, rules, pivot_m=0.1), "a squat"
    assert not stepping(CLIMB, rules, peak_deg=EVERYDAY.highest_step)


def test_a_hip_that_goes_along_with_falling_feet_walks_even_where_nobody_ever_stood():
    quick = replace(
        STRIDE,
        zero_known=False,
        peak_deg=25.0,
        width_s=0.35,
        hold_s=0.13,
        period_s=0.9,
        pivot_evidence=140.0,
        shaken_g=0.14,
        landing_g=0.3,
        fixed_share=0.5,
    )
    assert stepping(quick, LIFT)
    assert stepping(quick, LIFT, peak_deg=1.1 * EVERYDAY.highest_step), "climbing high stairs"
    assert not stepping(quick, LIFT, fixed_share=0.75), "a march: the hip stays"
    assert not stepping(quick, LIFT, shaken_g=0.9 * EVERYDAY.foot_fall), "no foot falls"
    assert not stepping(quick, LIFT, pivot_evidence=0.9 * EVERYDAY.pivot_sure), "too slow to tell"
    assert not stepping(quick, LIFT, peak_deg=1.1 * EVERYDAY.highest_step, width_s=3.0, hold_s=1.5), "held"


def test_a_foot_that_lands_while_the_thigh_is_up_climbs():
    assert not stepping(CLIMB, LIFT, strike_g=EVERYDAY.careful_landing), "a lift without a pause"
    assert not stepping(CLIMB, LIFT, rate_hz=25.0, strike_g=0.5 * EVERYDAY.careful_landing)
    assert stepping(CLIMB, LIFT, rate_hz=25.0, strike_g=0.51 * EVERYDAY.careful_landing)


def test_a_quick_lunge_takes_the_hip_along():
    assert not stepping(CLIMB, LUNGE, fixed_share=EVERYDAY.hip_stays)


def test_the_leg_behind_does_not_swing_through():
    assert stepping(STRIDE, REAR)
    assert not stepping(STRIDE, REAR, valley_deg=0.99 * -THROUGH_SHARE * STRIDE.peak_deg)
    assert not stepping(STRIDE, REAR, period_s=1.01 * NO_REST_S)
    assert stepping(STRIDE, REAR, width_s=1.3, hold_s=0.6), "as slow strides stay near their end"
    assert not stepping(STRIDE, REAR, hold_s=1.01 * TURNS_SHARE * STRIDE.width_s)
    assert not stepping(STRIDE, REAR, pivot_m=0.1)
    assert not stepping(STRIDE, REAR, zero_known=False, period_s=2.2)
    assert stepping(STRIDE, LIFT, period_s=2.2)
    assert not stepping(STRIDE, LIFT, valley_deg=-0.1 * STRIDE.peak_deg)


def test_a_lunge_carries_the_hip_of_the_leg_behind_unless_the_leg_was_told():
    swing = replace(CLIMB, peak_deg=15.0, width_s=2.0, period_s=6.0, fixed_share=1.01 * EVERYDAY.hip_stays)
    assert why_unfit(swing, REAR, EVERYDAY, None) == "the hip stays: no lunge"
    carried = replace(swing, fixed_share=0.99 * EVERYDAY.hip_stays)
    assert why_unfit(carried, REAR, EVERYDAY, None) == ""
    told = rules_of(get_exercise("lunge"), "rear", "rear")
    assert why_unfit(swing, told, EVERYDAY, None) == ""
    assert rules_of(get_exercise("lunge"), "rear", None) == REAR


def test_who_bends_at_the_end_of_a_walk_does_not_step_into_a_lunge():
    bent = replace(CLIMB, peak_deg=70.0, width_s=2.0, hold_s=1.0, pivot_m=0.1, lead_m=-0.25, landing_g=0.2)
    assert why_unfit(bent, LUNGE, EVERYDAY, None) == ""
    out_of_walk = replace(bent, valley_deg=-1.01 * EVERYDAY.behind_body)
    assert why_unfit(out_of_walk, LUNGE, EVERYDAY, None) == "no foot landed: bending or sitting down"
    assert why_unfit(replace(out_of_walk, landing_g=0.6), LUNGE, EVERYDAY, None) == ""


def flicks(count, height_deg, way_s, pause_s):
    """Lifts without a hold, each followed by a pause."""
    lift = height_deg * 0.5 * (1.0 - np.cos(np.linspace(0.0, 2.0 * np.pi, round(2.0 * way_s * RATE_HZ))))
    return np.tile(np.concatenate([lift, np.zeros(round(pause_s * RATE_HZ))]), count)


@pytest.mark.parametrize(
    ("height_deg", "way_s", "pause_s", "expected"),
    [
        (28.0, 0.35, 4.0, 0),
        (28.0, 0.35, 0.6, 5),
        (28.0, 0.45, 1.6, 5),
        (35.0, 0.9, 4.0, 5),
        (45.0, 0.4, 4.0, 5),
    ],
    ids=["shuffled feet", "a march", "a slow march", "small slow lifts", "quick high lifts"],
)
def test_a_small_quick_lift_alone_moves_a_foot(pendulum, height_deg, way_s, pause_s, expected):
    recording = pendulum(*standing_around(flicks(5, height_deg, way_s, pause_s)), HIP_M)
    assert counted(noisy(recording), "leg_lift") == expected


def test_the_second_small_quick_lift_tells_that_the_first_was_one_too():
    gait = Gait(LIFT, EVERYDAY)
    first, second, late = (
        Candidate(at_s - 0.2, at_s - 0.1, at_s, at_s + 0.2, replace(KNOWN, peak_deg=28.0), False, "", False)
        for at_s in (10.0, 10.0 + MARCH_S, 10.1 + 2.0 * MARCH_S)
    )
    gait.saw(first)
    assert gait.alone(first, 20.0)
    gait.saw(replace(second, unfit="too low"))
    assert gait.alone(first, 20.0)
    gait.saw(second)
    assert gait.alone(first, second.announced_s - 0.1), "not known yet"
    assert not gait.alone(first, second.announced_s)
    gait.saw(late)
    assert gait.alone(late, 20.0)
    assert not gait.alone(replace(late, gap=True), 20.0), "another may be lost"
    gait.forget_before(11.0)
    assert gait.alone(second, 20.0)


def noisy(recording, seed=1):
    rng = np.random.default_rng(seed)
    acc = recording.acc + rng.normal(0.0, 0.02, recording.acc.shape)
    return replace(recording, acc=acc, gyr=recording.gyr + rng.normal(0.0, 0.003, recording.gyr.shape))


def counted(recording, exercise):
    return sum(len(one.repetitions) for one in analyze(recording, exercise=exercise).sets)


def standing_around(angle):
    still = np.zeros(round(STILL_S * RATE_HZ))
    angle = np.concatenate([still, angle, still])
    return np.arange(len(angle)) / RATE_HZ, angle


def strides(period_s, count):
    """The angle of a thigh that swings 14 degrees to the front and to the back, beginning to the front."""
    turn = 2.0 * np.pi * np.arange(round(count * period_s * RATE_HZ)) / (period_s * RATE_HZ)
    return 14.0 * np.sin(turn)


def bounce(time_s, period_s, rise_m=0.02):
    """The acceleration of a body that rises and sinks with every step."""
    walks = (time_s > STILL_S) & (time_s < time_s[-1] - STILL_S)
    rate = 4.0 * np.pi / period_s
    return np.where(walks, rise_m * rate**2 * np.sin(rate * (time_s - STILL_S)), 0.0)


@pytest.mark.parametrize("period_s", [1.3, 1.6, 1.9, 2.2])
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift"])
def test_a_slow_walk_on_soft_soles_is_none(pendulum, exercise, period_s):
    time_s, angle = standing_around(strides(period_s, 15))
    made = pendulum(time_s, angle, HIP_M)
    along = np.stack([np.sin(np.radians(angle)), 0.0 * angle, np.cos(np.radians(angle))], axis=1)
    walk = replace(made, acc=made.acc + bounce(time_s, period_s)[:, None] * along)
    assert counted(noisy(walk), exercise) == 0


def climb(pendulum, strike_g, period_s=1.9, count=8):
    """A flight of stairs: the thigh rises and falls without a stop, the foot lands shortly after its top."""
    turn = 2.0 * np.pi * np.arange(round(count * period_s * RATE_HZ)) / (period_s * RATE_HZ)
    time_s, angle = standing_around(30.0 * (1.0 - np.cos(turn)))
    made = pendulum(time_s, angle, HIP_M)
    acc = made.acc.copy()
    for k in range(count):
        since = time_s - (STILL_S + (k + 0.55) * period_s)
        ring = np.where(since > 0.0, np.exp(-since / 0.04) * np.sin(2.0 * np.pi * 13.0 * since), 0.0)
        acc[:, 2] += 9.81 * strike_g * ring
    return noisy(replace(made, acc=acc))


def test_slow_stairs_whose_feet_are_felt_are_none(pendulum):
    stairs = climb(pendulum, strike_g=0.5)
    assert counted(stairs, "lunge") == 0
    assert counted(stairs, "leg_lift") == 0


def test_what_no_sensor_on_one_thigh_can_tell_from_lifts_without_a_pause_counts_as_those(pendulum):
    stairs = climb(pendulum, strike_g=0.0)
    assert counted(stairs, "lunge") == 0
    assert counted(stairs, "leg_lift") == 8


def test_a_knee_bent_in_standing_is_no_lunge_behind_unless_told(pendulum):
    stroke = 15.0 * 0.5 * (1.0 - np.cos(np.linspace(0.0, np.pi, round(0.8 * RATE_HZ))))
    shift = np.concatenate([stroke, np.full(100, 15.0), stroke[::-1], np.zeros(150)])
    recording = noisy(pendulum(*standing_around(np.tile(shift, 5)), HIP_M))
    assert counted(recording, "lunge") == 0
    told = Activity(0.0, float(recording.time_s[-1]), "lunge", "right", "rear")
    labelled = replace(recording, info=replace(recording.info, activities=(told,)))
    assert sum(len(one.repetitions) for one in analyze(labelled).sets) == 5
