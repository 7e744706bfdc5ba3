"""Fewer points for the eye: what is drawn stays true to what was measured."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.results import Quality, SessionResult
from dashboard.review.curve import ANGLE, LONGEST_STEP_S, TIME, Curve
from dashboard.review.downsample import min_max, simplify

CURVES = hnp.arrays(float, st.integers(1, 300), elements=st.floats(-180, 180, width=32))


def curve_of(time_s, angle_deg):
    frame = pd.DataFrame({"time_s": time_s, "thigh_angle_deg": angle_deg})
    return Curve.of(SessionResult("x", None, float(time_s[-1]), None, (), frame, Quality(), None))


@given(CURVES, st.integers(2, 40))
def test_min_max_keeps_ends_and_extremes(values, points):
    kept = min_max(values, points)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    assert (values[kept].min(), values[kept].max()) == (values.min(), values.max())
    assert len(kept) <= max(points + 4, min(len(values), 2 * points))


@given(CURVES, st.floats(0.01, 20))
def test_simplified_curves_stay_within_the_tolerance_of_every_sample(values, tolerance):
    time_s = np.arange(len(values)) / 100
    kept = simplify(time_s, values, tolerance)
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    assert (np.diff(kept) > 0).all()
    drawn = np.interp(time_s, time_s[kept], values[kept])
    assert np.abs(drawn - values).max() <= tolerance + 1e-9


def test_a_straight_line_needs_two_points():
    time_s = np.arange(1000) / 100
    assert simplify(time_s, 3 * time_s, 0.1).tolist() == [0, 999]


def test_the_curve_is_broken_at_gaps_and_where_its_zero_changes():
    time_s = np.arange(600) / 100
    angle = np.sin(time_s)
    angle[200] = np.nan  # as the analysis writes a gap
    angle[400:] += 90
    curve = curve_of(time_s, angle)
    assert curve.time_s[list(curve.breaks)].tolist() == [2.01, 4.0]
    for rows in (curve.detail(), curve.overview()):
        empty = rows[rows[ANGLE].isna()]
        assert empty[TIME].tolist() == pytest.approx([2.01, 4.0])
        assert rows[TIME].is_monotonic_increasing


def test_no_two_points_of_the_detail_are_further_apart_than_a_window_reaches():
    time_s = np.arange(6000) / 100
    rows = curve_of(time_s, np.zeros(6000)).detail()
    assert np.diff(rows[TIME]).max() <= LONGEST_STEP_S
    assert len(rows) < 100


def test_the_detail_keeps_to_its_number_of_points():
    time_s = np.arange(20_000) / 100
    noise = np.random.default_rng(1).normal(0, 20, 20_000)
    assert len(curve_of(time_s, noise).detail(2000)) < 2500


def test_the_angle_at_a_time_is_the_nearest():
    curve = curve_of(np.array([0.0, 1.0, 2.0]), np.array([5.0, 6.0, 7.0]))
    assert [curve.at(t) for t in (-1, 0.4, 0.6, 9)] == [5, 5, 6, 7]
    assert np.isnan(curve_of(np.array([0.0, 1.0]), np.array([np.nan, np.nan])).at(0.5))
