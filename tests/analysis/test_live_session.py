"""A session as it happens: the calibration is found, exercises are counted, blocks make no difference."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.live_calibration import SMALL_LIFTS_ACCEPTED, LiveCalibration
from analysis.live_session import LiveSession
from sensing.errors import CatalogueError, InputError
from sensing.samples import Activity, ImuBlock
from sensing.simulation import simulate
from sensing.simulation.stream import short_session


def stand(s=3.0):
    return {"do": "stand", "s": s}


def lift(deg=50, **more):
    return {"do": "calibration", "lifts": 1, "still_s": 0.5, "range_deg": deg, **more}


def steps_of(recording, size=5):
    """The calibration, and the steps that were asked for with the times at which they began."""
    finding = LiveCalibration(recording.info.rate_hz)
    steps = []
    for block in recording.blocks(size):
        finding.push(block)
        if not steps or steps[-1][1] != finding.step:
            steps.append((float(block.time_s[-1]), finding.step))
    return finding, steps


def test_stillness_then_the_lift_then_done(session):
    made = session(stand(), lift(50), stand())
    finding, steps = steps_of(made.recording)
    assert [step for _, step in steps] == ["keep still", "lift the knee", "done"]
    (label,) = (one for one in made.recording.info.activities if one.exercise == "calibration")
    assert steps[1][0] == pytest.approx(1.0, abs=0.35)
    assert label.end_s < steps[2][0] < label.end_s + 1.0
    assert finding.calibration.lift_deg == pytest.approx(50.0, abs=3.0)
    assert finding.calibration.verdict.ok
    assert finding.start_s < label.start_s < label.end_s < finding.end_s


def test_a_knee_held_up_is_no_standing_pose(session):
    made = session(
        stand(),
        {"do": "set", "exercise": "leg_lift", "repetitions": 1, "hold_s": 4.0, "range_deg": 60},
        stand(),
    )
    finding, steps = steps_of(made.recording)
    assert steps[-1][1] == "done"
    assert finding.calibration.lift_deg == pytest.approx(60.0, abs=4.0)
    assert finding.end_s > made.truth.sets[0].repetitions[0].end_s


def test_a_small_lift_is_asked_for_again_and_then_taken(session):
    made = session(stand(), lift(14), stand(), lift(15), stand())
    finding, steps = steps_of(made.recording)
    assert SMALL_LIFTS_ACCEPTED == 2
    assert [step for _, step in steps] == ["keep still", "lift the knee", "lift higher", "done"]
    assert finding.calibration.lift_deg == pytest.approx(15.0, abs=3.0)
    assert "the knee lift reached" in finding.calibration.verdict.reasons[0]


def test_a_small_lift_then_a_good_one(session):
    finding, _ = steps_of(session(stand(), lift(14), stand(), lift(45), stand()).recording)
    assert finding.calibration.lift_deg == pytest.approx(45.0, abs=3.0)


@pytest.mark.parametrize(
    "steps",
    [
        (stand(20),),
        (stand(), {"do": "walk", "s": 6.0}, stand()),
        (stand(), {"do": "sit", "s": 20.0}),
        (stand(), {"do": "fiddle", "s": 4.0, "slip_deg": [30, 0, 0]}, stand()),
        ({"do": "walk", "s": 15.0},),
    ],
    ids=["standing", "walking", "sitting", "strap", "no rest"],
)
def test_what_is_no_knee_lift_is_not_taken_for_one(session, steps):
    finding, _ = steps_of(session(*steps).recording)
    assert finding.calibration is None


@pytest.fixture(scope="module")
def runs():
    """A short session of each exercise, as recorded and as followed live."""
    made = {}

    def run(exercise):
        if exercise not in made:
            recording = simulate(short_session(exercise, "left", repetitions=5)).recording
            made[exercise] = recording, followed(recording, exercise)
        return made[exercise]

    return run


def followed(recording, exercise=None, *, sizes=(10,), **more):
    """Follow a recording live in blocks of these sizes in turn; return the session."""
    live = LiveSession(recording.info.rate_hz, exercise, "left", **more)
    at, turn = 0, 0
    while at < len(recording):
        size = sizes[turn % len(sizes)]
        part = slice(at, at + size)
        live.push(ImuBlock(recording.time_s[part], recording.acc[part], recording.gyr[part]))
        at, turn = at + size, turn + 1
    live.finish()
    return live


STRAIGHT_COUNTS = [
    "lunge",
    "leg_lift",
    "pelvic_tilt",
    "bridge",
    "march",
    "squat",
    "sit_to_stand",
    "step_up",
    "side_lying_hip_abduction",
    "prone_hip_extension",
]


@pytest.mark.parametrize("exercise", STRAIGHT_COUNTS)
def test_each_exercise_is_counted_from_the_lift_on(runs, exercise):
    _, live = runs(exercise)
    state = live.finish()
    assert state.exercise == exercise
    assert len(state.live.repetitions) == 5
    assert all(one.final for one in state.live.repetitions)


@pytest.mark.parametrize("exercise", ["leg_lift", "bridge", "pelvic_tilt", "sit_to_stand"])
def test_what_is_noted_for_the_recording_makes_the_analysis_count_the_same(runs, exercise):
    recording, live = runs(exercise)
    lifted, done = live.activities
    assert (lifted.exercise, done.exercise, done.side) == ("calibration", exercise, "left")
    assert lifted.end_s <= done.start_s
    assert done.end_s == math.inf
    activities = (lifted, replace(done, end_s=recording.time_s[-1]))
    result = analyze(replace(recording, info=replace(recording.info, activities=activities)))
    assert [(one.exercise, len(one.repetitions)) for one in result.sets] == [(exercise, 5)]


@pytest.mark.parametrize("exercise", ["leg_lift", "bridge"])
@pytest.mark.parametrize("sizes", [(7, 1, 60), (997,)])
def test_blocks_make_no_difference_to_the_bit(runs, exercise, sizes):
    recording, live = runs(exercise)
    other = followed(recording, exercise, sizes=sizes)
    one, two = live.finish(), other.finish()
    assert two.live.repetitions == one.live.repetitions
    assert two.live.thigh_angle_deg == one.live.thigh_angle_deg
    assert np.array_equal(two.calibration.axis, one.calibration.axis)
    assert np.array_equal(two.calibration.still_pose, one.calibration.still_pose)
    assert other.activities == live.activities


@pytest.fixture(scope="module")
def announced(session):
    """Two exercises, of which the recording says what is done when."""
    return session(
        {"do": "calibration"},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        stand(6.0),
        {"do": "set", "exercise": "bridge", "repetitions": 4},
        stand(2.0),
        side="left",
    )


@pytest.mark.parametrize("sizes", [(10,), (7, 250), (10**6,)])
def test_what_is_announced_is_followed(announced, sizes):
    recording = announced.recording
    live = followed(recording, announced=recording.info.activities, sizes=sizes)
    assert live.finish().done == (("leg_lift", 3), ("bridge", 4))
    assert live.activities == recording.info.activities


def test_what_is_announced_shows_while_it_is_done(announced):
    recording = announced.recording
    live = LiveSession(100.0, side="left", announced=recording.info.activities)
    shown = {}
    for block in recording.blocks(10):
        state = live.push(block)
        shown.setdefault(state.exercise, float(block.time_s[0]))
    begin = {one.exercise: one.start_s for one in recording.info.activities}
    for exercise in ("leg_lift", "bridge"):
        assert shown[exercise] == pytest.approx(begin[exercise], abs=0.1)


def test_a_named_exercise_overrides_what_is_announced(announced):
    live = followed(announced.recording, "bridge", announced=announced.recording.info.activities)
    assert [one.exercise for one in live.activities] in (["calibration", "bridge"], [])


def test_announced_words_that_are_no_exercise_are_passed_over(announced):
    recording = announced.recording
    odd = (Activity(0.0, 4.0, "coffee"), *recording.info.activities)
    assert followed(recording, announced=odd).finish().done == (("leg_lift", 3), ("bridge", 4))


def test_an_exercise_announced_without_a_calibration_is_not_counted(announced):
    only = [one for one in announced.recording.info.activities if one.exercise != "calibration"]
    state = followed(announced.recording, announced=only).finish()
    assert state.done == ()
    assert state.live is None


def test_without_an_exercise_only_the_angle_is_shown(runs):
    recording, _ = runs("leg_lift")
    live = followed(recording)
    state = live.finish()
    assert state.exercise is None
    assert state.live.repetitions == ()
    assert state.live.thigh_angle_deg == pytest.approx(recording.extra["truth_thigh_deg"][-1], abs=3.0)
    assert [one.exercise for one in live.activities] == ["calibration"]


def test_before_the_first_sample_nothing_is_known():
    live = LiveSession(100.0, "leg_lift")
    state = live.push(ImuBlock(np.empty(0), np.empty((0, 3)), np.empty((0, 3))))
    assert math.isnan(state.time_s)
    assert (state.step, state.live, state.exercise) == ("keep still", None, None)
    assert live.finish() == state or math.isnan(live.finish().time_s)


def test_an_unknown_exercise_or_side_is_refused_at_once():
    with pytest.raises(CatalogueError):
        LiveSession(100.0, "handstand")
    with pytest.raises(InputError):
        LiveSession(100.0, "leg_lift", "middle")
