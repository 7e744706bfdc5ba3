"""Prescribed against done in words and HTML: what stands out, in which order, and nothing left unescaped."""

import csv
import dataclasses
import io
import json
import math
import re

import pytest

from analysis import compare
from analysis.comparison import SelfReport, Verdict
from analysis.prescription import Patient, Timer
from dashboard.exercise_words import title
from dashboard.program_view.export import comparison_csv, comparison_json
from dashboard.program_view.findings import Topic, Trust, findings, headline, measurement, repetitions, tally
from dashboard.program_view.marks import LABELS, bar
from dashboard.program_view.sheet import beside_html, sheet_html
from dashboard.program_view.summary import MORE_IS_NOT_BETTER, glance, summary_html
from dashboard.program_view.table import comparison_table
from dashboard.programs import template
from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.store import RecordingStore, open_example


@pytest.fixture(scope="module")
def store():
    return RecordingStore()


@pytest.fixture(scope="module")
def compared(store):
    """The comparison of an example, with what the patient reports if need be."""

    def of(name, reports=()):
        session = open_example(store, name)
        return compare(session.results, template(EXAMPLES[name].program), self_reports=reports)

    return of


OWN_DRAWING = re.compile(r'<img src="data:image/svg\+xml;base64,[\w+/=]+" alt="">')


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'").strip()


def told(comparison):
    return [(finding.topic, finding.subject, finding.words) for finding in findings(comparison)]


def test_the_runner_fell_short_on_the_left(compared):
    comparison = compared("runner")
    assert headline(comparison) == "Done, but one exercise fell short"
    assert told(comparison) == [
        (Topic.SHORT, "Standing leg lift (left)", "16 of 24, 8 short; 11 of 16 on target")
    ]
    assert (tally(comparison), repetitions(comparison)) == ("4 of 5 done", "96 of 104 (92 %)")


def test_the_largest_share_missing_comes_first_and_reasons_are_told_once(compared):
    topics = told(compared("poor-link"))
    assert [(topic, subject) for topic, subject, _ in topics] == [
        (Topic.SHORT, "Standing leg lift (right)"),  # 10 of 24
        (Topic.SHORT, "Bridge"),  # 15 of 24
        (Topic.TOO_MUCH, "Lunge (right)"),
        (Topic.UNMEASURED, "Standing leg lift (left), Lunge (left)"),
    ]
    assert topics[-1][2] == "no recording says that the sensor was on the left leg"
    assert told(compared("floor"))[-1][:2] == (Topic.BESIDE, "Straight-leg raise (right)")


def test_too_much_is_told_calmly_and_why_it_matters(compared):
    comparison = compared("hurried")
    assert (Topic.TOO_MUCH, "Bridge", "37 of 24, 13 more") in told(comparison)
    html = summary_html(comparison, measurement(()), title="A", when="", table=True)
    assert MORE_IS_NOT_BETTER in html
    assert "!" not in text_of(html)
    assert MORE_IS_NOT_BETTER not in summary_html(
        compared("runner"), measurement(()), title="A", when="", table=True
    )


def test_a_self_report_is_said_as_such(compared):
    before = {(one.exercise, one.side): one for one in compared("hurried").items}
    comparison = compared("hurried", [SelfReport("lunge", "right", 2, 12)])
    after = {(one.exercise, one.side): one for one in comparison.items}
    assert before["lunge", "right"].verdict is Verdict.NOT_MEASURED
    assert after["lunge", "right"].verdict is Verdict.SELF_REPORTED
    assert (Topic.REPORTED, "Lunge (right)", "12 of 16") in told(comparison)
    assert "12 of 16 repetitions in 2 sets, without the sensor" in text_of(comparison_table(comparison))
    assert 'class="rp-said"' in bar(after["lunge", "right"])


def test_the_small_table_gives_no_count_where_none_is_known(compared):
    rows = text_of(glance(compared("hurried", [SelfReport("lunge", "right", 2, 12)]).items))
    assert "Standing leg lift (right) 24 prescribed Not measured" in rows
    assert "Lunge (right) 12 of 16 reported Self-reported" in rows
    assert "Bridge 37 of 24 Over the dose" in rows


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.NOT_DONE, "Not done"),
        (Verdict.CANNOT_COUNT, "Cannot be counted"),
        (Verdict.SELF_REPORTED, "Reported, not measured"),
        (Verdict.NOT_MEASURED, "Not measured"),
        (Verdict.PARTLY, "Partly done"),
    ],
)
def test_every_verdict_has_a_headline(compared, verdict, words):
    assert headline(dataclasses.replace(compared("hurried"), verdict=verdict)) == words


