"""Movella DOT (formerly Xsens DOT), payload mode 21 "rate quantities".

Characteristics and layout: Movella DOT BLE Services Specification (XD0506P). A notification holds one sample:
time (u32, microseconds), acceleration (3 x f32, m/s²), angular rate (3 x f32, deg/s), then zeros. The sensor
sleeps after 30 minutes although it is connected, unless that time is set to zero.
"""

import struct

import numpy as np

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock
from sensing.drivers.driver import Capabilities, Driver, Verification, scale_of
from sensing.drivers.steps import BATTERY_PCT, RATE_HZ, Check, Read, Reply, Step, Subscribe, Upkeep, Write
from sensing.errors import PacketError
from sensing.samples import STANDARD_GRAVITY


def _uuid(number: int) -> str:
    return f"1517{number:04x}-4947-11e9-8646-d663bd873d93"


SERVICE = _uuid(0x2000)
SETTINGS = _uuid(0x1002)
CONTROL = _uuid(0x2001)
MEDIUM_PAYLOAD = _uuid(0x2003)
BATTERY = _uuid(0x3001)

MODE = 21
SAMPLE = struct.Struct("<I6f")
START, STOP = bytes((1, 1, MODE)), bytes((1, 0, MODE))
SETTINGS_BYTES, RATE_AT, CONNECTED_SLEEP_AT = 32, 24, 5
VISIT_SLEEP, VISIT_RATE = 0x04, 0x10
ADVERTISING_SLEEP_MIN = 10  # as delivered
AWAKE, RUNNING_MODE = "awake", "running_mode"

CAPABILITIES = Capabilities(
    rates_hz=(12.0, 15.0, 20.0, 30.0, 60.0),
    default_rate_hz=60.0,
    acc_range_g=16.0,
    gyr_range_deg_s=2000.0,
    counter_wraps_at=None,
    clock_wraps_at_s=2**32 / 1e6,
    battery="percent",
)
AXES = SensorAxes(
    note="as printed on the housing, right-handed by the specification; not verified on a device"
)
SCALE = scale_of(CAPABILITIES, AXES, acc_g=1 / STANDARD_GRAVITY)


class MovellaDotDecoder:
    """Decoder of one connection; see `Decoder`."""

    def __init__(self) -> None:
        self._replies: list[Reply] = []

    def feed(self, payload: bytes, host_time_s: float, characteristic: str | None = None) -> list[RawBlock]:
        """Decode one notification; see `Decoder.feed`."""
        if characteristic is not None and characteristic.lower() != MEDIUM_PAYLOAD:
            raise _fault(f"characteristic {characteristic} carries no samples of mode {MODE}")
        if len(payload) < SAMPLE.size:
            raise _fault(f"a packet of {len(payload)} bytes, mode {MODE} has {SAMPLE.size} and more")
        microseconds, *values = SAMPLE.unpack_from(payload)
        measured = np.array(values, dtype=np.float64).reshape(2, 1, 3)
        return [RawBlock(SCALE.acc(measured[0]), SCALE.gyr(measured[1]), host_time_s, microseconds / 1e6)]

    def read(self, value: bytes, characteristic: str) -> None:
        """Take in the settings, the running mode or the battery level; see `Decoder.read`."""
        readers = {
            SETTINGS: (SETTINGS_BYTES, self._take_settings),
            CONTROL: (3, self._take_mode),
            BATTERY: (1, self._take_battery),
        }
        if characteristic.lower() not in readers:
            raise _fault(f"nothing is read from {characteristic}")
        length, take = readers[characteristic.lower()]
        if len(value) < length:
            raise _fault(f"{len(value)} byte(s) from {characteristic}, at least {length} are due")
        take(value)

    def take_replies(self) -> list[Reply]:
        """Return what the sensor said about itself since the last call."""
        replies, self._replies = self._replies, []
        return replies

    def _take_settings(self, value: bytes) -> None:
        asleep_after = value[CONNECTED_SLEEP_AT] * 60 + value[CONNECTED_SLEEP_AT + 1]
        self._replies.append(Reply(AWAKE, float(asleep_after == 0)))
        self._replies.append(Reply(RATE_HZ, float(int.from_bytes(value[RATE_AT : RATE_AT + 2], "little"))))

    def _take_mode(self, value: bytes) -> None:
        self._replies.append(Reply(RUNNING_MODE, float(value[2] if value[1] else 0)))

    def _take_battery(self, value: bytes) -> None:
        if value[0] > 100:
            raise _fault(f"a battery level of {value[0]} %")
        self._replies.append(Reply(BATTERY_PCT, float(value[0])))


