"""What an accelerometer adds to gravity is found at rest, and does not pass for movement afterwards."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import calibrate
from analysis.hindsight import Hindsight
from analysis.levelling import accelerometer_error
from analysis.thigh_angle import ThighAngle
from sensing.samples import STANDARD_GRAVITY

RATE_HZ, HIP_M = 50.0, -0.25
TIME_S = np.arange(0.0, 16.0, 1.0 / RATE_HZ)
BIAS_MS2 = np.array([0.0, 0.0, 0.4])


@pytest.fixture(scope="module")
def held(pendulum):
    """A thigh lifted by 80 deg, held for six seconds, and let down, the sensor's long axis 0.4 m/s² off."""
    share = np.clip((TIME_S - 3.0) / 2.0, 0.0, 1.0) - np.clip((TIME_S - 11.0) / 2.0, 0.0, 1.0)
    recording = pendulum(TIME_S, 80.0 * 0.5 * (1.0 - np.cos(np.pi * share)), HIP_M)
    return replace(recording, acc=recording.acc + BIAS_MS2)


def test_every_rest_shows_gravity_then(held):
    whole = Hindsight.of(held)
    bias_ms2, scale_ms2 = accelerometer_error(whole)
    assert len(whole.still) == 3
    for one in whole.still:
        shown = held.acc[one.middle()].mean(axis=0) - bias_ms2
        assert np.linalg.norm(shown) == pytest.approx(STANDARD_GRAVITY + scale_ms2, abs=0.02)


def test_nothing_is_known_of_a_sensor_that_never_rests(pendulum):
    swings = pendulum(TIME_S, 30.0 * np.sin(3.0 * TIME_S), HIP_M)
    bias_ms2, scale_ms2 = accelerometer_error(Hindsight.of(swings))
    assert (bias_ms2 == 0.0).all()
    assert scale_ms2 == 0.0


def test_neither_the_height_nor_the_axis_is_led_astray(held):
    calibration = calibrate(held, exercise="leg_lift")
    (block,) = held.blocks(len(TIME_S))
    angles = ThighAngle(calibration).push(block)
    for seconds in ((0.5, 2.5), (7.0, 10.0), (14.0, 15.5)):
        rest = slice(*(round(RATE_HZ * at_s) for at_s in seconds))
        assert abs(float(angles.lift(rest).mean())) < 0.08
    naive = replace(calibration, acc_bias=np.zeros(3), gravity_ms2=STANDARD_GRAVITY)
    assert abs(float(ThighAngle(naive).push(block).lift(slice(25, 125)).mean())) > 0.3, "it would have been"
    assert _axis_off_m(calibration, block) < 0.6 * _axis_off_m(naive, block)


def _axis_off_m(calibration, block):
    across, evidence, _ = ThighAngle(calibration).push(block).pivot.sum(axis=1)
    return abs(across / evidence - HIP_M)
