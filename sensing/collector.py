"""A Bluetooth sensor as a live source: found, connected, set up, watched, and connected again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from sensing.bluetooth.backoff import Backoff
from sensing.bluetooth.faults import LinkError, NotSeenError, not_found
from sensing.bluetooth.guard import WrongRateError, guard
from sensing.bluetooth.intake import Intake
from sensing.bluetooth.limits import Limits
from sensing.bluetooth.link import Link
from sensing.bluetooth.procedure import carry_out, wind_down
from sensing.bluetooth.radio import Radio
from sensing.bluetooth.seen import Seen
from sensing.bluetooth.waiting import within
from sensing.drivers import Driver
from sensing.errors import SourceError
from sensing.samples import ImuBlock, Placement, RecordingInfo, SensorInfo
from sensing.source import (
    START_LIMIT_S,
    STOP_LIMIT_S,
    LinkEvent,
    LinkNews,
    SourceListener,
    SourceStatus,
)

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

    The signal strength is that of the last advertisement, except on macOS: bleak has no way to ask other
    systems for it during a connection.
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
        self._info = RecordingInfo(
            sensor=SensorInfo(address=address), placement=Placement(side=side), rate_hz=rate_hz
        )
        self._address, self._driver, self._rate_hz = address, driver, rate_hz
        self._radio, self._limits = radio or Radio(), limits or Limits()
        self._origin_host_s, self._on_trouble = origin_host_s, on_trouble
        self._listener: SourceListener | None = None
        self._intake: Intake | None = None
        self._backoff = Backoff(self._limits.first_pause_s, self._limits.longest_pause_s)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connected = self._has_delivered = False
        self._signal_dbm: float | None = None
        self._known: Seen | None = None
        self._just_lost = False
        self._epoch = self._links = 0
        self._said: set[str] = set()
        self._began_s = self._rate_quiet_until_s = 0.0

    @property
    def info(self) -> RecordingInfo:
        """What is known about sensor, side and rate; complete once started."""
        battery = None if self._intake is None else self._intake.battery_percent
        return replace(self._info, sensor=replace(self._info.sensor, battery=battery))

    @property
    def status(self) -> SourceStatus:
        """How it is doing now."""
        intake = self._intake
        if intake is None:
            return SourceStatus(connected=False, signal_dbm=self._signal_dbm)
        rates = intake.rate_watch.meter
        return SourceStatus(
            connected=self._connected,
            epoch=self._epoch,
            expected_hz=intake.rate_hz,
            received_hz=rates.rate_hz(time.monotonic()) if self._connected else None,
            battery_percent=intake.battery_percent,
            battery_v=intake.battery_v,
            signal_dbm=self._signal_dbm if intake.signal_dbm is None else intake.signal_dbm,
        )

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
            if not self._delivers():
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
            while self._intake is not None and (block := self._intake.take()) is not None:
                yield block
            if self._task is None or self._task.done():
                if self._task is not None and not self._task.cancelled():
                    self._task.result()
                return
            self._wake.clear()
            await self._wake.wait()

    def _delivers(self) -> bool:
        return self._intake is not None and self._intake.last_sample_s is not None

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
                    if isinstance(fault, NotSeenError):
                        continue  # whoever listens need not pause: the sensor may come back any moment
                await asyncio.sleep(self._backoff.pause_s())
        finally:
            self._connected = False
            self._wake.set()

    async def _attempt(self) -> None:
        """Make one link and stay on it until it is lost."""
        sensor = self._known if self._just_lost else None
        answer_s = None if sensor is None else self._limits.return_s
        self._just_lost = False
        if sensor is None:
            sensor = await self._find()
        link = Link(self._radio, sensor, self._links, self._limits, self._driver)
        receiving: asyncio.Task[None] | None = None
        live = False
        try:
            await link.open(answer_s)
            self._links += 1
            self._known = sensor
            intake = link.sink = self._intake_for(link)
            receiving = asyncio.create_task(link.receive())
            if self._info.sensor.model is None:
                self._info = _described(self._info, link, sensor, intake.rate_hz, await link.about())
            for trouble in await carry_out(link, link.driver.configuration(intake.rate_hz)):
                self._say(trouble)
            live = True
            await self._stream(link, intake, receiving)
        finally:
            if receiving is not None:
                receiving.cancel()
            if live and not link.fault.done():
                await wind_down(link, link.driver.stop, self._limits.stop_s)
            await link.close()

    async def _find(self) -> Seen:
        """Search for the sensor; once it was connected, for that very one: names are not unique."""
        address = self._address if self._known is None else self._known.address
        sensor = await self._radio.find(lambda one: one.is_wanted(address), self._limits.find_s)
        if sensor is None:
            raise not_found(self._address)
        self._signal_dbm = sensor.signal_dbm
        return sensor

    def _intake_for(self, link: Link) -> Intake:
        """Return where the link's samples go: the same for all links of the sensor."""
        self._driver = link.driver
        if self._intake is None:
            rate_hz = self._rate_hz or link.driver.capabilities.default_rate_hz
            link.driver.configuration(rate_hz)
            self._intake = Intake(
                link.driver,
                rate_hz,
                listener=self._listener,
                on_flow=self._flows,
                say=self._say,
                origin_host_s=self._origin_host_s,
                wake=self._wake,
            )
        return self._intake

    async def _stream(self, link: Link, intake: Intake, receiving: "asyncio.Task[None]") -> None:
        """Take samples until the link is lost; always ends with a fault."""
        intake.begin(link.epoch, self._limits, self._rate_quiet_until_s)
        link.go_live()
        try:
            await guard(link, receiving, intake.silence, intake.rate_watch)
        except WrongRateError:
            self._rate_quiet_until_s = time.monotonic() + RATE_AGAIN_S
            raise

    def _is_over(self, fault: LinkError) -> bool:
        """Return whether there is no use in trying again."""
        now_s = time.monotonic()
        if self._intake is None or self._intake.last_sample_s is None:
            return fault.final or now_s - self._began_s >= self._limits.retry_start_s
        return now_s - self._intake.last_sample_s >= self._limits.gone_s

    # news

    def _flows(self, epoch: int) -> None:
        """Note that samples of a new link come."""
        is_back = self._has_delivered
        self._connected, self._epoch, self._has_delivered = True, epoch, True
        self._backoff.reset()
        if is_back:
            self._tell("back")
            self._on_trouble("The sensor is back.")

    def _lost(self, fault: LinkError) -> None:
        if self._connected:
            self._connected, self._just_lost = False, True
            self._tell("lost", str(fault))
            self._on_trouble(f"{fault}. Connecting again.")

    def _say(self, trouble: str) -> None:
        """Tell something once in a session."""
        if trouble not in self._said:
            self._said.add(trouble)
            self._on_trouble(trouble)

    def _tell(self, news: LinkNews, reason: str = "") -> None:
        if self._listener is not None:
            self._listener.link_changed(LinkEvent(news, time.monotonic(), self._epoch, reason))


def _taken(task: "asyncio.Task[None]") -> None:
    """Note that a task has ended; whoever iterates is told why."""
    if not task.cancelled():
        task.exception()


def _described(
    info: RecordingInfo, link: Link, sensor: Seen, rate_hz: float, about: dict[str, str]
) -> RecordingInfo:
    """Return what is known of a sensor once it is connected."""
    more = {"driver": link.driver.name, "name": sensor.name, "serial": about.get("serial")}
    return replace(
        info,
        rate_hz=rate_hz,
        sensor=SensorInfo(link.driver.title, sensor.address, about.get("firmware")),
        extra={"sensor": {key: value for key, value in more.items() if value}},
    )
