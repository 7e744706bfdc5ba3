"""Kill recordings at random moments and see what is left of each.

Run ``python tests/sensing/kill_recordings.py --kills 200``. Every recording is made by a process of its own
from a source with numbered samples; SIGKILL ends it between its first moment and the middle of finishing.
What must hold: not more than a second lost, nothing unreadable, no sample that differs from what was sent.
"""

import argparse
import asyncio
import json
import mmap
import os
import random
import signal
import struct
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from sensing import read_recording
from sensing.journal import FLUSH_EVERY_S
from sensing.notifications import SUFFIX as RAW_SUFFIX
from sensing.notifications import read_notifications
from sensing.recorder import Recorder
from sensing.recovery import LONGEST_LOST_S, recover_all
from sensing.replay import Delivery, ReplaySource
from sensing.samples import ImuBlock, RecordingInfo
from sensing.source import Notification

RATE_HZ = 100.0
PACKET = 4
LENGTH_S = 2.0
"""A recording that is not killed ends by itself after this."""

_SHARED = struct.Struct("<Q")  # how many samples have arrived


def samples(first: int, count: int) -> ImuBlock:
    """Return the samples of these numbers, each of its own kind."""
    number = np.arange(first, first + count, dtype=np.float64)
    acc = np.column_stack([np.sin(number), np.cos(number), 9.81 + np.sin(3 * number)])
    return ImuBlock(number / RATE_HZ, acc, 0.1 * acc[:, ::-1])


def deliveries(count: int) -> list[Delivery]:
    """Return that many samples in packets, each with its raw notification."""
    return [
        Delivery(
            (first + PACKET - 1) / RATE_HZ,
            (samples(first, PACKET),),
            Notification(0.0, struct.pack("<I", first), "c"),
        )
        for first in range(0, count, PACKET)
    ]


async def record(folder: Path, shared: mmap.mmap) -> None:
    """Record, saying in shared memory what has arrived."""
    recorder = Recorder(folder, "killed")

    def arrived(_: ImuBlock) -> None:
        shared[: _SHARED.size] = _SHARED.pack(recorder.samples)

    source = ReplaySource(deliveries(int(LENGTH_S * RATE_HZ)), RecordingInfo(rate_hz=RATE_HZ))
    await recorder.run(source, arrived)
    recorder.finish()


def begin_one(folder: Path) -> tuple[int, mmap.mmap]:
    """Begin a recording in a child process; return its number and what it says has arrived."""
    shared = mmap.mmap(-1, _SHARED.size)
    child = os.fork()
    if child:
        return child, shared
    try:
        asyncio.run(record(folder, shared))
    finally:
        os._exit(0)


def kill_at(moments: dict[int, float]) -> None:
    """Kill each child at its moment."""
    for child, moment in sorted(moments.items(), key=lambda one: one[1]):
        time.sleep(max(0.0, moment - time.monotonic()))
        os.kill(child, signal.SIGKILL)  # one that has ended waits to be asked for: this does it no harm


def examine(folder: Path, received: int) -> tuple[int, list[str]]:
    """Recover what a recording left; return the samples that are there, and what is wrong."""
    _, wrong = recover_all(folder)
    faults = [str(error) for error in wrong]
    found = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    recordings = [path for path in found if path.name.endswith((".parquet", ".csv.gz"))]
    if any(path.suffix == ".journal" for path in found):
        faults.append("a journal is left")
    if len(recordings) > 1:
        faults.append("two recordings of one session")
    if not recordings:
        return 0, faults
    recording = read_recording(recordings[0])
    count = len(recording)
    sent = samples(0, count)
    tolerance = 0.0 if recordings[0].suffix == ".parquet" else 1e-6
    pairs = ((recording.time_s, sent.time_s), (recording.acc, sent.acc), (recording.gyr, sent.gyr))
    if any(np.abs(a - b).max() > tolerance for a, b in pairs if a is not None and b is not None):
        faults.append("a wrong sample")
    if recording.info.started_at is None:
        faults.append("what is known of it is lost")
    if count > max(received + PACKET, PACKET):
        faults.append("more samples than were sent")
    raw, _ = read_notifications(recordings[0].with_name(recordings[0].name.split(".")[0] + RAW_SUFFIX))
    if [struct.unpack("<I", one.payload)[0] for one in raw] != list(range(0, PACKET * len(raw), PACKET)):
        faults.append("a wrong notification")
    if len(raw) * PACKET < count:
        faults.append("samples without their notification")
    return count, faults


def run(kills: int, seed: int, together: int) -> dict[str, object]:
    """Kill that many recordings, some at the same time, and return what came of it."""
    rng = random.Random(seed)
    lost_s, faults, unfinished = [], [], 0
    with tempfile.TemporaryDirectory() as base:
        for begin in range(0, kills, together):
            children, moments = [], {}
            for number in range(begin, min(begin + together, kills)):
                folder = Path(base) / str(number)
                folder.mkdir()
                child, shared = begin_one(folder)
                moments[child] = time.monotonic() + rng.uniform(0.02, LENGTH_S + 0.6)
                children.append((folder, child, shared))
            kill_at(moments)
            for folder, child, shared in children:
                _, status = os.waitpid(child, 0)
                unfinished += os.WIFSIGNALED(status)
                (received,) = _SHARED.unpack(shared[: _SHARED.size])
                count, wrong = examine(folder, received)
                faults += [f"{folder.name}: {text}" for text in wrong]
                lost_s.append(max(received - count, 0) / RATE_HZ)
    if max(lost_s) > LONGEST_LOST_S:
        faults.append(f"{max(lost_s):.2f} s lost")
    return {
        "recordings": kills,
        "killed": unfinished,
        "lost_s_median": float(np.median(lost_s)),
        "lost_s_max": max(lost_s),
        "flushed_every_s": FLUSH_EVERY_S,
        "faults": faults,
    }


def main() -> int:
    """Run from the command line; exit with 1 when anything is wrong."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--together", type=int, default=8, help="recordings at the same time")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    outcome = run(given.kills, given.seed, given.together)
    sys.stdout.write(f"{json.dumps(outcome)}\n")
    return 1 if outcome["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
