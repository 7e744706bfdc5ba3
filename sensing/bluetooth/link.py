"""One connection to one sensor: one client, one decoder, one epoch; never used a second time."""

import asyncio
import contextlib
import functools
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sensing.bluetooth.faults import LinkError, explain, other_services
from sensing.bluetooth.limits import Limits
from sensing.bluetooth.radio import Radio
from sensing.bluetooth.seen import Seen
from sensing.bluetooth.waiting import let_end, within
from sensing.drivers import Driver, RawBlock, Reply, list_drivers
from sensing.errors import PacketError
from sensing.source import Notification

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bleak.backends.characteristic import BleakGATTCharacteristic

T = TypeVar("T")

FIRMWARE, SERIAL = "00002a26-0000-1000-8000-00805f9b34fb", "00002a25-0000-1000-8000-00805f9b34fb"
"""Device Information Service: firmware revision, serial number (Bluetooth SIG, assigned numbers)."""

ABOUT_S = 1.5
"""Longest wait for each of these; a session does not depend on them."""


class Sink(Protocol):
    """Takes what a link receives, on the event loop."""

    def raw(self, notification: Notification) -> None:
        """Take a message before it is decoded."""

    def samples(self, blocks: list[RawBlock]) -> None:
        """Take what it held."""

    def replied(self, reply: Reply) -> None:
        """Take what the sensor said about itself."""

    def measured(self, signal_dbm: float) -> None:
        """Take the strength of the signal."""


