"""Take pictures of every page of the dashboard, as a person sees it.

``python docs/screenshots.py`` writes each page at the widths of a phone, a laptop and a large screen, in both
themes, into ``docs/screenshots`` (not kept in git: for looking at), and the few pictures of the README and of
the guide into ``docs/images``; ``--kept`` takes these alone. Needs chromium.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from today_pictures import KEPT as KEPT_TODAY
from today_pictures import SIZES, walk

HERE = Path(__file__).resolve().parent
ALL, KEPT = HERE / "screenshots", HERE / "images"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
QUIET_MS = 1500
"""What a page takes after its last message to draw its charts and to end its transitions."""

WIDTHS = (390, 1280, 1920)
LONGEST = 4000
EXAMPLE = "session=example-runner&program=runner"
PAGES = {
    "home": "",
    "review": f"review?{EXAMPLE}",
    "review-empty": "review",
    "program": f"program?{EXAMPLE}",
    "program-empty": "program",
    "progress": "progress",
}


class Kept(NamedTuple):
    """A picture of the guides: the page, the theme, and the part of it that is shown."""

    page: str
    theme: str
    top: str
    height: int


KEPT_PICTURES = {
    "dashboard-program": Kept("program", "light", "h1", 860),
    "dashboard-review": Kept("review", "light", "h1", 1390),
    "dashboard-progress": Kept("progress", "dark", "h1", 900),
}


@contextlib.contextmanager
def dashboard() -> Iterator[str]:
    """Run a dashboard in an empty folder; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "dashboard.cli", "dashboard", "--port", "0", "--no-browser"],
            cwd=folder,
            env={**os.environ, "REHAB_DATA": f"{folder}/data"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            found = next((hit for line in process.stdout if (hit := re.search(r"http://\S+", line))), None)
            if found is None:
                sys.exit("The dashboard did not start, see above")
            yield found[0]
        finally:
            process.terminate()
            process.wait()


def settle(page: Page) -> None:
    """Wait until a page has come to rest."""
    page.wait_for_selector(SETTLED, state="attached", timeout=60_000)
    page.wait_for_timeout(QUIET_MS)
    page.wait_for_selector(SETTLED, state="attached", timeout=60_000)


def whole_page(browser: Browser, url: str, width: int, theme: str) -> Page:
    """Open a page in a window as high as the page is long: it scrolls within itself."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(url)
    settle(page)
    height = int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(900, min(height, LONGEST))})
    settle(page)
    return page


def take_all(browser: Browser, url: str) -> None:
    """Take every page at every width in both themes."""
    shutil.rmtree(ALL, ignore_errors=True)
    ALL.mkdir()
    for name, path in PAGES.items():
        for width in WIDTHS:
            for theme in ("light", "dark"):
                page = whole_page(browser, f"{url}/{path}", width, theme)
                page.screenshot(path=ALL / f"{name}-{width}-{theme}.png")
                page.context.close()
        print(f"{name}: {len(WIDTHS) * 2} pictures")
    for size, theme in zip(SIZES, ("dark", "light", "light"), strict=True):
        walk(browser, url, size, theme, ALL)
    print("today: a trial in three sizes")


def take_kept(browser: Browser, url: str) -> None:
    """Take the pictures of the README and the guide."""
    for name, kept in KEPT_PICTURES.items():
        page = whole_page(browser, f"{url}/{PAGES[kept.page]}", 1280, kept.theme)
        box = page.locator(kept.top).first.bounding_box()
        top = 0 if box is None else max(0, box["y"] - 24)
        page.screenshot(
            path=KEPT / f"{name}.png", clip={"x": 56, "y": top, "width": 1168, "height": kept.height}
        )
        page.context.close()
        print(f"images/{name}.png")
    for (size, theme), names in KEPT_TODAY.items():
        walk(browser, url, size, theme, KEPT, names)
        print("\n".join(f"images/{name}.png" for name in names.values()))


def main() -> None:
    """Take all pictures."""
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        sys.exit("No chromium found. Install it, e.g.: sudo apt install chromium")
    with dashboard() as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=list(FLAGS))
        if "--kept" not in sys.argv[1:]:
            take_all(browser, url)
        take_kept(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
