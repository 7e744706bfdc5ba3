"""Recordings made worse."""

import numpy as np
import pytest

from sensing import Recording
from sensing.errors import ScriptError
from sensing.simulation.script import SampleGap, SensorErrors
from sensing.simulation.worsen import worsen

RATE = 100.0
TIME = np.arange(1000) / RATE
NONE = SensorErrors.none()


def errors(**fields):
    from dataclasses import replace

    return replace(NONE, **fields)


def recording(time_s=TIME, *, gyro=True):
    ramp = np.column_stack([time_s, 2 * time_s, np.full(len(time_s), 9.81)])
    extra = {"truth_thigh_deg": 10 * time_s + 0.25, "truth_rep": (time_s > 5).astype(np.int64)}
    return Recording(time_s, ramp, 0.1 * ramp if gyro else None, extra=extra)


def test_without_errors_it_stays_as_it_is():
    whole = recording()
    same = worsen(whole, NONE)
    for name in ("time_s", "acc", "gyr"):
        np.testing.assert_array_equal(getattr(same, name), getattr(whole, name))
    assert worsen(recording(gyro=False), NONE).gyr is None


def test_fewer_samples_are_means():
    half = worsen(recording(), NONE, rate_hz=50)
    assert half.rate_hz == pytest.approx(50)
    np.testing.assert_allclose(half.acc[:, 0], half.time_s)
    np.testing.assert_allclose(half.extra["truth_thigh_deg"], 10 * half.time_s + 0.25)
    assert set(np.unique(half.extra["truth_rep"])) == {0, 1}
    assert len(worsen(recording(), NONE, rate_hz=200)) == len(TIME)


def test_means_do_not_reach_across_a_gap():
    broken = recording(TIME[(TIME < 2.005) | (TIME > 4.0)])
    quarter = worsen(broken, NONE, rate_hz=25)
    np.testing.assert_allclose(quarter.acc[:, 0], quarter.time_s)
    assert not np.any((quarter.time_s > 2.01) & (quarter.time_s < 4.0))


def test_bias_clipping_and_clock():
    whole = recording()
    worse = worsen(
        whole, errors(gyr_bias_deg_s=(3.0, 0.0, 0.0), acc_range_g=0.5, clock_error_pct=1.0), seed=3
    )
    np.testing.assert_allclose(worse.gyr[:, 0] - whole.gyr[:, 0], np.deg2rad(3))
    assert worse.acc.max() == pytest.approx(0.5 * 9.80665)
    np.testing.assert_allclose(worse.time_s, 1.01 * TIME)


def test_losses_and_jitter():
    lossy = worsen(recording(), errors(loss_pct=20.0, jitter_ms=2.0), seed=1)
    assert 0.75 * len(TIME) < len(lossy) < 0.85 * len(TIME)
    early_s = lossy.time_s - lossy.acc[:, 0]
    assert 1.5e-3 < early_s.std() < 2.5e-3
    again = worsen(recording(), errors(loss_pct=20.0, jitter_ms=2.0), seed=1)
    np.testing.assert_array_equal(lossy.time_s, again.time_s)


def test_a_recording_that_is_lost():
    with pytest.raises(ScriptError, match="fewer than 2"):
        worsen(recording(), errors(gaps=(SampleGap(at_s=0.005, duration_s=60.0),)))
