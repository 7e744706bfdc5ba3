"""Accuracy figures, checked by hand and against published ones."""

import math

import numpy as np
import pytest

from analysis.validation import (
    AngleError,
    CountCase,
    EverydayCase,
    angle_accuracy,
    angle_error,
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


def test_the_rear_leg_is_summarised_by_itself_and_persons_are_counted():
    front = [CountCase("a", "lunge", 5, 5, 5, 5, person=name) for name in ("ann", "ben", "ann", "")]
    rear = CountCase("b", "lunge", 5, 5, 5, 8, rear=True)
    found = count_accuracies([rear, *front])
    assert [(one.exercise, one.rear, one.recordings, one.persons) for one in found] == [
        ("lunge", False, 4, 2),
        ("lunge", True, 1, 0),
    ]


def test_kinds_of_movement_are_kept_apart():
    cases = [EverydayCase("a", "lunge", 3600, 2, "stairs"), EverydayCase("b", "lunge", 3600, 0, "walking")]
    assert [(one.movement, one.per_hour) for one in false_counts(cases)] == [("stairs", 2), ("walking", 0)]


def test_angles_of_several_recordings():
    sitting = AngleError(9.0, 8.5, 2.0, 0.9)  # another zero: only its shape counts
    unseen = AngleError(math.nan, math.nan, math.nan, 0.0)
    errors = [
        (AngleError(2.0, 1.5, 1.0, 1.0), True),
        (AngleError(4.0, 3.0, 3.0, 1.0), True),
        (sitting, False),
    ]
    found = angle_accuracy(errors, "all")
    assert (found.recordings, found.rmse_deg, found.worst_rmse_deg) == (3, 3.0, 4.0)
    assert (found.rmse_offset_free_deg, found.worst_offset_free_deg, found.coverage) == (2.0, 3.0, 0.9)
    assert angle_accuracy([*errors, (unseen, True)], "all").rmse_deg == 3.0
    assert angle_accuracy([(unseen, True)], "all").coverage == 0.0
    assert math.isnan(angle_accuracy([(sitting, False)], "all").rmse_deg)
