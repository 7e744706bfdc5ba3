"""From a source to a finished recording, whatever happens to the folder, the disk or the link."""

import asyncio
import errno
import gc
import io
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from sensing import finishing, read_recording
from sensing.errors import RecordingError, SourceError
from sensing.journal import read_journal
from sensing.notifications import SUFFIX as RAW_SUFFIX
from sensing.notifications import read_notifications
from sensing.recorder import UNTIL_TOLD_S, Recorder
from sensing.recovery import find_journals, recover, recover_all
from sensing.replay import Delivery, ReplaySource
from sensing.samples import Activity, ImuBlock, Placement, Recording, RecordingInfo, SensorInfo
from sensing.source import LinkEvent, Notification

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
INFO = RecordingInfo(
    sensor=SensorInfo("WT901BLE", battery=80.0), rate_hz=100.0, extra={"sensor": {"driver": "witmotion"}}
)


def block(first, n=10, *, epoch=0):
    number = np.arange(first, first + n)
    acc = np.column_stack([np.sin(number), np.cos(number), 9.8 + np.sin(2 * number)])
    return ImuBlock(number / 100, acc, acc / 10, 50.0 + np.full(n, (first + n) / 100), epoch)


def sent(count, size=10):
    return [
        Delivery(first / 100, (block(first, size),), Notification(0.0, first.to_bytes(4, "little"), "ffe4"))
        for first in range(0, count, size)
    ]


def source(count=300):
    return ReplaySource(sent(count), INFO, speed=None)


@pytest.fixture
def told():
    return []


@pytest.fixture
def recorder(tmp_path, told):
    return Recorder(tmp_path, "s", on_trouble=told.append, now=lambda: NOW)


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_session_becomes_a_recording_with_all_that_is_known(recorder, tmp_path):
    seen = []
    asyncio.run(recorder.run(source(), seen.append))
    recorder.announce(Activity(0.5, 1.0, "calibration"), Activity(1.0, UNTIL_TOLD_S, "leg_lift", "left"))
    finished = recorder.finish()
    assert left(tmp_path) == ["s.json", "s.parquet", "s.raw.jsonl.gz"]
    assert (finished.path, finished.samples, finished.notes) == (tmp_path / "s.parquet", 300, ())
    recording = read_recording(finished.path)
    assert np.array_equal(recording.acc, block(0, 300).acc)
    assert np.array_equal(recording.gyr, block(0, 300).gyr)
    assert np.array_equal(recording.time_s, block(0, 300).time_s)
    assert recording.info.sensor == INFO.sensor
    assert recording.info.activities[1] == Activity(1.0, 2.99, "leg_lift", "left")
    assert recording.info.started_at == NOW.replace(hour=7, minute=59, second=59, microsecond=910_000)
    raw, driver = read_notifications(tmp_path / f"s{RAW_SUFFIX}")
    assert driver == "witmotion"
    assert [int.from_bytes(one.payload, "little") for one in raw] == list(range(0, 300, 10))
    assert (
        recording.extra["host_time_s"].tolist()
        == np.repeat([one.host_time_s for one in seen_times(seen)], 10).tolist()
    )


def seen_times(blocks):
    return [Notification(float(one.host_time_s[0]), b"") for one in blocks]


def test_raw_notifications_can_be_left_out(tmp_path):
    recorder = Recorder(tmp_path, "s", keep_raw=False)
    asyncio.run(recorder.run(source()))
    recorder.finish()
    assert left(tmp_path) == ["s.json", "s.parquet"]


def test_without_pyarrow_it_is_text(recorder, tmp_path, monkeypatch):
    monkeypatch.setattr(finishing.importlib.util, "find_spec", lambda _: None)
    asyncio.run(recorder.run(source()))
    assert recorder.finish().path == tmp_path / "s.csv.gz"
    assert np.abs(read_recording(tmp_path / "s.csv.gz").acc - block(0, 300).acc).max() < 1e-6


