"""The server as a browser meets it: first content, a page that fails, the end while a page is open."""

import re
import time

from playwright.sync_api import expect

FAILING = """
import dashboard.components.style as style

def show():
    raise ValueError("secret")

style.show = show

from dashboard.cli import main
main()
"""


def test_a_failing_page_is_told_calmly(page, running, settled, tmp_path):
    with running(tmp_path, ("-c", FAILING)) as url:
        page.goto(url)
        told = page.get_by_role("alert")
        expect(told).to_contain_text("This page could not be shown.")
        expect(told).to_contain_text("Load the page again")
        settled(page)
        assert not re.search("secret|Traceback|ValueError", page.locator("body").inner_text())
    assert "ValueError: secret" in (tmp_path / "log.txt").read_text("utf-8")


def test_a_page_neither_holds_its_server_up_nor_outlives_it_in_silence(
    page, running, settled, samples, tmp_path
):
    with running(tmp_path) as url:
        page.goto(f"{url}/review")
        settled(page)
        page.locator("input[type=file]").set_input_files(samples / "hurried-left.csv.gz")
        expect(page.get_by_role("heading", name="Sets")).to_be_visible()
        settled(page)
        began = time.monotonic()
    assert time.monotonic() - began < 8  # after ten it would have been killed
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")
    with running(tmp_path, port=int(url.rsplit(":", 1)[1])):
        expect(page.get_by_role("alert").first).to_contain_text("no longer open: the dashboard was restarted")
        expect(page.get_by_role("heading", name="Sets")).to_be_hidden()
        # Loaded anew once, not again and again.
        page.evaluate("window.loadedOnce = true")
        page.wait_for_timeout(1000)
        assert page.evaluate("window.loadedOnce")


def test_the_browser_finds_nothing_missing_and_refuses_nothing(page, visit):
    said = []
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    for path in ("", "review?session=example-hurried", "program?session=example-hurried", "progress"):
        visit(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [one for one in said if re.search("Content Security Policy|Failed to load|404", one)] == []
