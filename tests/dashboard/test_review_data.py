"""What the chart of a recording shows, for the sample sessions."""

import json
import math
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import vl_convert

from analysis.repetition_status import RepetitionStatus, set_statuses
from dashboard.components.palette import STATUS_LOOKS
from dashboard.programs import find_program
from dashboard.review import repetition_words, set_words
from dashboard.review.chart_data import ReviewData
from dashboard.review.chart_spec import Look, angle_spec
from dashboard.review.curve import Curve
from dashboard.review.picture import picture, safe_stem
from dashboard.review.repetition_curves import curve_tables, curves_spec, curves_words
from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.store import RecordingStore, open_example

STORE = RecordingStore()


@cache
def data_of(example, which=0):
    opened = open_example(STORE, example).recordings[which]
    statuses = set_statuses(opened.result, find_program(EXAMPLES[example].program))
    return ReviewData(opened, statuses, Curve.of(opened.result))


def tables_of(data):
    marks = data.mark_rows()
    return {
        "curve": data.curve_rows,
        "overview": data.overview_rows,
        "sets": data.set_rows,
        "gaps": data.gap_rows,
        "limits": data.limit_rows,
        "marks": marks,
        "chosen": marks.iloc[:1],
    }


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_repetition_has_a_mark_on_the_curve(example):
    data = data_of(example)
    marks = data.mark_rows(3)
    assert len(marks) == sum(len(one.repetitions) for one in data.opened.result.sets)
    assert set(marks["turn"]) == {3}
    for mark, one in zip(marks.itertuples(), data.repetitions, strict=True):
        assert mark.peak_s == one.repetition.peak_s
        assert mark.angle_deg == pytest.approx(one.repetition.peak_angle_deg, abs=3)
        assert mark.status == one.status
        assert mark.told.endswith(STATUS_LOOKS[one.status].word)


def test_gaps_and_doubts_are_told():
    data = data_of("poor-link")
    lost = [gap for gap in data.opened.recording.gaps if gap.end_s - gap.start_s > 0.12]
    assert [tuple(row) for row in data.gap_rows.to_numpy()] == [(gap.start_s, gap.end_s) for gap in lost]
    assert len(lost) > 0
    assert f"no data in {len(lost)} places" in data.words()
    marks = data.mark_rows()
    flagged = ["gap" in one.repetition.flags for one in data.repetitions]
    assert marks["doubtful"].tolist() == flagged
    assert any(flagged)
    reasons = [bool(one.set.quality.reasons) for one in data.sets]
    assert data.set_rows["doubtful"].tolist() == reasons


def test_targets_stand_where_the_curve_is_held_against_them():
    data = data_of("runner")
    limits = data.limit_rows
    assert sorted(set(zip(limits["kind"], limits["angle_deg"], strict=True))) == [
        ("ceiling", 95.0),
        ("target", 60.0),
    ]
    assert len(limits) == 6  # of three sets of leg lifts, nothing of the others


def test_what_holds_for_the_whole_recording_holds_for_each_set():
    """A faulty sensor is flagged on the recording: no set of it may claim to be counted well."""
    sets = data_of("runner").sets
    good = data_of("runner").opened.result.quality
    assert {row.trust for row in set_words.set_rows(sets, good)} == {"Counted well"}
    faulty = replace(good, reasons=("gyroscope and accelerometer disagree by 20 degrees between rests",))
    told = {row.trust for row in set_words.set_rows(sets, faulty)}
    assert told == {"Counted, with care: see the warning above"}


def test_lines_and_marks_are_told_apart_without_colour():
    """The legend names the lines, as no words stand in the chart; every status has a shape of its own."""
    assert set_words.limits(data_of("runner").sets) == {"target": "target 60°", "ceiling": "ceiling 95°"}
    sets = data_of("runner").sets
    harder = replace(sets[1], item=replace(sets[1].item, target_deg=70.0))
    assert set_words.limits((*sets, harder))["target"] == "target 60°, 70°"
    assert set_words.limits(data_of("rear-leg").sets[:4]) == {}
    for told in ("character", "shape", "colour"):
        assert len({getattr(look, told) for look in STATUS_LOOKS.values()}) == len(STATUS_LOOKS)


