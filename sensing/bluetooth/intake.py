"""What the links of one sensor deliver, one after the other, made into samples with their times."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable

from sensing.bluetooth.limits import Limits
from sensing.bluetooth.watchdog import RateWatch, Silence
from sensing.clock import SampleClock
from sensing.drivers import Driver, RawBlock, Reply
from sensing.drivers.steps import BATTERY_PCT, BATTERY_V
from sensing.errors import PacketError
from sensing.samples import ImuBlock
from sensing.source import Notification, SourceListener

LOW_BATTERY_PERCENT = 15.0
"""An hour or so, in the sensors that tell a percentage."""


class Intake:
    """Takes what links receive; a `Sink`.

    Parameters
    ----------
    driver : Driver
    rate_hz : float
        Rate the sensor is set to.
    listener : SourceListener or None
        Gets raw messages.
    on_flow : callable
        Called with the epoch when the first samples of a link come.
    on_low_battery : callable
        Called with a sentence for the person.
    origin_host_s : float or None
        See `SampleClock`.
    wake : asyncio.Event
        Set whenever samples came.

    Attributes
    ----------
    blocks : deque of ImuBlock
        Samples that wait to be taken.
    battery_percent, battery_v : float or None
        As last told by the sensor.
    last_sample_s : float or None
        When samples came last, by the host's monotonic clock.
    silence, rate_watch : Silence and RateWatch
        The watches over the present link.
    """

    def __init__(
        self,
        driver: Driver,
        rate_hz: float,
        *,
        listener: SourceListener | None,
        on_flow: Callable[[int], None],
        on_low_battery: Callable[[str], None],
        origin_host_s: float | None,
        wake: asyncio.Event,
    ) -> None:
        self.rate_hz = rate_hz
        self.blocks: deque[ImuBlock] = deque()
        self.battery_percent: float | None = None
        self.battery_v: float | None = None
        self.last_sample_s: float | None = None
        self._driver, self._listener = driver, listener
        self._wake = wake
        self._on_flow, self._on_low_battery = on_flow, on_low_battery
        self._clock = SampleClock.for_driver(driver, rate_hz, origin_host_s=origin_host_s)
        self._flows = False
        self.begin(0, Limits())

    def begin(self, epoch: int, limits: Limits, rate_quiet_until_s: float = 0.0) -> None:
        """Get ready for the samples of a new link; see `RateWatch` for the last parameter."""
        self._clock.restart()
        self._clock.epoch = epoch
        self._flows = False
        self.silence = Silence(limits.silence_s or self._driver.silence_s)
        self.rate_watch = RateWatch(self.rate_hz, limits.rate_check_s, rate_quiet_until_s)

    def raw(self, notification: Notification) -> None:
        """Take a message before it is decoded."""
        if self._listener is not None:
            self._listener.notified(notification)

    def replied(self, reply: Reply) -> None:
        """Take what the sensor said about itself."""
        if reply.topic == BATTERY_PCT:
            self.battery_percent = reply.value
            if reply.value <= LOW_BATTERY_PERCENT:
                self._on_low_battery(
                    f"The sensor's battery is at {LOW_BATTERY_PERCENT:.0f} % or less: charge it soon."
                )
        elif reply.topic == BATTERY_V:
            self.battery_v = reply.value

    def samples(self, blocks: list[RawBlock]) -> None:
        """Give samples their times, and put them where they are taken from."""
        for raw in blocks:
            with contextlib.suppress(PacketError):  # angular rates alone: no sample for this project
                block = self._clock.push(raw)
                if block is None:
                    continue
                self.blocks.append(block)
                self.rate_watch.meter.add(raw.host_time_s, len(block))
                self.silence.heard()
                self.last_sample_s = time.monotonic()
                if not self._flows:
                    self._flows = True
                    self._on_flow(block.epoch)
        self._wake.set()
