"""Done against prescribed: the rule of each verdict, the words, and what must never change them."""

import dataclasses
import json
import math
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.adherence import SelfReport, Verdict, compare, load_rules, program_warnings
from analysis.prescription import Program, ProgramItem
from analysis.program import load_program
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult, SetMetrics
from sensing.errors import InputError, ProgramError

NO_METRICS = SetMetrics(0, *[math.nan] * 9)
NO_ANGLE = pd.DataFrame({"time_s": [], "thigh_angle_deg": []})
TEMPLATES = Path(__file__).resolve().parents[2] / "sample_data" / "programs"


def repetition(peak=60.0, hold=3.0, up=2.0, down=2.0, span=None, flags=()):
    reach = abs(peak) if span is None else span
    return Repetition(1, 0.0, 1.0, 2.0, peak, reach, hold, up, down, flags)


def one_set(count, exercise="leg_lift", side=None, role=None, quality=None, **measures):
    repetitions = tuple(dataclasses.replace(repetition(**measures), number=n + 1) for n in range(count))
    return ExerciseSet(exercise, side, role, 0.0, 9.0, repetitions, NO_METRICS, quality or Quality())


def recording(*sets, side="left", quality=None, name="", started_at=None):
    return SessionResult(name, started_at, 60.0, side, sets, NO_ANGLE, quality or Quality(), None)


def lifts(**fields):
    values = {"side": "left", "sets": 2, "repetitions": 10} | fields
    return ProgramItem("leg_lift", "Leg lift", **values)


def program(*items):
    return Program("rehab-program/1", "test", "Test", items, 3, True, 3, 2)


LUNGES = ProgramItem("lunge", "Lunge", "each", 2, 10)
BRIDGES = ProgramItem("bridge", "Bridge", "both", 2, 8, measure="range")


def only(comparison):
    (item,) = comparison.items
    return item


def against(item, *sets, **extra):
    return only(compare([recording(*sets)], program(item), **extra))


# ---------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("counts", "verdict", "words"),
    [
        ((10, 10), Verdict.DONE, "20 of 20"),
        ((10, 6), Verdict.DONE, "16 of 20; 4 short"),
        ((10, 5), Verdict.PARTLY, "15 of 20; 5 short"),
        ((20,), Verdict.DONE, "20 of 20; 1 of 2 sets"),
        ((10, 10, 4), Verdict.DONE, "24 of 20; 4 more; 3 of 2 sets"),
        ((10, 10, 5), Verdict.OVER, "25 of 20; 5 more; 3 of 2 sets"),
        ((), Verdict.NOT_DONE, "Not done: 0 of 20"),
    ],
)
def test_counting(counts, verdict, words):
    found = against(lifts(), *[one_set(count) for count in counts])
    assert (found.verdict, found.words) == (verdict, words)
    assert found.done.repetitions == sum(counts)
    assert found.done.sets == len(counts)
    assert found.credited_repetitions == min(20, sum(counts))
    assert found.assessable_repetitions == 20


@pytest.mark.parametrize(("count", "prescribed", "done"), [(8, 10, True), (7, 10, False), (4, 5, True)])
def test_done_from_exactly_four_fifths(count, prescribed, done):
    found = against(lifts(sets=1, repetitions=prescribed), one_set(count))
    assert (found.verdict is Verdict.DONE) == done


@pytest.mark.parametrize(
    ("fields", "count", "over"),
    [
        ({"repetitions": 10}, 12, False),
        ({"repetitions": 10}, 13, True),
        ({"repetitions": 3, "repetitions_max": 4}, 4, False),
        ({"repetitions": 3, "repetitions_max": 4}, 5, True),
        ({"repetitions": 10, "repetitions_max": 10}, 11, True),
        ({"repetitions": 10, "daily_cap": 11}, 12, True),
        ({"repetitions": 10, "repetitions_max": 20, "daily_cap": 30}, 20, False),
    ],
)
def test_overuse_limit(fields, count, over):
    item = lifts(sets=1, **fields)
    session = compare([recording(one_set(count))], program(item))
    assert (only(session).verdict is Verdict.OVER) == over
    assert bool(session.overuse) == over
    assert session.verdict is Verdict.DONE


