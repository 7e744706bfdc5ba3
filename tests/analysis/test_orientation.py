"""The even grid, its gaps, and the vertical."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from analysis.live_vertical import UpDirection
from analysis.orientation import GridFiller, unit, up_from_quaternion, up_in_hindsight

RATE_HZ = 100.0


def samples(steps):
    """Samples after whole numbers of grid steps, with values that tell their time."""
    time_s = np.concatenate([[0.0], np.cumsum(steps)]) / RATE_HZ
    acc = time_s[:, None] * [1.0, 2.0, 3.0] + [0.0, 1.0, 2.0]
    return time_s, acc, -acc


def test_samples_without_gaps_stay_as_they_are():
    time_s, acc, gyr = samples([1] * 20)
    grid = GridFiller(RATE_HZ).push(time_s, acc, gyr)
    assert np.array_equal(grid.acc, acc)
    assert np.array_equal(grid.gyr, gyr)
    assert grid.received.tolist() == list(range(21))


@pytest.mark.parametrize("missing", [1, 5, 9, 10])
def test_a_gap_of_a_tenth_of_a_second_is_interpolated(missing):
    time_s, acc, gyr = samples([1, 1, 1 + missing, 1])
    grid = GridFiller(RATE_HZ).push(time_s, acc, gyr)
    assert len(grid.acc) == 5 + missing
    even = np.arange(5 + missing) / RATE_HZ
    np.testing.assert_allclose(grid.acc, even[:, None] * [1.0, 2.0, 3.0] + [0.0, 1.0, 2.0])
    np.testing.assert_allclose(grid.gyr, -grid.acc)
    assert np.array_equal(grid.acc[grid.received], acc), "what was received is passed on as it was"
    assert grid.restarts.tolist() == [0]


def test_a_longer_gap_is_not_filled():
    time_s, acc, gyr = samples([1, 1, 60, 1])
    grid = GridFiller(RATE_HZ).push(time_s, acc, gyr)
    assert len(grid.acc) == 5
    assert grid.restarts.tolist() == [0, 3]
    assert [(part.start, part.stop, restart) for part, restart in grid.stretches()] == [
        (0, 3, True),
        (3, 5, True),
    ]


@settings(max_examples=80)
@given(
    st.lists(st.one_of(st.just(1), st.integers(1, 40)), min_size=1, max_size=40),
    st.lists(st.integers(0, 40), max_size=8),
)
def test_the_grid_does_not_depend_on_chunks(steps, cuts):
    time_s, acc, gyr = samples(steps)
    whole = GridFiller(RATE_HZ).push(time_s, acc, gyr)
    filler, rows, received, restarts = GridFiller(RATE_HZ), [], [], []
    count = grown = 0
    for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), len(time_s)], strict=True):
        if a >= min(b, len(time_s)):
            continue
        grid = filler.push(time_s[a:b], acc[a:b], gyr[a:b])
        rows.append(grid.acc)
        received += (grid.received + grown).tolist()
        restarts += (grid.restarts + count).tolist()
        count, grown = count + len(time_s[a:b]), grown + len(grid.acc)
    assert np.array_equal(np.concatenate(rows), whole.acc)
    assert received == whole.received.tolist()
    assert restarts == whole.restarts.tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("spread", [0.1, 0.3, 0.39])
def test_jitter_adds_no_rows(seed, spread):
    jitter = np.random.default_rng(seed).uniform(-spread, spread, 1000)
    time_s = (np.arange(1000) + jitter) / RATE_HZ
    grid = GridFiller(RATE_HZ).push(time_s, np.ones((1000, 3)), None)
    assert abs(len(grid.acc) - 1000) <= 1, "as many rows as the time spans steps"


def test_the_vertical_of_a_quaternion():
    turns = Rotation.random(20, rng=np.random.default_rng(1))
    expected = turns.inv().apply([0.0, 0.0, 1.0])
    found = up_from_quaternion(turns.as_quat(scalar_first=True))
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_unit_vectors():
    assert unit(np.array([0.0, 3.0, 4.0])).tolist() == [0.0, 0.6, 0.8]
    assert unit(np.zeros((2, 3))).tolist() == [[0.0] * 3] * 2


def tilted(planar, degrees, seconds=4.0):
    recording = planar(np.arange(0, seconds, 1 / RATE_HZ), np.full(round(seconds * RATE_HZ), degrees))
    return GridFiller(RATE_HZ).push(recording.time_s, recording.acc, recording.gyr)


@pytest.mark.parametrize("degrees", [0.0, 35.0, -20.0, 110.0])
def test_at_rest_the_vertical_is_where_the_acceleration_points(planar, degrees):
    grid = tilted(planar, degrees)
    expected = [np.sin(np.radians(degrees)), 0.0, np.cos(np.radians(degrees))]
    live = UpDirection(RATE_HZ, has_gyro=True).push(grid)[1]
    np.testing.assert_allclose(live[-1], expected, atol=1e-3)
    np.testing.assert_allclose(up_in_hindsight(grid, RATE_HZ)[-1], expected, atol=1e-3)


def test_after_a_long_gap_the_vertical_is_found_anew(planar):
    """The leg was moved by 60 degrees unseen: two seconds later nothing of the old angle is left."""
    time_s = np.concatenate([np.arange(0, 5, 0.01), np.arange(8, 10, 0.01)])
    recording = planar(time_s, np.where(time_s < 6, 0.0, 60.0))
    recording.gyr.flags.writeable = True
    recording.gyr[:] = 0.0
    grid = GridFiller(RATE_HZ).push(recording.time_s, recording.acc, recording.gyr)
    up = UpDirection(RATE_HZ, has_gyro=True).push(grid)[1]
    after = np.degrees(np.arctan2(up[501:, 0], up[501:, 2]))
    assert np.abs(after - 60.0).max() < 1.0


def test_after_a_long_gap_the_bias_is_still_known(planar):
    """Ten seconds of rest show the gyroscope's offset; it need not be learnt again after the gap."""
    time_s = np.concatenate([np.arange(0, 10, 0.01), np.arange(11, 12, 0.01)])
    recording = planar(time_s, np.zeros(len(time_s)))
    offset = np.tile(np.radians([0.0, 1.5, 0.0]), (len(time_s), 1))
    grid = GridFiller(RATE_HZ).push(recording.time_s, recording.acc, offset)
    up = UpDirection(RATE_HZ, has_gyro=True).push(grid)[1]
    after = np.degrees(np.arctan2(up[1000:, 0], up[1000:, 2]))
    assert np.abs(after).max() < 0.2
