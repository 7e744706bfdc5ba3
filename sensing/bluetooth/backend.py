"""The one place where bleak is made: scanner, client, and what the system is connected to already."""

import contextlib
import importlib
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sensing.errors import MissingExtraError

if TYPE_CHECKING:
    from bleak import BleakClient, BleakScanner
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

    Sighting = Callable[[BLEDevice, AdvertisementData], None]


@dataclass(frozen=True, slots=True)
class Backend:
    """How bleak is reached.

    Attributes
    ----------
    scanner : callable
        From a function that takes device and advertisement to a scanner, not started.
    client : callable
        From a device and a function to be called when the link is lost to a client, not connected.
    connected : callable
        From the UUIDs of services to the devices that the system is connected to.
    """

    scanner: "Callable[[Sighting], BleakScanner]"
    client: "Callable[[BLEDevice, Callable[[], None]], BleakClient]"
    connected: "Callable[[Sequence[str]], Awaitable[list[BLEDevice]]]"


def system_backend() -> Backend:
    """Return the Bluetooth of this computer.

    Raises
    ------
    MissingExtraError
        When bleak is not installed.
    """
    try:
        bleak = importlib.import_module("bleak")
    except ModuleNotFoundError as error:
        raise MissingExtraError("bleak", extra="ble", purpose="A Bluetooth sensor") from error
    _leave_apartment()

    def scanner(seen: "Sighting") -> "BleakScanner":
        made: BleakScanner = bleak.BleakScanner(seen)
        return made

    def client(device: "BLEDevice", lost: Callable[[], None]) -> "BleakClient":
        made: BleakClient = bleak.BleakClient(device, lambda _: lost())
        return made

    async def connected(services: Sequence[str]) -> "list[BLEDevice]":
        adapter = await bleak.BleakAdapter.get()
        devices: list[BLEDevice] = await adapter.get_connected_devices(list(services))
        return devices

    return Backend(scanner, client, connected)


def _leave_apartment() -> None:
    """Undo what pywin32 does to its thread on Windows, where bleak would hang for ever."""
    if sys.platform == "win32" and "pythoncom" in sys.modules:  # pragma: no cover
        util: Any = importlib.import_module("bleak.backends.winrt.util")
        with contextlib.suppress(OSError):
            util.uninitialize_sta()