def test_a_large_set_is_said_but_not_overuse():
    found = against(lifts(repetitions_max=12), one_set(20))
    assert found.verdict is Verdict.DONE
    assert found.words == "20 of 20; 1 of 2 sets; a set of 20, where 12 is the most"
    assert against(lifts(repetitions_max=10), one_set(10), one_set(10)).words == "20 of 20"


# ---------------------------------------------------------------- on target


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ({"peak": 60.0}, 1),
        ({"peak": 55.0}, 1),
        ({"peak": 54.9}, 0),
        ({"peak": 80.0}, 1),
        ({"peak": 80.1}, 0),
        ({"hold": 2.4}, 1),
        ({"hold": 2.3}, 0),
        ({"peak": math.nan, "span": 58.0}, 1),
        ({"peak": math.nan, "span": 50.0}, 0),
        ({"peak": 58.0, "span": 20.0}, 1),
        ({"hold": math.nan}, None),
        ({"peak": math.nan, "span": math.nan}, None),
    ],
)
def test_on_target(measures, expected):
    item = lifts(target_deg=60.0, max_angle_deg=80.0, hold_s=3.0)
    assert against(item, one_set(1, **measures)).done.on_target == expected


def test_extension_is_held_against_its_range():
    item = dataclasses.replace(BRIDGES, target_deg=30.0)
    found = against(item, one_set(16, "bridge", peak=-31.0))
    assert found.done.on_target == 16
    assert found.words == "16 of 16; 1 of 2 sets; 16 on target"
    low = against(item, one_set(16, "bridge", peak=-20.0))
    assert low.words == "16 of 16; 1 of 2 sets; 0 on target; range 20° of 30°"


def test_range_when_the_program_asks_for_it_and_the_ceiling_on_the_peak_still():
    item = lifts(measure="range", target_deg=40.0, max_angle_deg=60.0)
    assert against(item, one_set(1, peak=55.0, span=41.0)).done.on_target == 1
    high = against(item, one_set(1, peak=65.0, span=41.0)).done
    assert (high.on_target, high.above_ceiling) == (0, 1)


def test_nothing_prescribed_is_not_on_target():
    assert against(lifts(), one_set(20)).done.on_target is None


def test_ceiling_is_listed():
    session = compare(
        [recording(one_set(8, peak=40.0), one_set(12, peak=52.0))], program(lifts(max_angle_deg=45.0))
    )
    assert session.above_ceiling == ("Leg lift (left): 12 above 45°",)
    assert only(session).words == "20 of 20; 8 on target; 12 above the ceiling of 45°"


def test_words_for_holds_tempo_and_peak():
    item = lifts(hold_s=3.0, target_deg=60.0, up_s=3.0, down_s=3.0)
    found = against(item, one_set(8, hold=1.8, peak=52.0, up=1.2), one_set(6, hold=1.8, peak=52.0, up=1.2))
    assert found.words == (
        "14 of 20; 6 short; 0 on target; peak 52° of 60°; holds 1.8 s of 3 s; lifts in 1.2 s of 3 s"
    )


def test_just_long_and_high_enough_is_not_worth_a_word():
    item = lifts(hold_s=3.0, target_deg=60.0, up_s=3.0, down_s=3.0)
    quick = against(item, *[one_set(10, peak=55.0, up=1.8, down=1.7) for _ in range(2)])
    assert quick.words == "20 of 20; 20 on target; lowers in 1.7 s of 3 s"
    found = against(item, *[one_set(10, hold=2.4, peak=55.0, up=1.8, down=1.8) for _ in range(2)])
    assert found.words == "20 of 20; 20 on target"


def test_medians():
    measures = [{"peak": 10.0, "hold": 1.0}, {"peak": 20.0, "hold": 5.0}, {"peak": 60.0, "hold": math.nan}]
    done = against(lifts(), *[one_set(1, **each) for each in measures]).done
    assert (done.peak_angle_deg, done.range_deg, done.hold_s) == (20.0, 20.0, 3.0)


def test_repetitions_to_confirm_are_said():
    found = against(lifts(), one_set(10), one_set(10, flags=("confirm",)))
    assert found.done.to_confirm == 10
    assert "10 low enough to be steps, please confirm" in found.words


# ---------------------------------------------------------------- legs


def test_extra_on_one_leg_does_not_make_up_for_the_other():
    each = lifts(side="each")
    session = compare(
        [recording(one_set(24), side="left"), recording(one_set(8), side="right")], program(each)
    )
    assert [one.credited_repetitions for one in session.items] == [20, 8]
    assert session.done_share == 28 / 40
    assert session.verdict is Verdict.PARTLY


