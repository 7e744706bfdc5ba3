"""What is left over beside a group is searched again only where there may be something new in it."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration import calibrate_part
from analysis.hindsight import Hindsight
from analysis.left_over import Search
from analysis.swings import ANY_MOVEMENT, angle_of

LARGE, SMALL = (2.0, 70.0), (2.0, 8.0)


@pytest.fixture(scope="module")
def searched(planar):
    """Return what searches five large movements and those that follow after 3 s, (seconds, degrees) each."""

    def make(*later, from_deg=0.0, loose_s=(), turned_deg=0.0):
        def bumps(movements):
            still = np.zeros(50)
            parts = [
                np.r_[d * 0.5 * (1 - np.cos(2 * np.pi * np.arange(0, 1, 0.02 / s))), still]
                for s, d in movements
            ]
            return np.concatenate([np.zeros(0), *parts])

        first = np.r_[np.zeros(150), bumps([LARGE] * 5)]
        then = np.r_[np.zeros(100), bumps(later), np.zeros(150)]
        angle = np.r_[first, np.linspace(0.0, from_deg, 50), then + from_deg]
        recording = planar(np.arange(len(angle)) / 50.0, angle)
        turned = [
            np.r_[rows[: len(first)], rows[len(first) :] @ about_vertical(turned_deg).T]
            for rows in (recording.acc, recording.gyr)
        ]
        recording = replace(recording, acc=turned[0], gyr=turned[1])
        whole = Hindsight.of(recording)
        one_way = calibrate_part(whole.at(0, len(first)), ANY_MOVEMENT)
        search = Search(whole, one_way, angle_of(whole, one_way).smooth_deg, loose_s)
        return search.has_seen(whole.at(len(first) + 50, len(angle)), 70.0)

    return make


def about_vertical(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def test_what_was_large_enough_was_seen(searched):
    assert searched(*[(2.0, 40.0)] * 3)


def test_small_movements_soon_after_large_ones_were_not(searched):
    assert not searched(SMALL, SMALL)


def test_nor_were_they_the_other_way(searched):
    assert not searched((2.0, -8.0), (2.0, -8.0))


def test_one_small_movement_makes_no_set(searched):
    assert searched(SMALL)


def test_another_rest_pose_is_another_matter(searched):
    assert not searched(*[(2.0, 40.0)] * 3, from_deg=5.0)


def test_so_is_another_axis(searched):
    assert not searched(*[(2.0, 40.0)] * 3, turned_deg=30.0)


@pytest.mark.parametrize(("at_s", "seen"), [(10.0, True), (22.0, False)])
def test_swings_that_found_no_group_may_find_one_there(searched, at_s, seen):
    assert searched(*[(2.0, 40.0)] * 3, loose_s=[at_s]) is seen
