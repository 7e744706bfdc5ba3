"""``rehab record``, ``replay`` and ``recover``, as a person uses them."""

import asyncio
import errno
import json
import math
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dashboard.live_run import ended_by_signals
from sensing import read_recording, write_recording
from sensing.journal import Journal, create
from sensing.notifications import format_notifications
from sensing.samples import ImuBlock, RecordingInfo
from sensing.simulation import simulate
from sensing.simulation.stream import short_session
from sensing.source import Notification

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.toml"
    path.write_text(
        """
        seed = 3
        side = "left"
        [[steps]]
        do = "calibration"
        [[steps]]
        do = "set"
        exercise = "leg_lift"
        repetitions = 3
        [[steps]]
        do = "set"
        exercise = "lunge"
        repetitions = 2
        """
    )
    return path


def only(folder, ending=".parquet"):
    (path,) = (one for one in folder.iterdir() if one.name.endswith(ending))
    return path


def counts(document):
    return [(one["exercise"], len(one["repetitions"])) for one in document["sets"]]


def test_a_simulated_session_is_recorded_counted_and_analysed_alike(rehab, quick, tmp_path):
    done = rehab("record", "--simulate", "-o", tmp_path / "r")
    assert done.exit_code == 0, done.output
    path = only(tmp_path / "r")
    assert done.stdout.splitlines()[-1] == f"{path}: 70 s, standing leg lift: 8 repetitions"
    recording = read_recording(path)
    made = simulate(short_session("leg_lift", "right")).recording
    assert (recording.acc == made.acc).all()
    assert recording.info.sensor.model == "simulated"
    assert [one.exercise for one in recording.info.activities] == ["calibration", "leg_lift"]
    assert not any(name.startswith("truth") for name in recording.extra)
    assert counts(json.loads(rehab("analyze", path, "--json").stdout)) == [("leg_lift", 8)]
    assert sorted(one.suffix for one in path.parent.iterdir()) == [".json", ".parquet"]


def test_an_exercise_on_the_floor_and_the_other_leg(rehab, quick, tmp_path):
    done = rehab("record", "--simulate", "-e", "bridge", "-s", "left", "-o", tmp_path / "r")
    assert "bridge: 8 repetitions" in done.stdout.splitlines()[-1]
    assert read_recording(only(tmp_path / "r")).info.placement.side == "left"


def test_a_script_is_followed(rehab, quick, tmp_path, script):
    done = rehab("record", "--simulate", script, "-o", tmp_path / "r")
    assert "standing leg lift: 3 repetitions, lunge: 2 repetitions" in done.stdout.splitlines()[-1]
    found = counts(json.loads(rehab("analyze", only(tmp_path / "r"), "--json").stdout))
    assert found == [("leg_lift", 3), ("lunge", 2)]


def test_it_ends_after_the_seconds_given(rehab, quick, tmp_path):
    done = rehab("record", "--simulate", "--seconds", "5", "-o", tmp_path / "r")
    assert done.exit_code == 0
    assert read_recording(only(tmp_path / "r")).duration_s == pytest.approx(5.0, abs=0.05)


def test_recordings_go_to_the_data_folder(rehab, quick, tmp_path):
    rehab("record", "--simulate", "--seconds", "2")
    assert only(tmp_path / "data" / "recordings")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give either --sensor ADDRESS"),
        (("--sensor", "x", "--simulate"), "Give either --sensor ADDRESS"),
        (("--simulate", "--exercise", "handstand"), "handstand"),
        (("--simulate", "nothing.toml"), "nothing.toml"),
        (("--simulate", "--seconds", "0"), "--seconds"),
    ],
)
def test_bad_use_is_one_line_and_leaves_nothing(rehab, tmp_path, arguments, words):
    done = rehab("record", *arguments, "-o", tmp_path / "r")
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "r").exists()


def test_an_interrupted_session_is_recovered_when_the_next_begins(rehab, quick, tmp_path):
    interrupted(tmp_path)
    done = rehab("record", "--simulate", "--seconds", "2", "-o", tmp_path)
    assert "From a session that was interrupted" in done.stderr
    assert "old.parquet: 2.0 s recovered" in done.stderr
    assert len(list(tmp_path.glob("*.parquet"))) == 2


def test_a_folder_that_cannot_be_written_is_told_at_once_and_the_session_is_saved(rehab, quick, tmp_path):
    (tmp_path / "file").touch()
    done = rehab("record", "--simulate", "--seconds", "5", "-o", tmp_path / "file")
    assert done.exit_code == 0
    assert "cannot be written to" in done.stdout
    assert only(tmp_path / "data" / "recordings")
    assert "it is in another folder" in done.stderr


