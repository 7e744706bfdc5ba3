"""Is a swing of the thigh a repetition, a step, a sit-down, or nothing? Rules on what was measured of it."""

import math

from analysis.exercises import Everyday, Rules
from analysis.features import SwingFeatures
from analysis.steps import blind, too_high_for_step

TOO_QUICK = "too quick"
LOW_AND_QUICK = "too low and quick: a step"

UNSEEN_SHARE = 0.5
"""A swing was not seen when more than this share of its time, or of its way back, lies in gaps."""

BRIEF_GAP_S = 0.5
"""Over so short a gap a leg found higher than before has risen, even if nothing of it was seen [J]."""

UNSETTLED_DEG = 20.0
"""After a gap in which a foot lands, the angle is off by up to this (simulated step-ups). A leg that goes
less far is not back before the filter has settled, unless it turns so quickly that its axis is sure."""

LONGEST_UNSEEN_S = 3.0
"""Up to this long out of sight, a leg seen to rise and found back at rest has made one repetition; over a
longer gap anything may have happened (CMU-MBL's walk: strides cut out of 5 s each)."""

SLOW_AXIS_M = 0.1
"""Where a movement is slow, its axis may be taken to lie this far off (simulated lifts of 20-100 deg in up to
4 s: 0.02 m on the wrong side of the limit)."""

LEAD_SHARE = 0.12
"""Where a turn about the hip explains less than this of what is felt on the way to half height, nobody saw
the leg being swung forward (simulated lunges put down softly 0.26 and more; sitting down with sensors that
slipped by 8-15 deg or shake by 0.3 m/s² 0.03-0.06, HuGaDB)."""

FLOOR_DRIFT_DEG = 20.0
"""On floor and chair the rest may drift by this much before a movement no longer starts from it (PTX: 10)."""


def why_unfit(swing: SwingFeatures, rules: Rules, everyday: Everyday, floor_deg: float | None) -> str:
    """Return why a swing is no repetition, in words; empty when it is one."""
    if swing.width_s < 0.5 * rules.shortest:
        return TOO_QUICK
    if swing.width_s > rules.longest:
        return "too slow"
    if wrong_reach := _wrong_reach(swing, rules, floor_deg):
        return wrong_reach
    if _hidden(swing, rules, everyday):
        return "not seen"
    if rules.gait_gate and blind(swing, everyday):
        return "too quick or shaken for an accelerometer alone"
    # What counts as back is where the next may start from.
    left_deg = (1.0 - rules.return_share) * swing.peak_deg
    nearest_deg = max(left_deg, 0.0 if rules.gait_gate else FLOOR_DRIFT_DEG)
    # Who swings back as far as forth handles the strap, or walks: a lunge begins in standing.
    from_deg = abs(swing.valley_deg) if rules.turns_about == "step" else swing.valley_deg
    if swing.zero_known and from_deg > nearest_deg:
        return "not from the start posture"
    if rules.gait_gate and (why := _between_exercises(swing, rules, everyday)):
        return why
    return _wrong_axis(swing, rules, everyday)


def _wrong_reach(swing: SwingFeatures, rules: Rules, floor_deg: float | None) -> str:
    """Return why a swing does not reach where a repetition does; empty when it does."""
    if floor_deg is not None and swing.peak_deg < floor_deg:
        return "too low"
    far = swing.zero_known and swing.peak_deg > rules.largest_range
    return "too far: on the way to another posture" if far else ""


