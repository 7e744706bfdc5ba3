"""Still pose, movement axis and sign, however the sensor is mounted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis import analyze
from analysis.calibration import calibrate
from sensing.errors import CatalogueError, RecordingError
from sensing.samples import Recording

ROTATIONS = Rotation.random(12, rng=np.random.default_rng(7)).as_matrix()


def degrees_between(a, b):
    return float(np.degrees(np.arccos(np.clip(a @ b, -1.0, 1.0))))


def unlabelled(recording):
    return replace(recording, info=replace(recording.info, activities=()))


@pytest.fixture(scope="module")
def lunges(session):
    """Quiet standing, then front-leg lunges, without a knee lift."""
    return session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "lunge", "repetitions": 2},
        {"do": "stand", "s": 2.0},
        rate_hz=50.0,
    ).recording


def test_the_axis_points_sideways_and_the_pose_up(lifts):
    """The simulated sensor has x forward, y left, z up while standing."""
    found = calibrate(lifts.recording, exercise="leg_lift")
    assert degrees_between(found.still_pose, np.array([0.0, 0.0, 1.0])) < 2.0
    assert degrees_between(found.axis, np.array([0.0, 1.0, 0.0])) < 5.0
    assert found.axis @ found.still_pose == pytest.approx(0.0, abs=1e-9)
    assert np.linalg.norm(found.axis) == pytest.approx(1.0)
    assert (found.zero_known, found.has_gyro, found.verdict.ok) == (True, True, True)
    assert found.rate_hz == pytest.approx(50.0)


@pytest.mark.parametrize("exercise", ["leg_lift", None])
@pytest.mark.parametrize("matrix", ROTATIONS)
def test_axis_and_sign_follow_the_mounting(lifts, rotated, matrix, exercise):
    plain = calibrate(lifts.recording, exercise=exercise)
    turned = calibrate(rotated(lifts.recording, matrix), exercise=exercise)
    assert degrees_between(turned.still_pose, matrix @ plain.still_pose) < 0.1
    assert degrees_between(turned.axis, matrix @ plain.axis) < 0.1
    assert turned.sign_source == plain.sign_source


@pytest.mark.parametrize("matrix", ROTATIONS[:4])
def test_a_lunge_gives_axis_and_sign_by_itself(lunges, rotated, matrix):
    turned = calibrate(rotated(unlabelled(lunges), matrix), exercise="lunge")
    assert degrees_between(turned.axis, matrix @ np.array([0.0, 1.0, 0.0])) < 6.0
    assert turned.sign_source in ("large angle", "exercise")
    assert turned.lift_deg is None


@pytest.mark.parametrize("matrix", ROTATIONS[:4])
def test_a_large_angle_is_flexion_whatever_was_exercised(lunges, rotated, matrix):
    turned = calibrate(rotated(unlabelled(lunges), matrix))
    assert degrees_between(turned.axis, matrix @ np.array([0.0, 1.0, 0.0])) < 6.0
    assert turned.sign_source == "large angle"


def test_a_small_angle_says_nothing_of_the_sign(planar):
    time_s = np.arange(0, 8, 0.01)
    small = planar(time_s, 12.0 * np.clip(np.sin(time_s - 3.0), 0, None))
    assert calibrate(small).sign_source == "unknown"


def test_a_knee_lift_tells_its_height_and_the_sign(lifts):
    found = calibrate(lifts.recording, exercise="leg_lift")
    assert found.sign_source == "knee lift"
    assert found.lift_deg == pytest.approx(45.0, abs=6.0)


def test_the_knee_lift_gives_the_sign_to_an_exercise_backward(session):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "lie_down", "posture": "prone", "s": 3.0},
        {"do": "set", "exercise": "prone_hip_extension", "repetitions": 2},
        rate_hz=50.0,
    ).recording
    part = next(one for one in made.info.activities if one.exercise == "prone_hip_extension")
    found = calibrate(made, exercise="prone_hip_extension", start_s=part.start_s, end_s=part.end_s)
    assert found.sign_source == "knee lift"
    assert degrees_between(found.axis, np.array([0.0, 1.0, 0.0])) < 8.0


def test_a_knee_lift_without_a_rest_still_says_how_far_the_person_lifts(session):
    made = session(
        {"do": "calibration", "lifts": 1, "range_deg": 30.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3, "range_deg": 30.0},
        {"do": "stand", "s": 2.0},
    ).recording
    lift = next(one for one in made.info.activities if one.exercise == "calibration")
    angle = analyze(made, "leg_lift").thigh_angle.set_index("time_s")["thigh_angle_deg"]
    peak_s = float(angle[lift.start_s : lift.end_s].idxmax())
    brief = replace(lift, start_s=peak_s - 1.5, end_s=peak_s + 1.5)
    info = replace(made.info, activities=(brief, *(one for one in made.info.activities if one != lift)))
    found = calibrate(replace(made, info=info), exercise="leg_lift", start_s=lift.end_s)
    assert found.sign_source == "exercise"
    assert found.lift_deg == pytest.approx(30.0, abs=6.0)


def test_too_small_a_lift_is_named(session):
    made = session({"do": "calibration", "lifts": 1, "range_deg": 12.0}, {"do": "stand", "s": 2.0})
    found = calibrate(made.recording)
    assert not found.verdict.ok
    assert any("of 20 degrees" in reason for reason in found.verdict.reasons)


def test_the_rate_at_rest_is_the_bias(session):
    made = session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "squat", "repetitions": 2},
        sensor={"gyr_bias_deg_s": [1.5, -1.0, 0.5]},
    ).recording
    found = calibrate(made, exercise="squat")
    np.testing.assert_allclose(np.degrees(found.gyro_bias), [1.5, -1.0, 0.5], atol=0.15)


def test_without_rest_the_zero_is_not_known():
    time_s = np.arange(0, 12, 0.01)
    angle = np.radians(40.0 * np.sin(2 * np.pi * time_s / 2.0))
    acc = 9.81 * np.stack([np.sin(angle), 0 * angle, np.cos(angle)], axis=1)
    gyr = np.stack([0 * angle, -np.gradient(angle, time_s), 0 * angle], axis=1)
    found = calibrate(Recording(time_s, acc, gyr), exercise="leg_lift")
    assert not found.zero_known
    assert not found.verdict.ok
    assert any("absolute angles are not known" in reason for reason in found.verdict.reasons)


def test_somebody_who_only_stands_shows_no_axis(planar):
    time_s = np.arange(0, 5, 0.01)
    found = calibrate(planar(time_s, np.zeros(len(time_s))), exercise="squat")
    assert not found.verdict.ok
    assert any("did not move" in reason for reason in found.verdict.reasons)
    assert np.isfinite(found.axis).all()
    assert np.isfinite(found.still_pose).all()


def test_an_accelerometer_alone_finds_the_same_axis(lifts):
    bare = replace(lifts.recording, gyr=None)
    found = calibrate(bare, exercise="leg_lift")
    assert not found.has_gyro
    assert found.gyro_bias.tolist() == [0.0, 0.0, 0.0]
    assert degrees_between(found.axis, np.array([0.0, 1.0, 0.0])) < 8.0


def test_the_leg_behind_is_recognised_by_its_small_angle(session):
    made = session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "lunge", "leg": "left", "repetitions": 3},
        {"do": "stand", "s": 2.0},
        side="right",
    ).recording
    assert calibrate(unlabelled(made), exercise="lunge").role == "rear"


def test_the_leg_in_front_is_not(lunges):
    assert calibrate(unlabelled(lunges), exercise="lunge").role is None


def test_a_part_without_samples_is_refused_in_one_line(lifts):
    with pytest.raises(RecordingError) as caught:
        calibrate(lifts.recording, exercise="leg_lift", start_s=900.0, end_s=910.0)
    assert "no samples between 900.0 and 910.0 s" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_exercise_is_refused_with_the_nearest(lifts):
    with pytest.raises(CatalogueError, match="Did you mean 'leg_lift'"):
        calibrate(lifts.recording, exercise="leg lifts")
