"""Progress in a browser: three patients tell their stories, in both themes and on a phone."""

import re

from playwright.sync_api import expect

HEADINGS = {
    "P1": "P1: After hip replacement, cautious start",
    "P2": "P2: Runner, hip flexor strengthening",
    "P3": "P3: Psoas rehabilitation (article)",
}


def choose(page, name, settled):
    page.get_by_role("radio", name=name).click()
    settled(page)
    expect(page.get_by_role("heading", name=HEADINGS[name])).to_be_visible()


def test_three_stories(visit, settled):
    page = visit("progress")
    expect(page.get_by_text("invented")).to_be_visible()
    overview = page.get_by_role("table", name="All patients at a glance")
    expect(overview.get_by_role("row")).to_have_count(4)
    expect(overview.get_by_role("row").nth(3)).to_contain_text("call the therapist")
    calendar = page.get_by_role("table", name=re.compile("Planned sessions done"))
    findings = page.get_by_test_id("stMain")

    choose(page, "P1", settled)
    expect(findings).to_contain_text("on plan in 5 of 6 weeks")
    expect(findings).to_contain_text("likely real change")
    expect(calendar.get_by_role("row")).to_have_count(7)
    expect(calendar.get_by_role("rowheader").nth(4)).to_contain_text("1 of 3")

    choose(page, "P2", settled)
    expect(findings).to_contain_text("not measured is not missed")
    expect(calendar.get_by_text("missed", exact=True)).to_have_count(10)
    expect(page.get_by_role("table", name=re.compile("Repetitions done"))).to_contain_text("24 not measured")

    choose(page, "P3", settled)
    expect(findings).to_contain_text("Two flares within 7 days (22 and 24 September)")
    expect(calendar.get_by_text(re.compile("^pain stop"))).to_have_count(4)
    expect(calendar.get_by_text("part too much")).to_have_count(5)
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(2)
    told = ("Pain before, after and the morning after 23", "Range tests: left leg from 73° to 76°")
    for place, words in enumerate(told):
        expect(charts.nth(place)).to_have_attribute("aria-label", re.compile(words))

    expect(page).to_have_url(re.compile("patient=P3"))
    page.reload()
    expect(page.get_by_role("heading", name=HEADINGS["P3"])).to_be_visible()


def test_by_keyboard(visit, settled):
    page = visit("progress?patient=P1")
    page.get_by_role("radio", name="P1").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_role("heading", name=HEADINGS["P3"])).to_be_visible()
    page.get_by_text("How is this judged?").click()
    rules = page.get_by_role("table", name="Pain", exact=True)
    expect(rules.get_by_role("row", name=re.compile("A flare: pain next morning"))).to_contain_text("2")


def test_on_a_phone_everybody_can_read_it(page, visit, axe):
    """P3 has the most to show: every kind of day, flares, stops, what was too much."""
    page.set_viewport_size({"width": 390, "height": 844})
    visit("progress?patient=P3")
    page.get_by_text("How is this judged?").click()
    expect(page.get_by_role("table", name="Next step")).to_be_visible()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        assert axe(page) == []
