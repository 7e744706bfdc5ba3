"""One recording through the whole pipeline, against the simulation's truth."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analysis import analyze, calibrate
from analysis.results import FLAGS
from sensing.errors import CatalogueError, InputError
from sensing.samples import Activity, Recording

EXERCISES = (
    "lunge",
    "leg_lift",
    "march",
    "squat",
    "sit_to_stand",
    "step_up",
    "bridge",
    "pelvic_tilt",
    "straight_leg_raise",
    "side_lying_hip_abduction",
    "prone_hip_extension",
)


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
def test_counts_and_measures_are_the_true_ones(session, exercise, rate_hz):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": exercise, "repetitions": 3},
        {"do": "rest", "s": 3.0},
        rate_hz=rate_hz,
        seed=11,
    )
    (found,), (true,) = analyze(made.recording).sets, made.truth.sets
    assert (found.exercise, found.side, found.role) == (exercise, true.side, true.role)
    assert len(found.repetitions) == 3
    for one, truth in zip(found.repetitions, true.repetitions, strict=True):
        assert one.peak_angle_deg == pytest.approx(truth.peak_angle_deg, abs=2.5)
        assert one.range_deg == pytest.approx(truth.range_deg, abs=2.5)
        assert one.hold_s == pytest.approx(truth.hold_s, abs=0.25)
        assert truth.start_s < one.peak_s < truth.end_s
        assert one.start_s == pytest.approx(truth.start_s, abs=0.5)


@pytest.mark.parametrize(
    "sensor",
    [{"jitter_ms": 4.0}, {"loss_pct": 30.0}, {"clock_error_pct": 2.0}, {"gyr_bias_deg_s": [2.0, 1.0, -1.0]}],
)
def test_a_poor_link_or_clock_hardly_matters(session, sensor):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        {"do": "rest", "s": 3.0},
        seed=3,
        sensor=sensor,
    )
    (found,), (true,) = analyze(made.recording).sets, made.truth.sets
    assert len(found.repetitions) == 3
    for one, truth in zip(found.repetitions, true.repetitions, strict=True):
        assert one.peak_angle_deg == pytest.approx(truth.peak_angle_deg, abs=2.0)
        assert one.range_deg == pytest.approx(truth.range_deg, abs=2.0)


@pytest.mark.parametrize("stroke_s", [0.8, 1.5])
@pytest.mark.parametrize("range_deg", [45.0, 75.0])
def test_lifts_without_a_pause_are_all_counted(session, stroke_s, range_deg):
    strokes = {"up_s": stroke_s, "down_s": stroke_s, "hold_s": 0.0, "pause_s": 0.0, "range_deg": range_deg}
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 8} | strokes,
        rate_hz=50.0,
    )
    assert [len(one.repetitions) for one in analyze(made.recording).sets] == [8]


def test_the_thigh_angle_is_the_true_one(lifts):
    found = analyze(lifts.recording, exercise="leg_lift").thigh_angle
    assert list(found.columns) == ["time_s", "thigh_angle_deg"]
    error = found.thigh_angle_deg - lifts.recording.extra["truth_thigh_deg"]
    assert np.array_equal(found.time_s, lifts.recording.time_s)
    assert float(np.sqrt(np.mean(error**2))) < 1.5


def test_repetitions_are_ordered_numbered_and_apart(lifts):
    (found,) = analyze(lifts.recording, exercise="leg_lift").sets
    done = found.repetitions
    assert [one.number for one in done] == [1, 2, 3]
    for one in done:
        assert one.start_s < one.peak_s < one.end_s
        assert one.up_s + one.hold_s + one.down_s == pytest.approx(one.end_s - one.start_s)
        assert set(one.flags) <= set(FLAGS)
        assert one.final
        assert one.live.final
        assert abs(one.live.peak_s - one.peak_s) < 0.5
    assert all(a.end_s <= b.start_s + 0.1 for a, b in pairwise(done))
    assert (found.start_s, found.end_s) == (done[0].start_s, done[-1].end_s)


@pytest.mark.parametrize("missing_s", [0.05, 0.1])
def test_a_short_gap_changes_nothing_that_counts(lifts, without, missing_s):
    peak_s = lifts.truth.sets[0].repetitions[1].peak_s
    found = analyze(without(lifts.recording, (peak_s, peak_s + missing_s)), exercise="leg_lift")
    whole = analyze(lifts.recording, exercise="leg_lift")
    assert not found.thigh_angle.thigh_angle_deg.isna().any()
    (there,), (here,) = found.sets, whole.sets
    assert [one.flags for one in there.repetitions] == [one.flags for one in here.repetitions]
    np.testing.assert_allclose(
        [one.peak_angle_deg for one in there.repetitions],
        [one.peak_angle_deg for one in here.repetitions],
        atol=0.5,
    )


@pytest.mark.parametrize(("part", "missing_s"), [(0.2, 0.2), (0.3, 0.3), (0.5, 0.3), (0.7, 0.3), (0.5, 0.6)])
def test_a_longer_gap_is_flagged_and_never_counted_twice(lifts, without, part, missing_s):
    hit = lifts.truth.sets[0].repetitions[1]
    gap_s = hit.start_s + part * (hit.end_s - hit.start_s)
    found = analyze(without(lifts.recording, (gap_s, gap_s + missing_s)), exercise="leg_lift")
    done = [one for one in found.sets for one in one.repetitions]
    within = [one for one in done if hit.start_s < one.peak_s < hit.end_s]
    assert [("gap" in one.flags) for one in within] == [True]
    assert len(done) == 3
    assert sum("gap" in one.flags for one in done) == 1


@pytest.mark.parametrize("gap_s", np.arange(7.0, 23.0, 0.7))
@pytest.mark.parametrize("missing_s", [0.2, 0.8, 2.5])
def test_wherever_a_gap_lies_nothing_is_counted_twice(lifts, without, gap_s, missing_s):
    found = analyze(without(lifts.recording, (gap_s, gap_s + missing_s)), exercise="leg_lift")
    peaks = np.array([one.peak_s for part in found.sets for one in part.repetitions])
    spans = [(one.start_s, one.end_s) for one in lifts.truth.sets[0].repetitions]
    assert all(np.count_nonzero((a < peaks) & (peaks < b)) <= 1 for a, b in spans)
    assert len(peaks) in (2, 3)
    series = found.thigh_angle
    missing = series[series.thigh_angle_deg.isna()]
    assert len(missing) == 1, "one row without a value breaks the line"
    assert gap_s - 0.03 < float(missing.time_s.iloc[0]) < gap_s + missing_s + 0.03
    assert (np.diff(series.time_s) > 0).all()


def test_a_repetition_lost_whole_is_not_counted(lifts, without):
    lost = lifts.truth.sets[0].repetitions[1]
    found = analyze(without(lifts.recording, (lost.start_s - 0.2, lost.end_s + 0.2)), exercise="leg_lift")
    assert sum(len(one.repetitions) for one in found.sets) == 2


def test_a_recording_cut_on_the_way_back_is_incomplete(lifts):
    last = lifts.truth.sets[0].repetitions[-1]
    cut_s = last.end_s - 0.5 * last.down_s
    kept = lifts.recording.time_s < cut_s
    short = Recording(
        lifts.recording.time_s[kept],
        lifts.recording.acc[kept],
        lifts.recording.gyr[kept],
        lifts.recording.info,
    )
    (found,) = analyze(short, exercise="leg_lift").sets
    assert ["incomplete" in one.flags for one in found.repetitions] == [False, False, True]


def test_a_shallow_repetition_counts_and_is_flagged(session):
    made = session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3, "tail_s": 0.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 1, "range_deg": 25.0, "lead_s": 1.0},
        {"do": "stand", "s": 2.0},
    )
    done = [r for one in analyze(made.recording, exercise="leg_lift").sets for r in one.repetitions]
    assert ["shallow" in one.flags for one in done] == [False, False, False, True]
    assert "confirm" in done[-1].flags


def test_beside_larger_ones_a_repetition_is_shallow(session):
    """A bridge has no angle of its own below which it is shallow."""
    bridge = {"do": "set", "exercise": "bridge", "range_deg": 24.0, "tail_s": 0.0}
    made = session(
        {"do": "lie_down", "posture": "hook_lying", "s": 4.0},
        bridge | {"repetitions": 3},
        bridge | {"repetitions": 1, "range_deg": 11.0, "lead_s": 0.5},
        {"do": "rest", "s": 3.0},
        rate_hz=50.0,
    ).recording
    start_s = min(one.start_s for one in made.info.activities if one.exercise == "bridge")
    span = Activity(start_s, made.duration_s, "bridge")
    (found,) = analyze(replace(made, info=replace(made.info, activities=(span,)))).sets
    assert ["shallow" in one.flags for one in found.repetitions] == [False, False, False, True]


def test_a_hasty_repetition_counts_and_is_flagged(session):
    hasty = {"up_s": 0.45, "hold_s": 0.0, "down_s": 0.45, "pause_s": 2.0, "range_deg": 75.0}
    made = session({"do": "stand", "s": 3.0}, {"do": "set", "exercise": "leg_lift", "repetitions": 3} | hasty)
    (found,) = analyze(made.recording, exercise="leg_lift").sets
    assert [("fast" in one.flags) for one in found.repetitions] == [True] * 3


def test_a_rest_splits_sets_and_each_is_numbered(session):
    lift = {"do": "set", "exercise": "leg_lift", "repetitions": 3, "hold_s": 0.5}
    made = session({"do": "stand", "s": 3.0}, lift, {"do": "rest", "s": 25.0}, lift, rate_hz=50.0)
    sets = analyze(made.recording, exercise="leg_lift").sets
    assert [[r.number for r in one.repetitions] for one in sets] == [[1, 2, 3]] * 2


@pytest.mark.parametrize("exercise", ["leg_lift", "lunge", "squat"])
def test_standing_and_walking_count_nothing(session, exercise):
    made = session(
        {"do": "stand", "s": 4.0}, {"do": "walk", "s": 20.0}, {"do": "stand", "s": 4.0}, rate_hz=50.0
    )
    assert analyze(made.recording, exercise=exercise).sets == ()


def test_labels_say_what_was_done_and_by_which_leg(session):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 2},
        {"do": "set", "exercise": "lunge", "repetitions": 2},
        {"do": "set", "exercise": "lunge", "leg": "left", "repetitions": 2},
        rate_hz=50.0,
        side="right",
    )
    result = analyze(made.recording)
    assert [(one.exercise, one.side, one.role) for one in result.sets] == [
        ("leg_lift", "right", None),
        ("lunge", "right", "front"),
        ("lunge", "right", "rear"),
    ]
    assert [len(one.repetitions) for one in result.sets] == [2, 2, 2]
    assert (result.side, result.recording) == ("right", "simulated")
    assert result.duration_s == made.recording.duration_s


def test_the_side_given_wins(lifts):
    assert analyze(lifts.recording, exercise="leg_lift", side="left").sets[0].side == "left"


def test_a_calibration_given_is_used(lifts):
    given = calibrate(lifts.recording, exercise="leg_lift")
    result = analyze(lifts.recording, exercise="leg_lift", calibration=given)
    assert result.calibration is given
    assert len(result.sets[0].repetitions) == 4, "then the lift it was taken from counts like any other"


def test_without_a_still_pose_only_ranges_are_known(planar):
    time_s = np.arange(0, 16, 0.01)
    moving = planar(time_s, 35.0 - 35.0 * np.cos(2 * np.pi * time_s / 3.0))
    result = analyze(moving, exercise="squat")
    assert not result.calibration.zero_known
    done = [one for part in result.sets for one in part.repetitions]
    assert len(done) in (4, 5)
    for one in done:
        assert math.isnan(one.peak_angle_deg)
        assert one.range_deg == pytest.approx(70.0, abs=3.0)


def test_without_a_gyroscope_slow_repetitions_are_counted(session):
    made = session(
        {"do": "lie_down", "posture": "hook_lying", "s": 4.0},
        {"do": "set", "exercise": "bridge", "repetitions": 4},
        {"do": "rest", "s": 3.0},
    )
    part = next(one for one in made.recording.info.activities if one.exercise == "bridge")
    bare = replace(made.recording, gyr=None, info=replace(made.recording.info, activities=(part,)))
    (found,) = analyze(bare).sets
    assert len(found.repetitions) == 4
    for one, truth in zip(found.repetitions, made.truth.sets[0].repetitions, strict=True):
        assert one.range_deg == pytest.approx(truth.range_deg, abs=3.0)


def test_the_input_is_left_as_it_was(lifts):
    before = [lifts.recording.time_s.copy(), lifts.recording.acc.copy(), lifts.recording.gyr.copy()]
    analyze(lifts.recording, exercise="leg_lift")
    for there, here in zip(
        before, (lifts.recording.time_s, lifts.recording.acc, lifts.recording.gyr), strict=True
    ):
        assert np.array_equal(there, here)


def test_a_side_that_is_none_is_refused_in_one_line(lifts):
    with pytest.raises(InputError, match=r"'middle' is no side.*left, right") as caught:
        analyze(lifts.recording, exercise="leg_lift", side="middle")
    assert "\n" not in str(caught.value)


def test_an_unknown_exercise_is_refused(lifts):
    with pytest.raises(CatalogueError, match="unknown exercise 'hop'"):
        analyze(lifts.recording, exercise="hop")


@pytest.mark.parametrize("samples", [2, 3, 9, 10, 11, 30])
@pytest.mark.parametrize("exercise", ["leg_lift", "lunge", "bridge"])
def test_a_recording_of_a_few_samples_counts_nothing(samples, exercise):
    time_s = np.arange(samples) / 100.0
    tiny = Recording(time_s, np.tile([0.0, 0.0, 9.81], (samples, 1)), np.zeros((samples, 3)))
    result = analyze(tiny, exercise=exercise)
    assert result.sets == ()
    assert len(result.thigh_angle) == samples


def test_an_activity_outside_the_recording_is_left_out_and_told(lifts):
    outside = replace(lifts.recording.info, activities=(Activity(900.0, 950.0, "leg_lift"),))
    result = analyze(replace(lifts.recording, info=outside))
    assert result.sets == ()
    assert result.notes == ("leg_lift at 900 s: no samples there",)
