"""Progress over weeks: one patient's sessions and range tests held against the program.

Everything here is computed from records (`analysis.progress_records`); ``docs/progress.md`` gives each rule.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.prescription import Program
from analysis.progress_calendar import make_calendar
from analysis.progress_dose import find_overuse, review_items
from analysis.progress_findings import find
from analysis.progress_next_step import propose
from analysis.progress_pain import review_pain
from analysis.progress_range import compare_legs, review_range
from analysis.progress_records import RangeTest, SessionRecord
from analysis.progress_review import Progress
from sensing.errors import InputError

__all__ = ["Progress", "review_progress"]


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
    progress = Progress(
        program=program,
        start=start,
        through=through,
        side=side,
        sessions=ordered,
        weeks=weeks,
        items=review_items(weeks, program, rules),
        overuse=find_overuse(weeks),
        pain=review_pain(ordered, program, start, through, rules),
        ranges=review_range(tests, rules),
        legs=compare_legs(tests, side, rules),
        next_step=propose(ordered, program, through, rules, changed_on),
    )
    return replace(progress, findings=find(progress, rules))


def _check_days(days: list[date], start: date, through: date) -> None:
    for day in days:
        if not start <= day <= through:
            raise InputError(
                f"outside of {start} to {through}",
                at=f"{day}",
                mend="Give a start and an end around all days",
            )
