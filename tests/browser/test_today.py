"""What the page Today asks before a session, and what stands in its way."""

import pytest
from playwright.sync_api import expect
from today_steps import PHONE, Today


@pytest.fixture
def today(page, settled, trials):
    """The page as it is before a session."""
    return Today(page, settled, trials[1])


def test_answers_are_asked_for_and_a_red_flag_begins_nothing(today, axe):
    page, alert = today.page, today.page.get_by_role("alert")
    today.press("today.next")
    expect(alert).to_contain_text("Tick what applies")
    today.tick("flag.fever")
    today.tick("safety.none")
    today.press("today.next")
    expect(alert).to_contain_text("Which is right?")
    today.tick("safety.none")
    today.tick("flag.chest_pain_or_breathlessness")
    expect(alert.filter(has_text="Call the emergency number now")).to_be_visible()
    today.press("today.next")
    expect(alert).to_contain_text("Do not exercise")
    expect(page.get_by_role("button", name="Begin", exact=True)).to_have_count(0)
    today.rest()
    assert axe(page) == []
    today.press("today.back")
    today.check(pain=4)
    expect(alert).to_contain_text("Your pain is above 3.")


def test_a_program_of_ones_own_is_agreed_to_first(browser, server_url, settled, axe):
    context = browser.new_context(
        locale="en-GB", viewport=PHONE, color_scheme="dark", reduced_motion="reduce"
    )
    today = Today(context.new_page(), settled, server_url)
    page, faults = today.page, []

    def look_at_it(name):
        today.rest()
        faults.extend(f"{name}: {one}" for one in axe(page))
        assert today.width <= PHONE["width"], name

    today.check()
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    look_at_it("programs")
    page.get_by_test_id("stRadio").get_by_text("Runner, hip flexor strengthening").click()
    today.settle()
    today.tick("today.agreed")
    today.press("today.next")
    expect(page.get_by_role("heading", name="Today's exercises")).to_be_visible()
    cards = page.locator('[class*="st-key-today_card_"]')
    expect(cards.filter(has_text="Standing leg lift")).to_have_count(2)
    expect(cards.filter(has_text="Lunge").first).to_contain_text("8 times")
    expect(cards.first).to_contain_text("Warm-up")
    bridge = cards.filter(has_text="Bridge")
    bridge.get_by_role("button", name="Done without the sensor").click()
    expect(page.get_by_role("spinbutton")).to_have_value("24")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Next").click()
    expect(bridge).to_contain_text("✓ Done without the sensor")
    look_at_it("cards")
    today.press("today.begin")
    expect(page.get_by_role("button", name="Look for sensors")).to_be_visible()
    look_at_it("sensor")
    context.close()
    assert faults == []


def test_loaded_again_before_the_session_it_asks_nothing_twice(today):
    page, cards = today.page, today.page.get_by_role("heading", name="Today's exercises")
    today.check()
    today.press("sensor.without")
    expect(cards).to_be_visible()
    page.reload()
    expect(cards).to_be_visible()
    today.settle()
    page.get_by_role("navigation").get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()
    assert "visit=" not in page.url
    page.get_by_role("navigation").get_by_role("link", name="Today").click()
    expect(cards).to_be_visible()
    today.settle()
    page.reload()
    expect(cards).to_be_visible()
