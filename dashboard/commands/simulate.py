"""``rehab simulate``."""

from pathlib import Path

import click

from dashboard.path_option import PathOption


@click.command("simulate")
@click.argument("script", metavar="SCRIPT.toml", type=PathOption())
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    type=PathOption(),
    help="Folder to write into.",
)
@click.option("--name", metavar="NAME", help="Name of the recording; by default that of the script.")
def command(script: Path, output: Path, name: str | None) -> None:
    """Make a recording with known truth from a script.

    Writes NAME.csv.gz, NAME.json and NAME.truth.json into DIR.
    """
    from dashboard.file_output import check_folder
    from dashboard.wording import counted
    from sensing.simulation import load_script, simulate, write_session

    stem = script.stem if name is None else name
    if not stem or Path(stem).name != stem:
        raise click.UsageError(f"'{stem}' cannot be the name of a recording: give a name without a folder.")
    loaded = load_script(script)
    check_folder(output)
    _refuse_overwriting(script, output, stem)
    session = simulate(loaded)
    path = write_session(session, output, stem)
    recording, sets = session.recording, session.truth.sets
    repetitions = sum(len(one.repetitions) for one in sets)
    click.echo(
        f"{path}: {recording.duration_s:.0f} s at {recording.rate_hz:.0f} Hz, {counted(len(sets), 'set')}, "
        f"{counted(repetitions, 'repetition')}; the truth is in {stem}.truth.json"
    )


def _refuse_overwriting(script: Path, folder: Path, stem: str) -> None:
    """Refuse a recording that would take the place of the script it is made from."""
    for ending in (".csv.gz", ".json", ".truth.json"):
        target = folder / f"{stem}{ending}"
        if target.exists() and target.samefile(script):
            raise click.UsageError(f"'{target}' is read and would be overwritten: give another --name.")
