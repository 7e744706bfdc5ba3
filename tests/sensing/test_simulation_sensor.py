"""What the simulated sensor and its link do to the truth."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.errors import ScriptError
from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import Person, SampleGap, SensorErrors, SessionScript, simulate
from sensing.simulation.imu import average_around
from sensing.simulation.steps import Set, Stand, Walk

PERFECT = SensorErrors.none()
STATUE = Person(wobble=0.0, sway_deg=0.0, unsteadiness=0.0)


def run(*steps, sensor=PERFECT, person=STATUE, **fields):
    return simulate(SessionScript(steps=steps, sensor=sensor, person=person, **fields)).recording


def test_same_script_same_samples_other_seed_other_samples():
    script = SessionScript(
        steps=(Stand(s=1), Set(exercise="lunge", repetitions=2)),
        seed=11,
        sensor=SensorErrors(jitter_ms=1, loss_pct=3, bursts_per_min=10),
    )
    one, two = simulate(script), simulate(script)
    for name in ("time_s", "acc", "gyr"):
        np.testing.assert_array_equal(getattr(one.recording, name), getattr(two.recording, name))
    assert one.truth == two.truth
    assert simulate(replace(script, seed=12)).truth != one.truth


def test_sensor_errors_do_not_change_the_movement():
    steps = (Stand(s=1), Set(exercise="lunge", repetitions=2))
    clean = run(*steps, person=Person())
    noisy = run(*steps, person=Person(), sensor=SensorErrors(acc_noise_ug=900, jitter_ms=2))
    np.testing.assert_array_equal(clean.extra["truth_thigh_deg"], noisy.extra["truth_thigh_deg"])
    lossy = run(*steps, person=Person(), sensor=SensorErrors(loss_pct=5))
    kept = np.isin(np.round(clean.time_s, 6), np.round(lossy.time_s, 6))
    np.testing.assert_array_equal(clean.extra["truth_thigh_deg"][kept], lossy.extra["truth_thigh_deg"])


def test_noise_has_the_size_of_its_density():
    sensor = replace(PERFECT, acc_noise_ug=200.0, gyr_noise_mdps=10.0)
    recording = run(Stand(s=120), sensor=sensor)
    root = np.sqrt(50.0)
    assert recording.acc.std(axis=0) == pytest.approx(np.full(3, 200e-6 * STANDARD_GRAVITY * root), rel=0.03)
    assert np.degrees(recording.gyr).std(axis=0) == pytest.approx(np.full(3, 0.01 * root), rel=0.03)


def test_bias_and_scale():
    sensor = replace(
        PERFECT,
        acc_bias_mg=(10.0, -20.0, 30.0),
        acc_scale_pct=(0.0, 0.0, 2.0),
        gyr_bias_deg_s=(1.0, 2.0, -3.0),
    )
    recording = run(Stand(s=2), sensor=sensor)
    expected = STANDARD_GRAVITY * np.array([0.010, -0.020, 1.02 + 0.030])
    np.testing.assert_allclose(recording.acc, np.tile(expected, (len(recording), 1)), rtol=1e-9)
    np.testing.assert_allclose(np.degrees(recording.gyr[50]), [1.0, 2.0, -3.0])
    steps = (Set(exercise="leg_lift", repetitions=1),)
    plain, scaled = run(*steps), run(*steps, sensor=replace(PERFECT, gyr_scale_pct=(5.0, 5.0, 5.0)))
    np.testing.assert_allclose(scaled.gyr, 1.05 * plain.gyr)


def test_clipping():
    sensor = replace(PERFECT, acc_range_g=1.5, gyr_range_deg_s=60.0)
    recording = run(Walk(s=8), person=Person(), sensor=sensor)
    free = run(Walk(s=8), person=Person())
    acc_limit, gyr_limit = 1.5 * STANDARD_GRAVITY, np.radians(60.0)
    assert np.abs(free.acc).max() > acc_limit
    np.testing.assert_array_equal(recording.acc, np.clip(free.acc, -acc_limit, acc_limit))
    np.testing.assert_array_equal(recording.gyr, np.clip(free.gyr, -gyr_limit, gyr_limit))


def test_quantisation():
    sensor = replace(PERFECT, bits=8, acc_range_g=4.0, gyr_range_deg_s=500.0)
    recording = run(Walk(s=6), person=Person(), sensor=sensor)
    steps = recording.acc / (4.0 * STANDARD_GRAVITY / 128)
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-9)
    assert np.abs(np.degrees(recording.gyr) % (500.0 / 128)).min() == pytest.approx(0.0, abs=1e-9)
    assert len(np.unique(recording.acc[:, 0])) < 200
    assert recording.acc.max() <= 127 * 4.0 * STANDARD_GRAVITY / 128 + 1e-9


@pytest.mark.parametrize("error", [-3.0, 0.0, 5.0])
def test_a_clock_that_runs_fast_counts_more_samples_and_stretches_time(error):
    sensor = replace(PERFECT, clock_error_pct=error)
    recording = run(Stand(s=2), Set(exercise="squat", repetitions=2, tempo_sd_pct=0.0), sensor=sensor)
    plain = run(Stand(s=2), Set(exercise="squat", repetitions=2, tempo_sd_pct=0.0))
    rate = 1.0 + error / 100.0
    assert len(recording) == pytest.approx(rate * len(plain), abs=2)
    np.testing.assert_allclose(np.diff(recording.time_s), 0.01, atol=1e-9)
    tops = [r.time_s[np.argmax(r.extra["truth_thigh_deg"])] for r in (plain, recording)]
    assert tops[1] == pytest.approx(rate * tops[0], abs=0.0101)
    # rates are physical: what is integrated by the wrong clock is wrong by its error
    assert recording.info.rate_hz == 100.0


def test_jitter_changes_stamps_not_samples_and_never_their_order():
    plain, jittered = run(Stand(s=60)), run(Stand(s=60), sensor=replace(PERFECT, jitter_ms=1.5))
    off = jittered.time_s - plain.time_s
    assert off[0] == 0.0
    assert off.std() == pytest.approx(1.5e-3, rel=0.05)
    np.testing.assert_array_equal(plain.acc, jittered.acc)
    wild = run(Stand(s=60), sensor=replace(PERFECT, jitter_ms=50))
    assert np.diff(wild.time_s).min() > 0.0019


def test_random_loss():
    recording = run(Stand(s=100), sensor=replace(PERFECT, loss_pct=20.0))
    assert len(recording) == pytest.approx(8000, rel=0.03)
    assert recording.time_s[0] == 0.0


def test_bursts():
    sensor = replace(PERFECT, bursts_per_min=12.0, burst_s=0.5)
    recording = run(Stand(s=600), sensor=sensor)
    assert len(recording.gaps) == pytest.approx(120, abs=30)
    lost = 1 - len(recording) / 60_001
    assert lost == pytest.approx(12 * 0.5 / 60, rel=0.3)


def test_explicit_gaps():
    gaps = (SampleGap(at_s=1.0, duration_s=0.5), SampleGap(at_s=3.0, duration_s=0.02))
    recording = run(Stand(s=5), sensor=replace(PERFECT, gaps=gaps))
    assert [(round(g.start_s, 2), round(g.end_s, 2), g.missing) for g in recording.gaps] == [
        (0.99, 1.5, 50),
        (2.99, 3.02, 2),
    ]


def test_nothing_left_is_an_error():
    sensor = replace(PERFECT, gaps=(SampleGap(at_s=0.0, duration_s=100),))
    with pytest.raises(ScriptError, match="fewer than 2 samples"):
        run(Stand(s=5), sensor=sensor)


@pytest.mark.parametrize("rate_hz", [12.5, 50.0, 102.9, 208.0])
def test_rates(rate_hz):
    recording = run(Stand(s=1), Set(exercise="leg_lift", repetitions=1, range_deg=50.0), rate_hz=rate_hz)
    assert recording.rate_hz == pytest.approx(rate_hz, rel=1e-6)
    assert recording.extra["truth_thigh_deg"].max() > 46


def test_a_sample_is_the_mean_over_its_step():
    fine_s = np.arange(0.0, 2.0005, 0.001)
    ramp = np.stack([fine_s + 0.0005] * 3, axis=-1)  # means from each time to the next of x = t
    times = np.array([0.5, 0.9335, 1.7])
    np.testing.assert_allclose(average_around(times, 0.02, fine_s, ramp)[:, 0], times, atol=1e-6)
    edge = average_around(np.array([0.0]), 0.02, fine_s, ramp)
    assert edge[0, 0] == pytest.approx(0.005)
