"""Naming a set: posture, size, axis and height of its swings tell the exercise."""

import math

import numpy as np

from analysis.floor_names import Verdict, name_on_floor
from analysis.traits import Traits

SQUAT_PIVOT_M = -0.015
"""The thigh turns about the knee where the sensor lies no lower than this under the axis (squats -0.03 to
+0.17, sitting down 0 to +0.14; lunges -0.12 to -0.02)."""

LANDING_G = 0.35
"""A foot that lands on the way up shows as this much above 8 Hz: lunges 0.5-1.2 (CMU-MBL), sitting 0.02-0.25
(HuGaDB)."""

SOFT_LANDING_G = 0.12
STEP_UP_PIVOT_M = (-0.2, -0.08)
STEP_UP_WIDTH_S = (0.4, 1.0)
CLIMBS_M = 0.07
"""A step up: a landing, and the body stays up after it (CMU-MBL: 0.12 m); or, where heights are not known, a
landing in a quick swing about a point nearer than the hip (CMU-MBL: -0.12 m, 0.7 s; lunges -0.02, 1.9)."""

HIP_SINKS_M = -0.06
"""In a lunge the hip, as far as the thigh tells its height, goes down by more than this (CMU-MBL -0.41,
simulation -0.27 to -0.11), in a lift by less (UTD-MHAD, simulation: -0.03 to 0)."""

HIP_STAYS_M = -0.03
"""The hip stayed where the sensor did not sink by more than this, and rose as far, less this, as about a hip
that stays: in all lunges the sensor goes down, too (CMU-MBL, simulation)."""

CLIMBS_BY_M = -0.02
"""On a step it goes down by less than the step is high, but for this (difference: CMU-MBL 0.0, simulation
0.03 to 0.15; lunges, after whose landing the height is off, -0.04 and less)."""

STEPPED_PIVOT_M = -0.12
"""Where a leg that sinks swung about a point this far over the sensor, it stepped, however softly (lunges
-0.14 and less in simulation; squats down to -0.07, UTD-MHAD, sitting down -0.04, HuGaDB)."""

LUNGE_PIVOT_M = 0.06
"""In a lunge the thigh turns about a point no higher than this over the sensor (CMU-MBL: -0.07 to -0.02)."""

REAR_SINKS_M = -0.12
REAR_SINKS_BY = 3.0
THIGH_M = 0.42
SURE_SINKS_SHARE = 0.5
"""Seen from the rear leg of a lunge, the body goes down by more than the first (UTD-MHAD, CMU-MBL: -0.16 to
-0.40), and by so many times what a thigh of usual length makes in bending as far.
Not where it is less than the last share of by how much it seemed to end higher or lower: a height that drifts
so far tells nothing (CMU-MBL 0.74, UTD-MHAD 2 and more)."""

LUNGE_FROM_DEG = 35.0
REAR_LUNGE_TO_DEG = 35.0
"""Least range of a lunge seen from the front leg (CMU-MBL: 75-90, hurried ones from 45), largest seen from
the rear leg (UTD-MHAD, CMU-MBL: 10-30)."""

REAR_LUNGE_FROM_DEG = 7.0
"""Least range seen from the rear leg (UTD-MHAD, CMU-MBL: 10-30): who stands and shifts the weight turns the
thigh by less (Marpino: 5)."""

MARCH_WIDTH_S = 0.6
STEP_WIDTH_S = 1.0
MARCH_BODY_M = 0.06
LIFT_BODY_M = 0.12
LIFT_ACROSS_M = 0.15
"""Lifts quicker than the first from half height to half height are a march (UTD-MHAD: 0.30-0.42). None is one
quicker than the second with which the body goes up (jogging, stairs: 0.11 m and more; UTD-MHAD, HuGaDB) or
forward (the axis then seems to lie off the vertical; HuGaDB: 0.16): a sensor in front of the thigh lies up
to 0.1 m off the bone (`analysis.cues`), and the pelvis, shifted over the other foot, adds up to 0.05
(UTD-MHAD)."""

STEPS_M = 0.09
UNDONE_SHARE = 0.7
"""Who ends a movement higher or lower than it began by more than the first stepped up or down (steps are
0.1-0.25 m high; CMU-MBL 0.12; lifts of up to 7 s 0.06 and less, simulation). Where the next movement, or the
other leg between the two, undoes it in more than this share, it was a step-up; else it may be stairs."""

BEHIND_DEG = 7.0
"""Nor one before which the thigh went back by more than this: steps of a walk by 9 and more (HuGaDB; further
is not looked at), marching lifts by 2 and less (UTD-MHAD)."""

TURNS_DEG = 25.0
"""Who turns about the vertical by more than this with every movement turns round (lunges and lifts up to 13:
CMU-MBL, UTD-MHAD; turning on the spot 44 and more, simulation)."""

