"""``rehab validate``."""

from pathlib import Path

import click

from dashboard.path_option import PathOption


@click.command("validate")
@click.argument("folder", metavar="DIR", type=PathOption())
@click.option("--misses", is_flag=True, help="List every wrong count.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(folder: Path, misses: bool, as_json: bool) -> None:
    """Measure the accuracy on a folder of labelled recordings.

    DIR holds index.csv with the columns file, exercise and n_reps_truth, optionally n_reps_min, n_reps_max,
    side, notes, scored and faulty. Recordings without an exercise are everyday movement (n_reps_truth is 0):
    analysed as leg lift and as lunge, they must count nothing. Where recordings have truth_thigh_deg and
    truth_rep, angles are compared too.

    Without index.csv, every NAME.truth.json of a simulation labels its recording.
    """
    from dashboard.accuracy_report import report, show
    from dashboard.labelled_folder import score
    from dashboard.labels import read_labels
    from dashboard.terminal import make_console, print_json, progress

    labels = read_labels(folder)
    with progress("Analysing", len(labels)) as advance:
        document = report(score(folder, labels, advance))
    if as_json:
        print_json(document)
    else:
        show(make_console(), document, with_misses=misses)
