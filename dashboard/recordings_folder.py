"""Where recordings go, and what is found there that an interrupted session left behind."""

import tempfile
from pathlib import Path

import click

from dashboard.data_folder import data_folder


def recordings_folder() -> Path:
    """Return the folder for recordings where none is named; it may not exist."""
    return data_folder() / "recordings"


def spare_folders(folder: Path) -> tuple[Path, ...]:
    """Return where a recording goes when its own folder fails.

    The usual one; then the system's folder for temporary files, from which it can at least be copied.
    """
    others = (recordings_folder(), Path(tempfile.gettempdir()) / "rehab-tracker")
    return tuple(other for other in others if other != folder)


def report_recovered(folder: Path) -> None:
    """Recover what is left in a folder and say so; trouble with it keeps nobody from recording."""
    from sensing.errors import JournalInUseError, RehabError
    from sensing.recovery import recover_all

    try:
        done, wrong = recover_all(folder)
    except RehabError as error:
        done, wrong = [], [error]
    for one in done:
        click.echo(f"From a session that was interrupted: {one.text}", err=True)
    for trouble in wrong:
        if not isinstance(trouble, JournalInUseError):  # another session under way is no trouble
            click.echo(f"rehab: {trouble}", err=True)
