"""What all virtual sensors share: a sample clock that never stops, a link with faults, advertising.

Each sample carries its own number (in its angular rate), so that a test can say which ones arrived: none
twice, none out of order, and how many are missing where.
"""

import asyncio
import collections

from bumble import hci
from bumble.att import Attribute
from bumble.core import UUID, AdvertisingData
from bumble.gatt import Characteristic, CharacteristicValue, Service
from virtual_radio.air import new_device

NUMBERS = 20000
"""Sample numbers start again after so many: minutes, far longer than any gap in a test."""

ADVERTISING_MS = 1000.0
FIRMWARE_SERVICE, FIRMWARE = "180A", "2A26"

NOTIFY, READ = Characteristic.Properties.NOTIFY, Characteristic.Properties.READ
WRITE = Characteristic.Properties.WRITE | Characteristic.Properties.WRITE_WITHOUT_RESPONSE


class Peripheral:
    """A sensor on the air; subclasses speak its protocol.

    `measure` says what a sample holds, `packet` makes the notifications of the next samples, `wrote` and
    `reads` answer the computer, `forget` brings settings back to what they are after switching on.
    """

    name = ""
    services = {}
    """Service UUID -> {characteristic UUID: properties}"""
    advertised = ()
    read_only = READ
    advertising_ms = ADVERTISING_MS
    gyr_step_deg_s = 0.05
    data = ""
    """Characteristic that carries the samples."""

    def __init__(self, air, address, *, battery=80, firmware="1.0", max_mtu=247, name=None):
        self.air, self.address = air, address
        self.name = name or self.name
        self.battery, self.firmware, self.max_mtu = battery, firmware, max_mtu
        self.missing = set()
        self.number = 0
        """Samples taken since it was switched on."""
        self.taken_at = {}
        """Sample number -> time it was taken, by the clock of the event loop."""
        self.remembers = True
        self.sent = 0
        """Samples handed to the radio."""
        self.commands = []
        self.background = []
        """What else happens to it, as functions that return coroutines."""
        self.connections = 0
        self.silent = self.held = False
        self.latency_s = 0.0
        self._lose = 0
        self._waiting = collections.deque()
        self._tasks = set()
        self._connection = None

    # switching on and off

    async def power_on(self):
        self.device, self.controller = new_device(self.air, self.name, self.address)
        self.characteristics = {}
        table = {**self.services, FIRMWARE_SERVICE: {FIRMWARE: READ}}
        for service, characteristics in table.items():
            made = [
                self._characteristic(*row) for row in characteristics.items() if row[0] not in self.missing
            ]
            self.device.add_service(Service(UUID(service), made))
        self.device.gatt_server.max_mtu = self.max_mtu
        self.device.on(self.device.EVENT_CONNECTION, self._connected)
        await self.device.power_on()
        self.forget()
        await self.advertise()
        self._spawn(self._take_samples())
        self._spawn(self._transmit())
        for more in self.background:
            self._spawn(more())

    async def power_off(self):
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)

    async def advertise(self):
        data = AdvertisingData([(AdvertisingData.Type.FLAGS, bytes([6]))])
        for service in self.advertised:
            kind = AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
            data.ad_structures.append((kind, UUID(service).to_bytes()))
        data.ad_structures.append((AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.name.encode()))
        await self.device.start_advertising(
            advertising_data=bytes(data),
            scan_response_data=b"",
            advertising_interval_min=self.advertising_ms,
            advertising_interval_max=self.advertising_ms,
        )

    # faults

    def lose(self, packets):
        """Let the next packets never be sent."""
        self._lose += packets

    def hold(self):
        """Keep packets back; `release` sends them all at once."""
        self.held = True

    def release(self):
        self.held = False
        self._woken.set()

    async def drop_link(self, *, back=True):
        """Break the link as by distance; advertise again unless it does not come back."""
        self.air.part(self.controller)
        self.forget()
        self._waiting.clear()
        while self._connection is not None:
            await asyncio.sleep(0)
        if back:
            await self.advertise()

    # protocol

    def forget(self):
        raise NotImplementedError

    def wrote(self, uuid, value):
        raise NotImplementedError

    def reads(self, uuid):
        raise NotImplementedError

    @property
    def rate_hz(self):
        raise NotImplementedError

    @property
    def samples_per_packet(self):
        raise NotImplementedError

    @property
    def streams(self):
        raise NotImplementedError

    def packet(self, first, count):
        """Return the notifications that carry samples ``first`` to ``first + count - 1``."""
        raise NotImplementedError

    def measure(self, number):
        """Return what sample ``number`` measures, in g and deg/s: at rest, but for its own number."""
        return (0.0, 0.0, 1.0), (number % NUMBERS * self.gyr_step_deg_s, 0.0, 0.0)

    # machinery

    def _characteristic(self, uuid, properties):
        permissions = Attribute.Permissions(0)
        if properties & READ:
            permissions |= Attribute.READABLE
        if properties & WRITE:
            permissions |= Attribute.WRITEABLE

        def read(_connection):
            return self.firmware.encode() if uuid == FIRMWARE else self.reads(uuid)

        def write(_connection, value):
            self.commands.append((uuid, bytes(value)))
            self.wrote(uuid, bytes(value))

        made = Characteristic(
            UUID(uuid), properties, permissions, CharacteristicValue(read=read, write=write)
        )
        self.characteristics[uuid] = made
        return made

    def _connected(self, connection):
        self.connections += 1
        self._connection = connection

        def gone(_reason):
            self._connection = None
            self.ended()
            if _reason == hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR:
                self._spawn(self.advertise())

        connection.on(connection.EVENT_DISCONNECTION, gone)

    def ended(self):
        """The link has ended; most protocols stop streaming then."""

    @property
    def connected(self):
        return self._connection is not None

    def say(self, uuid, value):
        """Send one notification now, ahead of the samples."""
        self._spawn(self.device.notify_subscribers(self.characteristics[uuid], value))

    async def _take_samples(self):
        loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        due = loop.time()
        while True:
            count, rate = self.samples_per_packet, self.rate_hz
            due += count / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            first, self.number = self.number, self.number + count
            if self.remembers:
                self.taken_at.update((first + i, due - (count - 1 - i) / rate) for i in range(count))
            if not (self.streams and self.connected) or self.silent:
                continue
            if self._lose:
                self._lose -= 1
                continue
            self._waiting.append((due + self.latency_s, self.packet(first, count), count))
            self._woken.set()

    async def _transmit(self):
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(0)
            if not self._waiting or self.held:
                self._woken.clear()
                await self._woken.wait()
                continue
            ready, notifications, count = self._waiting.popleft()
            await asyncio.sleep(max(0.0, ready - loop.time()))
            for value in notifications:
                await self.device.notify_subscribers(self.characteristics[self.data], value)
            self.sent += count
