"""Replace files together, whole or not at all."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path


def add_all(contents: Mapping[Path, bytes]) -> None:
    """Put new files that belong together where there are none; two who try at once never both succeed.

    Parameters
    ----------
    contents : mapping of Path to bytes
        What each file shall hold; at least one. The folders exist.

    Raises
    ------
    FileExistsError
        When one of them is there already; it is not touched, and nothing new stays.
    OSError
        When a file cannot be written or put in place; nothing new stays.

    Notes
    -----
    As with `replace_all`, all contents are written beside their targets and flushed first, and the first file
    is put in place first.
    """
    with contextlib.ExitStack() as stack:
        drafts = {path: stack.enter_context(_draft(path, data)) for path, data in contents.items()}
        added: list[Path] = []
        try:
            for path, draft in drafts.items():
                _put_new(draft, path)
                added.append(path)
        except BaseException:
            for path in reversed(added):
                with contextlib.suppress(OSError):  # the others are removed all the same
                    path.unlink(missing_ok=True)
            raise
    for folder in {path.parent for path in contents}:
        _flush_folder(folder)


def replace_all(contents: Mapping[Path, bytes | None]) -> None:
    """Replace files that belong together, so that new ones never stand beside old ones.

    Parameters
    ----------
    contents : mapping of Path to bytes or None
        What each file shall hold, None for no such file; at least one. The folders exist. The first file is
        the one that may stand alone, such as the samples; the others describe it or go with it.

    Raises
    ------
    OSError
        When a file cannot be written or put in place; the old ones are then as they were.

    Notes
    -----
    All new contents are written beside their targets and flushed first, so a full disk is met before anything
    is touched. Then the old files but the first are moved to hidden names beside them, the first is replaced,
    and the other new ones are put in place in order. Killed at any point, there are old files only or new
    files only, perhaps not all of them, and never another first file than the old or the new one; what is
    missing lies beside under a hidden name ending in ``.tmp``. When a step fails, the old files are put back
    and nothing new stays; should one refuse to be put back, it is kept under its hidden name.
    """
    for path in contents:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with contextlib.ExitStack() as stack:
        drafts = {
            path: stack.enter_context(_draft(path, data))
            for path, data in contents.items()
            if data is not None
        }
        old: dict[Path, Path | None] = {}
        try:
            first, *others = contents
            for path in reversed(others):
                old[path] = _moved_aside(path)
            old[first] = _named_twice(first)
            for path in contents:
                if path in drafts:
                    drafts[path].replace(path)
                else:
                    path.unlink(missing_ok=True)
        except BaseException:
            _put_back(old)
            raise
        for kept in filter(None, old.values()):
            with contextlib.suppress(OSError):  # what is new stands; a leftover does no harm
                kept.unlink(missing_ok=True)
    for folder in {path.parent for path in contents}:
        _flush_folder(folder)


@contextlib.contextmanager
def _draft(target: Path, data: bytes) -> Iterator[Path]:
    """Write ``data`` to a new file beside ``target``; remove it afterwards if it is still there."""
    path = _beside(target)
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _put_new(draft: Path, target: Path) -> None:
    """Give a draft its name, unless there is such a file."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # not every file system knows links; then an empty file takes the name first
        target.open("xb").close()
        try:
            draft.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            raise


def _moved_aside(path: Path) -> Path | None:
    """Move a file to a hidden name beside it; return that name, None when there is no such file."""
    kept = _beside(path)
    try:
        path.replace(kept)
    except FileNotFoundError:
        return None
    return kept


def _named_twice(path: Path) -> Path | None:
    """Give what a file holds a second, hidden name beside it; return that name, None without such a file."""
    if not path.exists():
        return None
    kept = _beside(path)
    try:
        kept.hardlink_to(path)
    except OSError:  # not every file system knows links
        try:
            shutil.copyfile(path, kept)
        except OSError:
            kept.unlink(missing_ok=True)
            raise
    return kept


def _put_back(old: Mapping[Path, Path | None]) -> None:
    for path, kept in old.items():
        with contextlib.suppress(OSError):  # the others are put back all the same
            if kept is None:
                path.unlink(missing_ok=True)
            else:
                kept.replace(path)
                kept.unlink(missing_ok=True)  # renaming one of two names of a file does nothing


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


def _flush_folder(folder: Path) -> None:
    """Make the renames durable where the system can (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):  # some network file systems refuse; the content itself is flushed
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
