"""Movesense sensors with the GATT SensorData Protocol (GSP): default firmware 2.3 or newer.

Requests are ``code reference path``, answers ``01 reference ...``, data ``02 reference ...`` and, where a
packet is longer than one notification, its rest as ``03 reference ...`` (Movesense documentation; sample
``gatt_sensordata_app``). A packet is the time of its first sample (u32, ms), then all accelerations (f32,
m/s²), then all angular rates (f32, deg/s): the arrays follow each other, they are not interleaved.
"""

import struct
from dataclasses import dataclass

import numpy as np

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock
from sensing.drivers.driver import Capabilities, Driver, Verification, scale_of
from sensing.drivers.steps import BATTERY_PCT, Check, Reply, Step, Subscribe, Upkeep, Write
from sensing.errors import PacketError
from sensing.samples import STANDARD_GRAVITY

SERVICE = "34802252-7185-4d5d-b431-630e7050e8f0"
COMMAND = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY = "34800002-7185-4d5d-b431-630e7050e8f0"

SUBSCRIBE, UNSUBSCRIBE, GET = 0x01, 0x02, 0x04
ANSWER, DATA, REST = 0x01, 0x02, 0x03
HEADER = 4  # the packet's time, u32
OK_STATUS = (200.0, 201.0)  # HTTP-like: OK, created
HIGHEST_STATUS = 599
SUBSCRIBED = "subscribed"


@dataclass(frozen=True, slots=True)
class Stream:
    """A resource that can be subscribed to, and what its packets hold.

    Attributes
    ----------
    path : str
        Resource without its rate.
    has_acc, has_gyr : bool
        Whether accelerations and angular rates are in it, in this order.
    bytes_per_sample : int
        All of its arrays together.
    """

    path: str
    has_acc: bool
    has_gyr: bool
    bytes_per_sample: int


IMU6, ACC, GYRO, IMU9, BATTERY = 0x63, 0x61, 0x67, 0x69, 0x62
"""References we give our requests; any number but 0 will do."""

STREAMS = {
    IMU6: Stream("/Meas/IMU6", has_acc=True, has_gyr=True, bytes_per_sample=24),
    ACC: Stream("/Meas/Acc", has_acc=True, has_gyr=False, bytes_per_sample=12),
    GYRO: Stream("/Meas/Gyro", has_acc=False, has_gyr=True, bytes_per_sample=12),
    IMU9: Stream("/Meas/IMU9", has_acc=True, has_gyr=True, bytes_per_sample=36),
}

CAPABILITIES = Capabilities(
    rates_hz=(13.0, 26.0, 52.0, 104.0, 208.0),
    default_rate_hz=52.0,
    acc_range_g=16.0,
    gyr_range_deg_s=2000.0,
    counter_wraps_at=None,
    clock_wraps_at_s=2**32 / 1000,
    battery="percent",
)
AXES = SensorAxes(note="as printed on the housing, taken as right-handed; not verified on a device")
SCALE = scale_of(CAPABILITIES, AXES, acc_g=1 / STANDARD_GRAVITY)


