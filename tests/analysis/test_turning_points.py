"""Turning points against a reference that visits every sample, and by hand."""

from statistics import median

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.turning_points import Swing, TurningPoints


class EverySample:
    """The definition, one sample at a time, on the whole signal."""

    def __init__(self, smallest, relative, share, largest=np.inf, memory=None):
        self.memory, self.until = memory, np.inf
        self.smallest, self.relative, self.share, self.largest = smallest, relative, share, largest
        self.sizes, self.threshold = [], smallest
        self.rising, self.low, self.low_at, self.high, self.high_at = False, np.inf, 0, -np.inf, 0

    def swings(self, values):
        found = []
        for at, value in enumerate(values):
            if not self.rising and at >= self.until:
                self.sizes, self.threshold, self.until = [], self.smallest, np.inf
            if not self.rising and value < self.low:
                self.low, self.low_at = value, at
            elif value - self.low > self.largest and (not self.rising or value > self.high):
                self.rising, self.low, self.low_at = False, value, at
            elif not self.rising and value - self.low >= self.threshold:
                self.rising, self.high, self.high_at = True, value, at
            elif self.rising and value > self.high:
                self.high, self.high_at = value, at
            elif self.rising and value <= self.high - self.share * (self.high - self.low):
                found.append(Swing(self.low_at, self.high_at, at, self.low, self.high))
                self.sizes = [*self.sizes, self.high - self.low][-5:]
                self.threshold = max(self.smallest, self.relative * median(self.sizes))
                self.rising, self.low, self.low_at = False, value, at
                self.until = np.inf if self.memory is None else at + self.memory
        return found

    def under_way(self):
        return Swing(self.low_at, self.high_at, -1, self.low, self.high) if self.rising else None


def in_chunks(points, values, cuts):
    return [swing for part in np.split(values, sorted(cuts)) for swing in points.push(part)]


coarse = st.lists(st.integers(-8, 8).map(float), min_size=1, max_size=120)
fine = st.lists(st.floats(-90, 120, allow_nan=False), min_size=1, max_size=80)
rules = st.tuples(
    st.sampled_from([1.0, 3.0, 12.0]),
    st.sampled_from([0.0, 0.3, 0.6]),
    st.floats(0.2, 0.9),
    st.sampled_from([np.inf, 60.0, 5.0]),
    st.sampled_from([None, 1, 7, 30]),
)


@settings(max_examples=300)
@given(st.one_of(coarse, fine), rules, st.lists(st.integers(0, 120), max_size=12))
@example([0.0, 5.0, 5.0, 0.0, 0.0, 5.0, 0.0], (3.0, 0.3, 0.5), [1, 2, 3, 4, 5, 6])
@example([0.0, 60.0, 0.0], (3.0, 0.3, 0.5), [])
@example([0.0, 40.0, 90.0, 130.0, 90.0, 130.0, 90.0], (3.0, 0.3, 0.5, 60.0), [2, 3, 6])
@example([0.0, 4.0, 3.5, 6.0, 0.0], (1.0, 0.3, 0.5, 5.0), [2])
@example([0.0, 4.0, 6.0, 0.0], (1.0, 0.3, 0.5, 5.0), [2])
def test_same_as_visiting_every_sample(signal, rules, cuts):
    reference, points = EverySample(*rules), TurningPoints(*rules)
    values = np.array(signal)
    assert in_chunks(points, values, [min(cut, len(values)) for cut in cuts]) == reference.swings(values)
    assert points.rising == reference.under_way()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 400), max_size=20))
def test_same_on_a_noisy_movement(seed, cuts):
    time_s = np.arange(400) / 40
    values = 30 * (1 - np.cos(2 * np.pi * time_s / 2.5)) + np.random.default_rng(seed).normal(0, 2, 400)
    found = in_chunks(TurningPoints(12.0, 0.3, 0.5), values, cuts)
    assert found == EverySample(12.0, 0.3, 0.5).swings(values)
    assert len(found) == 4


def test_positions_and_values_by_hand():
    (swing,) = TurningPoints(10.0, 0.3, 0.5).push(np.array([2.0, 0, 0, 20, 40, 40, 30, 21, 19, 5]))
    assert swing == Swing(valley=1, peak=4, announced=8, valley_value=0.0, peak_value=40.0)
    assert swing.size == 40.0


def test_nothing_below_the_smallest_rise():
    assert TurningPoints(10.0, 0.0, 0.5).push(np.array([0, 9.9, 0, 9.9, 0])) == []