def test_leg_without_sensor_is_not_measured():
    session = compare([recording(one_set(20), side="right")], program(lifts(side="each")))
    left, right = session.items
    assert left.verdict is Verdict.NOT_MEASURED
    assert left.words == "Not measured: no recording says that the sensor was on the left leg"
    assert left.assessable_repetitions == 0
    assert right.verdict is Verdict.DONE
    assert session.verdict is Verdict.DONE
    assert session.done_share == 1.0
    assert session.words == "20 of 20 repetitions (100 %). Not measured: Leg lift (left)."


def test_side_of_the_set_goes_before_the_recordings():
    session = compare([recording(one_set(20, side="right"), side="left")], program(lifts(side="each")))
    assert [one.verdict for one in session.items] == [Verdict.NOT_DONE, Verdict.DONE]


def test_rear_leg_counts_for_the_leg_in_front():
    rear = [one_set(10, "lunge", role="rear", peak=-20.0) for _ in range(2)]
    item = dataclasses.replace(LUNGES, target_deg=70.0, max_angle_deg=100.0)
    session = compare([recording(*rear, side="left")], program(item))
    left, right = session.items
    assert left.verdict is Verdict.NOT_DONE
    assert right.verdict is Verdict.DONE
    assert right.done.on_target is None
    assert math.isnan(right.done.range_deg)
    assert right.words == "20 of 20; seen from the rear leg, whose range cannot be compared"


def test_front_and_rear_lunges_of_one_recording():
    sets = [one_set(10, "lunge", role=role) for role in ("front", "rear", "front", "rear")]
    session = compare([recording(*sets, side="right")], program(LUNGES))
    assert [(one.verdict, one.done.sets) for one in session.items] == [(Verdict.DONE, 2)] * 2


def test_unknown_leg_is_clear_when_one_leg_is_prescribed():
    found = only(compare([recording(one_set(20), side=None)], program(lifts())))
    assert found.verdict is Verdict.DONE
    assert found.words == "20 of 20; 1 of 2 sets; the recording does not name the leg, taken as the left one"


def test_unknown_leg_is_not_guessed_between_two():
    session = compare([recording(one_set(20), side=None)], program(lifts(side="each")))
    assert {one.verdict for one in session.items} == {Verdict.NOT_MEASURED}
    assert session.items[0].words.startswith("Not measured: the recording does not name the leg")
    assert math.isnan(session.done_share)
    assert session.verdict is Verdict.NOT_MEASURED
    (extra,) = session.extras
    assert (extra.side, extra.repetitions, extra.words) == (None, 20, "prescribed, but the leg is not known")


def test_either_leg_shows_an_exercise_of_both():
    session = compare(
        [recording(one_set(8, "bridge"), side="left"), recording(one_set(8, "bridge"), side=None)],
        program(BRIDGES),
    )
    assert only(session).verdict is Verdict.DONE
    assert only(session).words == "16 of 16"


# ---------------------------------------------------------------- not seen


def test_self_reported():
    report = SelfReport("leg_lift", "right", 2, 18)
    session = compare([recording(one_set(20))], program(lifts(side="each")), self_reports=[report])
    right = session.items[1]
    assert (right.verdict, right.words) == (Verdict.SELF_REPORTED, "Self-reported: 18 of 20")
    assert (right.credited_repetitions, right.assessable_repetitions) == (0, 0)
    assert session.reported_repetitions == 18
    assert session.done_share == 1.0


def test_self_reported_rest_of_a_measured_leg():
    found = against(lifts(), one_set(10), self_reports=[SelfReport("leg_lift", "left", 1, 10)])
    assert found.verdict is Verdict.SELF_REPORTED
    assert found.words == "10 of 20; 10 short; 1 of 2 sets; 10 more self-reported"
    assert (found.credited_repetitions, found.assessable_repetitions) == (10, 10)


def test_too_much_by_the_patients_own_words():
    session = compare([], program(lifts()), self_reports=[SelfReport("leg_lift", "left", 4, 40)])
    assert only(session).verdict is Verdict.OVER
    assert session.overuse == ("Leg lift (left): Self-reported: 40 of 20; more than prescribed",)
    assert session.verdict is Verdict.SELF_REPORTED


