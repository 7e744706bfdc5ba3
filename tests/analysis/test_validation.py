"""Accuracy figures, checked by hand and against published ones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.validation import (
    CountCase,
    EverydayCase,
    angle_error,
    bland_altman,
    count_accuracies,
    count_accuracy,
    false_counts,
)


def case(counted, truth=10, *, lowest=None, highest=None, exercise="lunge", countable=True):
    low = truth if lowest is None else lowest
    high = truth if highest is None else highest
    return CountCase("a.csv", exercise, truth, low, high, counted, countable)


@pytest.mark.parametrize(
    ("counted", "lowest", "highest", "error"),
    [
        (10, None, None, 0),
        (12, None, None, 2),
        (7, None, None, -3),
        (9, 9, 11, 0),
        (12, 9, 11, 1),
        (8, 9, 11, -1),
    ],
)
def test_the_error_of_a_count(counted, lowest, highest, error):
    one = case(counted, lowest=lowest, highest=highest)
    assert one.error == error
    assert one.missed == (error != 0)


def test_counts_are_summarised():
    cases = [case(10), case(11), case(13), case(0, countable=False)]
    (one,) = count_accuracies(cases)
    assert (one.exercise, one.recordings, one.repetitions, one.refused) == ("lunge", 4, 40, 1)
    assert (one.exact, one.within_one) == (0.25, 0.5)
    assert one.mean_abs_error == pytest.approx(4 / 3)


def test_a_refusal_is_a_miss_without_an_error():
    one = count_accuracy([case(10, countable=False)], "lunge")
    assert (one.exact, one.within_one, one.refused) == (0, 0, 1)
    assert math.isnan(one.mean_abs_error)
    assert case(10, countable=False).missed


def test_exercises_are_kept_apart():
    found = count_accuracies([case(10), case(10, exercise="bridge"), case(9)])
    assert [(one.exercise, one.recordings, one.exact) for one in found] == [
        ("bridge", 1, 1),
        ("lunge", 2, 0.5),
    ]


def test_nothing_to_summarise():
    assert count_accuracies([]) == ()
    with pytest.raises(ValueError, match="no recordings"):
        count_accuracy([], "all")


def test_false_counts_per_hour():
    cases = [
        EverydayCase("a", "lunge", 1800, 1),
        EverydayCase("b", "lunge", 1800, 2),
        EverydayCase("a", "leg_lift", 1800, 0),
    ]
    lift, lunge = false_counts(cases)
    assert (lift.exercise, lift.counted, lift.per_hour, lift.hours) == ("leg_lift", 0, 0, 0.5)
    assert (lunge.exercise, lunge.recordings, lunge.counted, lunge.per_hour) == ("lunge", 2, 3, 3)


def test_bland_altman_repeats_the_published_example():
    # Peak expiratory flow by Wright meter and mini meter, first measurements: Bland and Altman 1986, table 1.
    wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    found = bland_altman(wright, mini)
    assert found.n == 17
    assert found.bias == pytest.approx(-2.1, abs=0.05)
    assert found.sd == pytest.approx(38.8, abs=0.05)
    # The paper uses 2 sd (-79.7 and 75.5) and gives the bias from -22.0 to 17.8.
    assert found.lower == pytest.approx(-2.1 - 1.96 * 38.8, abs=0.1)
    assert found.upper == pytest.approx(-2.1 + 1.96 * 38.8, abs=0.1)
    assert found.bias_margin == pytest.approx((17.8 + 22.0) / 2, abs=0.1)
    assert found.limit_margin > found.bias_margin


def test_bland_altman_leaves_out_what_was_not_measured():
    found = bland_altman([1.0, math.nan, 3.0], [0.0, 5.0, math.nan])
    assert (found.n, found.bias) == (1, 1.0)
    assert math.isnan(found.sd)
    with pytest.raises(ValueError, match="no pair"):
        bland_altman([math.nan], [1.0])
    with pytest.raises(ValueError, match="not pairs"):
        bland_altman([1.0, 2.0], [1.0])


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=2, max_size=20))
def test_bland_altman_turns_round_with_its_arguments(pairs):
    one, other = zip(*pairs, strict=True)
    there, back = bland_altman(one, other), bland_altman(other, one)
    assert there.bias == pytest.approx(-back.bias, abs=1e-9)
    assert there.lower == pytest.approx(-back.upper, abs=1e-9)
    assert there.lower <= there.bias <= there.upper


def test_angle_error_separates_the_offset():
    time = np.arange(0, 10, 0.01)
    true = 40 * np.sin(time) ** 2
    ripple = np.where(np.arange(len(time)) % 2, 1.0, -1.0)
    found = angle_error(time, true + 3 + ripple, time, true)
    assert found.offset_deg == pytest.approx(3)
    assert found.rmse_offset_free_deg == pytest.approx(1)
    assert found.rmse_deg == pytest.approx(math.sqrt(10))
    assert found.coverage == 1


def test_angle_error_counts_only_what_was_measured():
    time = np.arange(10.0)
    angle = np.where(time < 5, time, np.nan)
    found = angle_error(
        time, angle, np.array([1.5, 3.5, 8.0, 20.0, 2.0]), np.array([1.5, 3.5, 8.0, 20.0, np.nan])
    )
    assert (found.rmse_deg, found.coverage) == (0, 0.5)
    nothing = angle_error(time, np.full(10, np.nan), time, time)
    assert math.isnan(nothing.rmse_deg)
    assert nothing.coverage == 0
    with pytest.raises(ValueError, match="no true angle"):
        angle_error(time, angle, time, np.full(10, np.nan))
