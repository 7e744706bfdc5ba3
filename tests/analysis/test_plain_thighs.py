"""Thighs simulated in the plainest way, unlike the project's own simulation: a rigid rod, raised cosines.

No soft tissue, no foot that lands, no hip that moves; in one variant not even a distance to the hip, so that
the sensor feels gravity alone. Whoever tests a tracker at a desk makes such samples.
"""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze

STILL_S = 4.0
HIP_M = -0.2
NOISE = np.array([0.02, 0.003])
"""Of a consumer sensor: m/s², rad/s."""


def strokes(count, range_deg, up_s, hold_s, pause_s, rate_hz, short_of=0.0):
    """Return times and angles of repetitions that end ``short_of`` their way above where they began."""
    cycle_s = 2.0 * up_s + hold_s + pause_s
    time_s = np.arange(0.0, 2.0 * STILL_S + count * cycle_s, 1.0 / rate_hz)
    angle = np.zeros(len(time_s))
    for i in range(count):
        begin_s = STILL_S + i * cycle_s
        last = 0.0 if i == count - 1 else short_of
        for at_s, way in (
            (begin_s, range_deg * (1.0 - (short_of if i else 0.0))),
            (begin_s + up_s + hold_s, -range_deg * (1.0 - last)),
        ):
            angle += way * 0.5 * (1.0 - np.cos(np.pi * np.clip((time_s - at_s) / up_s, 0.0, 1.0)))
    return time_s, angle + 0.3 * np.sin(1.3 * time_s)


def counted(recording, exercise, seed=1):
    """Return how many repetitions are counted, with the noise of a sensor and strapped on at random."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn *= np.linalg.det(turn)
    acc, gyr = (
        values @ turn.T + sd * rng.standard_normal(values.shape)
        for values, sd in zip((recording.acc, recording.gyr), NOISE, strict=True)
    )
    strapped = replace(recording, acc=acc, gyr=gyr)
    return sum(len(one.repetitions) for one in analyze(strapped, exercise=exercise).sets)


@pytest.mark.parametrize("rate_hz", [25.0, 100.0, 200.0])
@pytest.mark.parametrize("pivot_m", [-0.12, HIP_M, -0.3, 0.0])
@pytest.mark.parametrize(("exercise", "range_deg"), [("lunge", 70.0), ("leg_lift", 45.0), ("squat", 80.0)])
def test_a_rod_that_turns_about_the_hip_or_about_the_sensor_is_counted(
    pendulum, exercise, range_deg, pivot_m, rate_hz
):
    time_s, angle = strokes(6, range_deg, 1.2, 0.5, 0.6, rate_hz)
    assert counted(pendulum(time_s, angle, pivot_m), exercise) == 6


@pytest.mark.parametrize(
    ("up_s", "hold_s", "pause_s"),
    [(0.8, 0.1, 0.5), (1.2, 0.0, 0.0), (2.5, 0.3, 2.0), (1.5, 5.0, 1.0)],
)
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift"])
def test_at_any_tempo(pendulum, exercise, up_s, hold_s, pause_s):
    time_s, angle = strokes(5, 75.0, up_s, hold_s, pause_s, 50.0)
    assert counted(pendulum(time_s, angle, HIP_M), exercise) == 5


@pytest.mark.parametrize("short_of", [0.2, 0.35])
@pytest.mark.parametrize("exercise", ["lunge", "leg_lift", "squat"])
def test_repetitions_that_do_not_come_all_the_way_back_count(pendulum, exercise, short_of):
    time_s, angle = strokes(6, 80.0, 1.2, 0.3, 0.4, 50.0, short_of)
    assert counted(pendulum(time_s, angle, HIP_M), exercise) == 6


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
@pytest.mark.parametrize("pivot_m", [0.09, 0.12])
def test_a_thigh_about_the_knee_without_a_landing_is_no_lunge_and_no_lift(pendulum, pivot_m, rate_hz):
    """Picking something up: the same angle, but the sensor sits above the axis, near it where shins lean."""
    for exercise in ("lunge", "leg_lift"):
        time_s, angle = strokes(1, 70.0, 1.3, 0.3, 0.5, rate_hz)
        assert counted(pendulum(time_s, angle, pivot_m), exercise) == 0


def test_sitting_down_slowly_about_a_point_near_the_sensor_is_no_lift(pendulum):
    time_s, angle = strokes(5, 70.0, 1.4, 2.0, 1.0, 50.0)
    assert counted(pendulum(time_s, angle, 0.07), "leg_lift") == 0


SMALL = [("pelvic_tilt", 2.5, 1.2), ("prone_hip_extension", 10.0, 2.5), ("straight_leg_raise", -30.0, 3.0)]


@pytest.mark.parametrize(("exercise", "range_deg", "up_s"), SMALL)
def test_slow_small_movements_are_not_taken_for_rest(pendulum, exercise, range_deg, up_s):
    """Nothing shakes a simulated sensor, so that its slow movement is as quiet as a person who rests."""
    time_s, angle = strokes(8, -range_deg, up_s, 0.5, 0.6, 50.0)
    assert [counted(pendulum(time_s, angle, HIP_M), exercise, seed) for seed in range(4)] == [8] * 4


def test_a_floor_exercise_that_does_not_come_all_the_way_back_keeps_its_direction(pendulum):
    time_s, angle = strokes(8, -15.0, 1.2, 0.5, 0.6, 50.0, short_of=0.4)
    assert counted(pendulum(time_s, angle, HIP_M), "prone_hip_extension") == 8


def test_a_shallow_set_after_a_rest_counts(pendulum):
    """The usual size of the set before is no measure for it (PTX: 10 deg, 20 s of rest, 2.5 deg)."""
    deep, shallow = (strokes(5, -size, 1.2, 1.0, 1.0, 50.0)[1] for size in (11.0, 2.5))
    angle = np.concatenate([deep, np.full(600, deep[-1]), shallow])
    assert counted(pendulum(np.arange(len(angle)) / 50.0, angle, HIP_M), "prone_hip_extension") == 10


@pytest.mark.parametrize(("exercise", "begin_deg"), [("straight_leg_raise", 20.0), ("bridge", -20.0)])
def test_who_leaves_the_posture_does_no_further_repetition(pendulum, exercise, begin_deg):
    """Getting up lifts the thigh first, then takes it far beyond where it lay."""
    way = 1.0 if begin_deg > 0.0 else -1.0
    _, angle = strokes(4, 30.0 * way, 1.2, 0.5, 0.6, 50.0)
    up = begin_deg * 0.5 * (1.0 - np.cos(np.pi * np.linspace(0.0, 1.0, 40)))
    down = begin_deg - 100.0 * way * 0.5 * (1.0 - np.cos(np.pi * np.linspace(0.0, 1.0, 90)))
    angle = np.concatenate([angle, up, down, np.full(200, down[-1])])
    assert counted(pendulum(np.arange(len(angle)) / 50.0, angle, HIP_M), exercise) == 4
