"""What progress over weeks is made from: a record of each session, and the range tests.

A record comes from a comparison (`from_comparison`) or from a table of sets that was kept (`from_sets`).
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from analysis.adherence_rules import AdherenceRules, below, load_rules
from analysis.comparison import ExtraWork, SessionComparison, Verdict
from analysis.prescription import Program, ProgramItem
from analysis.verdicts import upper_limit
from sensing.errors import InputError
from sensing.samples import SIDES

OTHER_LEG = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """One prescribed exercise and leg of a session.

    Attributes
    ----------
    prescribed : ProgramItem
        As the program was on that day.
    side : {"left", "right", "both"}
        The leg; in a lunge the front leg.
    verdict : Verdict
    sets, repetitions, largest_set : int
        Counted by the sensor; ``largest_set`` is the most repetitions in one set.
    assessable : int
        Prescribed repetitions that could have been seen; 0 for a leg without sensor.
    comparable : int
        Repetitions held against target, ceiling and hold.
    on_target : int or None
        Of these; None when nothing is prescribed to be on.
    range_deg : float
        Median; NaN when there is none.
    """

    prescribed: ProgramItem
    side: str
    verdict: Verdict
    sets: int = 0
    repetitions: int = 0
    largest_set: int = 0
    assessable: int = 0
    comparable: int = 0
    on_target: int | None = None
    range_deg: float = math.nan

    @property
    def key(self) -> tuple[str, str]:
        """Exercise and leg."""
        return self.prescribed.exercise, self.side

    @property
    def credited(self) -> int:
        """Repetitions done, at most those prescribed."""
        return min(self.repetitions, self.prescribed.total)


@dataclass(frozen=True, slots=True)
class Diary:
    """What the patient says of a session; None where it was not said.

    Attributes
    ----------
    pain_before, pain_after, pain_next_morning : int or None
        0 to 10.
    exertion : int or None
        Session RPE, 0 to 10.
    stopped_for_pain : bool
    notes : str
    """

    pain_before: int | None = None
    pain_after: int | None = None
    pain_next_morning: int | None = None
    exertion: int | None = None
    stopped_for_pain: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session as progress remembers it.

    Attributes
    ----------
    day : date
        Where the patient lives.
    exercises : tuple of ExerciseRecord
        One per prescribed exercise and leg, in the order of the program.
    extras : tuple of ExtraWork
        Done and not prescribed.
    started_at : datetime or None
    diary : Diary
    """

    day: date
    exercises: tuple[ExerciseRecord, ...]
    extras: tuple[ExtraWork, ...] = ()
    started_at: datetime | None = None
    diary: Diary = field(default_factory=Diary)

    @property
    def load(self) -> float:
        """Repetitions over those prescribed, of what could be seen; above 1 is more, NaN nothing seen."""
        seen = [one for one in self.exercises if one.assessable]
        wanted = sum(one.assessable for one in seen)
        return sum(one.repetitions for one in seen) / wanted if wanted else math.nan


@dataclass(frozen=True, slots=True)
class SetTally:
    """One set as a table keeps it.

    Attributes
    ----------
    exercise : str
    side : {"left", "right"}
        The leg that wore the sensor.
    role : {"front", "rear"} or None
        Of that leg in a lunge.
    repetitions : int
    on_target : int or None
        Of these; None where nothing is prescribed to be on.
    range_deg : float
        Median; NaN when unknown.
    """

    exercise: str
    side: str
    role: str | None
    repetitions: int
    on_target: int | None = None
    range_deg: float = math.nan


@dataclass(frozen=True, slots=True)
class RangeTest:
    """Comfortable maximal standing lifts of one leg.

    Attributes
    ----------
    day : date
    side : {"left", "right"}
    lifts_deg : tuple of float
        Peak of each lift; the median is the result.

    Raises
    ------
    InputError
        When there is no lift.
    """

    day: date
    side: str
    lifts_deg: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.side not in SIDES or not self.lifts_deg:
            raise InputError(
                "a range test needs a leg and a lift", at=f"{self.day}", mend="Leave the test out"
            )

    @property
    def median_deg(self) -> float:
        """The result, degrees."""
        return statistics.median(self.lifts_deg)


