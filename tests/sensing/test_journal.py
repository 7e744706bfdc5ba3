"""What is being recorded survives: kills, full disks, damage."""

import contextlib
import errno
import io
import math
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.errors import JournalError
from sensing.journal import MAGIC, Journal, create, is_empty, read_journal, read_records
from sensing.journal_records import HEAD, DamagedRecordError, End, decode, encode
from sensing.samples import Activity, ImuBlock, Placement, RecordingInfo, SensorInfo
from sensing.source import LinkEvent, Notification


def block(first, n=4, *, gyr=True, host=True, epoch=0):
    rng = np.random.default_rng(first)
    return ImuBlock(
        (first + np.arange(n)) / 100,
        rng.normal(size=(n, 3)),
        rng.normal(size=(n, 3)) if gyr else None,
        1000.0 + np.full(n, first / 100) if host else None,
        epoch,
    )


INFO = RecordingInfo(
    sensor=SensorInfo("WT901BLE", "AA:BB", "1.2", 88.0),
    placement=Placement("thigh", "left"),
    rate_hz=100.0,
    activities=(Activity(1.0, 31.0, "lunge", "left", "rear"),),
    notes="Größe",
    extra={"sensor": {"driver": "witmotion"}},
)
ENTRIES = [
    INFO,
    Notification(1000.25, bytes.fromhex("5561ae05"), "0000ffe4-0000-1000-8000-00805f9a34fb", 2),
    block(0),
    block(4, gyr=False, host=False, epoch=7),
    LinkEvent("lost", 1001.5, 7, "no samples for 2 s"),
    block(8, 0),
    End(),
]


def same(one, other):
    if not isinstance(one, ImuBlock):
        return one == other
    return isinstance(other, ImuBlock) and all(
        (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b))
        for a, b in (
            (one.time_s, other.time_s),
            (one.acc, other.acc),
            (one.gyr, other.gyr),
            (one.host_time_s, other.host_time_s),
            (one.epoch, other.epoch),
        )
    )


def alike(entries, others):
    return len(entries) == len(others) and all(same(a, b) for a, b in zip(entries, others, strict=True))


@pytest.fixture(scope="module")
def records():
    return [encode(entry, number) for number, entry in enumerate(ENTRIES)]


@pytest.mark.parametrize("number", range(len(ENTRIES)))
def test_every_kind_of_entry_comes_back_as_it_was(records, number):
    entry, found, end = decode(b"x" + records[number], 1)
    assert same(entry, ENTRIES[number])
    assert (found, end) == (number, 1 + len(records[number]))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=7, max_size=7))
def test_samples_come_back_to_the_bit(values):
    one = ImuBlock(np.array(values[:1]), np.array([values[1:4]]), np.array([values[4:]]))
    again, _, _ = decode(encode(one, 0), 0)
    assert [again.time_s[0], *again.acc[0], *again.gyr[0]] == values
    assert math.copysign(1, again.acc[0, 0]) == math.copysign(1, values[1])


def test_cut_off_anywhere_the_whole_records_are_read(records):
    data = MAGIC + b"".join(records)
    ends = np.cumsum([len(MAGIC), *map(len, records)])
    for length in range(len(MAGIC), len(data) + 1):
        contents = read_records(data[:length], len(MAGIC))
        whole = int(np.searchsorted(ends, length, side="right")) - 1
        assert alike(contents.entries, ENTRIES[:whole])
        assert contents.torn_bytes == length - ends[whole]
        assert (contents.damaged_bytes, contents.missing_records) == (0, 0)


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_a_changed_byte_costs_its_record_and_no_other(records, flip):
    data = b"".join(records)
    ends = np.cumsum(list(map(len, records)))
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= flip
        hit = int(np.searchsorted(ends, at, side="right"))
        contents = read_records(bytes(damaged))
        assert alike(contents.entries, ENTRIES[:hit] + ENTRIES[hit + 1 :])
        if hit < len(ENTRIES) - 1:
            assert contents.damaged_bytes == len(records[hit])
            assert contents.missing_records == 1


def test_a_hole_of_zeros_is_passed_over(records):
    hole = bytes(sum(map(len, records[2:4])))
    contents = read_records(b"".join(records[:2]) + hole + b"".join(records[4:]))
    assert alike(contents.entries, ENTRIES[:2] + ENTRIES[4:])
    assert (contents.damaged_bytes, contents.missing_records) == (len(hole), 2)


@given(st.binary(max_size=300))
def test_no_bytes_are_read_as_samples_by_chance(data):
    contents = read_records(data)
    assert contents.entries == []
    assert contents.torn_bytes == len(data)


