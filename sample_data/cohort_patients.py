"""The three invented patients of the cohort, and how exercises are usually done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an exercise is usually done: range in degrees, then seconds up, held and down."""

    range_deg: float
    up_s: float
    hold_s: float
    down_s: float


USUAL = {
    "leg_lift": Stroke(60, 1.4, 3.3, 1.7),
    "lunge": Stroke(80, 1.5, 0.7, 1.4),
    "bridge": Stroke(32, 1.0, 1.3, 1.3),
    "sit_to_stand": Stroke(82, 1.5, 1.9, 1.8),
}
"""Of the sample sessions; the ranges of lift and bridge are replaced by the patient's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One patient of the cohort.

    Attributes
    ----------
    patient_id, program, side, words : str
        ``side`` is the affected one.
    days : tuple of int
        Prescribed weekdays, Monday 0.
    hour : int
        When they train, local time.
    comes : tuple of float
        Chance of training on a prescribed day, by week; 0 is a holiday.
    extra : tuple of (int, int)
        (week, weekday) of sessions beside the prescribed days.
    dose : tuple of float
        Share of the prescribed repetitions they set out to do, by week.
    lift_deg, other_lift_deg : float
        Comfortable lift at the start, affected and other side.
    gain_deg : float
        Gain of the affected side per week trained.
    pain, eases : float
        Pain at the start; how much less of it after each week trained.
    bridge_deg : float
        Usual range of a bridge.
    moves_strap : float
        Chance that the strap is moved to the other leg half way.
    heeds : bool
        Whether the advice of half the dose after a pain stop or a flare is followed.
    """

    patient_id: str
    program: str
    side: str
    words: str
    days: tuple[int, ...]
    hour: int
    comes: tuple[float, ...]
    dose: tuple[float, ...]
    lift_deg: float
    other_lift_deg: float
    gain_deg: float
    pain: float
    eases: float
    bridge_deg: float
    extra: tuple[tuple[int, int], ...] = ()
    moves_strap: float = 1.0
    heeds: bool = True


CHARACTERS = (
    Character(
        patient_id="P1",
        program="hip-replacement-cautious",
        side="right",
        words="improving: hardly misses a day, less pain, lifts higher",
        days=(0, 2, 4),
        hour=9,
        comes=(1, 1, 0.8, 1, 0.8, 1),
        dose=(1, 1, 1, 1, 1, 1),
        lift_deg=27,
        other_lift_deg=47,
        gain_deg=3.1,
        pain=2.3,
        eases=0.33,
        bridge_deg=18,
    ),
    Character(
        patient_id="P2",
        program="runner",
        side="left",
        words="irregular: trains when there is time, a week's holiday, weaker on the left",
        days=(1, 3, 5),
        hour=18,
        comes=(0.9, 0.5, 0.7, 0, 0.45, 0.7),
        dose=(1, 0.85, 0.95, 1, 0.7, 1),
        lift_deg=64,
        other_lift_deg=76,
        gain_deg=0.6,
        pain=1.2,
        eases=0.05,
        bridge_deg=39,
        moves_strap=0.7,
    ),
    Character(
        patient_id="P3",
        program="psoas-article",
        side="right",
        words="overdoing it: more days and repetitions than prescribed, rising pain",
        days=(0, 2, 4),
        hour=17,
        comes=(1, 1, 1, 1, 1, 1),
        extra=((1, 2), (1, 5), (2, 1), (2, 5), (4, 5), (5, 1), (5, 5)),
        dose=(1.0, 1.2, 1.4, 1.45, 1.3, 1.45),
        lift_deg=72,
        other_lift_deg=75,
        gain_deg=0.5,
        pain=0.7,
        eases=-0.15,
        bridge_deg=33,
        moves_strap=0.8,
        heeds=False,
    ),
)
