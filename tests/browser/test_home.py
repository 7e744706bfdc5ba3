"""The page a newcomer sees first, and the way from there to an answer."""

import re

from playwright.sync_api import expect


def test_shows_what_this_is_and_asks_nobody_else(page, server_url, settled):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server_url)
    settled(page)
    expect(page).to_have_title("Home · Rehab tracker")
    expect(page.get_by_role("heading", level=1)).to_have_text("What was done, and what fell short")
    expect(page.get_by_test_id("stMain").get_by_text("Rehab tracker", exact=True)).to_be_in_viewport()
    expect(page.locator("footer")).to_contain_text(
        "Uncertified prototype; not the sole basis for treatment decisions."
    )
    own = tuple(f"{scheme}{server_url}" for scheme in ("", "blob:"))  # a blob is the page's own
    own += (server_url.replace("http", "ws"), "data:")
    foreign = [url for url in asked if not url.startswith(own)]
    assert not foreign


def test_one_click_leads_to_what_fell_short_and_by_how_much(visit):
    page = visit()
    page.get_by_role("button", name="Show me an example").click()
    expect(page).to_have_url(re.compile("session=example-runner"))
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("Standing leg lift")
    expect(shown).to_contain_text("16 of 24, 8 short")
    page.reload()
    expect(shown).to_contain_text("16 of 24, 8 short")


def test_another_example_opens(visit):
    page = visit()
    page.get_by_text("More examples").click()
    page.get_by_role("button", name="Hurried and shallow").click()
    expect(page).to_have_url(re.compile("session=example-hurried"))


def test_the_door_for_a_recording_of_ones_own(visit):
    page = visit("?session=example-runner")
    page.get_by_role("button", name="Open a recording").click()
    expect(page).to_have_url(re.compile("/review$"))
    expect(page.get_by_test_id("stFileUploaderDropzone").first).to_be_visible()


def test_light_and_dark_can_be_chosen(visit):
    page = visit()
    app = page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", "rgb(255, 255, 255)")
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(app).to_have_css("background-color", "rgb(17, 24, 29)")
    expect(app).to_have_css("color-scheme", "dark")


def test_the_back_button_leads_home_and_out_again(visit, settled):
    page = visit()
    page.get_by_role("button", name="Show me an example").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Program")
    settled(page)
    page.get_by_role("navigation").get_by_role("link", name="Progress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Progress")
    settled(page)
    for heading in ("Program", "What was done, and what fell short"):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        settled(page)
    page.go_back()
    assert page.url == "about:blank"