def test_done_as_prescribed_is_said_plainly(compared):
    comparison = compared("runner")
    fine = [one for one in comparison.items if one.verdict is Verdict.DONE and not one.cautions]
    perfect = dataclasses.replace(comparison, items=tuple(fine))
    assert headline(perfect) == "Done as prescribed"
    assert findings(perfect) == ()
    html = summary_html(perfect, measurement(()), title="A", when="", table=False)
    assert "Everything was done as prescribed" in html


def test_a_ceiling_exceeded_stands_before_other_cautions(compared):
    comparison = compared("runner")
    high = dataclasses.replace(
        comparison.items[1],
        cautions=("2 above 95°",),
        done=dataclasses.replace(comparison.items[1].done, above_ceiling=2),
    )
    other = dataclasses.replace(comparison.items[2], cautions=("1 low enough to be steps",))
    mixed = dataclasses.replace(comparison, items=(other, high))
    assert headline(mixed) == "Done, but higher than allowed"
    assert [finding.topic for finding in findings(mixed)] == [Topic.TOO_FAR, Topic.OTHERWISE]
    assert "2 of 24 too high" in text_of(comparison_table(mixed))
    for verdict, more, words in (
        (Verdict.PARTLY, (), "Partly done; some higher than allowed"),
        (Verdict.DONE, comparison.items[:1], "Done, but one exercise fell short; some higher than allowed"),
        (
            Verdict.DONE,
            (dataclasses.replace(other, verdict=Verdict.OVER),),
            "Done, and more than prescribed; some higher than allowed",
        ),
    ):
        assert headline(dataclasses.replace(mixed, items=(*mixed.items, *more), verdict=verdict)) == words


def test_whether_it_was_measured_well(store):
    assert measurement(open_example(store, "runner").results).trust is Trust.WELL
    poor = measurement(open_example(store, "poor-link").results)
    assert poor.trust is Trust.CARE
    assert "samples are missing within 1 of 10 repetitions" in poor.reasons[0]
    assert measurement(()).trust is Trust.NOTHING
    recognised = measurement(open_example(store, "unlabelled").results)
    assert recognised.reasons[-1].startswith("nobody said which exercises")