def test_a_timer_guided_exercise_is_never_missed():
    tilt = ProgramItem("pelvic_tilt", "Pelvic tilt", "both", 1, 3, sensor=False, measure="range")
    found = against(tilt)
    assert found.verdict is Verdict.NOT_MEASURED
    assert found.words == "Not measured: guided by a timer and confirmed by the patient"
    assert against(tilt, one_set(3, "pelvic_tilt")).verdict is Verdict.DONE
    reported = against(tilt, self_reports=[SelfReport("pelvic_tilt", None, 1, 3)])
    assert reported.verdict is Verdict.SELF_REPORTED


def test_set_that_cannot_be_counted():
    bad = one_set(0, quality=Quality(False, ("half of the samples are missing",)))
    session = compare([recording(one_set(10), bad)], program(lifts()))
    found = only(session)
    assert found.verdict is Verdict.CANNOT_COUNT
    assert found.words.startswith("Cannot count: half of the samples are missing; 10 of 20")
    assert (found.credited_repetitions, found.assessable_repetitions) == (10, 10)
    done = only(compare([recording(one_set(20), bad)], program(lifts())))
    assert done.verdict is Verdict.DONE
    assert done.words.endswith("1 set could not be counted")


def test_an_exercise_in_which_nothing_could_be_told_apart():
    still = Quality(False, ("the thigh hardly moves",))
    tilts = ProgramItem("pelvic_tilt", "Pelvic tilt", "both", 3, 10, measure="range")
    told = Quality(False, ("cannot count pelvic tilt: the thigh hardly moves",))
    session = compare([recording(one_set(0, "pelvic_tilt", quality=still), quality=told)], program(tilts))
    found = only(session)
    assert found.verdict is Verdict.CANNOT_COUNT
    assert found.words == "Cannot count: the thigh hardly moves"
    assert (found.credited_repetitions, found.assessable_repetitions) == (0, 0)
    assert session.verdict is Verdict.CANNOT_COUNT
    assert session.words == "Nothing could be measured. Cannot count: Pelvic tilt."
    timed = dataclasses.replace(tilts, sensor=False)
    words = only(compare([recording(one_set(0, "pelvic_tilt", quality=still))], program(timed))).words
    assert "confirmed by the patient; 1 set could not be counted" in words


def test_recording_that_cannot_be_counted():
    faulty = Quality(False, ("the gyroscope stands still",))
    session = compare([recording(quality=faulty)], program(lifts(side="each"), BRIDGES))
    assert [one.verdict for one in session.items] == [
        Verdict.CANNOT_COUNT,
        Verdict.NOT_MEASURED,
        Verdict.CANNOT_COUNT,
    ]
    assert session.verdict is Verdict.CANNOT_COUNT
    assert math.isnan(session.done_share)
    assert session.items[0].words == "Cannot count: the gyroscope stands still"
    assert session.words.endswith("Cannot count: Leg lift (left), Bridge.")


def test_nothing_reads_not_done_in_a_recording_that_cannot_be_counted():
    faulty = recording(one_set(7), quality=Quality(False, ("noise",)))
    session = compare([faulty], program(lifts(), BRIDGES))
    assert [one.verdict for one in session.items] == [Verdict.CANNOT_COUNT] * 2
    assert {one.words for one in session.items} == {"Cannot count: noise"}
    assert session.items[0].done.repetitions == 0


def test_sets_that_cannot_be_counted_cast_doubt_only_on_what_they_name():
    still = Quality(False, ("the thigh hardly moves",))
    hidden = recording(one_set(0, quality=still), quality=Quality(False, ("cannot count leg lift",)))
    session = compare([hidden], program(lifts(), BRIDGES))
    assert [one.verdict for one in session.items] == [Verdict.CANNOT_COUNT, Verdict.NOT_DONE]


def test_what_was_not_looked_for_is_not_measured():
    searched = dataclasses.replace(recording(one_set(20)), looked_for=("leg_lift",))
    session = compare([searched], program(lifts(), BRIDGES))
    done, bridges = session.items
    assert (done.verdict, bridges.verdict) == (Verdict.DONE, Verdict.NOT_MEASURED)
    assert (bridges.words, bridges.assessable_repetitions) == ("Not measured: not looked for", 0)
    assert (session.verdict, session.done_share) == (Verdict.DONE, 1.0)
    again = compare([searched, recording()], program(BRIDGES))
    assert only(again).verdict is Verdict.NOT_DONE
    other_leg = compare([searched, recording(side="right")], program(lifts(side="each"), LUNGES))
    assert [one.verdict for one in other_leg.items] == [
        Verdict.DONE,
        Verdict.NOT_DONE,
        Verdict.NOT_MEASURED,
        Verdict.NOT_DONE,
    ]


