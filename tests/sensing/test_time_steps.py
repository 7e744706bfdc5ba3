"""Sampling steps between stamps: counted or, where every one is on time, only looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.time_steps import StepCounter


@given(st.lists(st.integers(80, 310), min_size=1, max_size=20))
def test_even_steps_need_no_counting(hundredths):
    steps_s = np.array(hundredths) / 100.0 / 50.0
    counter, counted = StepCounter(50.0), StepCounter(50.0)
    steps = counted.push(steps_s)
    if counter.even(steps_s):
        assert steps.tolist() == [1] * len(hundredths)
        assert counted.even(np.full(3, 0.02)), "nothing is carried over"
    else:
        assert max(abs(one - 100) for one in hundredths) >= 10


@pytest.mark.parametrize(("late", "even"), [(1.05, True), (1.2, False), (2.0, False), (0.85, False)])
def test_what_is_even(late, even):
    assert StepCounter(100.0).even(np.array([0.01, 0.01 * late, 0.01])) == even


def test_a_late_stamp_is_not_even_until_the_stamps_are_on_time_again():
    counter = StepCounter(100.0)
    assert counter.even(np.empty(0))
    counter.push(np.array([0.013]))
    assert not counter.even(np.array([0.01]))
    assert counter.push(np.array([0.007])).tolist() == [1]
    assert counter.even(np.array([0.01]))
