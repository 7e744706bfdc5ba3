"""A set's name follows from posture, size, axis and height; where these do not settle it, there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exercises import load_catalogue
from analysis.floor_names import name_lying_alone
from analysis.naming import name_exercise
from analysis.traits import Traits

UNKNOWN = np.nan
HIP = {
    "along_m": -0.23,
    "across_m": 0.05,
    "lowest_m": 0.0,
    "highest_m": 0.1,
    "body_m": 0.03,
    "climbed_m": 0.0,
}
NEAR_THE_HIP = {**HIP, "along_m": -0.15, "size_deg": 90.0, "highest_m": 0.145, "sunk_m": -0.085}
"""A sensor further from the hip than that would have risen more: its hip seems to go down."""

KNEE = {
    "along_m": 0.08,
    "across_m": 0.0,
    "lowest_m": -0.15,
    "highest_m": 0.0,
    "body_m": 0.0,
    "climbed_m": 0.0,
}
SEAT = {**KNEE, "lowest_m": 0.0, "highest_m": 0.15}
FRONT = {**KNEE, "along_m": -0.07, "lowest_m": -0.2, "landing_g": 0.8, "size_deg": 80.0}
REAR = {**KNEE, "along_m": -0.2, "lowest_m": -0.25, "size_deg": 18.0}
STEP = {
    **HIP,
    "along_m": -0.14,
    "climbed_m": 0.18,
    "sunk_m": -0.05,
    "landing_g": 0.3,
    "width_s": 0.7,
    "size_deg": 45.0,
}
LYING = {
    "along_m": 0.02,
    "across_m": 0.23,
    "lowest_m": 0.0,
    "highest_m": 0.1,
    "body_m": 0.05,
    "climbed_m": 0.0,
}
SLOW = dict.fromkeys(HIP, UNKNOWN)

POSTURES = {
    "standing": ("standing", "sitting"),
    "level": ("sitting", "supine"),
    "hook_lying": ("hook_lying",),
    "prone": ("prone",),
    "side_lying": ("side_lying",),
    "unknown": (),
}
"""The catalogue's postures behind each that a rest pose can show; a chair may be taken for standing."""

NAMED = [
    ("leg_lift", "standing", True, HIP),
    ("leg_lift", "standing", None, HIP | {"size_deg": 30.0, "width_s": 4.0}),
    ("leg_lift", "standing", True, SLOW | {"highest_m": 0.1, "lowest_m": 0.0}),
    ("leg_lift", "standing", True, NEAR_THE_HIP),
    ("march", "standing", True, HIP | {"width_s": 0.4}),
    ("march", "standing", True, HIP | {"width_s": 0.4, "valley_deg": 15.0}),
    ("leg_lift", "standing", True, HIP | {"valley_deg": 25.0}),
    ("leg_lift", "standing", True, HIP | {"turned_deg": 13.0}),
    ("squat", "standing", True, KNEE),
    ("squat", "standing", True, KNEE | {"size_deg": 30.0, "width_s": 0.8, "lowest_m": -0.09}),
    ("squat", "standing", True, SLOW | {"highest_m": 0.0, "lowest_m": -0.15}),
    ("lunge", "standing", True, FRONT),
    ("lunge", "standing", True, FRONT | {"along_m": -0.17, "lowest_m": -0.02}),
    ("lunge", "standing", False, REAR),
    ("lunge", "standing", True, REAR | {"across_m": -0.3}),
    ("lunge", "standing", False, REAR | {"lowest_m": UNKNOWN}),
    ("step_up", "standing", True, STEP),
    ("lunge", "standing", True, STEP | {"climbed_m": 0.08, "sunk_m": -0.12, "width_s": 1.3}),
    ("lunge", "standing", True, FRONT | {"along_m": -0.17, "sunk_m": -0.15, "landing_g": 0.2}),
    ("step_up", "standing", True, STEP | {"along_m": -0.02, "width_s": 1.2}),
    ("step_up", "standing", True, STEP | {"climbed_m": UNKNOWN, "along_m": -0.11}),
    ("step_up", "standing", True, HIP | {"stepped_m": 0.17, "undone": 1.0, "sunk_m": -0.02}),
    ("step_up", "standing", True, STEP | {"climbed_m": -0.02, "stepped_m": 0.2, "undone": 0.9}),
    ("lunge", "standing", True, FRONT | {"along_m": -0.17, "sunk_m": -0.25, "stepped_m": 0.13}),
    ("march", "standing", True, HIP | {"width_s": 0.4, "across_m": 0.12}),
    ("sit_to_stand", "level", False, SEAT | {"size_deg": 75.0}),
    ("sit_to_stand", "standing", True, SEAT | {"size_deg": 75.0}),
    ("straight_leg_raise", "level", True, LYING | {"size_deg": 25.0}),
    ("straight_leg_raise", "level", True, LYING | {"count": 5, "evenness": 0.6, "spread_deg": 8.0}),
    ("straight_leg_raise", "level", True, LYING | {"count": 10, "evenness": 0.4, "spread_deg": 25.0}),
    ("bridge", "hook_lying", False, LYING | {"size_deg": 25.0}),
    ("bridge", "hook_lying", False, SLOW | {"size_deg": 25.0}),
    ("pelvic_tilt", "hook_lying", False, SLOW | {"size_deg": 3.0}),
    ("side_lying_hip_abduction", "side_lying", True, LYING | {"size_deg": 20.0}),
    ("side_lying_hip_abduction", "side_lying", False, LYING | {"size_deg": 20.0}),
    ("prone_hip_extension", "prone", False, LYING | {"size_deg": 10.0, "along_m": -0.07}),
]


