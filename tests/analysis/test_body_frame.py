"""How the sensor sits on the body follows from the rests, and from how the thigh leaves standing."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analysis.body_frame import BodyFrame, possible_frames, posture_of_housing, walked_in
from analysis.hindsight import Hindsight

STANDING, LEFT = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
KNOWN, HALF_KNOWN = BodyFrame(STANDING, LEFT, first=True), BodyFrame(STANDING, None, first=True)


def pose(flexion_deg=0.0, sideways_deg=0.0):
    """The vertical in the sensor axes of `upright`."""
    flexion, sideways = np.radians([flexion_deg, sideways_deg])
    return np.array(
        [np.sin(flexion) * np.cos(sideways), np.sin(sideways), np.cos(flexion) * np.cos(sideways)]
    )


@pytest.mark.parametrize(
    ("flexion_deg", "sideways_deg", "posture"),
    [
        (0, 0, "standing"),
        (20, 0, "standing"),
        (-20, 10, "standing"),
        (75, 0, "level"),
        (98, 15, "level"),
        (120, 0, "hook_lying"),
        (150, -20, "hook_lying"),
        (-70, 0, "prone"),
        (-95, 20, "prone"),
        (0, 70, "side_lying"),
        (40, -75, "side_lying"),
        (90, 80, "side_lying"),
        (45, 0, "unknown"),
        (-40, 0, "unknown"),
        (178, 0, "unknown"),
    ],
)
def test_a_rest_pose_shows_its_posture_against_standing(flexion_deg, sideways_deg, posture):
    assert KNOWN.posture(pose(flexion_deg, sideways_deg)) == posture


@pytest.mark.parametrize(
    ("flexion_deg", "posture"),
    [
        (5, "standing"),
        (40, "unknown"),
        (90, "unknown"),
        (-90, "unknown"),
        (135, "hook_lying"),
        (178, "unknown"),
    ],
)
def test_without_a_direction_only_standing_and_raised_knees_are_known(flexion_deg, posture):
    assert HALF_KNOWN.posture(pose(flexion_deg)) == posture


def test_the_axis_shows_whether_the_thigh_flexes(upright):
    calibration = upright()
    assert KNOWN.flexes(calibration) is True
    assert KNOWN.flexes(replace(calibration, axis=-LEFT)) is False
    assert HALF_KNOWN.flexes(calibration) is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_with_raised_knees_the_way_to_standing_is_extension(upright, sign):
    raised = replace(upright(), still_pose=pose(135), axis=sign * LEFT)
    assert HALF_KNOWN.flexes(raised) is KNOWN.flexes(raised) is (sign > 0)


@pytest.fixture(scope="module")
def seen(planar):
    """Return the frames of a thigh that goes through angles, one after another, resting 3 s at each."""

    def see(*angles_deg):
        way = [np.full(150, float(angles_deg[0]))]
        for before, after in pairwise(angles_deg):
            turn = 0.5 * (1.0 - np.cos(np.linspace(0.0, np.pi, 60)))
            way += [before + (after - before) * turn, np.full(150, float(after))]
        angle = np.concatenate(way)
        return possible_frames(Hindsight.of(planar(np.arange(len(angle)) / 50.0, angle)))

    return see


def test_every_distinct_rest_may_have_been_standing(seen):
    frames = seen(0, 90, 135, 91, 0)
    assert [one.first for one in frames] == [True, False, False]
    assert np.allclose(frames[0].standing, STANDING, atol=0.01)
    assert np.allclose(frames[1].standing, [1.0, 0.0, 0.0], atol=0.02)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_thigh_leaves_standing_forward(seen, sign):
    """The further way counts: 25 deg back in a lunge, again and again, against one knee lift."""
    left = seen(*([0, -25 * sign] * 4), 0, 60 * sign, 0)[0].left
    assert left is not None
    assert left @ LEFT == pytest.approx(sign, abs=0.02)


def test_nothing_shows_forward_where_the_thigh_hardly_leaves(seen):
    assert seen(0, 10, 0, -12, 0)[0].left is None


@pytest.mark.parametrize(
    ("up", "posture"),
    [
        ((0.0, 0.1, -0.99), "level"),
        ((0.7, 0.7, 0.1), "hook_lying"),
        ((-0.45, 0.1, 0.88), "hook_lying"),
        ((0.9, 0.3, 0.3), "unknown"),
    ],
)
def test_the_edges_of_the_housing_suggest_a_posture(upright, up, posture):
    up = np.array(up) / np.linalg.norm(up)
    assert posture_of_housing(replace(upright(), still_pose=up)) == posture


@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
def test_who_walks_shows_the_pose_of_standing(session, rate_hz):
    stand, walk = {"do": "stand", "s": 3.0}, {"do": "walk", "s": 15.0}
    whole = Hindsight.of(session(stand, walk, stand, rate_hz=rate_hz).recording)
    walked = walked_in(whole)
    assert walked is not None
    assert np.degrees(np.arccos(walked @ possible_frames(whole)[0].standing)) < 15.0


@pytest.mark.parametrize(
    "step",
    [
        {"do": "stand", "s": 15.0},
        {"do": "set", "exercise": "lunge", "repetitions": 6, "pause_s": 0.2},
        {"do": "set", "exercise": "step_up", "repetitions": 8, "pause_s": 0.2},
        {"do": "set", "exercise": "leg_lift", "repetitions": 6},
        {"do": "walk", "s": 4.0},
    ],
)
def test_exercising_or_a_few_steps_show_no_such_pose(session, step):
    stand = {"do": "stand", "s": 3.0}
    assert walked_in(Hindsight.of(session(stand, step, stand, rate_hz=50.0).recording)) is None


def test_stairs_are_walked_in_a_pose_near_standing(session):
    """The thigh swings further than on the level."""
    stand, stairs = {"do": "stand", "s": 3.0}, {"do": "stairs", "s": 12.0, "direction": "up"}
    whole = Hindsight.of(session(stand, stairs, stand, rate_hz=50.0).recording)
    walked = walked_in(whole)
    assert walked is not None
    assert np.degrees(np.arccos(walked @ possible_frames(whole)[0].standing)) < 30.0


@pytest.mark.parametrize("turns_deg", [0.0, 45.0])
def test_feet_fall_about_one_pose_in_walking(session, turns_deg):
    """Who is shaken while the thigh goes through many poses gets up or rolls over."""
    whole = Hindsight.of(session({"do": "walk", "s": 12.0}, rate_hz=50.0).recording)
    turn = np.radians(np.linspace(0.0, turns_deg, len(whole.time_s)))
    x, y, z = whole.up.T
    turned = np.stack([np.cos(turn) * x + np.sin(turn) * z, y, np.cos(turn) * z - np.sin(turn) * x], axis=1)
    assert (walked_in(replace(whole, up=turned)) is None) == (turns_deg > 0.0)
