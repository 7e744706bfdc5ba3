"""How long a therapist waits: the page Review with half an hour at 100 Hz, beside the plain alternative.

The plain alternative (``support/plain_app.py``) reads and analyses in the same way and hands all points to
``st.line_chart``. Both are opened by a fresh browser on a fresh server, in turn, so that a busy machine hurts
both; the processor time of the server tells how much of a wait is its own. A JSON file beside a recording
says what was done in it; without one that is recognised first. Run ``make bench-dashboard``, or this file
with ``--json``, ``--minutes N`` or ``--repeats N``.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, Request, Response, WebSocket, sync_playwright
from rich.console import Console
from rich.table import Table
from support.options import options, print_json
from support.workload import build_session

from analysis import analyze
from sensing import write_recording

ROOT = Path(__file__).resolve().parents[1]
PLAIN_APP = Path(__file__).resolve().parent / "support" / "plain_app.py"
CHART = "[data-testid=stVegaLiteChart] canvas"
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
PAN_MOVES = 5
SET = 5
"""Shown while panning."""
CHOICES = 5
CHOOSING_S = 2.0
"""A person needs at least so long to find the file."""

OURS = """
import sys
from dashboard.server import listen, serve
serve(listen(int(sys.argv[1])), when_up=print)
"""
PLAIN = """
import sys
import streamlit as st
config = {"server.port": int(sys.argv[1]), "server.address": "127.0.0.1", "server.headless": True}
st.App(sys.argv[2]).run(config={**config, "browser.gatherUsageStats": False})
"""

FIGURES = {
    "first content, fresh browser (ms)": "first_ms",
    "ready to take a file (ms)": "ready_ms",
    "transferred until then (kB)": "first_kb",
    "review: upload, read, recognise, analyse, draw (ms)": "review_ms",
    "of that after the upload (ms)": "after_upload_ms",
    "of that the server's processor time (ms)": "review_cpu_ms",
    "review with its JSON file: labelled (ms)": "labelled_ms",
    "labelled: the server's processor time (ms)": "labelled_cpu_ms",
    "review again, analysed already (ms)": "again_ms",
    "data sent to the page for it (kB)": "payload_kb",
    "choosing a repetition, median (ms)": "choose_ms",
    "panning: long tasks in 5 moves (ms)": "pan_ms",
    "server memory afterwards (MB)": "server_mb",
}
WATCH_LONG_TASKS = """() => {
  window.longTasks = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => window.longTasks += one.duration))
    .observe({entryTypes: ['longtask']});
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"

Figures = dict[str, float]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serve(code: str, *arguments: str) -> Iterator[tuple[str, int]]:
    """Run a server for the length of a ``with`` block; give its address and process number."""
    port = free_port()
    command = [sys.executable, "-c", code, str(port), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/_stcore/health")
            yield url, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 (our own server)
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def cpu_ms(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return 1e3 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"))[0]) / 1024


class Visit:
    """One fresh browser on one fresh server."""

    def __init__(self, browser: Browser, url: str, path: str, pid: int) -> None:
        self.loaded, self.told, self.pid, self.uploaded_at = 0, 0, pid, 0.0
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 1600}).new_page()
        self.page.set_default_timeout(120_000)
        self.page.on("websocket", self._listen)
        self.page.on("response", self._loaded)
        self.page.on("requestfinished", self._finished)
        begin = time.perf_counter()
        self.page.goto(f"{url}/{path}")
        self.page.get_by_role("heading", name="Review").wait_for()
        self.figures: Figures = {"first_ms": _since(begin), "first_kb": self.loaded / 1000}
        self.page.wait_for_selector(SETTLED, state="attached")
        self.figures["ready_ms"] = _since(begin)
        self.page.wait_for_timeout(CHOOSING_S * 1000)

    def _listen(self, one: WebSocket) -> None:
        def add(data: str | bytes) -> None:
            self.told += len(data)

        one.on("framereceived", add)

    def _loaded(self, response: Response) -> None:
        self.loaded += int(response.headers.get("content-length", 0))

    def _finished(self, request: Request) -> None:
        if "upload_file" in request.url:
            self.uploaded_at = time.perf_counter()

    def upload(self, *files: Path, name: str = "review") -> None:
        """Open a recording and wait until its chart is painted."""
        self.told, used = 0, cpu_ms(self.pid)
        begin = time.perf_counter()
        self.page.locator("input[type=file]").first.set_input_files(files)
        self._painted()
        self.figures |= {f"{name}_ms": _since(begin), f"{name}_cpu_ms": cpu_ms(self.pid) - used}
        if name == "review":
            self.figures |= {"after_upload_ms": _since(self.uploaded_at), "payload_kb": self.told / 1000}

    def again(self) -> None:
        """Load the page anew; a session that is open in the server is shown again."""
        begin = time.perf_counter()
        self.page.reload()
        self._painted()
        self.figures["again_ms"] = _since(begin)

    def _painted(self) -> None:
        self.page.locator(CHART).first.wait_for()
        self.page.evaluate(PAINTED)
        self.page.wait_for_selector(SETTLED, state="attached")

    def choose(self, act: Callable[[Page], None]) -> None:
        """Choose the next repetition several times, until its heading says so."""
        heading = self.page.get_by_role("heading", name=re.compile(r"^Repetition \d"))
        times = []
        for _ in range(CHOICES):
            before = heading.inner_text()
            begin = time.perf_counter()
            act(self.page)
            self.page.wait_for_function(
                "old => [...document.querySelectorAll('h2, h3')].some("
                "one => one.innerText.startsWith('Repetition') && one.innerText !== old)",
                arg=before,
            )
            times.append(_since(begin))
            self.page.wait_for_selector(SETTLED, state="attached")
        self.figures["choose_ms"] = median(times)

    def pan(self, width_share: float, height_share: float) -> None:
        """Drag from a place in the chart, and add up how long the page was not to be spoken to."""
        chart = self.page.locator(CHART).first
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box is not None
        x, y = box["x"] + width_share * box["width"], box["y"] + height_share * box["height"]
        self.page.evaluate(WATCH_LONG_TASKS)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(PAN_MOVES):
            self.page.mouse.move(x + 8 * step, y)
        self.page.mouse.up()
        self.page.evaluate(PAINTED)
        self.figures["pan_ms"] = float(self.page.evaluate("() => window.longTasks"))