def _fault(problem: str) -> PacketError:
    return PacketError(
        problem,
        source=DRIVER.title,
        mend="The packet is left out; if this goes on, switch the sensor off and on",
    )


def keep_awake() -> bytes:
    """Return the settings that keep a connected sensor from sleeping; the rest stays as delivered."""
    return bytes((VISIT_SLEEP, 0, 0, ADVERTISING_SLEEP_MIN)).ljust(SETTINGS_BYTES, b"\0")


def set_rate(rate_hz: float) -> bytes:
    """Return the settings that choose a rate. Only what the first byte names is changed by the sensor."""
    head = bytes((VISIT_RATE, 0, 0, ADVERTISING_SLEEP_MIN, 0, 30)).ljust(RATE_AT, b"\0")
    return (head + struct.pack("<H", round(rate_hz))).ljust(SETTINGS_BYTES, b"\0")


BATTERY_CHECK = Check(
    ask=(Read(BATTERY),),
    topic=BATTERY_PCT,
    accepted=(),
    problem="The sensor does not tell its battery level",
    mend="Charge it before the session",
    attempts=1,
    required=False,
)


def _steps_for_rate(rate_hz: float) -> tuple[Step, ...]:
    start = Write(CONTROL, START, 0.1)
    return (
        Write(CONTROL, STOP, 0.1),  # it may still be measuring for an app that lost it
        Check(
            ask=(Read(SETTINGS),),
            topic=AWAKE,
            accepted=(1.0,),
            repair=(Write(SETTINGS, keep_awake(), 0.1),),
            problem="The sensor could not be kept from falling asleep after 30 minutes",
            mend="Keep the session shorter than that",
            required=False,
        ),
        Check(
            ask=(Read(SETTINGS),),
            topic=RATE_HZ,
            accepted=(rate_hz,),
            repair=(Write(SETTINGS, set_rate(rate_hz), 0.1),),
            problem=f"The sensor could not be set to {rate_hz:g} samples a second",
            mend="Set the rate with the maker's app, then start again",
        ),
        BATTERY_CHECK,
        Subscribe(MEDIUM_PAYLOAD),  # before the start, as the specification asks
        start,
        Check(
            ask=(Read(CONTROL),),
            topic=RUNNING_MODE,
            accepted=(float(MODE),),
            repair=(Write(CONTROL, STOP, 0.1), start),
            problem=f"The sensor does not measure in mode {MODE}",
            mend="Update its firmware to 1.6 or newer with the maker's app",
        ),
    )


DRIVER = Driver(
    name="movella_dot",
    title="Movella DOT",
    service=SERVICE,
    name_pattern=r"(Movella|Xsens) DOT\b",
    notifications=(MEDIUM_PAYLOAD,),
    capabilities=CAPABILITIES,
    axes=AXES,
    verification=Verification.SPECIFICATION,
    verified_by="the settings read from a real device; samples against packets made from the specification",
    unverified="the stream itself: no public capture of it is known",
    steps_for_rate=_steps_for_rate,
    stop=(Write(CONTROL, STOP),),
    upkeep=(Upkeep(60.0, (BATTERY_CHECK,)),),
    silence_s=2.0,
    payload_bytes=40,
    splits_packets=False,
    new_decoder=MovellaDotDecoder,
)
