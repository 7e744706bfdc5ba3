"""The page Review as a person uses it, without a browser: opening, choosing, mending."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from analysis.repetition_status import set_statuses
from dashboard.components.review_panel import nothing_found
from dashboard.program_view.summary import NO_VERDICT
from dashboard.programs import find_program
from dashboard.review.repetition_words import status_words
from dashboard.review.set_words import set_rows
from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.store import RecordingStore, open_example
from sensing import Recording, write_recording

APP = Path(dashboard.__file__).with_name("app.py")
PAGE = "app_pages/review.py"
STORE = RecordingStore()
LEFT_OF_RUNNER = open_example(STORE, "runner").recordings[1]


def opened(session=""):
    """The page with this session in its address."""
    page = AppTest.from_file(APP, default_timeout=60).run()
    page.switch_page(PAGE)
    if session:
        page.query_params["session"] = session
    return checked(page.run())


def checked(page):
    assert not page.exception, page.exception
    return page


def html(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def heading(page):
    return next(one.value for one in page.subheader if one.value.startswith("Repetition"))


def button(page, start):
    return next(one for one in page.button if one.key.startswith(start))


def recordings_offered(page):
    return [one for one in page.button_group if one.key.startswith("recording")]


def upload(page, *files):
    """Give files to the page: paths, or pairs of a name and bytes."""
    uploader = page.file_uploader("upload_files")
    for one in files:
        name, data = (one.name, one.read_bytes()) if isinstance(one, Path) else one
        uploader = uploader.upload(name, data)
    return checked(page.run())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_table_shows_the_numbers_of_the_analysis(name):
    page = opened(f"example-{name}")
    for recording in open_example(STORE, name).recordings:
        for each in recordings_offered(page):
            checked(each.set_value(recording.key).run())
        rows = list(
            set_rows(
                set_statuses(recording.result, find_program(EXAMPLES[name].program)), recording.result.quality
            )
        )
        table = html(page).split('class="rt-table rv-sets"')[1].split("</table>")[0]
        assert table.count("<tr ") == len(rows) + 1
        for row in rows:
            assert list(row[1:]) in [re.findall("<td[^>]*>(.*?)</td>", each) for each in table.split("<tr ")]


def test_next_and_previous_walk_through_all_sets_and_stop_at_the_ends():
    page = opened("example-hurried")
    sets = open_example(STORE, "hurried").results[0].sets
    first, second = (len(one.repetitions) for one in sets[:2])
    assert heading(page) == f"Repetition 1 of {first}, set 1: Lunge"
    assert button(page, "previous").disabled
    for _ in range(first):
        checked(button(page, "next").click().run())
    assert heading(page) == f"Repetition 1 of {second}, set 2: Lunge"
    checked(button(page, "previous").click().run())
    assert heading(page) == f"Repetition {first} of {first}, set 1: Lunge"
    for _ in range(sum(len(one.repetitions) for one in sets) - first):
        checked(button(page, "next").click().run())
    assert button(page, "next").disabled


def test_the_status_of_the_repetition_is_told_in_words():
    page = opened("example-hurried")
    result = open_example(STORE, "hurried").results[0]
    third = set_statuses(result, find_program("runner"))[2]
    for _ in range(sum(len(one.repetitions) for one in result.sets[:2])):
        button(page, "next").click().run()
    from dashboard.review.chart_data import RepetitionAt

    words = status_words(RepetitionAt(2, 0, third, third.set.repetitions[0]))
    assert words[1:] in html(page)


def test_a_repetition_chosen_on_the_chart_is_shown_and_its_row_marked():
    page, key = opened("example-runner"), f"looking_{LEFT_OF_RUNNER.key}"
    page.session_state[key].repetition = 12
    checked(page.run())
    assert heading(page) == "Repetition 5 of 8, set 2: Standing leg lift"


def test_the_chart_goes_to_a_set_and_back_to_the_whole():
    page = opened("example-runner")
    pills = next(one for one in page.button_group if one.key.startswith("jump_"))
    assert pills.options == ["Whole", "1", "2", "3", "4"]
    assert pills.value == "Whole"
    checked(pills.select("3").run())
    key = f"looking_{LEFT_OF_RUNNER.key}"
    assert (page.session_state[key].place, page.session_state[key].sent) == (2, 1)
    # A repetition of another set takes the chart along.
    checked(button(page, "next").click().run())
    assert page.session_state[key].place == 0


def test_of_two_recordings_the_one_in_which_more_is_missing_is_shown_first():
    page = opened("example-runner")
    (chooser,) = recordings_offered(page)
    assert [str(one) for one in chooser.options] == ["Right leg, 11:12 min", "Left leg, 6:53 min"]
    assert ">left</td>" in html(page)
    right = open_example(STORE, "runner").recordings[0]
    checked(chooser.set_value(right.key).run())
    assert ">left</td>" not in html(page)
    checked(page.switch_page("app_pages/program.py").run())
    checked(page.switch_page(PAGE).run())
    assert ">left</td>" not in html(page)  # what was chosen is kept while other pages are visited


def test_uploads_open_and_what_is_wrong_is_told_by_file(right):
    page = opened()
    upload(page, right, right.with_name("right.json"), ("broken.csv", b"time_s\n1\n"), ("notes.txt", b"x"))
    assert heading(page).startswith("Repetition 1 of 4, set 1")
    (error,) = page.error
    assert error.value.startswith("**broken\\.csv** was not opened: ")
    assert any("notes\\.txt" in one.value for one in page.info)
    assert page.query_params["session"]


def test_a_file_is_mended_on_request_and_says_what_was_mended(right):
    head, *rows = gzip.decompress(right.read_bytes()).decode().splitlines()
    rows[100], rows[101] = rows[101], rows[100]
    page = upload(opened(), ("swapped.csv", "\n".join([head, *rows]).encode()))
    assert len(page.error) == 1
    checked(page.button("mend_0").click().run())
    assert not page.error
    assert any(one.value.startswith("Mended while reading swapped") for one in page.info)


def test_many_faulty_files_do_not_bury_the_page(right):
    head, *rows = gzip.decompress(right.read_bytes()).decode().splitlines()
    rows[200], rows[201] = rows[201], rows[200]  # not what another test has mended
    bad = [(f"{number}.csv", b"time_s\n1\n") for number in range(5)]
    rest = [("notes.txt", b"x"), ("session.zip", b"PK"), ("alone.json", b"{}")]
    page = upload(opened(), *bad, ("swapped.csv", "\n".join([head, *rows]).encode()), *rest)
    assert len(page.error) == 6
    folded = next(one for one in page.expander if one.label == "3 more files were not opened")
    assert len(folded.error) == 3
    assert page.error[0].value.startswith("**swapped")  # what can be mended is told first
    assert all(one.value.endswith(".") for one in page.error)
    assert len(page.info) == 1
    checked(page.button("mend_0").click().run())
    assert next(one for one in page.expander if "not opened" in one.label).label.startswith("2 more files")


def test_where_nobody_said_the_leg_it_is_asked(right):
    page = upload(opened(), right)
    assert any("does not say which leg" in one.value for one in page.warning)
    leg = next(one for one in page.button_group if one.key.startswith("leg_"))
    checked(leg.set_value("left").run())
    assert not any("does not say which leg" in one.value for one in page.warning)
    assert ">left</td>" in html(page)


def test_files_without_a_recording_and_lost_recordings_are_explained():
    page = upload(opened(), ("notes.txt", b"x"))
    assert any("no recording among the files" in one.value for one in page.info)
    page = upload(opened(), ("session.zip", b"PK"), ("alone.json", b"{}"))
    for words in ("unpack it", "recording of the same name"):
        assert any(words in one.value for one in page.info)
    page = opened("0123456789abcdef")
    assert any("no longer open" in one.value for one in page.warning)
    assert page.file_uploader("upload_files") is not None


def test_foreign_names_are_shown_as_they_are():
    page = upload(opened(), ("<i>x **bold**.csv", b"nothing"))
    (error,) = page.error
    assert "\\<i\\>x" in error.value
    assert "\\*\\*bold" in error.value


def still_recording(folder, with_gyr=True):
    """Thirty seconds in which nothing moves."""
    time_s = np.arange(3000) / 100
    noise = np.random.default_rng(1).normal(0, 0.01, (3000, 6))
    gyr = noise[:, 3:] / 10 if with_gyr else None
    path = folder / "still.csv"
    write_recording(Recording(time_s, [0, 0, 9.81] + noise[:, :3], gyr), path)
    return path


@pytest.mark.parametrize("with_gyr", [True, False])
def test_a_recording_without_movement_is_shown_and_says_so(tmp_path, with_gyr):
    page = upload(opened(), still_recording(tmp_path, with_gyr))
    assert any("No repetitions were found" in one.value for one in page.info)
    assert not page.dataframe
    assert page.get("vega_lite_chart")


@pytest.mark.parametrize(
    ("unnamed", "words"), [(0, "No repetitions were found"), (1, "once something"), (4, "4 times something")]
)
def test_a_recording_in_which_something_moved_never_asks_whether_it_did(unnamed, words):
    told = nothing_found(unnamed)
    assert words in told
    assert ("on the thigh" in told) == (not unnamed)
    assert ("under activities" in told) == bool(unnamed)


def test_a_program_that_nobody_chose_is_said_to_be_assumed(right):
    page = opened("example-floor")
    page.query_params["program"] = "hip-replacement-cautious"  # as a button that opens an example has it
    checked(page.run())
    assert not [one for one in page.info if "Nobody said which program" in one.value]
    page = upload(page, right, right.with_name("right.json"))
    assert "program" not in page.query_params
    assert [one for one in page.info if "Nobody said which program" in one.value]
    assert NO_VERDICT in html(page)
    checked(page.button("program_take_psoas-article").click().run())
    assert NO_VERDICT not in html(page)
    assert page.query_params["program"] == "psoas-article"
    assert not [one for one in page.info if "Nobody said which program" in one.value]
    assert "Psoas" in html(page)
