"""A set's name follows from its posture, size and axis; where these do not settle it, there is none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exercises import load_catalogue, load_everyday
from analysis.judgement import NOTHING
from analysis.naming import Traits, name_exercise, usual_size
from analysis.repetitions import Candidate

HIP_M, BETWEEN_M, KNEE_M = -0.25, -0.06, 0.08
STANDING = np.array([0.0, 0.0, 1.0])

POSTURES = {
    "standing": ("standing",),
    "level": ("sitting", "supine"),
    "hook_lying": ("hook_lying",),
    "prone": ("prone",),
    "side_lying": ("side_lying",),
    "unknown": (),
}
"""The catalogue's postures behind each posture that a rest pose can show."""


NAMED = [
    ("leg_lift", {}),
    ("leg_lift", {"size_deg": 30.0, "width_s": 4.0}),
    ("march", {"width_s": 0.4}),
    ("squat", {"pivot_m": KNEE_M}),
    ("squat", {"pivot_m": KNEE_M, "size_deg": 30.0, "width_s": 0.8}),
    ("lunge", {"pivot_m": BETWEEN_M, "landing_g": 0.8, "size_deg": 80.0}),
    ("lunge", {"pivot_m": KNEE_M, "landing_g": 0.8, "size_deg": 80.0}),
    ("lunge", {"flexes": False, "size_deg": 18.0, "pivot_m": None}),
    ("step_up", {"pivot_m": -0.11, "landing_g": 0.8, "width_s": 0.7, "size_deg": 45.0}),
    ("sit_to_stand", {"posture": "level", "flexes": False, "size_deg": 75.0, "pivot_m": KNEE_M}),
    ("straight_leg_raise", {"posture": "level", "size_deg": 25.0}),
    ("bridge", {"posture": "hook_lying", "flexes": False, "size_deg": 25.0, "pivot_m": KNEE_M}),
    ("pelvic_tilt", {"posture": "hook_lying", "flexes": False, "size_deg": 3.0, "pivot_m": None}),
    ("side_lying_hip_abduction", {"posture": "side_lying", "size_deg": 20.0}),
    ("side_lying_hip_abduction", {"posture": "side_lying", "flexes": False, "size_deg": 20.0}),
    ("prone_hip_extension", {"posture": "prone", "flexes": False, "size_deg": 10.0}),
]


def pose(flexion_deg=0.0, sideways_deg=0.0):
    """The vertical in the sensor axes of `upright`."""
    flexion, sideways = np.radians([flexion_deg, sideways_deg])
    return np.array(
        [np.sin(flexion) * np.cos(sideways), np.sin(sideways), np.cos(flexion) * np.cos(sideways)]
    )


def swing(size_deg=60.0, pivot_m=HIP_M, pivot_evidence=5.0, **measured):
    features = replace(NOTHING, peak_deg=size_deg, pivot_m=pivot_m, pivot_evidence=pivot_evidence, **measured)
    return Candidate(0.0, 1.0, 2.0, 3.0, features, step_like=False, unfit="", gap=False)


@pytest.fixture
def taken(upright):
    """Return what takes the traits of a set that starts from a pose, seen against standing or nothing."""

    def take(start, group=None, *, known=True, axis=1.0):
        standing = upright()
        calibration = replace(standing, still_pose=start, axis=axis * standing.axis)
        return Traits.of(group or [swing()], calibration, standing if known else None, STANDING)

    return take


def named(posture="standing", flexes=True, **changes):
    usual = {"size_deg": 60.0, "width_s": 2.0, "landing_g": 0.02, "pivot_m": HIP_M}
    return name_exercise(Traits(posture=posture, flexes=flexes, **usual | changes))


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
def test_a_rest_pose_shows_its_posture_against_standing(taken, flexion_deg, sideways_deg, posture):
    assert taken(pose(flexion_deg, sideways_deg)).posture == posture


@pytest.mark.parametrize("flexion_deg", [40, 75, 98, 130, -70, 178])
def test_without_a_reference_only_standing_is_known(taken, flexion_deg):
    assert taken(pose(flexion_deg), known=False).posture == "unknown"
    assert taken(pose(5), known=False).posture == "standing"
    assert taken(pose(flexion_deg), known=False).flexes is None


def test_the_axis_shows_whether_the_thigh_flexes(taken):
    assert taken(pose()).flexes is True
    assert taken(pose(), axis=-1.0).flexes is False


def test_traits_are_medians_over_the_set(taken):
    group = [
        swing(size, width_s=width, landing_g=landing)
        for size, width, landing in [(50, 1.0, 0.1), (60, 5.0, 0.2), (90, 2.0, 0.9)]
    ]
    traits = taken(pose(), group)
    assert (traits.size_deg, traits.width_s, traits.landing_g) == (60, 2.0, 0.2)
    assert usual_size(group) == 60


def test_swings_too_slow_to_tell_say_nothing_of_the_axis(taken):
    slow = 0.9 * load_everyday().pivot_evidence
    mixed = [swing(pivot_m=KNEE_M, pivot_evidence=slow)] * 3 + [swing(pivot_m=HIP_M)]
    assert taken(pose(), mixed).pivot_m == HIP_M
    assert taken(pose(), mixed[:3]).pivot_m is None


@pytest.mark.parametrize(("expected", "traits"), NAMED)
def test_every_exercise_has_its_name(expected, traits):
    assert named(**traits)[0] == expected


def test_all_the_catalogue_can_be_named():
    assert {expected for expected, _ in NAMED} == set(load_catalogue())


@pytest.mark.parametrize(
    "traits",
    [
        {"posture": "unknown"},
        {"posture": "unknown", "flexes": False},
        {"posture": "prone", "flexes": True},
        {"posture": "prone", "flexes": None},
        {"posture": "hook_lying", "flexes": True},
        {"posture": "hook_lying", "flexes": None},
        {"posture": "level", "flexes": None},
        {"posture": "level", "flexes": False, "size_deg": 20.0, "pivot_m": KNEE_M},
        {"pivot_m": None},
        {"pivot_m": BETWEEN_M},
        {"pivot_m": BETWEEN_M, "landing_g": 0.8, "size_deg": 20.0},
        {"flexes": False, "size_deg": 60.0},
    ],
)
def test_nothing_is_named_where_it_is_not_sure(traits):
    name, why = named(**traits)
    assert name is None
    assert why


@given(
    st.sampled_from(sorted(POSTURES)),
    st.sampled_from([True, False, None]),
    st.floats(1, 120),
    st.floats(0.1, 40),
    st.floats(0, 3),
    st.one_of(st.none(), st.floats(-0.5, 0.5)),
)
def test_a_name_fits_its_posture_and_direction(posture, flexes, size_deg, width_s, landing_g, pivot_m):
    name, why = name_exercise(Traits(posture, flexes, size_deg, width_s, landing_g, pivot_m))
    assert f"{size_deg:.0f} deg" in why
    assert "\n" not in why
    assert "nan" not in why
    assert why[-1] != "."
    if name is None:
        return
    exercise = load_catalogue()[name]
    assert exercise.posture in POSTURES[posture]
    if flexes is not None and exercise.sagittal:
        rear = exercise.rear is not None and flexes is False
        assert exercise.rules_for("rear" if rear else None).direction == (
            "flexion" if flexes else "extension"
        )
