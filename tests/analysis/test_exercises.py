"""The catalogue as it is, and one clear line for each way to break it."""

import dataclasses
import re

import pytest

from analysis.exercises import DIRECTIONS, POSTURES, get_exercise, load_catalogue, parse_catalogue
from sensing.errors import CatalogueError

EXPECTED = {
    "lunge": "standing",
    "leg_lift": "standing",
    "march": "standing",
    "squat": "standing",
    "step_up": "standing",
    "sit_to_stand": "sitting",
    "bridge": "hook_lying",
    "pelvic_tilt": "hook_lying",
    "straight_leg_raise": "supine",
    "side_lying_hip_abduction": "side_lying",
    "prone_hip_extension": "prone",
}


@pytest.fixture(scope="module")
def text(root):
    return (root / "analysis" / "exercises.toml").read_text(encoding="utf-8")


def in_squat(text, pattern, replacement):
    """Change the first match in the squat's table."""
    head, table = text.split("[squat]", 1)
    changed, count = re.subn(pattern, replacement, table, count=1)
    assert count == 1, f"nothing matches {pattern}"
    return f"{head}[squat]{changed}"


def floor(replacement):
    return lambda text: in_squat(text, r"floor = \{[^}]*\}", f"floor = {replacement}")


FAULTS = {
    "not TOML": (lambda text: text + "\n[", "not valid TOML"),
    "unknown posture": (lambda text: in_squat(text, '"standing"', '"hanging"'), "squat.posture.*'hanging'"),
    "no posture": (lambda text: in_squat(text, 'posture = "standing"\n', ""), "squat.posture"),
    "unknown direction": (
        lambda text: in_squat(text, 'direction = "flexion"', 'direction = "up"'),
        "squat.direction.*'up'.*flexion, extension, abduction",
    ),
    "no direction": (lambda text: in_squat(text, 'direction = "flexion"\n', ""), "squat.direction.*missing"),
    "missing rule": (lambda text: in_squat(text, r"longest = .*\n", ""), "squat.longest.*missing.*Add it"),
    "unknown rule": (lambda text: in_squat(text, "longest =", "longst ="), "squat.longst.*unknown rule"),
    "bare number": (floor("20.0"), "squat.floor: expected value, unit and source"),
    "no source": (floor('{ value = 20.0, unit = "deg" }'), "squat.floor: expected value, unit and source"),
    "empty source": (
        floor('{ value = 20.0, unit = "deg", source = "" }'),
        "squat.floor: the source is empty",
    ),
    "one field too many": (
        floor('{ value = 20.0, unit = "deg", source = "x", by = "me" }'),
        "squat.floor: expected value, unit and source",
    ),
    "unknown unit": (
        floor('{ value = 0.3, unit = "rad", source = "x" }'),
        "squat.floor: the unit is 'rad', expected 'deg'",
    ),
    "text for a number": (
        floor('{ value = "much", unit = "deg", source = "x" }'),
        "squat.floor: 'much' is not a number",
    ),
    "true for a number": (
        floor('{ value = true, unit = "deg", source = "x" }'),
        "squat.floor: True is not a number",
    ),
    "below zero": (floor('{ value = -5.0, unit = "deg", source = "x" }'), "squat.floor: -5.0 is"),
    "not a truth value": (
        lambda text: in_squat(text, "gait_gate = true", 'gait_gate = "yes"'),
        "squat.gait_gate: 'yes' is neither true nor false",
    ),
    "an exercise that is no table": (
        lambda text: text.replace('schema = "rehab-exercises/1"', 'hop = "a hop"'),
        "hop: expected a table",
    ),
    "a faulty rear leg": (
        lambda text: text.replace("[lunge.rear]", "[lunge.rear]\nlongst = 1"),
        "lunge.rear.longst: unknown rule",
    ),
    "a rear leg that is no table": (
        lambda text: text.replace("[squat]", '[squat]\nrear = "none"'),
        "squat.rear: expected a table",
    ),
    "a unit of another rule": (
        lambda text: in_squat(text, r'longest = (.*)unit = "s"', r'longest = \1unit = "deg"'),
        "squat.longest: the unit is 'deg', expected 's'",
    ),
    "a share above one": (
        lambda text: in_squat(text, r"return_share = \{ value = 0.4", "return_share = { value = 40.0"),
        "squat.return_share: a share of 40.0 is more than all",
    ),
    "both legs in words": (
        lambda text: in_squat(text, "bilateral = true", 'bilateral = "no"'),
        "squat.bilateral: 'no' is neither true nor false",
    ),
    "hiding in numbers": (
        lambda text: in_squat(text, "bilateral = true", "bilateral = true\ncan_hide = 1"),
        "squat.can_hide: 1 is neither true nor false",
    ),
    "an axis nobody turns about": (
        lambda text: in_squat(text, 'turns_about = "any"', 'turns_about = "ankle"'),
        "squat.turns_about: 'ankle' is not known here",
    ),
    "a faulty everyday rule": (
        lambda text: text.replace('2.1, unit = "s"', '1.9, unit = "deg"', 1),
        "everyday.longest_step: the unit is 'deg', expected 's'",
    ),
    "no everyday rules": (
        lambda text: text.replace("[everyday]", "[weekday]"),
        "everyday: expected a table",
    ),
    "not a number": (floor('{ value = nan, unit = "deg", source = "x" }'), "squat.floor: nan is"),
    "endless": (floor('{ value = inf, unit = "deg", source = "x" }'), "squat.floor: inf is"),
}


