"""``rehab validate``."""

from pathlib import Path
from typing import Any

import click

from dashboard.path_option import PathOption


@click.command("validate")
@click.argument("folder", metavar="DIR", type=PathOption())
@click.option("--misses", is_flag=True, help="List every wrong count and name.")
@click.option(
    "--degraded", is_flag=True, help="Count again with slower, noisier and lossier copies; takes minutes."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "-o",
    "--report",
    "target",
    metavar="FILE.md",
    type=PathOption(),
    help="Also write the tables as Markdown, and every figure as JSON beside it.",
)
def command(folder: Path, misses: bool, degraded: bool, as_json: bool, target: Path | None) -> None:
    """Measure the accuracy on a folder of labelled recordings.

    DIR holds index.csv with the columns file, exercise and n_reps_truth, optionally n_reps_min, n_reps_max,
    side, notes, scored, faulty, dataset, subject, role and activity. Recordings without an exercise are
    everyday movement (n_reps_truth is 0): analysed as leg lift and as lunge, they must count nothing. Where
    recordings have truth_thigh_deg and truth_rep, angles are compared too.

    Without index.csv, every NAME.truth.json of a simulation labels its recording.
    """
    from dashboard.accuracy_report import report
    from dashboard.accuracy_tables import show
    from dashboard.degraded_folder import CONDITIONS, score_degraded
    from dashboard.labelled_folder import score
    from dashboard.labels import read_labels
    from dashboard.terminal import make_console, print_json, progress

    if target is not None:
        _check_target(target)
    labels = read_labels(folder)
    with progress("Analysing", len(labels)) as advance:
        document = report(score(folder, labels, advance))
    if degraded:
        with progress("Analysing worse copies", len(labels) * len(CONDITIONS)) as advance:
            document["degraded"] = score_degraded(folder, labels, advance)
    if target is not None:
        _write(target, document, misses=misses)
    if as_json:
        print_json(document)
    else:
        show(make_console(), document, with_misses=misses)


def _check_target(target: Path) -> None:
    from dashboard.file_output import check_folder
    from sensing.errors import InputError

    if target.suffix.lower() != ".md":
        raise InputError("is no name of a Markdown file", source=target, mend="Give a name that ends in .md")
    check_folder(target.parent)


def _write(target: Path, document: dict[str, Any], *, misses: bool) -> None:
    import json

    from dashboard.accuracy_tables import markdown
    from dashboard.file_output import write_files

    text = f"# Accuracy\n\n{markdown(document, with_misses=misses)}"
    figures = json.dumps(document, indent=2, allow_nan=False) + "\n"
    names = (target.name, target.with_suffix(".json").name)
    write_files(target.parent, dict(zip(names, (text.encode(), figures.encode()), strict=True)))
