"""A Bluetooth sensor as a live source: found, connected, set up, watched, and connected again."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from sensing.bluetooth.backoff import Backoff
from sensing.bluetooth.faults import LinkError, not_found
from sensing.bluetooth.guard import WrongRateError, guard
from sensing.bluetooth.limits import Limits
from sensing.bluetooth.link import Link
from sensing.bluetooth.procedure import carry_out, wind_down
from sensing.bluetooth.radio import Radio
from sensing.bluetooth.seen import Seen
from sensing.bluetooth.waiting import within
from sensing.bluetooth.watchdog import RateWatch, Silence
from sensing.clock import SampleClock
from sensing.drivers import Driver, RawBlock, Reply
from sensing.drivers.steps import BATTERY_PCT, BATTERY_V
from sensing.errors import PacketError, SourceError
from sensing.samples import ImuBlock, Placement, RecordingInfo, SensorInfo
from sensing.source import (
    START_LIMIT_S,
    STOP_LIMIT_S,
    LinkEvent,
    LinkNews,
    Notification,
    SourceListener,
    SourceStatus,
)

LOW_BATTERY_PERCENT = 15.0
"""An hour or so, in the sensors that tell a percentage."""

RATE_AGAIN_S = 60.0
"""A wrong rate that setting the sensor up anew did not mend is not tried again for so long."""


class Collector:
    """Deliver the samples of one Bluetooth sensor; a `SampleSource`.

    Parameters
    ----------
    address : str
        Bluetooth address (on macOS the identifier that ``rehab scan`` shows), or the name it advertises.
    driver : Driver, optional
        By default the one whose service the sensor offers.
    rate_hz : float, optional
        By default the driver's.
    side : {"left", "right"} or None
        The leg that wears the sensor.
    radio : Radio, optional
        Two sensors at once need to share one.
    limits : Limits, optional
    origin_host_s : float, optional
        See `SampleClock`; sensors with one origin share their time axis.
    on_trouble : callable
        Told, on the event loop, what a person should know: a setting that could not be made, a link that was
        lost and why, that it is back, a battery that is nearly empty.

    Raises
    ------
    MissingExtraError
        When bleak is not installed.
    DriverError
        When the driver does not offer the rate.

    Notes
    -----
    A lost link, a silent one and a sensor that changed its settings are all met in the same way: the link is
    thrown away, a new one is made (new client, new decoder, new epoch), and everything is set up again.
    Between the two there is a gap, never an invented or a doubled sample.

    The signal strength is that of the last advertisement: no system passes it on during a connection.
    """

    def __init__(
        self,
        address: str,
        *,
        driver: Driver | None = None,
        rate_hz: float | None = None,
        side: str | None = None,
        radio: Radio | None = None,
        limits: Limits | None = None,
        origin_host_s: float | None = None,
        on_trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        if driver is not None:
            driver.configuration(rate_hz)
        self.info = RecordingInfo(
            sensor=SensorInfo(address=address), placement=Placement(side=side), rate_hz=rate_hz
        )
        self._address, self._driver, self._rate_hz = address, driver, rate_hz
        self._radio, self._limits = radio or Radio(), limits or Limits()
        self._origin_host_s, self._on_trouble = origin_host_s, on_trouble
        self._listener: SourceListener | None = None
        self._status = SourceStatus(connected=False)
        self._clock: SampleClock | None = None
        self._rate_watch: RateWatch | None = None
        self._silence: Silence | None = None
        self._rate_quiet_until_s = 0.0
        self._backoff = Backoff(self._limits.first_pause_s, self._limits.longest_pause_s)
        self._blocks: deque[ImuBlock] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._links = 0
        self._said: set[str] = set()
        self._began_s = self._last_sample_s = 0.0

    @property
    def status(self) -> SourceStatus:
        """How it is doing now."""
        received = None if self._rate_watch is None else self._rate_watch.meter.rate_hz(time.monotonic())
        return replace(self._status, received_hz=received if self._status.connected else None)

    async def start(self, listener: SourceListener | None = None) -> None:
        """Find the sensor, connect, set it up, and wait for its first sample.

        Raises
        ------
        SourceError
            When that cannot be done; the message says what to do.
        """
        self._listener, self._began_s = listener, time.monotonic()
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(_taken)
        try:
            await within(START_LIMIT_S - STOP_LIMIT_S, self._wake.wait())
            if self._task.done():
                self._task.result()
        except TimeoutError:
            raise LinkError(
                f"{self._address} could not be started in time. Switch it off and on, then try again"
            ) from None
        finally:
            if not self._blocks:
                await self.stop()

    async def stop(self) -> None:
        """End the stream and let go of the sensor."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=STOP_LIMIT_S - 1.0)
        self._wake.set()

    async def __aiter__(self) -> AsyncIterator[ImuBlock]:
        """Return the samples as they come."""
        while True:
            while self._blocks:
                yield self._blocks.popleft()
            if self._task is None or self._task.done():
                if self._task is not None and not self._task.cancelled():
                    self._task.result()
                return
            self._wake.clear()
            await self._wake.wait()

    # one link after the other

    async def _run(self) -> None:
        """Keep the sensor connected until it is gone for good."""
        try:
            while True:
                try:
                    await self._attempt()
                except LinkError as fault:
                    self._lost(fault)
                    if self._is_over(fault):
                        self._tell("ended", str(fault))
                        raise SourceError(str(fault)) from fault
                await asyncio.sleep(self._backoff.pause_s())
        finally:
            self._status = replace(self._status, connected=False)
            self._wake.set()

    async def _attempt(self) -> None:
        """Make one link and stay on it until it is lost."""
        sensor = await self._find()
        link = Link(self._radio, sensor, self, self._links, self._limits, self._driver)
        receiving: asyncio.Task[None] | None = None
        live = False
        try:
            await link.open()
            self._links += 1
            self._adopt(link, sensor)
            receiving = asyncio.create_task(link.receive())
            if self._links == 1:
                self._describe(await link.about())
            for trouble in await carry_out(link, link.driver.configuration(self._rate_hz)):
                self._say(trouble)
            live = True
            await self._stream(link, receiving)
        finally:
            if receiving is not None:
                receiving.cancel()
            if live and not link.fault.done():
                await wind_down(link, link.driver.stop, self._limits.stop_s)
            await link.close()

    async def _find(self) -> Seen:
        sensor = await self._radio.find(lambda one: one.is_wanted(self._address), self._limits.find_s)
        if sensor is None:
            raise not_found(self._address)
        self._status = replace(self._status, signal_dbm=sensor.signal_dbm)
        return sensor

    def _adopt(self, link: Link, sensor: Seen) -> None:
        """Take over what became known by connecting."""
        self._driver = link.driver
        rate_hz = self._rate_hz or link.driver.capabilities.default_rate_hz
        link.driver.configuration(rate_hz)
        if self._clock is None:
            self._clock = SampleClock.for_driver(link.driver, rate_hz, origin_host_s=self._origin_host_s)
            self.info = replace(
                self.info,
                rate_hz=rate_hz,
                sensor=replace(self.info.sensor, model=link.driver.title, address=sensor.address),
                extra={
                    "sensor": {"driver": link.driver.name, **({"name": sensor.name} if sensor.name else {})}
                },
            )
        self._status = replace(self._status, expected_hz=rate_hz)

    def _describe(self, about: dict[str, str]) -> None:
        sensor = replace(self.info.sensor, firmware=about.get("firmware"))
        more = {
            **self.info.extra.get("sensor", {}),
            **{key: about[key] for key in about if key != "firmware"},
        }
        self.info = replace(self.info, sensor=sensor, extra={**self.info.extra, "sensor": more})

    async def _stream(self, link: Link, receiving: "asyncio.Task[None]") -> None:
        """Take samples until the link is lost; always ends with a fault."""
        assert self._clock is not None
        self._clock.restart()
        self._clock.epoch = link.epoch
        limit_s = self._limits.silence_s or link.driver.silence_s
        self._silence = Silence(limit_s)
        expected_hz = self._status.expected_hz or link.driver.capabilities.default_rate_hz
        self._rate_watch = RateWatch(expected_hz, self._limits.rate_check_s, self._rate_quiet_until_s)
        link.go_live()
        try:
            await guard(link, receiving, self._silence, self._rate_watch)
        except WrongRateError:
            self._rate_quiet_until_s = time.monotonic() + RATE_AGAIN_S
            raise

    def _is_over(self, fault: LinkError) -> bool:
        """Return whether there is no use in trying again."""
        now_s = time.monotonic()
        if not self._last_sample_s:
            return fault.final or now_s - self._began_s >= self._limits.retry_start_s
        return fault.final or now_s - self._last_sample_s >= self._limits.gone_s

    # what links tell

    def raw(self, notification: Notification) -> None:
        """Take a message of a link."""
        if self._listener is not None:
            self._listener.notified(notification)

    def replied(self, reply: Reply) -> None:
        """Take what the sensor said about itself."""
        if reply.topic == BATTERY_PCT:
            self._status = replace(self._status, battery_percent=reply.value)
            if reply.value <= LOW_BATTERY_PERCENT:
                self._say(f"The sensor's battery is at {LOW_BATTERY_PERCENT:.0f} % or less: charge it soon.")
            sensor = replace(self.info.sensor, battery=reply.value)
            self.info = replace(self.info, sensor=sensor)
        elif reply.topic == BATTERY_V:
            self._status = replace(self._status, battery_v=reply.value)

    def samples(self, blocks: list[RawBlock]) -> None:
        """Give samples their times and hand them on."""
        assert self._clock is not None
        assert self._rate_watch is not None
        assert self._silence is not None
        for raw in blocks:
            with contextlib.suppress(PacketError):  # angular rates alone: no sample for this project
                block = self._clock.push(raw)
                if block is not None:
                    self._blocks.append(block)
                    self._rate_watch.meter.add(raw.host_time_s, len(block))
                    self._silence.heard()
                    self._back(block)
        self._wake.set()

    def _back(self, block: ImuBlock) -> None:
        """Note that samples come."""
        if not self._status.connected:
            self._status = replace(self._status, connected=True, epoch=block.epoch)
            self._backoff.reset()
            if self._last_sample_s:
                self._tell("back")
                self._on_trouble("The sensor is back.")
        self._last_sample_s = time.monotonic()

    def _lost(self, fault: LinkError) -> None:
        if self._status.connected:
            self._status = replace(self._status, connected=False)
            self._tell("lost", str(fault))
            self._on_trouble(f"{fault}. Connecting again.")

    def _say(self, trouble: str) -> None:
        """Tell something once in a session."""
        if trouble not in self._said:
            self._said.add(trouble)
            self._on_trouble(trouble)

    def _tell(self, news: LinkNews, reason: str = "") -> None:
        if self._listener is not None:
            self._listener.link_changed(LinkEvent(news, time.monotonic(), self._status.epoch, reason))


def _taken(task: "asyncio.Task[None]") -> None:
    """Note that a task has ended; whoever iterates is told why."""
    if not task.cancelled():
        task.exception()
