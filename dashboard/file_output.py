"""Write several files into a folder: all of them, or none."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sensing.errors import InputError


def check_folder(folder: Path) -> None:
    """Refuse a target that is there and is no folder, before any work is done for it.

    Raises
    ------
    InputError
        When it is something else.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, a folder was expected", source=folder, mend="Name another folder")


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files, replacing older ones of the same names; when one cannot be written, none is changed.

    Parameters
    ----------
    folder : Path
        Created when it is not there.
    contents : mapping of str to bytes
        File names (no folders in them) and what they shall hold.

    Raises
    ------
    InputError
        When ``folder`` is no folder.
    OSError
        When something cannot be written.
    """
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[Path, Path] = {}
    try:
        for name, data in contents.items():
            target = folder / name
            if target.is_dir():
                raise InputError("is a folder, a file was to be written", source=target, mend="Move it away")
            draft = folder / f".{name}.{secrets.token_hex(4)}.tmp"
            written[draft] = target
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for draft, target in written.items():
            draft.replace(target)
    finally:
        for draft in written:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
