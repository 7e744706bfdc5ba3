"""What is known of a person before an exercise: the role of the leg, and how low a repetition may be."""

from dataclasses import replace

from analysis.calibration import Calibration
from analysis.exercises import Exercise, Rules


def lunge_role(exercise: Exercise, role: str | None, calibration: Calibration) -> str | None:
    """Return the leg's role: as given, else as seen in calibrating, else in front; None but in a lunge."""
    if exercise.rear is None:
        return None
    return role or calibration.role or "front"


def rules_of(exercise: Exercise, role: str | None, told: str | None) -> Rules:
    """Return the rules for a leg's role; where the person told it, the movement need not show it."""
    rules = exercise.rules_for(role)
    return replace(rules, turns_about="any") if told and rules.turns_about == "carried" else rules


def floor_deg(rules: Rules, calibration: Calibration) -> float | None:
    """Return how far from the start pose a repetition must go, or None when that pose is not known.

    The floor follows the person: half the calibrated lift replaces the catalogue's value where it is lower.
    """
    if not calibration.zero_known:
        return None
    if calibration.lift_deg is None or not rules.floor_of_lift:
        return rules.floor
    return min(rules.floor, rules.floor_of_lift * calibration.lift_deg)
