"""What the browser tests share: a server, Debian's chromium, and how to wait for a page.

Playwright keeps an event loop running in the thread of the tests for as long as it lives, and nothing else
may start one there meanwhile. So it lives for this folder only, not for the whole session as
pytest-playwright has it. Under pytest-xdist each worker has its own server and its own browser.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # containers have no user namespaces, and only our own server is visited
)
START_S = 60
TIMEOUT_MS = 45_000  # a machine that does other things as well
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SERIOUS = ("serious", "critical")


def find_chromium():
    """Return the browser of the system, None when there is none."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Launch the system's browser; without one, skip, or fail where CI demands it."""
    path = find_chromium()
    if path is None:
        words = "no chromium found; install it, e.g.: sudo apt install chromium"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return {"executable_path": path, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args():
    """One size and language unless a test says otherwise; no motion, so that a page comes to rest."""
    return {
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "reduced_motion": "reduce",
        "accept_downloads": True,
    }


@pytest.fixture(scope="package")
def playwright(browser_type_launch_args):
    """Playwright, started only when there is a browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser_type(playwright):
    return playwright.chromium


@pytest.fixture(scope="package")
def launch_browser(browser_type, browser_type_launch_args):
    return lambda **changes: browser_type.launch(**{**browser_type_launch_args, **changes})


@pytest.fixture(scope="package")
def browser(launch_browser):
    started = launch_browser()
    yield started
    started.close()


@pytest.fixture
def page(context):
    """A fresh page, as of a person who was never here; its own errors fail the test."""
    opened = context.new_page()
    opened.set_default_timeout(TIMEOUT_MS)
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert not errors, errors


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


def wait_until_it_answers(process, url, log):
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if answers(f"{url}/_stcore/health"):
            return
        time.sleep(0.05)
    process.kill()
    process.wait()
    pytest.fail(f"the dashboard did not start:\n{log.read_text('utf-8')}", pytrace=False)


@pytest.fixture(scope="session")
def running(root):
    """Return a context manager that runs a dashboard in a folder and a home of its own; gives its address.

    ``start`` is what Python is asked to run; ``port`` any that is free unless one is named. What the server
    says goes to ``log.txt`` in the folder.
    """

    @contextlib.contextmanager
    def run(folder, start=("-m", "dashboard.cli"), port=None):
        port = port or free_port()
        url = f"http://127.0.0.1:{port}"
        log = folder / "log.txt"
        with log.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, *start, "dashboard", "--port", str(port), "--no-browser"],
                cwd=folder,
                env={
                    **os.environ,
                    "HOME": str(folder),
                    "REHAB_DATA": str(folder / "data"),
                    "PYTHONPATH": str(root),
                },
                stdout=written,
                stderr=subprocess.STDOUT,
            )
            try:
                wait_until_it_answers(process, url, log)
                yield url
            finally:
                process.terminate()
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    return run


@pytest.fixture(scope="package")
def server_url(running, tmp_path_factory, browser_type_launch_args):
    """The address of a dashboard that runs as users run it; at the end it has said nothing of a fault."""
    folder = tmp_path_factory.mktemp("server")
    with running(folder) as url:
        yield url
    assert "Traceback" not in (folder / "log.txt").read_text("utf-8")


@pytest.fixture
def trials(trial_server):
    """Folder and address of a dashboard with quick trials, where nothing is under way."""
    folder, url = trial_server
    (folder / "fresh").touch()
    return folder, url


@pytest.fixture(scope="package")
def trial_server(running, root, tmp_path_factory, browser_type_launch_args):
    """See ``trial_server.py``."""
    folder = tmp_path_factory.mktemp("trials")
    with running(folder, start=(str(root / "tests" / "browser" / "trial_server.py"),)) as url:
        yield folder, url
    assert "Traceback" not in (folder / "log.txt").read_text("utf-8")


@pytest.fixture
def settled():
    """Return a function that waits until a page has come to rest."""

    def wait(page):
        page.wait_for_selector(SETTLED, state="attached")
        # A click is on its way to the server for a moment before the page says that it runs.
        page.wait_for_timeout(100)
        page.wait_for_selector(SETTLED, state="attached")

    return wait


@pytest.fixture
def visit(page, server_url, settled):
    """Return a function that opens a path of the dashboard: ``visit("review?session=example-runner")``."""

    def go(path=""):
        page.goto(f"{server_url}/{path}")
        settled(page)
        return page

    return go


@pytest.fixture
def axe():
    """Return a function that lists what axe finds serious or critical on a page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    def run(page):
        found = Axe().run(page).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:200]} "
            + "; ".join(part["message"] for part in node["any"])
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    return run


@pytest.fixture(scope="session")
def samples(root):
    """The folder of the sample sessions, for uploads."""
    return Path(root) / "sample_data" / "sessions"
