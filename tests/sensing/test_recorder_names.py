"""Two who record, finish or recover under one name at the same moment never take anything from each other."""

import asyncio
import threading

import numpy as np
import pytest

from sensing import read_recording
from sensing.errors import RecordingError
from sensing.finishing import Assembled, finish
from sensing.notifications import SUFFIX as RAW_SUFFIX
from sensing.recorder import Recorder
from sensing.recovery import recover_all
from sensing.replay import Delivery, ReplaySource
from sensing.samples import ImuBlock, Placement, Recording, RecordingInfo
from sensing.source import Notification


def block(first, n):
    time_s = np.arange(first, first + n) / 100
    acc = np.column_stack([np.sin(time_s), np.cos(time_s), 9.8 + 0 * time_s])
    return ImuBlock(time_s, acc, acc / 10)


def source():
    sent = [
        Delivery(first / 100, (block(first, 10),), Notification(0.0, bytes([first])))
        for first in range(0, 200, 10)
    ]
    return ReplaySource(sent, RecordingInfo(rate_hz=100.0), speed=None)


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def assembled(number):
    """Return a recording that tells its number."""
    samples = block(0, 50)
    return Assembled(
        Recording(samples.time_s, samples.acc + number, samples.gyr, RecordingInfo(notes=str(number))),
        [Notification(float(number), bytes([number]))],
        ended=True,
        notes=(),
    )


def at_once(work, count):
    """Do some work in several threads that begin together; return what came of it."""
    done, ready = [None] * count, threading.Barrier(count)

    def run(number):
        ready.wait()
        done[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_sessions_that_are_finished_at_once_in_one_folder_are_all_kept(tmp_path):
    finished = at_once(lambda number: finish(assembled(number), tmp_path, "s"), 6)
    assert len({one.path for one in finished}) == 6
    for number, one in enumerate(finished):
        again = read_recording(one.path)
        assert np.array_equal(again.acc, assembled(number).recording.acc)
        assert again.info.notes == str(number)
    assert len(left(tmp_path)) == 18, "samples, description and raw messages of each, and nothing else"


def test_the_name_is_taken_between_looking_and_writing(tmp_path, monkeypatch):
    monkeypatch.setattr("sensing.finishing.free_name", names("s", "s-2"))
    (tmp_path / "s.json").write_text("of someone else")
    assert finish(assembled(1), tmp_path, "s").path == tmp_path / "s-2.parquet"
    assert left(tmp_path) == ["s-2.json", "s-2.parquet", f"s-2{RAW_SUFFIX}", "s.json"]


def names(*names):
    offered = iter(names)
    return lambda *_: next(offered)


def test_a_name_that_is_never_free_is_a_failure_in_one_line(tmp_path, monkeypatch):
    (tmp_path / "s.parquet").write_bytes(b"of someone else")
    monkeypatch.setattr("sensing.finishing.free_name", lambda *_: "s")
    with pytest.raises(RecordingError, match="cannot be written"):
        finish(assembled(1), tmp_path, "s")
    assert (tmp_path / "s.parquet").read_bytes() == b"of someone else"


def test_two_sessions_that_begin_in_the_same_second_have_a_journal_each(tmp_path):
    told = []
    both = [Recorder(tmp_path, "s", on_trouble=told.append) for _ in range(2)]
    assert {one.name for one in both} == {"s"}, "neither has written anything yet"

    async def record():
        await asyncio.gather(*(one.run(source()) for one in both))

    asyncio.run(record())
    assert told == []
    assert left(tmp_path) == ["s-2.journal", "s.journal"]
    assert {one.name for one in both} == {"s", "s-2"}
    assert {one.finish().path.name for one in both} == {"s.parquet", "s-2.parquet"}
    assert left(tmp_path) == [
        "s-2.json",
        "s-2.parquet",
        f"s-2{RAW_SUFFIX}",
        "s.json",
        "s.parquet",
        f"s{RAW_SUFFIX}",
    ]


def test_a_file_in_the_place_of_the_folder_is_no_other_session(tmp_path):
    (tmp_path / "folder").write_text("in the way")
    told = []
    recorder = Recorder(tmp_path / "folder", "s", on_trouble=told.append)
    asyncio.run(recorder.run(source()))
    assert [one.bad for one in told] == [True]
    assert recorder.name == "s"


def test_what_is_known_of_a_recording_is_not_lost_when_finishing_was_cut_short(tmp_path):
    recorder = Recorder(tmp_path, "s", side="left")
    asyncio.run(recorder.run(source()))
    recorder.close()
    journal = recorder.journal_path.read_bytes()
    (recovered,), _ = recover_all(tmp_path)
    (tmp_path / "s.json").unlink()
    (tmp_path / f"s{RAW_SUFFIX}").unlink()
    recorder.journal_path.write_bytes(journal)
    (again,), wrong = recover_all(tmp_path)
    assert (again.finished.path, wrong) == (recovered.finished.path, [])
    assert read_recording(again.finished.path).info.placement == Placement("thigh", "left")
    assert left(tmp_path) == ["s.json", "s.parquet", f"s{RAW_SUFFIX}"]
