"""When strokes begin and end, whatever their shape: closed forms, sway, strokes of two parts, odd windows."""

import numpy as np
import pytest
from scipy.special import betainc

from analysis import analyze
from analysis.filters import zero_phase_low_pass
from analysis.metrics import measure_swing
from analysis.restarts import MEASURING_HZ
from analysis.strokes import stroke_begin
from sensing.samples import Activity, Recording, RecordingInfo


def bell(exponent):
    return lambda share: betainc(exponent, exponent, np.clip(share, 0, 1))


def raised_cosine(share):
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1))


def trapezoid(ramp):
    def way(share):
        at = np.clip(share, 0, 1)
        near = np.minimum(at, 1 - at)
        half = np.where(near < ramp, near**2 / (2 * ramp), near - ramp / 2) / (1 - ramp)
        return np.where(at < 0.5, half, 1 - half)

    return way


SHAPES = {
    "minimum jerk": bell(3),
    "raised cosine": raised_cosine,
    "cubic": bell(2),
    "gentler": bell(3.5),
    "trapezoid, a third": trapezoid(1 / 3),
    "trapezoid, a fifth": trapezoid(1 / 5),
    "trapezoid, a tenth": trapezoid(1 / 10),
}
REST_S = 2.0


def lift(way, range_deg, stroke_s, hold_s, time_s, start_s=REST_S):
    """The angle of a way out, a hold, the way back, and true hold, up and down by the definition."""
    back_s = start_s + stroke_s + hold_s
    angle = range_deg * (way((time_s - start_s) / stroke_s) - way((time_s - back_s) / stroke_s))
    fine = np.linspace(0, 1, 10001)
    up_s = stroke_s * np.interp(1 - max(3 / range_deg, 0.1), way(fine), fine)
    return angle, (hold_s + 2 * (stroke_s - up_s), up_s, up_s)


def sway(time_s, rng):
    """Half a degree of slow sway, peak to peak, and a little tremor."""
    phases = rng.uniform(0, 2 * np.pi, 4)
    parts = [
        size * np.sin(2 * np.pi * hz * time_s + phase)
        for size, hz, phase in zip((0.12, 0.08, 0.05, 0.02), (0.11, 0.19, 0.31, 8.0), phases, strict=True)
    ]
    return np.sum(parts, axis=0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
def test_tempo_whatever_the_shape(shape, rate_hz):
    rng, right, errors = np.random.default_rng(7), [], []
    for range_deg in (20.0, 50.0, 110.0):
        for stroke_s in (0.5, 1.0, 2.0, 3.0, 4.5):
            for hold_s in (0.0, 1.0, 5.0, 15.0):
                time_s = np.arange(0, 2 * (REST_S + stroke_s) + hold_s, 1 / rate_hz)
                angle, true = lift(SHAPES[shape], range_deg, stroke_s, hold_s, time_s)
                smooth = zero_phase_low_pass(angle + sway(time_s, rng), MEASURING_HZ, rate_hz)
                found = measure_swing(time_s, smooth, int(np.argmax(smooth)))
                error = np.subtract((found.hold_s, found.up_s, found.down_s), true)
                right.append(np.abs(error) <= (0.2 if stroke_s <= 3.0 else 0.3))
                errors.append(error / stroke_s)
    assert np.mean(right, axis=0).min() >= 0.95
    assert np.abs(np.mean(errors, axis=0)).max() < 0.05, "no bias"


@pytest.mark.parametrize("shape", SHAPES)
def test_tempo_from_samples(pendulum, shape):
    rate_hz, starts_s, ranges_deg = 50.0, (9.0, 18.0, 29.0, 46.0), (55.0, 60.0, 50.0, 65.0)
    strokes_s, holds_s = (1.0, 3.0, 1.5, 2.0), (2.0, 0.0, 10.0, 0.5)
    rng = np.random.default_rng(3)
    time_s = np.arange(0, 56, 1 / rate_hz)
    angle, truths = lift(bell(3), 45.0, 1.0, 0.5, time_s, start_s=4.0)[0], []
    for start_s, range_deg, stroke_s, hold_s in zip(starts_s, ranges_deg, strokes_s, holds_s, strict=True):
        one, true = lift(SHAPES[shape], range_deg, stroke_s, hold_s, time_s, start_s)
        angle, truths = angle + one, [*truths, true]
    clean = pendulum(time_s, angle, -0.25)
    recording = Recording(
        time_s,
        clean.acc + 0.05 * rng.normal(size=clean.acc.shape),
        clean.gyr + 0.003 * rng.normal(size=clean.gyr.shape),
        RecordingInfo(activities=(Activity(3.0, 7.0, "calibration"),)),
    )
    (found,) = analyze(recording, "leg_lift").sets
    times = [(one.hold_s, one.up_s, one.down_s) for one in found.repetitions]
    np.testing.assert_allclose(times, truths, atol=0.15)
    np.testing.assert_allclose([one.start_s for one in found.repetitions], starts_s, atol=0.15)


def test_a_stroke_of_two_parts_begins_with_the_first():
    time_s = np.arange(0, 8, 0.01)
    step = 40 * bell(3)((time_s - 2.0) / 0.5)
    angle = step + 45 * bell(3)((time_s - 3.0) / 1.5)
    begin_s, base = stroke_begin(time_s, angle)
    assert begin_s == pytest.approx(2.0, abs=0.06)
    assert base == pytest.approx(0.0, abs=0.1)


def test_sway_that_crosses_the_lowest_level_long_before_does_not_count():
    time_s = np.arange(0, 6, 0.01)
    stroke = 60 * bell(3)((time_s - 4.0) / 1.0)
    begin_s, _ = stroke_begin(time_s, stroke + 1.0 * bell(3)((time_s - 1.5) / 0.8))
    assert begin_s == pytest.approx(4.0, abs=0.1)


def test_a_stroke_does_not_begin_before_the_one_before_it_came_down():
    time_s = np.arange(0, 4, 0.01)
    angle = 50 * (1 - bell(3)(time_s / 1.0) + bell(3)((time_s - 1.05) / 2.0))
    begin_s, _ = stroke_begin(time_s[:306], angle[:306])
    assert 0.75 < begin_s < 1.25


def test_a_window_that_is_cut_begins_with_it():
    time_s = np.arange(0, 1, 0.01)
    begin_s, base = stroke_begin(time_s[60:], 50 * bell(3)(time_s[60:]))
    assert begin_s == pytest.approx(0.6, abs=0.01)
    assert base == pytest.approx(50 * bell(3)(0.6), abs=1.0)


@pytest.mark.parametrize("angle", [[5.0], [5.0, 5.0, 5.0], [0.0, 5.0], [9.0, 7.0, 5.0]])
def test_windows_without_a_stroke(angle):
    time_s = 0.1 * np.arange(len(angle))
    begin_s, base = stroke_begin(time_s, np.array(angle))
    assert time_s[0] <= begin_s <= time_s[-1]
    assert min(angle) <= base <= max(angle)


def test_the_angle_before_is_no_lower_than_asked():
    time_s = np.arange(0, 4, 0.01)
    angle = 50 * bell(3)(time_s - 2.0) - 4.0
    _, free = stroke_begin(time_s, angle)
    _, base = stroke_begin(time_s, angle, 0.0)
    assert free == pytest.approx(-4.0, abs=0.1)
    assert base == 0.0
