"""The page Program as a person uses it, without a browser: choosing, loading and stating."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from analysis import compare
from dashboard.components import open_session
from dashboard.program_view.findings import headline, repetitions
from dashboard.programs import LoadedPrograms, template, template_source
from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.statements import NOTHING, Statement, Statements
from dashboard.sessions.store import RecordingStore, open_example
from sensing.errors import ProgramError

APP = Path(dashboard.__file__).with_name("app.py")
PAGE = "app_pages/program.py"

SMALL = """schema = "rehab-program/1"
name = "week-3"
title = "Hip, week 3"

[[items]]
exercise = "bridge"
sets = 2
repetitions = 30
"""

ON_DAYS = """schema = "rehab-program/1"
name = "days"
title = "On days"
days = ["tue", "thu"]
days_per_week = 2

[[items]]
exercise = "leg_lift"
sets = 3
repetitions = 8

[[items]]
exercise = "bridge"
sets = 2
repetitions = 12
days = ["thu"]
"""


@pytest.fixture(autouse=True)
def nothing_loaded():
    open_session.loaded_programs.clear()


def opened(session="", program=""):
    """The page, with this address."""
    page = AppTest.from_file(APP, default_timeout=60).run()
    page.switch_page(PAGE)
    for name, value in (("session", session), ("program", program)):
        if value:
            page.query_params[name] = value
    return checked(page.run())


def checked(page):
    assert not page.exception, page.exception
    return page


def html(page):
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_figures_are_those_of_the_comparison(name):
    program = EXAMPLES[name].program
    shown = html(opened(f"example-{name}", program))
    comparison = compare(open_example(RecordingStore(), name).results, template(program))
    assert headline(comparison) in shown
    assert repetitions(comparison) in shown
    for one in comparison.items:
        if one.done.repetitions:
            assert f"<strong>{one.done.repetitions} of {one.prescribed.total}</strong>" in shown


def test_without_a_session_the_program_is_shown_and_an_example_offered():
    page = opened(program="psoas-article")
    assert "Psoas rehabilitation (article)" in html(page)
    assert "What to do" in html(page)
    assert page.subheader[0].value == "No session is open"
    checked(page.button("program_example").click().run())
    assert headline_of(page) == "Done, but one exercise fell short"


def headline_of(page):
    return html(page).split("<h2>")[1].split("</h2>")[0].split("<span>")[1].removesuffix("</span>")


def test_another_template_is_chosen():
    page = opened("example-runner", "runner")
    assert page.selectbox("program_choice").value == "runner"
    checked(page.selectbox("program_choice").select("hip-replacement-cautious").run())
    assert page.query_params["program"] == "hip-replacement-cautious"
    assert "Sit to stand" in html(page)
    assert "<strong>0 of 10</strong>" in html(page)


def test_a_program_is_loaded_and_offered_again():
    page = opened("example-runner", "runner")
    checked(page.file_uploader("program_file").upload("week3.toml", SMALL.encode()).run())
    assert "<strong>24 of 60</strong>" in html(page)
    assert "beside the program" in html(page)
    key = page.selectbox("program_choice").value
    assert "Hip, week 3 (week3.toml)" in page.selectbox("program_choice").options
    checked(page.selectbox("program_choice").select("runner").run())
    assert "<strong>24 of 60</strong>" not in html(page)
    checked(page.selectbox("program_choice").select(key).run())
    assert "<strong>24 of 60</strong>" in html(page)


def test_a_faulty_program_is_explained_by_line_and_field_and_the_old_one_stays():
    page = opened("example-runner", "runner")
    faulty = SMALL.replace("sets = 2", 'sets = "two"')
    checked(page.file_uploader("program_file").upload("week3.toml", faulty.encode()).run())
    words = page.error[0].value.replace("\\", "")
    assert words.startswith("week3.toml: line 7, items[1].sets: expected a whole number, found 'two'")
    assert "The program in use stays." in words
    assert page.selectbox("program_choice").value == "runner"
    assert "<strong>16 of 24</strong>" in html(page)


def test_all_faults_of_a_program_are_told_at_once():
    page = opened("example-runner", "runner")
    faulty = SMALL.replace("sets = 2", 'sets = "two"').replace("[[items]]", "reps = 3\n[[items]]", 1)
    checked(page.file_uploader("program_file").upload("week3.toml", faulty.encode()).run())
    lines = page.error[0].value.replace("\\", "").splitlines()
    assert [re.match(r"- week3.toml: line (\d+), ([^:]*):", line).groups() for line in lines[1:-2]] == [
        ("5", "reps"),
        ("8", "items[1].sets"),
    ]


def test_a_name_from_outside_is_shown_as_it_is():
    page = opened("example-runner", "runner")
    checked(page.file_uploader("program_file").upload("**x** :red[y].toml", b"\xff").run())
    words = page.error[0].value
    assert "**x**" not in words
    assert words.replace("\\", "").startswith("**x** :red[y].toml: line 1: not a text in UTF-8")


def test_a_program_that_is_no_longer_in_memory_is_named():
    page = opened("example-runner", "0123456789abcdef")
    assert "no longer in memory" in page.warning[0].value
    assert page.selectbox("program_choice").value == "runner"


def test_what_was_done_without_the_sensor_is_stated_and_taken_back():
    page = opened("example-hurried", "runner")
    assert "Self-reported" not in html(page)
    checked(page.selectbox("stated_exercise").select("lunge").run())
    page.segmented_control("stated_leg").set_value("right")
    page.number_input("stated_sets_lunge").set_value(2)
    page.number_input("stated_repetitions_lunge").set_value(12)
    checked(page.button("stated_add").click().run())
    assert "<strong>12 of 16</strong> repetitions in 2 sets, <br>without the sensor" in html(page)
    assert "<strong>Lunge (right)</strong>: 12 of 16" in html(page)
    checked(page.button("stated_remove_0").click().run())
    assert "Self-reported" not in html(page)


def test_a_report_belongs_to_its_session():
    page = opened("example-hurried", "runner")
    checked(page.selectbox("stated_exercise").select("bridge").run())
    checked(page.button("stated_add").click().run())
    assert "Self-reported: 24 repetitions in 2 sets" in html(page)
    page.query_params["session"] = "example-runner"
    checked(page.run())
    assert "Self-reported" not in html(page)


def test_what_is_stated_outlives_a_reload_and_is_nobody_elses():
    page = opened("example-hurried", "runner")
    checked(page.selectbox("stated_exercise").select("bridge").run())
    checked(page.button("stated_add").click().run())
    name = page.query_params["stated"]
    again = AppTest.from_file(APP, default_timeout=60).run()
    again.switch_page(PAGE)
    for parameter in ("session", "program", "stated"):
        again.query_params[parameter] = page.query_params[parameter]
    assert "Self-reported: 24 repetitions in 2 sets" in html(checked(again.run()))
    assert "Self-reported" not in html(opened("example-hurried", "runner"))
    assert name not in html(page)


def test_statements_are_bounded():
    shelf = Statements(most=2)
    first = shelf.keep("", "one", Statement(day="mon"))
    shelf.keep("", "one", Statement(day="tue"))
    assert shelf.get(first, "one").day == "mon"
    assert shelf.get(first, "two") is NOTHING
    shelf.keep("", "one", Statement(day="wed"))
    shelf.keep("", "one", Statement(day="thu"))
    assert shelf.get(first, "one") is NOTHING


def test_exercises_of_other_days_are_left_out():
    page = opened("example-runner", "runner")
    checked(page.file_uploader("program_file").upload("days.toml", ON_DAYS.encode()).run())
    assert page.selectbox("program_day").value == "tue"
    assert page.caption[0].value == "Not due on Tuesday: Bridge."
    checked(page.selectbox("program_day").select("thu").run())
    assert "<strong>24 of 24</strong>" in html(page)
    assert not page.caption
    checked(page.selectbox("program_day").select("every").run())
    assert not page.caption


def test_the_program_in_use_can_be_saved():
    page = opened("example-runner", "runner")
    names = [one.proto.label for one in page.get("download_button")]
    assert names == ["Save this program", "Save as CSV", "Save as JSON"]
    assert template_source("runner").startswith("# A runner coming back")


def test_loaded_programs_are_bounded_and_kept_under_name_and_content():
    shelf = LoadedPrograms(most=2)
    first = shelf.load("a.toml", SMALL.encode())
    assert shelf.load("a.toml", SMALL.encode()) == first
    second = shelf.load("b.toml", SMALL.encode())
    assert second != first
    assert shelf.get(first).program == shelf.get(second).program
    shelf.get(first)
    shelf.load("c.toml", b"\xef\xbb\xbf" + SMALL.encode())
    assert shelf.get(second) is None
    assert shelf.get(first).source == SMALL


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff", "x.toml: line 1: not a text in UTF-8"),
        (b"#" * 1_000_001, "x.toml: larger than 1 MB"),
        (b"name = ", "x.toml: line 1"),
        (
            SMALL.replace("bridge", "brige").encode(),
            "x.toml: line 6, items[1].exercise: unknown exercise 'brige'",
        ),
    ],
)
def test_a_faulty_file_names_itself(data, words):
    with pytest.raises(ProgramError) as raised:
        LoadedPrograms().load("x.toml", data)
    assert str(raised.value).startswith(words)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("session", "words"), [("saved-0123", "no such session"), ("example-none", "no example of that name")]
)
def test_a_session_that_does_not_exist_is_told_calmly(session, words):
    page = opened(session)
    assert not page.exception
    (told,) = page.error
    assert words in told.value
    assert "Runner" in "".join(one.proto.body for one in page.get("html"))
