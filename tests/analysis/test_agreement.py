"""Bland and Altman, checked by hand and against what they published."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import bland_altman


def test_bland_altman_repeats_the_published_example():
    # Peak expiratory flow by Wright meter and mini meter, first measurements: Bland and Altman 1986, table 1.
    wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    found = bland_altman(wright, mini)
    assert found.n == 17
    assert found.bias == pytest.approx(-2.1, abs=0.05)
    assert found.sd == pytest.approx(38.8, abs=0.05)
    # The paper uses 2 sd (-79.7 and 75.5) and gives the bias from -22.0 to 17.8.
    assert found.lower == pytest.approx(-2.1 - 1.96 * 38.8, abs=0.1)
    assert found.upper == pytest.approx(-2.1 + 1.96 * 38.8, abs=0.1)
    assert found.bias_margin == pytest.approx((17.8 + 22.0) / 2, abs=0.1)
    assert found.limit_margin > found.bias_margin


def test_bland_altman_leaves_out_what_was_not_measured():
    found = bland_altman([1.0, math.nan, 3.0], [0.0, 5.0, math.nan])
    assert (found.n, found.bias) == (1, 1.0)
    assert math.isnan(found.sd)
    with pytest.raises(ValueError, match="no pair"):
        bland_altman([math.nan], [1.0])
    with pytest.raises(ValueError, match="not pairs"):
        bland_altman([1.0, 2.0], [1.0])


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=2, max_size=20))
def test_bland_altman_turns_round_with_its_arguments(pairs):
    one, other = zip(*pairs, strict=True)
    there, back = bland_altman(one, other), bland_altman(other, one)
    assert there.bias == pytest.approx(-back.bias, abs=1e-9)
    assert there.lower == pytest.approx(-back.upper, abs=1e-9)
    assert there.lower <= there.bias <= there.upper


def test_every_figure_by_hand():
    # Differences 1, 3, -2, 2: mean 1, squares about it 0 + 4 + 9 + 1 = 14.
    found = bland_altman([11.0, 23.0, 28.0, 42.0], [10.0, 20.0, 30.0, 40.0])
    assert (found.n, found.groups, found.bias, found.mean_abs) == (4, 4, 1.0, 2.0)
    assert found.rmse == pytest.approx(math.sqrt(18 / 4))
    assert found.sd == pytest.approx(math.sqrt(14 / 3))
    assert found.upper == pytest.approx(1 + 1.96 * math.sqrt(14 / 3))
    assert found.bias_margin == pytest.approx(3.18245 * math.sqrt(14 / 3 / 4), rel=1e-5)


def test_repeated_measures_by_hand():
    # Differences 0, 2 | 4, 6 | 5, 7 of three recordings: means 1, 5, 6, over all 4. Between:
    # 2 (9 + 1 + 4) / 2 = 14; within: 6 x 1 / 3 = 2; between recordings (14 - 2) / 2 = 6. All in all 8.
    differences = np.array([0.0, 2.0, 4.0, 6.0, 5.0, 7.0])
    found = bland_altman(differences, np.zeros(6), ["a", "a", "b", "b", "c", "c"])
    assert (found.n, found.groups, found.bias) == (6, 3, 4.0)
    assert found.sd == pytest.approx(math.sqrt(8))
    assert found.lower == pytest.approx(4 - 1.96 * math.sqrt(8))
    assert found.bias_margin == pytest.approx(4.30265 * math.sqrt(8 / 3), rel=1e-5)


def test_recordings_of_different_length_by_hand():
    # Differences 1, 3 | 6: means 2, 6, over all 10/3. Between: 2 (16/9) + 64/9 = 32/3; within: 2 / 1 = 2;
    # usual size (3 - 5/3) / 1 = 4/3. All in all 2 + (32/3 - 2) / (4/3) = 8.5.
    assert bland_altman([1.0, 3.0, 6.0], np.zeros(3), [7, 7, 2]).sd == pytest.approx(math.sqrt(8.5))


def test_repetitions_that_scatter_more_than_recordings():
    # Means of both recordings agree: nothing is between them, and the variance within is what is left.
    assert bland_altman([-1.0, 1.0, -2.0, 2.0], np.zeros(4), [0, 0, 1, 1]).sd == pytest.approx(math.sqrt(5))


def test_one_recording_has_no_limits():
    found = bland_altman([1.0, 2.0], [0.0, 0.0], [3, 3])
    assert (found.groups, found.bias) == (1, 1.5)
    assert all(map(math.isnan, (found.sd, found.lower, found.upper, found.bias_margin, found.limit_margin)))
