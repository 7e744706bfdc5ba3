"""Repetitions measured on a true angle."""

import numpy as np
import pytest

from analysis import metrics
from analysis.results import Repetition
from analysis.true_repetitions import pair_repetitions, true_repetitions
from sensing.simulation import SessionScript, simulate, truth
from sensing.simulation.steps import Set

TIME = np.arange(0, 20, 0.01)


def trapezoid(start, height, up=1.0, hold=2.0, down=1.0):
    """Rise from ``start`` to ``height``, hold, come back; piecewise linear."""
    corners = [start, start + up, start + up + hold, start + up + hold + down]
    return np.interp(TIME, corners, [0, height, height, 0])


def numbers(*windows):
    found = np.zeros(len(TIME))
    for number, (start, end) in enumerate(windows, start=1):
        found[(start <= TIME) & (end > TIME)] = number
    return found


@pytest.mark.parametrize(("height", "slack"), [(60.0, 6.0), (20.0, 3.0), (-60.0, 6.0)])
def test_measures_follow_their_definition(height, slack):
    (one,) = true_repetitions(TIME, trapezoid(2, height), numbers((2, 6)), from_start=False)
    assert (one.start_s, one.end_s) == (pytest.approx(2), pytest.approx(5.99))
    assert one.peak_angle_deg == pytest.approx(height)
    assert one.range_deg == pytest.approx(abs(height))
    assert one.hold_s == pytest.approx(2 + 2 * slack / abs(height), abs=1e-9)


def test_the_simulation_measures_the_hold_as_the_analysis_does():
    assert (truth.HOLD_DEG, truth.HOLD_SHARE) == (metrics.HOLD_DROP_DEG, metrics.HOLD_DROP_SHARE)
    steps = (Set(exercise="leg_lift", repetitions=3, hold_s=2.0), Set(exercise="bridge", repetitions=3))
    session = simulate(SessionScript(steps=steps, rate_hz=100, seed=5))
    recording = session.recording
    found = true_repetitions(
        recording.time_s,
        recording.extra["truth_thigh_deg"],
        recording.extra["truth_rep"].astype(np.float64),
        from_start=False,
    )
    true = [each for one in session.truth.sets for each in one.repetitions]
    assert [one.hold_s for one in found] == pytest.approx([one.hold_s for one in true], abs=0.004)


def test_each_number_is_a_repetition():
    angle = trapezoid(2, 60) + trapezoid(8, 40)
    found = true_repetitions(TIME, angle, numbers((2, 6), (8, 12)), from_start=False)
    assert [round(one.peak_angle_deg) for one in found] == [60, 40]


def test_the_start_posture_is_the_zero_on_the_floor():
    angle = 50 + trapezoid(2, -30)
    standing, floor = (true_repetitions(TIME, angle, numbers((2, 6)), from_start=f)[0] for f in (False, True))
    assert (standing.peak_angle_deg, floor.peak_angle_deg) == (pytest.approx(20), pytest.approx(-30))
    assert standing.range_deg == floor.range_deg == pytest.approx(30)


def test_samples_without_truth_are_left_out():
    angle = trapezoid(2, 60)
    angle[TIME < 2.5] = np.nan
    (one,) = true_repetitions(TIME, angle, numbers((1, 6)), from_start=False)
    assert one.start_s == pytest.approx(2.5)
    assert one.peak_angle_deg == pytest.approx(60)
    assert true_repetitions(TIME, np.full(len(TIME), np.nan), numbers((2, 6)), from_start=False) == ()


@pytest.mark.parametrize("unknown", [TIME < 5.2, (TIME < 2) | (TIME > 2.8)])
def test_a_peak_that_was_cut_off_is_not_compared(unknown):
    angle = trapezoid(2, 60)
    angle[unknown] = np.nan
    assert true_repetitions(TIME, angle, numbers((1, 6)), from_start=False) == ()


def test_pairs_by_the_peak():
    angle = trapezoid(2, 60) + trapezoid(8, 40)
    true = true_repetitions(TIME, angle, numbers((2, 6), (8, 12)), from_start=False)
    measured = [
        Repetition(n, peak - 1, peak, peak + 1, 50, 50, 1, 1, 1)
        for n, peak in enumerate((1.0, 4.0, 4.5, 15.0))
    ]
    assert [(one.number, round(other.peak_angle_deg)) for one, other in pair_repetitions(measured, true)] == [
        (1, 60)
    ]
