"""When somebody stood again as high as before: on flat ground yes, on a step or deep in a lunge no."""

import numpy as np
import pytest

from analysis.stands import LEVEL_M, LONGEST_WAY_S, Stands
from analysis.track import LIFT, OWN_ANGLE, Track

RATE_HZ = 50.0
REST_S, MOVE_S, STOP_S = 2.0, 1.0, 0.5
AFTER = 20


def course(*ways_m, off_ms2=0.0, angles_deg=None):
    """A sensor that goes up and down by so much, stopping between; times of the stops, and the track."""
    lift, stops_s = [np.zeros(round(REST_S * RATE_HZ))], []
    angle = [np.zeros(round(REST_S * RATE_HZ))]
    for way_m, top_deg in zip(ways_m, angles_deg or [30.0] * len(ways_m), strict=True):
        share = np.arange(round(MOVE_S * RATE_HZ)) / (MOVE_S * RATE_HZ)
        lift.append(way_m * 2.0 * np.pi / MOVE_S**2 * np.sin(2.0 * np.pi * share))
        angle.append(top_deg * np.sin(np.pi * share))
        stops_s.append(sum(len(one) for one in lift) / RATE_HZ + 0.5 * STOP_S)
        lift.append(np.zeros(round(STOP_S * RATE_HZ)))
        angle.append(np.zeros(round(STOP_S * RATE_HZ)))
    lift.append(np.zeros(AFTER))  # on the move again: until then a rest is not over
    angle.append(np.linspace(2.0, 40.0, AFTER))
    lift_ms2, angle_deg = np.concatenate(lift) + off_ms2, np.concatenate(angle)
    track = Track(columns=LIFT + 1)
    columns = np.zeros((LIFT + 1, len(angle_deg)))
    columns[0] = np.arange(len(angle_deg)) / RATE_HZ
    columns[1] = columns[OWN_ANGLE] = angle_deg
    columns[LIFT] = lift_ms2
    track.append(*columns)
    return track, stops_s


def stood(upright, track, stops_s, cuts=(), way=1.0):
    stands = Stands(track, 0.0, upright(RATE_HZ), way)
    for until in (*cuts, track.end):
        stands.look(until, 0.0)
    return [stands.between(at_s - 0.1, at_s + 0.1) for at_s in stops_s]


@pytest.mark.parametrize("off_ms2", [0.0, 0.2], ids=["a true sensor", "one that is off"])
@pytest.mark.parametrize("height_m", [0.15, -0.3], ids=["a step", "a lunge"])
def test_who_is_upright_at_another_height_does_not_stand(upright, height_m, off_ms2):
    track, stops_s = course(height_m, -height_m, height_m, -height_m, off_ms2=off_ms2)
    way = np.sign(height_m)
    assert stood(upright, track, stops_s, way=way) == [False, True, False, True]
    assert stood(upright, track, stops_s, way=-way)[0], "what goes the other way is other ground"


def test_less_than_a_step_is_level(upright):
    track, stops_s = course(0.5 * LEVEL_M, -0.5 * LEVEL_M)
    assert stood(upright, track, stops_s) == [True, True]


def test_a_bent_leg_does_not_stand(upright):
    track, stops_s = course(0.0)
    track.part(0, track.end)[OWN_ANGLE, round((REST_S + MOVE_S) * RATE_HZ) :] += 15.0
    assert stood(upright, track, stops_s) == [False]


def test_half_way_down_nobody_stands_though_thigh_and_speed_are_even(upright):
    """The thigh may turn back just there; what was integrated since says that the sensor moves."""
    track, _ = course(-0.5)
    begin = round((REST_S + 0.5 * MOVE_S) * RATE_HZ)
    longer = np.zeros((LIFT + 1, round(0.5 * RATE_HZ)))  # goes on at an even speed for half a second
    whole = np.concatenate([track.part(0, begin), longer, track.part(begin, track.end)], axis=1)
    whole[0] = np.arange(whole.shape[1]) / RATE_HZ
    whole[OWN_ANGLE] = 0.0
    whole[OWN_ANGLE, -AFTER:] = np.linspace(2.0, 40.0, AFTER)
    even = Track(columns=LIFT + 1)
    even.append(*whole)
    middle_s = begin / RATE_HZ + 0.25
    assert stood(upright, even, [middle_s]) == [False]


@pytest.mark.parametrize("missing", ["samples", "accelerations"])
def test_nothing_is_known_after_a_gap_until_there_is_a_rest(upright, missing):
    track, stops_s = course(0.15, -0.15, 0.15, -0.15)
    at = round((REST_S + 0.3) * RATE_HZ)
    if missing == "samples":
        track.part(at, track.end)[0] += 1.0
        stops_s = [one + 1.0 for one in stops_s]
    else:
        track.part(at, at + 10)[LIFT] = np.nan
    assert stood(upright, track, stops_s) == [None, None, None, None]


def test_nothing_is_known_where_no_start_pose_is(upright):
    track, stops_s = course(0.15)
    stands = Stands(track, 0.0, upright(RATE_HZ, zero_known=False), 1.0)
    stands.look(track.end, 0.0)
    assert stands.between(stops_s[0] - 0.1, stops_s[0] + 0.1) is None


def test_a_height_is_followed_only_so_long(upright):
    moves = int(LONGEST_WAY_S / (MOVE_S + STOP_S)) + 1
    track, stops_s = course(*[0.0] * (moves + 1))
    whole = track.part(0, track.end)
    moving = slice(round(REST_S * RATE_HZ), round((stops_s[-2]) * RATE_HZ))
    whole[OWN_ANGLE, moving] = 20.0 + 10.0 * np.sin(2.0 * np.pi * whole[0, moving])
    assert stood(upright, track, stops_s)[-1] is None


@pytest.mark.parametrize("cut", [37, 110, 163, 201])
def test_it_does_not_matter_when_it_is_looked(upright, cut):
    track, stops_s = course(0.15, -0.15, -0.3, 0.3)
    assert stood(upright, track, stops_s, cuts=[cut]) == stood(upright, track, stops_s)
