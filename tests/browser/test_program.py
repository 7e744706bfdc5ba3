"""Prescribed against done, as a person sees it: at a glance, on a phone, on paper, with an own program."""

import re

import pytest
from playwright.sync_api import expect

RUNNER = "program?session=example-runner&program=runner"

SMALL = """schema = "rehab-program/1"
name = "week-3"
title = "Hip, week 3"

[[items]]
exercise = "bridge"
sets = 2
repetitions = 30
"""


def all_there(page):
    """Wait for the last thing on the page: under load a page may come to rest before its first run."""
    expect(page.get_by_role("button", name="Print")).to_be_visible()


def test_one_look_tells_what_fell_short_and_by_how_much(visit, axe):
    page = visit(RUNNER)
    all_there(page)
    summary = page.get_by_role("region", name="The session in short")
    expect(summary.get_by_role("heading", name="Done, but one exercise fell short")).to_be_in_viewport()
    short = summary.get_by_text("Standing leg lift (left): 16 of 24, 8 short")
    expect(short).to_be_in_viewport()
    table = page.get_by_role("table", name="Prescribed against done")
    row = table.get_by_role("row", name=re.compile("Standing leg lift"))
    expect(row.get_by_role("cell").nth(0)).to_contain_text("Partly done")
    expect(row.get_by_role("cell").nth(1)).to_contain_text("24 of 24")
    marks = page.locator(".rp-mark")
    assert marks.count() > 5
    assert all(
        image.startswith("url(")
        for image in marks.evaluate_all("marks => marks.map(mark => getComputedStyle(mark).maskImage)")
    )
    assert axe(page) == []


def test_another_program_is_chosen_loaded_and_refused(visit, settled):
    page = visit(RUNNER)
    page.get_by_role("combobox", name="Program").click()
    page.get_by_role("option", name="After hip replacement, cautious start").click()
    settled(page)
    expect(page.get_by_role("table", name="Prescribed against done")).to_contain_text("Sit to stand")
    assert "program=hip-replacement-cautious" in page.url

    page.get_by_role("button", name="Load or save").click()
    chooser = page.locator('input[type="file"]')
    faulty = SMALL.replace("sets = 2", 'sets = "two"')
    chooser.set_input_files({"name": "week3.toml", "mimeType": "text/plain", "buffer": faulty.encode()})
    alert = page.get_by_role("alert").filter(has_text="week3.toml")
    expect(alert).to_contain_text("week3.toml: line 7, items[1].sets: expected a whole number, found 'two'")
    expect(page.get_by_role("table", name="Prescribed against done")).to_contain_text("Sit to stand")

    chooser.set_input_files({"name": "week3.toml", "mimeType": "text/plain", "buffer": SMALL.encode()})
    expect(page.get_by_role("table", name="Prescribed against done")).to_contain_text("24 of 60")
    expect(alert).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.get_by_role("table", name="Prescribed against done")).to_contain_text("24 of 60")


def test_saving_gives_files(visit):
    page = visit(RUNNER)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert download.value.suggested_filename == "runner-comparison.csv"
    assert download.value.path().read_text("utf-8").startswith("program,number,exercise,side,verdict")


def test_what_the_sensor_did_not_see_is_stated(visit, settled):
    page = visit("program?session=example-hurried&program=runner")
    page.get_by_text("Something was done without the sensor").click()
    page.get_by_role("radio", name="Right").click()
    expect(page.get_by_role("radio", name="Right")).to_be_checked()
    page.get_by_label("Repetitions in all").fill("20")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add", exact=True).click()
    table = page.get_by_role("table", name="Prescribed against done")
    cell = table.get_by_role("row", name=re.compile("Standing leg lift")).get_by_role("cell").nth(1)
    expect(cell).to_contain_text("20 of 24 repetitions in 3 sets, without the sensor")
    page.reload()
    expect(cell).to_contain_text("20 of 24 repetitions in 3 sets, without the sensor")
    page.get_by_role("button", name="Remove").click()
    expect(cell).to_contain_text("Not measured")


def test_printing_shows_what_is_to_be_read_and_nothing_else(visit, tmp_path):
    page = visit(RUNNER)
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("window.printed")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="Done, but one exercise fell short")).to_be_visible()
    expect(page.get_by_role("table", name="Prescribed against done")).to_be_visible()
    for gone in ("Print", "Save as CSV", "Load or save"):
        expect(page.get_by_role("button", name=gone)).to_be_hidden()
    expect(page.locator('header[data-testid="stHeader"]')).to_be_hidden()
    ink = page.locator(".rp-table").evaluate("one => getComputedStyle(one).color")
    assert ink == "rgb(0, 0, 0)"
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


def test_a_phone_shows_both_legs_side_by_side_without_sideways_scrolling(visit, page, axe):
    page.set_viewport_size({"width": 390, "height": 844})
    visit("program?session=example-hurried&program=runner")
    all_there(page)
    table = page.get_by_role("table", name="Prescribed against done")
    cells = table.get_by_role("row", name=re.compile("Standing leg lift")).get_by_role("cell")
    left, right = cells.nth(0).bounding_box(), cells.nth(1).bounding_box()
    assert left["y"] == pytest.approx(right["y"], abs=2)
    assert left["x"] + left["width"] <= right["x"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        assert axe(page) == []


def test_without_a_session_the_program_is_a_sheet_to_hand_out(visit, axe):
    page = visit("program?program=psoas-article")
    all_there(page)
    expect(page.get_by_role("heading", name="No session is open")).to_be_visible()
    expect(page.get_by_role("table", name="What to do")).to_contain_text("At most 12 in a set")
    assert axe(page) == []
    page.get_by_role("button", name="Show me an example").click()
    expect(page.get_by_role("heading", name="Done, but one exercise fell short")).to_be_visible()
