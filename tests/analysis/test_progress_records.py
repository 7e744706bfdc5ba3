"""Records of sessions: from a comparison, and from a table of sets."""

import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import analyze, compare
from analysis.adherence_rules import described_rules, load_rules
from analysis.comparison import Verdict
from analysis.prescription import Program, ProgramItem
from analysis.progress_records import Diary, RangeTest, SessionRecord, SetTally, from_comparison, from_sets
from sensing import read_recording
from sensing.errors import InputError

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
DAY = date(2025, 9, 1)
LIFTS = ProgramItem("leg_lift", "Leg lift", "each", 2, 10, hold_s=3.0)
LUNGES = ProgramItem("lunge", "Lunge", "each", 2, 10)
BRIDGES = ProgramItem("bridge", "Bridge", "both", 2, 8, measure="range")
TILTS = ProgramItem("pelvic_tilt", "Pelvic tilt", "both", 1, 3, sensor=False)


def program(*items):
    return Program("rehab-program/1", "test", "Test", items, 3, True, 3, 2)


def of(session, exercise, side):
    (one,) = [one for one in session.exercises if one.key == (exercise, side)]
    return one


@pytest.mark.parametrize(
    ("repetitions", "verdict"),
    [
        ((10, 10), Verdict.DONE),
        ((8, 8), Verdict.DONE),  # 80 %
        ((8, 7), Verdict.PARTLY),
        ((12, 12), Verdict.DONE),  # 120 %
        ((12, 13), Verdict.OVER),
    ],
)
def test_verdict_of_counts(repetitions, verdict):
    session = from_sets([SetTally("leg_lift", "left", None, n) for n in repetitions], program(LIFTS), DAY)
    assert of(session, "leg_lift", "left").verdict is verdict
    assert of(session, "leg_lift", "left").repetitions == sum(repetitions)


def test_a_leg_without_sensor_is_not_measured_and_what_it_wore_and_did_not_do_is_not_done():
    session = from_sets([SetTally("lunge", "left", "front", 10)] * 2, program(LIFTS, LUNGES, BRIDGES), DAY)
    assert of(session, "lunge", "left").verdict is Verdict.DONE
    assert of(session, "leg_lift", "left").verdict is Verdict.NOT_DONE
    assert of(session, "leg_lift", "left").assessable == 20
    for exercise in ("leg_lift", "lunge"):
        assert of(session, exercise, "right").verdict is Verdict.NOT_MEASURED
        assert of(session, exercise, "right").assessable == 0
    assert of(session, "bridge", "both").verdict is Verdict.NOT_DONE  # either leg would have shown it
    assert session.load == pytest.approx(20 / (20 + 20 + 16))


def test_both_legs_at_once_are_seen_from_either():
    for side in ("left", "right"):
        session = from_sets([SetTally("bridge", side, None, 8, range_deg=30.0)] * 2, program(BRIDGES), DAY)
        assert of(session, "bridge", "both").verdict is Verdict.DONE
        assert of(session, "bridge", "both").range_deg == 30.0


def test_seen_from_the_rear_leg_a_lunge_belongs_to_the_other():
    tally = SetTally("lunge", "left", "rear", 20, on_target=0, range_deg=12.0)
    session = from_sets([tally], program(LUNGES), DAY)
    right = of(session, "lunge", "right")
    assert (right.verdict, right.on_target, right.comparable) == (Verdict.DONE, None, 0)
    assert math.isnan(right.range_deg)


def test_what_a_timer_guides_is_not_measured():
    session = from_sets([SetTally("leg_lift", "left", None, 20)], program(LIFTS, TILTS), DAY)
    assert of(session, "pelvic_tilt", "both").verdict is Verdict.NOT_MEASURED


def test_items_of_other_days_are_not_asked_for():
    friday = ProgramItem("leg_lift", "Leg lift", "each", 2, 10, days=("fri",))
    assert from_sets([], program(friday, BRIDGES), DAY).exercises[0].key == ("bridge", "both")


def test_on_target_adds_up_only_what_was_judged():
    tallies = [SetTally("leg_lift", "left", None, 10, on_target=7), SetTally("leg_lift", "left", None, 10)]
    one = of(from_sets(tallies, program(LIFTS), DAY), "leg_lift", "left")
    assert (one.on_target, one.comparable, one.repetitions, one.largest_set) == (7, 10, 20, 10)


def test_what_no_item_asks_for_is_beside_the_program():
    tallies = [SetTally("squat", "left", None, 5), SetTally("squat", "left", None, 6)]
    (extra,) = from_sets(tallies, program(BRIDGES), DAY).extras
    assert (extra.exercise, extra.sets, extra.repetitions, extra.measured) == ("squat", 2, 11, True)


def test_a_session_in_which_nothing_could_be_seen_has_no_load():
    assert math.isnan(SessionRecord(DAY, ()).load)
    assert math.isnan(from_sets([], program(TILTS), DAY).load)


@given(
    st.lists(st.tuples(st.sampled_from(["left", "right"]), st.integers(0, 30)), max_size=6),
)
def test_more_repetitions_never_count_for_less(sets):
    tallies = [SetTally("leg_lift", side, None, count) for side, count in sets]
    before = from_sets(tallies, program(LIFTS), DAY)
    after = from_sets([*tallies, SetTally("leg_lift", "left", None, 1)], program(LIFTS), DAY)
    assert of(after, "leg_lift", "left").credited >= of(before, "leg_lift", "left").credited
    for one in (*before.exercises, *after.exercises):
        assert 0 <= one.credited <= one.prescribed.total
        assert one.assessable in (0, one.prescribed.total)


def test_a_comparison_gives_the_same_record_as_the_table_of_its_sets():
    from analysis.program import load_program

    runner = load_program(SAMPLES / "programs" / "runner.toml")
    results = [
        analyze(read_recording(SAMPLES / "sessions" / f"runner-{side}.csv.gz")) for side in ("left", "right")
    ]
    compared = compare(results, runner)
    record = from_comparison(compared, DAY, diary=Diary(pain_before=2))
    tallies = [
        SetTally(one.exercise, result.side, one.role, len(one.repetitions))
        for result in results
        for one in result.sets
    ]
    told = from_sets(tallies, runner, DAY)
    assert record.diary.pain_before == 2
    assert [(o.key, o.verdict, o.repetitions, o.sets, o.assessable) for o in record.exercises] == [
        (o.key, o.verdict, o.repetitions, o.sets, o.assessable) for o in told.exercises
    ]
    assert sum(one.credited for one in record.exercises) == compared.credited_repetitions


@pytest.mark.parametrize(("side", "lifts"), [("both", (1.0,)), ("left", ())])
def test_an_impossible_range_test_is_refused(side, lifts):
    with pytest.raises(InputError, match=r"2025-09-01: a range test needs a leg and a lift\. Leave"):
        RangeTest(DAY, side, lifts)


def test_every_rule_has_words_and_a_source():
    rules = described_rules()
    assert {one.name: one.value for one in rules} == {
        name: getattr(load_rules(), name) for name in load_rules().__dataclass_fields__
    }
    assert all(one.meaning and one.source for one in rules)
