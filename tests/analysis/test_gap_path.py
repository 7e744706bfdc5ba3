"""What lies in brief gaps of a smooth angle."""

import numpy as np
import pytest

from analysis import analyze
from analysis.gap_path import with_gaps_drawn

RATE_HZ = 50.0
TIME = np.arange(0.0, 6.0, 1.0 / RATE_HZ)
ANGLE = 30.0 * (1.0 - np.cos(2.0 * np.pi * TIME / 1.5))


def drawn(*gaps):
    kept = np.ones(len(TIME), dtype=bool)
    for begin_s, end_s in gaps:
        kept &= (begin_s >= TIME) | (end_s <= TIME)
    return with_gaps_drawn(TIME[kept], ANGLE[kept], RATE_HZ)


def test_without_gaps_nothing_changes():
    time_s, angle = drawn((2.0, 2.1))
    assert len(time_s) == len(TIME) - 4, "single lost samples and a few in a row are no gap"
    assert drawn()[1] is not None
    assert np.array_equal(drawn()[1], ANGLE)
    assert angle[0] == ANGLE[0]


@pytest.mark.parametrize("begin_s", [0.55, 0.7, 0.95, 1.21, 1.42])
@pytest.mark.parametrize(("length_s", "off_deg"), [(0.2, 2.5), (0.3, 4.0), (0.4, 7.0)])
def test_a_gap_is_drawn_as_a_leg_moves(begin_s, length_s, off_deg):
    time_s, angle = drawn((begin_s, begin_s + length_s), (4.0, 4.0 + length_s))
    assert time_s == pytest.approx(TIME)
    assert angle == pytest.approx(ANGLE, abs=off_deg)


def test_two_gaps_with_one_sample_between_do_not_mix():
    time_s, angle = drawn((1.0, 1.2), (1.21, 1.4))
    assert time_s == pytest.approx(TIME)
    assert angle[~((time_s > 1.0) & (time_s < 1.4))] == pytest.approx(ANGLE[~((TIME > 1.0) & (TIME < 1.4))])
    assert np.abs(angle - ANGLE).max() < 15.0


def test_long_gaps_stay_empty():
    time_s, angle = drawn((2.0, 2.8))
    assert len(time_s) == len(angle) < len(TIME) - 35


def test_a_peak_in_a_gap_is_measured(session, without):
    """Of quick lifts every other top is lost: none is much lower than it was."""
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 6, "hold_s": 0.0, "up_s": 0.8, "down_s": 0.8},
        {"do": "rest", "s": 3.0},
        rate_hz=50.0,
        mounting={"euler_deg": "random"},
    )
    truth = made.truth.sets[0].repetitions
    tops = [(one.peak_s - 0.15, one.peak_s + 0.15) for one in truth[::2]]
    found = [one for part in analyze(without(made.recording, *tops)).sets for one in part.repetitions]
    assert len(found) == len(truth)
    for one, true in zip(found, truth, strict=True):
        assert one.peak_angle_deg == pytest.approx(true.peak_angle_deg, abs=4.0)
        assert one.peak_s == pytest.approx(true.peak_s, abs=0.1)
        assert ("gap" in one.flags) == (true in truth[::2])
