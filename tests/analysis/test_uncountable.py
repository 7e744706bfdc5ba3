"""'Cannot count' is an answer: of exercises that can pass unseen, and of recordings that cannot show any."""

import json
from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze, compare
from analysis.comparison import Verdict
from analysis.exercises import load_catalogue
from analysis.prescription import Program, ProgramItem
from sensing.samples import Activity, Recording, RecordingInfo

HIDING = [name for name, one in load_catalogue().items() if one.can_hide]


def lying_still(seconds=60.0, moved_deg=0.0):
    """A thigh that rests, knee up, on its back; halfway it may move a little, and stay there."""
    time_s = np.arange(0.0, seconds, 0.02)
    random = np.random.default_rng(2)
    angle = np.radians(130.0 + moved_deg * np.clip((time_s - 0.5 * seconds) / 3.0, 0.0, 1.0))
    nothing = np.zeros(len(angle))
    acc = 9.80665 * np.stack([np.sin(angle), nothing, np.cos(angle)], axis=1)
    gyr = np.stack([nothing, -np.gradient(angle, time_s), nothing], axis=1)
    acc, gyr = (values + random.normal(0.0, sd, values.shape) for values, sd in ((acc, 0.02), (gyr, 0.002)))
    return Recording(time_s, acc, gyr, name="still")


def labelled(recording, *activities):
    return replace(recording, info=RecordingInfo(activities=activities))


@pytest.fixture(scope="module")
def tilts(session):
    """Four visible pelvic tilts."""
    return session(
        {"do": "calibration", "lifts": 1},
        {"do": "lie_down", "posture": "hook_lying", "s": 6.0},
        {"do": "set", "exercise": "pelvic_tilt", "repetitions": 4, "hold_s": 3.0, "range_sd_deg": 0.5},
        {"do": "rest", "s": 4.0},
        rate_hz=50.0,
    )


def prescribing(*items):
    return Program("rehab-program/1", "test", "Test", items, 3, True, 3, 2)


TILTS = ProgramItem("pelvic_tilt", "Pelvic tilt", "both", 1, 4, measure="range")
BRIDGES = ProgramItem("bridge", "Bridge", "both", 1, 4, measure="range")


def test_only_the_pelvic_tilt_can_hide():
    assert HIDING == ["pelvic_tilt"]


@pytest.mark.parametrize("by_label", [True, False])
def test_tilts_that_do_not_show_are_not_counted_and_not_denied(by_label):
    still = lying_still()
    if by_label:
        result = analyze(labelled(still, Activity(5.0, 55.0, "pelvic_tilt", "left")))
        span_s = (5.0, 55.0)
    else:
        result, span_s = analyze(still, exercise="pelvic_tilt", side="left"), (0.0, 60.0)
    (found,) = result.sets
    assert (found.exercise, found.side, found.repetitions) == ("pelvic_tilt", "left", ())
    assert (found.start_s, found.end_s) == pytest.approx(span_s, abs=0.03)
    assert found.metrics.repetitions == 0
    assert not found.quality.countable
    assert "the thigh hardly moved" in found.quality.reasons[-1]
    assert not result.quality.countable, "there was nothing else to count"
    (reason,) = (one for one in result.quality.reasons if one.startswith("cannot count"))
    assert "pelvic tilt" in reason
    assert "the thigh hardly moved" in reason


def test_movements_that_cannot_be_told_apart_are_said_to_be_so():
    result = analyze(lying_still(moved_deg=-6.0), exercise="pelvic_tilt")
    (found,) = result.sets
    assert found.repetitions == ()
    assert not found.quality.countable
    assert "cannot be told apart" in found.quality.reasons[-1]


def test_a_still_thigh_in_other_exercises_is_no_set():
    for name in set(load_catalogue()) - set(HIDING):
        result = analyze(lying_still(20.0), exercise=name)
        assert result.sets == (), name
        assert result.quality.countable, name


def test_visible_tilts_are_counted(tilts):
    (found,) = analyze(tilts.recording).sets
    assert (found.exercise, len(found.repetitions)) == ("pelvic_tilt", 4)
    assert found.quality.countable
    for one, truth in zip(found.repetitions, tilts.truth.sets[0].repetitions, strict=True):
        assert truth.start_s <= one.peak_s <= truth.end_s
        assert one.range_deg == pytest.approx(truth.range_deg, abs=1.0)


