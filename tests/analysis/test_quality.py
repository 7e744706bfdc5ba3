"""Each fault of a sensor or its link is named in words; a good recording is left in peace."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze

EXERCISES = ("leg_lift", "lunge", "squat", "bridge", "march", "sit_to_stand")


@pytest.fixture(scope="module")
def good(session):
    """Standing, sitting and lifts by a healthy sensor."""
    return session(
        {"do": "stand", "s": 3.0},
        {"do": "sit", "s": 3.0},
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        {"do": "stand", "s": 2.0},
    ).recording


def reasons(recording, exercise="leg_lift"):
    """All that stands against the recording or a set in it, in one text."""
    result = analyze(recording, exercise=exercise)
    found = [*result.quality.reasons, *(reason for one in result.sets for reason in one.quality.reasons)]
    assert not any("\n" in reason for reason in found)
    return " | ".join(found)


def scaled(recording, acc=1.0, gyr=1.0):
    return replace(recording, acc=recording.acc * acc, gyr=recording.gyr * gyr)


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("rate_hz", [25.0, 104.0])
def test_a_healthy_sensor_has_no_reasons(session, exercise, rate_hz):
    made = session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": exercise, "repetitions": 3},
        {"do": "rest", "s": 3.0},
        rate_hz=rate_hz,
        seed=5,
    ).recording
    quality = analyze(made, exercise=exercise).quality
    assert quality.reasons == ()
    assert quality.countable


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("column", "name"), [("acc", "accelerometer"), ("gyr", "gyroscope")])
def test_a_dead_axis_is_named(good, column, name, axis):
    values = getattr(good, column).copy()
    values[:, axis] = 0.0
    assert f"{name} {'xyz'[axis]}" in reasons(replace(good, **{column: values}))


@pytest.mark.parametrize(
    ("column", "limit", "words"),
    [("gyr", 4.0, "angular rate clipped"), ("acc", 15.0, "acceleration clipped")],
)
def test_clipping_is_named(session, column, limit, words):
    made = session(
        {"do": "stand", "s": 2.0}, {"do": "set", "exercise": "march", "repetitions": 8, "pause_s": 0.0}
    ).recording
    assert words not in reasons(made, "march")
    strong = getattr(made, column) * (3.0 if column == "gyr" else 1.6)
    assert words in reasons(replace(made, **{column: np.clip(strong, -limit, limit)}), "march")


@pytest.mark.parametrize("scale", [0.85, 1.15])
def test_an_accelerometer_that_is_off_is_named(good, scale):
    assert "accelerometer off" in reasons(scaled(good, acc=scale))


@pytest.mark.parametrize("scale", [0.0, 0.5, 0.75, 1.5, 2.0, -1.0, np.pi / 180])
def test_a_wrong_scale_of_the_gyroscope_is_named(good, scale):
    assert "gyroscope and accelerometer disagree" in reasons(scaled(good, gyr=scale))


@pytest.fixture(scope="module", params=[(50.0, 1), (100.0, 2)], ids=["50 Hz", "100 Hz"])
def standing(session, request):
    """Standing lifts with holds, and no other posture."""
    rate_hz, seed = request.param
    return session(
        {"do": "stand", "s": 4.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 4, "hold_s": 3.0},
        {"do": "stand", "s": 4.0},
        rate_hz=rate_hz,
        seed=seed,
        mounting={"euler_deg": "random"},
    ).recording


@pytest.mark.parametrize("scale", [0.5, -1.0])
def test_holds_alone_show_a_wrong_scale_of_the_gyroscope(standing, scale):
    assert "gyroscope and accelerometer disagree" in reasons(scaled(standing, gyr=scale))


def test_holds_alone_say_nothing_against_a_healthy_gyroscope(standing):
    assert reasons(standing) == ""
    assert reasons(scaled(standing, gyr=1.05)) == "", "a consumer sensor's scale"


def test_swapped_axes_of_the_gyroscope_are_named(good):
    assert "gyroscope and accelerometer disagree" in reasons(replace(good, gyr=good.gyr[:, [1, 0, 2]]))


def test_losses_are_named_with_their_share(good):
    keep = np.random.default_rng(1).random(len(good)) > 0.1
    keep[0] = True
    extra = {name: column[keep] for name, column in good.extra.items()}
    thin = replace(good, time_s=good.time_s[keep], acc=good.acc[keep], gyr=good.gyr[keep], extra=extra)
    assert "10% of the samples" in reasons(thin)


def test_a_gap_within_a_repetition_is_told_with_its_set(good, without):
    peaks = [one.peak_s for one in analyze(good, exercise="leg_lift").sets[0].repetitions]
    found = reasons(without(good, (peaks[1] - 0.2, peaks[1] + 0.3)))
    assert f"samples are missing within 1 of {len(peaks)} repetitions" in found


def test_few_samples_a_second_are_named(session):
    made = session(
        {"do": "stand", "s": 3.0}, {"do": "set", "exercise": "leg_lift", "repetitions": 3}, rate_hz=12.5
    ).recording
    assert "only 12 samples a second" in reasons(made)


def test_a_missing_gyroscope_is_named_and_nothing_else(good):
    found = reasons(replace(good, gyr=None))
    assert "no gyroscope" in found
    assert "|" not in found


def test_a_gyroscope_that_never_changes_is_dead_not_clipped(good):
    found = reasons(replace(good, gyr=np.full_like(good.gyr, 8.0)))
    assert "dead sensor axis" in found
    assert "clipped" not in found


def test_nobody_resting_is_no_fault_of_the_sensor(planar):
    time_s = np.arange(0, 12, 0.01)
    moving = planar(time_s, 40.0 * np.sin(np.pi * time_s))
    random = np.random.default_rng(1)
    noisy = replace(
        moving,
        acc=moving.acc + random.normal(0, 0.01, moving.acc.shape),
        gyr=moving.gyr + random.normal(0, 0.001, moving.gyr.shape),
    )
    assert analyze(noisy, exercise="leg_lift").quality.reasons == ()


def test_even_slow_movement_is_no_rest_to_compare_sensors_at(planar):
    way = [0, 0, 40, 40, 0]  # up and down at 8 deg a second
    time_s = np.arange(0, 56, 0.02)
    angle = np.interp(time_s % 14, [0, 2, 7, 9, 14], way)
    moving = planar(time_s, angle)
    assert "disagree" not in reasons(moving)
    assert "disagree" in reasons(scaled(moving, gyr=0.5))


def test_gravity_that_depends_on_the_pose_is_told(planar):
    time_s = np.arange(0, 40, 0.02)
    healthy = planar(time_s, np.interp(time_s % 10, [0, 4, 5, 9, 10], [0, 0, 90, 90, 0]))
    assert "accelerometer off" not in reasons(healthy)
    biased = replace(healthy, acc=healthy.acc + np.array([-0.7, 0.0, 0.7]))
    assert "in one pose and" in reasons(biased)
