"""``rehab replay``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.path_option import PathOption

if TYPE_CHECKING:
    from dashboard.live_run import Watcher
    from sensing.source import SampleSource


@click.command("replay")
@click.argument("file", metavar="FILE", type=PathOption())
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=1.0,
    metavar="N",
    show_default=True,
    help="So many times as fast as it was; 0: as fast as possible.",
)
@click.option(
    "-e", "--exercise", metavar="NAME", help="The exercise done; by default what the recording says."
)
@click.option("-s", "--side", type=click.Choice(["left", "right"]), help="The leg that wore the sensor.")
def command(file: Path, speed: float, exercise: str | None, side: str | None) -> None:
    """Play a recording as if it came from a sensor now, and count it live.

    Samples come with the timing they had, with its gaps and bursts.
    """
    import asyncio

    from analysis.exercises import get_exercise
    from dashboard.live_run import Watcher
    from dashboard.live_terminal import LiveTerminal, summary
    from sensing import read_recording
    from sensing.replay import ReplaySource, deliveries_of

    if exercise is not None:
        get_exercise(exercise)
    recording = read_recording(file)
    source = ReplaySource(deliveries_of(recording), recording.info, speed=speed or None)
    with LiveTerminal(f"Playing {file.name}") as terminal:
        watcher = Watcher(source, terminal, exercise, side)
        asyncio.run(_play(source, watcher))
    state = watcher.finish()
    click.echo(f"{file}: {recording.duration_s:.0f} s{summary(state)}")


async def _play(source: "SampleSource", watcher: "Watcher") -> None:
    from dashboard.live_run import run_shown

    async def play() -> None:
        await source.start()
        try:
            async for block in source:
                watcher.take(block)
        finally:
            await source.stop()

    await run_shown(watcher, play)