def test_what_else_was_counted_still_counts(tilts):
    recording, end_s = tilts.recording, tilts.recording.time_s[-1]
    still = lying_still(30.0)
    joined = Recording(
        np.concatenate([recording.time_s, end_s + 0.02 + still.time_s]),
        np.concatenate([recording.acc, still.acc]),
        np.concatenate([recording.gyr, still.gyr]),
        replace(
            recording.info,
            activities=(
                *recording.info.activities,
                Activity(end_s + 2.0, end_s + 28.0, "pelvic_tilt", "right"),
            ),
        ),
    )
    result = analyze(joined)
    assert [len(one.repetitions) for one in result.sets] == [4, 0]
    assert [one.quality.countable for one in result.sets] == [True, False]
    assert result.quality.countable
    assert any(reason.startswith("cannot count pelvic tilt") for reason in result.quality.reasons)


def test_a_comparison_does_not_deny_them_either(tilts):
    unseen = compare([analyze(lying_still(), exercise="pelvic_tilt")], prescribing(TILTS))
    (item,) = unseen.items
    assert item.verdict is Verdict.CANNOT_COUNT
    assert "the thigh hardly moved" in item.words
    assert item.credited_repetitions == item.assessable_repetitions == 0
    assert unseen.verdict is Verdict.CANNOT_COUNT
    (seen,) = compare([analyze(tilts.recording)], prescribing(TILTS)).items
    assert seen.verdict is Verdict.DONE


def test_what_hides_says_nothing_of_what_does_not():
    result = analyze(labelled(lying_still(), Activity(5.0, 55.0, "pelvic_tilt", "left")))
    items = compare([result], prescribing(TILTS, BRIDGES)).items
    assert [one.verdict for one in items] == [Verdict.CANNOT_COUNT, Verdict.NOT_DONE]


def test_an_uncounted_set_is_json_ready():
    plain = analyze(lying_still(), exercise="pelvic_tilt").to_dict()
    text = json.dumps(plain, allow_nan=False)
    (found,) = json.loads(text)["sets"]
    assert found["quality"]["countable"] is False
    assert found["repetitions"] == []
    assert found["metrics"]["range_deg"] is None


@pytest.mark.parametrize(("rate_hz", "countable"), [(6.0, False), (8.0, False), (10.0, True), (16.0, True)])
def test_too_few_samples_a_second_cannot_be_counted(session, rate_hz, countable):
    made = session(
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        {"do": "stand", "s": 3.0},
        rate_hz=rate_hz,
    )
    quality = analyze(made.recording).quality
    assert quality.countable is countable
    assert f"only {rate_hz:.0f} samples a second" in quality.reasons[0]


def test_what_moved_and_was_not_counted_is_told(session):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3, "hold_s": 1.0},
        {"do": "sit", "s": 4.0},
        {"do": "stand", "s": 4.0},
        rate_hz=50.0,
    )
    labels = made.recording.info.activities
    over = replace(
        labels[-1], exercise="leg_lift", start_s=labels[1].start_s, end_s=made.recording.time_s[-1]
    )
    result = analyze(labelled(made.recording, labels[0], over))
    assert [len(one.repetitions) for one in result.sets] == [3]
    (note,) = result.notes
    assert note.startswith("Standing leg lift: 1 movement")
    assert "seen and not counted" in note
    assert "about the knee" in note
    calm = analyze(made.recording, exercise="leg_lift")
    assert [len(one.repetitions) for one in calm.sets] == [3]
    assert calm.notes == (), "within its label there was nothing else"


@pytest.mark.parametrize(("slip_deg", "told"), [(0.0, False), (4.0, False), (20.0, True), (-20.0, True)])
def test_a_strap_that_slipped_before_the_set_is_told(session, slip_deg, told):
    made = session(
        {"do": "calibration", "lifts": 2},
        {"do": "fiddle", "s": 3.0, "slip_deg": [slip_deg, 0.0, 0.0]},
        {"do": "stand", "s": 3.0},
        {"do": "set", "exercise": "leg_lift", "repetitions": 4, "hold_s": 1.0},
        {"do": "stand", "s": 3.0},
        rate_hz=50.0,
    )
    (found,) = analyze(made.recording).sets
    assert len(found.repetitions) == 4
    doubts = [reason for reason in found.quality.reasons if "the strap slipped" in reason]
    assert bool(doubts) == told
    if told:
        assert any(f"moved by {moved} degrees" in doubts[0] for moved in (19, 20, 21))