def traits(**changes):
    usual = {"count": 6, "size_deg": 60.0, "width_s": 2.0, "landing_g": 0.02, "hold_s": 0.3, "pause_s": 1.0}
    return Traits(**usual | changes)


@pytest.mark.parametrize(("expected", "posture", "flexes", "changes"), NAMED)
def test_every_exercise_has_its_name(expected, posture, flexes, changes):
    name, why, role = name_exercise(traits(**changes), posture, flexes)
    assert name == expected
    assert role == ("rear" if changes.get("size_deg") == 18.0 else None)
    assert why


@pytest.mark.parametrize("changes", [{"lowest_m": -0.05}, {"highest_m": 0.1}])
def test_a_hip_that_goes_down_makes_no_lift(changes):
    assert name_exercise(traits(**NEAR_THE_HIP | changes), "standing", True)[0] is None


@pytest.mark.parametrize("below_hip_m", [0.1, 0.15, 0.25, 0.31])
@pytest.mark.parametrize("slope_deg", [20.0, 30.0, 40.0, 50.0])
@pytest.mark.parametrize("off_m", [0.0, 0.08])
def test_a_bridge_has_its_name_wherever_on_a_thigh_of_any_slope(below_hip_m, slope_deg, off_m):
    """The thigh turns about the knee; a sensor in front of it lies above the line to the hip."""
    slope, to_knee_m = np.radians(slope_deg), 0.42 - below_hip_m
    along_m = -to_knee_m * np.sin(slope) + off_m * np.cos(slope)
    across_m = to_knee_m * np.cos(slope) + off_m * np.sin(slope)
    seen = traits(**LYING | {"size_deg": 25.0, "along_m": along_m, "across_m": across_m})
    assert name_exercise(seen, "hook_lying", False).name == "bridge"


@pytest.mark.parametrize(("under_knee_m", "expected"), [(0.0, "bridge"), (0.25, "bridge"), (0.5, None)])
def test_the_foot_of_a_bridge_is_planted_and_its_knee_moves(under_knee_m, expected):
    """The point that the thigh turns about lies on the shank, which points down from the knee."""
    slope = np.radians(30.0)
    along_m, across_m = under_knee_m - 0.2 * np.sin(slope), 0.2 * np.cos(slope)
    seen = traits(**LYING | {"size_deg": 25.0, "along_m": along_m, "across_m": across_m})
    assert name_exercise(seen, "hook_lying", False).name == expected


def test_a_thigh_that_sinks_to_the_floor_about_the_hip_is_no_bridge():
    """Who slides a heel away turns it into extension as well, with the sensor above the hip."""
    seen = traits(**LYING | {"size_deg": 25.0, "along_m": 0.15, "across_m": -0.17})
    assert name_exercise(seen, "hook_lying", False).name is None


def test_all_the_catalogue_can_be_named():
    assert {expected for expected, *_ in NAMED} == set(load_catalogue())


