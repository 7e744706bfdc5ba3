"""Review as a person uses it: opening files, choosing repetitions, taking things home."""

import csv
import gzip
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from dashboard.components.palette import SKY
from dashboard.review.chart_axes import LABELS_PX
from dashboard.review.repetition_words import SHOWN

EXAMPLE = "review?session=example-hurried"


def repetition(page):
    return page.get_by_role("heading", name=re.compile(r"^Repetition \d"))


AT_REST = """() => {
  const one = document.querySelector(".stVegaLiteChart canvas");
  const before = window.chartBefore;
  window.chartBefore = null;
  if (!one || document.querySelector("[data-stale=true]")) return null;
  one.scrollIntoView({ block: "center" });
  const { x, y, width, height } = one.getBoundingClientRect();
  const here = { x, y, width, height, one, frames: 0 };
  if (before?.one === one && before.y === y && before.x === x && before.width === width)
    here.frames = before.frames + 1;
  window.chartBefore = here;
  return here.frames > 10 ? { x, y, width, height } : null;
}"""
"""The place of the first chart, once it has been the same one at the same place for some frames."""


def chart(page):
    """The chart of the recording, in view, with the place of its time axis on the page."""
    box = page.wait_for_function(AT_REST).json_value()
    return {**box, "x": box["x"] + LABELS_PX, "width": box["width"] - LABELS_PX}


def table(page):
    """The table of repetitions, once it is drawn: before that, clicks and keys are lost."""
    found = page.get_by_test_id("stDataFrame")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(found.locator("td[id^=glide-cell]").first).to_be_attached()
    return found


def point_at(page, time_s, length_s):
    """Click into the chart where a time is, when the whole recording is shown."""
    box = chart(page)
    page.mouse.click(box["x"] + box["width"] * time_s / length_s, box["y"] + 150)


@pytest.fixture(scope="module")
def hurried(root):
    from analysis import analyze
    from sensing import read_recording

    return analyze(read_recording(root / "sample_data" / "sessions" / "hurried-left.csv.gz"))


def test_repetitions_are_chosen_by_mouse_table_buttons_and_keys(visit, settled, hurried):
    page = visit(EXAMPLE)
    expect(repetition(page)).to_have_text(f"Repetition 1 of {len(hurried.sets[0].repetitions)}, set 1: Lunge")
    lifts = f"of {len(hurried.sets[2].repetitions)}, set 3: Standing leg lift"
    wanted = hurried.sets[2].repetitions[4]
    point_at(page, wanted.peak_s, hurried.duration_s)
    expect(repetition(page)).to_have_text(f"Repetition 5 {lifts}")
    measures = page.get_by_role("table", name="Measures of this repetition")
    expect(measures.get_by_role("row", name=re.compile("^Peak"))).to_contain_text(
        f"{round(wanted.peak_angle_deg)}°"
    )
    page.keyboard.press("Alt+n")
    expect(repetition(page)).to_have_text(f"Repetition 6 {lifts}")
    page.keyboard.press("Alt+p")
    expect(repetition(page)).to_have_text(f"Repetition 5 {lifts}")
    page.get_by_role("button", name="Next").click()
    expect(repetition(page)).to_have_text(f"Repetition 6 {lifts}")
    # The one chosen on the chart before can be chosen there again.
    settled(page)
    point_at(page, wanted.peak_s, hurried.duration_s)
    expect(repetition(page)).to_have_text(f"Repetition 5 {lifts}")
    settled(page)
    found = table(page)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 58)  # anywhere in the first row
    expect(repetition(page)).to_have_text(f"Repetition 1 {lifts}")


def test_the_table_is_walked_with_the_arrow_keys(visit, settled, hurried):
    page = visit(EXAMPLE)
    count = len(hurried.sets[0].repetitions)
    cell = page.locator("td[id^=glide-cell]:focus")  # what a screen reader is at
    table(page).locator("canvas").first.focus()
    for number in (2, 3):
        page.keyboard.press("ArrowDown")
        expect(repetition(page)).to_have_text(f"Repetition {number} of {count}, set 1: Lunge")
        expect(cell).to_have_text(str(number))
    page.keyboard.press("ArrowUp")
    expect(repetition(page)).to_have_text(f"Repetition 2 of {count}, set 1: Lunge")
    page.keyboard.press("Home")
    expect(cell).to_have_text(SHOWN)  # the mark has come along
    page.keyboard.press("Alt+n")
    expect(repetition(page)).to_have_text(f"Repetition 3 of {count}, set 1: Lunge")
    settled(page)
    table(page).locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    expect(repetition(page)).to_have_text(f"Repetition 4 of {count}, set 1: Lunge")


