"""Kill a first start, a save and a deletion at many points and see what is left of each.

Run ``python tests/dashboard/records/kill_saves.py --points 300``. Each is done by a process of its own that
SIGKILL ends at one line of the code that writes, from the first to the last, or at one moment of SQLite's.
What must hold: whole sessions or none, each with all its recordings; recordings without a session are whole
and are offered; a deleted patient leaves nothing once the records were opened again.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import event

from analysis.metrics import set_metrics
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult
from dashboard import records
from dashboard.records import LOCAL_USER, NewRecording, NewSession, Store
from dashboard.records.store import open_store
from sensing.samples import Recording, RecordingInfo

ROOT = Path(records.__file__).resolve().parents[2]
WATCHED = ("dashboard/records/", "sensing/atomic_files.py", "sensing/recording_files.py")
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PROGRAM = """
schema = "rehab-program/1"
name = "small"
title = "A small program"
days_per_week = 3
[[items]]
exercise = "leg_lift"
sets = 2
repetitions = 5
"""
SESSION = "5e" * 16
RECORDINGS = 2


def session() -> NewSession:
    """Return a session of two recordings with a set each."""
    import pandas as pd

    def one(seed: int, side: str) -> NewRecording:
        noise = np.random.default_rng(seed).normal(size=(400, 6))
        acc = 0.1 * noise[:, :3] + [0.0, 0.0, 9.81]
        recording = Recording(np.arange(400) / 100.0, acc, noise[:, 3:], RecordingInfo(started_at=AT))
        done = tuple(
            Repetition(i, 5.0 * i, 5.0 * i + 1, 5.0 * i + 2, 60.0, 60.0, 1.0, 0.5, 0.5) for i in range(1, 6)
        )
        counted = ExerciseSet("leg_lift", side, None, 5.0, 27.0, done, set_metrics(done))
        return NewRecording(
            recording, SessionResult("x", AT, 60.0, side, (counted,), pd.DataFrame(), Quality(), None)
        )

    recordings = (one(1, "left"), one(2, "right"))
    assert len(recordings) == RECORDINGS
    return NewSession(1, AT, AT, recordings=recordings, id=SESSION)


def first_start(folder: Path) -> None:
    """Make the database."""
    open_store(folder).close()


def save(folder: Path) -> None:
    """Save the session."""
    store = open_store(folder)
    (ann,) = records.patients(store, LOCAL_USER)
    records.save_session(store, LOCAL_USER, ann.id, session())
    store.close()


def delete(folder: Path) -> None:
    """Delete the patient."""
    store = open_store(folder)
    (ann,) = records.patients(store, LOCAL_USER)
    records.delete_patient(store, LOCAL_USER, ann.id)
    store.close()


class Countdown:
    """Counts lines of the code that writes, and SQLite's moments; kills this process at one of them."""

    def __init__(self, at: int | None) -> None:
        self.passed = 0
        self._at = at

    def step(self, *_: object) -> None:
        """Pass one point."""
        self.passed += 1
        if self.passed == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(self, frame, what, _argument):
        """Follow the code that writes, line by line."""
        name = Path(frame.f_code.co_filename).as_posix()
        if what == "call" and not any(f"{ROOT.as_posix()}/{part}" in name for part in WATCHED):
            return None
        if what == "line":
            self.step()
        return self.trace


def run(job: Callable[[Path], None], folder: Path, at: int | None) -> int:
    """Do a job in a process of its own; return how many points it passed, 0 when it was killed at one."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        countdown = Countdown(at)
        from sqlalchemy.engine import Engine

        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, countdown.step)
        sys.settrace(countdown.trace)
        job(folder)
        sys.settrace(None)
        os.write(writer, str(countdown.passed).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        passed = pipe.read()
    _, status = os.waitpid(child, 0)
    if not passed and not os.WIFSIGNALED(status):
        raise SystemExit(f"{job.__name__} failed by itself at point {at}")
    return int(passed or 0)


def examine_start(store: Store) -> list[str]:
    """Return what is wrong after a first start."""
    return [] if records.patients(store, LOCAL_USER) == () else ["somebody is there"]


def examine_save(store: Store) -> list[str]:
    """Return what is wrong after a save."""
    (ann,) = records.patients(store, LOCAL_USER)
    found = records.sessions(store, LOCAL_USER, ann.id)
    faults = []
    digests = set(store.files.digests())
    offered = {one.digest for one in records.leftovers(store, LOCAL_USER)}  # reads each
    for one in found:
        if len(one.recordings) != RECORDINGS or any(
            len(r.sets[0].seen.repetitions) != 5 for r in one.recordings
        ):
            faults.append("half a session")
        for recording in one.recordings:
            records.open_recording(store, LOCAL_USER, one.id, recording.digest)
            digests.discard(recording.digest)
    if digests != offered:
        faults.append("a recording is neither in a session nor offered")
    odd = [p.name for p in store.files.folder.glob("*") if p.suffix not in (".parquet", ".json")]
    if odd:
        faults.append(f"left: {odd}")
    records.save_session(store, LOCAL_USER, ann.id, session())  # as the recorder does after an interruption
    if len(records.sessions(store, LOCAL_USER, ann.id)) != 1 or records.leftovers(store, LOCAL_USER):
        faults.append("saved again it is not one session")
    return faults


def examine_delete(store: Store) -> list[str]:
    """Return what is wrong after a deletion."""
    here = records.patients(store, LOCAL_USER)
    if here:
        (one,) = records.sessions(store, LOCAL_USER, here[0].id)
        for recording in one.recordings:
            records.open_recording(store, LOCAL_USER, one.id, recording.digest)
        return [] if len(one.recordings) == RECORDINGS else ["half a patient"]
    return ["files are left"] if list(store.files.folder.glob("*")) else []


def prepared(folder: Path) -> dict[str, tuple[Path | None, Callable, Callable]]:
    """Return for each job the folder that it starts from, the job, and what examines it."""
    with_patient, with_session = folder / "patient", folder / "session"
    store = open_store(with_patient)
    ann = records.add_patient(store, LOCAL_USER, "Ann")
    records.prescribe(store, LOCAL_USER, ann.id, PROGRAM, starts_on=date(2026, 3, 2))
    store.close()
    shutil.copytree(with_patient, with_session)
    save(with_session)
    return {
        "first start": (None, first_start, examine_start),
        "save": (with_patient, save, examine_save),
        "delete": (with_session, delete, examine_delete),
    }


def kill_all(folder: Path, points: int) -> dict[str, dict[str, object]]:
    """Kill every job at up to that many points, and return what was seen."""
    seen: dict[str, dict[str, object]] = {}
    for name, (start, job, examine) in prepared(folder).items():

        def begin(number: int, start: Path | None = start, name: str = name) -> Path:
            place = folder / f"{name} {number}"
            if start is not None:
                shutil.copytree(start, place)
            return place

        total = run(job, begin(0), None)
        chosen = sorted({1 + round(i * (total - 1) / max(points - 1, 1)) for i in range(points)})
        faults = []
        for at in chosen:
            place = begin(at)
            if run(job, place, at):
                faults.append(f"point {at}: was not killed")
            store = open_store(place)
            faults += [f"point {at}: {fault}" for fault in examine(store)]
            store.close()
            shutil.rmtree(place)
        seen[name] = {"points": total, "killed at": len(chosen), "faults": faults}
    return seen


def main() -> None:
    """Kill, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100)
    with tempfile.TemporaryDirectory(prefix="rehab-kills-") as folder:
        print(json.dumps(kill_all(Path(folder), parser.parse_args().points), indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
