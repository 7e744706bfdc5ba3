"""The open profile: a small GATT service of this project for sensors that one builds oneself.

The table of its characteristics is in ``docs/sensors.md``, a reference sketch for two Arduino boards in
``docs/firmware``. It has what the bought sensors lack one or the other of: a count of samples, a clock in
microseconds, and the scale of its numbers told by the sensor itself.
"""

import struct

import numpy as np

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock, SampleScale
from sensing.drivers.driver import Capabilities, Driver, Verification, scale_of
from sensing.drivers.steps import BATTERY_PCT, RATE_HZ, Check, Read, Reply, Step, Subscribe, Upkeep, Write
from sensing.errors import PacketError

SERVICE = "67770001-4402-4dd3-8825-90bc08e39ca3"
DATA = "67770002-4402-4dd3-8825-90bc08e39ca3"
INFO = "67770003-4402-4dd3-8825-90bc08e39ca3"
CONTROL = "67770004-4402-4dd3-8825-90bc08e39ca3"
BATTERY_LEVEL = "00002a19-0000-1000-8000-00805f9b34fb"

VERSION = 1
HEADER = struct.Struct("<BBHI")  # version, samples, number of the first sample, its time in microseconds
SAMPLE = struct.Struct("<6h")  # acceleration x, y, z, angular rate x, y, z
INFO_HEAD = struct.Struct("<3f")  # rate in Hz, g per count, deg/s per count
START, STOP = 0x01, 0x00
RATES_HZ = (26.0, 52.0, 104.0, 208.0)
RATE_TOLERANCE = 0.15
"""Boards may run this much off the rate they were asked for: some offer 100 or 119 Hz in place of 104."""

CAPABILITIES = Capabilities(
    rates_hz=RATES_HZ,
    default_rate_hz=104.0,
    acc_range_g=16.0,
    gyr_range_deg_s=2000.0,
    counter_wraps_at=2**16,
    clock_wraps_at_s=2**32 / 1e6,
    battery="percent",
)
AXES = SensorAxes(note="the profile asks the sketch for right-handed axes; how they lie is up to the builder")
DEFAULT_SCALE = scale_of(CAPABILITIES, AXES, acc_g=1 / 2048, gyr_deg_s=2000 / 32768)
"""In use until Info has been read: 16 g and 2000 deg/s over 16 bits."""

NEAR_RATE = "near_rate"


class OpenProfileDecoder:
    """Decoder of one connection; see `Decoder`."""

    def __init__(self) -> None:
        self._scale = DEFAULT_SCALE
        self._replies: list[Reply] = []

    def feed(self, payload: bytes, host_time_s: float, characteristic: str | None = None) -> list[RawBlock]:
        """Decode one notification; see `Decoder.feed`."""
        if characteristic is not None and characteristic.lower() != DATA:
            raise _fault(f"characteristic {characteristic} carries no samples of the open profile")
        if len(payload) < HEADER.size:
            raise _fault(f"a packet of {len(payload)} byte(s), its head alone has {HEADER.size}")
        version, count, number, microseconds = HEADER.unpack_from(payload)
        if version != VERSION:
            raise _fault(f"packets of version {version}, this program reads version {VERSION}")
        if count < 1 or len(payload) != HEADER.size + count * SAMPLE.size:
            raise _fault(f"{len(payload)} bytes for {count} sample(s) of {SAMPLE.size} bytes")
        counts = np.frombuffer(payload, "<i2", offset=HEADER.size).reshape(count, 6)
        return [
            RawBlock(
                self._scale.acc(counts[:, :3]),
                self._scale.gyr(counts[:, 3:]),
                host_time_s,
                microseconds / 1e6,
                number,
            )
        ]

    def read(self, value: bytes, characteristic: str) -> None:
        """Take in Info (rate and scale) or the battery level; see `Decoder.read`."""
        if characteristic.lower() == BATTERY_LEVEL:
            if len(value) != 1 or value[0] > 100:
                raise _fault(f"a battery level of {value.hex() or 'no'} bytes")
            self._replies.append(Reply(BATTERY_PCT, float(value[0])))
            return
        if characteristic.lower() != INFO:
            raise _fault(f"nothing is read from {characteristic}")
        self._take_info(value)

    def take_replies(self) -> list[Reply]:
        """Return what the sensor said about itself since the last call."""
        replies, self._replies = self._replies, []
        return replies

    def _take_info(self, value: bytes) -> None:
        if len(value) < INFO_HEAD.size:
            raise _fault(f"Info of {len(value)} byte(s), at least {INFO_HEAD.size} are due")
        rate_hz, acc_g, gyr_deg_s = INFO_HEAD.unpack_from(value)
        # written so that NaN fails too
        if not (1 <= rate_hz <= 2000 and 1e-6 <= acc_g <= 0.01 and 1e-6 <= gyr_deg_s <= 1.0):
            raise _fault(f"Info says {rate_hz:.4g} Hz, {acc_g:.4g} g and {gyr_deg_s:.4g} deg/s a count")
        self._scale = SampleScale(
            acc_g, gyr_deg_s, CAPABILITIES.acc_range_g, CAPABILITIES.gyr_range_deg_s, AXES
        )
        self._replies.append(Reply(RATE_HZ, rate_hz))
        near = [asked for asked in RATES_HZ if abs(rate_hz - asked) <= RATE_TOLERANCE * asked]
        self._replies += [Reply(NEAR_RATE, asked) for asked in near]


def _fault(problem: str) -> PacketError:
    return PacketError(
        problem,
        source=DRIVER.title,
        mend="The packet is left out; if this goes on, update the sensor's sketch",
    )


BATTERY_CHECK = Check(
    ask=(Read(BATTERY_LEVEL),),
    topic=BATTERY_PCT,
    accepted=(),
    problem="The sensor does not tell its battery level",
    mend="Charge it before the session",
    attempts=1,
    required=False,
)


def _steps_for_rate(rate_hz: float) -> tuple[Step, ...]:
    start = Write(CONTROL, struct.pack("<BH", START, round(rate_hz)), 0.1)
    return (
        Write(CONTROL, bytes((STOP,)), 0.05),
        Subscribe(DATA),
        BATTERY_CHECK,
        start,
        Check(
            ask=(Read(INFO),),
            topic=NEAR_RATE,
            accepted=(rate_hz,),
            repair=(Write(CONTROL, bytes((STOP,)), 0.1), start),
            problem=f"The sensor could not be set to {rate_hz:g} samples a second",
            mend="Look into its sketch which rates it offers, and choose one of them",
        ),
    )


DRIVER = Driver(
    name="open_profile",
    title="Open profile (Arduino, XIAO)",
    service=SERVICE,
    name_pattern=r"Rehab\b",
    notifications=(DATA,),
    capabilities=CAPABILITIES,
    axes=AXES,
    verification=Verification.SPECIFICATION,
    verified_by="the packet code of the sketch, compiled for a computer, against this decoder",
    unverified="the sketch on a board",
    steps_for_rate=_steps_for_rate,
    stop=(Write(CONTROL, bytes((STOP,))),),
    upkeep=(Upkeep(5.0, (Read(INFO),)), Upkeep(60.0, (BATTERY_CHECK,))),  # a scale may change
    silence_s=2.0,
    payload_bytes=HEADER.size + 8 * SAMPLE.size,
    splits_packets=False,
    new_decoder=OpenProfileDecoder,
)
