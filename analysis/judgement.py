"""Is a swing of the thigh a repetition, a step, a sit-down, or nothing? Rules on what was measured of it."""

import math
from dataclasses import dataclass

from analysis.exercises import Everyday, Rules

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

LANDING_FULL_HZ = 50.0
"""At this rate a landing, which lies above 8 Hz, shows in full; below, in proportion (simulated lunges: 0.46
g and more at 50 Hz, 0.12 at 25, bending down 0.12 and 0.08 at most)."""

SLOW_AXIS_M = 0.1
"""Where a movement is slow, its axis may be taken to lie this far off (simulated lifts of 20-100 deg in up to
4 s: 0.02 m on the wrong side of the limit)."""

BEHIND_SHARE = 0.25
"""A leg that swings back by more than this share of what it swings forth comes from behind the body (small
steps: 0.25-0.6, simulated lifts below 0.1)."""

RHYTHM_BEHIND_SHARE = 0.15
"""In a walk's rhythm, without a stop, this share is enough for a low swing, and no foot need be felt: slow,
soft steps swing back by 0.15-0.6 of the way forth (simulation)."""

FLOOR_DRIFT_DEG = 20.0
"""On floor and chair the rest may drift by this much before a movement no longer starts from it (PTX: 10)."""


@dataclass(frozen=True, slots=True)
class SwingFeatures:
    """What is known of a swing when it is announced; angles in the exercise's own direction.

    Attributes
    ----------
    peak_deg, valley_deg : float
        Angle at the turning point and at the lowest before it.
    width_s : float
        Time from half way up to half way back: half of a smooth movement out and back without a hold.
    hold_s : float
        Time near the turning point.
    dips : int
        How often, within, it fell by a quarter of its size and rose again; not looked at without foot falls.
    period_s : float
        Time since the turning point of the swing before.
    shaken_g : float
        RMS of the acceleration's norm above 8 Hz, from half way up to half way back.
    landing_g : float
        Largest of it on the way up, from a tenth of the way.
    pivot_m, pivot_evidence : float
        Distance from the axis of rotation to the sensor (below zero: it hangs from the hip), and how much
        movement that was taken from (rad²/s³).
    lead_m : float
        That distance from the lowest point to half way up: who lunges swings the leg forward first.
    unseen_up_deg, unseen_down_deg : float
        What of the way out and of the way back lies in gaps that are not bridged.
    least_deg : float
        Beside the swings before it, a smaller one would have been none.
    settled_rise_deg : float
        How far it rose over such a gap, as seen once the filter had settled; infinite where none is, NaN
        where it was back before.
    unseen_up_s, unseen_s : float
        How much of the time up to the turning point, and of the width, lies in such gaps.
    zero_known : bool
        Whether the angles are relative to a known start pose.
    has_gyro : bool
        Whether the angle rests on more than the accelerometer.
    rate_hz : float
        Sampling rate.
    turned_deg : float
        How far the thigh turned about the vertical, from shortly before half way up to the announcement.
    landing_hidden : bool
        Whether a foot may have landed in a gap that is bridged.
    """

    peak_deg: float = 0.0
    valley_deg: float = 0.0
    width_s: float = 0.0
    hold_s: float = 0.0
    dips: int = 0
    period_s: float = 0.0
    shaken_g: float = 0.0
    landing_g: float = 0.0
    pivot_m: float = 0.0
    pivot_evidence: float = 0.0
    lead_m: float = 0.0
    unseen_up_deg: float = 0.0
    unseen_down_deg: float = 0.0
    least_deg: float = 0.0
    settled_rise_deg: float = math.inf
    unseen_up_s: float = 0.0
    unseen_s: float = 0.0
    zero_known: bool = False
    has_gyro: bool = False
    rate_hz: float = 0.0
    turned_deg: float = 0.0
    landing_hidden: bool = False

    @property
    def size_deg(self) -> float:
        """Way from the valley to the turning point."""
        return self.peak_deg - self.valley_deg

    @property
    def most_landing_g(self) -> float:
        """As much as a landing may have been felt."""
        return math.inf if self.landing_hidden else self.landing_g

    @property
    def height_deg(self) -> float:
        """How far the turning point lies from the start pose; where that is not known, from the valley."""
        return self.peak_deg if self.zero_known else self.size_deg