STAYS_UP_S = 1.5
STAYS_DOWN_S = 1.5
FEWEST = 3
MANY = 5
"""Who stays at both ends this long (medians) and does it less than five times, just sits down and gets up
(HuGaDB: 1.8-6 and 2-7 s; BENCH-STS: 0.4 and 0.6 s); so does who comes up again less than three times, and not
at once."""

STS_FROM_DEG = 40.0
"""Least way from sitting toward standing (BENCH-STS: 70-80; from a high chair less)."""


def name_exercise(traits: Traits, posture: str, flexes: bool | None) -> Verdict:
    """Return the exercise, or None, and what speaks for that.

    Parameters
    ----------
    traits : Traits
    posture : str
        Of the start pose, see `analysis.body_frame.BodyFrame.posture`.
    flexes : bool or None
        Whether the thigh turns into flexion; None when that is not known.
    """
    size = f"{traits.size_deg:.0f} deg"
    if posture == "standing":
        return _turning_round(traits) or _name_standing(traits, flexes)
    if posture == "level" and flexes is False and not traits.sinks:
        if traits.size_deg >= STS_FROM_DEG and not traits.about_hip:
            return _unless_everyday(traits, "sit_to_stand", f"from a level thigh {size} into extension")
        return Verdict(None, f"{size} from a posture that fits no exercise")
    return name_on_floor(traits, posture, flexes)


def _turning_round(traits: Traits) -> Verdict | None:
    if traits.turned_deg <= TURNS_DEG:
        return None
    turned = f"{traits.turned_deg:.0f} deg about the vertical each time"
    return Verdict(None, f"standing, {traits.size_deg:.0f} deg, {turned}: turning round")


def _name_standing(traits: Traits, flexes: bool | None) -> Verdict:
    size = f"{traits.size_deg:.0f} deg"
    if _rear(traits, flexes):
        return Verdict("lunge", f"standing, {size} while the body goes down: the rear leg of a lunge", "rear")
    if traits.lies:
        return Verdict(None, f"{size}, about an axis level with the sensor: no standing exercise")
    if flexes is False:
        return Verdict(None, f"standing, {size} back")
    landed = _with_landing(traits)
    if landed != "step_up" and _steps(traits):
        return _name_steps(traits)
    if landed is not None:
        return Verdict(
            landed, f"standing, {size}, {_about(traits)}, with a landing of {traits.landing_g:.1f} g"
        )
    if traits.about_hip and not traits.sinks:
        return _name_lift(traits)
    return _name_about_knee(traits)


def _name_about_knee(traits: Traits) -> Verdict:
    """Return the name of a swing that is not about the hip, standing, as far as there is one."""
    size = f"{traits.size_deg:.0f} deg"
    if traits.rises and traits.along_m > SQUAT_PIVOT_M and traits.size_deg >= STS_FROM_DEG:
        return _unless_everyday(
            traits, "sit_to_stand", f"{size} while the body goes up, {_about(traits)}: the knee"
        )
    if traits.sinks or (traits.along_m > SQUAT_PIVOT_M and not traits.rises):
        how = "while the body goes down" if traits.sinks else f"{_about(traits)}: the knee"
        return _unless_everyday(traits, "squat", f"standing, {size}, {how} (sitting down looks the same)")
    if not traits.axis_known and traits.rises:
        return Verdict("leg_lift", f"standing, {size} while the sensor goes up")
    if not traits.axis_known:
        return Verdict(None, f"standing, {size}, too slow to tell what the thigh turned about")
    return Verdict(None, f"standing, {size}, {_about(traits)}: between a lift and a squat")


def _steps(traits: Traits) -> bool:
    """Return whether each movement ends on another level, by more than the body went down for it."""
    apart = traits.stepped_m > STEPS_M and traits.stepped_m + traits.sunk_m > CLIMBS_BY_M
    return apart and traits.along_m < STEP_UP_PIVOT_M[1]


def _name_steps(traits: Traits) -> Verdict:
    """Return the name of movements that each end on another level."""
    why = f"standing, {traits.size_deg:.0f} deg, each ends {traits.stepped_m:.2f} m higher or lower"
    if traits.undone > UNDONE_SHARE:
        return Verdict("step_up", f"{why}, and back (which leg leads is not told)")
    return Verdict(None, f"{why}: stairs or step-ups")


def _rises_as_it_turns(traits: Traits) -> bool:
    """Return whether the sensor, worn nearer to the hip than most, rose as far as its turn takes it."""
    rise_m = -traits.along_m * (1.0 - math.cos(math.radians(traits.size_deg)))
    return min(traits.lowest_m, traits.highest_m - rise_m) > HIP_STAYS_M


