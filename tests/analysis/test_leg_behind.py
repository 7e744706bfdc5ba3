"""Lunges of which nobody said whether the leg with the sensor was in front or behind."""

from dataclasses import replace

import pytest

from analysis import analyze


@pytest.fixture(scope="module")
def both_legs(session):
    """A knee lift, six lunges with the other leg in front, a rest, five with this leg in front."""
    return session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "lunge", "repetitions": 6, "leg": "left"},
        {"do": "rest", "s": 20.0},
        {"do": "set", "exercise": "lunge", "repetitions": 5, "leg": "right"},
        {"do": "walk", "s": 12.0},
        {"do": "set", "exercise": "squat", "repetitions": 4},
        {"do": "stand", "s": 3.0},
        side="right",
        rate_hz=50.0,
    )


def relabelled(recording, *activities):
    return replace(recording, info=replace(recording.info, activities=activities))


def told(result):
    return [(one.role, len(one.repetitions)) for one in result.sets]


def test_labelled_lunges_say_which_leg_was_in_front(both_legs):
    made = both_legs.recording
    silent = [
        replace(one, role=None) for one in made.info.activities if one.exercise in ("calibration", "lunge")
    ]
    result = analyze(relabelled(made, *silent))
    assert told(result) == [("rear", 6), ("front", 5)]
    assert not [note for note in result.notes if note.startswith("Lunge")]


def test_without_labels_the_lunges_of_the_leg_behind_are_recognised(both_legs):
    made = both_legs.recording
    lift = next(one for one in made.info.activities if one.exercise == "calibration")
    result = analyze(relabelled(made, lift), "lunge")
    assert told(result) == [("rear", 6), ("front", 5)]
    assert result.sets[0].recognised_by
    assert not result.sets[1].recognised_by


def test_front_lunges_are_not_counted_for_the_leg_behind_too(both_legs):
    made = both_legs.recording
    lift, *_, front = [one for one in made.info.activities if one.exercise in ("calibration", "lunge")]
    result = analyze(relabelled(made, lift, replace(front, role=None)))
    assert told(result) == [("front", 5)]


def test_a_role_that_was_told_stands(both_legs):
    made = both_legs.recording
    lift, behind, _ = [one for one in made.info.activities if one.exercise in ("calibration", "lunge")]
    result = analyze(relabelled(made, lift, replace(behind, role="front")))
    assert "rear" not in [role for role, _ in told(result)]


def test_a_leg_behind_that_goes_aside_does_not_turn_round(session):
    made = session(
        {"do": "calibration", "lifts": 1, "range_deg": 25.0},
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "lunge", "repetitions": 5, "leg": "left"},
        {"do": "rest", "s": 20.0},
        {"do": "set", "exercise": "lunge", "repetitions": 5, "leg": "left", "hold_s": 2.0},
        {"do": "rest", "s": 5.0},
        seed=3,
        side="right",
        rate_hz=50.0,
        mounting={"euler_deg": "random"},
        person={"out_of_plane": 3.0},
    )
    assert told(analyze(made.recording)) == [("rear", 5), ("rear", 5)]