class MovesenseDecoder:
    """Decoder of one connection; see `Decoder`."""

    def __init__(self) -> None:
        self._parts: dict[int, bytearray] = {}
        self._replies: list[Reply] = []

    def feed(self, payload: bytes, host_time_s: float, characteristic: str | None = None) -> list[RawBlock]:
        """Decode one notification; see `Decoder.feed`."""
        if characteristic is not None and characteristic.lower() != NOTIFY:
            raise _fault(f"characteristic {characteristic} carries no samples of a Movesense sensor")
        if len(payload) < 2:
            raise _fault(f"a notification of {len(payload)} byte(s), at least 2 are due")
        code, reference, rest = payload[0], payload[1], bytes(payload[2:])
        if code == ANSWER:
            self._take_answer(reference, rest)
            return []
        if code not in (DATA, REST) or reference not in STREAMS:
            raise _fault(f"code {code} for reference {reference}, which nobody asked for")
        packet = self._assemble(code, reference, rest)
        return [] if packet is None else [_block(STREAMS[reference], packet, host_time_s)]

    def read(self, value: bytes, characteristic: str) -> None:  # noqa: ARG002
        """Refuse any value: all that this sensor says comes as notifications."""
        raise _fault(f"nothing is read from {characteristic}")

    def take_replies(self) -> list[Reply]:
        """Return what the sensor said about itself since the last call."""
        replies, self._replies = self._replies, []
        return replies

    def _assemble(self, code: int, reference: int, rest: bytes) -> bytes | None:
        """Return a packet when it is whole: when its length is that of whole samples."""
        width = STREAMS[reference].bytes_per_sample
        pending = self._parts.pop(reference, None)
        if code == REST and pending is None:
            raise _fault("the rest of a packet whose beginning was lost")
        packet = (pending or b"") + rest if code == REST else rest
        samples, over = divmod(len(packet) - HEADER, width)
        if over == 0 and samples >= 1:
            return bytes(packet)
        if code == REST:
            raise _fault(f"a packet of {len(packet)} bytes is no whole number of samples")
        self._parts[reference] = bytearray(rest)
        if pending is not None:
            raise PacketError(
                f"the last packet was cut short after {len(pending)} bytes",
                source=DRIVER.title,
                mend="If this goes on, the Bluetooth link carries too little at a time: try another adapter",
            )
        return None

    def _take_answer(self, reference: int, rest: bytes) -> None:
        if len(rest) < 2:
            raise _fault("an answer without a status")
        # the default firmware sends little-endian, the sample application big-endian
        status = float(int.from_bytes(rest[:2], "little"))
        if status > HIGHEST_STATUS:
            status = float(int.from_bytes(rest[:2], "big"))
        if reference in STREAMS:
            self._replies.append(Reply(SUBSCRIBED, status))
        elif reference == BATTERY and status in OK_STATUS and len(rest) > 2 and rest[2] <= 100:
            self._replies.append(Reply(BATTERY_PCT, float(rest[2])))


def _block(stream: Stream, packet: bytes, host_time_s: float) -> RawBlock:
    (milliseconds,) = struct.unpack_from("<I", packet)
    count = (len(packet) - HEADER) // stream.bytes_per_sample
    # a magnetometer may follow; it is not used
    with np.errstate(invalid="ignore"):  # bytes may spell a NaN that warns of itself; it is refused below
        arrays = np.frombuffer(packet, "<f4", offset=HEADER).astype(np.float64).reshape(-1, 3)
    after_acc = count if stream.has_acc else 0
    acc = SCALE.acc(arrays[:count]) if stream.has_acc else None
    gyr = SCALE.gyr(arrays[after_acc : after_acc + count]) if stream.has_gyr else None
    return RawBlock(acc, gyr, host_time_s, milliseconds / 1000)


def _fault(problem: str) -> PacketError:
    return PacketError(
        problem,
        source=DRIVER.title,
        mend="The packet is left out; if this goes on, take the battery out and in",
    )


def _request(code: int, reference: int, path: str = "") -> Write:
    return Write(COMMAND, bytes((code, reference)) + path.encode("ascii"))


BATTERY_CHECK = Check(
    ask=(_request(GET, BATTERY, "/System/Energy/Level"),),
    topic=BATTERY_PCT,
    accepted=(),
    problem="The sensor does not tell its battery level",
    mend="Have a new coin cell at hand",
    attempts=1,
    required=False,
)


def _steps_for_rate(rate_hz: float) -> tuple[Step, ...]:
    return (
        Subscribe(NOTIFY),
        BATTERY_CHECK,
        Check(
            ask=(_request(SUBSCRIBE, IMU6, f"{STREAMS[IMU6].path}/{rate_hz:.0f}"),),
            topic=SUBSCRIBED,
            accepted=OK_STATUS,
            problem="The sensor did not confirm that it starts",
            mend="If no samples follow, update its firmware to 2.3 or newer with the maker's app",
            attempts=1,
            required=False,
        ),
    )


DRIVER = Driver(
    name="movesense",
    title="Movesense",
    service=SERVICE,
    name_pattern=r"Movesense\b",
    notifications=(NOTIFY,),
    capabilities=CAPABILITIES,
    axes=AXES,
    verification=Verification.VENDOR_VECTORS,
    verified_by="single packets of /Meas/IMU6, IMU9, Acc and Gyro at 52 Hz against the decoded values "
    "published with them (movesense-py, test fixtures)",
    unverified="split packets (104 and 208 Hz), commands and their answers: specification only",
    steps_for_rate=_steps_for_rate,
    stop=(_request(UNSUBSCRIBE, IMU6),),
    upkeep=(Upkeep(60.0, (BATTERY_CHECK,)),),
    silence_s=2.0,
    payload_bytes=152,
    splits_packets=False,
    new_decoder=MovesenseDecoder,
)
