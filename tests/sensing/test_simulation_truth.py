"""The truth by its definitions, on cases that can be computed by hand."""

import json

import numpy as np
import pytest

from sensing.simulation import EXERCISES, Person, SensorErrors, SessionScript, simulate
from sensing.simulation.steps import Bend, Calibration, Rest, Set, Stand, Walk
from sensing.simulation.timeline import RepetitionPlan, minimum_jerk
from sensing.simulation.truth import measure

STATUE = Person(wobble=0.0, sway_deg=0.0, unsteadiness=0.0, out_of_plane=0.0)
SAME = {"range_sd_deg": 0.0, "tempo_sd_pct": 0.0}


def when_done(share):
    """Return the relative time at which a minimum-jerk stroke has gone ``share`` of its way."""
    s = np.linspace(0, 1, 200_001)
    return float(np.interp(share, minimum_jerk(s), s))


def truth_of(*steps, person=STATUE, **fields):
    return simulate(SessionScript(steps=steps, person=person, **fields)).truth


def test_hold_of_minimum_jerk_strokes():
    """60 deg out in 1.5 s, 2 s there, 1 s back: the hold begins and ends at 54 deg."""
    dose = {"range_deg": 60.0, "up_s": 1.5, "hold_s": 2.0, "down_s": 1.0, "pause_s": 1.0}
    (done,) = truth_of(Set(exercise="leg_lift", repetitions=2, **dose, **SAME)).sets
    s = when_done(0.9)
    for number, repetition in enumerate(done.repetitions):
        assert repetition.start_s == pytest.approx(2.0 + 5.5 * number)
        assert repetition.end_s == pytest.approx(repetition.start_s + 4.5)
        assert repetition.peak_angle_deg == pytest.approx(60.0, abs=1e-6)
        assert repetition.range_deg == pytest.approx(60.0, abs=1e-6)
        assert repetition.up_s == pytest.approx(1.5 * s, abs=1e-4)
        assert repetition.hold_s == pytest.approx(1.5 * (1 - s) + 2.0 + 1.0 * (1 - s), abs=1e-4)
        assert repetition.down_s == pytest.approx(1.0 * s, abs=1e-4)


def test_small_ways_are_held_within_three_degrees():
    """8 deg: the hold begins at 5 deg, not at 7.2."""
    dose = {"range_deg": 8.0, "up_s": 1.0, "hold_s": 1.0, "down_s": 1.0}
    (done,) = truth_of(Set(exercise="prone_hip_extension", repetitions=1, **dose, **SAME)).sets
    repetition = done.repetitions[0]
    assert repetition.up_s == pytest.approx(when_done(5 / 8), abs=1e-4)
    assert repetition.peak_angle_deg == pytest.approx(-8.0, abs=1e-6)
    assert repetition.range_deg == pytest.approx(8.0, abs=1e-6)


def test_a_way_within_three_degrees_is_hold_from_start_to_end():
    time_s = np.linspace(0, 4, 2001)
    angle = 2.0 * np.sin(np.pi * np.clip(time_s - 1, 0, 2) / 2)
    repetition = measure(RepetitionPlan(1.0, 3.0, 1), time_s, angle, 0.0)
    assert (repetition.up_s, repetition.hold_s, repetition.down_s) == pytest.approx((0.0, 2.0, 0.0), abs=2e-3)


def test_a_triangle_with_a_dip_is_held_from_first_rise_to_last_fall():
    time_s = np.linspace(0, 10, 10_001)
    angle = np.interp(time_s, [1, 3, 4, 5, 7], [10, 50, 30, 50, 10])
    repetition = measure(RepetitionPlan(1.0, 7.0, 1), time_s, angle, 10.0)
    assert repetition.peak_angle_deg == pytest.approx(40.0)
    assert repetition.peak_s == pytest.approx(3.0, abs=2e-3)
    # 4 deg below 50, at 20 deg/s: 0.2 s before the first and after the last top
    assert repetition.up_s == pytest.approx(1.8, abs=1e-3)
    assert repetition.hold_s == pytest.approx(2.4, abs=1e-3)
    assert repetition.down_s == pytest.approx(1.8, abs=1e-3)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_parts_add_up_and_signs_are_those_of_the_exercise(exercise):
    (done,) = truth_of(Set(exercise=exercise, repetitions=3), person=Person(), seed=8).sets
    backward = exercise in ("pelvic_tilt", "bridge", "sit_to_stand", "prone_hip_extension")
    assert done.start_s == done.repetitions[0].start_s
    assert done.end_s == done.repetitions[-1].end_s
    for r in done.repetitions:
        assert r.up_s + r.hold_s + r.down_s == pytest.approx(r.end_s - r.start_s)
        assert r.start_s < r.peak_s < r.end_s
        assert r.peak_angle_deg * (-1 if backward else 1) > 0
        assert r.range_deg == pytest.approx(abs(r.peak_angle_deg), abs=1.5)


@pytest.mark.parametrize("exercise", ["squat", "march", "bridge", "straight_leg_raise"])
def test_the_scripted_range_is_reached_even_without_a_hold(exercise):
    (done,) = truth_of(Set(exercise=exercise, repetitions=2, range_deg=40.0, hold_s=0.0, **SAME)).sets
    assert done.repetitions[0].range_deg == pytest.approx(40.0, abs=0.01)


