"""Pictures of the page Today: a trial from the check to the summary, walked through in a browser."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SIZES = ((390, 844), (1280, 900), (1920, 1080))
LONGEST_MS = 120_000
KEPT = {
    (SIZES[1], "light"): {"6-exercise": "dashboard-today"},
    (SIZES[0], "dark"): {"4-strap": "dashboard-today-strap", "6-exercise": "dashboard-today-phone"},
}
"""The pictures of the README and the guide, by window and theme."""

SIDE_BARS = 56
"""Left out of a kept picture of a wide window, with the navigation above."""


def walk(
    browser: Browser,
    url: str,
    size: tuple[int, int],
    theme: str,
    folder: Path,
    kept: Mapping[str, str] | None = None,
) -> None:
    """Go through a trial and take its states.

    Parameters
    ----------
    browser : Browser
    url : str
        Of the dashboard.
    size : tuple of int
        Of the window.
    theme : {"light", "dark"}
    folder : Path
    kept : mapping of str to str, optional
        Only these states, and the names of their pictures.
    """
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()

    def take(name: str) -> None:
        if kept is None:
            page.screenshot(path=folder / f"today-{name}-{width}-{theme}.png")
        elif name in kept:
            page.screenshot(path=folder / f"{kept[name]}.png", clip=_clip(width, height))

    page.goto(f"{url}/today")
    _settle(page)
    take("1-check")
    page.locator(".st-key-today_flag_none label").click()
    _answer(page, "pain_before", 0)
    _press(page, "today_checked")
    take("2-program")
    _press(page, "today_try_it")
    take("3-cards")
    _press(page, "today_begin")
    take("4-strap")
    _press(page, "today_strap_on")
    _until(page, ".live[data-state=still], .live[data-state=lift]")
    take("5-calibrate")
    page.locator(".number").get_by_text("3", exact=True).wait_for(timeout=LONGEST_MS)
    _until(page, ".live[data-holding=yes]")
    page.wait_for_timeout(600)  # in the middle of a hold of two seconds
    take("6-exercise")
    page.locator('[class*="st-key-scale_pain"]').first.wait_for(timeout=LONGEST_MS)
    _settle(page)
    take("7-pain")
    _answer(page, "pain", 1)
    _press(page, "today_pain_said")
    take("8-exertion")
    _answer(page, "exertion", 4)
    _press(page, "today_save")
    page.locator(".td-summary").wait_for(timeout=LONGEST_MS)
    take("9-summary")
    context.close()


def _clip(width: int, height: int) -> FloatRect:
    """Return what is shown of a window: without its bars, on a phone from the heading on."""
    side = SIDE_BARS if width > SIZES[0][0] else 0
    return {"x": side, "y": 60, "width": width - 2 * side, "height": height - 60}


def _settle(page: Page) -> None:
    page.wait_for_timeout(200)
    page.wait_for_selector(SETTLED, state="attached", timeout=60_000)
    page.wait_for_timeout(500)


def _press(page: Page, key: str) -> None:
    _settle(page)
    page.locator(f".st-key-{key} button").click()
    _settle(page)


def _answer(page: Page, group: str, number: int) -> None:
    page.locator(f'[class*="st-key-scale_{group}"]').get_by_text(str(number), exact=True).click()
    _settle(page)


def _until(page: Page, state: str) -> None:
    page.locator(state).first.wait_for(timeout=LONGEST_MS)