def test_a_session_that_cannot_be_saved_at_all_is_a_failure_in_one_line(rehab, quick, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("sensing.recording_files.add_all", full)
        done = rehab("record", "--simulate", "--seconds", "5", "-o", tmp_path / "r")
    assert done.exit_code == 1
    assert "make room, then run 'rehab recover'" in done.stderr
    assert rehab("recover", tmp_path / "r").exit_code == 0
    assert read_recording(only(tmp_path / "r")).duration_s == pytest.approx(5.0, abs=0.05)


# recover


def interrupted(folder, name="old"):
    """A journal of two seconds that nobody ended."""
    made = simulate(short_session("leg_lift", "right")).recording
    journal = Journal(folder / f"{name}.journal", opener=create)
    journal.append(RecordingInfo(rate_hz=100.0))
    journal.append(ImuBlock(made.time_s[:201], made.acc[:201], made.gyr[:201]))
    journal.flush()
    journal.close()
    return journal.path


def test_recover_says_what_was_saved_and_what_was_lost(rehab, tmp_path):
    interrupted(tmp_path)
    done = rehab("recover", tmp_path)
    assert done.exit_code == 0
    assert done.stdout == (
        f"{tmp_path / 'old.parquet'}: 2.0 s recovered, 201 samples; "
        "cut off; up to one second at its end is missing\n"
    )
    assert rehab("recover", tmp_path).stdout == f"Nothing to recover in {tmp_path}.\n"


def test_recover_into_another_folder(rehab, tmp_path):
    interrupted(tmp_path)
    assert rehab("recover", tmp_path, "-o", tmp_path / "new").exit_code == 0
    assert only(tmp_path / "new")


def test_recover_looks_where_recordings_go(rehab, tmp_path):
    assert rehab("recover").stdout.startswith("Nothing to recover in")
    (tmp_path / "data" / "recordings").mkdir(parents=True)
    interrupted(tmp_path / "data" / "recordings")
    assert "2.0 s recovered" in rehab("recover").stdout


def test_what_cannot_be_recovered_is_named_and_the_rest_is_recovered(rehab, tmp_path):
    interrupted(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.journal").write_bytes(b"something else")
    done = rehab("recover", tmp_path)
    assert done.exit_code == 2
    assert "2.0 s recovered" in done.stdout
    assert [line.partition("no journal")[1] for line in done.stderr.splitlines()] == ["no journal"] * 2


def test_recover_needs_a_folder(rehab, tmp_path):
    done = rehab("recover", tmp_path / "nothing")
    assert done.exit_code == 2
    assert "is no folder" in done.stderr


# replay


def test_a_recording_is_played_as_it_was_announced(rehab, quick, right):
    done = rehab("replay", right)
    assert done.exit_code == 0, done.output
    assert "standing leg lift: 4 repetitions, lunge: 3 repetitions" in done.stdout.splitlines()[-1]


def test_as_fast_as_possible_and_with_a_named_exercise(rehab, right):
    done = rehab("replay", right, "--speed", "0", "--exercise", "leg_lift")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1].startswith(f"{right}: ")


@pytest.mark.parametrize("speed", ["-1", "nan", "quick"])
def test_a_speed_that_is_none_is_refused(rehab, right, speed):
    done = rehab("replay", right, "--speed", speed)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


def test_raw_messages_are_decoded_again(rehab, tmp_path):
    made = simulate(short_session("leg_lift", "left", repetitions=2)).recording
    write_recording(made, tmp_path / "s.parquet")
    step = [16 * 9.80665 / 32768] * 3 + [math.radians(2000) / 32768] * 3
    rows = (np.hstack([made.acc, made.gyr]) / step).round().astype(int).tolist()
    frames = [struct.pack("<2s9h", b"\x55\x61", *row, 0, 0, 0) for row in rows]
    messages = [
        Notification(0.01 * (at + 4), b"".join(frames[at : at + 4])) for at in range(0, len(frames), 4)
    ]
    (tmp_path / "s.raw.jsonl.gz").write_bytes(format_notifications(messages, driver="witmotion"))
    done = rehab("replay", tmp_path / "s.parquet", "--raw", "--speed", "0")
    assert done.exit_code == 0, done.output
    assert "standing leg lift: 2 repetitions" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("driver", "words"),
    [(None, "which driver"), ("unheard-of", "unheard-of"), ("none", "no messages of a sensor were kept")],
)
def test_raw_messages_that_cannot_be_decoded_are_one_line(rehab, right, tmp_path, driver, words):
    if driver != "none":
        shutil.copy(right, tmp_path / "s.csv.gz")
        (tmp_path / "s.raw.jsonl.gz").write_bytes(format_notifications([], driver=driver))
        right = tmp_path / "s.csv.gz"
    done = rehab("replay", right, "--raw", "--speed", "0")
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


# a real process


def start(folder, *arguments):
    environment = {**os.environ, "COLUMNS": "120"}
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "record", "--simulate", "-o", str(folder), *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 120  # a busy machine takes its time; nothing is measured here
    while not any(one.stat().st_size > 5000 for one in folder.glob("*.journal")):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"nothing was recorded: {process.communicate()}")
        time.sleep(0.02)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_a_session_that_is_ended_is_finished(tmp_path, ending):
    with start(tmp_path) as process:
        process.send_signal(getattr(signal, ending))
        out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    recording = read_recording(only(tmp_path))
    assert str(only(tmp_path)) in out.splitlines()[-1]
    assert len(recording) > 20
    assert not list(tmp_path.glob("*.journal"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_session_that_is_killed_is_recovered(rehab, tmp_path):
    with start(tmp_path) as process:
        process.kill()
        process.communicate(timeout=120)
    assert not list(tmp_path.glob("*.parquet"))
    assert "recovered" in rehab("recover", tmp_path).stdout
    recording = read_recording(only(tmp_path))
    made = simulate(short_session("leg_lift", "right")).recording
    assert (recording.acc == made.acc[: len(recording)]).all()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_only_the_first_signal_is_taken():
    heard = []

    async def run():
        stop = asyncio.Event()
        with ended_by_signals(stop):
            os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(5):
                await stop.wait()
            heard.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    asyncio.run(run())
    assert heard == [before]
    assert signal.getsignal(signal.SIGTERM) == before