def test_a_small_movement_after_large_ones_is_none():
    large, bump = [0.0, 60, 0] * 5, [0.0, 15, 0]
    assert len(TurningPoints(10.0, 0.3, 0.5).push(np.array([*large, *bump]))) == 5
    assert len(TurningPoints(10.0, 0.2, 0.5).push(np.array([*large, *bump]))) == 6


def test_small_movements_are_seen_after_small_ones():
    assert len(TurningPoints(3.0, 0.3, 0.5).push(np.array([0.0, 4, 0] * 6))) == 6


def test_a_drifting_base_line_does_not_matter():
    values = np.tile([0.0, 20, 40, 20], 6) + np.linspace(0, 80, 24)
    assert len(TurningPoints(10.0, 0.3, 0.4).push(np.append(values, 80.0))) == 6


def test_a_rise_too_large_for_a_swing_is_a_change_of_level():
    """From standing to sitting, three movements there, and up again: only the three are swings."""
    values = np.array([0.0, 30.0, 95.0, 115.0, 95.0, 116.0, 94.0, 115.0, 95.0, 40.0, 0.0, 20.0, 0.0])
    found = TurningPoints(3.0, 0.3, 0.5, 60.0).push(values)
    assert [(swing.peak, swing.size) for swing in found] == [(3, 20.0), (5, 21.0), (7, 21.0), (11, 20.0)]


def test_a_fresh_start_forgets_the_movement_under_way():
    points = TurningPoints(10.0, 0.3, 0.5)
    points.push(np.array([0.0, 60.0]))
    assert points.rising is not None
    points.start_afresh()
    assert points.rising is None
    assert points.push(np.array([5.0, 0.0])) == []
    assert len(points.push(np.array([60.0, 0.0]))) == 1


def test_no_samples_no_swings():
    points = TurningPoints(10.0, 0.3, 0.5)
    assert points.push(np.empty(0)) == []
    assert points.rising is None


def swings_with_rests(values, rests, smallest=10.0):
    found, points = [], TurningPoints(smallest, 0.3, 0.5)
    for at, value in enumerate(values):
        found += points.push(np.array([float(value)]), [0] if at in rests else [])
    assert TurningPoints(smallest, 0.3, 0.5).push(np.array(values, dtype=float), sorted(rests)) == found
    return [(one.valley_value, one.peak_value) for one in found]


def test_a_rest_where_it_rested_before_ends_a_movement_that_dipped_first():
    """Down by 40 and up again is no movement out; without the rest what follows would never come back."""
    dipped = [0, 0, -40, 0, 0, 25, 0, 0, 25, 0, 0]
    assert swings_with_rests(dipped, set()) == []
    assert swings_with_rests(dipped, {1, 4, 7, 10}) == [(0.0, 25.0), (0.0, 25.0)]


def test_a_rest_at_a_new_level_ends_a_movement_once_the_signal_came_back_to_it():
    moved = [0, 0, -40, 8, 8, 33, 8, 8, 33, 8, 8]
    assert swings_with_rests(moved, {1}) == []
    assert swings_with_rests(moved, {1, 4, 7, 10}) == [(8.0, 33.0), (8.0, 33.0)]


def test_a_hold_is_no_end_of_a_movement():
    held = [0, 0, 60, 60, 58, 60, 60, 0, 0, 60, 60, 0]
    assert swings_with_rests(held, {1, 3, 6, 8, 10}) == [(0.0, 60.0), (0.0, 60.0)]


def test_after_a_rest_the_usual_size_is_forgotten():
    """A set that is shallow from its beginning counts; a bump within a set does not."""

    def found(pause, memory):
        signal = [*[0.0, 20.0] * 3, *[0.0] * pause, *[0.0, 3.0] * 3, 0.0]
        return len(TurningPoints(1.0, 0.3, 0.5, memory=memory).push(np.array(signal)))

    assert found(pause=40, memory=30) == 6
    assert found(pause=20, memory=30) == 3
    assert found(pause=40, memory=None) == 3


def test_the_smallest_swing_is_announced_at_half_return_too():
    """Waiting until it fell by the smallest range would be waiting until it is all the way back."""
    points = TurningPoints(3.0, 0.3, 0.5)
    (swing,) = points.push(np.array([0.0, 1.0, 2.0, 3.0, 3.2, 2.5, 1.5, 0.5, 0.0]))
    assert swing.announced == 6
