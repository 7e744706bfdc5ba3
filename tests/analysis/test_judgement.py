"""Each rule that makes a swing of the thigh a repetition, or not; one thing is changed at a time."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exercises import get_exercise, load_catalogue, load_everyday
from analysis.features import NOTHING, SwingFeatures
from analysis.judgement import (
    BRIEF_GAP_S,
    FLOOR_DRIFT_DEG,
    LEAD_SHARE,
    LONGEST_UNSEEN_S,
    SLOW_AXIS_M,
    UNSETTLED_DEG,
    why_unfit,
)
from analysis.steps import BEHIND_SHARE, RHYTHM_BEHIND_SHARE, looks_like_step

EVERYDAY = load_everyday()
LIFT = get_exercise("leg_lift").rules
LUNGE = get_exercise("lunge").rules
BRIDGE = get_exercise("bridge").rules

GOOD = SwingFeatures(
    peak_deg=65.0,
    valley_deg=2.0,
    width_s=3.0,
    hold_s=2.0,
    dips=0,
    period_s=6.0,
    shaken_g=0.01,
    landing_g=0.02,
    pivot_m=-0.22,
    pivot_evidence=20.0,
    lead_m=-0.2,
    lead_share=0.8,
    fixed_share=0.85,
    unseen_up_deg=0.0,
    unseen_down_deg=0.0,
    least_deg=0.0,
    settled_rise_deg=math.inf,
    unseen_up_s=0.0,
    unseen_s=0.0,
    zero_known=True,
    has_gyro=True,
    rate_hz=50.0,
)
"""A calm leg lift."""

STEP = replace(
    GOOD, peak_deg=35.0, valley_deg=-12.0, width_s=0.5, hold_s=0.2, period_s=1.1, shaken_g=0.15, landing_g=0.2
)
"""A step of a walk."""


def judged(rules=LIFT, floor_deg=None, **changes):
    return why_unfit(replace(GOOD, **changes), rules, EVERYDAY, floor_deg)


def stepping(rules=LIFT, **changes):
    return looks_like_step(replace(STEP, **changes), rules, EVERYDAY)


def test_a_calm_lift_is_a_repetition():
    assert judged() == ""
    assert judged(floor_deg=20.0) == ""
    assert not looks_like_step(GOOD, LIFT, EVERYDAY)


def test_the_time_from_half_way_to_half_way_is_judged_by_half_the_shortest_and_the_longest():
    assert judged(width_s=0.49 * LIFT.shortest) == "too quick"
    assert judged(width_s=0.51 * LIFT.shortest) == ""
    assert judged(width_s=1.01 * LIFT.longest) == "too slow"
    assert judged(width_s=0.99 * LIFT.longest) == ""


def test_the_floor_counts_where_it_is_known():
    assert judged(floor_deg=65.1) == "too low"
    assert judged(floor_deg=64.9) == ""
    assert judged(peak_deg=14.0, floor_deg=None) == "", "with no start pose there is no floor"


def test_further_from_the_start_pose_than_the_exercise_goes_is_another_posture():
    assert judged(peak_deg=LIFT.largest_range + 1.0).startswith("too far")
    assert judged(peak_deg=LIFT.largest_range - 1.0) == ""
    assert judged(peak_deg=LIFT.largest_range + 1.0, zero_known=False) == ""


def test_what_hardly_rose_in_sight_is_no_repetition():
    seen = GOOD.size_deg - LIFT.smallest_range
    long, brief = {"unseen_up_s": BRIEF_GAP_S + 0.01}, {"unseen_up_s": BRIEF_GAP_S - 0.01}
    assert judged(unseen_up_deg=seen + 0.5, **long) == "not seen"
    assert judged(unseen_up_deg=seen - 0.5, **long) == ""
    assert judged(unseen_up_deg=seen + 0.5, **brief) == "", "found high so soon, it has risen"


def test_what_only_seems_to_have_risen_in_a_gap_is_no_repetition():
    unsure = {"pivot_evidence": EVERYDAY.pivot_sure - 0.1}
    gap = {"unseen_up_deg": GOOD.size_deg - LIFT.smallest_range + 0.5, "unseen_up_s": 0.4}
    assert judged(**gap, **unsure, settled_rise_deg=LIFT.smallest_range - 0.1) == "not seen"
    assert judged(**gap, **unsure, settled_rise_deg=LIFT.smallest_range + 0.1) == ""
    assert judged(**gap, **unsure, settled_rise_deg=LIFT.smallest_range + 0.1, least_deg=18.0) == "not seen"
    assert judged(**gap, pivot_evidence=EVERYDAY.pivot_sure, settled_rise_deg=0.0) == "", "a quick leg"
    assert judged(**unsure, settled_rise_deg=0.0) == "", "most of it was seen to rise"


def test_back_before_the_filter_has_settled_only_a_large_or_quick_movement_is_one():
    unknown = {"unseen_up_s": 0.4, "settled_rise_deg": math.nan, "peak_deg": 25.0}
    small = {"valley_deg": 25.5 - UNSETTLED_DEG, "unseen_up_deg": UNSETTLED_DEG - 0.5}
    large = {"valley_deg": 24.5 - UNSETTLED_DEG, "unseen_up_deg": UNSETTLED_DEG + 0.5}
    slow = {"pivot_evidence": EVERYDAY.pivot_sure - 0.1}
    assert judged(**unknown, **small, **slow) == "not seen"
    assert judged(**unknown, **small, pivot_evidence=EVERYDAY.pivot_sure) == ""
    assert judged(**unknown, **large, **slow) == ""


def test_after_a_brief_gap_the_axis_is_not_judged():
    knee = {"pivot_m": EVERYDAY.hip_below + 0.01}
    assert judged(**knee, unseen_up_s=BRIEF_GAP_S) == ""
    assert judged(**knee, unseen_s=BRIEF_GAP_S) == ""
    assert judged(**knee, unseen_up_s=BRIEF_GAP_S + 0.1) != ""


def test_what_mostly_lies_in_a_long_gap_is_no_repetition():
    swing = {"width_s": 2.2 * LONGEST_UNSEEN_S}
    long, brief = {"unseen_s": 1.05 * LONGEST_UNSEEN_S}, {"unseen_s": 0.95 * LONGEST_UNSEEN_S}
    unseen, seen = {"unseen_down_deg": 0.51 * GOOD.size_deg}, {"unseen_down_deg": 0.49 * GOOD.size_deg}
    assert judged(**swing, **long, **unseen) == "not seen"
    assert judged(**swing, **long, **seen) == ""
    assert judged(**swing, **brief, **unseen) == "", "a short gap on the way back leaves no doubt"
    assert (
        judged(width_s=1.9 * LONGEST_UNSEEN_S, **long | {"unseen_s": LONGEST_UNSEEN_S + 0.01}) == "not seen"
    )


def test_quick_or_shaken_movement_spoils_an_accelerometer_alone():
    shaken, why = 1.1 * EVERYDAY.steady_without_gyro, "too quick or shaken for an accelerometer alone"
    assert judged(shaken_g=shaken, has_gyro=False) == why
    assert judged(period_s=0.9 * EVERYDAY.slow_without_gyro, has_gyro=False) == why
    assert judged(width_s=0.4 * EVERYDAY.slow_without_gyro, has_gyro=False) == why
    assert judged(period_s=0.9 * EVERYDAY.slow_without_gyro) == ""
    assert judged(shaken_g=shaken) == ""
    assert judged(shaken_g=0.9 * EVERYDAY.steady_without_gyro, has_gyro=False) == ""
    assert judged(BRIDGE, shaken_g=shaken, has_gyro=False) == "", "nobody walks lying down"


def test_without_a_gyroscope_who_stays_and_did_not_land_sits():
    seated = {"has_gyro": False, "hold_s": EVERYDAY.sitting_stop + 0.1, "landing_g": 0.2}
    assert judged(LUNGE, **seated) == "sitting down"
    assert judged(LUNGE, **seated | {"landing_g": EVERYDAY.sitting_landing + 0.01}) == ""
    assert judged(LUNGE, **seated | {"hold_s": EVERYDAY.sitting_stop - 0.1}) == ""
    assert judged(**seated) == "", "a lift is held, and nothing lands"


def test_without_a_gyroscope_no_height_tells_that_it_was_no_step():
    shaken = {"shaken_g": 1.1 * EVERYDAY.steady_without_gyro, "peak_deg": 1.1 * EVERYDAY.highest_step}
    assert stepping(**shaken, has_gyro=False)
    assert not stepping(**shaken)


def test_a_standing_exercise_starts_near_standing():
    left_deg = (1.0 - LIFT.return_share) * GOOD.peak_deg
    assert judged(valley_deg=left_deg + 0.5) == "not from the start posture"
    assert judged(valley_deg=left_deg - 0.5) == ""
    assert judged(valley_deg=left_deg + 0.5, zero_known=False) == "", "where that is, nobody knows"


def test_on_the_floor_the_rest_may_drift_a_little():
    small = {"peak_deg": FLOOR_DRIFT_DEG + 10.0}
    assert judged(BRIDGE, **small, valley_deg=FLOOR_DRIFT_DEG - 1.0) == ""
    assert judged(BRIDGE, **small, valley_deg=FLOOR_DRIFT_DEG + 1.0) == "not from the start posture"
    assert judged(LIFT, **small, valley_deg=FLOOR_DRIFT_DEG - 1.0) == "not from the start posture"


def test_what_turns_about_the_knee_is_no_lift():
    knee = EVERYDAY.hip_below + 0.01
    assert judged(pivot_m=knee) == "about the knee: a squat or sitting down"
    assert judged(pivot_m=EVERYDAY.hip_below - 0.01) == ""
    assert judged(pivot_m=knee, pivot_evidence=0.9 * EVERYDAY.pivot_sure) == "", "too slow to be sure"
    assert judged(get_exercise("squat").rules, pivot_m=0.1) == ""


def test_slow_movement_tells_its_axis_less_exactly():
    slow = {"pivot_evidence": 0.9 * EVERYDAY.pivot_sure, "landing_g": 0.0, "lead_m": 0.1, "hold_s": 0.5}
    knee = EVERYDAY.hip_below + SLOW_AXIS_M + 0.01
    assert judged(**slow, pivot_m=knee) == "about the knee: a squat or sitting down"
    assert judged(**slow, pivot_m=knee - 0.02) == ""
    assert judged(LUNGE, **slow, pivot_m=knee) == "no foot landed: bending or sitting down"
    assert judged(LUNGE, **slow, pivot_m=knee - 0.02) == ""
    assert judged(**slow | {"pivot_evidence": 0.9 * EVERYDAY.pivot_evidence}, pivot_m=knee) == ""


def test_low_and_quick_at_once_is_a_step():
    why = "too low and quick: a step"
    low = {"peak_deg": EVERYDAY.careful_step - 1.0, "width_s": 0.49 * EVERYDAY.longest_step}
    low |= {"landing_g": 0.6, "pivot_m": -0.05}
    assert judged(LUNGE, **low) == why
    assert judged(**low | {"landing_g": 0.0, "pivot_m": -0.2}) == "", "a quick lift"
    assert judged(LUNGE, **low | {"width_s": 0.51 * EVERYDAY.longest_step}) == ""
    assert judged(LUNGE, **low | {"peak_deg": EVERYDAY.careful_step + 1.0}) == ""


def test_lifts_do_not_follow_each_other_quicker_than_a_march():
    fidget = {"period_s": 0.9 * EVERYDAY.shortest_march, "width_s": 0.45 * EVERYDAY.shortest_march}
    assert judged(**fidget) == "too quick after the one before"
    assert judged(**fidget | {"period_s": 1.1 * EVERYDAY.shortest_march}) == ""
    assert judged(**fidget | {"width_s": 0.55 * EVERYDAY.shortest_march}) == ""
    assert judged(get_exercise("march").rules, **fidget) == ""


def test_who_turns_round_lifts_and_lunges_not():
    turning = {"turned_deg": EVERYDAY.turning_step + 1.0}
    assert judged(**turning) == judged(LUNGE, **turning, landing_g=0.6) == "turning round"
    assert judged(turned_deg=EVERYDAY.turning_step - 1.0) == ""
    assert judged(BRIDGE, **turning) == "", "nobody turns round lying down"


def test_who_begins_about_the_knee_does_not_lunge_whatever_lands():
    knee = {"pivot_m": 0.1, "hold_s": 0.5, "landing_g": 0.6}
    assert judged(LUNGE, **knee, lead_m=EVERYDAY.lunge_never_leads - 0.01) == ""
    assert (
        judged(LUNGE, **knee, lead_m=EVERYDAY.lunge_never_leads + 0.01)
        == "no foot landed: bending or sitting down"
    )


def test_a_leg_put_forward_low_and_softly_is_a_step_on_sticks():
    soft = {"peak_deg": EVERYDAY.careful_step - 1.0, "width_s": 2.0, "pivot_m": -0.2, "lead_m": -0.2}
    hard = EVERYDAY.sitting_landing + 0.01
    assert judged(LUNGE, **soft, landing_g=0.2) == "about the hip: a lift or a step"
    assert judged(LUNGE, **soft, landing_g=hard) == ""
    assert judged(LUNGE, **soft, landing_g=0.0) == "", "no foot is felt in a simulated rod either"
    assert judged(LUNGE, **soft | {"peak_deg": EVERYDAY.careful_step + 1.0}, landing_g=0.2) == ""
    assert judged(LUNGE, **soft | {"pivot_m": 0.0}, landing_g=0.2) == ""


def test_a_foot_that_lands_in_front_of_a_slow_low_leg_makes_no_lift():
    soft = {"peak_deg": EVERYDAY.careful_step - 1.0, "width_s": 2.0, "valley_deg": 0.0, "shaken_g": 0.0}
    soft |= {"hold_s": 1.0, "period_s": 4.0}
    assert stepping(**soft, landing_g=EVERYDAY.careful_landing + 0.01)
    assert not stepping(**soft, landing_g=EVERYDAY.careful_landing - 0.01)
    assert stepping(**soft, landing_g=0.6 * EVERYDAY.careful_landing, rate_hz=25.0), "less is felt"
    assert not stepping(**soft | {"peak_deg": EVERYDAY.careful_step}, landing_g=0.3)
    assert not stepping(LUNGE, **soft, landing_g=0.3), "a lunge's foot lands"


def test_foot_falls_are_felt_less_at_a_low_rate():
    behind = {"landing_g": 0.0, "period_s": 5.0, "width_s": 0.7, "shaken_g": 0.6 * EVERYDAY.foot_fall}
    assert stepping(**behind, rate_hz=25.0)
    assert not stepping(**behind, rate_hz=50.0)


def test_small_steps_come_from_less_far_behind_the_body():
    small = {"peak_deg": 20.0, "landing_g": 0.0, "period_s": 5.0}
    assert stepping(**small, valley_deg=-1.1 * BEHIND_SHARE * 20.0)
    assert not stepping(**small, valley_deg=-0.9 * BEHIND_SHARE * 20.0)


def test_staying_down_about_the_knee_is_sitting_not_a_lunge():
    seated = {"pivot_m": EVERYDAY.sitting_above + 0.01, "hold_s": EVERYDAY.sitting_stop + 0.1}
    seated |= {"landing_g": EVERYDAY.sitting_landing - 0.01, "lead_m": 0.04}
    assert judged(LUNGE, **seated) == "sitting down"
    assert judged(LUNGE, **seated | {"hold_s": EVERYDAY.sitting_stop - 0.1}) == ""
    assert judged(LUNGE, **seated | {"pivot_m": EVERYDAY.sitting_above - 0.01}) == ""
    assert judged(LUNGE, **seated | {"pivot_evidence": 0.0}) == ""
    assert judged(LUNGE, **seated | {"landing_g": EVERYDAY.sitting_landing + 0.01}) == "", "a held lunge"
    assert judged(LUNGE, **seated | {"lead_m": EVERYDAY.lunge_lead - 0.01}) == "", "a leg swung forward first"


def test_in_a_lunge_a_foot_lands():
    why = "no foot landed: bending or sitting down"
    knee = {"pivot_m": 0.1, "hold_s": 0.5, "lead_m": EVERYDAY.lunge_lead + 0.01}
    assert judged(LUNGE, **knee, landing_g=EVERYDAY.lunge_landing - 0.01) == why
    assert judged(LUNGE, **knee, landing_g=EVERYDAY.lunge_landing + 0.01) == ""
    assert judged(LUNGE, **knee, landing_g=0.6 * EVERYDAY.lunge_landing, rate_hz=25.0) == ""
    assert judged(LUNGE, **knee, landing_g=0.4 * EVERYDAY.lunge_landing, rate_hz=25.0) == why
    assert judged(get_exercise("lunge").rear, **knee, landing_g=0.0, fixed_share=0.1) == "", (
        "the leg behind stays where it is"
    )


def test_a_lunge_may_rise_before_and_after_its_lowest_point_a_walk_goes_on():
    knee_up = {"peak_deg": 50.0, "width_s": 2.3, "hold_s": 2.0, "period_s": 3.0, "valley_deg": 0.0}
    assert not stepping(LUNGE, **knee_up, dips=2)
    assert stepping(LUNGE, **knee_up, dips=3)


def test_a_foot_put_down_with_care_is_known_by_the_leg_swung_forward():
    soft = {"landing_g": 0.0, "hold_s": 0.5, "pivot_m": 0.0, "lead_m": 0.1}
    assert judged(LUNGE, **soft | {"lead_m": EVERYDAY.lunge_lead - 0.01}) == ""
    assert judged(LUNGE, **soft | {"pivot_m": EVERYDAY.hip_below - 0.01}) == ""
    unclear = soft | {"lead_m": 2.0 * EVERYDAY.lunge_lead, "lead_share": 0.5 * LEAD_SHARE}
    assert judged(LUNGE, **unclear) == "no foot landed: bending or sitting down", "the turn explains nothing"
    assert judged(LUNGE, **soft | {"pivot_evidence": 0.9 * EVERYDAY.pivot_sure}) == "", "too slow to tell"


def test_a_swing_about_the_hip_is_no_lunge():
    hip, landed = EVERYDAY.lunge_above - 0.01, {"landing_g": 0.6, "width_s": 0.9}
    assert judged(LUNGE, **landed, pivot_m=hip) == "about the hip: a lift or a step"
    assert judged(LUNGE, **landed, pivot_m=hip + 0.02) == ""
    assert judged(LUNGE, **landed, pivot_m=hip, pivot_evidence=0.0) == "", "too slow to be sure"
    high = landed | {"peak_deg": 1.1 * EVERYDAY.highest_step, "pivot_m": hip}
    assert judged(LUNGE, **high, period_s=0.9 * EVERYDAY.longest_stride) == "about the hip: a lift or a step"
    assert judged(LUNGE, **high, period_s=1.1 * EVERYDAY.longest_stride) == "", (
        "hurried, but not one a stride"
    )
    slower = 0.51 * EVERYDAY.longest_step
    assert judged(LUNGE, **landed | {"width_s": slower}, pivot_m=hip) == "", "slower than a step"
    assert judged(LUNGE, **landed, pivot_m=hip, peak_deg=EVERYDAY.highest_step) == "", "higher than a step"


def test_who_swings_back_as_far_as_forth_does_no_lunge():
    landed = {"landing_g": 0.6, "pivot_m": -0.05}
    assert judged(LUNGE, **landed, valley_deg=-0.51 * GOOD.peak_deg) == "not from the start posture"
    assert judged(LUNGE, **landed, valley_deg=-0.49 * GOOD.peak_deg) == ""
    assert judged(LIFT, valley_deg=-0.51 * GOOD.peak_deg) == ""


def test_a_step_is_known_by_the_leg_behind_the_body():
    only = {"shaken_g": 0.0, "landing_g": 0.0}
    assert stepping(**only)
    high = {"peak_deg": EVERYDAY.careful_step + 1.0}
    assert stepping(**only, **high, valley_deg=-EVERYDAY.behind_body - 0.1)
    assert not stepping(**only, **high, valley_deg=-EVERYDAY.behind_body + 0.1)


def test_slow_soft_steps_come_from_a_little_behind_the_body_in_a_rhythm():
    soft = {"peak_deg": 24.0, "shaken_g": 0.0, "landing_g": 0.0, "width_s": 0.85, "period_s": 1.7}
    behind = {"valley_deg": -RHYTHM_BEHIND_SHARE * 24.0 - 0.1}
    assert stepping(**soft, **behind)
    assert not stepping(**soft, valley_deg=-RHYTHM_BEHIND_SHARE * 24.0 + 0.1)
    assert not stepping(**soft | {"period_s": EVERYDAY.slowest_stride}, **behind), "a pause between lifts"
    assert not stepping(**soft | {"width_s": 0.65}, **behind), "as long a pause below as the lift takes"
    assert not stepping(**soft, **behind, pivot_m=0.1), "a squat"
    assert not stepping(**soft, **behind, zero_known=False, pivot_m=0.1)


def test_where_nobody_stood_still_a_walks_rhythm_is_enough():
    only = {"shaken_g": 0.0, "landing_g": 0.0, "zero_known": False}
    assert stepping(**only)
    assert not stepping(**only, pivot_m=0.1), "a squat"
    assert stepping(**only, period_s=EVERYDAY.longest_stride, width_s=0.8)
    assert not stepping(**only, period_s=EVERYDAY.slowest_stride, width_s=0.8)
    high = EVERYDAY.highest_step + EVERYDAY.behind_body
    assert not stepping(**only, peak_deg=high, valley_deg=0.0)
    assert stepping(**only, peak_deg=high - 1.0, valley_deg=0.0), "from behind the body to there"


def test_a_slow_step_is_known_by_the_leg_behind_the_body_and_its_foot_fall():
    slow = {"width_s": 1.1, "period_s": 2.2, "valley_deg": -12.0, "landing_g": 0.0}
    assert stepping(**slow)
    assert not stepping(**slow | {"shaken_g": 0.9 * EVERYDAY.foot_fall})
    assert not stepping(**slow | {"valley_deg": 0.9 * -EVERYDAY.behind_body})
    assert not stepping(**slow | {"hold_s": EVERYDAY.longest_stop})
    assert not stepping(**slow | {"width_s": EVERYDAY.longest_step})


def test_what_dips_and_is_shaken_is_several_steps_in_one():
    flight = {"width_s": 5.0, "hold_s": 4.0, "valley_deg": 0.0, "dips": 2}
    assert stepping(LUNGE, **flight)
    assert stepping(LUNGE, **flight | {"dips": 1}), "so low, one is enough"
    assert not stepping(LUNGE, **flight | {"dips": 1, "peak_deg": EVERYDAY.careful_step})
    assert not stepping(LUNGE, **flight | {"shaken_g": 0.9 * EVERYDAY.foot_fall})
    assert not stepping(get_exercise("lunge").rear, **flight), "the leg behind dips twice"


def test_lifts_in_turn_from_a_leg_that_stands_a_little_back_are_no_steps():
    """A walk does not pause, and its feet fall."""
    lift = {"width_s": 0.4, "period_s": 1.5, "shaken_g": 0.8 * EVERYDAY.foot_fall}
    assert not stepping(**lift)
    assert stepping(**lift | {"width_s": 0.7, "period_s": 1.4})
    assert stepping(**lift | {"shaken_g": 1.1 * EVERYDAY.foot_fall})


def test_lifts_quicker_than_any_march_are_running():
    only = {"valley_deg": 0.0, "width_s": 0.25, "shaken_g": 1.1 * EVERYDAY.foot_fall, "landing_g": 0.2}
    assert stepping(**only, period_s=EVERYDAY.shortest_march - 0.01)
    assert not stepping(**only, period_s=EVERYDAY.shortest_march + 0.01)
    assert not stepping(**only | {"shaken_g": 0.9 * EVERYDAY.foot_fall}, period_s=0.6), "a fidget"


def test_a_lift_in_which_a_foot_lands_is_a_step():
    only = {"valley_deg": 0.0, "period_s": 5.0, "shaken_g": 0.0, "width_s": 0.99 * EVERYDAY.longest_step}
    only["peak_deg"] = EVERYDAY.careful_step
    assert stepping(**only, landing_g=EVERYDAY.landed_lift + 0.01)
    assert not stepping(**only, landing_g=EVERYDAY.landed_lift - 0.01)
    assert not stepping(LUNGE, **only, landing_g=EVERYDAY.landed_lift + 0.01), "a lunge's foot lands"
    assert not stepping(
        **only | {"width_s": 1.01 * EVERYDAY.longest_step}, landing_g=EVERYDAY.landed_lift + 0.01
    )


def test_a_thigh_that_stays_flexed_from_one_swing_to_the_next_goes_down_stairs():
    only = {"peak_deg": 32.0, "width_s": 0.4, "period_s": 1.4, "shaken_g": 1.1 * EVERYDAY.foot_fall}
    bent = {"valley_deg": 1.1 * EVERYDAY.stays_flexed * 32.0}
    assert stepping(**only, **bent)
    assert not stepping(**only, valley_deg=0.9 * EVERYDAY.stays_flexed * 32.0)
    assert not stepping(**only, **bent, zero_known=False)
    assert not stepping(**only, **bent, pivot_m=0.1), "a squat"


def test_without_a_gyroscope_whatever_is_shaken_may_be_a_step():
    shaken = {"shaken_g": 1.1 * EVERYDAY.steady_without_gyro, "has_gyro": False, "width_s": 3.0}
    assert stepping(**shaken)
    assert not stepping(**shaken | {"shaken_g": 0.0, "landing_g": 0.0, "period_s": 5.0})
    assert not stepping(**shaken | {"has_gyro": True, "landing_g": 0.0})


def test_where_no_start_pose_is_known_a_step_is_as_high_as_it_is_large():
    far = {"peak_deg": 1.1 * EVERYDAY.highest_step, "valley_deg": 40.0}
    assert stepping(**far, zero_known=False)
    assert not stepping(**far)


def test_a_step_is_known_by_its_rhythm_and_foot_falls():
    only = {"valley_deg": 0.0, "shaken_g": 1.1 * EVERYDAY.foot_fall}
    assert stepping(**only)
    assert not stepping(**only | {"shaken_g": 0.9 * EVERYDAY.foot_fall}), "no foot falls"
    slow = {"period_s": 1.01 * EVERYDAY.slowest_stride, "width_s": 0.9}
    assert not stepping(**only | slow), "no rhythm"
    assert stepping(**only | slow | {"period_s": 0.99 * EVERYDAY.slowest_stride}), "slow stairs"
    assert not stepping(**only, width_s=0.99 * EVERYDAY.swing_share * STEP.period_s), "a pause"


def test_a_step_is_known_by_its_foot_strike():
    only = {"valley_deg": 0.0, "period_s": 5.0}
    assert stepping(**only, shaken_g=1.01 * EVERYDAY.foot_strike)
    assert not stepping(**only, shaken_g=0.99 * EVERYDAY.foot_strike)


@pytest.mark.parametrize(
    "changes",
    [
        {"width_s": 0.51 * EVERYDAY.longest_step, "valley_deg": 0.0, "landing_g": 0.0},
        {"hold_s": 1.01 * EVERYDAY.longest_stop},
        {"peak_deg": 1.01 * EVERYDAY.highest_step},
    ],
)
def test_nothing_slow_held_or_high_is_a_step(changes):
    assert not stepping(**changes)


@pytest.mark.parametrize("name", load_catalogue())
def test_steps_are_sought_only_where_the_exercise_asks(name):
    exercise = load_catalogue()[name]
    for rules in filter(None, (exercise.rules, exercise.rear)):
        assert stepping(rules) == rules.gait_gate
        assert rules.gait_gate <= (exercise.posture == "standing"), "nobody walks lying down"


@given(
    st.builds(
        SwingFeatures,
        **{
            one.name: st.booleans() if one.type is bool else st.floats(-90, 90)
            for one in fields(SwingFeatures)
        },
    ),
    st.sampled_from(sorted(load_catalogue())),
    st.one_of(st.none(), st.floats(0, 60)),
)
def test_whatever_was_measured_the_answer_is_words(swing, name, floor_deg):
    rules = load_catalogue()[name].rules
    why = why_unfit(swing, rules, EVERYDAY, floor_deg)
    assert why == why.strip()
    assert "\n" not in why
    if not why:
        assert 0.5 * rules.shortest <= swing.width_s <= rules.longest
        rose_in_sight = swing.size_deg - swing.unseen_up_deg >= rules.smallest_range
        assert rose_in_sight or swing.unseen_up_s <= BRIEF_GAP_S
        assert floor_deg is None or swing.peak_deg >= floor_deg


def test_a_swing_of_which_nothing_is_known_is_no_repetition():
    for exercise in load_catalogue().values():
        assert why_unfit(NOTHING, exercise.rules, EVERYDAY, None)
