"""A device as it advertises, and which driver fits it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.drivers import Driver, Match, list_drivers

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

_RANK = {Match.SURE: 2, Match.SERVICE: 1, Match.NAME: 0}


@dataclass(frozen=True, slots=True)
class Seen:
    """A device in reach.

    Attributes
    ----------
    device : BLEDevice
        What bleak connects to.
    name : str or None
        As advertised.
    signal_dbm : float or None
        Strength of the advertisement; unknown for a device that is connected already.
    driver : Driver or None
        The one that fits best; None when none does.
    match : Match or None
        How well.
    """

    device: "BLEDevice"
    name: str | None = None
    signal_dbm: float | None = None
    driver: Driver | None = None
    match: Match | None = None

    @property
    def address(self) -> str:
        """Bluetooth address; on macOS an identifier that this computer alone knows."""
        return self.device.address

    @property
    def title(self) -> str:
        """Name for people."""
        return f"{self.name} ({self.address})" if self.name else self.address

    def is_wanted(self, address: str) -> bool:
        """Return whether an address, or a name that was given in its place, means this device."""
        wanted = address.strip().casefold()
        return bool(wanted) and wanted in (self.address.casefold(), (self.name or "").casefold())


def seen(device: "BLEDevice", advertisement: "AdvertisementData | None" = None) -> Seen:
    """Return what is known of a device, with the driver that fits best."""
    name, signal = device.name, None
    services: tuple[str, ...] = ()
    if advertisement is not None:
        name = advertisement.local_name or device.name
        services, signal = tuple(advertisement.service_uuids), float(advertisement.rssi)
    driver, match = best_driver(name, services)
    return Seen(device, name, signal, driver, match)


def best_driver(name: str | None, services: tuple[str, ...]) -> tuple[Driver | None, Match | None]:
    """Return the driver that fits a device best, and how well; the first one where several fit alike."""
    fits = [(driver, match) for driver in list_drivers() if (match := driver.matches(name, services))]
    return max(fits, key=lambda fit: _RANK[fit[1]], default=(None, None))
