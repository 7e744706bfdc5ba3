"""Measures of repetitions and sets against closed forms and published definitions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import theilslopes

from analysis.metrics import (
    hold_level_deg,
    hold_span_s,
    measure_swing,
    set_metrics,
    sparc,
    theil_sen_slope,
)

STROKE = np.polynomial.Polynomial([0, 0, 0, 10, -15, 6])
"""Way of a minimum-jerk stroke at time 0 to 1 (Flash & Hogan 1985)."""


def stroke_time(way):
    """When a minimum-jerk stroke has covered a share of its way."""
    roots = (STROKE - way).roots()
    return float(next(r.real for r in roots if abs(r.imag) < 1e-9 and 0 <= r.real <= 1))


def swing(range_deg, up_s, hold_s, down_s, rate_hz, rest_s=2.0):
    """Rest, minimum-jerk out, hold, minimum-jerk back, rest: times, angles, position of the peak."""
    time_s = np.arange(0, rest_s + up_s + hold_s + down_s + rest_s, 1 / rate_hz)
    out = np.clip((time_s - rest_s) / up_s, 0, 1)
    back = np.clip((time_s - rest_s - up_s - hold_s) / down_s, 0, 1)
    angle = range_deg * (STROKE(out) - STROKE(back))
    return time_s, angle, int(np.argmax(angle))


@settings(max_examples=60)
@given(
    range_deg=st.floats(20, 110),
    up_s=st.floats(0.5, 3),
    hold_s=st.floats(0, 10),
    down_s=st.floats(0.5, 3),
    rate_hz=st.sampled_from([25.0, 50.0, 100.0, 200.0]),
)
def test_minimum_jerk_strokes_by_closed_form(range_deg, up_s, hold_s, down_s, rate_hz):
    found = measure_swing(*swing(range_deg, up_s, hold_s, down_s, rate_hz))
    near = stroke_time(1 - max(3 / range_deg, 0.1))
    step_s = 1.5 / rate_hz
    # Onset and end are where the speed leaves noise: within a tenth of the stroke's time of the true ones.
    begin, end = 0.1 * up_s + 2 * step_s, 0.1 * down_s + 2 * step_s
    assert found.start_s == pytest.approx(2.0, abs=begin)
    assert found.end_s == pytest.approx(2.0 + up_s + hold_s + down_s, abs=end)
    assert found.hold_s == pytest.approx(hold_s + (1 - near) * (up_s + down_s), abs=step_s)
    assert found.up_s == pytest.approx(near * up_s, abs=begin)
    assert found.down_s == pytest.approx(near * down_s, abs=end)
    assert found.range_deg == pytest.approx(range_deg, rel=0.03)
    assert found.peak_deg == pytest.approx(range_deg, rel=0.01)


@settings(max_examples=40)
@given(st.floats(20, 90), st.floats(0.5, 3), st.floats(0, 5), st.floats(-40, 40))
def test_the_parts_make_the_whole_wherever_it_starts(range_deg, stroke_s, hold_s, start_deg):
    time_s, angle, peak = swing(range_deg, stroke_s, hold_s, stroke_s, 100.0)
    found = measure_swing(time_s, angle + start_deg, peak)
    assert found.up_s + found.hold_s + found.down_s == pytest.approx(found.end_s - found.start_s)
    assert min(found.up_s, found.hold_s, found.down_s) >= 0
    assert found.start_s < found.peak_s < found.end_s
    assert found.peak_deg - start_deg == pytest.approx(measure_swing(time_s, angle, peak).peak_deg)


def test_a_dip_within_the_hold_does_not_end_it():
    time_s = np.arange(0, 10, 0.01)
    angle = np.interp(time_s, [2, 3, 4.5, 5, 5.5, 7, 8], [0, 60, 60, 50, 60, 60, 0])
    found = measure_swing(time_s, angle, int(np.argmax(angle)))
    assert found.hold_s == pytest.approx(4.0 + 2 * 0.1, abs=0.02)


def test_the_hold_level_is_the_larger_of_3_deg_and_a_tenth():
    assert hold_level_deg(60.0, 60.0) == 54.0
    assert hold_level_deg(25.0, 20.0) == 22.0
    assert hold_level_deg(-5.0, 80.0) == -13.0


def test_the_hold_is_cut_between_samples():
    time_s, angle = np.array([0.0, 1, 2, 3, 4]), np.array([0.0, 10, 10, 10, 0])
    assert hold_span_s(time_s, angle, 9.0) == pytest.approx(2.2)
    assert hold_span_s(time_s, angle, 11.0) == 0.0


def published_sparc(speed, rate_hz, pad=4, highest_hz=10.0, amplitude=0.05):
    """The spectral arc length as its authors publish it (Balasubramanian et al. 2015)."""
    points = int(2 ** (np.ceil(np.log2(len(speed))) + pad))
    hz = np.arange(points) * rate_hz / points
    spectrum = np.abs(np.fft.fft(speed, points))
    spectrum = spectrum / spectrum.max()
    chosen = hz <= highest_hz
    hz, spectrum = hz[chosen], spectrum[chosen]
    above = np.flatnonzero(spectrum >= amplitude)
    hz, spectrum = hz[above[0] : above[-1] + 1], spectrum[above[0] : above[-1] + 1]
    return -np.sum(np.sqrt((np.diff(hz) / (hz[-1] - hz[0])) ** 2 + np.diff(spectrum) ** 2))


def stroke_speed(rate_hz, jerks=0.0, stroke_s=1.5):
    part = np.arange(0, stroke_s, 1 / rate_hz) / stroke_s
    return STROKE.deriv()(part) * (1 + jerks * np.sin(2 * np.pi * 6 * part))


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(8, 400), st.sampled_from([25.0, 50.0, 100.0, 104.0]))
def test_sparc_as_published(seed, samples, rate_hz):
    speed = np.abs(np.random.default_rng(seed).normal(size=samples))
    assert sparc(speed, rate_hz) == pytest.approx(published_sparc(speed, rate_hz), rel=1e-9)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 200.0])
def test_sparc_does_not_depend_on_the_rate(rate_hz):
    assert sparc(stroke_speed(rate_hz), rate_hz) == pytest.approx(sparc(stroke_speed(100.0), 100.0), abs=0.03)


def test_sparc_does_not_depend_on_the_size_and_falls_with_jerks():
    smooth = sparc(stroke_speed(100.0), 100.0)
    assert sparc(40 * stroke_speed(100.0), 100.0) == pytest.approx(smooth)
    assert (
        -1.5 > smooth - 0.1 > sparc(stroke_speed(100.0, 0.3), 100.0) > sparc(stroke_speed(100.0, 0.9), 100.0)
    )


def test_sparc_of_nothing_is_not_known():
    assert math.isnan(sparc(np.zeros(50), 100.0))
    assert math.isnan(sparc(np.ones(3), 100.0))


@settings(max_examples=50)
@given(st.lists(st.floats(-90, 90), min_size=2, max_size=12))
def test_theil_sen_as_in_scipy(values):
    assert theil_sen_slope(values) == pytest.approx(theilslopes(values).slope, abs=1e-12)


def test_theil_sen_by_hand():
    assert theil_sen_slope([60, 58, 56, 54]) == -2.0
    assert theil_sen_slope([60, 58, 10, 54, 52]) == -2.0, "one miss does not make a trend"


def test_measures_of_a_set(repetition):
    ranges = [60.0, 58.0, 56.0, 54.0]
    done = [repetition(4.0 * i, 4.0 * i + 3, value) for i, value in enumerate(ranges)]
    found = set_metrics(done)
    assert found.repetitions == 4
    assert found.range_deg == found.peak_angle_deg == 57.0
    assert found.consistency_deg == pytest.approx(np.std(ranges, ddof=1))
    assert found.fatigue_deg_per_repetition == -2.0


def test_what_few_repetitions_cannot_tell_is_nan(repetition):
    two = set_metrics([repetition(0, 3), repetition(4, 7)])
    assert math.isnan(two.consistency_deg)
    assert math.isnan(two.fatigue_deg_per_repetition)
    three = set_metrics([repetition(0, 3), repetition(4, 7), repetition(8, 11)])
    assert three.consistency_deg == 0.0
    assert math.isnan(three.fatigue_deg_per_repetition)


def test_an_unknown_peak_spoils_no_median(repetition):
    unknown = [
        repetition(0, 3, 50.0, peak_angle_deg=math.nan),
        repetition(4, 7, 50.0, peak_angle_deg=math.nan),
    ]
    found = set_metrics(unknown)
    assert math.isnan(found.peak_angle_deg)
    assert found.range_deg == 50.0
