"""Uploads become recordings: good ones open, each bad one is told by its own name."""

import gzip
from dataclasses import replace
from math import pi
from pathlib import Path

import pytest

from dashboard.components.recording_chooser import label, labels
from dashboard.sessions.opening import open_uploads
from dashboard.sessions.store import RecordingStore, session_of
from dashboard.sessions.uploads import Reading, Upload
from dashboard.wording import clock
from sensing import read_recording
from sensing.samples import ACC_COLUMNS, GYR_COLUMNS


@pytest.fixture
def store():
    return RecordingStore()


def upload(path: Path, name=None):
    return Upload(name or path.name, path.read_bytes())


def lines_of(right):
    return gzip.decompress(right.read_bytes()).decode().splitlines()


def test_good_files_open_although_others_are_bad(store, right, sessions):
    good = [upload(right), upload(right.with_name("right.json")), upload(sessions / "left.csv.gz")]
    bad = [
        Upload("broken.csv", b"time_s\n1\n"),
        Upload("notes.txt", b"hello"),
        Upload("right.truth.json", b"{}"),
    ]
    told = []
    opened = open_uploads(store, [*bad, *good], lambda *told_now: told.append(told_now))
    assert [one.name for one in opened.recordings] == ["right.csv.gz", "left.csv.gz"]
    assert opened.recordings[0].result.side == "right"
    assert told == [("broken.csv", 0, 3), ("right.csv.gz", 1, 3), ("left.csv.gz", 2, 3)]
    assert opened.left_over == ("notes.txt",)
    (fault,) = opened.faults
    assert fault.name == "broken.csv"
    assert "acc_x" in fault.words
    assert "/" not in fault.words
    assert fault.mending is None


def test_what_can_be_mended_says_so_and_opens_mended(store, right):
    head, *rows = lines_of(right)
    rows[100], rows[101] = rows[101], rows[100]
    opened = open_uploads(store, [Upload("swapped.csv", "\n".join([head, *rows]).encode())])
    assert not opened.recordings
    (fault,) = opened.faults
    assert "line 103" in fault.words
    assert "repair" not in fault.words
    mended = store.open(*fault.mending)
    assert mended.recording.info.repairs
    assert sum(len(one.repetitions) for one in mended.result.sets) == 7


@pytest.mark.parametrize(
    ("factors", "how"),
    [
        ((1 / 9.80665, 1), Reading(acc_unit="g")),
        ((1, 180 / pi), Reading(gyr_unit="deg/s")),
        ((1000 / 9.80665, 180 / pi), Reading(acc_unit="mg", gyr_unit="deg/s")),
    ],
)
def test_other_units_are_told_and_open_on_request(store, right, factors, how):
    table = read_recording(right).samples
    for columns, factor in zip((ACC_COLUMNS, GYR_COLUMNS), factors, strict=True):
        table[list(columns)] *= factor
    (fault,) = open_uploads(store, [Upload("other.csv", table.to_csv(index=False).encode())]).faults
    assert "--" not in fault.words
    assert fault.mending.how == how
    opened = store.open(*fault.mending)
    assert sum(len(one.repetitions) for one in opened.result.sets) == 7


def test_the_same_file_twice_opens_once(store, right):
    opened = open_uploads(store, [upload(right), upload(right, "copy/right.csv.gz")])
    assert len(opened.recordings) == 1
    assert opened.repeated == ("right.csv.gz",)


def test_a_folder_keeps_the_sidecar_of_its_own_subfolder(store, right, sessions):
    files = [
        upload(right, "a/session.csv.gz"),
        upload(right.with_name("right.json"), "a/session.json"),
        upload(sessions / "left.csv.gz", "b/session.csv.gz"),
        upload(sessions / "left.json", "b/session.json"),
    ]
    opened = open_uploads(store, files)
    assert [one.result.side for one in opened.recordings] == ["right", "left"]
    assert {one.name for one in opened.recordings} == {"session.csv.gz"}
    assert len(session_of(opened.recordings).recordings) == 2


