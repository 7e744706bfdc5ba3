"""Heights and turning points against movements whose heights and turning points are known."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import Calibration, CalibrationVerdict
from analysis.cues import Turning, arm_from_hip, travel, turning_point
from analysis.hindsight import Hindsight
from analysis.levelling import levelled
from analysis.movements import SMALL_SMOOTHING_HZ
from analysis.naming import LIFT_ACROSS_M, MARCH_BODY_M
from sensing.samples import Recording

UP, LEFT = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
RATE_HZ = 100.0


def seen_from(pose):
    """A calibration in a pose, of movement about an axis to the left."""
    return Calibration(
        still_pose=pose,
        axis=LEFT,
        sign_source="exercise",
        rate_hz=RATE_HZ,
        gyro_bias=np.zeros(3),
        lift_deg=None,
        zero_known=True,
        has_gyro=True,
        verdict=CalibrationVerdict(ok=True),
    )


def out_and_back(size, seconds, rest_s=2.0):
    """Time and a smooth way out and back between two rests."""
    rest = np.zeros(round(rest_s * RATE_HZ))
    way = 0.5 * (1.0 - np.cos(2.0 * np.pi * np.arange(0.0, seconds, 1.0 / RATE_HZ) / seconds))
    moved = size * np.concatenate([rest, way * way, rest])
    return np.arange(len(moved)) / RATE_HZ, moved


def carried(height_m, time_s, **changes):
    """A sensor that does not turn, carried up and down."""
    vertical = np.gradient(np.gradient(height_m, time_s), time_s) + 9.80665
    acc = np.stack([0.0 * vertical, 0.0 * vertical, vertical], axis=1)
    return replace(Recording(time_s, acc, np.zeros_like(acc)), **changes)


@pytest.mark.parametrize("height_m", [0.2, -0.3])
@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_the_height_of_a_sensor_carried_up_and_down_is_found(height_m, seconds):
    time_s, height = out_and_back(height_m, seconds)
    found = travel(Hindsight.of(carried(height, time_s)), UP, 2.0, 2.0 + seconds)
    assert found.lowest_m == pytest.approx(min(height_m, 0.0), abs=0.02)
    assert found.highest_m == pytest.approx(max(height_m, 0.0), abs=0.02)
    assert found.climbed_m == pytest.approx(0.0, abs=0.02)


def test_a_sensor_that_stays_up_has_climbed():
    time_s, way = out_and_back(1.0, 2.0)
    height = 0.2 * np.maximum.accumulate(way)
    assert travel(Hindsight.of(carried(height, time_s)), UP, 2.0, 4.0).climbed_m == pytest.approx(
        0.2, abs=0.02
    )


def test_a_constant_error_of_the_accelerometer_changes_no_height():
    time_s, height = out_and_back(0.2, 3.0)
    exact = carried(height, time_s)
    biased = replace(exact, acc=exact.acc + np.array([0.0, 0.0, 0.2]))
    assert travel(Hindsight.of(biased), UP, 2.0, 5.0).highest_m == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("pivot_m", [-0.25, 0.1])
def test_a_pendulum_has_its_height_and_its_pivot(pendulum, pivot_m):
    time_s, angle = out_and_back(60.0, 2.0)
    part = Hindsight.of(pendulum(time_s, angle, pivot_m))
    found = travel(part, UP, 2.0, 4.0)
    reached = -pivot_m * (1.0 - np.cos(np.radians(60.0)))
    assert found.highest_m + found.lowest_m == pytest.approx(reached, abs=0.02)
    turning = turning_point(part, seen_from(UP), 2.0, 4.0)
    assert turning.along_m == pytest.approx(pivot_m, abs=0.02)
    assert turning.across_m == pytest.approx(0.0, abs=0.02)
    # Seen from a pose a right angle on, the same point lies across.
    lying = turning_point(part, seen_from(np.array([-1.0, 0.0, 0.0])), 2.0, 4.0)
    assert lying.across_m == pytest.approx(pivot_m, abs=0.02)


def test_a_thigh_that_hangs_from_a_still_hip_moves_no_body(pendulum):
    time_s, angle = out_and_back(60.0, 2.0)
    assert travel(Hindsight.of(pendulum(time_s, angle, -0.23)), UP, 2.0, 4.0).body_m < 0.02


@pytest.mark.parametrize("below_m", [0.12, 0.23, 0.33])
@pytest.mark.parametrize("off_m", [-0.08, 0.0, 0.08])
def test_nor_does_it_wherever_on_the_thigh_the_sensor_sits(pendulum, below_m, off_m):
    time_s, angle_deg = out_and_back(60.0, 1.0)
    hung = pendulum(time_s, angle_deg, -below_m)
    rate = np.gradient(np.radians(angle_deg), time_s)
    off = off_m * np.stack([-(rate**2), 0.0 * rate, np.gradient(rate, time_s)], axis=1)
    part = Hindsight.of(replace(hung, acc=hung.acc + off))
    arm = arm_from_hip(seen_from(UP), turning_point(part, seen_from(UP), 2.0, 3.0))
    assert arm == pytest.approx([off_m, 0.0, -below_m], abs=0.02)
    assert travel(part, UP, 2.0, 3.0, arm).body_m < 0.03


@pytest.mark.parametrize("height_m", [0.16, 0.2])
def test_a_body_that_goes_up_is_not_taken_for_an_odd_place_on_the_thigh(pendulum, height_m):
    time_s, angle_deg = out_and_back(45.0, 1.0)
    _, height = out_and_back(height_m, 1.0)
    hung = pendulum(time_s, angle_deg, -0.23)
    up, angle = np.gradient(np.gradient(height, time_s), time_s), np.radians(angle_deg)
    carried_up = np.stack([up * np.sin(angle), 0.0 * up, up * np.cos(angle)], axis=1)
    part = Hindsight.of(replace(hung, acc=hung.acc + carried_up))
    turning = turning_point(part, seen_from(UP), 2.0, 3.0)
    body_m = travel(part, UP, 2.0, 3.0, arm_from_hip(seen_from(UP), turning)).body_m
    assert body_m > MARCH_BODY_M or turning.across_m > LIFT_ACROSS_M


def test_trembling_hides_less_of_what_a_small_movement_turns_about(pendulum):
    """A sensor that shakes about itself by 0.3 deg at 6 Hz hangs from no point by that."""
    time_s, angle = out_and_back(8.0, 2.5)
    part = Hindsight.of(pendulum(time_s, angle, -0.25))
    assert part.gyr is not None
    shaking = np.radians(0.3) * 2.0 * np.pi * 6.0 * np.cos(2.0 * np.pi * 6.0 * time_s)
    part = replace(part, gyr=part.gyr + shaking[:, None] * LEFT)
    quick = turning_point(part, seen_from(UP), 2.0, 4.5)
    slow = turning_point(part, seen_from(UP), 2.0, 4.5, smoothing_hz=SMALL_SMOOTHING_HZ)
    assert slow.along_m < -0.18 < -0.15 < quick.along_m


def test_an_arm_is_one_that_a_thigh_can_have():
    pose = seen_from(UP)
    assert arm_from_hip(pose, Turning(0.0, 0.0, 0.0)) == pytest.approx([0.0, 0.0, -0.23])
    assert arm_from_hip(pose, Turning(-0.9, 0.5, 1.0)) == pytest.approx([0.1, 0.0, -0.35])
    assert arm_from_hip(pose, Turning(0.3, -0.5, 1.0)) == pytest.approx([-0.1, 0.0, -0.1])


def test_nothing_is_known_without_a_gyroscope_over_gaps_or_too_long(pendulum, without):
    time_s, angle = out_and_back(60.0, 3.0)
    made = pendulum(time_s, angle, -0.25)
    for recording in (replace(made, gyr=None), without(made, (2.5, 3.0))):
        part = Hindsight.of(recording)
        assert np.isnan(travel(part, UP, 2.0, 5.0).highest_m)
    still = Hindsight.of(replace(made, gyr=None))
    assert turning_point(still, seen_from(UP), 2.0, 5.0).evidence == 0.0
    long_s, slow = out_and_back(60.0, 12.0)
    assert np.isnan(travel(Hindsight.of(pendulum(long_s, slow, -0.25)), UP, 2.0, 14.0).lowest_m)


def test_rests_tell_the_error_of_an_accelerometer(planar):
    angle = np.repeat([0.0, 90.0, 45.0, -60.0, 0.0, 90.0, 130.0, 20.0], 200)
    made = planar(np.arange(len(angle)) / RATE_HZ, angle)
    gyr = np.zeros_like(made.acc)
    wrong = replace(made, acc=made.acc + np.array([0.3, 0.0, -0.2]), gyr=gyr)
    before, after = Hindsight.of(wrong), levelled(Hindsight.of(wrong))
    for still in before.still:
        norm = np.linalg.norm(after.acc[still.middle()].mean(axis=0))
        assert norm == pytest.approx(9.80665, abs=0.05)


def test_without_a_rest_nothing_is_known_of_the_accelerometer(pendulum):
    time_s = np.arange(0.0, 4.0, 1.0 / RATE_HZ)
    moving = Hindsight.of(pendulum(time_s, 40.0 * np.sin(4.0 * time_s), -0.25))
    assert levelled(moving) is moving
