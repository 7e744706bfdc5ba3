"""A computer with a virtual adapter: the backend that lets the real bleak run over Bumble.

A backend of our own, for three reasons: it asks for the MTU itself (otherwise long notifications arrive cut
to 20 bytes, silently), requests end when the link does (Bumble waits 30 s), and it knows connections that
another program left behind.
"""

import asyncio

from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)
from bleak.uuids import normalize_uuid_str
from bumble import core, hci
from bumble.att import ATT_Error
from bumble.core import AdvertisingData
from bumble.device import Peer
from virtual_radio.air import new_device

from sensing.bluetooth.backend import Backend

WANTED_MTU = 247


class VirtualHost:
    """A computer; `backend` is what the collector takes in place of the operating system's radio."""

    def __init__(self, air, address="F0:00:00:00:00:01"):
        self.air = air
        self.device, self.controller = new_device(air, "computer", address)
        self.on, self.powered = False, True
        self.connections = {}
        self.inhabitants = []
        """Sensors that are switched on with the computer, for programs that bring their own event loop."""
        self.scanners = set()
        self.clients = []
        self.callbacks = {}
        """The first callback that bleak was given for each characteristic."""
        self.connecting = False
        self.refused_scans = 0
        """So many searches to come are refused, as when the system is busy."""
        self.discovery_s = 0.0
        """How long reading the table of services takes, beyond what the radio needs."""
        self.signal = None
        """How to ask for the strength of the signal during a connection; only macOS has a way."""
        self.hanging = set()
        """Names of operations that never return, as on a faulty system: "connect", "disconnect", "write"."""

    async def power_on(self):
        if not self.on:
            self.on = True
            await self.device.power_on()
            self.device.on(self.device.EVENT_ADVERTISEMENT, self._advertised)
            for sensor in self.inhabitants:
                await sensor.power_on()

    @property
    def backend(self):
        def scanner(seen):
            return BleakScanner(seen, backend=BumbleScanner, host=self)

        def client(device, lost):
            made = BleakClient(device, lambda _: lost(), backend=BumbleClient, host=self)
            self.clients.append(made)
            return made

        async def connected(_services):
            return [BLEDevice(address, None, None) for address in self.connections]

        return Backend(scanner, client, connected)

    def check_power(self):
        if not self.powered:
            raise BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF)

    async def maybe_hang(self, name):
        if name in self.hanging:
            await asyncio.Event().wait()

    def _advertised(self, advertisement):
        for scanner in list(self.scanners):
            scanner.take(advertisement)


class BumbleScanner(BaseBleakScanner):
    def __init__(self, detection_callback, service_uuids, scanning_mode, *, host, **_):
        super().__init__(detection_callback, service_uuids)
        self._host = host

    async def start(self):
        self._host.check_power()
        await self._host.power_on()
        self.seen_devices = {}
        refused, self._host.refused_scans = self._host.refused_scans, max(0, self._host.refused_scans - 1)
        if self._host.scanners or refused:  # as BlueZ does
            raise BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"])
        self._host.scanners.add(self)
        await self._host.device.start_scanning(filter_duplicates=False)

    async def stop(self):
        self._host.scanners.discard(self)
        await self._host.device.stop_scanning()

    def take(self, advertisement):
        data = advertisement.data
        name = data.get(AdvertisingData.Type.COMPLETE_LOCAL_NAME)
        kinds = (
            AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
            AdvertisingData.Type.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
        )
        uuids = [uuid for kind in kinds for uuid in data.get(kind) or ()]
        address = advertisement.address.to_string(False)
        seen = AdvertisementData(
            local_name=name,
            manufacturer_data={},
            service_data={},
            service_uuids=[normalize_uuid_str(uuid.to_hex_str("-")) for uuid in uuids],
            tx_power=None,
            rssi=advertisement.rssi,
            platform_data=(),
        )
        if self.is_allowed_uuid(seen.service_uuids):
            device = self.create_or_update_device(address, address, name, None, seen)
            self.call_detection_callbacks(device, seen)


