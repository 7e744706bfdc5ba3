"""Is a swing of the thigh a step of a walk or on stairs? Rules on what was measured of it."""

from analysis.exercises import Everyday, Rules
from analysis.features import SwingFeatures

BEHIND_SHARE = 0.25
"""A leg that swings back by more than this share of what it swings forth comes from behind the body (small
steps: 0.25-0.6, simulated lifts below 0.1)."""

RHYTHM_BEHIND_SHARE = 0.15
"""In a walk's rhythm, without a stop, this share is enough for a low swing, and no foot need be felt: slow,
soft steps swing back by 0.15-0.6 of the way forth (simulation)."""

NO_REST_S = 2.4
"""Repetitions without a pause take this long and more [J]."""

THROUGH_SHARE = 0.5
"""A leg swings to the other side of standing by less than this share of its way before it is lifted or goes
behind in a lunge (simulated lifts 0.1, UTD-MHAD and CMU-MBL up to 0.39), in a walk by about as much as there
(simulated slow ones 0.6 and more)."""

TURNS_SHARE = 0.55
"""Near its end a leg that swings to and fro stays for less than this share of a swing (simulated slow walks
0.38-0.47; UTD-MHAD: 0.65 and more behind in a lunge)."""

HELD_S = 1.1
"""At the top of a step a leg stays for 0.25-0.50 s (GaitTKR); who stays twice as long holds it, and what is
felt meanwhile is trembling."""


def looks_like_step(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> bool:
    """Return whether a swing could be a step of a walk or on stairs."""
    if not rules.gait_gate:
        return False
    if blind(swing, everyday) or (rules.turns_about == "hip" and _carries_hip(swing, everyday)):
        return True
    if too_high_for_step(swing, everyday):
        return False
    if _climbs(swing, rules, everyday) or _swings_through(swing, everyday):
        return True
    landed = swing.landing_g > everyday.landed_lift and swing.width_s < everyday.longest_step
    if (landed or _careful_step(swing, everyday)) and rules.turns_about == "hip":
        return True
    behind_deg = everyday.behind_body
    if rules.direction == "flexion":
        behind_deg = min(behind_deg, BEHIND_SHARE * swing.peak_deg)
    behind_body = swing.zero_known and swing.valley_deg < -behind_deg
    falls = swing.shaken_g > everyday.foot_fall * swing.felt
    # In a lunge the knee comes up before and after the lowest point.
    dips = 1.0 if swing.height_deg < everyday.careful_step else everyday.walk_steps + 1.0
    if falls and swing.dips >= dips and not rules.merge_within:
        return True
    if swing.width_s >= everyday.longest_step or swing.hold_s >= everyday.longest_stop:
        return False
    # Where one repetition dips twice, its own dips follow each other like slow steps.
    longest_s = everyday.longest_stride if rules.merge_within else everyday.slowest_stride
    in_time = swing.period_s < longest_s
    rhythmic = in_time and swing.width_s > everyday.swing_share * swing.period_s
    knee = about_knee(swing, everyday)
    # Where nobody ever stood still, who moves in a walk's rhythm walks.
    paces = swing.width_s > everyday.swing_share * swing.period_s and swing.period_s < everyday.slowest_stride
    goes_on = paces and not (swing.zero_known or knee)
    if swing.width_s >= 0.5 * everyday.longest_step:
        return falls and (behind_body or goes_on)
    stays_flexed = in_time and swing.zero_known and swing.valley_deg > everyday.stays_flexed * swing.peak_deg
    running = swing.period_s < everyday.shortest_march
    gait = (behind_body or rhythmic or running or stays_flexed) and not knee
    low = rules.direction == "flexion" and swing.height_deg < everyday.careful_step and not knee
    swings_back = low and swing.zero_known and swing.valley_deg < -RHYTHM_BEHIND_SHARE * swing.peak_deg
    swings_through = rhythmic and (behind_body or swings_back)
    walks = goes_on or swings_through or swing.shaken_g > everyday.foot_strike
    return (gait and falls) or walks


def _climbs(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> bool:
    """Return whether a swing comes in the even rhythm of stairs, in which the body glides along.

    A lunge takes the hip with it, so that no turn about one point explains what is felt; in a lift no foot
    lands while the thigh is up.
    """
    even = swing.period_s < NO_REST_S and swing.width_s > everyday.swing_share * swing.period_s
    if not even or swing.hold_s >= everyday.longest_stop or about_knee(swing, everyday):
        return False
    lands = rules.turns_about == "hip" and swing.strike_g > swing.felt * everyday.careful_landing
    return lands or (rules.turns_about == "step" and swing.fixed_share > everyday.hip_stays)


def _swings_through(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether a leg comes from as far on the other side of standing, without a rest between."""
    through = swing.zero_known and swing.valley_deg < -THROUGH_SHARE * swing.peak_deg
    turns = swing.hold_s < TURNS_SHARE * swing.width_s and swing.period_s < NO_REST_S
    return through and turns and not about_knee(swing, everyday)


def _carries_hip(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether the hip surely goes along, and feet fall: in a lift it stays, however quick or high."""
    falls = swing.shaken_g > everyday.foot_fall * swing.felt and swing.hold_s < HELD_S
    return falls and swing.pivot_evidence >= everyday.pivot_sure and swing.fixed_share < everyday.hip_stays


def about_knee(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether the thigh surely turned about the knee."""
    return swing.pivot_evidence >= everyday.pivot_sure and swing.pivot_m > everyday.hip_below


def _careful_step(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether a foot was put down in front, slowly and softly: who walks on sticks stays a while."""
    slow = swing.width_s >= 0.5 * everyday.longest_step
    low = swing.height_deg < everyday.careful_step
    return slow and low and swing.landing_g > swing.felt * everyday.careful_landing


def too_high_for_step(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether no step goes so high; from behind the body on, where the start pose is not known."""
    behind_deg = 0.0 if swing.zero_known else everyday.behind_body
    return swing.height_deg >= everyday.highest_step + behind_deg


def blind(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether tilt, read off the accelerometer alone, was falsified by quick or shaken movement."""
    quick = min(swing.period_s, 2.0 * swing.width_s) < everyday.slow_without_gyro
    return not swing.has_gyro and (quick or swing.shaken_g > everyday.steady_without_gyro)