def test_the_catalogue_holds_what_was_promised():
    assert {name: one.posture for name, one in load_catalogue().items()} == EXPECTED


@pytest.mark.parametrize("name", EXPECTED)
def test_every_rule_makes_sense(name):
    exercise = get_exercise(name)
    assert exercise.title
    assert exercise.posture in POSTURES
    for rules in filter(None, (exercise.rules, exercise.rear)):
        assert rules.direction in DIRECTIONS
        assert 0 < rules.shortest < rules.longest
        assert 0 < rules.return_share < 1
        assert 0 <= rules.relative_range < 1
        assert 0 <= rules.floor_of_lift <= 1
        assert 0 < rules.smallest_range < rules.largest_range <= 180
        assert rules.floor < rules.largest_range
        assert rules.merge_within < rules.longest
        assert rules.sign == (-1.0 if rules.direction == "extension" else 1.0)


def test_only_the_lunge_knows_a_leg_behind():
    assert [name for name, one in load_catalogue().items() if one.rear] == ["lunge"]
    lunge = get_exercise("lunge")
    assert lunge.rules_for("rear") == lunge.rear != lunge.rules
    assert lunge.rules_for("front") == lunge.rules_for(None) == lunge.rules
    assert get_exercise("squat").rules_for("rear") == get_exercise("squat").rules


def test_only_abduction_leaves_the_plane_of_the_knee_lift():
    assert [name for name, one in load_catalogue().items() if not one.sagittal] == [
        "side_lying_hip_abduction"
    ]


def test_an_axis_may_lie_below_zero_and_nothing_else(text):
    assert parse_catalogue(text)[1].hip_below < 0.0
    with pytest.raises(CatalogueError, match=r"everyday.behind_body: -8.0 is below zero"):
        parse_catalogue(text.replace("behind_body = { value = 8.0", "behind_body = { value = -8.0"))


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        load_catalogue()["hop"] = get_exercise("squat")
    with pytest.raises(dataclasses.FrozenInstanceError):
        get_exercise("squat").title = "Hop"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_catalogue_is_refused_in_one_line(text, fault):
    spoil, expected = FAULTS[fault]
    with pytest.raises(CatalogueError) as caught:
        parse_catalogue(spoil(text))
    message = str(caught.value)
    assert re.search(expected, message), message
    assert message.startswith("exercises.toml: ")
    assert "\n" not in message
    assert caught.value.mend


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("lunges", "lunge"), ("Leg Lift", "leg_lift"), ("sit-to-stand", "sit_to_stand"), ("brige", "bridge")],
)
def test_an_unknown_exercise_is_refused_with_the_nearest(asked, hint):
    with pytest.raises(CatalogueError) as caught:
        get_exercise(asked)
    assert f"unknown exercise '{asked}'" in str(caught.value)
    assert f"Did you mean '{hint}'?" in str(caught.value)


def test_where_nothing_is_near_all_are_listed():
    with pytest.raises(CatalogueError) as caught:
        get_exercise("juggling")
    assert all(name in str(caught.value) for name in EXPECTED)
    assert "Did you mean" not in str(caught.value)