def test_what_was_not_recognised_may_be_what_is_prescribed():
    unclear = dataclasses.replace(recording(one_set(10)), unnamed=1)
    session = compare([unclear], program(lifts(), BRIDGES))
    partly, bridges = session.items
    assert partly.verdict is Verdict.PARTLY
    assert partly.words.endswith("; once something moved that could not be recognised and may belong here")
    assert bridges.verdict is Verdict.CANNOT_COUNT
    assert bridges.words == "Cannot count: once something moved that could not be recognised"
    alone = compare([dataclasses.replace(recording(), unnamed=2)], program(lifts(sets=3)))
    assert alone.verdict is Verdict.CANNOT_COUNT
    assert only(alone).words == "Cannot count: 2 times something moved that could not be recognised"


def test_good_recording_after_a_faulty_one_is_enough():
    faulty = recording(quality=Quality(False, ("noise",)))
    session = compare([faulty, recording(one_set(20))], program(lifts()))
    assert (session.verdict, session.done_share) == (Verdict.DONE, 1.0)


def test_no_recording():
    session = compare([], program(lifts(), BRIDGES))
    assert {one.words for one in session.items} == {"Not measured: there is no recording"}
    assert session.verdict is Verdict.NOT_MEASURED
    assert session.words.startswith("Nothing could be measured.")


# ---------------------------------------------------------------- around the items


def test_recordings_may_come_one_by_one():
    once = (one for one in [recording(one_set(20))])
    session = compare(once, program(lifts()), self_reports=(one for one in ()))
    assert (session.verdict, session.warnings) == (Verdict.DONE, ())


def test_recordings_of_different_days_are_told():
    days = [
        recording(one_set(day), name=f"{day}.csv", started_at=datetime(2026, 3, day, 12, tzinfo=UTC))
        for day in (4, 2)
    ]
    (warning,) = compare(days, program(lifts())).warnings
    assert warning == (
        "The recordings are of different days (2026-03-02, 2026-03-04), compared as one session"
    )
    same = [days[0], dataclasses.replace(days[0], side="right")]
    assert compare([same[0], recording(side="right")], program(lifts())).warnings == ()


def test_a_copy_under_another_name_is_told():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    first = recording(one_set(10), name="a.csv", started_at=noon)
    same_start = recording(one_set(9), name="b.csv", started_at=noon)
    same_sets = recording(one_set(10), name="c.csv")
    twice = "The same movements seem to be there twice and count twice"
    for other in (same_start, same_sets):
        (warning,) = compare([first, other], program(lifts())).warnings
        assert warning == f"{twice} (a.csv, {other.recording})"
    other_leg = recording(one_set(9), name="d.csv", started_at=noon, side="right")
    assert compare([first, other_leg, recording(), recording()], program(lifts())).warnings == ()


def test_a_session_that_is_done_still_says_what_was_not_as_prescribed():
    item = lifts(target_deg=60.0, hold_s=3.0, max_angle_deg=70.0)
    low = compare([recording(one_set(20, peak=40.0, hold=1.0, flags=("confirm",)))], program(item))
    assert low.verdict is Verdict.DONE
    assert only(low).cautions == ("0 of 20 on target", "holds 1.0 s of 3 s", "20 low enough to be steps")
    assert low.words == (
        "20 of 20 repetitions (100 %). Not as prescribed: "
        "Leg lift (left) 0 of 20 on target, holds 1.0 s of 3 s, 20 low enough to be steps."
    )
    high = compare([recording(one_set(19), one_set(1, peak=71.0))], program(item))
    assert only(high).cautions == ("1 above 70°",)
    assert only(compare([recording(one_set(16), one_set(4, peak=40.0))], program(item))).cautions == ()


def test_the_label_of_the_program_goes_with_it():
    article = load_program(TEMPLATES / "psoas-article.toml")
    assert compare([], article).label == article.label == "as in the article, not a starting dose"


