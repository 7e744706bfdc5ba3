"""``rehab replay``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.path_option import PathOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.live_run import Watcher
    from sensing.replay import Delivery
    from sensing.samples import Recording
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
    "--raw", is_flag=True, help="Decode the sensor's own messages again (NAME.raw.jsonl.gz beside FILE)."
)
@click.option(
    "-e", "--exercise", metavar="NAME", help="The exercise done; by default what the recording says."
)
@click.option("-s", "--side", type=click.Choice(["left", "right"]), help="The leg that wore the sensor.")
def command(file: Path, speed: float, raw: bool, exercise: str | None, side: str | None) -> None:
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
    deliveries = _decoded_again(file, recording) if raw else deliveries_of(recording)
    source = ReplaySource(deliveries, recording.info, speed=speed or None)
    with LiveTerminal(f"Playing {file.name}") as terminal:
        watcher = Watcher(source, terminal, exercise, side)
        asyncio.run(_play(source, watcher))
    state = watcher.finish()
    click.echo(f"{file}: {recording.duration_s:.0f} s{summary(state)}")


def _decoded_again(file: Path, recording: "Recording") -> "Iterator[Delivery]":
    """Return what the sensor sent, decoded by its driver as it is now."""
    from sensing.decoding import NotificationDecoder
    from sensing.drivers import get_driver
    from sensing.errors import RecordingError
    from sensing.notifications import SUFFIX, read_notifications
    from sensing.recording_files import SUFFIXES
    from sensing.replay import decoded_again

    ending = next(one for one in SUFFIXES if file.name.lower().endswith(one))
    path = file.with_name(file.name[: -len(ending)] + SUFFIX)
    if not path.exists():
        raise RecordingError(
            "no messages of a sensor were kept beside it",
            source=file,
            mend=f"Play the samples, without --raw, or put {path.name} there",
        )
    messages, driver = read_notifications(path)
    if driver is None:
        raise RecordingError(
            "does not say which driver decodes it",
            source=path,
            at="line 1",
            mend="Play the samples, without --raw",
        )
    decoder = NotificationDecoder(get_driver(driver), recording.info.rate_hz)
    return decoded_again(messages, decoder.feed)


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