def test_panning_asks_nobody_and_is_kept_when_a_repetition_is_chosen(visit, settled, hurried):
    page = visit(EXAMPLE)
    page.get_by_test_id("stButtonGroup").get_by_text("3", exact=True).click()
    settled(page)
    page.wait_for_timeout(500)
    box = chart(page)
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", sent.append))
    length_s = hurried.duration_s
    middle_s = 0.5 * (hurried.sets[2].start_s + hurried.sets[2].end_s)
    x, y = box["x"] + box["width"] * middle_s / length_s, box["y"] + box["height"] - 30
    target_s = 0.5 * (hurried.sets[1].start_s + hurried.sets[1].end_s)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * target_s / length_s, y, steps=8)
    page.mouse.up()
    assert not sent
    # Set 2 is in the middle now: the middle of the chart is one of its repetitions or next to one.
    second = hurried.sets[1]
    wanted = min(second.repetitions, key=lambda one: abs(one.peak_s - target_s))
    window_s = hurried.sets[2].end_s - hurried.sets[2].start_s + 4
    offset = (wanted.peak_s - target_s) / window_s * box["width"]
    place = wanted.number
    page.mouse.click(box["x"] + box["width"] / 2 + offset, box["y"] + 150)
    expect(repetition(page)).to_have_text(f"Repetition {place} of {len(second.repetitions)}, set 2: Lunge")
    settled(page)
    following = second.repetitions[place]
    offset = (following.peak_s - target_s) / window_s * box["width"]
    page.mouse.click(box["x"] + box["width"] / 2 + offset, box["y"] + 150)
    expect(repetition(page)).to_have_text(
        f"Repetition {place + 1} of {len(second.repetitions)}, set 2: Lunge"
    )


def test_files_open_and_faults_are_told_one_by_one(visit, samples, tmp_path):
    page = visit("review")
    swapped = tmp_path / "swapped.csv"
    head, *rows = gzip.decompress((samples / "hurried-left.csv.gz").read_bytes()).decode().splitlines()
    rows[10], rows[11] = rows[11], rows[10]
    swapped.write_text("\n".join([head, *rows]), "utf-8")
    broken = tmp_path / "<b>broken</b>.csv".replace("/", "_")
    broken.write_text("time_s\n1\n", "utf-8")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(101 * 2**20)
    good = [samples / "runner-left.csv.gz", samples / "runner-left.json"]
    page.locator("input[type=file]").set_input_files([swapped, broken, huge, *good])
    expect(repetition(page)).to_contain_text("set 1: Standing leg lift")
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("<b>broken<_b>.csv was not opened")
    expect(shown).to_contain_text("swapped.csv was not opened")
    page.get_by_text("Open a session").click()
    expect(page.get_by_text("File must be 100.0MB or smaller").first).to_be_visible()
    page.get_by_role("button", name="Mend and open swapped.csv").click()
    expect(shown).to_contain_text("Left leg, 6:53 min")
    expect(shown).not_to_contain_text("swapped.csv was not opened")


def test_the_first_chart_is_drawn_where_nobody_meets_it(visit, samples, axe):
    page = visit("review")
    ahead = page.locator(".stVegaLiteChart canvas")
    expect(ahead).to_have_count(1)
    expect(ahead).to_be_hidden()
    assert not axe(page)
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.st-key-rt_code_ahead')") is None
    page.locator("input[type=file]").first.set_input_files(samples / "hurried-left.csv.gz")
    expect(repetition(page)).to_be_visible()
    expect(page.locator(".st-key-rt_code_ahead")).to_have_count(0)


def test_what_was_saved_is_found_from_here(visit):
    page = visit("review")
    page.get_by_test_id("stMain").get_by_role("link", name="Saved sessions").click()
    expect(page.get_by_role("heading", name="Progress", level=1)).to_be_visible()


def test_a_folder_opens(visit, samples, tmp_path):
    folder = tmp_path / "session"
    folder.mkdir()
    for name in ("runner-left.csv.gz", "runner-left.json", "runner-right.csv.gz", "runner-right.json"):
        (folder / name).write_bytes((samples / name).read_bytes())
    (folder / "letter.txt").write_text("dear therapist", "utf-8")
    page = visit("review")
    page.get_by_text("A folder", exact=True).click()
    page.locator("input[type=file][webkitdirectory]").set_input_files(folder)
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("Right leg, 11:12 min")
    expect(shown).to_contain_text("Left out, as they are no recordings: session/letter.txt.")
    address = page.url
    page.reload()  # the address brings the session back
    expect(shown).to_contain_text("Right leg, 11:12 min")
    assert page.url == address


def test_exports_hold_what_is_shown(visit, hurried):
    page = visit(EXAMPLE)
    page.get_by_text("Export", exact=True).click()
    contents = {}
    for label in ("Repetitions (CSV)", "Angle (CSV)", "Chart (PNG)", "Chart (SVG)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=label).click()
        contents[waiting.value.suggested_filename] = waiting.value.path().read_bytes()
    assert list(contents) == [
        "hurried-left.repetitions.csv", "hurried-left.angle.csv", "hurried-left.png", "hurried-left.svg",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(contents["hurried-left.repetitions.csv"].decode())))
    repetitions = [each for one in hurried.sets for each in one.repetitions]
    assert [float(row["peak_angle_deg"]) for row in rows] == pytest.approx(
        [each.peak_angle_deg for each in repetitions], abs=1e-3
    )
    assert contents["hurried-left.angle.csv"].count(b"\n") == len(hurried.thigh_angle) + 1
    assert contents["hurried-left.png"].startswith(b"\x89PNG")
    assert b"hurried-left.csv.gz" in contents["hurried-left.svg"]