def test_front_and_rear_leg_of_a_lunge():
    front, rear = truth_of(
        Set(exercise="lunge", leg="left"), Set(exercise="lunge", leg="right"), side="left"
    ).sets
    assert (front.side, front.role, front.leg) == ("left", "front", "left")
    assert (rear.side, rear.role, rear.leg) == ("left", "rear", "right")
    assert all(r.peak_angle_deg > 70 for r in front.repetitions)
    assert all(-32 < r.peak_angle_deg < -18 for r in rear.repetitions)


def test_the_rear_thigh_dips_twice():
    script = SessionScript(steps=(Set(exercise="lunge", leg="left", repetitions=1, **SAME),), person=STATUE)
    angle = simulate(script).recording.extra["truth_thigh_deg"]
    dips = np.flatnonzero((angle[1:-1] < angle[:-2]) & (angle[1:-1] <= angle[2:]) & (angle[1:-1] < -15))
    assert len(dips) == 2
    assert angle[dips[0] : dips[1]].max() > -13


def test_a_set_of_the_other_leg_is_no_set_of_this_one():
    session = simulate(
        SessionScript(steps=(Set(exercise="leg_lift", leg="left", repetitions=4),), side="right")
    )
    assert session.truth.sets == ()
    assert [a.exercise for a in session.recording.info.activities] == ["leg_lift_other_leg"]
    assert np.abs(session.recording.extra["truth_thigh_deg"]).max() < 5
    assert session.recording.extra["truth_rep"].max() == 0


def test_both_legs_do_a_squat_whatever_leg_is_named():
    (done,) = truth_of(Set(exercise="squat", leg="left", repetitions=2), side="right").sets
    assert (done.side, done.role, len(done.repetitions)) == ("right", None, 2)


def test_fatigue_and_spread():
    steps = (Set(exercise="leg_lift", repetitions=8, fatigue_deg=-2.0, fatigue_tempo_pct=5.0, **SAME),)
    (tired,) = truth_of(*steps).sets
    np.testing.assert_allclose([r.range_deg for r in tired.repetitions], 65.0 - 2.0 * np.arange(8), atol=0.01)
    times = np.array([r.end_s - r.start_s for r in tired.repetitions])
    np.testing.assert_allclose(times[1:] / times[:-1], 1.05, rtol=1e-6)
    (spread,) = truth_of(Set(exercise="leg_lift", repetitions=60, range_sd_deg=4.0, hold_s=0.5)).sets
    assert np.std([r.range_deg for r in spread.repetitions]) == pytest.approx(4.0, rel=0.3)


def test_truth_columns_agree_with_the_sets():
    session = simulate(SessionScript(steps=(Stand(s=2), Set(exercise="squat", repetitions=3)), seed=2))
    recording, (done,) = session.recording, session.truth.sets
    angle, number = recording.extra["truth_thigh_deg"], recording.extra["truth_rep"]
    assert set(np.unique(number)) == {0, 1, 2, 3}
    for index, repetition in enumerate(done.repetitions, start=1):
        inside = number == index
        assert recording.time_s[inside][0] == pytest.approx(repetition.start_s, abs=0.0101)
        assert recording.time_s[inside][-1] == pytest.approx(repetition.end_s, abs=0.0101)
        assert angle[inside].max() == pytest.approx(repetition.peak_angle_deg, abs=0.05)


def test_truth_is_by_the_clock_of_the_recording():
    steps = (Stand(s=2), Set(exercise="leg_lift", repetitions=2))
    right, fast = (truth_of(*steps, sensor=SensorErrors(clock_error_pct=e)).sets[0] for e in (0.0, 2.0))
    assert fast.end_s == pytest.approx(1.02 * right.end_s)
    assert fast.repetitions[1].hold_s == pytest.approx(1.02 * right.repetitions[1].hold_s)
    assert fast.repetitions[1].peak_angle_deg == right.repetitions[1].peak_angle_deg


def test_activities_tell_what_was_done_in_order():
    steps = (
        Stand(s=3),
        Calibration(),
        Set(exercise="lunge"),
        Rest(s=5),
        Set(exercise="bridge"),
        Walk(s=4),
        Bend(),
    )
    info = simulate(SessionScript(steps=steps, side="left")).recording.info
    names = [a.exercise for a in info.activities]
    assert names == [
        "standing",
        "calibration",
        "lunge",
        "rest",
        "changing_posture",
        "bridge",
        "changing_posture",
        "walking",
        "bending",
    ]
    assert all(a.start_s < a.end_s for a in info.activities)
    assert all(
        a.end_s <= b.start_s + 1e-9 for a, b in zip(info.activities, info.activities[1:], strict=False)
    )
    lunge = info.activities[2]
    assert (lunge.side, lunge.role) == ("left", "front")
    assert (info.placement.segment, info.placement.side, info.rate_hz) == ("thigh", "left", 100.0)


def test_an_exercise_window_holds_rest_before_and_after():
    session = simulate(SessionScript(steps=(Set(exercise="leg_lift", lead_s=3.0, tail_s=2.0),)))
    window, done = session.recording.info.activities[0], session.truth.sets[0]
    assert done.start_s - window.start_s == pytest.approx(3.0)
    assert window.end_s - done.end_s == pytest.approx(2.0)


def test_truth_goes_into_json():
    truth = truth_of(Set(exercise="lunge", repetitions=1))
    read = json.loads(json.dumps(truth.to_dict()))
    assert set(read["sets"][0]) == {"exercise", "side", "role", "leg", "start_s", "end_s", "repetitions"}
    assert read["sets"][0]["repetitions"][0]["hold_s"] == truth.sets[0].repetitions[0].hold_s
