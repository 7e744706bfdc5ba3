"""The safety check before a session: red flags, pain, and what follows from them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Urgency(StrEnum):
    """What a red flag asks for; the gravest first."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    BEFORE_NEXT = "before_next"
    DOCTOR = "doctor"


RED_FLAGS: Mapping[str, Urgency] = MappingProxyType(
    {
        "chest_pain_or_breathlessness": Urgency.EMERGENCY,
        "cannot_bear_weight": Urgency.EMERGENCY,
        "sudden_pain_leg_changed": Urgency.EMERGENCY,
        "hot_swollen_calf": Urgency.SAME_DAY,
        "red_or_leaking_wound": Urgency.SAME_DAY,
        "fever": Urgency.SAME_DAY,
        "fall": Urgency.SAME_DAY,
        "new_numbness_or_weakness": Urgency.SAME_DAY,
        "night_pain": Urgency.BEFORE_NEXT,
        "groin_pain_on_hopping": Urgency.BEFORE_NEXT,
        "back_pain_over_a_week": Urgency.DOCTOR,
    }
)
"""Each question, as a key of ``flag`` in the words, and what it asks for."""

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "emergency_heading": tuple(n for n, u in RED_FLAGS.items() if u is Urgency.EMERGENCY),
        "same_day_heading": tuple(n for n, u in RED_FLAGS.items() if u is Urgency.SAME_DAY),
        "before_next_heading": tuple(
            n for n, u in RED_FLAGS.items() if u in (Urgency.BEFORE_NEXT, Urgency.DOCTOR)
        ),
    }
)
"""The questions as the page groups them."""


def gravest(flags: Iterable[str]) -> Urgency | None:
    """Return the gravest of what red flags ask for; None without any: the session may begin.

    Raises
    ------
    KeyError
        When there is no such question.
    """
    asked = {RED_FLAGS[flag] for flag in flags}
    return next((one for one in Urgency if one in asked), None)


def answers(flags: Iterable[str]) -> dict[str, bool]:
    """Return the answer to every question, for the record: True where it applies."""
    said = set(flags)
    return {flag: flag in said for flag in RED_FLAGS}


def too_much_pain(score: int, limit: int) -> bool:
    """Return whether pain keeps a session from beginning.

    Parameters
    ----------
    score : int
        0 to 10.
    limit : int
        Highest at which to start, see `analysis.prescription.Program`.
    """
    return score > limit
