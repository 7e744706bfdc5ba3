"""The page Today from the check to the summary; a simulated person exercises, ten times as fast."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 360, "height": 740}
FAST = (
    "import dashboard.today.strap_step as step; step.TRIAL_SPEED = {speed}; "
    "from dashboard.cli import main; main()"
)
LISTEN = """
window.spoken = [];
window.speechSynthesis.speak = (one) => { window.spoken.push([one.lang, one.text]); };
"""
COUNTED = ["One. Four to go.", "Two. Three to go.", "Three. Two to go.", "Four. One to go."]


@pytest.fixture(scope="module")
def fast_url(running, tmp_path_factory, browser_type_launch_args):
    """A dashboard whose simulated person moves ten times as fast."""
    folder = tmp_path_factory.mktemp("today")
    with running(folder, start=("-c", FAST.format(speed=10))) as url:
        yield url
    assert "Traceback" not in (folder / "log.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def calm_url(running, tmp_path_factory, browser_type_launch_args):
    """A dashboard whose simulated person leaves time to do something meanwhile."""
    folder = tmp_path_factory.mktemp("calm")
    with running(folder, start=("-c", FAST.format(speed=3))) as url:
        yield url
    assert "Traceback" not in (folder / "log.txt").read_text("utf-8")


@pytest.fixture
def today(page, settled):
    """Return a function that opens the page of a dashboard, as it is before a session."""

    def opened(url):
        page.add_init_script(LISTEN)
        page.goto(f"{url}/today")
        settled(page)
        return page

    return opened


def tick(page, words):
    """Tick a box: the input itself is hidden under its drawing."""
    page.get_by_test_id("stCheckbox").filter(has_text=words).locator("label").click()


def answer(page, group, number):
    page.locator(f'[class*="st-key-scale_{group}"]').get_by_text(str(number), exact=True).click()


def press(page, settled, name):
    settled(page)
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def check(page, settled, pain=0):
    tick(page, "None of these")
    answer(page, "pain_before", pain)
    press(page, settled, "Next")


def begin_trial(page, settled):
    """Go from the check to the session under way."""
    check(page, settled)
    press(page, settled, "Try it without a sensor")
    press(page, settled, "Begin")
    press(page, settled, "The strap is on")
    expect(page.locator(".live")).to_be_visible()


def end(page, settled, hurts=0):
    """Answer what is asked after the exercises, up to the summary."""
    answer(page, "pain", hurts)
    press(page, settled, "Next")
    expect(page.get_by_role("heading", name="How hard was it?")).to_be_visible()
    answer(page, "exertion", 4)
    press(page, settled, "Next")
    expect(page.get_by_role("heading", level=1)).to_contain_text("for today")


def spoken(page):
    return [text for _, text in page.evaluate("spoken")]


def test_the_whole_way_from_the_check_to_review(today, fast_url, settled, axe):
    page = today(fast_url)
    faults = axe(page)
    begin_trial(page, settled)
    expect(page.get_by_text("Nobody is watching live.")).to_be_visible()
    expect(page.get_by_role("heading", name="Exercise done. Take a breath.")).to_be_visible(timeout=60_000)
    said = spoken(page)
    assert [one for one in said if "to go" in one] == COUNTED
    assert "Lift your knee, only as far as comfortable." in said
    faults += axe(page)
    end(page, settled, hurts=1)
    row = page.get_by_role("row", name="Standing leg lift")
    expect(row.get_by_role("cell").nth(0)).to_have_text("5")
    expect(row.get_by_role("cell").nth(1)).to_have_text("5")
    faults += axe(page)
    press(page, settled, "See the movement")
    expect(page).to_have_url(f"{fast_url}/review?session=saved-" + page.url.rpartition("saved-")[2])
    expect(page.get_by_test_id("stMain")).to_contain_text("5 of 5")
    assert faults == []


def test_a_red_flag_says_what_to_do_and_begins_nothing(today, fast_url, settled):
    page = today(fast_url)
    tick(page, "Chest pain")
    expect(page.get_by_role("alert")).to_contain_text("Call the emergency number now")
    press(page, settled, "Next")
    expect(page.get_by_role("alert")).to_contain_text("Do not exercise")
    expect(page.get_by_role("button", name="Begin", exact=True)).to_have_count(0)
    press(page, settled, "Back")
    check(page, settled, pain=4)
    expect(page.get_by_role("alert")).to_contain_text("Your pain is above 3.")


def test_both_answers_or_none_are_asked_again(today, fast_url, settled):
    page = today(fast_url)
    press(page, settled, "Next")
    expect(page.get_by_role("alert")).to_contain_text("Tick what applies")
    tick(page, "Fever")
    tick(page, "None of these")
    press(page, settled, "Next")
    expect(page.get_by_role("alert")).to_contain_text("Which is right?")


def test_a_reload_in_the_middle_of_a_set_and_a_stop(today, calm_url, settled):
    page = today(calm_url)
    begin_trial(page, settled)
    number = page.locator(".number")
    expect(number).to_have_text("2", timeout=60_000)
    page.reload()
    settled(page)
    expect(number).to_have_text("2")
    second = page.context.new_page()
    second.goto(f"{calm_url}/today")
    expect(second.locator(".number")).to_have_text("3")
    expect(number).to_have_text("3")
    page.keyboard.press("s")
    expect(second.get_by_role("heading", name="Stop. Sit down.")).to_be_visible()
    second.close()
    expect(page.get_by_role("heading", name="Stop. Sit down.")).to_be_visible()
    answer(page, "pain", 6)
    press(page, settled, "Next")
    expect(page.get_by_text("We ask again in 5 minutes.")).to_be_visible()
    press(page, settled, "Stop for today")
    answer(page, "exertion", 3)
    press(page, settled, "Next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stopped for today")
    row = page.get_by_role("row", name="Standing leg lift")
    expect(row.get_by_role("cell").nth(0)).to_have_text("3")
    expect(row).to_contain_text("excused, because of pain")


def test_a_program_of_ones_own_is_agreed_to_first(today, server_url, settled):
    page = today(server_url)
    check(page, settled)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.get_by_test_id("stRadio").get_by_text("Runner, hip flexor strengthening").click()
    settled(page)
    tick(page, "My therapist agreed to this program.")
    press(page, settled, "Next")
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
    press(page, settled, "Begin")
    expect(page.get_by_role("button", name="Look for sensors")).to_be_visible()


def test_a_german_browser_gets_german_on_a_small_phone(browser, fast_url, settled, axe):
    context = browser.new_context(
        locale="de-DE", viewport=PHONE, color_scheme="dark", reduced_motion="reduce"
    )
    page = context.new_page()
    page.add_init_script(LISTEN)
    try:
        page.goto(f"{fast_url}/today")
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Bevor Sie beginnen")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert axe(page) == []
    finally:
        context.close()


def test_the_keyboard_is_enough(today, fast_url, settled):
    page = today(fast_url)
    reach(page, "None of these")
    page.keyboard.press("Space")
    settled(page)
    reach(page, "0")
    page.keyboard.press("Enter")
    settled(page)
    for name in ("Next", "Try it without a sensor", "Begin", "The strap is on"):
        reach(page, name)
        page.keyboard.press("Enter")
        settled(page)
    expect(page.locator(".live")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Stop. Sit down.")).to_be_visible()
    press(page, settled, "Stop for today")
    answer(page, "exertion", 0)
    press(page, settled, "Next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stopped for today")


HERE = """() => {
  const one = document.activeElement;
  const names = [one.ariaLabel, one.textContent, one.closest("label")?.textContent];
  return names.map((text) => (text ?? "").trim());
}"""


def reach(page, name):
    """Press Tab until what has this name has the focus; an icon's name may stand before it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if any(text == name or text.endswith(f"e{name}") for text in page.evaluate(HERE)):
            return
    pytest.fail(f"{name!r} is not reached by Tab")
