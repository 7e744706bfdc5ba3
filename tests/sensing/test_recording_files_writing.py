"""Writing recordings: all or nothing, the same bytes every time, and nothing that could not be read again."""

import dataclasses
import errno
import gzip
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from sensing import Placement, Recording, RecordingInfo, read_recording, write_recording
from sensing.errors import MissingExtraError, RecordingError

NAIVE = datetime(2025, 1, 1)  # noqa: DTZ001 (to be refused)


@pytest.fixture
def recording():
    time_s = np.arange(50) / 50
    acc = np.tile([0.0, 0.0, 9.8], (50, 1))
    info = RecordingInfo(started_at=datetime(2025, 3, 14, tzinfo=UTC), notes="first")
    return Recording(time_s, acc, info=info)


def test_gzip_is_the_same_every_time_and_carries_no_name(recording, tmp_path):
    write_recording(recording, tmp_path / "a.csv.gz")
    write_recording(recording, tmp_path / "b.csv.gz")
    data = (tmp_path / "a.csv.gz").read_bytes()
    assert data == (tmp_path / "b.csv.gz").read_bytes()
    assert data[3:8] == b"\0\0\0\0\0"  # no name flag, no time
    write_recording(recording, tmp_path / "c.csv")
    assert gzip.decompress(data) == (tmp_path / "c.csv").read_bytes()


def test_an_old_description_does_not_stay_beside_new_samples(recording, tmp_path):
    write_recording(recording, tmp_path / "a.csv")
    assert (tmp_path / "a.json").exists()
    write_recording(dataclasses.replace(recording, info=RecordingInfo()), tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("failing", ["a.csv", "a.json"])
def test_a_failed_write_leaves_the_old_pair_and_nothing_else(recording, tmp_path, monkeypatch, failing):
    write_recording(recording, tmp_path / "a.csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    replace = Path.replace

    def fail_once(self, target):
        if Path(target).name == failing and self.name.endswith(".tmp"):
            monkeypatch.setattr(Path, "replace", replace)
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_once)
    newer = dataclasses.replace(recording, acc=recording.acc + 1, info=RecordingInfo(notes="second"))
    with pytest.raises(RecordingError, match=r"cannot be written \(No space left on device\)"):
        write_recording(newer, tmp_path / "a.csv")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("steps", range(1, 5))
def test_killed_at_any_step_the_pair_does_not_contradict_itself(recording, tmp_path, monkeypatch, steps):
    write_recording(recording, tmp_path / "a.csv")
    newer = dataclasses.replace(recording, acc=recording.acc + 1, info=RecordingInfo(notes="second"))
    done = []

    class Killed(BaseException):
        pass

    replace, unlink = Path.replace, Path.unlink

    def tidy_nothing(self, missing_ok=False):
        pass

    def replace_until(self, target):
        done.append(target)
        if len(done) >= steps:
            raise Killed
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_until)
    monkeypatch.setattr(Path, "unlink", tidy_nothing)
    if steps <= 3:
        with pytest.raises(Killed):
            write_recording(newer, tmp_path / "a.csv")
    else:
        write_recording(newer, tmp_path / "a.csv")
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    got = read_recording(tmp_path / "a.csv")
    assert (got.acc[0, 2], got.info.notes) in {(9.8, "first"), (9.8, ""), (10.8, ""), (10.8, "second")}


def with_info(recording, **changes):
    return dataclasses.replace(recording, info=dataclasses.replace(recording.info, **changes))


def with_column(recording, name, values):
    return dataclasses.replace(recording, extra={name: values})


UNWRITABLE = {
    "suffix": (lambda r: r, "a.xlsx", "'a.xlsx' is not the name of a recording"),
    "no folder": (lambda r: r, "none/a.csv", "cannot be written (No such file or directory)"),
    "column name": (lambda r: with_column(r, "acc_x", r.time_s), "a.csv", "'acc_x' cannot name a column"),
    "blank name": (lambda r: with_column(r, " ", r.time_s), "a.csv", "' ' cannot name a column"),
    "wide column": (lambda r: with_column(r, "q", r.acc), "a.csv", "q: shape (50, 3)"),
    "line break": (lambda r: with_column(r, "q", np.array(["a\nb"] * 50)), "a.csv", "q: 'a\\nb' (sample 0)"),
    "complex": (lambda r: with_column(r, "q", r.time_s * 1j), "a.parquet", "q: a column of type complex128"),
    "close": (lambda r: dataclasses.replace(r, time_s=r.time_s / 1e5), "a.csv", "samples are 2e-07 s apart"),
    "huge": (lambda r: dataclasses.replace(r, acc=r.acc * 1e6), "a.csv", "sample 0, acc_z: 9.8e+06 m/s²"),
    "same µs": (lambda r: Recording(r.time_s[:2] / 1e6, r.acc[:2]), "a.csv", "sample 1, time_s: the time is"),
    "naive": (
        lambda r: with_info(r, started_at=NAIVE),
        "a.csv",
        "started_at: 2025-01-01T00:00:00 has no time",
    ),
    "rate": (lambda r: with_info(r, rate_hz=10), "a.csv", "rate_hz: 10 Hz, but the samples' times say 50"),
    "side": (lambda r: with_info(r, placement=Placement(side="up")), "a.csv", 'placement.side: "up" is not'),
    "object": (lambda r: with_info(r, extra={"x": {1j}}), "a.csv", "cannot be written as JSON"),
    "NaN": (lambda r: with_info(r, extra={"x": np.nan}), "a.csv", "cannot be written as JSON"),
}


@pytest.mark.parametrize(("spoil", "file", "says"), UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_what_could_not_be_read_again_is_not_written(recording, tmp_path, spoil, file, says):
    with pytest.raises(RecordingError) as caught:
        write_recording(spoil(recording), tmp_path / file)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow_parquet_says_what_to_install(recording, tmp_path, monkeypatch):
    write_recording(recording, tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for action in (
        lambda: read_recording(tmp_path / "a.parquet"),
        lambda: write_recording(recording, tmp_path / "b.parquet"),
    ):
        with pytest.raises(MissingExtraError, match=r"rehab-tracker\[parquet\]"):
            action()
    assert not (tmp_path / "b.parquet").exists()