class Link:
    """A connection, from `open` to `close`.

    Parameters
    ----------
    radio : Radio
    sensor : Seen
    epoch : int
        Number of this connection; its messages carry it.
    limits : Limits
    driver : Driver, optional
        By default the one whose service the sensor offers.

    Notes
    -----
    The callback of a notification stamps it and puts it aside, no more: decoding happens in `receive`. After
    `close` nothing is taken from it any longer, even if the system goes on calling. Only one operation may be
    under way at a time: systems mix up answers, and CoreBluetooth hangs.
    """

    def __init__(
        self, radio: Radio, sensor: Seen, epoch: int, limits: Limits, driver: Driver | None = None
    ) -> None:
        self._radio, self._sensor, self._limits = radio, sensor, limits
        self._driver = driver
        self.epoch = epoch
        self.sink: Sink
        """Where everything goes; to be set before `receive`."""
        self.fault: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        """Has an exception once the link is lost."""
        self.replies: deque[Reply] = deque(maxlen=64)
        self.arrived = asyncio.Event()
        """Set when something was taken in."""
        self.bad: PacketError | None = None
        """The last message that could not be used."""
        self.refused = asyncio.Event()
        """Set when a message could not be used."""
        self._client = radio.backend.client(sensor.device, self._lost)
        self._inbox: deque[tuple[int, str, bytearray]] = deque()
        self._waiting = asyncio.Event()
        self._reads: list[Notification] = []
        self._open = True
        self._live = False

    @property
    def driver(self) -> Driver:
        """The driver of this sensor; known once opened."""
        assert self._driver is not None
        return self._driver

    async def open(self, answer_s: float | None = None) -> None:
        """Connect, and find out which driver serves the sensor.

        Parameters
        ----------
        answer_s : float, optional
            See `Radio.connect`.

        Raises
        ------
        LinkError
            When that fails, or no driver knows the services of this device.
        """
        try:
            await self._radio.connect(self._client, self._limits.connect_s, answer_s)
        except Exception as error:
            raise explain(error, f"connecting to {self._sensor.title}") from error
        offered = {service.uuid.lower() for service in self._client.services}
        if self._driver is None:
            self._driver = next((one for one in list_drivers() if one.service in offered), None)
        if self._driver is None:
            raise self._foreign()
        if self._driver.service not in offered:
            raise other_services(f"connecting to {self._sensor.title} as {self._driver.title}")
        self.decoder = self._driver.decoder()

    def _foreign(self) -> LinkError:
        known = ", ".join(driver.title for driver in list_drivers())
        name = f", whatever its name says ({self._sensor.name})" if self._sensor.driver else ""
        return LinkError(
            f"{self._sensor.title} is none of the sensors this program knows{name}: {known}. "
            "Look with 'rehab scan' for another one",
            final=True,
        )

    async def about(self) -> dict[str, str]:
        """Return what the device says about itself: ``firmware`` and ``serial``, where it does."""
        found = {}
        for key, uuid in (("firmware", FIRMWARE), ("serial", SERIAL)):
            if self._client.services.get_characteristic(uuid) is None:
                continue
            with contextlib.suppress(Exception):  # not worth a session
                value = await within(ABOUT_S, self._client.read_gatt_char(uuid), self.fault)
                found[key] = bytes(value).rstrip(b"\0").decode("utf-8", "replace").strip()
        return {key: text for key, text in found.items() if text}

    async def subscribe(self, characteristic: str) -> None:
        """Ask for the notifications of a characteristic."""
        callback = functools.partial(self._notified, characteristic)
        await self._do(self._client.start_notify(characteristic, callback), "subscribing")

    async def write(self, characteristic: str, value: bytes) -> None:
        """Write, with an answer where the characteristic gives one."""
        found = self._client.services.get_characteristic(characteristic)
        if found is None:
            raise other_services(f"setting up {self._sensor.title}")
        answered = "write" in found.properties
        await self._do(self._client.write_gatt_char(found, value, response=answered), "setting it up")

    async def read(self, characteristic: str) -> None:
        """Read a characteristic and let the decoder know; what it cannot use is put into `bad`."""
        if self._client.services.get_characteristic(characteristic) is None:
            raise other_services(f"asking {self._sensor.title}")
        value = bytes(await self._do(self._client.read_gatt_char(characteristic), "asking it"))
        read = Notification(time.monotonic_ns() / 1e9, value, characteristic, self.epoch)
        try:
            self.decoder.read(value, characteristic)
        except PacketError as error:
            self.bad = error
        else:
            self._take_replies()
            if self._live:
                self.sink.raw(read)
            else:
                self._reads.append(read)

    @property
    def measures_signal(self) -> bool:
        """Whether the system tells how strong the signal is during a connection: with bleak, macOS alone."""
        return self._signal_reader() is not None

    async def measure_signal(self) -> None:
        """Ask the system for the strength of the signal, and let the sink know."""
        reader = self._signal_reader()
        if reader is not None:
            with contextlib.suppress(Exception):  # not worth a session
                self.sink.measured(float(await within(ABOUT_S, reader(), self.fault)))

    def _signal_reader(self) -> "Callable[[], Awaitable[int]] | None":
        backend = getattr(self._client, "_backend", None)  # bleak passes on what all systems can, no more
        reader: Callable[[], Awaitable[int]] | None = getattr(backend, "get_rssi", None)
        return reader

    async def wait(self, seconds: float) -> None:
        """Wait, unless the link is lost."""
        await self._do(asyncio.sleep(seconds), "waiting", seconds + 1.0)

    async def receive(self) -> None:
        """Take in messages as they come, until cancelled."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self._inbox:
                self._take(*self._inbox.popleft())

    def go_live(self) -> None:
        """From now on samples count: everything is set up.

        What was read before goes to the sink first, as messages of the characteristics that were read: with
        them, the messages that follow can be decoded again from the beginning.
        """
        self._live = True
        for read in self._reads:
            self.sink.raw(read)
        self._reads.clear()

    async def close(self) -> None:
        """Let go of the sensor; never raises, never hangs."""
        self._open = False
        self._inbox.clear()
        if not self.fault.done():
            self.fault.set_exception(LinkError("The connection was closed"))
        self.fault.exception()
        with contextlib.suppress(Exception):  # nothing more can be done for it
            await let_end(self._limits.disconnect_s, self._client.disconnect())

    async def _do(self, awaitable: "Awaitable[T]", doing: str, limit_s: float | None = None) -> T:
        """Carry out one operation, in time, while the link lasts."""
        limit_s = self._limits.operation_s if limit_s is None else limit_s
        try:
            return await within(limit_s, awaitable, self.fault)
        except Exception as error:
            raise explain(error, f"{doing} ({self._sensor.title})") from error

    def _lost(self) -> None:
        if not self.fault.done():
            self.fault.set_exception(LinkError(f"The connection to {self._sensor.title} was lost"))

    def _notified(self, characteristic: str, _: "BleakGATTCharacteristic", data: bytearray) -> None:
        if self._open:
            self._inbox.append((time.monotonic_ns(), characteristic, data))
            self._waiting.set()

    def _take(self, time_ns: int, characteristic: str, data: bytearray) -> None:
        host_time_s, payload = time_ns / 1e9, bytes(data)
        if self._live:
            self.sink.raw(Notification(host_time_s, payload, characteristic, self.epoch))
        try:
            blocks = self.decoder.feed(payload, host_time_s, characteristic)
        except PacketError as error:
            self.bad, blocks = error, []
            self.refused.set()
        self._take_replies()
        if self._live and blocks:
            self.sink.samples(blocks)

    def _take_replies(self) -> None:
        for reply in self.decoder.take_replies():
            self.replies.append(reply)
            self.sink.replied(reply)
        self.arrived.set()