@pytest.mark.parametrize(
    ("posture", "flexes", "changes"),
    [
        ("unknown", True, HIP),
        ("unknown", False, LYING),
        ("prone", True, LYING),
        ("hook_lying", True, LYING),
        ("hook_lying", None, LYING),
        ("hook_lying", False, KNEE),
        ("hook_lying", False, LYING | {"shaken_g": 0.1}),
        ("level", True, LYING | {"shaken_g": 0.1}),
        ("level", None, LYING),
        ("level", False, SEAT | {"size_deg": 20.0}),
        ("level", True, HIP),
        ("level", True, LYING | {"count": 2}),
        ("level", True, LYING | {"count": 5, "evenness": 0.4}),
        ("level", True, LYING | {"count": 5, "spread_deg": 35.0}),
        ("hook_lying", False, LYING | {"count": 2}),
        ("hook_lying", False, LYING | {"size_deg": 60.0}),
        ("standing", True, HIP | {"width_s": 0.4, "valley_deg": 25.0}),
        ("standing", True, HIP | {"width_s": 0.4, "turned_deg": 44.0}),
        ("standing", True, SLOW),
        ("standing", True, LYING),
        ("standing", True, HIP | {"along_m": -0.06}),
        ("standing", False, HIP),
        ("standing", True, HIP | {"landing_g": 0.5, "width_s": 0.4}),
        ("standing", True, HIP | {"body_m": 0.11, "width_s": 0.4}),
        ("standing", True, HIP | {"across_m": 0.16, "width_s": 0.6}),
        ("standing", True, HIP | {"valley_deg": -9.0, "width_s": 0.4}),
        ("standing", True, HIP | {"stepped_m": 0.17, "undone": 0.2, "sunk_m": 0.0}),
        ("standing", True, HIP | {"stepped_m": 0.17, "sunk_m": 0.0}),
        ("standing", False, REAR | {"size_deg": 5.0}),
        ("standing", False, REAR | {"climbed_m": 0.8}),
        ("standing", False, REAR | {"lowest_m": UNKNOWN, "count": 2}),
        ("standing", True, KNEE | {"count": 3, "hold_s": 5.0, "pause_s": 5.0}),
        ("level", False, SEAT | {"size_deg": 75.0, "count": 3, "hold_s": 5.0, "pause_s": 5.0}),
    ],
)
def test_nothing_is_named_where_it_is_not_sure(posture, flexes, changes):
    name, why, _ = name_exercise(traits(**changes), posture, flexes)
    assert name is None
    assert why


@given(
    st.sampled_from(sorted(POSTURES)),
    st.sampled_from([True, False, None]),
    st.floats(1, 120),
    st.floats(0.1, 40),
    st.floats(0, 3),
    st.one_of(st.just(UNKNOWN), st.floats(-0.5, 0.5)),
    st.one_of(st.just(UNKNOWN), st.floats(-0.5, 0.5)),
)
def test_a_name_fits_its_posture_and_direction(posture, flexes, size, width, landing, along, height):
    changes = {"size_deg": size, "width_s": width, "landing_g": landing, "along_m": along, "across_m": along}
    changes |= {"lowest_m": np.minimum(height, 0.0), "highest_m": np.maximum(height, 0.0)}
    name, why, role = name_exercise(traits(**changes), posture, flexes)
    assert f"{size:.0f} deg" in why
    assert "\n" not in why
    assert "nan" not in why
    assert why[-1] != "."
    if name is None:
        return
    exercise = load_catalogue()[name]
    assert exercise.posture in POSTURES[posture]
    # A rear leg may be taken to flex where nothing shows which way is forward; so may rising from a seat
    # that was taken for standing.
    if (
        flexes is not None
        and exercise.sagittal
        and role is None
        and (posture, name) != ("standing", "sit_to_stand")
    ):
        assert exercise.rules.direction == ("flexion" if flexes else "extension")


@pytest.mark.parametrize(
    ("expected", "posture", "squareness", "changes"),
    [
        ("bridge", "hook_lying", 0.9, SLOW | {"size_deg": 25.0}),
        (None, "hook_lying", 0.2, SLOW | {"size_deg": 25.0}),
        (None, "hook_lying", 0.9, SLOW | {"size_deg": 60.0}),
        ("pelvic_tilt", "hook_lying", 0.2, SLOW | {"size_deg": 5.0}),
        ("prone_hip_extension", "level", 0.9, LYING | {"along_m": -0.07}),
        ("straight_leg_raise", "level", 0.9, LYING),
        (None, "level", 0.9, LYING | {"along_m": 0.06}),
        ("side_lying_hip_abduction", "level", 0.9, LYING | {"along_m": 0.1}),
        (None, "level", 0.9, HIP),
        (None, "level", 0.9, SLOW),
        (None, "unknown", 0.9, LYING),
        (None, "level", 0.9, LYING | {"shaken_g": 0.1}),
        (None, "hook_lying", 0.9, SLOW | {"size_deg": 25.0, "shaken_g": 0.1}),
    ],
)
def test_alone_on_the_floor_a_name_is_a_guess_that_says_so(expected, posture, squareness, changes):
    name, why, _ = name_lying_alone(traits(**changes), posture, squareness)
    assert name == expected
    assert ("if the sensor sits straight" in why) == (expected is not None)
