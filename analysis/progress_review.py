"""What a review of a patient's weeks returns."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from analysis.prescription import Program
from analysis.progress_calendar import JUDGED, Week, WeekVerdict
from analysis.progress_dose import ItemProgress, Overuse
from analysis.progress_next_step import NextStep
from analysis.progress_pain import PainReview
from analysis.progress_range import LegRange, LegsCompared
from analysis.progress_records import SessionRecord


class Weight(IntEnum):
    """How much a finding matters; the smallest first."""

    ACT = 0
    CONCERN = 1
    GOOD = 2
    NOTE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes
    ----------
    weight : Weight
    flag : str
        In two or three words, for a list of patients.
    words : str
        One or two sentences with the figures.
    """

    weight: Weight
    flag: str
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a program.

    Attributes
    ----------
    program : Program
    start, through : date
        First day of the program, last day that is known.
    side : {"left", "right"} or None
        The affected leg.
    sessions : tuple of SessionRecord
        In order of time.
    weeks : tuple of Week
        The adherence calendar.
    items : tuple of ItemProgress
        Done against prescribed, per exercise and leg.
    overuse : tuple of Overuse
    pain : PainReview
    ranges : tuple of LegRange
        Of each leg that was tested.
    legs : tuple of LegsCompared
        For each day on which both were.
    next_step : NextStep
    findings : tuple of Finding
        What stands out, most important first.
    """

    program: Program
    start: date
    through: date
    side: str | None
    sessions: tuple[SessionRecord, ...]
    weeks: tuple[Week, ...]
    items: tuple[ItemProgress, ...]
    overuse: tuple[Overuse, ...]
    pain: PainReview
    ranges: tuple[LegRange, ...]
    legs: tuple[LegsCompared, ...]
    next_step: NextStep
    findings: tuple[Finding, ...] = ()

    @property
    def judged_weeks(self) -> tuple[Week, ...]:
        """Whole weeks in which something was due."""
        return tuple(week for week in self.weeks if week.verdict in JUDGED)

    @property
    def done(self) -> int:
        """Planned sessions done; one stopped for pain counts."""
        return sum(week.done for week in self.weeks)

    @property
    def expected(self) -> int:
        """Planned sessions that were neither excused nor impossible to judge."""
        return sum(week.expected for week in self.weeks)

    @property
    def weeks_on_plan(self) -> int:
        """Whole weeks on plan."""
        return sum(week.verdict is WeekVerdict.ON_PLAN for week in self.weeks)