def test_the_side_given_is_that_of_the_recording(tmp_path):
    recorder = Recorder(tmp_path, "s", side="left")
    asyncio.run(recorder.run(source()))
    assert read_recording(recorder.finish().path).info.placement == Placement("thigh", "left")


def test_a_name_that_is_taken_gets_a_number(tmp_path):
    for _ in range(2):
        recorder = Recorder(tmp_path, "s", keep_raw=False)
        asyncio.run(recorder.run(source()))
        recorder.finish()
    (tmp_path / "s-3.journal").touch()
    assert left(tmp_path) == ["s-2.json", "s-2.parquet", "s-3.journal", "s.json", "s.parquet"]
    assert Recorder(tmp_path, "s").name == "s-4"


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_received_leaves_nothing_behind(recorder, tmp_path, count):
    for one in range(count):
        recorder.append(block(one, 1))
    asyncio.run(recorder.flush())
    assert recorder.finish() is None
    assert left(tmp_path) == []


class Silent(ReplaySource):
    """Delivers its samples and then says nothing, for ever."""

    def __init__(self):
        super().__init__(sent(20), INFO, speed=None)
        self.stops = 0

    async def __aiter__(self):
        async for one in super().__aiter__():
            yield one
        await asyncio.Event().wait()

    async def stop(self):
        self.stops += 1
        await super().stop()


def test_stopping_does_not_wait_for_a_sample(recorder):
    silent = Silent()

    async def session():
        stop = asyncio.Event()

        def last_one_came(_):
            if recorder.samples == 20:
                asyncio.get_running_loop().call_later(0.02, stop.set)

        async with asyncio.timeout(60):
            await recorder.run(silent, last_one_came, stop=stop)

    asyncio.run(session())
    assert silent.stops == 1
    assert recorder.finish().samples == 20


@pytest.mark.parametrize("answers_late", [True, False])
def test_stopping_does_not_wait_for_the_start(recorder, tmp_path, answers_late):
    ended = []

    class Starting(ReplaySource):
        async def start(self, _listener=None):
            try:
                await asyncio.Event().wait()
            finally:
                if answers_late:
                    await asyncio.sleep(0.01)
                ended.append("start")

        async def stop(self):
            ended.append("stop")

    async def session():
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.02, stop.set)
        async with asyncio.timeout(60):
            await recorder.run(Starting([], INFO), stop=stop)

    asyncio.run(session())
    assert ended == ["start", "stop"]
    assert recorder.finish() is None
    assert left(tmp_path) == []


def test_a_source_that_never_starts_is_a_failure_in_words(recorder, monkeypatch):
    monkeypatch.setattr("sensing.taking.START_LIMIT_S", 0.02)

    class Stuck(ReplaySource):
        async def start(self, _listener=None):
            await asyncio.Event().wait()

    with pytest.raises(SourceError, match="does not answer"):
        asyncio.run(recorder.run(Stuck([], INFO)))
    assert recorder.finish() is None


class Gone(ReplaySource):
    """Fails after its samples."""

    async def __aiter__(self):
        async for one in super().__aiter__():
            yield one
        raise SourceError("The sensor is gone")


def test_what_came_before_a_failure_is_recorded(recorder):
    with pytest.raises(SourceError):
        asyncio.run(recorder.run(Gone(sent(50), INFO, speed=None)))
    assert recorder.finish().samples == 50


def test_a_sensor_that_cannot_be_reached_leaves_nothing(recorder, tmp_path):
    class Unreachable(ReplaySource):
        async def start(self, _listener=None):
            raise SourceError("No sensor found")

    with pytest.raises(SourceError, match="No sensor"):
        asyncio.run(recorder.run(Unreachable([], INFO)))
    assert recorder.finish() is None
    assert left(tmp_path) == []


def test_no_thread_and_no_open_file_stays(tmp_path):
    before = threading.active_count()
    recorder = Recorder(tmp_path, "s")
    asyncio.run(recorder.run(source()))
    recorder.finish()
    del recorder
    gc.collect()  # an open file would warn, and warnings are errors
    assert threading.active_count() == before


