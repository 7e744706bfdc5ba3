"""The demo: a folder with the sample sessions and programs, and which of them to look at first."""

import shutil
import sys
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path

from dashboard.file_output import check_folder
from dashboard.samples import sample_folder
from sensing.atomic_files import replace_all
from sensing.errors import InputError

PARTS = ("programs", "sessions")
SESSION = ("runner-right.csv.gz", "runner-left.csv.gz")
"""One training session: the strap was moved from the right leg to the left."""
HURRIED = "hurried-left.csv.gz"
"""Shallow and quick: what a session looks like that fell short of its program."""
PROGRAM = "runner.toml"


def prepare(folder: Path) -> int:
    """Put the sample sessions and programs into a folder; return the number of recordings.

    Parameters
    ----------
    folder : Path
        Created when it is not there. Files already there stay when they are the same.

    Raises
    ------
    InputError
        When a file of that name was changed, or ``folder`` is no folder; nothing is written then.
    """
    check_folder(folder)
    with sample_folder() as source:
        contents = {part: _read(source / part) for part in PARTS}
    for part, files in contents.items():
        check_folder(folder / part)
        for name, data in files.items():
            _refuse_changed(folder / part / name, data)
    targets = {folder / part / name: data for part, files in contents.items() for name, data in files.items()}
    missing = {target: data for target, data in targets.items() if not target.exists()}
    if missing:
        for part in PARTS:
            (folder / part).mkdir(parents=True, exist_ok=True)
        replace_all(missing)
    return sum(name.endswith((".csv.gz", ".parquet")) for name in contents["sessions"])


def _read(part: Traversable) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in part.iterdir() if entry.is_file()}


def _refuse_changed(target: Path, data: bytes) -> None:
    if target.is_dir() or (target.exists() and target.read_bytes() != data):
        raise InputError(
            "is not the sample of that name and would be lost",
            source=target,
            mend="Move it away, or name another folder with --folder",
        )


def next_steps(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return what to try next: what it shows, and the command, as it works from the current folder."""
    sessions, rehab = folder / "sessions", command_name()
    first = _quoted(sessions / SESSION[0])
    hurried = _quoted(sessions / HURRIED)
    supported = _quoted(sessions / "hip-replacement-right.csv.gz")
    return (
        ("Hurried, shallow repetitions", f"{rehab} analyze {hurried} --repetitions"),
        ("Another person and program", f"{rehab} analyze {supported} --program hip-replacement-cautious"),
        ("Tables for a spreadsheet", f"{rehab} analyze {first} --csv {_quoted(folder / 'tables')}"),
        ("Everything, for another program", f"{rehab} analyze {first} --json"),
    )


def command_name() -> str:
    """Return how to call this installation from the current folder: ``rehab`` if the shell finds it."""
    own = shutil.which("rehab", path=str(Path(sys.executable).parent))
    if own is None:
        return f"{_quoted(_near(Path(sys.executable)))} -m dashboard.cli"
    found = shutil.which("rehab")
    if found is not None and Path(found).resolve() == Path(own).resolve():
        return "rehab"
    return _quoted(_near(Path(own)))


def _near(path: Path) -> Path:
    """Return a path from the current folder if it lies within it."""
    with suppress(ValueError):
        return path.absolute().relative_to(Path.cwd())
    return path


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
