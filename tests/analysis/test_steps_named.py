"""Steps up and down without labels: the body ends on another level each time, whatever the thigh does."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze

RATE_HZ = 50.0


def smooth_step(time_s, begin_s, seconds):
    """A smooth way from 0 to 1."""
    part = np.clip((time_s - begin_s) / seconds, 0.0, 1.0)
    return part**3 * (10.0 - 15.0 * part + 6.0 * part * part)


@pytest.fixture
def stepping(pendulum):
    """Return what makes lifts of a thigh whose hip goes up or down by so much while the leg comes back."""

    def make(levels_m, pause_s=1.0):
        time_s = np.arange(0.0, 4.0 + len(levels_m) * (2.0 + pause_s) + 3.0, 1.0 / RATE_HZ)
        angle_deg, height = np.zeros(len(time_s)), np.zeros(len(time_s))
        for i, level_m in enumerate(levels_m):
            begin_s = 4.0 + i * (2.0 + pause_s)
            out, back = smooth_step(time_s, begin_s, 1.0), smooth_step(time_s, begin_s + 1.0, 1.0)
            angle_deg += 55.0 * (out - back)
            height += level_m * smooth_step(time_s, begin_s + 0.9, 1.1)
        thigh = pendulum(time_s, angle_deg, -0.22)
        up, angle = np.gradient(np.gradient(height, time_s), time_s), np.radians(angle_deg)
        rng = np.random.default_rng(3)
        carried = np.stack([up * np.sin(angle), 0.0 * up, up * np.cos(angle)], axis=1)
        noise = rng.normal(0.0, 0.02, carried.shape)
        return replace(thigh, acc=thigh.acc + carried + noise, gyr=thigh.gyr + 0.05 * noise)

    return make


@pytest.mark.parametrize("step_m", [0.12, 0.17, 0.2])
def test_up_and_down_in_turn_is_a_step_up(stepping, step_m):
    result = analyze(stepping([step_m, -step_m] * 4))
    assert {one.exercise for one in result.sets} == {"step_up"}


@pytest.mark.parametrize("step_m", [0.17, -0.17])
@pytest.mark.parametrize("pause_s", [0.3, 1.2])
def test_step_after_step_the_same_way_may_be_stairs(stepping, step_m, pause_s):
    result = analyze(stepping([step_m] * 6, pause_s))
    assert result.sets == ()
    assert any("stairs or step-ups" in note for note in result.notes)


@pytest.mark.parametrize("pause_s", [0.3, 1.2])
def test_a_leg_lifted_on_the_spot_ends_where_it_began(stepping, pause_s):
    result = analyze(stepping([0.0] * 6, pause_s))
    assert {one.exercise for one in result.sets} <= {"leg_lift", "march"}
    assert sum(len(one.repetitions) for one in result.sets) == 6
