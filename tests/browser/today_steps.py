"""What tests of the page Today do on it, in either language, and what they look at."""

import pytest
from playwright.sync_api import expect

from dashboard.words import text

PHONE = {"width": 360, "height": 740}
LISTEN = """
window.spoken = [];
window.speechSynthesis.speak = (one) => { window.spoken.push([one.lang, one.text]); };
"""
WATCH = """(live) => {
  window.seen = [];
  const text = (where) => live.querySelector(where).textContent;
  const note = () => {
    const now = {
      state: live.dataset.state, holding: live.dataset.holding === "yes", count: text(".number"),
      above: text(".reading .above"), caption: text(".caption"), place: text(".place"),
      warns: live.querySelector(".caption").dataset.kind === "warning",
      left: parseFloat(live.querySelector(".ring").style.strokeDashoffset),
    };
    if (JSON.stringify(now) !== JSON.stringify(window.seen.at(-1))) window.seen.push(now);
  };
  const all = { attributes: true, childList: true, characterData: true, subtree: true };
  new MutationObserver(note).observe(live, all);
}"""
HERE = """() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const names = [one.ariaLabel, one.textContent, one.closest("label")?.textContent];
  return names.map((text) => (text ?? "").trim());
}"""
"""The names of what has the focus."""


def number_of(page):
    return page.locator(".live[data-state=exercise] .number")


def counted(page, least):
    """Wait until a page, brought to the front, shows at least this count; return what it shows."""
    page.bring_to_front()
    for _ in range(600):
        shown = number_of(page).inner_text()
        if int(shown) >= least:
            return int(shown)
        page.wait_for_timeout(50)
    pytest.fail(f"{shown} repetitions are shown, and never {least}")


class Today:
    """A page that shows Today, in one language.

    Parameters
    ----------
    page : Page
    settled : callable
        Waits until a page has come to rest.
    url : str
        Of the dashboard.
    language : str
    """

    def __init__(self, page, settled, url, language="en"):
        self.page, self.url, self.language = page, url, language
        self._settled = settled
        page.add_init_script(LISTEN)
        page.goto(f"{url}/today")
        self.settle()

    def settle(self):
        self._settled(self.page)

    def rest(self):
        """Wait until nothing is pale any more, as what is about to go is for a moment."""
        self.settle()
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0)

    def t(self, key, **values):
        return text(key, self.language, **values)

    # what a person does

    def tick(self, key):
        """Tick a box: the input itself is hidden under its drawing."""
        self.page.get_by_test_id("stCheckbox").filter(has_text=self.t(key)).locator("label").click()

    def answer(self, group, number):
        scale = self.page.locator(f'[class*="st-key-scale_{group}"]')
        scale.get_by_text(str(number), exact=True).click()

    def press(self, key, **values):
        self.settle()
        self.page.get_by_role("button", name=self.t(key, **values), exact=True).click()
        self.settle()

    def check(self, pain=0):
        self.tick("safety.none")
        self.answer("pain_before", pain)
        self.press("today.next")

    def begin_trial(self):
        """Go from the check to the session under way."""
        self.check()
        self.press("sensor.without")
        self.press("today.begin")
        self.press("strap.ready")
        expect(self.live).to_be_visible()

    def begin_with_sensor(self):
        """Go from the check to the session under way, with the sensor in reach."""
        self.check()
        self.press("today.begin")
        self.press("sensor.look")
        self.press("sensor.choose")
        self.press("strap.ready")
        expect(self.live).to_be_visible()

    def do(self, command):
        """Press a button of the live view; one behind "More" is found there."""
        button = self.page.locator(f'.live button[data-do="{command}"]')
        if not button.is_visible():
            self.page.locator(".live .more summary").click()
        button.click()

    def say_pain(self, score):
        self.answer("pain_", score)
        self.press("today.next")

    def end(self, effort=4):
        """Say how hard it was, up to the summary."""
        self.heading("exertion.title")
        self.answer("exertion", effort)
        self.press("today.next")
        expect(self.page.locator(".td-summary")).to_be_visible()

    def reach(self, key, **values):
        """Press Tab until what has this name has the focus; an icon's name or a tick may stand before it."""
        name = key if key.isdigit() else self.t(key, **values)
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if any(one == name or one.endswith(f"e{name}") for one in self.page.evaluate(HERE)):
                return
        pytest.fail(f"{name!r} is not reached by Tab")

    # what a person sees and hears

    @property
    def live(self):
        return self.page.locator(".live")

    @property
    def number(self):
        """The count; in other states a clock stands in its place."""
        return number_of(self.page)

    def heading(self, key):
        expect(self.page.get_by_role("heading", name=self.t(key), level=1)).to_be_visible(timeout=60_000)

    def row(self, title):
        """The row of an exercise in the summary."""
        return self.page.get_by_role("row", name=title)

    def watch(self):
        """Keep whatever the live view shows from now on."""
        self.live.evaluate(WATCH)

    @property
    def seen(self):
        return self.page.evaluate("seen")

    @property
    def spoken(self):
        return [words for _, words in self.page.evaluate("spoken")]

    @property
    def width(self):
        """How wide the page is, which must not be wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth")
