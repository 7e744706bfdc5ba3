"""Progress over weeks: one patient's sessions and range tests held against the program.

Everything here is computed from records (`analysis.progress_records`); ``docs/progress.md`` gives each rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.prescription import Program
from analysis.progress_calendar import JUDGED, Week, WeekVerdict, make_calendar
from analysis.progress_dose import ItemProgress, Overuse, find_overuse, review_items
from analysis.progress_findings import Evidence, Finding, find
from analysis.progress_next_step import NextStep, propose
from analysis.progress_pain import PainReview, review_pain
from analysis.progress_range import LegRange, LegsCompared, compare_legs, review_range
from analysis.progress_records import RangeTest, SessionRecord
from sensing.errors import InputError

__all__ = ["Progress", "review_progress"]


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
    findings: tuple[Finding, ...]

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

    @property
    def weeks_judged(self) -> int:
        """Whole weeks in which something was due."""
        return sum(week.verdict in JUDGED for week in self.weeks)


def review_progress(
    sessions: Iterable[SessionRecord],
    program: Program,
    *,
    start: date,
    through: date,
    range_tests: Iterable[RangeTest] = (),
    side: str | None = None,
    changed_on: date | None = None,
    rules: AdherenceRules | None = None,
) -> Progress:
    """Hold a patient's sessions against the program, day by day and week by week.

    Parameters
    ----------
    sessions : iterable of SessionRecord
        In any order.
    program : Program
        ``program.days`` are the planned days; without them the patient chooses, and the first training days
        of a week are the planned ones.
    start, through : date
        First day of the program, last day that is known (a day without a session by then was missed).
    range_tests : iterable of RangeTest, optional
        In any order.
    side : {"left", "right"}, optional
        The affected leg; by default what the program says.
    changed_on : date, optional
        When the program was last changed: a next step is proposed a week later at the earliest.
    rules : AdherenceRules, optional
        By default those of ``adherence_rules.toml``.

    Raises
    ------
    InputError
        When a session or a test lies outside of ``start`` to ``through``.
    """
    rules = rules or load_rules()
    ordered = tuple(sorted(sessions, key=lambda one: (one.day, str(one.started_at or ""))))
    tests = tuple(range_tests)
    _check_days([one.day for one in ordered] + [one.day for one in tests], start, through)
    side = side or program.patient.side
    weeks = make_calendar(ordered, program, start, through, rules)
    evidence = Evidence(
        sessions=ordered,
        weeks=weeks,
        items=review_items(weeks, program, rules),
        overuse=find_overuse(weeks),
        pain=review_pain(ordered, program, start, through, rules),
        ranges=review_range(tests, rules),
        legs=compare_legs(tests, side, rules),
        next_step=propose(ordered, program, through, rules, changed_on),
    )
    return Progress(
        program=program,
        start=start,
        through=through,
        side=side,
        sessions=ordered,
        weeks=weeks,
        items=evidence.items,
        overuse=evidence.overuse,
        pain=evidence.pain,
        ranges=evidence.ranges,
        legs=evidence.legs,
        next_step=evidence.next_step,
        findings=find(evidence, through, rules),
    )


def _check_days(days: list[date], start: date, through: date) -> None:
    for day in days:
        if not start <= day <= through:
            raise InputError(
                f"outside of {start} to {through}",
                at=f"{day}",
                mend="Give a start and an end around all days",
            )
