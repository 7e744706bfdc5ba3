"""What is known of one swing of the thigh when it is announced."""

import math
from dataclasses import dataclass

LANDING_FULL_HZ = 50.0
"""At this rate a landing, which lies above 8 Hz, shows in full; below, in proportion (simulated lunges: 0.46
g and more at 50 Hz, 0.12 at 25, bending down 0.12 and 0.08 at most)."""


def felt_share(rate_hz: float) -> float:
    """Return how much of a landing shows at a sampling rate, 0 to 1."""
    return min(1.0, rate_hz / LANDING_FULL_HZ)


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
        How often, within, it fell by a quarter of its size and rose again in a walk's rhythm; not looked at
        without foot falls.
    period_s : float
        Time since the turning point of the swing before.
    shaken_g : float
        RMS of the acceleration's norm above 8 Hz, from half way up to half way back.
    landing_g : float
        Largest of it on the way up, from a tenth of the way.
    pivot_m, pivot_evidence : float
        Distance from the axis of rotation to the sensor (below zero: it hangs from the hip), and how much
        movement that was taken from (rad²/s³).
    fixed_share : float
        How much of the accelerations, 0 to 1, a turn about that one point explains.
    strike_g : float
        Largest of `shaken_g`'s, from half way up to half way back.
    lead_m : float
        That distance from the lowest point to half way up: who lunges swings the leg forward first.
    lead_share : float
        How much of the accelerations up to there, 0 to 1, a turn about that point explains.
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
    lead_share: float = 0.0
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
    fixed_share: float = 0.0
    strike_g: float = 0.0
    landing_hidden: bool = False

    @property
    def size_deg(self) -> float:
        """Way from the valley to the turning point."""
        return self.peak_deg - self.valley_deg

    @property
    def felt(self) -> float:
        """How much of a landing shows in it, 0 to 1."""
        return felt_share(self.rate_hz)

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
