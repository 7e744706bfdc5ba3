"""The computer's radio, shared by all sensors: one scan at a time, and never a scan while connecting."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from sensing.bluetooth.backend import Backend, system_backend
from sensing.bluetooth.faults import explain
from sensing.bluetooth.seen import Seen, seen
from sensing.bluetooth.waiting import abandon, within
from sensing.drivers import list_drivers

if TYPE_CHECKING:
    from bleak import BleakClient, BleakScanner
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

SWITCH_S = 8.0
"""Longest wait for the system to begin or end a scan."""

LOOK_AFTER_S = 1.0
"""So often a search sees to it that the scanner still runs."""

LET_GO_S = 0.5
"""Longest wait for the system to give up a connection before another one is made."""

CONNECTED_S = 2.0
"""Longest wait for the list of devices that are connected already."""

Wanted = Callable[[Seen], bool]


class Radio:
    """Find sensors and connect to them. All sensors of a program share one, on one event loop.

    Parameters
    ----------
    backend : Backend, optional
        By default the Bluetooth of this computer.

    Raises
    ------
    MissingExtraError
        When bleak is not installed.

    Notes
    -----
    BlueZ refuses a second scan of the same program, many adapters fail to connect while they scan, and
    systems fail to make two connections at once. So there is one scanner for all who search, it pauses while
    a connection is made, and connections are made one after the other.
    """

    def __init__(self, backend: Backend | None = None) -> None:
        self.backend = backend or system_backend()
        self._turn = asyncio.Lock()
        self._searching: dict[object, Callable[[Seen], None]] = {}
        self._scanner: BleakScanner | None = None

    async def find(self, wanted: Wanted, within_s: float) -> Seen | None:
        """Return the first device that is wanted; None when none was seen in time.

        Raises
        ------
        LinkError
            When Bluetooth cannot be used.
        """
        for one in await self.connected():
            if wanted(one):
                return one
        found: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()

        def look(one: Seen) -> None:
            if not found.done() and wanted(one):
                found.set_result(one)

        async with self._search(look):
            for _ in range(math.ceil(within_s / LOOK_AFTER_S)):
                with contextlib.suppress(TimeoutError):
                    return await within(min(within_s, LOOK_AFTER_S), asyncio.shield(found))
                await self._keep_scanning()
        return None

    async def scan(self, seconds: float) -> list[Seen]:
        """Return every device that advertises or is connected, the best known and nearest first.

        Raises
        ------
        LinkError
            When Bluetooth cannot be used.
        """
        all_seen = {one.address: one for one in await self.connected() if one.driver}

        def look(one: Seen) -> None:
            before = all_seen.get(one.address)
            if before is None or before.match is None or one.match is not None:
                all_seen[one.address] = one

        async with self._search(look):
            await asyncio.sleep(seconds)
        return sorted(
            all_seen.values(),
            key=lambda one: (one.driver is None, -(one.signal_dbm or -127.0), one.name or "~", one.address),
        )

    async def connect(self, client: "BleakClient", within_s: float, answer_s: float | None = None) -> None:
        """Connect, while nobody scans or connects.

        Parameters
        ----------
        client : BleakClient
        within_s : float
            Longest time for all of it: the link, and the table of services.
        answer_s : float, optional
            Longest time for the link: a sensor that is not there keeps others waiting no longer.

        Raises
        ------
        TimeoutError
            When it takes too long.
        """
        async with self._turn:
            await self._stop_scanner()
            connecting = asyncio.ensure_future(client.connect())
            try:
                if answer_s is not None:
                    await asyncio.wait({connecting}, timeout=answer_s)
                    if not connecting.done() and not client.is_connected:
                        raise TimeoutError
                await within(within_s, connecting)
            finally:
                if not connecting.done():
                    abandon(connecting)
                    await asyncio.wait({connecting}, timeout=LET_GO_S)
                if self._searching:
                    with contextlib.suppress(Exception):  # see `_keep_scanning`
                        await self._start_scanner()

    async def connected(self) -> list[Seen]:
        """Return the devices that the system is connected to: such a one does not advertise.

        It may be left over from a program that was killed, or from a connection that the system never ended.
        """
        services = [driver.service for driver in list_drivers()]
        try:
            devices = await within(CONNECTED_S, self.backend.connected(services))
        except Exception:  # noqa: BLE001 (not every system can tell; then the scan decides)
            return []
        return [seen(device) for device in devices]

    @contextlib.asynccontextmanager
    async def _search(self, look: Callable[[Seen], None]) -> AsyncIterator[None]:
        """Scan, together with whoever scans already."""
        token = object()
        self._searching[token] = look
        try:
            await self._keep_scanning()
            yield
        finally:
            del self._searching[token]
            if not self._searching and not self._turn.locked():
                async with self._turn:
                    if not self._searching:
                        await self._stop_scanner()

    async def _keep_scanning(self) -> None:
        """Start the scanner if it does not run: the system may have refused it after a connection."""
        async with self._turn:
            if self._scanner is None:
                await self._start_scanner()

    async def _start_scanner(self) -> None:
        scanner = self.backend.scanner(self._take)
        try:
            await within(SWITCH_S, scanner.start())
        except Exception as error:
            raise explain(error, "looking for sensors") from error
        self._scanner = scanner

    async def _stop_scanner(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            with contextlib.suppress(Exception):  # it may have ended by itself, with the adapter
                await within(SWITCH_S, scanner.stop())

    def _take(self, device: "BLEDevice", advertisement: "AdvertisementData") -> None:
        one = seen(device, advertisement)
        for look in list(self._searching.values()):
            look(one)