def test_the_target_of_a_range_begins_at_rest_and_goes_the_way_of_the_exercise():
    data = data_of("floor")
    bridge = next(one for one in data.sets if one.set.exercise == "bridge")
    item = replace(bridge.item, measure="range", target_deg=25.0, max_angle_deg=40.0)
    asked = ReviewData(data.opened, (replace(bridge, item=item),), data.curve)
    rows = asked.limit_rows.set_index("kind")["angle_deg"]
    peaks = [one.peak_angle_deg for one in bridge.set.repetitions]
    assert max(peaks) < 0
    assert rows["target"] == pytest.approx(-25, abs=6)
    assert rows["ceiling"] == pytest.approx(rows["target"] - 15)


def test_the_rear_leg_is_held_against_no_target():
    data = data_of("rear-leg")
    item = replace(data_of("runner").sets[0].item, exercise="lunge")
    rear = tuple(replace(one, item=item) for one in data.sets if one.set.role == "rear")
    assert rear
    assert ReviewData(data.opened, rear, data.curve).limit_rows.empty


@pytest.mark.parametrize("example", EXAMPLES)
def test_words_tell_every_set_and_its_count(example):
    data = data_of(example)
    for place, one in enumerate(data.sets, start=1):
        count = len(one.set.repetitions)
        assert f"set {place}, from" in data.words()
        assert f"{count} repetition" in data.words() or not count
    rows = list(set_words.set_rows(data.sets))
    assert [row.repetitions for row in rows] == [str(len(one.set.repetitions)) for one in data.sets]
    judged = [one for one in data.sets if one.comparable]
    told = [row.on_target for row in rows if row.on_target != "-"]
    assert told == [f"{one.on_target} of {one.comparable}" for one in judged]
    assert sum(set_words.legend(data.sets).values()) == len(data.repetitions)


def test_what_was_recognised_says_why():
    told = list(set_words.remarks(data_of("unlabelled").opened.result, data_of("unlabelled").sets))
    assert sum("was recognised by itself: " in words for words in told) == 4
    assert any("first rest was taken for standing" in words for words in told)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_repetition_is_told_in_words_and_drawn_over_the_others(example):
    data = data_of(example)
    for i in range(0, len(data.repetitions), 5):
        one = data.repetitions[i]
        assert repetition_words.status_words(one).startswith(STATUS_LOOKS[one.status].word)
        assert "nan" not in curves_words(data, i)
        found = {each.name: each for each in repetition_words.measures(one)}
        rep = one.repetition
        assert found["Range"].here == f"{round(rep.range_deg)}°"
        tables = curve_tables(data, i)
        assert set(tables["chosen"]["rep"]) == {one.nth + 1}
        assert len(set(tables["others"]["rep"])) == len(one.set.statuses) - 1
        top = (tables["chosen"]["time_s"] - (rep.peak_s - rep.start_s)).abs().idxmin()
        assert tables["chosen"]["angle_deg"][top] == pytest.approx(rep.peak_angle_deg, abs=6)
        if math.isfinite(rep.hold_s):
            hold = tables["hold"].iloc[0]
            assert hold["to_s"] - hold["from_s"] == pytest.approx(rep.hold_s)


def test_a_miss_is_told_with_what_was_asked_for():
    data = data_of("runner", 1)
    shallow = [one for one in data.repetitions if one.status is RepetitionStatus.SHALLOW]
    assert shallow
    peak = round(shallow[0].repetition.peak_angle_deg)
    words = f"shallow: {peak}°, prescribed 60° (on target from 55°)"
    assert repetition_words.status_words(shallow[0]) == words


def test_what_was_seen_otherwise_live_is_told():
    rep = data_of("runner").repetitions[0].repetition
    assert repetition_words.live_words(replace(rep, live=rep)) == ""
    live = replace(rep, live=replace(rep, peak_angle_deg=rep.peak_angle_deg - 10))
    assert f"peak {round(rep.peak_angle_deg - 10)}°" in repetition_words.live_words(live)
    assert repetition_words.live_words(replace(rep, live=None)) == ""


def test_the_window_of_a_set_has_a_margin_and_stays_within_the_recording():
    data = data_of("runner")
    first = data.sets[0].set
    assert data.window(0) == (first.start_s - 2, first.end_s + 2)
    assert data.window(None) == (0, data.opened.recording.time_s[-1])


@pytest.mark.parametrize("dark", [False, True])
def test_the_specification_names_its_data_and_carries_the_window(dark):
    data = data_of("runner")
    spec = angle_spec(Look(data.window(1), data.whole(), -50, 150, dark=dark, turn=4))
    text = json.dumps(spec)
    assert all(f'"name": "{name}"' in text for name in tables_of(data))
    shown = next(one for one in spec["params"] if one["name"] == "shown")
    assert shown["value"]["x"] == list(data.window(1))
    again = angle_spec(Look(data.window(1), data.whole(), -50, 150, dark=dark, turn=5))
    assert again != spec  # the same place asked for again is drawn again


