"""``rehab demo``."""

from pathlib import Path

import click

from dashboard.command_group import describe
from dashboard.dashboard_command import run_dashboard, server_options
from dashboard.path_option import PathOption

RECORDS = "records"
"""Below the folder of the demo: what a simulated sensor sees is nobody's training."""


@click.command("demo")
@click.option(
    "--folder",
    metavar="DIR",
    type=PathOption(),
    default=Path("demo"),
    show_default=True,
    help="Where to put the samples.",
)
@click.option("--text", is_flag=True, help="Print the analysis here instead of opening the dashboard.")
@click.option(
    "--simulate",
    is_flag=True,
    help="Put a simulated sensor in reach, with five leg lifts to do; its records stay in DIR.",
)
@server_options
def command(folder: Path, *, text: bool, simulate: bool, port: int, no_browser: bool) -> None:
    """Try it without a sensor: open the dashboard with simulated training sessions.

    Puts the sample sessions and programs into DIR, to be opened like recordings of one's own. With --text,
    analyses one session of two recordings, one for each leg, and compares it with its program.
    """
    if text:
        if simulate:
            raise click.UsageError("Give either --text or --simulate.")
        _show_in_terminal(folder)
        return
    _prepare_for_uploads(folder)
    if simulate:
        from dashboard.simulated_patient import pretend

        pretend(folder / RECORDS)
        click.echo('On the page "I exercise" a simulated sensor is in reach: press "Look for sensors"')
    run_dashboard(port, browser=not no_browser)


def _prepare_for_uploads(folder: Path) -> None:
    """Put the samples into the folder; the dashboard has its own, so it opens even when that fails."""
    from dashboard import demo
    from sensing.errors import InputError

    try:
        recordings = demo.prepare(folder)
    except (InputError, OSError) as error:
        click.echo(f"rehab: {describe(error)[0]}. The dashboard opens all the same", err=True)
    else:
        click.echo(
            f"{recordings} simulated sessions and their programs are in {folder}/, open them as your own"
        )


def _show_in_terminal(folder: Path) -> None:
    from analysis import analyze, compare, load_program
    from dashboard import demo
    from dashboard.comparison_tables import show_comparison
    from dashboard.session_tables import ANGLE_NOTE, headline, show_session
    from dashboard.terminal import make_console, progress
    from sensing import read_recording

    recordings = demo.prepare(folder)
    paths = [folder / "sessions" / name for name in (*demo.SESSION, demo.HURRIED)]
    program = load_program(folder / "programs" / demo.PROGRAM)
    results = []
    with progress("Analysing", len(paths)) as advance:
        for path in paths:
            results.append(analyze(read_recording(path)))
            advance()

    console = make_console()
    console.print(f"{recordings} simulated sessions and their programs are in {folder}/", soft_wrap=True)
    console.print("One of them: a runner's training, the sensor first on the right leg, then on the left.\n")
    *session, hurried = results
    for result in session:
        show_session(console, result, repetitions=False)
        console.print()
    show_comparison(console, compare(session, program))
    console.print("\nThe same program done in a hurry, on the left leg only:\n")
    console.print(headline(hurried), style="bold")
    show_comparison(console, compare([hurried], program), brief=True)
    console.print()
    console.print(ANGLE_NOTE, style="dim")
    console.print("\nTry next:")
    for shows, line in demo.next_steps(folder):
        console.print(f"  {shows}:\n    {line}", soft_wrap=True)