class BumbleClient(BaseBleakClient):
    def __init__(self, address_or_ble_device, *, host, services=None, bluez=None, winrt=None, **kwargs):
        super().__init__(address_or_ble_device, **kwargs)
        self._host = host
        self._connection = self._peer = None
        if host.signal is not None:
            self.get_rssi = host.signal  # bleak's name for it

    @property
    def name(self):
        return self.address

    @property
    def mtu_size(self):
        return 23  # as bleak's BlueZ backend says, whatever was agreed: nobody may rely on it

    @property
    def is_connected(self):
        return self._connection is not None

    async def connect(self, pair, **kwargs):
        self._host.check_power()
        await self._host.maybe_hang("connect")
        connection = self._host.connections.get(self.address)
        if connection is None:
            connection = await self._new_connection()
        self._connection = connection
        self._peer = Peer(connection)
        connection.on(connection.EVENT_DISCONNECTION, self._lost)
        if connection.att_mtu == 23:
            await self._request(self._peer.request_mtu(WANTED_MTU))
        self.services = await self._request(self._discover())

    async def _new_connection(self):
        if self._host.scanners or self._host.connecting:  # as many adapters do
            raise BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"])
        self._host.connecting = True
        try:
            return await self._connection_to_sensor()
        finally:
            self._host.connecting = False

    async def _connection_to_sensor(self):
        address = hci.Address(self.address, hci.Address.RANDOM_DEVICE_ADDRESS)
        try:
            connection = await self._host.device.connect(address, timeout=self._timeout)
        except core.TimeoutError as error:
            raise BleakDeviceNotFoundError(self.address, "not found") from error
        except asyncio.CancelledError:  # systems let go of what was asked for; Bumble has to be told
            await self._host.device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
            raise
        self._host.connections[self.address] = connection
        connection.on(
            connection.EVENT_DISCONNECTION, lambda _: self._host.connections.pop(self.address, None)
        )
        return connection

    async def _discover(self):
        await asyncio.sleep(self._host.discovery_s)
        collection = BleakGATTServiceCollection()
        await self._peer.discover_services()
        for service in self._peer.services:
            ours = BleakGATTService(service, service.handle, _text(service.uuid))
            collection.add_service(ours)
            for one in await service.discover_characteristics():
                properties = [flag.name.lower().replace("_", "-") for flag in one.properties]
                made = BleakGATTCharacteristic(
                    one, one.handle, _text(one.uuid), properties, lambda: WANTED_MTU - 3, ours
                )
                collection.add_characteristic(made)
        return collection

    def _lost(self, _reason):
        if self._connection is not None:
            self._connection = None
            if self._disconnected_callback is not None:
                self._disconnected_callback()

    async def _request(self, awaitable):
        """Await a request; when the link is lost meanwhile, so is the request."""
        if self._connection is None:
            awaitable.close()
            raise BleakError("Not connected")
        try:
            return await self._connection.cancel_on_disconnection(awaitable)
        except asyncio.CancelledError:
            if self._connection is None:
                raise BleakError("the device disconnected") from None
            raise
        except ATT_Error as error:
            raise BleakError(f"refused: {error}") from error

    async def disconnect(self):
        await self._host.maybe_hang("disconnect")
        connection, self._connection = self._connection, None
        if connection is None or self.address not in self._host.connections:
            return
        gone = asyncio.get_running_loop().create_future()
        connection.once(connection.EVENT_DISCONNECTION, lambda _: gone.done() or gone.set_result(None))
        await connection.disconnect()
        await gone

    async def pair(self, *args, **kwargs):
        raise NotImplementedError

    async def unpair(self):
        raise NotImplementedError

    async def read_gatt_char(self, characteristic, *, use_cached=False, **kwargs):
        return bytearray(await self._request(characteristic.obj.read_value()))

    async def write_gatt_char(self, characteristic, data, response):
        await self._host.maybe_hang("write")
        await self._request(characteristic.obj.write_value(bytes(data), with_response=response))

    async def start_notify(self, characteristic, callback, **kwargs):
        self._host.callbacks.setdefault(characteristic.uuid, callback)
        await self._request(characteristic.obj.subscribe(lambda value: callback(bytearray(value))))

    async def stop_notify(self, characteristic):
        await self._request(characteristic.obj.unsubscribe(force=True))

    async def read_gatt_descriptor(self, descriptor, *, use_cached=False, **kwargs):
        raise NotImplementedError

    async def write_gatt_descriptor(self, descriptor, data):
        raise NotImplementedError


def _text(uuid):
    return normalize_uuid_str(uuid.to_hex_str("-"))
