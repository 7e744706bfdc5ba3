"""The computer's radio, which all sessions of the hub share, and what is in its reach.

Bluetooth wants one scanner and one event loop (`sensing.bluetooth.radio`): a page that looked for sensors by
itself would disturb the session of somebody else.
"""

import contextlib
import importlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.live import pretended
from dashboard.live.loop_thread import LoopThread
from sensing.source import START_LIMIT_S, STOP_LIMIT_S

if TYPE_CHECKING:
    from sensing.bluetooth.radio import Radio

LOOK_S = 6.0
"""Sensors advertise every 1 to 2 s, and some advertisements are missed."""

MARGIN_S = 25.0
"""Beginning and ending a scan may take so long beyond: waits for the system, and for another's connection."""


@dataclass(frozen=True, slots=True)
class FoundSensor:
    """A sensor in reach that a driver knows.

    Attributes
    ----------
    address : str
        Bluetooth address, on macOS an identifier of this computer.
    name : str
        As it calls itself; may be empty.
    signal_dbm : float or None
        Of its advertisement; None for one that this computer is connected to already.
    battery_percent, battery_v : float or None
        Known once it was asked, see `Reach.ask`; some know the voltage only.
    """

    address: str
    name: str = ""
    signal_dbm: float | None = None
    battery_percent: float | None = None
    battery_v: float | None = None


class Reach:
    """Looks for sensors; its methods may be called in any thread but the loop's, unless they say otherwise.

    Parameters
    ----------
    thread : LoopThread
        Of the hub.
    """

    def __init__(self, thread: LoopThread) -> None:
        self._thread = thread
        self._radio: Radio | None = None

    def radio(self) -> "Radio":
        """Return the radio; called on the loop.

        Raises
        ------
        MissingExtraError
            When there is no support for Bluetooth.
        """
        if self._radio is None:
            from sensing.bluetooth.radio import Radio

            self._radio = Radio()
        return self._radio

    @staticmethod
    def prepare() -> None:
        """Import what Bluetooth needs, which takes a second at the first time: not on the loop."""
        if pretended.wanted():
            return
        with contextlib.suppress(ModuleNotFoundError):  # told when the radio is asked for
            for name in ("sensing.collector", "bleak"):
                importlib.import_module(name)

    def forget(self) -> None:
        """Let go of the radio, for its loop ends."""
        self._radio = None

    def look(self, seconds: float = LOOK_S) -> tuple[FoundSensor, ...]:
        """Return the sensors in reach, the nearest first; takes as long as it is given.

        Raises
        ------
        RehabError
            When Bluetooth cannot be used; the message says what to do.
        """
        self.prepare()
        return self._thread.finish(self._look(seconds), seconds + MARGIN_S)

    async def _look(self, seconds: float) -> tuple[FoundSensor, ...]:
        if pretended.wanted():
            return (FoundSensor(pretended.ADDRESS, signal_dbm=pretended.SIGNAL_DBM),)
        found = await self.radio().scan(seconds)
        return tuple(
            FoundSensor(one.address, one.name or "", one.signal_dbm)
            for one in found
            if one.driver is not None
        )

    def ask(self, sensor: FoundSensor) -> FoundSensor:
        """Connect to a sensor, and return it with what it tells of its battery.

        Raises
        ------
        RehabError
            When it does not answer; the message says what to do.
        """
        self.prepare()
        return self._thread.finish(self._ask(sensor), START_LIMIT_S + STOP_LIMIT_S)

    async def _ask(self, sensor: FoundSensor) -> FoundSensor:
        if sensor.address == pretended.ADDRESS:
            return replace(sensor, battery_percent=pretended.BATTERY_PERCENT)
        from sensing.collector import Collector

        source = Collector(sensor.address, radio=self.radio())
        await source.start()
        status = source.status
        await source.stop()
        return replace(
            sensor,
            signal_dbm=status.signal_dbm if status.signal_dbm is not None else sensor.signal_dbm,
            battery_percent=status.battery_percent,
            battery_v=status.battery_v,
        )