def _name_lift(traits: Traits) -> Verdict:
    """Return the name of a swing about the hip, standing."""
    why = f"standing, {traits.size_deg:.0f} deg, {_about(traits)}: the hip"
    if traits.landing_g >= LANDING_G:
        return Verdict(None, f"{why}, with a landing on the way up: no lift")
    if traits.sunk_m < HIP_SINKS_M and not _rises_as_it_turns(traits):
        return Verdict(None, f"{why}, but the hip goes down: no lift")
    if traits.width_s < STEP_WIDTH_S and traits.valley_deg < -BEHIND_DEG:
        return Verdict(None, f"{why}, but back behind the body each time: walking or running")
    if traits.width_s < STEP_WIDTH_S and traits.stays_flexed:
        return Verdict(None, f"{why}, but never back to standing: pedals or stairs")
    march = traits.width_s < MARCH_WIDTH_S
    moved = traits.body_m > (MARCH_BODY_M if march else LIFT_BODY_M) or abs(traits.across_m) > LIFT_ACROSS_M
    if moved and traits.width_s < STEP_WIDTH_S:
        return Verdict(None, f"{why}, but the body moves along: walking, stairs or running")
    if not march:
        return Verdict("leg_lift", why)
    return Verdict("march", f"{why}, quick (quick leg lifts look the same)")


def _unless_everyday(traits: Traits, name: str, why: str) -> Verdict:
    """Return the name of a movement between sitting and standing, unless the person stays at both ends."""
    if traits.count < FEWEST and traits.pause_s >= STAYS_DOWN_S:
        return Verdict(None, f"{why}, but only {traits.count} times: sitting down or picking something up")
    if traits.count < MANY and traits.hold_s >= STAYS_UP_S and traits.pause_s >= STAYS_DOWN_S:
        stay = f"{traits.hold_s:.0f} and {traits.pause_s:.0f} s"
        return Verdict(None, f"{why}, but staying {stay} at both ends: just sitting down")
    return Verdict(name, why)


def looks_rear(traits: Traits) -> bool:
    """Return whether it was the rear leg of a lunge: the body sinks much further than the thigh turns."""
    if not REAR_LUNGE_FROM_DEG <= traits.size_deg <= REAR_LUNGE_TO_DEG or np.isnan(traits.lowest_m):
        return False
    if -traits.lowest_m < SURE_SINKS_SHARE * abs(traits.climbed_m):
        return False
    squatted_m = THIGH_M * (1.0 - np.cos(np.radians(traits.size_deg)))
    return bool(traits.lowest_m < min(REAR_SINKS_M, -REAR_SINKS_BY * squatted_m))


def _rear(traits: Traits, flexes: bool | None) -> bool:
    """Return whether it was the rear leg of a lunge, as far as heights are known."""
    if not traits.axis_known:
        return False
    if np.isnan(traits.lowest_m):
        # Whether the body went down is not known: once or twice back may be anything.
        small = REAR_LUNGE_FROM_DEG <= traits.size_deg <= REAR_LUNGE_TO_DEG
        return flexes is False and small and traits.count >= FEWEST
    return looks_rear(traits)


def _with_landing(traits: Traits) -> str | None:
    """Return which exercise sets a foot down on the way: a step up, a lunge, or none."""
    if traits.landing_g < SOFT_LANDING_G:
        return None
    (low, high), (quickest, slowest) = STEP_UP_PIVOT_M, STEP_UP_WIDTH_S
    if np.isnan(traits.climbed_m):
        near, quick = low < traits.along_m < high, quickest < traits.width_s < slowest
        if near and quick:
            return "step_up"
    elif _climbs(traits) and low < traits.along_m < LUNGE_PIVOT_M and traits.width_s > quickest:
        return "step_up"
    stepped = traits.sunk_m < HIP_SINKS_M and traits.along_m < STEPPED_PIVOT_M
    landed = traits.landing_g >= (SOFT_LANDING_G if stepped else LANDING_G)
    stamped = traits.about_hip and traits.width_s < MARCH_WIDTH_S
    rises = traits.climbed_m + traits.sunk_m > CLIMBS_BY_M
    fits = traits.size_deg >= LUNGE_FROM_DEG and not traits.along_m > LUNGE_PIVOT_M
    return "lunge" if landed and fits and not stamped and not rises else None


def _climbs(traits: Traits) -> bool:
    """Return whether the body stays up after it, by more than it went down for it."""
    return traits.climbed_m > CLIMBS_M and traits.climbed_m + traits.sunk_m > CLIMBS_BY_M


def _about(traits: Traits) -> str:
    if not traits.axis_known:
        return "axis not known"
    return f"axis {abs(traits.along_m):.2f} m {'above' if traits.along_m < 0 else 'below'} the sensor"
