"""Write several files into a folder: all of them, or none."""

from collections.abc import Mapping
from pathlib import Path

from sensing.atomic_files import replace_all
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
    targets = {folder / name: data for name, data in contents.items()}
    for target in targets:
        if target.is_dir():
            raise InputError("is a folder, a file was to be written", source=target, mend="Move it away")
    replace_all(targets)
