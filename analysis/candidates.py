"""A movement on its way to become a repetition."""

from dataclasses import dataclass, replace

from analysis.features import NOTHING, SwingFeatures
from analysis.standing_zero import FROM_CALIBRATION, Zero
from analysis.turning_points import Swing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A swing on its way to become a repetition; angles in the exercise's own direction.

    Attributes
    ----------
    from_s : float
        Half return of the swing before it: nothing of this one lies earlier.
    rise_s, peak_s, announced_s : float
        Half way up, turning point, half return.
    features : SwingFeatures
        What it was judged by.
    step_like : bool
        Looks like a step.
    unfit : str
        Why it is no repetition, in words; empty when it is one.
    gap : bool
        Samples are missing within it.
    zero : Zero
        What its angles count from; those in `features` already do.
    humps : int
        How many swings were merged into it.
    turned : float
        -1 where the thigh went the other way than its exercise does, else 1: angles are along its way.
    """

    from_s: float
    rise_s: float
    peak_s: float
    announced_s: float
    features: SwingFeatures
    step_like: bool
    unfit: str
    gap: bool
    zero: Zero = FROM_CALIBRATION
    humps: int = 1
    turned: float = 1.0


def unjudged(swing: Swing, announced_s: float) -> Candidate:
    """Return the candidate for a swing whose top lies too far back, kept or not: a change of posture."""
    return Candidate(
        from_s=announced_s,
        rise_s=announced_s,
        peak_s=announced_s,
        announced_s=announced_s,
        features=replace(NOTHING, peak_deg=swing.peak_value, valley_deg=swing.valley_value),
        step_like=False,
        unfit="too slow",
        gap=False,
    )
