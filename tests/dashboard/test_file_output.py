"""Several files are written all or none."""

import errno
from pathlib import Path

import pytest

from dashboard.file_output import write_files
from sensing.errors import InputError


def test_writes_into_a_new_folder(tmp_path):
    write_files(tmp_path / "a" / "b", {"one": b"1", "two": b"2"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "a/b").iterdir()} == {
        "one": b"1",
        "two": b"2",
    }


def test_a_full_disk_changes_nothing(tmp_path, monkeypatch):
    (tmp_path / "one").write_bytes(b"old")
    real = Path.open

    def fail_at_the_second(self, *arguments, **options):
        if self.name.startswith(".two"):
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", fail_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"one": b"new", "two": b"new"})
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {"one": b"old"}


def test_a_failing_second_rename_changes_nothing(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"old")
    real = Path.replace

    def fail_at_the_second(self, target):
        if target == tmp_path / "two" and not self.read_bytes().startswith(b"old"):
            raise OSError(errno.EIO, "Input/output error", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_the_second)
    with pytest.raises(OSError, match="Input/output error"):
        write_files(tmp_path, {"one": b"new", "two": b"new"})
    monkeypatch.undo()
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert found == {"one": b"old", "two": b"old"}


def test_a_folder_in_the_place_of_a_file(tmp_path):
    (tmp_path / "two").mkdir()
    with pytest.raises(InputError, match="two: is a folder"):
        write_files(tmp_path, {"one": b"1", "two": b"2"})
    assert not (tmp_path / "one").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: is a file, a folder was expected"):
        write_files(tmp_path / "file", {"one": b"1"})
