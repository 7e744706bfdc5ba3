"""Range over weeks: the weekly test of each leg, its change in words, and one leg against the other."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from analysis.adherence_rules import AdherenceRules, below
from analysis.progress_records import OTHER_LEG, RangeTest
from sensing.samples import SIDES


class Change(StrEnum):
    """How sure a change against the first test is."""

    FIRST = "first"
    NOT_CLEAR = "not_clear"
    POSSIBLE = "possible"
    LIKELY_REAL = "likely_real"


CHANGE_WORDS = {
    Change.FIRST: "first test",
    Change.NOT_CLEAR: "no clear change",
    Change.POSSIBLE: "possible change",
    Change.LIKELY_REAL: "likely real change",
}


@dataclass(frozen=True, slots=True)
class RangePoint:
    """One test of a leg.

    Attributes
    ----------
    test : RangeTest
    change_deg : float
        Against the first test.
    change : Change
    possible_deg, likely_deg : float
        Limits held against it: below the first "no clear change", from the second on two tests in a row
        "likely real".
    """

    test: RangeTest
    change_deg: float
    change: Change
    possible_deg: float
    likely_deg: float


@dataclass(frozen=True, slots=True)
class LegRange:
    """The tests of one leg, in order of time; at least one."""

    side: str
    points: tuple[RangePoint, ...]

    @property
    def last(self) -> RangePoint:
        """The latest test."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class LegsCompared:
    """One leg against the other, tested on the same day.

    Attributes
    ----------
    day : date
    side : {"left", "right"}
        The affected leg; when that is not known, the one that lifts less.
    deg, other_deg : float
        Range of that leg, and of the other.
    clear : bool
        The difference is larger than what is no clear change.
    close : bool
        That leg reaches the share of the other's range from which they are called close.
    """

    day: date
    side: str
    deg: float
    other_deg: float
    clear: bool
    close: bool

    @property
    def difference_deg(self) -> float:
        """That leg minus the other."""
        return self.deg - self.other_deg

    @property
    def symmetry(self) -> float:
        """Limb symmetry index: that leg's range over the other's; 1 is equal."""
        return self.deg / self.other_deg


def review_range(tests: Iterable[RangeTest], rules: AdherenceRules) -> tuple[LegRange, ...]:
    """Return the tests of each leg with their changes, left before right; a leg without tests is left out.

    Notes
    -----
    A change below 7 deg is "no clear change", from there "possible"; from 10 deg in the same direction on two
    tests in a row "likely real". From the fifth test on both limits are 2.77 times the patient's own scatter
    from test to test, so that a steady rise does not count as scatter (see `own_limit_deg`).
    """
    ordered = sorted(tests, key=lambda one: one.day)
    legs = ((side, [one for one in ordered if one.side == side]) for side in SIDES)
    return tuple(LegRange(side, _points(own, rules)) for side, own in legs if own)


def own_limit_deg(medians: Sequence[float], rules: AdherenceRules) -> float:
    """Return the smallest change that is beyond a patient's own scatter; NaN before there are enough tests.

    Parameters
    ----------
    medians : sequence of float
        Results of all tests of a leg by then, in order of time.
    rules : AdherenceRules

    Notes
    -----
    1.96 x sqrt(2) = 2.77 times the typical error (Weir 2005), which is the SD of the successive differences
    over sqrt(2) (Hopkins 2000): taken about their mean, so a steady gain adds nothing. The plain SD of the
    tests would grow with the very change it is held against, and a straight rise would never be clear.
    """
    if len(medians) < rules.range_own_tests:
        return math.nan
    steps = [later - earlier for earlier, later in pairwise(medians)]
    typical_error = statistics.stdev(steps) / math.sqrt(2.0)
    return max(rules.range_own_least_deg, rules.range_own_factor * typical_error)


def compare_legs(
    tests: Iterable[RangeTest], affected: str | None, rules: AdherenceRules
) -> tuple[LegsCompared, ...]:
    """Return one leg against the other for each day on which both were tested, in order of time."""
    by_day: dict[date, dict[str, float]] = {}
    for one in tests:
        by_day.setdefault(one.day, {})[one.side] = one.median_deg
    found = []
    for day, medians in sorted(by_day.items()):
        if set(medians) != set(SIDES) or min(medians.values()) <= 0.0:
            continue
        side = affected or min(SIDES, key=medians.__getitem__)
        deg, other = medians[side], medians[OTHER_LEG[side]]
        clear = not below(abs(deg - other), rules.range_possible_deg)
        found.append(LegsCompared(day, side, deg, other, clear, not below(deg, rules.symmetry_share * other)))
    return tuple(found)


def _points(tests: Sequence[RangeTest], rules: AdherenceRules) -> tuple[RangePoint, ...]:
    first = tests[0].median_deg
    points: list[RangePoint] = []
    for number, test in enumerate(tests, start=1):
        own = own_limit_deg([one.median_deg for one in tests[:number]], rules)
        known = math.isfinite(own)
        possible, likely = (own, own) if known else (rules.range_possible_deg, rules.range_likely_deg)
        change = test.median_deg - first
        before = points[-1].change_deg if points else 0.0
        points.append(
            RangePoint(test, change, _judge(number, change, before, possible, likely), possible, likely)
        )
    return tuple(points)


def _judge(number: int, change: float, before: float, possible: float, likely: float) -> Change:
    if number == 1:
        return Change.FIRST
    if below(abs(change), possible):
        return Change.NOT_CLEAR
    twice = change * before > 0.0 and not below(min(abs(change), abs(before)), likely)
    return Change.LIKELY_REAL if twice else Change.POSSIBLE
