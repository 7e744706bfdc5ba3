"""``rehab demo``."""

from pathlib import Path

import click

from dashboard.path_option import PathOption


@click.command("demo")
@click.option(
    "--folder",
    metavar="DIR",
    type=PathOption(),
    default=Path("demo"),
    show_default=True,
    help="Where to put the samples.",
)
def command(folder: Path) -> None:
    """Try it without a sensor: analyse a simulated training session.

    Puts the sample sessions and programs into DIR, analyses one session of two recordings, one for each leg,
    and compares it with its program.
    """
    from analysis import analyze, compare, load_program
    from dashboard import demo
    from dashboard.session_tables import ANGLE_NOTE, show_comparison, show_session
    from dashboard.terminal import make_console, progress
    from sensing import read_recording

    recordings = demo.prepare(folder)
    paths = [folder / "sessions" / name for name in demo.SESSION]
    program = load_program(folder / "programs" / demo.PROGRAM)
    results = []
    with progress("Analysing", len(paths)) as advance:
        for path in paths:
            results.append(analyze(read_recording(path)))
            advance()

    console = make_console()
    console.print(f"{recordings} simulated sessions and their programs are in {folder}/", soft_wrap=True)
    console.print("One of them: a runner's training, the sensor first on the right leg, then on the left.\n")
    for result in results:
        show_session(console, result, repetitions=False)
        console.print()
    show_comparison(console, compare(results, program))
    console.print()
    console.print(ANGLE_NOTE, style="dim")
    console.print("\nTry next:")
    for shows, line in demo.next_steps(folder):
        console.print(f"  {shows}:\n    {line}", soft_wrap=True)
