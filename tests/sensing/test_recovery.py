"""What an interrupted recording left behind is found, finished, and told of."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sensing import read_recording
from sensing.errors import JournalError, RecordingError
from sensing.finishing import assemble, finish
from sensing.journal import MAGIC, Journal, read_journal
from sensing.journal_records import End
from sensing.recovery import find_journals, recover, recover_all
from sensing.samples import ImuBlock, Placement, RecordingInfo

HERE = Path(__file__).parent


def block(first, n=50):
    number = np.arange(first, first + n)
    return ImuBlock(number / 100, np.column_stack([np.sin(number), np.cos(number), 9.8 + 0 * number]))


@pytest.fixture
def interrupted(tmp_path):
    """A journal of two seconds that nobody ended."""
    journal = Journal(tmp_path / "s.journal")
    journal.append(RecordingInfo(placement=Placement("thigh", "right"), rate_hz=100.0))
    for first in range(0, 200, 50):
        journal.append(block(first))
    journal.flush()
    journal.close()
    return journal.path


def test_what_was_recorded_is_recovered(interrupted):
    recovery = recover(interrupted)
    recording = read_recording(recovery.finished.path)
    assert recovery.finished.path == interrupted.with_name("s.parquet")
    assert np.array_equal(recording.acc, block(0, 200).acc)
    assert recording.info.placement.side == "right"
    assert "2.0 s recovered, 200 samples; cut off; up to one second at its end is missing" in recovery.text
    assert not interrupted.exists()


def test_a_torn_tail_is_left_out(interrupted):
    interrupted.write_bytes(interrupted.read_bytes()[:-7])
    assert recover(interrupted).finished.samples == 150


def test_damage_within_is_told_and_costs_only_itself(interrupted):
    data = bytearray(interrupted.read_bytes())
    data[len(data) // 2] ^= 0xFF
    interrupted.write_bytes(data)
    recovery = recover(interrupted)
    assert recovery.finished.samples == 150
    assert "damaged: 1 of its records" in recovery.text
    assert len(read_recording(recovery.finished.path).gaps) == 1


def test_one_that_was_ended_lacks_nothing(interrupted, tmp_path):
    data = interrupted.read_bytes()
    journal = Journal(tmp_path / "t.journal")
    for entry in (*read_journal(interrupted).entries, End()):
        journal.append(entry)
    journal.flush()
    journal.close()
    assert journal.path.read_bytes()[: len(data)] == data
    assert "nothing is missing" in recover(journal.path).text


def test_a_recording_that_was_finished_already_is_not_made_twice(interrupted, tmp_path):
    finish(assemble(read_journal(interrupted)), tmp_path, "s")
    assert recover(interrupted).finished.path == tmp_path / "s.parquet"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.json", "s.parquet"]


def test_another_recording_of_that_name_is_not_touched(interrupted, tmp_path):
    (tmp_path / "s.parquet").write_bytes(b"of someone else")
    assert recover(interrupted).finished.path == tmp_path / "s-2.parquet"
    assert (tmp_path / "s.parquet").read_bytes() == b"of someone else"


def test_one_that_is_being_recorded_is_left_alone(tmp_path):
    journal = Journal(tmp_path / "s.journal")
    journal.append(block(0))
    journal.flush()
    done, wrong = recover_all(tmp_path)
    assert done == []
    assert "is being recorded now" in str(wrong[0])
    journal.close()
    assert recover(journal.path).finished.samples == 50


@pytest.mark.parametrize("data", [b"", MAGIC, MAGIC + b"\xf5RJ\x9a cut off"])
def test_one_that_ended_before_its_first_sample_is_removed(tmp_path, data):
    path = tmp_path / "s.journal"
    path.write_bytes(data)
    recovery = recover(path)
    assert recovery.finished is None
    assert "removed" in recovery.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"x" * 100, MAGIC + bytes(2**20), b"rehab-journal/9\n"])
def test_what_cannot_be_read_is_kept_and_told(tmp_path, data):
    path = tmp_path / "s.journal"
    path.write_bytes(data)
    with pytest.raises(JournalError, match=r"s\.journal"):
        recover(path)
    assert path.read_bytes() == data


def test_one_bad_journal_does_not_keep_the_others_from_being_recovered(interrupted, tmp_path):
    (tmp_path / "a.journal").write_bytes(b"x" * 100)
    done, wrong = recover_all(tmp_path)
    assert [one.finished.samples for one in done] == [200]
    assert len(wrong) == 1


def test_recovering_into_another_folder(interrupted, tmp_path):
    recovery = recover(interrupted, tmp_path / "new")
    assert recovery.finished.path == tmp_path / "new" / "s.parquet"
    assert not interrupted.exists()


def test_a_folder_that_cannot_be_written_keeps_the_journal(interrupted, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="cannot be written"):
        recover(interrupted, tmp_path / "file" / "folder")
    assert interrupted.exists()


def test_find_journals(interrupted, tmp_path):
    (tmp_path / "folder.journal").mkdir()
    assert find_journals(tmp_path) == [interrupted]
    assert find_journals(tmp_path / "nothing") == []
    with pytest.raises(JournalError):
        find_journals(interrupted)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows processes cannot be forked")
def test_killed_at_random_moments_never_more_than_a_second_is_lost():
    done = subprocess.run(
        [sys.executable, str(HERE / "kill_recordings.py"), "--kills", "12", "--together", "12"],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["killed"] >= 6
    assert outcome["lost_s_max"] <= 1.0
    assert outcome["faults"] == []
