"""The page Progress: what it says, what its tables and charts hold, and what stands there without data."""

import re
from dataclasses import replace
from datetime import date
from html import escape
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from analysis.adherence_rules import load_rules
from analysis.progress import review_progress
from analysis.progress_records import Diary, SessionRecord
from dashboard.cohort import FILES, CohortPatient, read_cohort
from dashboard.components import progress_cohort
from dashboard.progress_view.calendar import calendar_table
from dashboard.progress_view.charts import pain_legend, pain_spec, pain_words, range_spec, range_words
from dashboard.progress_view.doses import doses_table
from dashboard.progress_view.legs import legs_table, legs_words
from dashboard.progress_view.looks import signed
from dashboard.progress_view.overview import findings_list, overview_table
from dashboard.progress_view.rules import TOPICS, rules_table
from sensing.errors import RehabError

PAGE = """
import runpy
runpy.run_path({path!r})
"""


@pytest.fixture(scope="module")
def patients(root):
    return {one.patient_id: one for one in read_cohort(root / "sample_data" / "cohort")}


@pytest.fixture
def nobody_yet(patients):
    """A patient of whom nothing is known but the program."""
    program = patients["P2"].progress.program
    progress = review_progress([], program, start=date(2025, 9, 1), through=date(2025, 9, 3))
    return CohortPatient("<b>New</b>", "", progress)


@pytest.fixture
def app(root):
    progress_cohort.sample_cohort.clear()
    yield AppTest.from_string(
        PAGE.format(path=str(root / "dashboard" / "app_pages" / "progress.py")), default_timeout=30
    )
    progress_cohort.sample_cohort.clear()