def _since(begin: float) -> float:
    return 1e3 * (time.perf_counter() - begin)


def bench_ours(browser: Browser, recording: Path, middle: float) -> Figures:
    """Measure the page Review; ``middle`` is where in the recording the middle of `SET` lies, 0 to 1."""
    with serve(OURS) as (url, pid):
        visit = Visit(browser, url, "review", pid)
        visit.upload(recording)
        visit.choose(lambda page: page.get_by_role("button", name="Next").click())
        visit.page.get_by_test_id("stButtonGroup").get_by_text(str(SET), exact=True).click()
        visit.page.wait_for_selector(SETTLED, state="attached")
        visit.page.wait_for_timeout(500)
        visit.pan(middle, 0.93)
        visit.figures["server_mb"] = memory_mb(pid)
        visit.again()
    with serve(OURS) as (url, pid):
        labelled = Visit(browser, url, "review", pid)
        labelled.upload(recording, recording.with_name("session.json"), name="labelled")
        return {**labelled.figures, **visit.figures}


def bench_plain(browser: Browser, recording: Path, _middle: float) -> Figures:
    """Measure the plain alternative."""

    def next_number(page: Page) -> None:
        page.get_by_test_id("stNumberInputStepUp").click()

    with serve(PLAIN, str(PLAIN_APP)) as (url, pid):
        visit = Visit(browser, url, "", pid)
        visit.upload(recording)
        visit.choose(next_number)
        visit.pan(0.5, 0.5)
        visit.figures["server_mb"] = memory_mb(pid)
        return visit.figures


def measure(minutes: float, repeats: int) -> dict[str, Figures]:
    """Return the medians over fresh servers and browsers, both in turn."""
    found: dict[str, list[Figures]] = {"ours": [], "plain": []}
    path = next((name for name in ("chromium", "google-chrome") if shutil.which(name)), None)
    if path is None:
        raise SystemExit("No chromium found. Install it, e.g.: sudo apt install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        recording = Path(folder) / "session.csv.gz"
        session = build_session(minutes)
        write_recording(session, recording)
        one = analyze(session).sets[SET - 1]
        middle = 0.5 * (one.start_s + one.end_s) / session.duration_s
        for _ in range(repeats):
            for name, bench in (("ours", bench_ours), ("plain", bench_plain)):
                browser = started.chromium.launch(executable_path=shutil.which(path), args=list(FLAGS))
                found[name].append(bench(browser, recording, middle))
                browser.close()
    return {name: {key: median(run[key] for run in runs) for key in runs[0]} for name, runs in found.items()}


def show(rows: dict[str, Figures], minutes: float) -> None:
    """Print the table."""
    table = Table(title=f"{minutes:g} minutes at 100 Hz", title_justify="left")
    for name in ("", "Review", "st.line_chart", "ratio"):
        table.add_column(name, justify="left" if not name else "right")
    for label, key in FIGURES.items():
        ours, plain = rows["ours"].get(key), rows["plain"].get(key)
        ratio = f"{ours / plain:.2f}" if ours is not None and plain else "-"
        table.add_row(label, *("-" if one is None else f"{one:.0f}" for one in (ours, plain)), ratio)
    Console().print(table)


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="length of the recording")
    parser.add_argument("--repeats", type=int, default=3, help="fresh servers and browsers for each")
    chosen = parser.parse_args()
    rows = measure(chosen.minutes, chosen.repeats)
    if chosen.json:
        print_json(rows)
    else:
        show(rows, chosen.minutes)


if __name__ == "__main__":
    main()