def _hidden(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> bool:
    """Return whether too much of the swing lies in gaps."""
    mostly = (
        swing.unseen_down_deg > UNSEEN_SHARE * swing.size_deg or swing.unseen_s > UNSEEN_SHARE * swing.width_s
    )
    seen_deg = swing.size_deg - swing.unseen_up_deg
    least_deg = max(rules.smallest_range, swing.least_deg)
    barely_rose = seen_deg < rules.smallest_range and swing.unseen_up_s > BRIEF_GAP_S
    barely_rose |= seen_deg < least_deg and _only_seems(swing, least_deg, everyday)
    return barely_rose or (mostly and swing.unseen_s > LONGEST_UNSEEN_S)


def _only_seems(swing: SwingFeatures, least_deg: float, everyday: Everyday) -> bool:
    """Return whether an angle that rose in a gap falls as the filter settles, not as the leg comes back."""
    if swing.pivot_evidence >= everyday.pivot_sure:
        return False
    back_before = math.isnan(swing.settled_rise_deg)
    return swing.size_deg < UNSETTLED_DEG if back_before else swing.settled_rise_deg < least_deg


def _between_exercises(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> str:
    """Return what a swing is of the things that people do between their exercises; empty when none."""
    if swing.turned_deg > everyday.turning_step:
        return "turning round"
    fidget = max(swing.period_s, 2.0 * swing.width_s) < everyday.shortest_march
    if rules.turns_about == "hip" and fidget:
        return "too quick after the one before"
    quick = swing.width_s < 0.5 * everyday.longest_step
    if rules.turns_about == "step" and quick and swing.height_deg < everyday.careful_step:
        return LOW_AND_QUICK
    return ""


def _wrong_axis(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> str:
    """Return why the thigh's axis of rotation does not fit the exercise; empty when it does."""
    # After a brief gap the vertical may have yet to settle, and what landed in it was not felt.
    seen = not 0.0 < max(swing.unseen_up_s, swing.unseen_s) <= BRIEF_GAP_S
    if not (seen and swing.has_gyro):
        return _sat_by_acceleration(swing, everyday) if seen and rules.turns_about == "step" else ""
    if rules.turns_about == "step":
        return _no_lunge(swing, everyday)
    if rules.turns_about == "carried":
        return "the hip stays: no lunge" if swing.fixed_share > everyday.hip_stays else ""
    off_m = swing.pivot_m - everyday.hip_below
    sure = swing.pivot_evidence >= everyday.pivot_sure
    knee = off_m > 0.0 if sure else swing.pivot_evidence > everyday.pivot_evidence and off_m > SLOW_AXIS_M
    return "about the knee: a squat or sitting down" if rules.turns_about == "hip" and knee else ""


def _sat_by_acceleration(swing: SwingFeatures, everyday: Everyday) -> str:
    """Return why a swing is no lunge, by the accelerometer alone: who stays, and did not land, sits."""
    stayed = swing.hold_s > everyday.sitting_stop
    return "sitting down" if stayed and swing.most_landing_g < swing.felt * everyday.sitting_landing else ""


def _no_lunge(swing: SwingFeatures, everyday: Everyday) -> str:
    """Return why a swing is no lunge: no foot lands and the leg does not swing forward first, or one sits."""
    felt = swing.felt
    # A foot put down with care is not felt, but the leg was swung forward about the hip before.
    sure = swing.pivot_evidence >= everyday.pivot_sure
    # What leads out of the last step of a walk is that step: its foot may have fallen, too.
    walked = swing.zero_known and swing.valley_deg < -everyday.behind_body
    led = swing.lead_m < everyday.lunge_lead and swing.lead_share > LEAD_SHARE and not walked
    stepped = led or swing.pivot_m < everyday.hip_below
    # Where the movement is too slow to tell, nobody stays as long as who sits.
    knee = swing.pivot_m > everyday.hip_below + SLOW_AXIS_M
    slow = knee and swing.pivot_evidence > everyday.pivot_evidence
    likely = sure or slow or (swing.pivot_evidence and swing.hold_s > everyday.sitting_stop)
    # Who begins about the knee bends or sits, whatever the other foot or the seat makes felt.
    least_g = felt * (everyday.sitting_landing if walked else everyday.lunge_landing)
    lunged = swing.lead_m < everyday.lunge_never_leads and swing.most_landing_g >= least_g
    if likely and not stepped and not lunged:
        return "no foot landed: bending or sitting down"
    # A lunge may be held as long as one sits, but its foot has landed before.
    stayed = swing.pivot_m > everyday.sitting_above and swing.hold_s > everyday.sitting_stop
    if sure and stayed and not stepped and swing.most_landing_g < felt * everyday.sitting_landing:
        return "sitting down"
    strides = swing.period_s < everyday.longest_stride or not too_high_for_step(swing, everyday)
    step = swing.width_s < 0.5 * everyday.longest_step and strides
    hip = swing.pivot_m < everyday.lunge_above or (
        swing.pivot_m < everyday.hip_below and swing.most_landing_g < felt * everyday.sitting_landing
    )
    if sure and ((step and hip) or _soft_step(swing, everyday, felt)):
        return "about the hip: a lift or a step"
    return ""


def _soft_step(swing: SwingFeatures, everyday: Everyday, felt: float) -> bool:
    """Return whether a leg was put forward about the hip, low, and landed more softly than a lunge does."""
    soft = felt * everyday.foot_fall < swing.most_landing_g < felt * everyday.sitting_landing
    return soft and swing.height_deg < everyday.careful_step and swing.pivot_m < everyday.hip_below
