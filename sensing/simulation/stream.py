"""A simulated sensor on a simulated person, in real time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from sensing.replay import Clock, ReplaySource, deliveries_of
from sensing.samples import ImuBlock, Recording, RecordingInfo
from sensing.simulation.script import SessionScript
from sensing.simulation.session import simulate
from sensing.simulation.steps import Calibration, Set, Stand
from sensing.source import SourceListener, SourceStatus


class SimulatedSource:
    """Deliver the samples of a script as its sensor would, a packet at a time; a `SampleSource`.

    Parameters
    ----------
    script : SessionScript
    speed : float or None, default 1
        How many times faster than real time; None: as fast as they are taken.
    clock : Clock
        Another one makes tests quick and exact.

    Raises
    ------
    InputError
        When the speed is not above zero.

    Notes
    -----
    The truth stays behind: only what a sensor knows is delivered. What the script announces (calibration,
    sets) stands in ``info.activities``, as a guided session would announce it.
    """

    def __init__(
        self, script: SessionScript, *, speed: float | None = 1.0, clock: Clock | None = None
    ) -> None:
        self._script, self._speed, self._clock = script, speed, clock
        self._replay = ReplaySource((), RecordingInfo(), speed=speed, clock=clock)

    @property
    def info(self) -> RecordingInfo:
        """What is known about sensor, side and rate; complete once started."""
        return self._replay.info

    @property
    def status(self) -> SourceStatus:
        """How it is doing now."""
        return self._replay.status

    async def start(self, listener: SourceListener | None = None) -> None:
        """Let the person begin.

        Raises
        ------
        ScriptError
            When the script cannot be carried out.
        """
        made = (await asyncio.to_thread(simulate, self._script)).recording
        bare = Recording(made.time_s, made.acc, made.gyr, replace(made.info, started_at=None))
        self._replay = ReplaySource(deliveries_of(bare), bare.info, speed=self._speed, clock=self._clock)
        await self._replay.start(listener)

    async def stop(self) -> None:
        """End the stream."""
        await self._replay.stop()

    def __aiter__(self) -> AsyncIterator[ImuBlock]:
        """Return the samples as they come."""
        return aiter(self._replay)


def short_session(exercise: str, side: str, *, repetitions: int = 8) -> SessionScript:
    """Return the script of a person who calibrates, then does one set of an exercise; a minute or so.

    Parameters
    ----------
    exercise : str
        One of `sensing.simulation.EXERCISES`.
    side : {"left", "right"}
        The leg that wears the sensor, and works.
    repetitions : int, default 8

    Raises
    ------
    ScriptError
        When the exercise cannot be simulated.
    """
    steps = (
        Stand(s=1.0),
        Calibration(lifts=1, range_deg=50.0),
        Stand(s=3.0),
        Set(exercise=exercise, repetitions=repetitions),
        Stand(s=2.0),
    )
    return SessionScript(steps=steps, side=side)
