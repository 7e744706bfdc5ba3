"""Names given against what was done."""

import math

import pytest

from analysis.exercises import load_catalogue
from analysis.naming_accuracy import ALIKE, NamingCase, false_sets, naming_accuracies, naming_accuracy


@pytest.mark.parametrize(
    ("exercise", "named", "verdict"),
    [
        ("lunge", ("lunge",), "right"),
        ("lunge", ("lunge", "lunge"), "right"),
        ("lunge", ("lunge", "squat"), "wrong"),
        ("lunge", (), "unnamed"),
        ("squat", ("sit_to_stand",), "alike"),
        ("leg_lift", ("march", "leg_lift"), "alike"),
        ("march", ("squat",), "wrong"),
        ("bridge", ("pelvic_tilt",), "wrong"),
    ],
)
def test_verdicts(exercise, named, verdict):
    assert NamingCase("a.csv", exercise, named).verdict == verdict


def test_only_known_exercises_are_alike():
    assert frozenset.union(*ALIKE) <= set(load_catalogue())


def test_a_summary():
    named = [("squat",), ("sit_to_stand",), ("lunge",), ()]
    cases = [NamingCase("a.csv", "squat", one) for one in named] + [
        NamingCase("b.csv", "bridge", ("bridge",))
    ]
    bridge, squat = naming_accuracies(cases)
    assert (bridge.exercise, bridge.sets, bridge.right, bridge.right_share) == ("bridge", 1, 1, 1.0)
    assert (squat.sets, squat.right, squat.alike, squat.wrong, squat.unnamed) == (4, 1, 1, 1, 1)
    assert squat.right_share == 0.5
    assert math.isnan(naming_accuracy([], "all").right_share)


def test_sets_where_there_were_none():
    stairs, walking = false_sets([("walking", 1800.0, 0), ("stairs", 60.0, 2), ("walking", 1800.0, 1)])
    assert (walking.movement, walking.recordings, walking.hours, walking.sets) == ("walking", 2, 1.0, 1)
    assert (stairs.recordings, stairs.sets) == (1, 2)
