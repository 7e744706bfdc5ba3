"""The table that every sensor driver fills in, and the decoder that comes with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock, SampleScale
from sensing.drivers.steps import Reply, Step, Upkeep
from sensing.errors import DriverError


class Verification(StrEnum):
    """How far a driver has been held against the real thing. No driver claims more than it says here."""

    CAPTURE = "decoded from a real capture"
    VENDOR_VECTORS = "vendor test vectors"
    SPECIFICATION = "specification only"


class Match(StrEnum):
    """How well an advertising device fits a driver."""

    SURE = "name and service"
    SERVICE = "service"
    NAME = "name only"  # to be confirmed by the services it offers once connected


class Decoder(Protocol):
    """Bytes to samples. Pure: no radio, no clock; keeps only what the reassembly of packets needs.

    One decoder serves one connection: a new one is made after every reconnection.
    """

    def feed(self, payload: bytes, host_time_s: float, characteristic: str | None = None) -> list[RawBlock]:
        """Decode one notification.

        Parameters
        ----------
        payload : bytes
            As received; packets may be split over several notifications, or several may share one.
        host_time_s : float
            Arrival by the host's monotonic clock, in seconds.
        characteristic : str, optional
            UUID it came from; by default the one that carries the samples.

        Returns
        -------
        list of RawBlock
            In order; empty while a packet is not complete.

        Raises
        ------
        PacketError
            When nothing in the notification can be used. Feeding may go on: what follows is not affected. A
            sensor that sends nothing but errors is silent in the sense of `Driver.silence_s`.
        """
        ...

    def read(self, value: bytes, characteristic: str) -> None:
        """Take in a value that was read from a characteristic.

        Raises
        ------
        PacketError
            When the value is not what the protocol allows.
        """
        ...

    def take_replies(self) -> list[Reply]:
        """Return what the sensor said about itself since the last call."""
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a sensor can.

    Attributes
    ----------
    rates_hz : tuple of float
        Sampling rates it can be set to.
    default_rate_hz : float
        The rate to use where nobody asks for another.
    acc_range_g, gyr_range_deg_s : float
        Full scale.
    counter_wraps_at : int or None
        The sensor numbers its samples and starts again at 0 after so many; None without a counter.
    clock_wraps_at_s : float or None
        The sensor stamps its packets with a clock that starts again at 0 after so long (infinite: never);
        None without a clock.
    battery : str
        In which form it tells its battery: ``"percent"``, ``"volts"`` or ``"none"``.
    """

    rates_hz: tuple[float, ...]
    default_rate_hz: float
    acc_range_g: float
    gyr_range_deg_s: float
    counter_wraps_at: int | None
    clock_wraps_at_s: float | None
    battery: str


@dataclass(frozen=True, slots=True)
class Driver:
    """Everything a collector needs to know about one family of sensors.

    Attributes
    ----------
    name : str
        Short name, as in ``get_driver(name)``.
    title : str
        Name for people.
    service : str
        UUID of the service that carries the samples, 128 bit, lower case.
    name_pattern : str
        Regular expression for the advertised name, matched from its start, case ignored.
    notifications : tuple of str
        UUIDs of the characteristics to subscribe to; the first one carries the samples.
    capabilities : Capabilities
        What it can.
    axes : SensorAxes
        From the axes of the housing to a right-handed frame.
    verification : Verification
        How the driver was verified.
    verified_by : str
        What exactly was held against what.
    unverified : str
        What nobody has tried yet.
    steps_for_rate : callable
        From a rate in Hz to the steps that set the sensor up and start it.
    stop : tuple
        Steps that end the stream.
    upkeep : tuple of Upkeep
        What to repeat while it streams: battery, keeping it awake, watching its settings.
    silence_s : float
        A running sensor that delivers no sample for so long has lost its link, whatever the radio says.
    payload_bytes : int
        Longest notification, in bytes; a link must carry 3 more (its MTU), or the sensor splits its packets.
    splits_packets : bool
        Whether packets survive a smaller MTU.
    new_decoder : callable
        Makes a decoder for one connection.
    """

    name: str
    title: str
    service: str
    name_pattern: str
    notifications: tuple[str, ...]
    capabilities: Capabilities
    axes: SensorAxes
    verification: Verification
    verified_by: str
    unverified: str
    steps_for_rate: Callable[[float], tuple[Step, ...]]
    stop: tuple[Step, ...]
    upkeep: tuple[Upkeep, ...]
    silence_s: float
    payload_bytes: int
    splits_packets: bool
    new_decoder: Callable[[], Decoder]

    def decoder(self) -> Decoder:
        """Return a new decoder, for one connection."""
        return self.new_decoder()

    def matches(self, name: str | None, service_uuids: Iterable[str] = ()) -> Match | None:
        """Return how well an advertising device fits, or None when it does not.

        Parameters
        ----------
        name : str or None
            Advertised name, where there is one.
        service_uuids : iterable of str
            UUIDs of the services it advertises, or offers once connected.
        """
        named = name is not None and re.match(self.name_pattern, name, re.IGNORECASE) is not None
        serves = self.service in {uuid.lower() for uuid in service_uuids}
        if serves:
            return Match.SURE if named else Match.SERVICE
        return Match.NAME if named else None

    def configuration(self, rate_hz: float | None = None) -> tuple[Step, ...]:
        """Return the steps, in order, that set the sensor up and start it.

        All of them are carried out after every connection; samples that arrive before the last one is done
        may have the old rate, and are not used.

        Parameters
        ----------
        rate_hz : float, optional
            Sampling rate, one of `Capabilities.rates_hz`; by default `Capabilities.default_rate_hz`.

        Raises
        ------
        DriverError
            When the sensor does not offer that rate.
        """
        rate = self.capabilities.default_rate_hz if rate_hz is None else float(rate_hz)
        if rate not in self.capabilities.rates_hz:
            offered = ", ".join(f"{each:g}" for each in self.capabilities.rates_hz)
            raise DriverError(
                f"{rate:g} Hz is not a rate it offers", source=self.title, mend=f"Choose one of {offered} Hz"
            )
        return self.steps_for_rate(rate)


def scale_of(
    capabilities: Capabilities, axes: SensorAxes, *, acc_g: float = 1.0, gyr_deg_s: float = 1.0
) -> SampleScale:
    """Return the scale of a sensor whose counts are worth ``acc_g`` and ``gyr_deg_s``."""
    return SampleScale(acc_g, gyr_deg_s, capabilities.acc_range_g, capabilities.gyr_range_deg_s, axes)