class Table(HTMLParser):
    """The text of each row, and whether every head says what it is a head of."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.heads_without_scope, self.captions = [], 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append("")
        self.heads_without_scope += tag == "th" and "scope" not in dict(attrs)
        self.captions += tag == "caption"

    def handle_data(self, data):
        if self.rows:
            self.rows[-1] += f" {data}"


def values_of(spec):
    return [value for values in spec["datasets"].values() for value in values]


def test_opens_on_the_first_patient(app):
    app.run()
    assert not app.exception
    assert app.title[0].value == "Progress"
    assert app.header[0].value == "P1: After hip replacement, cautious start"
    assert "invented" in app.markdown[0].value


@pytest.mark.parametrize("name", ["P2", "P3"])
def test_another_patient(app, patients, name):
    app.run()
    app.button_group(key="patient").set_value(name).run()
    assert not app.exception
    assert app.header[0].value.startswith(name)
    shown = " ".join(one.body for one in app.get("html"))
    for finding in patients[name].progress.findings:
        assert escape(finding.words).replace(" %", "&nbsp;%") in shown


def test_tables_that_cannot_be_read_are_told(app, monkeypatch):
    def broken():
        raise RehabError("sets.csv: line 3: more values than columns. Put a text with commas in quotes")

    monkeypatch.setattr(progress_cohort, "sample_cohort", broken)
    broken.clear = lambda: None
    app.run()
    assert not app.exception
    assert "The sample patients cannot be shown. sets.csv: line 3" in app.error[0].value


def test_tables_of_ones_own(app, root):
    folder = root / "sample_data" / "cohort"
    files = {name: (folder / name).read_bytes() for name in FILES}
    app.run()
    uploader = app.get("file_uploader")[0]
    uploader.set_value([(name, content, "text/csv") for name, content in files.items()]).run()
    assert "Your own tables, up to 12 October 2025" in app.markdown[0].value
    app.button(key="progress_back").click().run()
    assert "invented" in app.markdown[0].value
    app.get("file_uploader")[0].set_value([("patients.csv", files["patients.csv"], "text/csv")]).run()
    assert app.error[0].value.startswith("sessions.csv: the table is missing. Give all four")
    assert not app.exception


@pytest.mark.parametrize("name", ["P1", "P2", "P3"])
def test_tables_are_tables(patients, name):
    progress = patients[name].progress
    tables = [
        overview_table(patients.values(), name),
        calendar_table(progress.weeks),
        doses_table(progress.items),
        legs_table(progress.ranges, progress.legs),
        *map(rules_table, TOPICS),
    ]
    for html in tables:
        table = Table(html)
        assert len(table.rows) > 1
        assert (table.heads_without_scope, table.captions) == (0, 1)


def test_overview_tells_who_trained_who_did_not_who_hurts(patients):
    rows = Table(overview_table(patients.values(), "P2")).rows
    assert re.search(r"P1.*16 of 18.*5 of 6.*Fri 10 Oct.*2 to 1.*on plan", rows[1])
    assert re.search(r"P2.*7 of 18.*2 of 6.*Thu 9 Oct.*1 to 0\.5.*below plan", rows[2])
    assert re.search(r"P3.*18 of 18.*1 of 6.*1\.5 to 2\.5.*call the therapist.*2 more", rows[3])
    assert overview_table(patients.values(), "P2").count('aria-current="true"') == 1


def test_calendar_says_each_day_in_a_word(patients):
    html = calendar_table(patients["P3"].progress.weeks)
    rows = Table(html).rows
    assert re.search(r"8 September.*3 of 3, 2 extra.*more than planned", rows[2])
    assert re.search(r"10.*done.*twice.*too much.*11.*rest.*12.*done.*13.*extra", rows[2])
    assert re.search(r"15.*pain stop.*too much.*16.*rest", rows[3])
    assert "broken off for pain; counts as attended" in html
    assert "planned, no session" not in html  # no day of this kind


def test_the_calendar_shows_as_many_days_of_overuse_as_are_told(patients):
    progress = patients["P3"].progress
    (told,) = (one.words for one in progress.findings if one.words.startswith("More than prescribed"))
    days, trained = re.search(r"on (\d+) of (\d+) training days", told).groups()
    html = calendar_table(progress.weeks).split("<ul")[0]
    marked = [cell for cell in html.split("<td") if "too much" in cell]
    assert len(marked) == int(days)
    assert 0 < sum("part too much" in cell for cell in marked) < len(marked)
    assert len({one.day for one in progress.sessions}) == int(trained)


def test_doses_tell_what_was_not_measured_from_what_was_not_done(patients):
    rows = Table(doses_table(patients["P2"].progress.items)).rows
    (right,) = [row for row in rows if "Standing leg lift (right)" in row]
    told = re.findall(r"(\d+)  of (\d+)(?:\s+(\d+) not measured)?", right)
    assert told == [
        ("72", "72", ""),
        ("0", "72", ""),
        ("48", "48", "24"),
        ("0", "72", ""),
        ("0", "48", "24"),
        ("0", "48", "24"),
    ]
    assert "Guided by a timer, not measured: Pelvic tilt." in doses_table(patients["P1"].progress.items)


def test_doses_tell_what_was_too_much(patients):
    rows = Table(doses_table(patients["P3"].progress.items)).rows
    (bridge,) = [row for row in rows if "Bridge" in row]
    assert re.search(r"300  of 300.*600  of 300.*▲.*over", bridge)


def test_legs(patients):
    p2, p3 = patients["P2"].progress, patients["P3"].progress
    assert legs_words(p2.legs) == (
        "On 9 Oct the left leg lifted 12.9° less high than the right (63° and 76°)."
        " Symmetry 83 %: the left leg against the right, not yet close to it."
    )
    assert legs_words(p3.legs).startswith("No clear difference between the legs on 6 Oct (72° and 76°).")
    assert legs_words(()) == "Both legs have not been tested on the same day yet."
    rows = Table(legs_table(p2.ranges, p2.legs)).rows
    assert re.search(r"30 Sep.*66\.5°.*\+6\.7°, no clear change.*76\.7°.*−10\.2°.*87 %", rows[3])


@pytest.mark.parametrize(("deg", "words"), [(6.66, "+6.7°"), (-0.04, "0°"), (-7.0, "−7.0°")])
def test_signs(deg, words):
    assert signed(deg) == words


@pytest.mark.parametrize("dark", [False, True])
def test_chart_of_pain(patients, dark):
    progress = patients["P3"].progress
    values = values_of(pain_spec(progress, dark=dark, size=1.0))
    points = {value["words"]: value for value in values if "kind" in value}
    assert len(points) == 3 * len(progress.sessions)
    assert points["Mon 22 Sep: pain 4 next morning, flare"]["pain"] == 4
    assert points["Mon 15 Sep: pain 3 after, stopped"]["mark"] == "stopped"
    assert points["Wed 10 Sep, session 2: pain 3 after"]["day"] > points["Wed 10 Sep: pain 2 after"]["day"]
    assert {"pain": 3, "words": "limit 3"} in values
    assert "flare" in pain_legend(progress, dark=dark)
    # The name of the limit stands where no session can be.
    layers = pain_spec(progress, dark=dark, size=1.0)["layer"]
    (name,) = (one["encoding"] for one in layers if one["mark"]["type"] == "text")
    assert name["x"] == {"value": "width"}
    (ends,) = {
        tuple(one["encoding"]["x"]["scale"]["domain"])
        for one in layers
        if "field" in one["encoding"].get("x", {})
    }
    assert ends[1] >= max(point["day"] for point in points.values()) + 4
    assert "flare" not in pain_legend(patients["P1"].progress, dark=dark)


def test_charts_in_words(patients):
    assert pain_words(patients["P3"].progress) == (
        "Pain before, after and the morning after 23 sessions, from 0 to 4 of 10, against a limit of 3."
        " Stopped for pain on 15 and 20 September, 6 and 11 October. Flares after 15, 22 and 24 September."
    )
    assert range_words(patients["P1"].progress) == (
        "Range tests: left leg from 45° to 47° in 6 tests, no clear change;"
        " right leg from 24° to 40° in 6 tests, likely real change."
    )


def test_chart_of_range(patients):
    values = values_of(range_spec(patients["P1"].progress, dark=False, size=1.0))
    assert {"leg": "right", "low": 16.5, "high": 30.5} in values  # the band of the affected leg alone
    assert not any(value["leg"] == "left" for value in values if "low" in value)
    assert [value["name"] for value in values if value.get("name")] == ["left 47°", "right 40°"]


def test_pain_that_was_not_told_is_left_out(patients):
    one = patients["P1"].progress
    silent = replace(one.sessions[0], diary=Diary(pain_before=2))
    few = review_progress([silent], one.program, start=one.start, through=one.through)
    assert len([value for value in values_of(pain_spec(few, dark=False, size=1.0)) if "kind" in value]) == 1
    nothing = review_progress(
        [SessionRecord(one.start, ())], one.program, start=one.start, through=one.through
    )
    assert pain_words(nothing) == "No pain was noted."


def test_a_patient_without_any_session(nobody_yet):
    progress = nobody_yet.progress
    html = overview_table([nobody_yet], "")
    assert "<b>New</b>" not in html
    assert "none yet" in html
    assert "No session yet." in findings_list(progress.findings)
    assert legs_table(progress.ranges, progress.legs) == ""
    assert range_words(progress) == "No range test yet."

    def show(patient):
        from dashboard.components import progress_patient

        progress_patient.show(patient)

    shown = AppTest.from_function(show, args=(nobody_yet,)).run()
    assert not shown.exception
    told = " ".join(one.value for one in shown.markdown)
    assert "No session yet, so no pain was noted." in told
    assert "No range test yet." in told


def test_every_rule_of_progress_is_told():
    told = {name for names in TOPICS.values() for name in names}
    compared = {"target_tolerance_deg", "hold_share", "tempo_share", "exercises_advised"}
    assert told == set(load_rules().__dataclass_fields__) - compared
    assert re.search(r"A flare: pain next morning.*2.*Silbernagel 2007", rules_table("Pain"))
    assert "80 %" in rules_table("Sessions and dose")
    assert "10°" in rules_table("Range")
