"""Repetitions from which the leg comes back half way only: each counts; what hardly came back is one hold."""

import numpy as np
import pytest

from analysis import LiveAnalysis
from analysis.exercises import get_exercise, load_catalogue

RATE_HZ = 50.0
STROKE_S, HOLD_S = 1.2, 0.5
REPETITIONS = 10
WAY_DEG = {"leg_lift": 60.0, "squat": 70.0, "straight_leg_raise": 40.0, "bridge": 20.0}
PIVOT_M = {"leg_lift": -0.22, "squat": -0.05}


def minimum_jerk(share):
    return 10.0 * share**3 - 15.0 * share**4 + 6.0 * share**5


@pytest.fixture(scope="module")
def counted(pendulum, upright):
    """Return what counts repetitions of which all but the last come back by given shares of the way."""

    def count(exercise, returns):
        way = WAY_DEG[exercise]
        tops = [angle for back in returns for angle in (way, way, way * (1.0 - back), way * (1.0 - back))]
        angles = np.array([0.0, 0.0, *tops, 0.0])
        times = np.concatenate([[0.0], 2.0 + np.cumsum([0.0, *[STROKE_S, HOLD_S] * (2 * len(returns)), 6.0])])
        time_s = np.arange(0.0, times[-1], 1.0 / RATE_HZ)
        part = np.searchsorted(times, time_s, side="right") - 1
        share = (time_s - times[part]) / np.diff(times)[part]
        angle_deg = angles[part] + np.diff(angles)[part] * minimum_jerk(share)
        sign = load_catalogue()[exercise].rules.sign
        recording = pendulum(time_s, sign * angle_deg, PIVOT_M.get(exercise, -0.2))
        live = LiveAnalysis(upright(RATE_HZ), exercise, "right")
        for block in recording.blocks(100):
            live.push(block)
        return len(live.finish().repetitions)

    return count


@pytest.mark.parametrize("exercise", ["leg_lift", "squat", "straight_leg_raise"])
@pytest.mark.parametrize("seed", range(4))
def test_returns_of_half_the_way_count_each(counted, exercise, seed):
    returns = np.random.default_rng(seed).uniform(0.43, 0.57, REPETITIONS - 1)
    assert counted(exercise, [*returns, 1.0]) == REPETITIONS


@pytest.mark.parametrize("exercise", WAY_DEG)
def test_the_share_of_the_catalogue_is_what_counts_as_back(counted, exercise):
    share = get_exercise(exercise).rules.return_share
    assert counted(exercise, [*[share + 0.04] * (REPETITIONS - 1), 1.0]) == REPETITIONS
    assert counted(exercise, [*[share - 0.04] * (REPETITIONS - 1), 1.0]) == 1
