"""Replace files whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path


def replace_pair(main: Path, main_data: bytes, side: Path, side_data: bytes | None) -> None:
    """Replace ``main`` and the ``side`` file that describes it, so that they never contradict each other.

    Parameters
    ----------
    main : Path
        The file that may stand alone.
    main_data : bytes
        Its new content.
    side : Path
        The file beside it, in the same folder.
    side_data : bytes or None
        Its new content; None for no such file.

    Notes
    -----
    Both are written beside their targets and flushed first. Then the old side file is moved away, the main
    file replaced, the new side file put in place: killed at any point, a side file never stands beside a main
    file it does not belong to. When a step fails, both old files are put back and nothing new stays.

    Raises
    ------
    OSError
        When a file cannot be written; the old ones are then as they were.
    """
    with contextlib.ExitStack() as stack:
        new_main = stack.enter_context(_temporary(main, main_data))
        new_side = None if side_data is None else stack.enter_context(_temporary(side, side_data))
        old_main = stack.enter_context(_kept(main))
        old_side = stack.enter_context(_set_aside(side))
        try:
            new_main.replace(main)
            if new_side is not None:
                new_side.replace(side)
        except OSError:
            _restore(old_main, main)
            _restore(old_side, side)
            raise
    _flush_folder(main.parent)


@contextlib.contextmanager
def _temporary(target: Path, data: bytes) -> Iterator[Path]:
    """Write ``data`` to a new file beside ``target``; remove it afterwards if it is still there."""
    path = _beside(target)
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _kept(path: Path) -> Iterator[Path | None]:
    """Give the content of ``path``, if there is one, a second name beside it; remove that name afterwards."""
    if not path.exists():
        yield None
        return
    kept = _beside(path)
    try:
        try:
            kept.hardlink_to(path)
        except OSError:  # not every file system knows links
            shutil.copyfile(path, kept)
        yield kept
    finally:
        kept.unlink(missing_ok=True)


@contextlib.contextmanager
def _set_aside(path: Path) -> Iterator[Path | None]:
    """Move ``path`` to a name beside it, if there is one; remove it afterwards if it is still there."""
    aside = _beside(path)
    try:
        path.replace(aside)
    except FileNotFoundError:
        yield None
        return
    try:
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def _restore(old: Path | None, path: Path) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    else:
        old.replace(path)


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
