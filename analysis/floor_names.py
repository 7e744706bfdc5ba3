"""Naming a set on the floor: posture, size, evenness and axis of its movements."""

from typing import NamedTuple

from analysis.traits import Traits

TILT_TO_DEG = 9.0
BRIDGE_TO_DEG = 45.0
"""Lying with the knees up, a smaller movement is a pelvic tilt, a larger one a bridge (MEx: tilts 3-9 deg in
most people, bridges 12-39); one beyond the second is none (MEx knee rolling: 33-87)."""

ALONG_SQUARE = 0.5
"""Lying with the knees up the thigh turns about an axis across it, near an edge of a housing that sits square
on it: cosine (MEx: bridges 0.61-0.99, knee rolling 0.02-0.34)."""

UNDER_M = -0.04
ABOVE_M = 0.04
BESIDE_M = 0.08
"""Lying with level thighs, a sensor worn in front or on the outside is below the hip joint when on the belly
(PTX: -0.08), well above it when on the side (PTX: 0.10), a little above it on the back (PTX: 0.00 to
0.03)."""

FEWEST_ON_FLOOR = 3
SURE_RAISES = 8
EVEN_SIZES = 0.5
EVEN_HEADINGS_DEG = 20.0
"""Who moves a leg twice shifts on a chair or on a mat: a dose is more than two. A level thigh may sit as well
as lie: fewer raises than the second (a set is 8 to 12) must be even, the smallest at least this share of the
largest and all the same way within so much (PTX: shallow raises are half of the others, all within 20 deg; on
a chair a knee moves to any side)."""


class Verdict(NamedTuple):
    """Which exercise a set was.

    Attributes
    ----------
    name : str or None
        None where the rules do not settle it.
    why : str
        What speaks for that, in words.
    role : {"rear"} or None
        Of the leg, in a lunge seen from behind.
    """

    name: str | None
    why: str
    role: str | None = None


def name_on_floor(traits: Traits, posture: str, flexes: bool | None) -> Verdict:
    """Return the exercise of a set that starts from no standing pose, or None, and what speaks for that.

    Parameters
    ----------
    traits : Traits
    posture : str
        Of the start pose, see `analysis.body_frame.BodyFrame.posture`.
    flexes : bool or None
        Whether the thigh turns into flexion; None when that is not known.
    """
    size = f"{traits.size_deg:.0f} deg"
    if traits.sinks:
        return Verdict(None, f"{size} downward, not from standing")
    fits = traits.about_knee if posture == "hook_lying" else traits.lies
    if traits.axis_known and not fits and posture != "level":
        return Verdict(None, f"{size}, lying, about an axis that fits no exercise")
    if 1 < traits.count < FEWEST_ON_FLOOR:
        return Verdict(None, f"{size}, but only {traits.count} times: shifting on a chair or on the floor")
    match posture, flexes:
        case "side_lying", _:
            return Verdict("side_lying_hip_abduction", f"lying on the side, {size}")
        case "prone", False:
            return Verdict("prone_hip_extension", f"lying on the belly, {size} back")
        case "hook_lying", False if traits.size_deg <= TILT_TO_DEG:
            return Verdict("pelvic_tilt", f"on the back with knees up, only {size}")
        case "hook_lying", False if traits.size_deg <= BRIDGE_TO_DEG:
            return Verdict("bridge", f"on the back with knees up, {size} into extension")
        case "level", True if traits.lies or not traits.axis_known:
            return _raise(traits)
    return Verdict(None, f"{size} from a posture that fits no exercise")


def _raise(traits: Traits) -> Verdict:
    """Return the name of a level thigh that goes up: lying it is an exercise, on a chair maybe none."""
    why = f"from a level thigh {traits.size_deg:.0f} deg into flexion"
    if traits.count < SURE_RAISES and not traits.alike(EVEN_SIZES, EVEN_HEADINGS_DEG):
        return Verdict(None, f"{why}, but {traits.count} uneven ones: shifting on a chair, or few raises")
    return Verdict("straight_leg_raise", f"{why} (a knee lifted on a chair looks the same)")


def name_lying_alone(traits: Traits, posture: str, squareness: float) -> Verdict:
    """Return the exercise of a set on the floor in a recording that shows no other posture.

    Parameters
    ----------
    traits : Traits
    posture : str
        See `analysis.body_frame.posture_of_housing`.
    squareness : float
        Cosine between the movement axis and the edge of the housing nearest to level.
    """
    size, guess = f"{traits.size_deg:.0f} deg", "if the sensor sits straight on the thigh; nothing else tells"
    if traits.walks:
        return Verdict(None, f"{size}, shaken as by foot falls: not lying")
    if posture == "hook_lying":
        if traits.size_deg <= TILT_TO_DEG:
            return Verdict("pelvic_tilt", f"on the back with knees up, only {size} ({guess})")
        if squareness > ALONG_SQUARE and traits.size_deg <= BRIDGE_TO_DEG:
            return Verdict("bridge", f"on the back with knees up, {size} ({guess})")
    if posture == "level" and traits.lies:
        where = f"lying, {size}, the sensor {abs(traits.along_m) * 100:.0f} cm"
        if traits.along_m < UNDER_M:
            return Verdict("prone_hip_extension", f"{where} under the hip: on the belly ({guess})")
        if ABOVE_M < traits.along_m < BESIDE_M:
            return Verdict(None, f"{where} above the hip: on the back or on the side")
        if traits.along_m >= BESIDE_M:
            return Verdict("side_lying_hip_abduction", f"{where} above the hip: on the side ({guess})")
        return Verdict("straight_leg_raise", f"{where} above the hip: on the back ({guess})")
    return Verdict(None, f"{size}, lying, in a posture that cannot be told")
