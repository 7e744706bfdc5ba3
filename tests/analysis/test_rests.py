"""Rests found in a stream: where they begin, which pose they have, whatever the chunks."""

import numpy as np
import pytest

from analysis.orientation import GridFiller
from analysis.rests import RestFinder
from analysis.stillness import SHORTEST_STILL_S

RATE_HZ = 100.0


def rests(time_s, acc, gyr, up, sizes=(10**9,), rate_hz=RATE_HZ):
    """Return the time and the pose of each rest, pushed in chunks of these sizes, over and over."""
    filler, finder, found, at, turn = GridFiller(rate_hz), RestFinder(rate_hz), [], 0, 0
    while at < len(time_s):
        part = slice(at, at + sizes[turn % len(sizes)])
        grid = filler.push(time_s[part], acc[part], None if gyr is None else gyr[part])
        rows = np.repeat(up[part], np.diff(grid.received, prepend=-1), axis=0)
        for stretch, restart in grid.stretches():
            for row, pose in finder.push(grid, rows, stretch, restart=restart):
                found.append((time_s[part][np.searchsorted(grid.received, row)], pose))
        at, turn = part.stop, turn + 1
    return found


@pytest.fixture
def swung(planar):
    """Three seconds of rest, out to 40 deg and held for three, and back for three; and the true vertical."""

    def make(rate_hz=RATE_HZ, stroke_s=1.0):
        time_s = np.arange(0.0, 9.0 + 2.0 * stroke_s, 1.0 / rate_hz)
        corners = np.cumsum([0.0, 3.0, stroke_s, 3.0, stroke_s, 3.0])
        angle = np.interp(time_s, corners, [0.0, 0.0, 40.0, 40.0, 0.0, 0.0])
        made = planar(time_s, angle)
        return made, made.acc / np.linalg.norm(made.acc, axis=1)[:, None]

    return make


@pytest.mark.parametrize("rate_hz", [25.0, 52.0, 100.0, 104.0])
def test_each_rest_is_found_once_a_second_after_it_begins(swung, rate_hz):
    made, up = swung(rate_hz)
    found = rests(made.time_s, made.acc, made.gyr, up, rate_hz=rate_hz)
    times = np.array([time_s for time_s, _ in found])
    late = times - (np.array([0.0, 4.0, 8.0]) + SHORTEST_STILL_S)
    assert len(found) == 3
    assert (late > -0.1).all()
    assert (late < 0.4).all(), "to a quarter of a second"
    poses = np.degrees([np.arctan2(pose[0], pose[2]) for _, pose in found])
    np.testing.assert_allclose(poses, [0.0, 40.0, 0.0], atol=0.5)


@pytest.mark.parametrize("sizes", [(1,), (7, 3), (10,), (250, 1, 99)])
@pytest.mark.parametrize("with_gyro", [True, False])
def test_chunks_make_no_difference(swung, sizes, with_gyro):
    made, up = swung()
    rng = np.random.default_rng(3)
    acc = made.acc + rng.normal(0.0, 0.05, made.acc.shape)
    gyr = made.gyr + rng.normal(0.0, 0.01, made.gyr.shape) if with_gyro else None
    kept = (made.time_s < 5.0) | (made.time_s > 5.4)
    kept[[20, 333, 334]] = False
    samples = (made.time_s[kept], acc[kept], None if gyr is None else gyr[kept], up[kept])
    whole, cut = rests(*samples), rests(*samples, sizes=sizes)
    assert len(whole) >= 3
    assert [time_s for time_s, _ in cut] == [time_s for time_s, _ in whole]
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(cut, whole, strict=True))


def test_a_very_slow_stroke_is_no_rest(swung):
    made, up = swung(stroke_s=15.0)
    times = [time_s for time_s, _ in rests(made.time_s, made.acc, made.gyr, up)]
    assert not any(3.5 < time_s < 18.0 or 21.5 < time_s < 36.0 for time_s in times), times


def test_shaking_is_no_rest(swung):
    made, up = swung()
    swayed = made.acc + 0.5 * np.sin(2.0 * np.pi * 1.5 * made.time_s)[:, None]
    assert rests(made.time_s, swayed, made.gyr, up) == []


@pytest.mark.parametrize("tremor_hz", [4.5, 5.0, 9.0])
def test_a_leg_that_trembles_rests(swung, tremor_hz):
    made, up = swung()
    tremor = np.sin(2.0 * np.pi * tremor_hz * made.time_s)[:, None]
    shaken = made.acc + [0.4, 0.0, 0.0] * tremor
    found = rests(made.time_s, shaken, made.gyr + [0.0, 0.055, 0.0] * tremor, up)
    assert len(found) == 3


def trembling(swung, tremor_hz, tremor_deg, rate_hz, **stroke):
    """The same movement with a leg that trembles 0.25 m below the hip, and what the sensor feels of it."""
    made, up = swung(rate_hz, **stroke)
    turn = np.radians(tremor_deg) * np.sin(2.0 * np.pi * tremor_hz * made.time_s)[:, None]
    speed = np.gradient(turn[:, 0], made.time_s)[:, None]
    felt = 0.25 * np.gradient(speed[:, 0], made.time_s)[:, None]
    acc = made.acc + [1.0, 0.0, 0.0] * felt + [0.0, 0.0, 1.0] * (0.25 * speed**2)
    return made.time_s, acc, made.gyr - [0.0, 1.0, 0.0] * speed, up


@pytest.mark.parametrize("rate_hz", [25.0, 52.0, 100.0])
@pytest.mark.parametrize(("tremor_hz", "tremor_deg"), [(6.5, 0.07), (11.0, 0.07), (5.0, 1.5), (7.5, 1.5)])
def test_a_leg_that_trembles_hard_rests_a_little_later(swung, tremor_hz, tremor_deg, rate_hz):
    found = rests(*trembling(swung, tremor_hz, tremor_deg, rate_hz), rate_hz=rate_hz)
    late = np.array([time_s for time_s, _ in found]) - (np.array([0.0, 4.0, 8.0]) + SHORTEST_STILL_S)
    assert len(found) == 3
    assert (late < 0.8).all()
    poses = np.degrees([np.arctan2(pose[0], pose[2]) for _, pose in found])
    np.testing.assert_allclose(poses, [0.0, 40.0, 0.0], atol=0.5)


def test_chunks_make_no_difference_to_a_leg_that_trembles(swung):
    samples = trembling(swung, 7.5, 1.5, RATE_HZ)
    whole = rests(*samples)
    assert len(whole) == 3
    for size in (1, 10, 33):
        cut = rests(*samples, sizes=(size,))
        assert [time_s for time_s, _ in cut] == [time_s for time_s, _ in whole]
        assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(cut, whole, strict=True))


@pytest.mark.parametrize("tremor_deg", [0.0, 0.07, 1.5])
def test_a_tilt_of_a_degree_a_second_is_no_rest_whether_the_leg_trembles_or_not(swung, tremor_deg):
    """Each way takes 36 s: 1.1 deg/s."""
    samples = trembling(swung, 7.5, tremor_deg, 50.0, stroke_s=36.0)
    times = np.array([time_s for time_s, _ in rests(*samples, rate_hz=50.0)])
    assert len(times) == 3
    assert not ((times > 5.0) & (times < 38.5)).any()
    assert not ((times > 44.0) & (times < 77.5)).any()