def test_reasons_that_differ_in_a_number_are_told_once(store):
    result = open_example(store, "runner").results[1]
    moved = "the standing pose moved by {} degrees since the calibration".format
    lost = "samples are missing within {} of {} repetitions".format
    reasons = [(moved(8),), (moved(11),), (moved(10), lost(1, 8)), (lost(2, 7),)]
    sets = tuple(
        dataclasses.replace(one, quality=dataclasses.replace(one.quality, reasons=told))
        for one, told in zip(result.sets, reasons, strict=True)
    )
    assert measurement([dataclasses.replace(result, sets=sets)]).reasons == (
        "Standing leg lift, Lunge: the standing pose moved by 8 to 11 degrees since the calibration",
        "Lunge: samples are missing within 1 of 8 repetitions",
        "Lunge: samples are missing within 2 of 7 repetitions",
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_table_tells_the_figures_of_the_comparison(compared, name):
    comparison = compared(name)
    table = text_of(comparison_table(comparison))
    for one in comparison.items:
        assert one.title in table
        assert LABELS[one.verdict] in table
        if one.done.repetitions:
            assert f"{one.done.repetitions} of {one.prescribed.total} repetitions" in table
        if one.done.on_target is not None:
            assert f"On target {one.done.on_target} of {one.done.comparable}" in table
    for extra in comparison.extras:
        assert title(extra.exercise) in table


def test_an_exercise_beside_the_program_has_one_row_for_both_legs(store):
    session = open_example(store, "rear-leg")
    said = [SelfReport("lunge", "left", 1, 5), SelfReport("squat", None, 1, 5)]
    comparison = compare(session.results, template("hip-replacement-cautious"), self_reports=said)
    assert [one.exercise for one in comparison.extras].count("lunge") == 3
    rows = [row for row in comparison_table(comparison).split("<tr ") if "beside the program" in row]
    assert [text_of(row.partition(">")[2]).split(" ")[0] for row in rows] == [
        "Lunge",
        title("squat").split(" ")[0],
    ]
    left, right = rows[0].split("<td ")[1:]
    assert "20 repetitions in 2 sets" in left
    assert "5 repetitions in 1 set, self-reported" in left
    assert "20 repetitions in 2 sets" in right
    assert "self-reported" not in right


def test_what_the_figures_do_not_tell_is_said_in_words(compared):
    assert "Seen from the rear leg, whose range cannot be compared." in text_of(
        comparison_table(compared("rear-leg"))
    )
    hurried = text_of(comparison_table(compared("hurried")))
    assert "Hold 0.3 s of 2 s too short" in hurried
    assert "Lifting 0.5 s of 3 s too quick" in hurried
    assert "Peak angle 30° of 60°, at most 95° below target" in hurried


def test_a_leg_without_a_prescription_says_so(compared):
    comparison = compared("runner")
    left = dataclasses.replace(comparison, items=comparison.items[:1])
    assert "Right leg Not prescribed" in text_of(comparison_table(left))


def test_bars_end_at_the_dose(compared):
    items = {(one.exercise, one.side): one for one in compared("hurried").items}
    assert 'style="width:41.7%"' in bar(items["leg_lift", "left"])  # 10 of 24
    assert "rp-end" not in bar(items["leg_lift", "left"])
    assert 'class="rp-end" style="left:64.9%"' in bar(items["bridge", "both"])  # 24 of 37


def test_foreign_text_is_escaped(compared):
    evil = "<img src=x onerror=alert(1)>"
    program = dataclasses.replace(
        template("runner"),
        title=evil,
        label=evil,
        description=evil,
        items=tuple(
            dataclasses.replace(item, title=evil, note=evil, support=evil)
            for item in template("runner").items
        ),
        timers=(Timer("evil", evil, 5.0, when=evil),),
        patient=Patient(precautions=(evil,), therapist_phone=evil, operation=evil, weight_bearing=evil),
    )
    comparison = compare([], program, self_reports=[SelfReport(evil, "left", 1, 2)])
    comparison = dataclasses.replace(comparison, warnings=(evil,))
    measured = dataclasses.replace(measurement(()), reasons=(evil,))
    pages = (
        summary_html(comparison, measured, title=evil, when=evil, table=True),
        comparison_table(comparison),
        sheet_html(program),
        beside_html(program, [evil]),
    )
    for page in pages:
        assert "&lt;img" in page
        assert "<img" not in OWN_DRAWING.sub("", page)


def test_the_sheet_draws_what_there_is_a_drawing_of():
    program = template("runner")
    items = program.items
    assert len(OWN_DRAWING.findall(sheet_html(program))) == len(items) > 2
    unknown = dataclasses.replace(items[0], exercise="own_exercise")
    without = dataclasses.replace(program, items=(unknown, *items[1:]))
    assert len(OWN_DRAWING.findall(sheet_html(without))) == len(items) - 1


def test_the_sheet_tells_what_to_do():
    sheet = text_of(sheet_html(template("psoas-article")))
    assert "as in the article, not a starting dose" in sheet
    assert "Standing leg lift 1 x 10, hold 3 s, per leg Support: back of a chair or a wall" in sheet
    assert "Not measured: guided by a timer, confirm it yourself" in sheet
    beside = text_of(beside_html(template("psoas-article"), ["5 exercises"]))
    assert "Stretch back and legs : 5 minutes, before and after, 3 to 5 days a week" in beside
    assert "Start only with pain of 3 of 10 or less" in beside
    assert "For the therapist 5 exercises" in beside


def test_precautions_and_phone_are_shown_and_never_guarded():
    patient = Patient(precautions=("No crossing of the legs",), therapist_phone="0123 456", side="right")
    beside = text_of(beside_html(dataclasses.replace(template("runner"), patient=patient), ()))
    for words in ("Affected side: right", "No crossing", "does not guard these", "Therapist: 0123 456"):
        assert words in beside


def test_a_comparison_is_saved_as_json_and_csv(compared):
    comparison = compared("floor", [SelfReport("squat", None, 1, 5)])
    assert json.loads(comparison_json(comparison)) == comparison.to_dict()
    rows = list(csv.DictReader(io.StringIO(comparison_csv(comparison).decode())))
    assert len(rows) == len(comparison.items) + len(comparison.extras)
    bridge = next(row for row in rows if row["exercise"] == "bridge")
    assert (bridge["repetitions"], bridge["verdict"], bridge["on_target"]) == ("34", "over", "")
    assert math.isclose(float(bridge["range_deg"]), comparison.items[1].done.range_deg, rel_tol=1e-3)
    squat = next(row for row in rows if row["exercise"] == "squat")
    assert (squat["repetitions"], squat["reported_repetitions"]) == ("", "5")
