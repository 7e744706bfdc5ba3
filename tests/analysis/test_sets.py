"""Where one set ends and the next begins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.results import Quality
from analysis.sets import build_set, split_into_sets


@pytest.fixture
def done(repetition):
    """Return what makes repetitions of a length with the given pauses between them."""

    def make(pauses, length_s=3.0):
        starts = [0.0]
        for pause_s in pauses:
            starts.append(starts[-1] + length_s + pause_s)
        return [repetition(start_s, start_s + length_s) for start_s in starts]

    return make


def lengths(sets):
    return [len(one) for one in sets]


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([1, 1, 1], [4]),
        ([1, 1, 30, 1, 1], [3, 3]),
        ([1, 9, 1, 9, 1], [6]),
        ([1, 1, 11.9, 1, 1], [6]),
        ([1, 1, 12.1, 1, 1], [3, 3]),
        ([30, 1, 1, 1], [1, 4]),
    ],
)
def test_a_longer_rest_splits(done, pauses, expected):
    assert lengths(split_into_sets(done(pauses))) == expected


def test_slow_repetitions_pause_longer(done):
    assert lengths(split_into_sets(done([14, 14, 14, 14], length_s=6))) == [5]
    assert lengths(split_into_sets(done([14, 14, 60, 14, 14], length_s=6))) == [3, 3]


def test_nothing_makes_no_set():
    assert split_into_sets([]) == []


@settings(max_examples=60)
@given(st.lists(st.floats(0.1, 100), max_size=15))
def test_no_repetition_is_lost_or_moved(pauses):
    from analysis.results import Repetition

    starts = [4.0 * i + sum(pauses[:i]) for i in range(len(pauses) + 1)]
    all_done = [Repetition(1, s, s + 1, s + 3, 60, 60, 1, 1, 1) for s in starts]
    sets = split_into_sets(all_done)
    assert [one for part in sets for one in part] == all_done
    assert all(sets)


def test_a_set_spans_its_repetitions(repetition):
    one = build_set("squat", "left", None, [repetition(3, 6), repetition(7, 11)], Quality())
    assert (one.exercise, one.side, one.role, one.start_s, one.end_s) == ("squat", "left", None, 3, 11)
    assert one.metrics.repetitions == len(one.repetitions) == 2
