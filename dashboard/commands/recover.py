"""``rehab recover``."""

from pathlib import Path

import click

from dashboard.path_option import PathOption


@click.command("recover")
@click.argument("folder", metavar="[DIR]", required=False, type=PathOption())
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=PathOption(),
    help="Folder for what is recovered; by default where it was found.",
)
def command(folder: Path | None, output: Path | None) -> None:
    """Finish recordings that were interrupted.

    Looks in DIR for journals (NAME.journal), which a session leaves behind when its computer stops or its
    disk is full, and makes recordings of them. Without DIR it looks where 'rehab record' records.
    """
    from dashboard.recordings_folder import recordings_folder
    from sensing.errors import InputError
    from sensing.recovery import recover_all

    if folder is not None and not folder.is_dir():
        raise InputError("is no folder", source=folder, mend="Give the folder that holds the journal")
    folder = folder or recordings_folder()
    done, wrong = recover_all(folder, output)
    for one in done:
        click.echo(one.text)
    if not done and not wrong:
        click.echo(f"Nothing to recover in {folder}.")
    for error in wrong[:-1]:
        click.echo(f"rehab: {error}", err=True)
    if wrong:
        raise wrong[-1]