def test_across_the_room_everything_is_drawn_larger():
    data = data_of("runner")
    drawn = {}
    for size in (1.0, 2.0):
        spec = angle_spec(Look(data.window(1), data.whole(), -50, 150, size=size))
        heights = [view["height"] for view in spec["vconcat"]]
        letters = re.findall(r'"(?:labelFontSize|fontSize)": ([\d.]+)', json.dumps(spec))
        one = curves_spec(dark=False, size=size)
        drawn[size] = [*heights, one["height"], *map(float, letters)]
    assert drawn[2.0] == [2 * each for each in drawn[1.0]]
    assert len(drawn[1.0]) > 5


def test_numbers_of_sets_do_not_run_into_each_other():
    data = data_of("runner")
    count = len(data.sets)
    assert list(data.set_rows["next_s"][:-1]) == list(data.set_rows["start_s"][1:])
    told = {width: set_numbers(on_the_page(data, data.whole(), width)) for width in (1200, 90)}
    assert told[1200] == 2 * count  # in the detail as part of the names, in the overview alone
    assert told[90] < count


def set_numbers(svg):
    """How many of the numbers and names of sets can be seen."""
    texts = re.findall(r"<text([^>]*)>(\d+(?:  [^<]+)?)</text>", svg)
    return sum('opacity="0"' not in how for how, _ in texts)


def points_of_lines(svg):
    """The numbers of points of the drawn paths, most first."""
    paths = re.findall(r'<path[^>]* d="([^"]+)"', svg)
    return sorted((len(re.findall("[ML]", path)) for path in paths), reverse=True)


def on_the_page(data, window, width=1200):
    spec = angle_spec(Look(window, data.whole(), -50, 150))
    for view in spec["vconcat"]:
        view["width"] = width
    datasets = {name: json.loads(one.to_json(orient="records")) for name, one in tables_of(data).items()}
    return vl_convert.vegalite_to_svg({**spec, "datasets": datasets})


def test_of_a_long_curve_no_more_points_are_drawn_than_the_page_has_room_for():
    data = data_of("runner")
    glance, whole = len(data.overview_rows), len(data.curve_rows)
    assert whole > 1.5 * glance
    assert points_of_lines(on_the_page(data, data.whole()))[:2] == pytest.approx([glance, glance], abs=10)
    start_s, end_s = data.window(0)
    in_set = int(data.curve_rows["time_s"].between(start_s, end_s).sum())
    drawn = points_of_lines(on_the_page(data, data.window(0)))
    assert drawn[0] == pytest.approx(glance, abs=10)  # the overview below
    assert in_set <= drawn[1] <= in_set + 10
    look = Look(data.whole(), data.whole(), -50, 150)
    assert points_of_lines(picture(data, look, tables_of(data), "svg").decode())[0] == pytest.approx(
        whole, abs=10
    )


def test_pictures_hold_title_units_and_date():
    data = data_of("hurried")
    look = Look(data.window(0), data.whole(), -50, 150)
    drawn = picture(data, look, tables_of(data), "svg").decode()
    assert drawn.startswith("<svg")
    for words in ("hurried-left.csv.gz", "left leg", "2025-", "in degrees"):
        assert words in drawn
    found = set_words.legend(data.sets)
    assert {RepetitionStatus.SHALLOW, RepetitionStatus.COUNTED} <= set(found)
    for status, count in found.items():
        assert f"{STATUS_LOOKS[status].character} {count} {STATUS_LOOKS[status].word}" in drawn
    for words in ("— target 60°", "- - ceiling 95°", "◇ in doubt"):
        assert words in drawn
    image = picture(data, look, tables_of(data), "png")
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20], "big") >= 2400


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("session.csv.gz", "session"),
        ("a b/../c.parquet", "a_b_.._c"),
        ("<script>.csv", "script"),
        ("../../.csv", "recording"),
        ("übung 1.CSV", "übung_1"),
    ],
)
def test_file_names_of_exports_are_safe(name, stem):
    assert safe_stem(name) == stem


def test_empty_recordings_have_nothing_to_show(root):
    data = data_of("runner")
    blank = replace(data.opened.result, sets=(), thigh_angle=data.opened.result.thigh_angle * np.nan)
    empty = ReviewData(replace(data.opened, result=blank), (), Curve.of(blank))
    assert empty.curve_rows.empty
    assert empty.mark_rows().empty
    assert "no sets" in empty.words()
