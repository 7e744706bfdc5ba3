"""What recording costs: a packet on its way into the journal, flushing, memory over an hour, finishing.

A packet is four samples and their raw notification, as a sensor of 100 Hz sends 25 times a second. The hour
passes as fast as it can, with the flushes it would have. Run ``make bench``, or this file with ``--json``.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table
from support.options import options, print_json

from sensing import ImuBlock, read_recording
from sensing.journal import FLUSH_EVERY_S, Journal
from sensing.recorder import Recorder
from sensing.recovery import recover
from sensing.samples import RecordingInfo
from sensing.source import Notification

RATE_HZ = 100.0
PACKET = 4
PAYLOAD = bytes(80)
CHARACTERISTIC = "0000ffe4-0000-1000-8000-00805f9a34fb"
PACKETS_A_FLUSH = round(FLUSH_EVERY_S * RATE_HZ / PACKET)


def packets(minutes: float) -> list[ImuBlock]:
    """Return a recording in packets, made before anything is measured."""
    count = int(minutes * 60.0 * RATE_HZ) // PACKET * PACKET
    values = np.random.default_rng(1).normal(size=(count, 6))
    time_s = np.arange(count) / RATE_HZ
    return [
        ImuBlock(time_s[at], values[at, :3], values[at, 3:], np.full(PACKET, time_s[at.stop - 1]))
        for at in (slice(first, first + PACKET) for first in range(0, count, PACKET))
    ]


def present_mb() -> float:
    """Return the memory that this process holds now; NaN where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024.0 for line in lines if line.startswith("VmRSS:")), float("nan"))


def measure(minutes: float, folder: Path) -> dict[str, float]:
    """Record, interrupt and recover one session, and finish another; return the figures."""
    blocks = packets(minutes)
    taken_us, flushed_ms, memory_mb = np.ones(len(blocks)), [], []
    recorder = Recorder(folder, "one")
    recorder.info = RecordingInfo(rate_hz=RATE_HZ, extra={"sensor": {"driver": "witmotion"}})
    journal: Journal = recorder._journal  # noqa: SLF001 (to flush without an event loop)
    for number, block in enumerate(blocks):
        begin = time.perf_counter()
        recorder.notified(Notification(float(block.time_s[-1]), PAYLOAD, CHARACTERISTIC))
        recorder.append(block)
        taken_us[number] = 1e6 * (time.perf_counter() - begin)
        if number % PACKETS_A_FLUSH == PACKETS_A_FLUSH - 1:
            begin = time.perf_counter()
            journal.flush()
            flushed_ms.append(1e3 * (time.perf_counter() - begin))
            memory_mb.append(present_mb())
    size_mb = journal.written_bytes / 2**20
    recorder.close()
    begin = time.perf_counter()
    finished = recover(recorder.journal_path).finished
    finished_s = time.perf_counter() - begin
    assert finished is not None
    again = read_recording(finished.path, acc_unit="m/s2", gyr_unit="rad/s")
    assert np.array_equal(again.time_s, np.concatenate([one.time_s for one in blocks]))
    assert "time_fit_s" in again.extra
    first, last = memory_mb[len(memory_mb) // 10], memory_mb[-1]
    return {
        "packet into the journal, median (µs)": float(np.median(taken_us)),
        "packet into the journal, 99th percentile (µs)": float(np.percentile(taken_us, 99)),
        "flush to the disk, median (ms)": median(flushed_ms),
        "flush to the disk, longest (ms)": max(flushed_ms),
        "memory gained after the first tenth (MB)": last - first,
        "journal (MB)": size_mb,
        "finished recording with raw notifications (MB)": sum(
            path.stat().st_size for path in folder.iterdir()
        )
        / 2**20,
        "recovering it (s)": finished_s,
    }


def main() -> None:
    """Measure and report; the exit code says nothing about speed."""
    parser = options(__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the session (default 60)")
    chosen = parser.parse_args()
    if chosen.minutes < 1.0:
        parser.error("give at least --minutes 1")
    with tempfile.TemporaryDirectory() as name:
        figures = measure(chosen.minutes, Path(name))
    if chosen.json:
        print_json({"minutes": chosen.minutes, "figures": figures})
        return
    table = Table("", f"{chosen.minutes:g} minutes at {RATE_HZ:g} Hz")
    table.columns[1].justify = "right"
    for label, value in figures.items():
        table.add_row(label, f"{value:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