def test_a_body_that_is_not_what_its_kind_holds_is_damage():
    for kind in (1, 2, 3, 4):
        forged = encode(End(), 0)
        body = b"\xff" * 30
        checksum = zlib.crc32(body, zlib.crc32(struct.pack("<BII", kind, 0, len(body))))
        forged = HEAD.pack(forged[:4], kind, 0, len(body), checksum) + body
        with pytest.raises(DamagedRecordError):
            decode(forged, 0)


class Failing(io.FileIO):
    """A file on a disk that is full after some bytes."""

    def __init__(self, path, mode, room):
        super().__init__(path, mode)
        self.room = room

    def write(self, data):
        left = self.room[0] - self.tell()
        if left <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(bytes(data)[:left])


@pytest.fixture
def journal(tmp_path):
    one = Journal(tmp_path / "a.journal")
    yield one
    one.close()


def fill(journal, entries=ENTRIES):
    for entry in entries:
        assert journal.append(entry)


def test_what_was_flushed_is_on_disk_while_it_is_still_open(journal):
    fill(journal, ENTRIES[:3])
    journal.flush()
    fill(journal, ENTRIES[3:])
    assert alike(read_journal(journal.path).entries, ENTRIES[:3])
    assert alike(read_journal(journal.path, journal.waiting()).entries, ENTRIES)
    journal.flush()
    assert alike(read_journal(journal.path).entries, ENTRIES)
    assert journal.waiting_bytes == 0
    assert journal.written_bytes == journal.path.stat().st_size


@pytest.mark.parametrize("room", [0, 5, len(MAGIC), 60, 200, 300])
def test_a_full_disk_loses_nothing(tmp_path, room):
    left = [room]
    journal = Journal(tmp_path / "a.journal", opener=lambda path: Failing(path, "x+b", left))
    for count, entry in enumerate(ENTRIES, start=1):
        journal.append(entry)
        with contextlib.suppress(OSError):
            journal.flush()
        if journal.on_disk:
            assert read_journal(journal.path).torn_bytes == 0
            together = read_journal(journal.path, journal.waiting())
        else:
            assert not journal.path.exists()
            together = read_records(journal.waiting())
        assert alike(together.entries, ENTRIES[:count])
    with pytest.raises(OSError, match="No space left"):
        journal.flush()
    left[0] = 10**6
    journal.flush()
    assert alike(read_journal(journal.path).entries, ENTRIES)
    journal.close()


def test_memory_for_what_waits_is_bounded(tmp_path):
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "a.journal", memory_limit=1000)
    taken = [journal.append(block(4 * i)) for i in range(10)]
    assert taken == sorted(taken, reverse=True)
    assert True in taken
    assert False in taken
    assert journal.waiting_bytes <= 1000
    contents = read_records(journal.waiting())
    assert len(contents.entries) == taken.count(True)
    assert contents.missing_records == 0
    with pytest.raises(OSError, match="file"):
        journal.flush()
    journal.close()


def test_two_recorders_never_write_one_journal(tmp_path):
    path = tmp_path / "a.journal"
    first, second = Journal(path), Journal(path)
    fill(first)
    first.flush()
    second.append(block(0))
    with pytest.raises(FileExistsError):
        second.flush()
    assert alike(read_journal(path).entries, ENTRIES)
    first.close()
    second.close()


def test_a_journal_snatched_before_it_was_locked_is_not_used(tmp_path):
    def snatched(path):
        file = create(path)
        path.unlink()
        return file

    journal = Journal(tmp_path / "a.journal", opener=snatched)
    with pytest.raises(BlockingIOError, match="another program"):
        journal.flush()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"time_s,acc_x\n0,1\n", "no journal"),
        (b"", "no journal"),
        (b"rehab-journal/2\n", "version 2 is newer"),
        (b"rehab-journal/x\n", "no journal"),
    ],
)
def test_a_foreign_file_is_refused(tmp_path, data, words):
    path = tmp_path / "a.journal"
    path.write_bytes(data)
    with pytest.raises(JournalError, match=words):
        read_journal(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(JournalError, match="cannot be read"):
        read_journal(tmp_path / "a.journal")


@pytest.mark.parametrize(
    ("data", "empty"), [(b"", True), (MAGIC[:5], True), (MAGIC, True), (MAGIC + b"x", False), (b"x", False)]
)
def test_is_empty(tmp_path, data, empty):
    path = tmp_path / "a.journal"
    path.write_bytes(data)
    assert is_empty(path) is empty