def test_accessible_and_no_wider_than_the_screen(page, visit, settled, axe):
    visit("review?session=example-poor-link")
    chart(page)
    faults = []
    for scheme, width in (("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        page.set_viewport_size({"width": width, "height": 844})
        settled(page)
        faults += [f"{scheme}, {width}: {fault}" for fault in axe(page)]
        if not page.get_by_test_id("stMain").evaluate("one => one.scrollWidth <= one.clientWidth"):
            faults.append(f"{scheme}, {width}: wider than the screen")
    assert faults == []
    # On a phone the sets are cards, nothing of them out of sight.
    assert page.locator(".rt-scroll").evaluate("one => one.scrollWidth <= one.clientWidth")
    sets = page.get_by_role("region", name="Sets")
    expect(sets.get_by_role("row", name=re.compile("^1 Standing leg lift"))).to_be_visible()
    curves = page.get_by_test_id("stVegaLiteChart").nth(1).bounding_box()
    words = page.locator(".rv-words").first.bounding_box()  # below them on a phone
    assert 0 < words["y"] - curves["y"] - curves["height"] < 40
    described = page.get_by_test_id("stVegaLiteChart").first
    expect(described).to_have_attribute("aria-label", re.compile(r"set 1, from 0:1\d: Standing leg lift"))
    expect(page.get_by_role("list", name="Marks")).to_contain_text("on target")


INK = """([r, g, b]) => {
  const canvas = document.querySelector(".stVegaLiteChart canvas");
  const shown = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const near = (at, ink) => Math.abs(shown[at] - ink) < 4;
  for (let at = 0; at < shown.length; at += 4)
    if (shown[at + 3] > 250 && near(at, r) && near(at + 1, g) && near(at + 2, b)) return true;
  return false;
}"""
"""Whether the chart has a pixel of an ink."""


def test_charts_are_painted_anew_for_another_theme(visit, page):
    visit(EXAMPLE)
    chart(page)
    of_the_dark_curve = [int(SKY[at : at + 2], 16) for at in (1, 3, 5)]
    assert not page.evaluate(INK, of_the_dark_curve)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(INK, arg=of_the_dark_curve)


CORNER = """() => {
  const canvas = document.querySelector(".stVegaLiteChart canvas");
  canvas?.scrollIntoView({ block: "center" });
  const box = canvas?.getBoundingClientRect();
  return box ? { x: box.x + 1, y: box.bottom - 12, width: 6, height: 6 } : null;
}"""
"""Where a chart is nothing but ground; null while it is drawn anew."""


def test_paper_is_white_in_either_theme(visit, page, settled):
    visit(EXAMPLE)
    chart(page)
    for scheme, turned in (("light", "none"), ("dark", "invert(1) hue-rotate(180deg) brightness(1.14)")):
        page.emulate_media(color_scheme=scheme, media="screen")
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        settled(page)
        page.emulate_media(color_scheme=scheme, media="print")
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
        for marks in page.locator(".stVegaLiteChart .marks").all():
            expect(marks).to_have_css("filter", turned)
        darkest = 0
        for _ in range(50):  # until the chart is painted for the theme
            corner = page.evaluate(CORNER)
            if corner is not None:
                with Image.open(io.BytesIO(page.screenshot(clip=corner))) as drawn:
                    darkest = min(low for low, _ in drawn.convert("RGB").getextrema())
            if darkest >= 254:
                break
            page.wait_for_timeout(100)
        assert darkest >= 254, scheme
    for gone in ("stDataFrame", "stExpander", "stButtonGroup", "stPopover"):
        expect(page.get_by_test_id(gone).first).to_be_hidden()
    expect(page.get_by_role("table", name="Measures of this repetition")).to_be_visible()
    assert page.locator(".rv-sets").evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")


TALL = """wanted => [...document.querySelectorAll(".stVegaLiteChart :is(canvas, svg.marks)")]
  .map(one => one.getBoundingClientRect().height).filter(px => px > wanted).length"""
"""How many charts are higher than that."""


def test_charts_grow_with_the_letters_on_a_screen_across_the_room(visit, page):
    page.set_viewport_size({"width": 3840, "height": 2160})
    visit(EXAMPLE)
    page.wait_for_function(f"({TALL})(600) === 2")
    table(page).evaluate("one => { one.dataset.letters = 'large'; }")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(f"({TALL})(0) === 2 && ({TALL})(450) === 0")
    expect(page.locator("[data-letters=large]")).to_have_count(0)  # drawn anew, with its own letters


def test_an_empty_page_says_what_will_be_seen_and_offers_an_example(visit):
    page = visit("review")
    expect(page.get_by_role("heading", name="What you will see")).to_be_visible()
    page.get_by_role("button", name="Show me an example").click()
    expect(repetition(page)).to_be_visible()
    expect(page.get_by_role("heading", name="What you will see")).to_have_count(0)
