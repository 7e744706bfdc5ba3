"""``rehab analyze``."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.path_option import PathOption

if TYPE_CHECKING:
    from analysis.comparison import SessionComparison
    from analysis.results import SessionResult
    from sensing.samples import Recording
    from sensing.units import AccUnit, GyrUnit


@click.command("analyze")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PathOption())
@click.option(
    "-e", "--exercise", metavar="NAME", help="The exercise done; else the recording's, else recognised."
)
@click.option("-s", "--side", type=click.Choice(["left", "right"]), help="The leg that wore the sensor.")
@click.option(
    "-p", "--program", metavar="PROGRAM", help="Compare with a program: a TOML file or a template's name."
)
@click.option("-r", "--repetitions", is_flag=True, help="Show every repetition.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--csv",
    "csv_folder",
    metavar="DIR",
    type=PathOption(),
    help="Also write repetitions.csv and the angle of each recording into DIR.",
)
@click.option("--acc-unit", type=click.Choice(["m/s2", "g", "mg"]), help="Unit of acc_*; else m/s2, checked.")
@click.option("--gyr-unit", type=click.Choice(["rad/s", "deg/s"]), help="Unit of gyr_*; else rad/s, checked.")
@click.option(
    "--repair", is_flag=True, help="Mend disordered times and empty cells, and say what was mended."
)
def command(
    files: Sequence[Path],
    exercise: str | None,
    side: str | None,
    program: str | None,
    repetitions: bool,
    as_json: bool,
    csv_folder: Path | None,
    acc_unit: "AccUnit | None",
    gyr_unit: "GyrUnit | None",
    repair: bool,
) -> None:
    """Count and measure the repetitions of recordings.

    Several files make one session, such as one recording for each leg.

    Angles are thigh angles in degrees; they equal hip flexion while pelvis and trunk stay upright.
    """
    from analysis import compare
    from dashboard.csv_export import csv_files
    from dashboard.file_output import check_folder, write_files
    from dashboard.programs import find_program
    from dashboard.terminal import print_json
    from sensing import read_recording

    _refuse_twice(files)
    if csv_folder is not None:
        _refuse_overwriting(files, csv_folder, program)
    prescription = None if program is None else find_program(program)
    if csv_folder is not None:
        check_folder(csv_folder)
    read = partial(read_recording, acc_unit=acc_unit, gyr_unit=gyr_unit, repair=repair)
    results = _analyze(files, read, exercise, side)
    comparison = None if prescription is None else compare(results, prescription)
    if csv_folder is not None:
        same = len({each.name for each in files}) < len(files)
        names = (str(path) if same else path.name for path in files)
        write_files(csv_folder, csv_files(dict(zip(names, results, strict=True))))
    if as_json:
        print_json(_document(results, comparison))
    else:
        _show(results, comparison, repetitions=repetitions)
        if exercise is None and not all(result.sets for result in results):
            click.echo("Does a recording not say what was done? Name the exercise: --exercise NAME")
        if csv_folder is not None:
            click.echo(f"Tables written to {csv_folder}")


def _analyze(
    files: Sequence[Path], read: "Callable[[Path], Recording]", exercise: str | None, side: str | None
) -> "Sequence[SessionResult]":
    """Analyse the files; what reading had to mend is told once all of them could be read."""
    from analysis import analyze
    from dashboard.terminal import progress

    results: list[SessionResult] = []
    repairs: list[str] = []
    with progress("Analysing", len(files)) as advance:
        for path in files:
            recording = read(path)
            repairs += [f"{path}: {text}" for text in recording.info.repairs]
            results.append(analyze(recording, exercise=exercise, side=side))
            advance()
    for text in repairs:
        click.echo(text, err=True)
    return results


def _refuse_twice(files: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in files:
        if path.resolve() in seen:
            raise click.UsageError(f"'{path}' is given twice; its repetitions would count twice.")
        seen.add(path.resolve())


def _refuse_overwriting(files: Sequence[Path], folder: Path, program: str | None) -> None:
    """Refuse tables that would take the place of what they are made from."""
    from dashboard.csv_export import file_names

    inputs = [*files, *(() if program is None else (Path(program),))]
    inputs += [path.with_name(f"{path.name.split('.')[0]}.json") for path in files]
    present = [path for path in inputs if path.exists()]
    for target in (folder / name for name in file_names(str(path) for path in files)):
        if target.exists() and any(target.samefile(path) for path in present):
            raise click.UsageError(f"'{target}' is read and would be overwritten: name another folder.")


def _document(results: "Sequence[SessionResult]", comparison: "SessionComparison | None") -> dict[str, Any]:
    compared = None if comparison is None else comparison.to_dict()
    if len(results) > 1:
        return {"recordings": [result.to_dict() for result in results], "comparison": compared}
    return results[0].to_dict() | ({} if compared is None else {"comparison": compared})


def _show(
    results: "Sequence[SessionResult]", comparison: "SessionComparison | None", *, repetitions: bool
) -> None:
    from dashboard.comparison_tables import show_comparison
    from dashboard.session_tables import ANGLE_NOTE, show_session
    from dashboard.terminal import make_console

    console = make_console()
    for result in results:
        show_session(console, result, repetitions=repetitions)
        console.print()
    if comparison is not None:
        show_comparison(console, comparison)
        console.print()
    console.print(ANGLE_NOTE, style="dim")