def test_files_of_one_name_are_never_paired_by_chance(store, right, sessions):
    """From two folders, by drag and drop: names without folders, and the leg would be the other file's."""
    tables = [upload(right, "rec.csv.gz"), upload(sessions / "left.csv.gz", "rec.csv.gz")]
    jsons = [upload(right.with_name("right.json"), "rec.json"), upload(sessions / "left.json", "REC.json")]
    for files in ([*tables, *jsons], [*tables, jsons[0]], [tables[0], *jsons]):
        opened = open_uploads(store, files)
        assert not opened.recordings
        assert "a name of their own" in opened.faults[0].words
    assert [one.result.side for one in open_uploads(store, tables).recordings] == [None, None]
    again = open_uploads(store, [tables[0], jsons[0], tables[0], jsons[0]])  # the same pair twice is clear
    assert [one.result.side for one in again.recordings] == ["right"]
    assert again.repeated == ("rec.csv.gz",)


@pytest.mark.parametrize(
    "name", ["../../etc/x.csv", "C:\\x\\y.csv", "<b>x</b>.csv", "a\nb.csv", ".csv", "x" * 300 + ".csv"]
)
def test_names_from_outside_are_only_shown(store, right, name, tmp_path):
    before = set(tmp_path.rglob("*"))
    opened = open_uploads(store, [Upload(name, "\n".join(lines_of(right)).encode())])
    assert len(opened.recordings) + len(opened.faults) == 1
    assert set(tmp_path.rglob("*")) == before


def test_a_faulty_sidecar_is_named_itself(store, right):
    opened = open_uploads(store, [upload(right), Upload("right.json", b"{")])
    assert not opened.recordings
    assert "right.json" in opened.faults[0].words


def test_parquet_opens(store, right, tmp_path):
    from sensing import read_recording, write_recording

    write_recording(read_recording(right), tmp_path / "one.parquet")
    opened = open_uploads(store, [upload(tmp_path / "one.parquet"), upload(tmp_path / "one.json")])
    assert len(opened.recordings[0].result.sets) == 2


def test_the_leg_can_be_named_afterwards(store, right):
    (plain,) = open_uploads(store, [upload(right)]).recordings
    assert plain.result.side is None
    said = store.worn_on(plain.key, "left")
    assert said.result.side == "left"
    assert {one.side for one in said.result.sets} == {"left"}
    assert store.get(plain.key).result.side is None
    assert store.worn_on(said.key, "right").result.side == "right"
    assert store.worn_on(plain.key, "left") is said
    assert store.worn_on("gone", "left") is None


def test_recordings_stand_in_order_and_are_told_apart(store, right):
    body = "\n".join(lines_of(right)).encode()
    names = ["r10.csv", "r9.csv", "R2.csv"]
    (first,) = open_uploads(store, [upload(right), upload(right.with_name("right.json"))]).recordings
    others = open_uploads(store, [Upload(name, body) for name in names]).recordings
    session = session_of([*others, first])
    assert [one.name for one in session.recordings] == ["right.csv.gz", "R2.csv", "r9.csv", "r10.csv"]
    assert labels(session_of([first])) == {first.key: label(first)}
    worn = [store.worn_on(one.key, "right") for one in others]
    called = labels(session_of([first, *worn]))
    assert len(set(called.values())) == 4
    assert [words.split("\\")[0] for words in called.values()][1:] == ["R2", "r9", "r10"]


def test_recordings_of_one_leg_are_told_apart_by_when_they_were_recorded(store, root):
    names = ("runner-right", "floor-right", "runner-left")
    files = [
        root / "sample_data" / "sessions" / f"{name}{end}" for name in names for end in (".csv.gz", ".json")
    ]
    found = open_uploads(store, [upload(path) for path in files]).recordings
    called = labels(session_of(found))
    said = [(one, one.result.started_at.astimezone()) for one in found[:2]]
    assert [called[one.key] for one in found] == [
        *(
            f"Right leg {at.day} {at:%b} at {at:%H:%M}, {clock(one.result.duration_s)} min"
            for one, at in said
        ),
        "Left leg, 6:53 min",
    ]
    same_day = labels(
        session_of([found[0], replace(found[2], result=replace(found[2].result, side="right"))])
    )
    assert [words.split(",")[0] for words in same_day.values()] == [
        f"Right leg at {one.result.started_at.astimezone():%H:%M}" for one in (found[0], found[2])
    ]
