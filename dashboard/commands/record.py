"""``rehab record``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.path_option import PathOption
from dashboard.seconds_option import SecondsOption

if TYPE_CHECKING:
    from dashboard.live_run import Watcher
    from sensing.finishing import Finished
    from sensing.recorder import Recorder
    from sensing.source import SampleSource

    OpenSource = Callable[[Callable[[str], None]], SampleSource]

BUILT_IN = "(built in)"
"""Stands for the script that comes with the program."""


@click.command("record")
@click.option(
    "--sensor",
    "address",
    metavar="ADDRESS",
    help="Record this Bluetooth sensor: its address or name, as 'rehab scan' shows it.",
)
@click.option(
    "--simulate",
    "script",
    metavar="[SCRIPT.toml]",
    is_flag=False,
    flag_value=BUILT_IN,
    type=PathOption(),
    help="Record a simulated sensor in real time; without a script a short set is done.",
)
@click.option(
    "-e",
    "--exercise",
    metavar="NAME",
    help="The exercise that is done; it is counted live and written down.",
)
@click.option("-s", "--side", type=click.Choice(["left", "right"]), help="The leg that wears the sensor.")
@click.option(
    "--seconds",
    type=SecondsOption(min=0, min_open=True),
    metavar="N",
    help="End by itself after this long.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=PathOption(),
    help="Folder for the recording; by default 'recordings' in the data folder.",
)
def command(
    address: str | None,
    script: Path | None,
    exercise: str | None,
    side: str | None,
    seconds: float | None,
    folder: Path | None,
) -> None:
    """Record a session from a Bluetooth sensor or a simulated one, and count it live.

    Every sample is on the disk within a second; Ctrl-C ends the session and finishes the recording. One that
    was interrupted is recovered when the next one begins, or by 'rehab recover'.
    """
    from analysis.exercises import get_exercise
    from dashboard.recordings_folder import recordings_folder, report_recovered, spare_folders

    if (script is None) == (address is None) or (address is not None and not address.strip()):
        raise click.UsageError("Give either --sensor ADDRESS ('rehab scan' finds it) or --simulate.")
    if exercise is not None:
        get_exercise(exercise)
    folder = folder or recordings_folder()
    if address is not None:
        open_source = _bluetooth(address, side)
    else:
        assert script is not None
        simulated, exercise = _simulated(script, exercise, side)
        open_source = lambda _: simulated  # noqa: E731
    report_recovered(folder)
    _record(open_source, exercise, side, seconds, folder, spare_folders(folder))


def _bluetooth(address: str, side: str | None) -> "OpenSource":
    """Return how to make the source of a Bluetooth sensor."""
    from sensing.bluetooth.radio import Radio
    from sensing.collector import Collector

    radio = Radio()
    return lambda tell: Collector(address, side=side, radio=radio, on_trouble=tell)


def _simulated(script: Path, exercise: str | None, side: str | None) -> "tuple[SampleSource, str | None]":
    """Return the simulated sensor, and the exercise to count; None for what the script announces."""
    from sensing.simulation import load_script
    from sensing.simulation.stream import SimulatedSource, short_session

    if script != Path(BUILT_IN):
        return SimulatedSource(load_script(script)), exercise
    exercise = exercise or "leg_lift"
    return SimulatedSource(short_session(exercise, side or "right")), exercise


def _record(
    open_source: "OpenSource",
    exercise: str | None,
    side: str | None,
    seconds: float | None,
    folder: Path,
    spare: tuple[Path, ...],
) -> None:
    import asyncio
    from datetime import datetime

    from dashboard.live_run import Watcher
    from dashboard.live_terminal import LiveTerminal
    from sensing.errors import SourceError
    from sensing.recorder import Recorder

    name = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    with LiveTerminal(f"Recording to {folder}") as terminal:
        recorder = Recorder(
            folder,
            name,
            side=side,
            spare_folders=spare,
            on_trouble=lambda trouble: terminal.tell(trouble.text),
        )
        source = open_source(terminal.tell)
        watcher = Watcher(source, terminal, exercise, side)
        failure: SourceError | None = None
        try:
            asyncio.run(_run(source, recorder, watcher, seconds))
        except SourceError as error:
            failure = error
        finally:
            finished = _finish(recorder, watcher)
    if finished is not None or failure is None:
        _report(finished, watcher)
    if failure is not None:
        raise failure


async def _run(
    source: "SampleSource", recorder: "Recorder", watcher: "Watcher", seconds: float | None
) -> None:
    import asyncio

    from dashboard.live_run import ended_by_signals, run_shown
    from sensing.samples import ImuBlock

    stop = asyncio.Event()
    noted: tuple[object, ...] = ()

    def take(block: ImuBlock) -> None:
        nonlocal noted
        watcher.take(block)
        if seconds is not None and block.time_s[-1] >= seconds:
            stop.set()
        if watcher.session is not None and watcher.session.activities != noted:
            noted = watcher.session.activities
            recorder.announce(*watcher.session.activities)

    with ended_by_signals(stop):
        await run_shown(watcher, lambda: recorder.run(source, take, stop=stop))


def _finish(recorder: "Recorder", watcher: "Watcher") -> "Finished | None":
    from sensing.errors import RecordingError

    watcher.finish()
    try:
        while True:
            try:
                return recorder.finish()
            except RecordingError as error:
                if not _is_watched():
                    raise
                click.echo(f"rehab: {error}", err=True)
                if not click.confirm("Make room now, then try again?", default=True, err=True):
                    raise
    finally:
        recorder.close()


def _is_watched() -> bool:
    """Return whether there is somebody to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _report(finished: "Finished | None", watcher: "Watcher") -> None:
    from dashboard.live_terminal import summary

    if finished is None:
        click.echo("No samples came; nothing was recorded.")
        return
    click.echo(f"{finished.path}: {finished.duration_s:.0f} s{summary(watcher.state)}")
    for note in finished.notes:
        click.echo(f"rehab: {note}", err=True)
