"""The filters against what a second-order Butterworth filter is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.filters import LowPass, zero_phase_low_pass

RATE_HZ = 100.0
TIME = np.arange(0, 10, 1 / RATE_HZ)


def amplitude_after(push, hz):
    """Amplitude of a unit sine once the filter has settled."""
    return np.abs(push(np.sin(2 * np.pi * hz * TIME))[500:]).max()


def test_half_the_power_passes_at_the_cut_off():
    assert amplitude_after(LowPass(4.0, RATE_HZ).push, 4.0) == pytest.approx(np.sqrt(0.5), abs=0.01)
    assert amplitude_after(LowPass(8.0, RATE_HZ, high_pass=True).push, 8.0) == pytest.approx(
        np.sqrt(0.5), abs=0.01
    )


def test_two_octaves_up_a_sixteenth_passes():
    assert amplitude_after(LowPass(2.0, RATE_HZ).push, 8.0) == pytest.approx(1 / 16, rel=0.1)


def test_a_ramp_lags_by_the_stated_delay():
    smoother = LowPass(4.0, RATE_HZ)
    lag_s = (TIME - smoother.push(TIME))[-1]
    assert lag_s == pytest.approx(smoother.delay_s, rel=0.01)


@pytest.mark.parametrize(("high_pass", "passed"), [(False, 5.0), (True, 0.0)])
def test_what_was_there_for_ever_shows_no_transient(high_pass, passed):
    filtered = LowPass(4.0, RATE_HZ, high_pass=high_pass).push(np.full(50, 5.0))
    np.testing.assert_allclose(filtered, passed, atol=1e-9)


def test_reset_forgets():
    smoother = LowPass(4.0, RATE_HZ)
    smoother.push(np.linspace(0, 90, 100))
    smoother.reset()
    np.testing.assert_allclose(smoother.push(np.full(20, -3.0)), -3.0)


@given(st.lists(st.integers(0, 60), max_size=8), st.booleans(), st.sampled_from([1, 3]))
def test_chunks_do_not_matter(cuts, high_pass, columns):
    values = np.random.default_rng(1).normal(size=(columns, 60)).squeeze()
    whole = LowPass(4.0, RATE_HZ, high_pass=high_pass).push(values)
    filtered = LowPass(4.0, RATE_HZ, high_pass=high_pass)
    parts = [filtered.push(part) for part in np.split(values, sorted(cuts), axis=-1)]
    assert np.array_equal(np.concatenate(parts, axis=-1), whole)


def test_a_cut_off_above_the_rate_is_held_below_it():
    assert np.isfinite(LowPass(8.0, 10.0).push(TIME)).all()
    assert np.isfinite(zero_phase_low_pass(TIME, 8.0, 10.0)).all()


def test_zero_phase_moves_no_peak():
    bump = np.exp(-(((TIME - 5.0) / 0.5) ** 2))
    smooth = zero_phase_low_pass(bump, 6.0, RATE_HZ)
    assert int(np.argmax(smooth)) == int(np.argmax(bump))
    np.testing.assert_allclose(smooth, bump, atol=0.01)


def test_a_stretch_too_short_to_filter_stays_as_it_is():
    short = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    assert np.array_equal(zero_phase_low_pass(short, 6.0, RATE_HZ), short)