def test_extras():
    session = compare(
        [recording(one_set(5), one_set(6), one_set(9, "squat"), side="right")],
        program(lifts()),
        self_reports=[SelfReport("march", "left", 1, 20)],
    )
    assert [(one.exercise, one.side, one.sets, one.repetitions, one.measured) for one in session.extras] == [
        ("leg_lift", "right", 2, 11, True),
        ("march", "left", 1, 20, False),
        ("squat", "right", 1, 9, True),
    ]
    assert session.extras[0].words == "not prescribed for the right leg"
    assert session.extras[2].words == "not prescribed for this session"
    assert session.words.endswith("Beside the program: leg_lift, march, squat.")


def test_items_not_due_are_extras():
    plan = program(dataclasses.replace(BRIDGES, days=("mon",)), lifts())
    sets = recording(one_set(16, "bridge"), one_set(20))
    assert compare([sets], plan, day=date(2026, 3, 2)).extras == ()
    tuesday = compare([sets], plan, day=date(2026, 3, 3))
    assert [one.exercise for one in tuesday.items] == ["leg_lift"]
    assert [one.exercise for one in tuesday.extras] == ["bridge"]


def test_same_recording_twice():
    twice = recording(one_set(10), name="a.csv", started_at=datetime(2026, 3, 2, tzinfo=UTC))
    for pair in ([twice, twice], [twice, dataclasses.replace(twice)]):
        with pytest.raises(InputError, match=r"^a\.csv: the same recording twice"):
            compare(pair, program(lifts()))


@pytest.mark.parametrize(("side", "count"), [("both", 1), ("left", -1)])
def test_faulty_self_report(side, count):
    with pytest.raises(InputError):
        SelfReport("leg_lift", side, 1, count)


def test_json():
    session = compare([recording(one_set(10, peak=math.nan))], load_program(TEMPLATES / "psoas-article.toml"))
    plain = json.loads(json.dumps(session.to_dict(), allow_nan=False))
    assert plain["items"][2]["verdict"] == "done"
    assert plain["items"][2]["prescribed"]["hold_s"] == 3.0
    assert plain["items"][2]["done"]["peak_angle_deg"] is None
    assert [timer["name"] for timer in plain["timers"]] == ["warm_up", "stretching"]


def test_warning_about_many_exercises():
    items = [dataclasses.replace(lifts(), exercise=name) for name in "abcde"]
    assert program_warnings(program(*items[:4])) == ()
    assert program_warnings(program(*items)) == ("5 exercises; 4 or fewer are kept up better",)
    assert compare([], program(*items)).program_warnings == program_warnings(program(*items))
    assert compare([], program(*items[:4])).program_warnings == ()


# ---------------------------------------------------------------- the rules' file


def test_rules_are_those_of_the_clinical_page():
    rules = load_rules()
    assert (rules.target_tolerance_deg, rules.hold_share, rules.done_share, rules.over_share) == (
        5.0,
        0.8,
        0.8,
        1.2,
    )


def test_other_rules_change_the_verdict():
    strict = dataclasses.replace(load_rules(), done_share=1.0)
    assert against(lifts(), one_set(19), rules=strict).verdict is Verdict.PARTLY


def test_faulty_rules_file(tmp_path):
    path = tmp_path / "rules.toml"
    packaged = (Path(__file__).resolve().parents[2] / "analysis" / "adherence_rules.toml").read_text("utf-8")
    path.write_text(packaged, "utf-8")
    assert load_rules(path) == load_rules()
    path.write_text(packaged.replace("value = 0.8", 'value = "most"', 1), "utf-8")
    with pytest.raises(ProgramError, match=r"line \d+, hold_share.value: expected a number"):
        load_rules(path)
    path.write_text(packaged.replace("[done_share]", "[done]"), "utf-8")
    with pytest.raises(ProgramError, match="Did you mean 'done_share'"):
        load_rules(path)


# ---------------------------------------------------------------- what must never matter

