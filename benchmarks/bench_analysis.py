"""Speed and memory of the analysis on one hour of exercise at 100 Hz, each beside its floor.

The floor is the least that any program with the same filter would do: for `analyze` one pass of VQF forward,
one of offlineVQF and one over the arrays; for a file the plain reader of pandas or pyarrow; for a live packet
VQF's update, sample by sample. Measured runs and floor runs alternate, so that a busy machine hurts both.

Run ``make bench``, or this file with ``--json``, ``--profile``, ``--minutes N`` or ``--repeats N``.
"""

import cProfile
import gc
import os
import platform
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table
from support.options import options, print_json
from support.workload import RATE_HZ, build_session, least_analysis, plain_analysis, plain_read
from vqf import VQF

from analysis import LiveAnalysis, analyze, calibrate
from sensing import ImuBlock, Recording, read_recording, write_recording

PACKET = 10
STRETCH_PACKETS = 600
LIVE_EXERCISE = "leg_lift"
SUFFIXES = ("csv.gz", "csv", "parquet")
MEMORY_JOB = Path(__file__).resolve().parent / "support" / "memory_job.py"
PROFILE_LINES = 25

Row = dict[str, float]
Rows = dict[str, Row]


def alternate(measured: Callable[[], object], floor: Callable[[], object], repeats: int) -> Row:
    """Run both in turn; return the medians in ms and the median of the ratios of neighbouring runs."""
    pairs = [(_timed(measured), _timed(floor)) for _ in range(repeats + 1)][1:]  # the first only warms up
    return {
        "measured": median(a for a, _ in pairs),
        "floor": median(b for _, b in pairs),
        "ratio": median(a / b for a, b in pairs),
    }


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - begin)


def bench_analyze(recording: Recording, repeats: int) -> Rows:
    """Time `analyze` from memory: with the recording's labels, and for one exercise throughout."""
    gyr = recording.gyr
    assert gyr is not None
    bare = replace(recording, info=replace(recording.info, activities=()))

    def floor() -> float:
        return least_analysis(recording.time_s, recording.acc, gyr)

    return {
        "analyze, labelled sets": alternate(lambda: analyze(recording), floor, repeats),
        "analyze, one exercise": alternate(lambda: analyze(bare, exercise=LIVE_EXERCISE), floor, repeats),
    }


def bench_files(folder: Path, repeats: int) -> Rows:
    """Time reading the recording from each kind of file, and reading and analysing it."""
    rows = {}
    for suffix in SUFFIXES:
        path = folder / f"session.{suffix}"
        for what, measured, floor in (
            ("read", read_recording, plain_read),
            ("read and analyze", _analyze_file, plain_analysis),
        ):
            rows[f"{what} {suffix}"] = alternate(
                lambda measured=measured, path=path: measured(path),
                lambda floor=floor, path=path: floor(path),
                repeats,
            )
    return rows


def _analyze_file(path: Path) -> object:
    return analyze(read_recording(path))


def bench_live(recording: Recording) -> Rows:
    """Time every packet through `LiveAnalysis.push` and through VQF alone, a minute of each in turn."""
    live = LiveAnalysis(calibrate(recording, exercise=LIVE_EXERCISE), LIVE_EXERCISE)
    alone = VQF(1.0 / RATE_HZ)

    def update(packet: ImuBlock) -> None:
        assert packet.gyr is not None
        for gyr, acc in zip(packet.gyr, packet.acc, strict=True):
            alone.update(gyr, acc)
            alone.getQuat6D()

    packets = list(recording.blocks(PACKET))
    pushed: list[float] = []
    updated: list[float] = []
    for start in range(0, len(packets), STRETCH_PACKETS):
        stretch = packets[start : start + STRETCH_PACKETS]
        pushed += [_packet_us(live.push, packet) for packet in stretch]
        updated += [_packet_us(update, packet) for packet in stretch]
    tenth = len(packets) // 10
    whole, first, last = slice(None), slice(0, tenth), slice(-tenth, None)
    return {
        name: _compared(float(np.percentile(pushed[part], share)), float(np.percentile(updated[part], share)))
        for name, part, share in (
            ("packet, median", whole, 50),
            ("packet, 99th percentile", whole, 99),
            ("packet, slowest", whole, 100),
            ("packet, median of first tenth", first, 50),
            ("packet, median of last tenth", last, 50),
        )
    }


def _packet_us(run: Callable[[ImuBlock], object], packet: ImuBlock) -> float:
    begin = time.perf_counter_ns()
    run(packet)
    return (time.perf_counter_ns() - begin) / 1e3


def _compared(measured: float, floor: float) -> Row:
    return {"measured": measured, "floor": floor, "ratio": measured / floor}


def bench_memory(folder: Path) -> Rows:
    """Measure the peak memory of whole processes that read the Parquet file, imports included."""
    peak = {job: _peak_mb(job, folder / "session.parquet") for job in ("floor", "analyze", "live")}
    return {f"{job} from parquet": _compared(peak[job], peak["floor"]) for job in ("analyze", "live")}


def _peak_mb(job: str, path: Path) -> float:
    command = [sys.executable, str(MEMORY_JOB), job, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(minutes: float, repeats: int, say: Callable[[str], None]) -> dict[str, Rows]:
    """Run all benchmarks; return rows by group."""
    say(f"simulating {minutes:g} minutes")
    recording = build_session(minutes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix in SUFFIXES:
            write_recording(recording, folder / f"session.{suffix}")
        groups = {}
        for group, run in (
            ("from memory (ms)", lambda: bench_analyze(recording, repeats)),
            ("from a file (ms)", lambda: bench_files(folder, repeats)),
            (f"live, {PACKET} samples a packet (µs)", lambda: bench_live(recording)),
            ("peak memory (MB)", lambda: bench_memory(folder)),
        ):
            say(f"measuring: {group}")
            groups[group] = run()
    return groups


def profile(minutes: float) -> None:
    """Print where `analyze` spends its time."""
    recording = build_session(minutes)
    analyze(recording)
    profiler = cProfile.Profile()
    profiler.runcall(analyze, recording)
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(PROFILE_LINES)


def show(groups: dict[str, Rows], console: Console) -> None:
    """Print the rows as a table."""
    table = Table("", "measured", "floor", "ratio", title=_machine())
    for column in table.columns[1:]:
        column.justify = "right"
    for group, rows in groups.items():
        table.add_section()
        table.add_row(f"[bold]{group}[/bold]")
        for name, row in rows.items():
            table.add_row(name, *(_figure(row[key]) for key in ("measured", "floor")), f"{row['ratio']:.2f}")
    console.print(table)


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure and report; the exit code says nothing about speed."""
    parser = options(__doc__)
    parser.add_argument("--profile", action="store_true", help="print where analyze spends its time, only")
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the session (default 60)")
    parser.add_argument(
        "--repeats", type=int, default=7, help="runs of each, after one to warm up (default 7)"
    )
    chosen = parser.parse_args()
    if chosen.minutes < 2.0 or chosen.repeats < 1:
        parser.error("give at least --minutes 2 and --repeats 1")
    if chosen.profile:
        profile(chosen.minutes)
        return
    note = Console(stderr=True)
    groups = measure(chosen.minutes, chosen.repeats, note.print)
    if chosen.json:
        print_json({"machine": _machine(), "minutes": chosen.minutes, "rows": groups})
    else:
        show(groups, Console())


if __name__ == "__main__":
    main()
