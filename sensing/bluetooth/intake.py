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

WAITING_LIMIT_S = 600.0
"""So many seconds of samples wait, at most, for a program that does not take them: 15 MB at 100 Hz."""

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
    say : callable
        Called with a sentence for the person, perhaps again and again with the same.
    origin_host_s : float or None
        See `SampleClock`.
    wake : asyncio.Event
        Set whenever samples came.

    Attributes
    ----------
    battery_percent, battery_v : float or None
        As last told by the sensor.
    last_sample_s : float or None
        When samples came last, by the host's monotonic clock.
    signal_dbm : float or None
        As the system last measured it during a connection; most do not.
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
        say: Callable[[str], None],
        origin_host_s: float | None,
        wake: asyncio.Event,
    ) -> None:
        self.rate_hz = rate_hz
        self._blocks: deque[ImuBlock] = deque()
        self._waiting = 0
        self.battery_percent: float | None = None
        self.battery_v: float | None = None
        self.last_sample_s: float | None = None
        self.signal_dbm: float | None = None
        self._driver, self._listener = driver, listener
        self._wake = wake
        self._on_flow, self._say = on_flow, say
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
                self._say(f"The sensor's battery is at {LOW_BATTERY_PERCENT:.0f} % or less: charge it soon.")
        elif reply.topic == BATTERY_V:
            self.battery_v = reply.value

    def measured(self, signal_dbm: float) -> None:
        """Take the strength of the signal."""
        self.signal_dbm = signal_dbm

    def samples(self, blocks: list[RawBlock]) -> None:
        """Give samples their times, and put them where they are taken from."""
        for raw in blocks:
            with contextlib.suppress(PacketError):  # angular rates alone: no sample for this project
                block = self._clock.push(raw)
                if block is None:
                    continue
                self._put(block)
                self.rate_watch.meter.add(raw.host_time_s, len(block))
                self.silence.heard()
                self.last_sample_s = time.monotonic()
                if not self._flows:
                    self._flows = True
                    self._on_flow(block.epoch)
        self._wake.set()

    def take(self) -> ImuBlock | None:
        """Return the next samples that wait, None when there are none."""
        if not self._blocks:
            return None
        block = self._blocks.popleft()
        self._waiting -= len(block)
        return block

    def _put(self, block: ImuBlock) -> None:
        """Let samples wait; when nobody takes any for minutes, the oldest are left out: a gap, and told."""
        self._blocks.append(block)
        self._waiting += len(block)
        while self._waiting > WAITING_LIMIT_S * self.rate_hz:
            self._waiting -= len(self._blocks.popleft())
            self._say(
                f"The program has taken no samples for {WAITING_LIMIT_S / 60:.0f} minutes; the oldest are "
                "left out from now on. Start it again."
            )