PLAN = program(lifts(side="each", target_deg=60.0, hold_s=3.0), LUNGES, BRIDGES)
COUNTABLE = st.sampled_from(
    [Quality(), Quality(), Quality(), Quality(False, ("noise",)), Quality(False, ("a",))]
)
SETS = st.builds(
    lambda count, exercise, side, role, quality, peak, hold: one_set(
        count, exercise, side, role if exercise == "lunge" else None, quality, peak=peak, hold=hold
    ),
    st.integers(0, 25),
    st.sampled_from(["leg_lift", "lunge", "bridge", "squat"]),
    st.sampled_from([None, "left", "right"]),
    st.sampled_from([None, "front", "rear"]),
    COUNTABLE,
    st.floats(10, 90),
    st.floats(0, 6),
)
RECORDINGS = st.builds(
    lambda sets, side, quality, looked_for, unnamed: dataclasses.replace(
        recording(*sets, side=side, quality=quality),
        looked_for=looked_for and tuple({*looked_for, *(one.exercise for one in sets)}),
        unnamed=unnamed,
    ),
    st.lists(SETS, max_size=5),
    st.sampled_from([None, "left", "right"]),
    COUNTABLE,
    st.sampled_from([None, None, ("leg_lift",), ("lunge",)]),
    st.sampled_from([0, 0, 1, 2]),
)
REPORTS = st.builds(
    SelfReport,
    st.sampled_from(["leg_lift", "lunge", "bridge", "march"]),
    st.sampled_from([None, "left", "right"]),
    st.integers(0, 3),
    st.integers(0, 50),
)
SESSIONS = st.lists(RECORDINGS, max_size=4)


def plain(comparison):
    return json.dumps(comparison.to_dict())


@given(SESSIONS, st.lists(REPORTS, max_size=3), st.data())
def test_order_changes_nothing(results, reports, data):
    shuffled = [
        dataclasses.replace(one, sets=tuple(data.draw(st.permutations(one.sets))))
        for one in data.draw(st.permutations(results))
    ]
    others = data.draw(st.permutations(reports))
    assert plain(compare(results, PLAN, self_reports=reports)) == plain(
        compare(shuffled, PLAN, self_reports=others)
    )


@given(SESSIONS, st.lists(REPORTS, max_size=3))
def test_sums_and_bounds(results, reports):
    session = compare(results, PLAN, self_reports=reports)
    for one in session.items:
        assert 0 <= one.credited_repetitions <= one.assessable_repetitions <= one.prescribed.total
        assert one.words
        assert (one.verdict is Verdict.NOT_DONE) <= (one.done.repetitions == 0)
    assert session.prescribed_repetitions == 96
    assert math.isnan(session.done_share) or 0 <= session.done_share <= 1
    extra = sum(one.repetitions for one in session.extras if one.measured)
    counted = sum(one.done.repetitions for one in session.items)
    assert counted + extra == sum(
        len(each.repetitions)
        for result in results
        for each in result.sets
        if result.quality.countable and each.quality.countable
    )


@given(SESSIONS, st.lists(REPORTS, max_size=2), st.data())
def test_more_repetitions_never_lower_the_share(results, reports, data):
    places = [(i, j) for i, one in enumerate(results) for j, each in enumerate(one.sets) if each.repetitions]
    if not places:
        return
    before = compare(results, PLAN, self_reports=reports)
    i, j = data.draw(st.sampled_from(places))
    sets = list(results[i].sets)
    more = (repetition(),) * data.draw(st.integers(1, 12))
    sets[j] = dataclasses.replace(sets[j], repetitions=sets[j].repetitions + more)
    results[i] = dataclasses.replace(results[i], sets=tuple(sets))
    after = compare(results, PLAN, self_reports=reports)
    assert after.credited_repetitions >= before.credited_repetitions
    assert not after.done_share < before.done_share


def mirrored(value):
    swap = {"left": "right", "right": "left"}
    if isinstance(value, SessionResult):
        return dataclasses.replace(
            value, side=swap.get(value.side), sets=tuple(mirrored(each) for each in value.sets)
        )
    return dataclasses.replace(value, side=swap.get(value.side))


@given(SESSIONS, st.lists(REPORTS, max_size=3))
def test_left_and_right_are_alike(results, reports):
    here = compare(results, PLAN, self_reports=reports)
    there = compare([mirrored(one) for one in results], PLAN, self_reports=[mirrored(one) for one in reports])

    def facts(session, leg):
        return [
            (one.exercise, dataclasses.astuple(one.done).__repr__(), one.verdict, one.assessable_repetitions)
            for one in session.items
            if one.side == leg
        ]

    assert facts(here, "left") == facts(there, "right")
    assert facts(here, "right") == facts(there, "left")
    assert facts(here, "both") == facts(there, "both")
    assert here.verdict is there.verdict
