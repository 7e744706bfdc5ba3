"""Exercises are recognised in recordings without labels: in order, exactly, with reasons, or not at all."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze, calibrate
from sensing import read_recording
from sensing.samples import Recording

STAND = {"do": "stand", "s": 4.0}
CALIBRATION = {"do": "calibration", "lifts": 2}
SIT = {"do": "sit", "s": 8.0}
REST = {"do": "rest", "s": 4.0}
PAUSE = {"do": "rest", "s": 15.0}


def doing(exercise, repetitions=4, **how):
    return {"do": "set", "exercise": exercise, "repetitions": repetitions, **how}


def lying(posture):
    return {"do": "lie_down", "posture": posture, "s": 6.0}


LIFTS = doing("leg_lift", hold_s=1.0)


def later(recording, start_s):
    """The recording without its first seconds."""
    keep = recording.time_s >= start_s
    return Recording(recording.time_s[keep], recording.acc[keep], recording.gyr[keep])


@pytest.fixture(scope="module")
def unlabelled(session):
    """Return what makes a recording of the steps without its labels, and its truth."""

    def make(*steps, **script):
        made = session(*steps, rate_hz=50.0, **script)
        info = replace(made.recording.info, activities=())
        return replace(made.recording, info=info), made.truth

    return make


@pytest.fixture(scope="module")
def sample(root):
    """The sample session without labels, and what was done in it."""
    recording = read_recording(root / "sample_data" / "sessions" / "unlabelled-left.csv.gz")
    truth = json.loads((root / "sample_data" / "sessions" / "unlabelled-left.truth.json").read_text("utf-8"))
    return analyze(recording), truth["sets"]


@pytest.fixture(scope="module")
def pendulums(pendulum):
    """Return what joins movements of a pendulum, 50 samples a second: (seconds, degrees, pivot, landing)."""

    def make(*movements, still_s=4.0):
        parts = []
        for seconds, degrees, pivot_m, landing_g in movements:
            time_s = np.arange(0.0, seconds, 0.02)
            out = degrees * 0.5 * (1.0 - np.cos(2.0 * np.pi * time_s / seconds))
            strike = (time_s > 0.3 * seconds) & (time_s < 0.3 * seconds + 0.16)
            shaken = 9.81 * landing_g * strike * np.where(np.arange(len(time_s)) % 2, 1.0, -1.0)
            parts.append((out, np.full(len(out), pivot_m), shaken))
        still = np.zeros(round(still_s * 50))
        angle, pivot_m, shaken = np.concatenate([[still] * 3, *parts, [still] * 3], axis=1)
        made = pendulum(np.arange(len(angle)) / 50.0, angle, pivot_m)
        return replace(made, acc=made.acc + np.stack([0 * shaken, 0 * shaken, shaken], axis=1))

    return make


def found_in(result):
    return [(one.exercise, one.role, len(one.repetitions)) for one in result.sets]


def test_the_sample_session_is_found_exactly(sample):
    result, truth = sample
    assert [(one.exercise, one.side, one.role, len(one.repetitions)) for one in result.sets] == [
        (one["exercise"], one["side"], one["role"], len(one["repetitions"])) for one in truth
    ]
    for one, true in zip(result.sets, truth, strict=True):
        for seen, each in zip(one.repetitions, true["repetitions"], strict=True):
            assert each["start_s"] <= seen.peak_s <= each["end_s"]
            assert seen.range_deg == pytest.approx(each["range_deg"], abs=3.0)
            assert seen.peak_angle_deg == pytest.approx(each["peak_angle_deg"], abs=6.0)


def test_every_set_and_the_recording_say_why(sample):
    result, _ = sample
    assert all(one.recognised_by for one in result.sets)
    assert "the hip" in result.sets[0].recognised_by
    assert "landing" in result.sets[1].recognised_by
    assert "level thigh" in result.sets[2].recognised_by
    assert "on the back" in result.sets[3].recognised_by
    assert result.notes[0] == "no labels: the first rest was taken for standing"


def test_labels_leave_nothing_to_recognise(lifts):
    result = analyze(lifts.recording)
    assert [one.recognised_by for one in result.sets] == [""]
    assert result.notes == ()


@pytest.mark.parametrize("name", ["psoas-rear-right", "hip-replacement-right"])
def test_no_sample_session_is_given_a_wrong_name(root, name):
    """Some sets may stay unnamed, and are told then; none is taken for another exercise, or made up."""
    folder = root / "sample_data" / "sessions"
    recording = read_recording(folder / f"{name}.csv.gz")
    truth = json.loads((folder / f"{name}.truth.json").read_text("utf-8"))["sets"]
    result = analyze(replace(recording, info=replace(recording.info, activities=())))
    for one in result.sets:
        there = [
            (each["exercise"], each["role"])
            for each in truth
            if each["start_s"] < one.end_s and one.start_s < each["end_s"]
        ]
        assert there == [(one.exercise, one.role)]
    told = [re.match(r"(\d+)-(\d+) s: ", note) for note in result.notes]
    spans = [(float(one[1]), float(one[2])) for one in told if one]
    spans += [(one.start_s, one.end_s) for one in result.sets]
    for each in truth:
        assert any(a < each["end_s"] and each["start_s"] < b for a, b in spans), each["exercise"]


@pytest.mark.parametrize(
    ("exercise", "before"),
    [
        ("leg_lift", STAND),
        ("march", STAND),
        ("squat", STAND),
        ("lunge", STAND),
        ("sit_to_stand", SIT),
        ("pelvic_tilt", lying("hook_lying")),
        ("straight_leg_raise", lying("supine")),
        ("side_lying_hip_abduction", lying("side_lying")),
        ("prone_hip_extension", lying("prone")),
    ],
)
def test_each_exercise_is_told_after_lifts_from_standing(unlabelled, exercise, before):
    how = {"hold_s": 2.0} if exercise == "pelvic_tilt" else {}
    recording, truth = unlabelled(CALIBRATION, LIFTS, PAUSE, before, doing(exercise, **how), REST)
    result = analyze(recording)
    role = "front" if exercise == "lunge" else None
    assert found_in(result) == [("leg_lift", None, 4), (exercise, role, 4)]
    for one, true in zip(result.sets[1].repetitions, truth.sets[1].repetitions, strict=True):
        assert true.start_s <= one.peak_s <= true.end_s


@pytest.mark.parametrize("hold_s", [0.5, 1.0, 5.0])
def test_bridges_are_told_however_long_they_are_held(unlabelled, hold_s):
    steps = (CALIBRATION, doing("leg_lift"), lying("hook_lying"), doing("bridge", hold_s=hold_s), REST)
    assert found_in(analyze(unlabelled(*steps)[0])) == [("leg_lift", None, 4), ("bridge", None, 4)]


@pytest.mark.parametrize(
    ("posture", "exercise"),
    [
        ("hook_lying", "bridge"),
        ("hook_lying", "pelvic_tilt"),
        ("supine", "straight_leg_raise"),
        ("side_lying", "side_lying_hip_abduction"),
        ("prone", "prone_hip_extension"),
    ],
)
def test_how_the_thigh_left_standing_tells_the_postures_on_the_floor(unlabelled, posture, exercise):
    result = analyze(unlabelled(STAND, lying(posture), doing(exercise, hold_s=2.0), REST)[0])
    assert found_in(result) == [(exercise, None, 4)]


@pytest.mark.parametrize(
    ("before", "start_s"), [(SIT, 4.0), (lying("supine"), 6.5), (lying("hook_lying"), 9.5)]
)
def test_a_recording_may_begin_on_a_chair_or_lying(unlabelled, before, start_s):
    """The rest it begins with is not taken for standing: from there the lifts would make no sense."""
    recording, _ = unlabelled(before, LIFTS, PAUSE, lying("hook_lying"), doing("bridge"), REST)
    result = analyze(later(recording, start_s))
    assert found_in(result) == [("leg_lift", None, 4), ("bridge", None, 4)]
    assert result.notes[0] == "no labels: a later rest was taken for standing"


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize(
    ("posture", "exercise"), [("prone", "prone_hip_extension"), ("side_lying", "side_lying_hip_abduction")]
)
def test_the_pose_that_is_walked_in_was_standing(unlabelled, posture, exercise, seed):
    """Where a recording begins on the floor, several rests would explain the set: feet tell."""
    steps = (
        lying("supine"),
        lying(posture),
        doing(exercise, 8),
        REST,
        {"do": "get_up"},
        {"do": "walk", "s": 15.0},
    )
    recording, _ = unlabelled(*steps, STAND, seed=seed)
    assert found_in(analyze(later(recording, 8.0))) == [(exercise, None, 8)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_squats_held_at_the_bottom_are_squats_from_the_first_to_the_last(unlabelled, seed):
    """Their holds are the only rests: from there they seem to go up."""
    squats = doing("squat", 6, hold_s=3.0, pause_s=0.3, range_deg=50.0)
    before = {"do": "stand", "s": 3.0}, {"do": "walk", "s": 15.0}, {"do": "stand", "s": 1.5}
    after = {"do": "stand", "s": 0.5}, {"do": "walk", "s": 8.0}
    recording, _ = unlabelled(*before, squats, *after, seed=seed)
    assert found_in(analyze(later(recording, 2.5))) == [("squat", None, 6)]


@pytest.mark.parametrize("seed", [3, 5])
def test_bridges_held_long_with_hardly_a_pause_are_all_of_the_set(unlabelled, seed):
    """Their holds are the only rests: the first begins before them, the last ends after them."""
    bridges = doing("bridge", 8, hold_s=8.0, pause_s=0.3)
    recording, _ = unlabelled(STAND, CALIBRATION, lying("hook_lying"), bridges, REST, seed=seed)
    assert found_in(analyze(recording)) == [("bridge", None, 8)]


LIFT = (3.0, 60.0, -0.25, 0.0)
QUICK_LIFT = (0.8, 45.0, -0.25, 0.0)
SQUAT = (2.5, 70.0, 0.1, 0.0)
LUNGE = (3.0, 80.0, -0.05, 2.0)
BETWEEN = (3.0, 60.0, -0.07, 0.0)
BACK = (3.0, -20.0, -0.25, 0.0)
STILL = (1.5, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("movement", "exercise", "role"),
    [
        (LIFT, "leg_lift", None),
        (QUICK_LIFT, "march", None),
        (SQUAT, "squat", None),
        (LUNGE, "lunge", "front"),
    ],
)
def test_standing_exercises_are_told_by_axis_landing_and_tempo(pendulums, movement, exercise, role):
    result = analyze(pendulums(*[movement, STILL] * 4))
    assert found_in(result) == [(exercise, role, 4)]
    assert result.sets[0].recognised_by.startswith("standing, ")


def test_a_step_up_is_told_from_a_lift_by_the_body_that_goes_up(unlabelled):
    result = analyze(unlabelled(STAND, doing("step_up", 5), STAND)[0])
    assert found_in(result) == [("step_up", None, 5)]


def test_both_legs_lunges_are_told_apart(unlabelled):
    recording, _ = unlabelled(CALIBRATION, doing("lunge"), PAUSE, doing("lunge", leg="left"), STAND)
    result = analyze(recording)
    assert [(one.exercise, one.role) for one in result.sets] == [("lunge", "front"), ("lunge", "rear")]
    assert len(result.sets[0].repetitions) == 4
    assert "while the body goes down: the rear leg" in result.sets[1].recognised_by
    assert result.sets[1].repetitions[0].peak_angle_deg < 0


@pytest.mark.parametrize("seed", [2, 6])
def test_fiddling_after_small_movements_hides_none_of_them(unlabelled, seed):
    """It turns the thigh about another axis, and further than they did."""
    lunges = doing("lunge", 6, leg="left", range_deg=16.0, up_s=1.7, down_s=1.4)
    steps = {"do": "stand", "s": 4.0}, lunges, {"do": "stand", "s": 3.0}, {"do": "fiddle", "s": 4.0}, STAND
    recording, _ = unlabelled(*steps, seed=seed, side="right", mounting={"euler_deg": "random"})
    assert found_in(analyze(recording)) == [("lunge", "rear", 6)]


@pytest.mark.parametrize("seed", [1, 2])
def test_pelvic_tilts_of_a_trembling_leg_are_told(unlabelled, seed):
    """The trembling turns the thigh about another point than they do."""
    steps = CALIBRATION, STAND, lying("hook_lying"), doing("pelvic_tilt", 4, range_deg=5.0)
    recording, _ = unlabelled(*steps, REST, seed=seed)
    shaken = np.radians(0.3) * np.sin(2.0 * np.pi * 5.0 * recording.time_s)[:, None] * [0.0, 1.0, 0.0]
    assert recording.gyr is not None
    recording = replace(
        recording,
        acc=recording.acc + np.cross(recording.acc, shaken),
        gyr=recording.gyr + np.gradient(shaken, recording.time_s, axis=0),
    )
    assert found_in(analyze(recording)) == [("pelvic_tilt", None, 4)]


def test_the_rear_leg_s_lunges_are_not_taken_for_anything_else(unlabelled):
    steps = (CALIBRATION, STAND, doing("lunge", 8, leg="left"), STAND)
    result = analyze(unlabelled(*steps)[0])
    assert {(one.exercise, one.role) for one in result.sets} <= {("lunge", "rear")}
    assert any("calibration" in note for note in result.notes)
    assert result.sets or any("movements not recognised" in note for note in result.notes)


def test_what_lies_between_two_exercises_is_not_named_but_told(pendulums):
    result = analyze(pendulums(*[BETWEEN, STILL] * 4))
    assert result.sets == ()
    (note,) = (note for note in result.notes if "not recognised" in note)
    assert re.match(r"\d+-\d+ s: 4 movements not recognised \(standing, 60 deg, ", note)
    assert "between a lift and a squat" in note


def test_what_is_too_slow_to_tell_is_not_named_but_told(pendulums):
    slow = (20.0, 30.0, -0.25, 0.0)
    result = analyze(pendulums(*[slow, STILL] * 3))
    assert result.sets == ()
    assert any("3 movements not recognised" in note and "too slow to tell" in note for note in result.notes)


def test_two_exercises_without_a_pause_between_are_two_sets(pendulums):
    result = analyze(pendulums(*[LIFT, STILL] * 4, *[SQUAT, STILL] * 4))
    assert found_in(result) == [("leg_lift", None, 4), ("squat", None, 4)]


def test_one_movement_alone_is_no_set(pendulums):
    assert analyze(pendulums(LIFT)).sets == ()


@pytest.mark.parametrize("lifts", [1, 2, 3])
def test_the_lifts_of_a_calibration_are_no_repetitions(unlabelled, lifts):
    steps = ({"do": "calibration", "lifts": lifts}, {"do": "stand", "s": 6.0}, LIFTS, STAND)
    assert found_in(analyze(unlabelled(*steps)[0])) == [("leg_lift", None, 4)]


def test_the_lifts_of_a_calibration_before_another_exercise_are_left_out_and_told(unlabelled):
    result = analyze(unlabelled(CALIBRATION, STAND, doing("squat"), STAND)[0])
    assert found_in(result) == [("squat", None, 4)]
    assert any("taken for the knee lifts of a calibration" in note for note in result.notes)


def test_a_short_set_after_the_calibration_is_kept(unlabelled):
    steps = (CALIBRATION, doing("leg_lift", 3, hold_s=1.0), PAUSE, doing("squat"), STAND)
    assert found_in(analyze(unlabelled(*steps)[0])) == [("leg_lift", None, 3), ("squat", None, 4)]


@pytest.mark.parametrize(
    "steps",
    [
        [{"do": "walk", "s": 30.0}],
        [{"do": "walk", "s": 20.0, "cadence": 80}, {"do": "stairs", "s": 10.0}, {"do": "walk", "s": 5.0}],
        [{"do": "sit", "s": 30.0}],
        [{"do": "bend", "s": 3.0}, STAND, {"do": "fiddle", "s": 4.0}],
        [{"do": "sit", "s": 10.0}, STAND, {"do": "bend", "s": 3.0}],
        [{"do": "walk", "s": 10.0}, lying("supine"), {"do": "get_up"}],
    ],
)
def test_everyday_movement_is_no_exercise(unlabelled, steps):
    assert analyze(unlabelled(STAND, *steps, STAND)[0]).sets == ()


def test_nobody_standing_still_is_told(pendulums):
    result = analyze(pendulums(LIFT, LIFT, LIFT, LIFT, still_s=0.2))
    assert [one.exercise for one in result.sets] == ["leg_lift"]
    assert result.notes[0].endswith("nobody stood still for a second, the beginning was taken for standing")


def test_one_movement_recorded_for_its_sake_is_a_set(pendulums):
    assert found_in(analyze(pendulums(SQUAT, still_s=1.2))) == [("squat", None, 1)]


def test_two_exercises_with_hardly_a_pause_are_told_apart(unlabelled):
    how = {"lead_s": 1.0, "tail_s": 1.0}
    recording, _ = unlabelled(STAND, doing("squat", 5, **how), doing("lunge", 5, **how), STAND)
    assert found_in(analyze(recording)) == [("squat", None, 5), ("lunge", "front", 5)]


def test_sitting_down_now_and_then_is_no_exercise(unlabelled):
    how = {"hold_s": 5.0, "pause_s": 5.0}
    recording, _ = unlabelled(STAND, SIT, doing("sit_to_stand", 3, **how), STAND)
    result = analyze(recording)
    assert result.sets == ()
    assert any("just sitting down" in note for note in result.notes)


def test_the_mounting_changes_no_name(unlabelled, rotated):
    recording, _ = unlabelled(CALIBRATION, LIFTS, SIT, doing("sit_to_stand"), REST)
    expected = found_in(analyze(recording))
    assert [name for name, _, _ in expected] == ["leg_lift", "sit_to_stand"]
    for seed in range(4):
        turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
        assert found_in(analyze(rotated(recording, turn * np.linalg.det(turn)))) == expected


def test_a_calibration_given_stands_in_the_way_of_nothing(unlabelled):
    recording, _ = unlabelled(CALIBRATION, LIFTS, PAUSE, doing("squat"), STAND)
    expected = analyze(recording)
    given = analyze(recording, calibration=calibrate(recording, exercise="leg_lift"))
    assert found_in(given) == found_in(expected) == [("leg_lift", None, 4), ("squat", None, 4)]
    assert given.notes == expected.notes


def test_notes_are_words(unlabelled, pendulums):
    for recording in (
        unlabelled(STAND, lying("prone"), doing("prone_hip_extension"), REST)[0],
        pendulums(*[BETWEEN, STILL] * 4),
        Recording(np.arange(50) / 50, np.tile([0.0, 0.0, 9.81], (50, 1)), np.zeros((50, 3))),
    ):
        notes = analyze(recording).notes
        assert notes
        for note in notes:
            assert " " in note
            assert not set(note) & set("\n{}[]<>_"), note
            assert "nan" not in note


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sitting_up_after_the_last_raise_is_none(unlabelled, seed):
    """It lifts the thigh as well, but across the plane of the raises."""
    raises = {"do": "set", "exercise": "straight_leg_raise", "repetitions": 5}
    recording, _ = unlabelled(STAND, raises, {"do": "sit", "s": 8.0}, STAND, seed=seed)
    (one,) = analyze(recording).sets
    assert (one.exercise, len(one.repetitions)) == ("straight_leg_raise", 5)


def test_walking_slowly_in_small_steps_is_not_lying(unlabelled):
    for seed in range(4):
        walk = {"do": "walk", "s": 25.0, "cadence": 70.0, "amplitude_pct": 60.0}
        recording, _ = unlabelled(CALIBRATION, STAND, walk, STAND, seed=seed)
        assert {one.exercise for one in analyze(recording).sets} <= {"leg_lift"}, "the calibration's"