def test_reconnections_are_kept(recorder):
    events = [LinkEvent("lost", 1.0, 0, "no samples"), LinkEvent("back", 2.0, 1)]
    deliveries = [
        Delivery(0.0, (block(0),)),
        *(Delivery(1.0, event=event) for event in events),
        Delivery(3.0, (block(300, epoch=1),)),
    ]
    asyncio.run(recorder.run(ReplaySource(deliveries, INFO, speed=None)))
    entries = read_journal(recorder.journal_path, recorder._journal.waiting()).entries
    assert [one.news for one in entries if isinstance(one, LinkEvent)] == ["lost", "back"]
    recording = read_recording(recorder.finish().path)
    assert recording.extra["epoch"].tolist() == [0] * 10 + [1] * 10
    assert [(gap.start_s, gap.end_s) for gap in recording.gaps] == [(0.09, 3.0)]


def test_what_no_recording_can_hold_is_left_out_and_told(recorder):
    wild = block(20)
    wild.acc[3, 1] = 1e6
    for one in (block(0), block(5), wild, ImuBlock(np.array([0.5]), np.ones((1, 3)))):
        recorder.append(one)
    finished = recorder.finish()
    assert finished.samples == 24
    assert finished.notes == (
        "1 samples without an angular rate were left out",
        "1 samples beyond any sensor were left out",
        "5 samples that did not follow the ones before in time were left out",
    )


def test_a_rate_that_the_samples_contradict_is_not_claimed(recorder):
    recorder.info = RecordingInfo(rate_hz=50.0)
    recorder.append(block(0, 100))
    assert read_recording(recorder.finish().path).info.rate_hz is None


# The folder and the disk.


class Disk:
    """A disk whose room can change."""

    def __init__(self, room=10**9):
        self.room = room

    def open(self, path):
        disk = self

        class File(io.FileIO):
            def write(self, data):
                if self.tell() + len(data) > disk.room:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return super().write(data)

        return File(path, "x+b")


def test_a_full_disk_is_told_at_once_and_costs_nothing(tmp_path, told):
    disk = Disk(2000)
    recorder = Recorder(tmp_path, "s", on_trouble=told.append, opener=disk.open)
    on_disk = []
    for first in range(0, 200, 10):
        recorder.append(block(first))
        asyncio.run(recorder.flush())
        contents = read_journal(recorder.journal_path)
        on_disk.append(sum(len(one) for one in contents.entries if isinstance(one, ImuBlock)))
    assert on_disk == sorted(on_disk)
    assert 0 < on_disk[-1] < 100
    assert [one.bad for one in told] == [True]
    assert "No space left on device" in told[0].text
    assert str(tmp_path) in told[0].text
    assert "minutes" not in told[0].text, "too early to tell"
    disk.room = 10**9
    asyncio.run(recorder.flush())
    assert [one.bad for one in told] == [True, False]
    assert "nothing was lost" in told[1].text
    assert recorder.finish().samples == 200


def test_samples_that_only_memory_holds_are_in_the_recording(tmp_path):
    recorder = Recorder(tmp_path, "s", opener=Disk(2000).open)
    asyncio.run(recorder.run(source()))
    finished = recorder.finish()
    assert finished.samples == 300
    assert np.array_equal(read_recording(finished.path).acc, block(0, 300).acc)
    assert find_journals(tmp_path) == []


def test_memory_that_runs_out_is_told_once_and_counted(tmp_path, told):
    recorder = Recorder(
        tmp_path, "s", on_trouble=told.append, opener=Disk(0).open, memory_limit=20_000, keep_raw=True
    )
    asyncio.run(recorder.flush())
    asyncio.run(recorder.run(source(1000)))
    assert [one.bad for one in told] == [True, True]
    assert "no memory left" in told[1].text
    finished = recorder.finish()
    assert 0 < recorder.dropped == 1000 - finished.samples
    assert finished.notes == (
        f"{recorder.dropped} samples at the end could be kept neither on disk nor in memory",
    )
    assert np.array_equal(read_recording(finished.path).acc, block(0, finished.samples).acc)