NOTHING = SwingFeatures()
"""Of a swing of which nothing more is known."""


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
    if rules.gait_gate and _blind(swing, everyday):
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
    off_m = swing.pivot_m - everyday.hip_below
    sure = swing.pivot_evidence >= everyday.pivot_sure
    knee = off_m > 0.0 if sure else swing.pivot_evidence > everyday.pivot_evidence and off_m > SLOW_AXIS_M
    return "about the knee: a squat or sitting down" if rules.turns_about == "hip" and knee else ""


def _sat_by_acceleration(swing: SwingFeatures, everyday: Everyday) -> str:
    """Return why a swing is no lunge, by the accelerometer alone: who stays, and did not land, sits."""
    felt = min(1.0, swing.rate_hz / LANDING_FULL_HZ)
    stayed = swing.hold_s > everyday.sitting_stop
    return "sitting down" if stayed and swing.most_landing_g < felt * everyday.sitting_landing else ""


def _no_lunge(swing: SwingFeatures, everyday: Everyday) -> str:
    """Return why a swing is no lunge: no foot lands and the leg does not swing forward first, or one sits."""
    felt = min(1.0, swing.rate_hz / LANDING_FULL_HZ)
    # A foot put down with care is not felt, but the leg was swung forward about the hip before.
    sure = swing.pivot_evidence >= everyday.pivot_sure
    stepped = swing.lead_m < everyday.lunge_lead or swing.pivot_m < everyday.hip_below
    # Where the movement is too slow to tell, nobody stays as long as who sits.
    knee = swing.pivot_m > everyday.hip_below + SLOW_AXIS_M
    slow = knee and swing.pivot_evidence > everyday.pivot_evidence
    likely = sure or slow or (swing.pivot_evidence and swing.hold_s > everyday.sitting_stop)
    # Who begins about the knee bends or sits, whatever the other foot or the seat makes felt.
    lunged = (
        swing.lead_m < everyday.lunge_never_leads and swing.most_landing_g >= felt * everyday.lunge_landing
    )
    if likely and not stepped and not lunged:
        return "no foot landed: bending or sitting down"
    # A lunge may be held as long as one sits, but its foot has landed before.
    stayed = swing.pivot_m > everyday.sitting_above and swing.hold_s > everyday.sitting_stop
    if sure and stayed and not stepped and swing.most_landing_g < felt * everyday.sitting_landing:
        return "sitting down"
    step = swing.width_s < 0.5 * everyday.longest_step and not too_high_for_step(swing, everyday)
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


def looks_like_step(swing: SwingFeatures, rules: Rules, everyday: Everyday) -> bool:
    """Return whether a swing could be a step of a walk or on stairs."""
    if not rules.gait_gate:
        return False
    if _blind(swing, everyday):
        return True
    if too_high_for_step(swing, everyday):
        return False
    landed = swing.landing_g > everyday.landed_lift and swing.width_s < everyday.longest_step
    if (landed or _careful_step(swing, everyday)) and rules.turns_about == "hip":
        return True
    behind_deg = everyday.behind_body
    if rules.direction == "flexion":
        behind_deg = min(behind_deg, BEHIND_SHARE * swing.peak_deg)
    behind_body = swing.zero_known and swing.valley_deg < -behind_deg
    falls = swing.shaken_g > everyday.foot_fall * min(1.0, swing.rate_hz / LANDING_FULL_HZ)
    dips = 1.0 if swing.height_deg < everyday.careful_step else everyday.walk_steps
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


def about_knee(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether the thigh surely turned about the knee."""
    return swing.pivot_evidence >= everyday.pivot_sure and swing.pivot_m > everyday.hip_below


def _careful_step(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether a foot was put down in front, slowly and softly: who walks on sticks stays a while."""
    felt = min(1.0, swing.rate_hz / LANDING_FULL_HZ)
    slow = swing.width_s >= 0.5 * everyday.longest_step
    low = swing.height_deg < everyday.careful_step
    return slow and low and swing.landing_g > felt * everyday.careful_landing


def too_high_for_step(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether no step goes so high; from behind the body on, where the start pose is not known."""
    behind_deg = 0.0 if swing.zero_known else everyday.behind_body
    return swing.height_deg >= everyday.highest_step + behind_deg


def _blind(swing: SwingFeatures, everyday: Everyday) -> bool:
    """Return whether tilt, read off the accelerometer alone, was falsified by quick or shaken movement."""
    quick = min(swing.period_s, 2.0 * swing.width_s) < everyday.slow_without_gyro
    return not swing.has_gyro and (quick or swing.shaken_g > everyday.steady_without_gyro)
