"""What is looked for, where and on which leg: what was asked, what the labels say, or what is recognised."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis import analyze, calibrate
from analysis.hindsight import Hindsight
from analysis.planning import plan
from sensing import read_recording
from sensing.errors import CatalogueError
from sensing.samples import Activity, Placement

UNLABELLED = Path(__file__).resolve().parents[2] / "sample_data" / "sessions" / "unlabelled-left.csv.gz"


@pytest.fixture(scope="module")
def mixed(session):
    """Lifts and squats after a calibration, by the right leg."""
    return session(
        {"do": "calibration", "lifts": 2},
        {"do": "set", "exercise": "leg_lift", "repetitions": 4, "hold_s": 1.0},
        {"do": "rest", "s": 15.0},
        {"do": "set", "exercise": "squat", "repetitions": 4},
        {"do": "stand", "s": 4.0},
        rate_hz=50.0,
    ).recording


def with_labels(recording, *activities, side="right"):
    info = replace(recording.info, activities=activities, placement=Placement(side=side))
    return replace(recording, info=info)


def found_in(result):
    return [(one.exercise, one.side, len(one.repetitions)) for one in result.sets]


def labels(recording, *names):
    return [one for one in recording.info.activities if one.exercise in names]


BOTH = [("leg_lift", "right", 4), ("squat", "right", 4)]


def test_labels_say_what_to_look_for(mixed):
    result = analyze(mixed)
    assert found_in(result) == BOTH
    assert (result.looked_for, result.unnamed) == (None, 0)
    assert all(not one.recognised_by for one in result.sets)


def test_what_was_asked_is_looked_for_where_the_labels_have_it(mixed):
    result = analyze(mixed, exercise="squat")
    assert found_in(result) == BOTH[1:]
    assert result.looked_for == ("squat",)
    squats = labels(mixed, "squat")
    assert squats[0].start_s <= result.sets[0].start_s < result.sets[0].end_s <= squats[0].end_s


def test_without_such_a_label_the_whole_recording_is_searched_but_the_calibration(mixed):
    bare = with_labels(mixed, *labels(mixed, "calibration"))
    assert found_in(analyze(bare, exercise="leg_lift")) == BOTH[:1]


def test_without_labels_what_is_recognised_counts(mixed):
    result = analyze(with_labels(mixed))
    assert found_in(result) == BOTH
    assert (result.looked_for, result.unnamed) == (None, 0)
    assert all(one.recognised_by for one in result.sets)


@pytest.mark.parametrize("name", ["walk", "rest", "calibration"])
def test_labels_that_name_no_exercise_leave_it_to_recognition(mixed, name):
    result = analyze(with_labels(mixed, Activity(0.0, 5.0, name)))
    assert found_in(result) == BOTH
    assert all(one.recognised_by for one in result.sets)


def test_a_given_calibration_leaves_recognition_alone(mixed):
    given = calibrate(mixed, exercise="leg_lift")
    result = analyze(with_labels(mixed), calibration=given)
    assert found_in(result) == BOTH
    assert result.notes == analyze(with_labels(mixed)).notes


def test_a_given_calibration_brings_its_axis_to_each_label(mixed):
    given = calibrate(mixed, exercise="leg_lift")
    result = analyze(mixed, calibration=given)
    assert found_in(result) == BOTH
    own = analyze(mixed)
    for one, other in zip(result.sets, own.sets, strict=True):
        for each, same in zip(one.repetitions, other.repetitions, strict=True):
            assert each.range_deg == pytest.approx(same.range_deg, abs=0.5)


def test_a_calibration_in_another_pose_is_doubted(mixed, session, rotated):
    turned = session(
        {"do": "calibration", "lifts": 2},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        rate_hz=50.0,
        mounting={"euler_deg": [0, 40, 0]},
    ).recording
    result = analyze(mixed, exercise="leg_lift", calibration=calibrate(turned, exercise="leg_lift"))
    (reasons,) = {one.quality.reasons for one in result.sets}
    assert any("calibrated in another pose" in one and "40 degrees away" in one for one in reasons)
    assert not any(
        "another pose" in one
        for part in analyze(mixed, exercise="leg_lift", calibration=calibrate(mixed)).sets
        for one in part.quality.reasons
    )


@pytest.mark.parametrize("samples", [0, 1])
def test_an_activity_shorter_than_two_samples_is_left_out_and_told(mixed, samples):
    begin_s = float(mixed.time_s[-50]) - 0.001
    brief = Activity(begin_s, begin_s + 0.02 * samples + 0.0001, "squat", "right")
    result = analyze(with_labels(mixed, *labels(mixed, "calibration", "leg_lift"), brief))
    assert found_in(result) == BOTH[:1]
    assert result.notes == (f"squat at {begin_s:.0f} s: no samples there",)


def test_where_every_label_is_empty_nothing_is_counted(mixed):
    result = analyze(with_labels(mixed, Activity(900.0, 950.0, "leg_lift"), Activity(-9.0, -5.0, "squat")))
    assert result.sets == ()
    assert len(result.notes) == 2
    assert all("no samples there" in note for note in result.notes)


@pytest.mark.parametrize(
    ("label", "meant"), [("Squats", "squat"), ("leg-lift", "leg_lift"), ("Leg Lifts", "leg_lift")]
)
def test_a_label_that_nearly_names_an_exercise_is_told(mixed, label, meant):
    notes = analyze(with_labels(mixed, Activity(0.0, 5.0, label))).notes
    assert any(f"'{label}'" in note and f"was '{meant}' meant?" in note for note in notes)


def test_a_label_of_something_else_is_not(mixed):
    notes = analyze(with_labels(mixed, Activity(0.0, 5.0, "walking the dog"))).notes
    assert not any("meant" in note for note in notes)


def test_overlapping_labels_are_told(mixed):
    one, other = labels(mixed, "leg_lift", "squat")
    apart = analyze(mixed).notes
    over = replace(other, start_s=one.end_s - 3.0)
    notes = analyze(with_labels(mixed, one, over)).notes
    (told,) = set(notes) - set(apart)
    assert told.startswith(f"labels overlap at {over.start_s:.0f} s: leg_lift and squat")


def test_the_side_asked_for_goes_before_the_recording_s_and_says_so(mixed):
    result = analyze(mixed, side="left")
    assert result.side == "left"
    assert {one.side for one in result.sets} == {"left"}
    assert "taken as the left leg as asked; the recording says right" in result.notes
    assert analyze(mixed, side="right").notes == analyze(mixed).notes


def test_sides_that_contradict_each_other_are_told(mixed):
    lift = labels(mixed, "leg_lift")[0]
    notes = analyze(with_labels(mixed, replace(lift, side="left"))).notes
    assert "the recording says right leg, some of its labels say left" in notes


def test_an_unknown_exercise_is_refused_before_anything_else(mixed):
    with pytest.raises(CatalogueError, match="Did you mean 'squat'"):
        analyze(mixed, exercise="squats")


def test_what_is_recognised_is_counted_with_the_sensor_s_error_known():
    true = read_recording(UNLABELLED)
    shown_ms2 = [_at_rest_ms2(replace(true, acc=scale * true.acc)) for scale in (1.0, 1.04)]
    assert [len(one) for one in shown_ms2] == [4, 4]
    assert shown_ms2[1] == pytest.approx([1.04 * one for one in shown_ms2[0]], rel=0.005)


def _at_rest_ms2(recording):
    found = [one.calibration for one in plan(recording, Hindsight.of(recording), None, None, None).jobs]
    return [float(one.gravity_ms2 + one.acc_bias @ one.still_pose) for one in found]
