"""The simpler methods that the accuracy is held against: they must be right where the task is easy."""

import sys

import numpy as np
import pytest

from sensing import Recording
from sensing.samples import STANDARD_GRAVITY

RATE = 100.0
SECONDS = 60.0


@pytest.fixture(scope="module")
def baselines(root):
    pytest.importorskip("ahrs", reason="only for benchmarks: pip install -e '.[dev]'")
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        from support import baselines
    finally:
        sys.path.pop(0)
    return baselines


@pytest.fixture
def swings():
    """Six slow swings to 60 deg about the sensor's y axis, which stands level; x points up at rest."""
    time_s = np.arange(0.0, SECONDS, 1 / RATE)
    phase = np.clip(time_s - 3.0, 0.0, 48.0) / 8.0
    angle = np.deg2rad(30.0) * (1.0 - np.cos(2 * np.pi * phase))
    acc = STANDARD_GRAVITY * np.column_stack([np.cos(angle), np.zeros(len(angle)), np.sin(angle)])
    gyr = np.zeros_like(acc)
    gyr[:, 1] = np.gradient(angle, time_s)
    return Recording(time_s, acc, gyr), np.rad2deg(angle)


METHODS = (
    "accelerometer tilt, find_peaks",
    "Madgwick, Euler angle, find_peaks",
    "VQF, Euler angle, find_peaks",
)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("turn", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_slow_swings_are_counted_and_measured(baselines, swings, method, turn):
    recording, true_deg = swings
    turned = Recording(recording.time_s, recording.acc[:, turn], recording.gyr[:, turn])
    up = baselines.UP[method](turned)
    np.testing.assert_allclose(np.linalg.norm(up, axis=1), 1.0, atol=1e-6)
    angle = baselines.euler_angle(up, RATE)
    assert baselines.count_peaks(angle, RATE, "leg_lift") == 6
    assert angle.max() == pytest.approx(60, abs=4)
    assert baselines.best_error(up, turned, true_deg).rmse_deg < 3


def test_all_methods_are_tested(baselines):
    assert tuple(baselines.UP) == METHODS


def test_without_a_gyroscope_all_tilt(baselines, swings):
    recording, _ = swings
    bare = Recording(recording.time_s, recording.acc)
    first, *others = (estimate(bare) for estimate in baselines.UP.values())
    for other in others:
        np.testing.assert_array_equal(first, other)


def test_small_and_quick_peaks_are_none(baselines):
    time_s = np.arange(0, 20, 1 / RATE)
    assert baselines.count_peaks(3 * np.sin(time_s), RATE, "leg_lift") == 0
    assert baselines.count_peaks(40 * np.sin(time_s), RATE, "leg_lift") == 3
    assert baselines.count_peaks(np.zeros(2), RATE, "leg_lift") == 0
