"""The live vertical over brief gaps: carried on by the rates, and set right a second later."""

import numpy as np
import pytest

from analysis.live_vertical import HELD_BACK_S, UpDirection
from analysis.orientation import GridFiller
from analysis.thigh_angle import ThighAngle
from sensing.samples import ImuBlock

RATE_HZ = 100.0
TIME = np.arange(0.0, 12.0, 1.0 / RATE_HZ)


def swinging(period_s, height_deg=50.0):
    """Return an angle that swings out and back evenly after two seconds of rest, in degrees."""
    angle = 0.5 * height_deg * (1.0 - np.cos(2.0 * np.pi * (TIME - 2.0) / period_s))
    return np.where(TIME < 2.0, 0.0, angle)


def pendulum(planar, angle_deg, arm_m=0.25):
    """Return a recording of a thigh that swings about the hip, with the accelerations of the sensor on it."""
    recording = planar(TIME, angle_deg)
    rate = np.gradient(np.radians(angle_deg), TIME)
    acc = recording.acc.copy()
    acc[:, 0] += -arm_m * np.gradient(rate, TIME)
    acc[:, 2] += arm_m * rate**2
    return acc, recording.gyr


def up_of(acc, gyr, kept, sizes=()):
    """Return the angles in degrees of the rows received, and which these are."""
    filler, up = GridFiller(RATE_HZ), UpDirection(RATE_HZ, has_gyro=gyr is not None)
    found = []
    for part in np.split(np.flatnonzero(kept), np.cumsum(sizes).astype(int)):
        if len(part):
            rates = None if gyr is None else gyr[part]
            found.append(up.push(filler.push(TIME[part], acc[part], rates)))
    found += up.finish()
    rows = np.concatenate([vertical[grid.received] for grid, vertical in found])
    assert np.array_equal(np.concatenate([grid.time_s for grid, _ in found]), TIME[kept]), "all come, once"
    return np.degrees(np.arctan2(rows[:, 0], rows[:, 2]))


@pytest.mark.parametrize(("period_s", "felt_deg"), [(0.9, 25.0), (2.0, 5.0)])
@pytest.mark.parametrize("gap_s", [0.15, 0.3, 0.45])
@pytest.mark.parametrize("begin_s", [4.05, 4.3, 4.55, 4.8, 5.05])
def test_a_swinging_leg_is_where_it_is_after_a_brief_gap(planar, period_s, felt_deg, gap_s, begin_s):
    angle = swinging(period_s)
    acc, gyr = pendulum(planar, angle)
    kept = (begin_s >= TIME) | (begin_s + gap_s <= TIME)
    error = np.abs(up_of(acc, gyr, kept) - angle[kept])
    after = (TIME[kept] > begin_s) & (TIME[kept] < begin_s + 2.0)
    assert error[after].max() < 10.0
    tilt = np.degrees(np.arctan2(acc[kept, 0], acc[kept, 2]))
    assert np.abs(tilt - angle[kept])[after].max() > felt_deg, "the acceleration is no tilt"


@pytest.mark.parametrize("sizes", [[1] * 1200, [7] * 170, [450], [400, 1, 1, 1, 60], [413, 900]])
@pytest.mark.parametrize(
    "gaps", [((4.1, 4.4),), ((4.1, 4.3), (4.8, 5.2)), ((4.1, 4.45), (4.9, 6.0), (6.1, 6.3))]
)
def test_blocks_make_no_difference(planar, sizes, gaps):
    acc, gyr = pendulum(planar, swinging(1.3))
    kept = np.ones(len(TIME), dtype=bool)
    for begin_s, end_s in gaps:
        kept &= (begin_s >= TIME) | (end_s <= TIME)
    kept[::17] = False
    assert np.array_equal(up_of(acc, gyr, kept, sizes), up_of(acc, gyr, kept))


def test_what_follows_a_gap_waits_and_comes_whole(planar, upright):
    """Nothing is given out for a second after a gap; the angle now is known all the same."""
    angle = swinging(2.0)
    acc, gyr = pendulum(planar, angle)
    kept = (TIME <= 4.1) | (TIME >= 4.4)
    tracker, until_s = ThighAngle(upright()), []
    for i in np.flatnonzero(kept):
        block = tracker.push(ImuBlock(TIME[i : i + 1], acc[i : i + 1], gyr[i : i + 1]))
        until_s += [(TIME[i], one) for one in block.time_s]
        assert tracker.now_s == TIME[i]
        assert tracker.now_deg == pytest.approx(angle[i], abs=20.0)
    given_s, sample_s = np.array(until_s).T
    late_s = given_s - sample_s
    hit = (sample_s > 4.105) & (sample_s < 4.4 + HELD_BACK_S - 0.02)
    assert late_s[~hit].max() < 0.02
    assert given_s[hit] == pytest.approx(4.39 + HELD_BACK_S, abs=0.02)
    assert np.diff(sample_s) == pytest.approx(1.0 / RATE_HZ), "the gap itself is filled"


def test_the_end_of_a_stream_gives_out_what_waits(planar, upright):
    acc, gyr = pendulum(planar, swinging(2.0))
    kept = (TIME < 5.0) & ((TIME < 4.1) | (TIME > 4.4))
    tracker = ThighAngle(upright())
    block = tracker.push(ImuBlock(TIME[kept], acc[kept], gyr[kept]))
    assert block.time_s[-1] < 4.1
    (last,) = tracker.finish()
    assert last.time_s[-1] == TIME[kept][-1]
    assert last.breaks == {0: 31}
    assert tracker.finish() == []


def test_a_turn_hidden_in_a_gap_is_drawn_by_the_rates_around_it(planar, upright):
    """The top of a swing lies in the gap: the leg goes up at its beginning, comes down at its end."""
    angle = swinging(1.5)
    acc, gyr = pendulum(planar, angle)
    kept = (TIME <= 4.05) | (TIME >= 4.45)  # the top is at 4.25
    block = ThighAngle(upright()).push(ImuBlock(TIME[kept], acc[kept], gyr[kept]))
    inside = (block.time_s > 4.05) & (block.time_s < 4.45)
    assert inside.sum() == 39
    assert block.angle_deg[inside].max() > block.angle_deg[~inside & (block.time_s < 4.1)][-1] + 3.0
    assert block.angle_deg[inside] == pytest.approx(angle[(TIME > 4.05) & (TIME < 4.45)], abs=8.0)


def test_without_a_gyroscope_nothing_waits(planar):
    acc, _ = pendulum(planar, swinging(4.0))
    kept = (TIME <= 4.1) | (TIME >= 4.4)
    filler, up = GridFiller(RATE_HZ), UpDirection(RATE_HZ, has_gyro=False)
    grid, vertical = up.push(filler.push(TIME[kept], acc[kept], None))
    assert len(grid.time_s) == kept.sum()
    assert len(vertical) == len(TIME)
    assert up.finish() == []
