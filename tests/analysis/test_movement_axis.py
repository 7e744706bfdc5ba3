"""The axis that a thigh turns about, from verticals alone and with a gyroscope."""

import numpy as np
import pytest

from analysis.exercises import get_exercise
from analysis.movement_axis import REAR_LEG_BELOW_DEG, flexion_sign, main_axis
from analysis.orientation import unit

RATE_HZ = 50.0
POSE = np.array([0.0, 0.0, 1.0])


def verticals(flexion_deg, across_deg):
    """Verticals of a thigh turned about the y axis, and sinking sideways."""
    a, b = np.radians(flexion_deg), np.radians(across_deg)
    return unit(np.column_stack([np.sin(a), np.sin(b), np.ones(len(a))]))


def off_deg(axis):
    return float(np.degrees(np.arccos(min(1.0, abs(axis @ [0.0, 1.0, 0.0])))))


@pytest.mark.parametrize("period_s", [2.0, 3.0, 6.0])
def test_a_body_that_sinks_into_its_mat_does_not_turn_the_axis(period_s):
    time_s = np.arange(0.0, 30.0, 1.0 / RATE_HZ)
    tilts = 1.5 - 1.5 * np.cos(2.0 * np.pi * time_s / period_s)
    up = verticals(tilts, time_s / 5.0)  # 6 deg to the side, twice as far as the tilts go
    assert off_deg(main_axis(up, None, POSE, RATE_HZ)) < 5.0
    assert off_deg(unit(np.cross(POSE, up[-1]))) > 40.0


def test_one_short_movement_gives_its_axis():
    time_s = np.arange(0.0, 3.0, 1.0 / RATE_HZ)
    up = verticals(15.0 - 15.0 * np.cos(2.0 * np.pi * time_s / 3.0), np.zeros(len(time_s)))
    assert off_deg(main_axis(up, None, POSE, RATE_HZ)) < 0.1


def test_with_a_gyroscope_the_angular_rate_tells():
    time_s = np.arange(0.0, 10.0, 1.0 / RATE_HZ)
    up = verticals(np.zeros(len(time_s)), time_s)
    gyr = np.column_stack([np.zeros(len(time_s)), np.sin(time_s), 0.1 * np.cos(3.0 * time_s)])
    assert off_deg(main_axis(up, gyr, POSE, RATE_HZ)) < 1.0


def test_a_lunge_lower_than_any_of_a_front_leg_is_one_of_the_leg_behind():
    lunge = get_exercise("lunge")
    swing = np.concatenate([np.zeros(100), 27.0 * np.sin(np.linspace(0.0, np.pi, 100)), np.zeros(100)])
    assert flexion_sign(swing, lunge)[2] == "rear"
    assert lunge.rules.floor >= REAR_LEG_BELOW_DEG
    assert flexion_sign(45.0 / 27.0 * swing, lunge)[2] is None
