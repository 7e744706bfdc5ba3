"""Every page for everybody: axe, both themes, a phone's width, the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

PAGES = sorted(
    path.stem
    for path in (Path(__file__).resolve().parents[2] / "dashboard" / "app_pages").glob("*.py")
    if path.stem != "__init__"
)
OPEN = "?session=example-runner&program=runner"
LOST = "?session=0123456789abcdef"
PHONE = {"width": 390, "height": 844}


def path_of(name):
    return "" if name == "home" else name


def overflow(page):
    """Return what reaches beyond the page's right edge, although nothing around it scrolls."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          const scrolls = (e) => e && e !== document.body &&
            (/(auto|scroll|hidden|clip)/.test(getComputedStyle(e).overflowX) && e.dataset.testid !== "stMain"
              || scrolls(e.parentElement));
          const wide = [...document.querySelectorAll("[data-testid=stMain] *")]
            .filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement))
            .map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`);
          const main = document.querySelector("[data-testid=stMain]");
          return main.scrollWidth > main.clientWidth || document.documentElement.scrollWidth > width
            ? wide.slice(0, 5).concat(`${main.scrollWidth} of ${main.clientWidth}`) : [];
        }"""
    )


TABBABLE = """() => {
  const all = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})
      && e.getBoundingClientRect().width > 0
      // of a group that the arrow keys move within, Tab reaches one
      && !(e.type === "radio" && !e.checked) && e.ariaChecked !== "false");
  all.forEach((e, place) => {
    const group = e.closest('[role=radiogroup]');
    const ways = group ? [...group.querySelectorAll('button, input')] : [e];
    ways.forEach((one) => { one.dataset.place = place; });
  });
  return all.map((e) => [e.tagName, e.ariaLabel || e.textContent.slice(0, 40) || e.className].join(" "));
}"""
HERE = "() => document.activeElement?.dataset.place ?? null"


def unreached(page):
    """Return what can be used on a page and is not reached by the Tab key.

    What the page draws anew meanwhile loses its mark: so what is missed is looked for once more.
    """
    return _not_tabbed_to(page) and _not_tabbed_to(page)


def _not_tabbed_to(page):
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    wanted = page.evaluate(TABBABLE)
    assert wanted
    reached = set()
    for _ in range(2 * len(wanted) + 10):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(HERE))
        if len(reached - {None}) == len(wanted):
            break
    return [what for place, what in enumerate(wanted) if str(place) not in reached]


UNSEEN = """() => {
  const one = document.activeElement;
  if (!one.matches("a, button, summary")) return null;
  const look = getComputedStyle(one);
  const ringed = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  let shown = ringed;
  for (let at = one; at; at = at.parentElement) shown &&= getComputedStyle(at).opacity > 0.9;
  return shown ? null : one.getAttribute("aria-label") ?? one.innerText;
}"""
"""The link or button that has the focus without showing it; null when it is seen."""


def test_what_has_the_focus_is_seen(page, visit):
    visit("review" + OPEN)
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        unseen.append(page.evaluate(UNSEEN))
    assert [one for one in unseen if one is not None] == []


def test_the_navigation_leads_to_every_page(visit):
    page = visit()
    links = page.get_by_role("navigation").get_by_role("link")
    assert sorted(name.split("\n")[-1].strip().lower() for name in links.all_inner_texts()) == PAGES


def test_the_first_page_has_a_name_as_well(visit, server_url):
    page = visit("home")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == f"{server_url}/"


def test_in_a_german_browser_the_navigation_follows_the_page(browser, server_url, settled):
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(f"{server_url}/today")
    settled(page)
    navigation = page.get_by_role("navigation")
    expect(navigation.get_by_role("link", name="Auswertung")).to_be_visible()
    navigation.get_by_role("link", name="Plan").click()
    expect(page.get_by_role("heading", name="Program", level=1)).to_be_visible()
    expect(navigation.get_by_role("link", name="Today")).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_can_be_read_and_reached_by_everybody(page, visit, settled, axe, name):
    visit(path_of(name) + OPEN)
    faults = [f"light: {fault}" for fault in axe(page)]
    missed = unreached(page)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    page.set_viewport_size(PHONE)
    settled(page)
    faults += [f"dark, on a phone: {fault}" for fault in axe(page)]
    assert faults == []
    assert missed == []
    assert overflow(page) == []


@pytest.mark.parametrize("address", ["review", "program", f"review{LOST}", f"program{LOST}"])
def test_pages_with_nothing_to_show(page, visit, axe, address):
    visit(address)
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_role("button").filter(visible=True)).not_to_have_count(0)
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) == []


def test_the_skip_link_leads_past_the_navigation(visit):
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("Skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "stMain"
