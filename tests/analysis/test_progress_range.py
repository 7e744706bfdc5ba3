"""Range over weeks and one leg against the other: rule by rule."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.adherence_rules import load_rules
from analysis.progress_range import Change, compare_legs, own_limit_deg, review_range
from analysis.progress_records import RangeTest

RULES = load_rules()


def changes(history, *medians):
    history.tested(*medians)
    (leg,) = review_range(history.tests, RULES)
    return [one.change.value for one in leg.points]


@pytest.mark.parametrize(
    ("medians", "last"),
    [
        ((40,), "first"),
        ((40, 46.9), "not_clear"),
        ((40, 47), "possible"),
        ((40, 49.9), "possible"),
        ((40, 50), "possible"),  # once is not enough
        ((40, 50, 50), "likely_real"),
        ((40, 50, 49), "possible"),
        ((40, 50, 46), "not_clear"),
        ((40, 50, 30), "possible"),  # large on two tests in a row, in different directions
        ((40, 33.1), "not_clear"),
        ((40, 33), "possible"),
        ((40, 30, 29), "likely_real"),
    ],
)
def test_change_in_words(history, medians, last):
    assert changes(history, *medians)[-1] == last


def test_from_the_fifth_test_the_own_scatter_counts(history):
    """Steps of +1 and -1 by turns: SD 1.15, typical error 0.82, 2.77 times that 2.3, so the least, 5 deg."""
    history.tested(40, 41, 40, 41, 40, 45.2, 45.2)
    (leg,) = review_range(history.tests, RULES)
    assert [one.likely_deg for one in leg.points[:4]] == [10.0] * 4
    assert leg.points[4].likely_deg == 5.0
    assert [one.change for one in leg.points[4:]] == [Change.NOT_CLEAR, Change.POSSIBLE, Change.LIKELY_REAL]


def test_own_limit():
    medians = [60.0, 70.0, 58.0, 71.0, 59.0]
    steps = [10.0, -12.0, 13.0, -12.0]
    expected = 2.77 * statistics.stdev(steps) / math.sqrt(2.0)
    assert own_limit_deg(medians, RULES) == pytest.approx(expected)
    assert math.isnan(own_limit_deg(medians[:4], RULES))


def test_a_steady_rise_is_no_scatter():
    """The plain SD of a straight rise would put its own limit above any change that it can make."""
    medians = [40.0 + 4.0 * n for n in range(6)]
    assert 2.77 * statistics.stdev(medians) > medians[-1] - medians[0]
    assert own_limit_deg(medians, RULES) == RULES.range_own_least_deg


@given(st.lists(st.floats(20, 90), min_size=5, max_size=9), st.floats(-5, 5))
def test_a_drift_changes_no_own_limit(medians, drift):
    drifted = [deg + drift * n for n, deg in enumerate(medians)]
    assert own_limit_deg(drifted, RULES) == pytest.approx(own_limit_deg(medians, RULES), abs=1e-6)


@given(st.lists(st.floats(20, 90), min_size=1, max_size=9), st.floats(-10, 10))
def test_words_depend_on_the_change_alone(history_class, medians, shift):
    one, other = history_class().tested(*medians), history_class().tested(*(deg + shift for deg in medians))
    legs = review_range(one.tests, RULES) + review_range(other.tests, RULES)
    pairs = list(zip(legs[0].points, legs[1].points, strict=True))
    near = any(
        abs(abs(a.change_deg) - limit) < 1e-6 for a, _ in pairs for limit in (a.possible_deg, a.likely_deg)
    )
    assert near or [a.change for a, _ in pairs] == [b.change for _, b in pairs]


def test_the_result_is_the_median_of_the_lifts(history):
    assert RangeTest(history.day(0), "left", (40.0, 47.0, 41.0)).median_deg == 41.0


def test_tests_are_put_in_order_and_legs_kept_apart(history):
    history.tested(40, 41, 42, side="right").tested(50, 51)
    left, right = review_range(reversed(history.tests), RULES)
    assert (left.side, right.side) == ("left", "right")
    assert [one.test.median_deg for one in right.points] == [40, 41, 42]


@pytest.mark.parametrize(
    ("left", "right", "clear", "close"),
    [
        (40, 47, True, False),
        (40, 46.9, False, False),
        (45, 50, False, True),
        (70, 78, True, False),
        (72, 80, True, True),
    ],
)
def test_legs(history, left, right, clear, close):
    history.tested(left).tested(right, side="right")
    (pair,) = compare_legs(history.tests, "left", RULES)
    assert (pair.clear, pair.close) == (clear, close)
    assert pair.difference_deg == pytest.approx(left - right)
    assert pair.symmetry == pytest.approx(left / right)


def test_without_an_affected_leg_the_one_that_lifts_less_is_held_against_the_other(history):
    history.tested(60).tested(50, side="right")
    (pair,) = compare_legs(history.tests, None, RULES)
    assert (pair.side, pair.symmetry) == ("right", pytest.approx(5 / 6))


def test_legs_are_compared_only_when_tested_on_one_day(history):
    history.tested(60, 61).tested(50, side="right")
    assert [one.day for one in compare_legs(history.tests, "left", RULES)] == [history.day(0)]
