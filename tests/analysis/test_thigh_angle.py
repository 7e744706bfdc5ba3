"""The thigh angle: its units, its sign, its gaps."""

import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis.calibration import calibrate
from analysis.thigh_angle import ThighAngle, out_of_plane_deg, thigh_angle_deg
from sensing.errors import RecordingError
from sensing.samples import ImuBlock, Recording

TIME = np.arange(0, 12, 0.01)


def lift(height_deg, at_s=4.0, stroke_s=1.0, hold_s=2.0):
    """Smooth rise to a height, hold, return."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip((TIME - at_s) / stroke_s, 0, 1))
    fall = 0.5 - 0.5 * np.cos(np.pi * np.clip((TIME - at_s - stroke_s - hold_s) / stroke_s, 0, 1))
    return height_deg * (rise - fall)


def whole(recording):
    return ImuBlock(recording.time_s, recording.acc, recording.gyr)


@pytest.mark.parametrize("degrees", [-30.0, 0.0, 15.0, 89.0, 91.0, 135.0])
def test_a_forward_leaning_vertical_is_flexion_in_degrees(upright, degrees):
    up = np.array([[math.sin(math.radians(degrees)), 0.0, math.cos(math.radians(degrees))]])
    angle, out_of_plane = thigh_angle_deg(up, upright()), out_of_plane_deg(up, upright())
    assert angle[0] == pytest.approx(degrees)
    assert out_of_plane[0] == pytest.approx(0.0)


@pytest.mark.parametrize("degrees", [-25.0, 10.0, 40.0])
def test_tilt_along_the_axis_is_out_of_plane(upright, degrees):
    up = np.array([[0.0, math.sin(math.radians(degrees)), math.cos(math.radians(degrees))]])
    angle, out_of_plane = thigh_angle_deg(up, upright()), out_of_plane_deg(up, upright())
    assert angle[0] == pytest.approx(0.0)
    assert abs(out_of_plane[0]) == pytest.approx(abs(degrees))


@pytest.mark.parametrize("seed", range(5))
def test_the_mounting_does_not_matter(upright, seed):
    turn = Rotation.random(rng=np.random.default_rng(seed)).as_matrix()
    up = np.random.default_rng(seed).normal(size=(40, 3))
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    plain = upright()
    turned = upright(still_pose=turn @ plain.still_pose, axis=turn @ plain.axis)
    for measure in (thigh_angle_deg, out_of_plane_deg):
        there, here = measure(up @ turn.T, turned), measure(up, plain)
        np.testing.assert_allclose(there, here, atol=1e-9)


@pytest.mark.parametrize("height_deg", [35.0, 85.0, 120.0, -20.0])
def test_a_moving_thigh_is_followed(upright, planar, height_deg):
    angle = lift(height_deg)
    block = ThighAngle(upright()).push(whole(planar(TIME, angle)))
    assert np.abs(block.angle_deg - angle).max() < 0.02 * abs(height_deg)
    assert block.shake_g.max() < 0.05
    assert np.array_equal(block.time_s, TIME)


def test_the_smooth_angle_lags_by_the_stated_delay(upright, planar):
    tracker = ThighAngle(upright())
    block = tracker.push(whole(planar(TIME, lift(60.0, stroke_s=3.0))))
    half = [TIME[np.argmax(angle > 30.0)] for angle in (block.angle_deg, block.smooth_deg)]
    assert half[1] - half[0] == pytest.approx(tracker.delay_s, abs=0.02)


def test_a_constant_bias_of_the_gyroscope_is_taken_off(upright, planar):
    recording = planar(TIME, lift(60.0))
    bias = np.radians([4.0, -3.0, 2.0])
    biased = ImuBlock(recording.time_s, recording.acc, recording.gyr + bias)
    with_bias = ThighAngle(upright(gyro_bias=bias)).push(biased)
    without = ThighAngle(upright()).push(whole(recording))
    np.testing.assert_allclose(with_bias.angle_deg, without.angle_deg, atol=1e-6)


@pytest.mark.parametrize(("missing_s", "expected"), [(0.05, [0]), (0.10, [0]), (0.6, [0, 400])])
def test_only_a_long_gap_starts_the_filter_afresh(upright, planar, missing_s, expected):
    recording = planar(TIME, np.zeros(len(TIME)))
    kept = (TIME < 3.995) | (3.995 + missing_s < TIME)
    block = ThighAngle(upright()).push(ImuBlock(TIME[kept], recording.acc[kept], recording.gyr[kept]))
    assert block.restarts.tolist() == expected
    assert len(block.angle_deg) == kept.sum()


@pytest.mark.parametrize("gyroscope", [True, False])
def test_after_a_long_gap_nothing_of_the_old_angle_is_left(upright, planar, gyroscope):
    """The leg went from 0 to 60 degrees unseen; smoothed and not, the angle is the new one at once."""
    kept = (TIME < 5.0) | (TIME > 8.0)
    recording = planar(TIME, np.where(TIME < 6.5, 0.0, 60.0))
    gyr = np.zeros((kept.sum(), 3)) if gyroscope else None
    tracker = ThighAngle(upright(has_gyro=gyroscope))
    acc = recording.acc[kept] * np.where(TIME[kept] > 8.0, 1.05, 1.0)[:, None]
    block = tracker.push(ImuBlock(TIME[kept], acc, gyr))
    after = block.time_s > 8.0
    np.testing.assert_allclose(block.angle_deg[after], 60.0, atol=1.0)
    np.testing.assert_allclose(block.smooth_deg[after], 60.0, atol=1.0)
    assert np.abs(block.shake_g[after]).max() < 0.01


def test_a_new_epoch_starts_the_filter_afresh_however_short_the_time_between(upright, planar):
    """A sensor that reconnects tells nothing of what it did meanwhile: here it was turned by 50 degrees."""
    before, after = (planar(TIME, np.full(len(TIME), degrees)) for degrees in (0.0, 50.0))
    next_s = TIME + TIME[-1] + 0.01
    angles = {}
    for epoch in (0, 1):
        tracker = ThighAngle(upright())
        assert tracker.push(whole(before)).restarts.tolist() == [0]
        first = tracker.push(ImuBlock(next_s[:20], after.acc[:20], after.gyr[:20], epoch=epoch))
        assert first.restarts.tolist() == [0] * epoch
        second = tracker.push(ImuBlock(next_s[20:], after.acc[20:], after.gyr[20:], epoch=epoch))
        assert second.restarts.tolist() == [], "one restart for each connection"
        angles[epoch] = np.concatenate([first.angle_deg, second.angle_deg])
    np.testing.assert_allclose(angles[1], 50.0, atol=1.0)
    assert angles[0][0] < 5.0, "within one connection no leg jumps"


def test_received_and_missing_samples_are_told(upright, planar):
    recording = planar(TIME, np.zeros(len(TIME)))
    kept = np.ones(len(TIME), dtype=bool)
    kept[[100, 200, 201]] = kept[500:560] = False
    tracker = ThighAngle(upright())
    for block in Recording(TIME[kept], recording.acc[kept], recording.gyr[kept]).blocks(50):
        tracker.push(block)
    assert (tracker.received, tracker.missing) == (kept.sum(), 63)


def test_short_losses_hardly_change_the_angle(upright, planar):
    angle = lift(80.0)
    recording = planar(TIME, angle)
    kept = np.ones(len(TIME), dtype=bool)
    for at_s in (4.3, 4.7, 7.4):
        kept &= (at_s > TIME) | (at_s + 0.095 <= TIME)
    block = ThighAngle(upright()).push(ImuBlock(TIME[kept], recording.acc[kept], recording.gyr[kept]))
    assert np.abs(block.angle_deg - angle[kept]).max() < 3.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("where", ["time_s", "acc", "gyr"])
def test_nothing_that_is_not_finite_gets_in(upright, planar, value, where):
    recording = planar(TIME, lift(60.0))
    arrays = {name: getattr(recording, name).copy() for name in ("time_s", "acc", "gyr")}
    arrays[where].flat[7] = value
    for make in (ImuBlock, Recording):
        with pytest.raises(RecordingError, match=f"{where}.*not finite at sample"):
            make(arrays["time_s"], arrays["acc"], arrays["gyr"])


def test_turning_is_about_the_vertical_however_far_the_thigh_is_lifted(upright, planar):
    recording = planar(TIME, lift(60.0))
    up = recording.acc / np.linalg.norm(recording.acc, axis=1)[:, None]
    turned = ImuBlock(TIME, recording.acc, recording.gyr + np.radians(20.0) * up)
    for block, expected in ((whole(recording), 0.0), (turned, 20.0)):
        found = ThighAngle(upright()).push(block).turning
        assert found == pytest.approx(np.full(len(TIME), expected), abs=1.0)
        assert found.mean() == pytest.approx(expected, abs=0.2)
    unturned = ThighAngle(upright(has_gyro=False)).push(ImuBlock(TIME, recording.acc)).turning
    assert not unturned.any()


def test_an_empty_block_changes_nothing(upright, planar):
    recording = planar(TIME, lift(60.0))
    tracker = ThighAngle(upright())
    nothing = ImuBlock(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
    assert len(tracker.push(nothing).angle_deg) == 0
    found = tracker.push(whole(recording)).angle_deg
    assert np.array_equal(found, ThighAngle(upright()).push(whole(recording)).angle_deg)


def test_without_a_gyroscope_slow_movement_is_followed(upright, planar):
    angle = lift(30.0, stroke_s=3.0)
    recording = planar(TIME, angle)
    found = ThighAngle(upright(has_gyro=False)).push(ImuBlock(TIME, recording.acc)).angle_deg
    assert np.abs(found - angle).max() < 6.0
    assert found[(TIME > 8.0) & (TIME < 8.9)] == pytest.approx(30.0, abs=0.5)


def test_a_rest_and_a_lift_calibrate_the_plane(planar):
    found = calibrate(planar(TIME, lift(50.0)))
    np.testing.assert_allclose(found.still_pose, [0.0, 0.0, 1.0], atol=1e-3)
    np.testing.assert_allclose(found.axis, [0.0, 1.0, 0.0], atol=1e-3)
