"""Rests are found where there are any, and nowhere else."""

import numpy as np
import pytest

from analysis.stillness import find_still


def stand_move_stand(rate_hz=100.0, still_s=3.0, moving_s=2.0, noise=0.02):
    """Rest, movement and rest: times, accelerations, rates."""
    time_s = np.arange(0, 2 * still_s + moving_s, 1 / rate_hz)
    moving = (time_s >= still_s) & (time_s < still_s + moving_s)
    swing = np.where(moving, np.sin(2 * np.pi * 2 * (time_s - still_s)), 0.0)
    random = np.random.default_rng(1)
    acc = np.array([0, 0, 9.81]) + random.normal(0, noise, (len(time_s), 3))
    gyr = random.normal(0, noise / 4, (len(time_s), 3))
    return time_s, acc + 2.0 * swing[:, None], gyr + 1.5 * swing[:, None]


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 200.0])
@pytest.mark.parametrize("gyroscope", [True, False])
def test_both_rests_and_nothing_between(rate_hz, gyroscope):
    time_s, acc, gyr = stand_move_stand(rate_hz)
    first, second = find_still(time_s, acc, gyr if gyroscope else None, rate_hz)
    assert time_s[first.first] == 0.0
    assert time_s[first.last - 1] == pytest.approx(3.0, abs=0.15)
    assert time_s[second.first] == pytest.approx(5.0, abs=0.15)
    assert second.last == len(time_s)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
def test_a_leg_that_trembles_is_still(rate_hz):
    """0.1 deg at 5 Hz: 0.05 rad/s, and 0.5 m/s² a foot below the hip."""
    time_s, acc, gyr = stand_move_stand(rate_hz)
    tremor = np.sin(2.0 * np.pi * 5.0 * time_s)[:, None]
    shaken = find_still(time_s, acc + [0.5, 0.0, 0.0] * tremor, gyr + [0.0, 0.055, 0.0] * tremor, rate_hz)
    assert len(shaken) == 2
    assert time_s[shaken[0].last - 1] == pytest.approx(3.0, abs=0.15)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 104.0])
@pytest.mark.parametrize("tremor_hz", [5.0, 7.5, 11.0])
def test_a_leg_that_trembles_hard_is_still(rate_hz, tremor_hz):
    """1.5 deg: a foot below the hip that is felt as up to 3 g."""
    time_s, acc, gyr = stand_move_stand(rate_hz)
    tremor = np.sin(2.0 * np.pi * tremor_hz * time_s)[:, None]
    speed = np.radians(1.5) * 2.0 * np.pi * tremor_hz
    felt = 0.25 * speed * 2.0 * np.pi * tremor_hz
    shaken = find_still(time_s, acc + [felt, 0.0, 0.0] * tremor, gyr + [0.0, speed, 0.0] * tremor, rate_hz)
    assert len(shaken) == 2
    assert time_s[shaken[0].last - 1] == pytest.approx(3.0, abs=0.3)
    assert time_s[shaken[1].first] == pytest.approx(5.0, abs=0.3)
    assert shaken[1].last == len(time_s), "live, it tells whether the person is still now"


def test_less_than_a_second_is_no_rest():
    time_s, acc, gyr = stand_move_stand(still_s=0.8)
    assert find_still(time_s, acc, gyr, 100.0) == []


def test_a_recording_shorter_than_a_second_has_no_rest():
    time_s, acc, gyr = stand_move_stand()
    assert find_still(time_s[:50], acc[:50], gyr[:50], 100.0) == []


def test_a_turn_that_only_the_gyroscope_sees_is_no_rest():
    time_s, acc, gyr = stand_move_stand(moving_s=0.1)
    still = np.tile(acc[:1], (len(acc), 1))
    turning = gyr + 0.5 * np.sin(2 * np.pi * time_s)[:, None]
    assert find_still(time_s, still, turning, 100.0) == []


def test_no_rest_spans_a_gap():
    time_s, acc, gyr = stand_move_stand(still_s=4.0)
    kept = (time_s < 1.5) | (time_s > 3.2)
    for one in find_still(time_s[kept], acc[kept], gyr[kept], 100.0):
        assert np.diff(time_s[kept][one.first : one.last]).max() < 0.3


def test_gravity_anywhere_and_a_constant_bias_do_not_matter():
    time_s, acc, gyr = stand_move_stand()
    assert find_still(time_s, acc[:, ::-1], gyr + 0.1, 100.0) == find_still(time_s, acc, gyr, 100.0)
