"""Files that belong together are replaced together."""

import errno
import shutil
from pathlib import Path

import pytest

from sensing.atomic_files import add_all, replace_all

NAMES = ("one", "two", "three")


def tree(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def old(tmp_path):
    """Three old files."""
    for name in NAMES:
        (tmp_path / name).write_bytes(b"old " + name.encode())
    return tree(tmp_path)


def new(folder, **changes):
    return {folder / name: changes.get(name, b"new") for name in NAMES}


def test_replaces_and_removes(old, tmp_path):
    replace_all(new(tmp_path, two=None))
    assert tree(tmp_path) == {"one": b"new", "three": b"new"}


def test_writes_where_there_was_nothing(tmp_path):
    replace_all(new(tmp_path, three=None))
    assert tree(tmp_path) == {"one": b"new", "two": b"new"}


def test_files_of_two_folders(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    replace_all({tmp_path / "a" / "x": b"1", tmp_path / "b" / "x": b"2"})
    assert tree(tmp_path / "a") | {"y": b""} == {"x": b"1", "y": b""}
    assert tree(tmp_path / "b") == {"x": b"2"}


BROKEN = OSError(errno.EIO, "Input/output error")


def fail_at(monkeypatch, number, error=BROKEN):
    """Let the rename of that number fail, once."""
    real, done = Path.replace, []

    def replace(self, target):
        done.append(target)
        if len(done) == number:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("error", [BROKEN, KeyboardInterrupt()])
def test_a_failing_rename_leaves_all_old_files_and_nothing_else(old, tmp_path, monkeypatch, number, error):
    fail_at(monkeypatch, number, error)
    with pytest.raises(type(error)):
        replace_all(new(tmp_path))
    assert tree(tmp_path) == old


@pytest.mark.parametrize("number", range(1, 4))
def test_a_failing_rename_leaves_no_new_files(tmp_path, monkeypatch, number):
    (tmp_path / "two").write_bytes(b"old two")
    fail_at(monkeypatch, number)
    with pytest.raises(OSError, match="Input/output"):
        replace_all(new(tmp_path))
    assert tree(tmp_path) == {"two": b"old two"}


def without_links(monkeypatch):
    def refuse(self, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)


def test_without_links(old, tmp_path, monkeypatch):
    without_links(monkeypatch)
    fail_at(monkeypatch, 4)
    with pytest.raises(OSError, match="Input/output"):
        replace_all(new(tmp_path))
    assert tree(tmp_path) == old
    monkeypatch.undo()
    without_links(monkeypatch)
    replace_all(new(tmp_path))
    assert set(tree(tmp_path).values()) == {b"new"}


def test_a_disk_that_fills_while_the_old_file_is_copied(old, tmp_path, monkeypatch):
    def fill(source, target):
        Path(target).write_bytes(b"ol")
        raise OSError(errno.ENOSPC, "No space left on device")

    without_links(monkeypatch)
    monkeypatch.setattr(shutil, "copyfile", fill)
    with pytest.raises(OSError, match="No space left"):
        replace_all(new(tmp_path))
    assert tree(tmp_path) == old


def test_an_old_file_that_cannot_be_put_back_is_kept(old, tmp_path, monkeypatch):
    real, done = Path.replace, []

    def replace(self, target):
        done.append(target)
        if len(done) > 2:  # two old files moved aside, then the disk goes away
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="Input/output"):
        replace_all(new(tmp_path))
    found = tree(tmp_path)
    assert found["one"] == old["one"]
    assert set(old.values()) <= set(found.values())
    assert b"new" not in found.values()


def test_a_folder_in_the_place_of_a_file(tmp_path):
    (tmp_path / "two").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_all(new(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


@pytest.mark.parametrize("links", [True, False])
def test_new_files_are_added_where_there_are_none(tmp_path, monkeypatch, links):
    if not links:
        without_links(monkeypatch)
    add_all(new(tmp_path))
    assert tree(tmp_path) == dict.fromkeys(NAMES, b"new")


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("taken", NAMES)
def test_a_file_that_is_there_is_never_replaced_by_an_added_one(tmp_path, monkeypatch, taken, links):
    if not links:
        without_links(monkeypatch)
    (tmp_path / taken).write_bytes(b"of someone else")
    with pytest.raises(FileExistsError):
        add_all(new(tmp_path))
    assert tree(tmp_path) == {taken: b"of someone else"}


@pytest.mark.parametrize("number", range(1, 4))
def test_a_failure_while_adding_leaves_nothing(tmp_path, monkeypatch, number):
    without_links(monkeypatch)
    fail_at(monkeypatch, number)
    with pytest.raises(OSError, match="Input/output"):
        add_all(new(tmp_path))
    assert tree(tmp_path) == {}