def test_raw_notifications_leave_room_for_samples(tmp_path):
    recorder = Recorder(tmp_path, "s", opener=Disk(0).open, memory_limit=20_000)
    for number in range(1000):
        recorder.notified(Notification(float(number), bytes(80)))
    recorder.append(block(0, 100))
    assert recorder.dropped == 0
    assert recorder.finish().samples == 100


def unwritable(folder):
    """Make a folder that nobody can write to, not even root."""
    path = folder / "file"
    path.write_text("in the way")
    return path / "folder"


def test_a_folder_that_cannot_be_written_falls_back_on_a_spare_one(tmp_path, told):
    folder, spare = unwritable(tmp_path), tmp_path / "spare"
    recorder = Recorder(folder, "s", spare_folders=(folder, spare), on_trouble=told.append)
    asyncio.run(recorder.run(source()))
    assert [one.bad for one in told] == [True]
    finished = recorder.finish()
    assert finished.path == spare / "s.parquet"
    assert finished.samples == 300
    assert "another folder" in finished.notes[0]


def test_no_folder_at_all_keeps_the_journal_and_says_so(tmp_path, monkeypatch):
    recorder = Recorder(tmp_path, "s")
    asyncio.run(recorder.run(source()))

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("sensing.recording_files.add_all", full)
        with pytest.raises(RecordingError, match="rehab recover") as error:
            recorder.finish()
    assert str(tmp_path / "s.journal") in str(error.value)
    assert "No space left" in str(error.value)
    recorder.close()
    (recovery,), wrong = recover_all(tmp_path)
    assert wrong == []
    assert recovery.finished.samples == 300
    assert "nothing is missing" in recovery.text


def test_nothing_saved_anywhere_is_said(tmp_path):
    recorder = Recorder(unwritable(tmp_path), "s")
    asyncio.run(recorder.run(source()))
    with pytest.raises(RecordingError, match="Nothing of this session could be saved"):
        recorder.finish()


def test_an_older_recording_is_never_touched(tmp_path):
    recorder = Recorder(tmp_path, "s")
    asyncio.run(recorder.run(source()))
    (tmp_path / "s.parquet").write_bytes(b"of someone else")
    assert recorder.finish().path == tmp_path / "s-2.parquet"
    assert (tmp_path / "s.parquet").read_bytes() == b"of someone else"


def test_a_recording_that_reads_differently_keeps_its_journal(recorder, tmp_path, monkeypatch):
    asyncio.run(recorder.run(source()))
    wrong = block(0, 300)
    wrong.acc[7, 0] += 1e-9
    with monkeypatch.context() as patch:
        patch.setattr(
            finishing, "read_recording", lambda *_, **__: Recording(wrong.time_s, wrong.acc, wrong.gyr)
        )
        with pytest.raises(RecordingError, match="does not hold what was written"):
            recorder.finish()
    assert find_journals(tmp_path) == [tmp_path / "s.journal"]
    assert recorder.finish().samples == 300, "once the disk is well again"
    assert find_journals(tmp_path) == []


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_recorder import source
from sensing.recorder import Recorder
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
told = []
recorder = Recorder(Path(sys.argv[1]), "s", on_trouble=told.append)
asyncio.run(recorder.run(source(3000)))
try:
    recorder.finish()
except Exception as error:
    print(type(error).__name__, error)
print(len(told), told[0].text)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_real_limit_of_the_system_is_met_without_harm(tmp_path):
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(here)],
        cwd=here.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    error, told = done.stdout.splitlines()
    assert error.startswith("RecordingError")
    assert "All but the last part is in" in error
    assert told.startswith("1 The recording cannot be written")
    assert recover(tmp_path / "s.journal").finished.samples >= 1000