def from_comparison(
    comparison: SessionComparison,
    day: date,
    *,
    started_at: datetime | None = None,
    diary: Diary | None = None,
) -> SessionRecord:
    """Return the record of a session that was compared with its program.

    Parameters
    ----------
    comparison : SessionComparison
    day : date
        Local day of the session.
    started_at : datetime, optional
    diary : Diary, optional
    """
    exercises = tuple(
        ExerciseRecord(
            prescribed=one.prescribed,
            side=one.side,
            verdict=one.verdict,
            sets=one.done.sets,
            repetitions=one.done.repetitions,
            largest_set=one.done.largest_set,
            assessable=one.assessable_repetitions,
            comparable=one.done.comparable,
            on_target=one.done.on_target,
            range_deg=one.done.range_deg,
        )
        for one in comparison.items
    )
    return SessionRecord(day, exercises, comparison.extras, started_at, diary or Diary())


def from_sets(
    sets: Iterable[SetTally],
    program: Program,
    day: date,
    *,
    started_at: datetime | None = None,
    diary: Diary | None = None,
    rules: AdherenceRules | None = None,
) -> SessionRecord:
    """Return the record of a session whose sets were kept in a table.

    A leg wore the sensor when some set was seen on it. What the other leg did is not known: "not measured".

    Parameters
    ----------
    sets : iterable of SetTally
    program : Program
        In force on that day.
    day : date
        Local day of the session; items that are not due on it are left out.
    started_at : datetime, optional
    diary : Diary, optional
    rules : AdherenceRules, optional
    """
    rules = rules or load_rules()
    sets = tuple(sets)
    worn = {one.side for one in sets}
    due = program.due_on(day)
    exercises = tuple(_record(item, leg, sets, worn, rules) for item in due.items for leg in item.legs)
    extras = _extras(sets, {one.key for one in exercises})
    return SessionRecord(day, exercises, extras, started_at, diary or Diary())


def _record(
    item: ProgramItem, leg: str, sets: Sequence[SetTally], worn: set[str], rules: AdherenceRules
) -> ExerciseRecord:
    own = [
        one for one in sets if one.repetitions and one.exercise == item.exercise and leg_of(one, leg) == leg
    ]
    repetitions = sum(one.repetitions for one in own)
    judged = [one for one in own if one.on_target is not None and one.role != "rear"]
    seen = bool(repetitions) or (item.sensor and bool(worn if leg == "both" else leg in worn))
    ranges = [one.range_deg for one in own if math.isfinite(one.range_deg) and one.role != "rear"]
    return ExerciseRecord(
        prescribed=item,
        side=leg,
        verdict=_verdict(item, repetitions, rules, seen=seen),
        sets=len(own),
        repetitions=repetitions,
        largest_set=max((one.repetitions for one in own), default=0),
        assessable=item.total if seen else 0,
        comparable=sum(one.repetitions for one in judged),
        on_target=sum(one.on_target or 0 for one in judged) if judged else None,
        range_deg=statistics.median(ranges) if ranges else math.nan,
    )


def leg_of(one: SetTally, prescribed: str) -> str:
    """Return the leg that a set belongs to: the one in front in a lunge, both where both work at once."""
    if prescribed == "both":
        return "both"
    return OTHER_LEG[one.side] if one.role == "rear" else one.side


def _verdict(item: ProgramItem, repetitions: int, rules: AdherenceRules, *, seen: bool) -> Verdict:
    """Judge as `analysis.verdicts` does, where there is nothing but counts."""
    if below(upper_limit(item, rules), repetitions):
        return Verdict.OVER
    if not seen:
        return Verdict.NOT_MEASURED
    if rules.enough(repetitions, item.total):
        return Verdict.DONE
    return Verdict.PARTLY if repetitions else Verdict.NOT_DONE


def _extras(sets: Sequence[SetTally], prescribed: set[tuple[str, str]]) -> tuple[ExtraWork, ...]:
    totals: dict[tuple[str, str], list[int]] = {}
    for one in sets:
        leg = leg_of(one, "")
        if one.repetitions and not {(one.exercise, leg), (one.exercise, "both")} & prescribed:
            total = totals.setdefault((one.exercise, leg), [0, 0])
            total[0] += 1
            total[1] += one.repetitions
    return tuple(
        ExtraWork(exercise, leg, count, repetitions, True, "not prescribed for this session")
        for (exercise, leg), (count, repetitions) in sorted(totals.items())
    )
