"""What a comparison returns: done against prescribed, per exercise and leg, and for the session."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analysis.prescription import ProgramItem, Timer
from analysis.results import to_plain
from analysis.symmetry import LegSymmetry
from sensing.errors import InputError
from sensing.samples import SIDES


class Verdict(StrEnum):
    """Verdict on an exercise and leg, or on a session; ``docs/programs.md`` gives each rule."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    OVER = "over"
    SELF_REPORTED = "self_reported"
    NOT_MEASURED = "not_measured"
    CANNOT_COUNT = "cannot_count"


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What a patient says was done without the sensor.

    Attributes
    ----------
    exercise : str
        Name in the catalogue.
    side : {"left", "right"} or None
        The leg (in a lunge the front leg); None for both at once.
    sets, repetitions : int
        Number of sets; repetitions of all of them together.

    Raises
    ------
    InputError
        When a number is negative or the side is no leg.
    """

    exercise: str
    side: str | None
    sets: int
    repetitions: int

    def __post_init__(self) -> None:
        if self.side not in (*SIDES, None):
            raise InputError(f"'{self.side}' is not a leg", at="side", mend="Give 'left', 'right' or None")
        if min(self.sets, self.repetitions) < 0:
            raise InputError(
                "a negative number of sets or repetitions", at=self.exercise, mend="Give 0 or more"
            )


@dataclass(frozen=True, slots=True)
class Done:
    """What the sensor saw of one exercise and leg.

    Attributes
    ----------
    sets, repetitions : int
        Sets with at least one repetition; repetitions of all of them.
    largest_set : int
        Most repetitions in one set.
    comparable : int
        Repetitions that can be held against target, ceiling and hold (those seen from the rear leg cannot).
    on_target : int or None
        Of these, how many were on target; None when nothing is prescribed or nothing is comparable.
    above_ceiling : int
        Of these, how many went above the ceiling.
    to_confirm : int
        Repetitions low enough to be mistaken for a step.
    hold_s, up_s, down_s, peak_angle_deg, range_deg : float
        Medians over the repetitions not seen from the rear leg; NaN when there are none.
    """

    sets: int = 0
    repetitions: int = 0
    largest_set: int = 0
    comparable: int = 0
    on_target: int | None = None
    above_ceiling: int = 0
    to_confirm: int = 0
    hold_s: float = math.nan
    up_s: float = math.nan
    down_s: float = math.nan
    peak_angle_deg: float = math.nan
    range_deg: float = math.nan


@dataclass(frozen=True, slots=True)
class ItemComparison:
    """One prescribed exercise and leg.

    Attributes
    ----------
    number : int
        Position of the item in the program, from 1.
    exercise, title : str
    side : {"left", "right", "both"}
        The leg; in a lunge the front leg.
    prescribed : ProgramItem
    done : Done
        By the sensor.
    reported_sets, reported_repetitions : int
        By the patient.
    credited_repetitions : int
        Repetitions done, at most those prescribed.
    assessable_repetitions : int
        Prescribed repetitions that the recordings allow a statement on; never below the credited.
    verdict : Verdict
    words : str
        One sentence for a therapist.
    cautions : tuple of str
        What was done otherwise than prescribed, whatever the count: off target, held too short, above the
        ceiling, to be confirmed.
    """

    number: int
    exercise: str
    title: str
    side: str
    prescribed: ProgramItem
    done: Done
    reported_sets: int
    reported_repetitions: int
    credited_repetitions: int
    assessable_repetitions: int
    verdict: Verdict
    words: str
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraWork:
    """Something done that no item asks for.

    Attributes
    ----------
    exercise : str
    side : {"left", "right"} or None
        The leg; None when it is not known.
    sets, repetitions : int
    measured : bool
        False for self-reported work.
    words : str
        Why no item was credited.
    """

    exercise: str
    side: str | None
    sets: int
    repetitions: int
    measured: bool
    words: str


@dataclass(frozen=True, slots=True)
class SessionComparison:
    """Done against prescribed for one session.

    Attributes
    ----------
    program, title : str
        Name and title of the program.
    items : tuple of ItemComparison
        One per prescribed exercise and leg, in the order of the program, left before right.
    extras : tuple of ExtraWork
        Done and not prescribed.
    timers : tuple of Timer
        Prescribed and not measurable: warm-up, stretching.
    prescribed_repetitions, assessable_repetitions, credited_repetitions, reported_repetitions : int
        Sums over the items; the reported ones capped per item.
    done_share : float
        Credited over assessable repetitions, 0 to 1; NaN when nothing could be assessed.
    verdict : Verdict
    overuse : tuple of str
        More than prescribed, one sentence each.
    above_ceiling : tuple of str
        Ceilings exceeded, one sentence each.
    words : str
        The session in a few words.
    program_warnings : tuple of str
        What to think over about the program as a whole, one sentence each.
    warnings : tuple of str
        What makes the comparison doubtful, one sentence each: recordings of different days, or of one thing.
    label : str or None
        Warning that belongs beside the title, such as "not a starting dose".
    symmetry : tuple of LegSymmetry
        Left beside right, for the one-legged exercises of which both legs were measured.
    """

    program: str
    title: str
    items: tuple[ItemComparison, ...]
    extras: tuple[ExtraWork, ...]
    timers: tuple[Timer, ...]
    prescribed_repetitions: int
    assessable_repetitions: int
    credited_repetitions: int
    reported_repetitions: int
    done_share: float
    verdict: Verdict
    overuse: tuple[str, ...]
    above_ceiling: tuple[str, ...]
    words: str
    program_warnings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    label: str | None = None
    symmetry: tuple[LegSymmetry, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values with the attributes as keys."""
        plain: dict[str, Any] = to_plain(self)
        return plain
