"""How late a patient sees the movement, and what showing it costs; beside the plain alternative.

The page Today follows a session of two simulated sensors at 100 samples a second in two tabs. Measured in
the browser: from the arrival of the newest sample to the first animation frame that finds it in the page. The
plain alternative (``support/plain_live_app.py``) calls ``st.line_chart`` in a loop. Run ``make bench-live``,
or this file with ``--seconds N``, ``--soak`` (ten minutes of the page Today alone) or ``--json``.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from support.options import options, print_json

ROOT = Path(__file__).resolve().parents[1]
SUPPORT = Path(__file__).resolve().parent / "support"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
TABS = 2
SETTLING_S = 5.0
"""Importing and the first drawing are not the steady state."""

SOAK_S = 600.0
LOOKS = 5
"""So often memory is looked at, from the beginning to the end."""

REPETITION_S = 7.0
PLAIN = """
import sys
import streamlit as st
config = {"server.port": int(sys.argv[1]), "server.address": "127.0.0.1", "server.headless": True}
st.App(sys.argv[2]).run(config={**config, "browser.gatherUsageStats": False})
"""
LIVE_STAMP = """() => {
  const all = document.querySelectorAll("*");
  for (const one of all) {
    const live = one.shadowRoot?.querySelector(".live");
    if (live) return () => Number(live.dataset.sampleMs);
  }
  return null;
}"""
PLAIN_STAMP = """() => {
  const all = () => [...document.querySelectorAll("p")];
  const found = () => all().find((one) => one.textContent.startsWith("sample "));
  return found() ? () => Number(found()?.textContent.slice(7)) : null;
}"""
WATCH = """(find) => {
  const stamp = eval(find)();
  if (!stamp) return false;
  window.late = [];
  let last = stamp();
  const look = () => {
    const now = stamp();
    if (now && now !== last) { last = now; window.late.push(Date.now() - now); }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return true;
}"""
FIGURES = {
    "first paint, fresh browser (ms)": "first_ms",
    "updates a second, each tab": "rate_hz",
    "sample to page, median (ms)": "late_p50_ms",
    "sample to page, 95th percentile (ms)": "late_p95_ms",
    "server, of one core (%)": "server_cpu",
    "server memory, from begin to end (MB)": "server_mb",
    "page memory, from begin to end (MB)": "heap_mb",
}
COLUMNS = {"ours": "page Today", "plain": "st.line_chart in a loop"}


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """Run a server with a home of its own, and give its process id."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "HOME": folder,
            "REHAB_DATA": f"{folder}/data",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")]),
        }
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(port, process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start")


def measure(browser: Browser, url: str, find: str, pid: int, seconds: float) -> dict[str, object]:
    """Follow a page in several tabs for some time."""
    first_ms, pages = 0.0, []
    for _ in range(TABS):
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(url)
        page.wait_for_function(f"() => ({find})() !== null", timeout=60_000)
        first_ms = first_ms or 1000.0 * (time.perf_counter() - began)
        pages.append(page)
    time.sleep(SETTLING_S)
    if not all(page.evaluate(WATCH, f"({find})") for page in pages):
        raise SystemExit("Nothing to be measured on the page")
    heap, memory = [_heap_mb(pages[0])], [round(_memory_mb(pid))]
    busy, began = _cpu_s(pid), time.perf_counter()
    for look in range(1, LOOKS):
        time.sleep(max(0.0, began + seconds * look / (LOOKS - 1) - time.perf_counter()))
        memory.append(round(_memory_mb(pid)))
        if seconds >= SOAK_S:  # collecting garbage would show in a short measurement of being late
            heap.append(_heap_mb(pages[0]))
    took, used = time.perf_counter() - began, _cpu_s(pid) - busy
    late = [page.evaluate("late") for page in pages]
    together = [one for each in late for one in each]
    return {
        "first_ms": round(first_ms),
        "rate_hz": [round(len(one) / took, 1) for one in late],
        "late_p50_ms": round(median(together)),
        "late_p95_ms": round(quantiles(together, n=20)[18]),
        "server_cpu": round(100.0 * used / took, 1),
        "server_mb": memory,
        "heap_mb": heap if len(heap) > 1 else [*heap, _heap_mb(pages[0])],
    }


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024.0


def _heap_mb(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return round(float(used) / 1e6, 1)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def run(seconds: float, names: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """Measure ``ours`` and ``plain``, or one of them."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("No chromium found; install it, e.g.: sudo apt install chromium")
    repetitions = str(min(100, 20 + round((seconds + 60.0) / REPETITION_S)))
    found: dict[str, dict[str, object]] = {}
    with sync_playwright() as started:
        for name in names:
            port = _free_port()
            ours = [sys.executable, str(SUPPORT / "live_server.py"), str(port), repetitions]
            plain = [sys.executable, "-c", PLAIN, str(port), str(SUPPORT / "plain_live_app.py")]
            browser = started.chromium.launch(executable_path=chromium, args=list(FLAGS))
            with served(ours if name == "ours" else plain, port) as pid:
                url = f"http://127.0.0.1:{port}/{'today' if name == 'ours' else ''}"
                find = LIVE_STAMP if name == "ours" else PLAIN_STAMP
                found[name] = measure(browser, url, find, pid, seconds)
                browser.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--soak", action="store_true", help="the page Today alone, for ten minutes")
    chosen = parser.parse_args()
    seconds = SOAK_S if chosen.soak else chosen.seconds
    found = run(seconds, ("ours",) if chosen.soak else ("ours", "plain"))
    if chosen.json:
        print_json(found)
        return
    table = Table(title=f"Two tabs, two sensors at 100 Hz, {seconds:g} s")
    for column in ("", *(COLUMNS[name] for name in found)):
        table.add_column(column)
    for words, key in FIGURES.items():
        table.add_row(words, *(_cell(found[name][key]) for name in found))
    Console().print(table)


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    main()
