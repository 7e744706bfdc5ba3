"""WitMotion WT901BLE family (Bluetooth LE models, names with ``WT``).

Layout and commands: WitMotion "BLE 5.0 protocol" and SDK. The sensor streams as soon as one subscribes; it
has no counter and, except the 28-byte models, no clock. Its sample clock is about 0.7 % slow (99.26 Hz
measured where 100 was set; another user found 7000 ppm). Angles in its frames are not used: in a real
capture they stood still for 2.6 s while the sensor moved.

Register 0x96 set to 1 makes it send displacement under the header of acceleration. It is read and reset
when a session starts and every few seconds, and frames are held back while it says 1. In between, half a
second of "weightlessness" gives it away, and it is read at once: a real accelerometer would have to fall more
than a metre for that.
"""

import struct

import numpy as np

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock
from sensing.drivers.driver import Capabilities, Driver, Verification, scale_of
from sensing.drivers.steps import BATTERY_V, RATE_HZ, Check, Reply, Step, Subscribe, Upkeep, Write
from sensing.drivers.witmotion_frames import Frame, FrameCutter
from sensing.errors import PacketError

# The base ends in 9a34fb, not in the 9b34fb of the Bluetooth SIG.
SERVICE = "0000ffe5-0000-1000-8000-00805f9a34fb"
NOTIFY = "0000ffe4-0000-1000-8000-00805f9a34fb"
COMMAND = "0000ffe9-0000-1000-8000-00805f9a34fb"

RATE, BANDWIDTH, BATTERY, CONTENT = 0x03, 0x1F, 0x64, 0x96
UNLOCK = bytes.fromhex("ffaa6988b5")
PAUSE_S = 0.1
RATE_CODES = {10.0: 0x06, 20.0: 0x07, 50.0: 0x08, 100.0: 0x09}
"""200 Hz is left out: its code differs between models (0x0B, 0x0A), and 0x0A gave 99 Hz on one of them."""

BANDWIDTH_42_HZ = 3.0
OUTPUT_CONTENT, LOW_PASS = "output_content", "low_pass"

WEIGHTLESS_G = 0.3
WEIGHTLESS_FRAMES = 50
"""Half a second at 100 Hz, a free fall of 1.2 m."""

CAPABILITIES = Capabilities(
    rates_hz=tuple(RATE_CODES),
    default_rate_hz=100.0,
    acc_range_g=16.0,
    gyr_range_deg_s=2000.0,
    counter_wraps_at=None,
    clock_wraps_at_s=None,
    battery="volts",
)
AXES = SensorAxes(
    note="x, y, z as the chip sends them, taken as right-handed. The vendor's drawing (x left, y forward, "
    "z up) would be left-handed; no capture with enough rotation has settled it."
)
SCALE = scale_of(CAPABILITIES, AXES, acc_g=16 / 32768, gyr_deg_s=2000 / 32768)


class WitMotionDecoder:
    """Decoder of one connection; see `Decoder`."""

    def __init__(self) -> None:
        self._cutter = FrameCutter()
        self._replies: list[Reply] = []
        self._content = 0.0
        self._weightless = 0

    def feed(self, payload: bytes, host_time_s: float, characteristic: str | None = None) -> list[RawBlock]:
        """Decode one notification; see `Decoder.feed`."""
        _check_characteristic(characteristic)
        frames, skipped = self._cutter.push(bytes(payload))
        kept: list[Frame] = []
        for frame in frames:
            if not frame.is_data:
                self._take_registers(frame.body)
            elif self._holds_acceleration(frame.body):
                kept.append(frame)
        if skipped and not frames:
            raise PacketError(
                f"{skipped} byte(s) that are no WitMotion frame",
                mend="Check that the device is a WitMotion Bluetooth LE sensor",
            )
        if any(frame.is_data for frame in frames) and not kept:
            raise PacketError(
                "the sensor sends displacement instead of acceleration",
                mend="Register 0x96 is set back to 0; if it stays so, reset the sensor with the maker's app",
            )
        return _blocks(kept, host_time_s)

    def read(self, value: bytes, characteristic: str) -> None:  # noqa: ARG002
        """Refuse any value: all that this sensor says comes as notifications."""
        raise PacketError(
            f"nothing is read from {characteristic}", mend="Report this; it is a fault of the program"
        )

    def take_replies(self) -> list[Reply]:
        """Return what the sensor said about itself since the last call."""
        replies, self._replies = self._replies, []
        return replies

    def _take_registers(self, body: bytes) -> None:
        first, *values = struct.unpack("<2xH8h", body)
        for register, value in enumerate(values, first):
            if register == RATE:
                codes = {code: rate for rate, code in RATE_CODES.items()}
                self._replies.append(Reply(RATE_HZ, codes.get(value, 0.0)))
            elif register == BANDWIDTH:
                self._replies.append(Reply(LOW_PASS, float(value)))
            elif register == BATTERY:
                self._replies += [Reply(BATTERY_V, value / 100)] if value > 0 else []  # 0 while it saves
            elif register == CONTENT:
                self._content = float(value)
                self._replies.append(Reply(OUTPUT_CONTENT, self._content))
            else:
                self._replies.append(Reply(f"register_{register:#04x}", float(value)))

    def _holds_acceleration(self, body: bytes) -> bool:
        length_g = (
            float(np.sqrt(sum(value * value for value in struct.unpack("<2x3h", body[:8])))) * SCALE.acc_g
        )
        self._weightless = self._weightless + 1 if length_g < WEIGHTLESS_G else 0
        return self._content == 0 and self._weightless < WEIGHTLESS_FRAMES


def _check_characteristic(characteristic: str | None) -> None:
    if characteristic is not None and characteristic.lower() != NOTIFY:
        raise PacketError(
            f"characteristic {characteristic} carries no samples of a WitMotion sensor",
            mend=f"Give it the notifications of {NOTIFY}",
        )


def _blocks(frames: list[Frame], host_time_s: float) -> list[RawBlock]:
    """One block for the frames without a stamp, one for each that has its own."""
    counts = np.array([struct.unpack("<2x6h", frame.body[:14]) for frame in frames]).reshape(-1, 6)
    acc, gyr = SCALE.acc(counts[:, :3]), SCALE.gyr(counts[:, 3:])
    blocks: list[RawBlock] = []
    start = 0
    for end in range(1, len(frames) + 1):
        stamped = not np.isnan(frames[start].time_s)
        if end == len(frames) or stamped or not np.isnan(frames[end].time_s):
            blocks.append(RawBlock(acc[start:end], gyr[start:end], host_time_s, frames[start].time_s))
            start = end
    return blocks


def read_register(register: int) -> Write:
    """Return the step that asks for eight registers from ``register`` on."""
    return Write(COMMAND, bytes((0xFF, 0xAA, 0x27, register, 0)), PAUSE_S)


def write_register(register: int, value: int) -> tuple[Write, ...]:
    """Return the steps that unlock the sensor and set one register.

    Settings are not saved: they are sent after every connection, and after a save the registers read 0 for
    0.3 s.
    """
    command = bytes((0xFF, 0xAA, register)) + value.to_bytes(2, "little")
    return Write(COMMAND, UNLOCK, PAUSE_S), Write(COMMAND, command, PAUSE_S)


CONTENT_CHECK = Check(
    ask=(read_register(CONTENT),),
    topic=OUTPUT_CONTENT,
    accepted=(0.0,),
    repair=write_register(CONTENT, 0),
    problem="The sensor is set to send displacement instead of acceleration",
    mend="Reset it with the maker's app, then start again",
)
BATTERY_CHECK = Check(
    ask=(read_register(BATTERY),),
    topic=BATTERY_V,
    accepted=(),
    problem="The sensor does not tell its battery voltage",
    mend="Charge it before the session",
    attempts=1,
    required=False,
)


def _steps_for_rate(rate_hz: float) -> tuple[Step, ...]:
    return (
        Subscribe(NOTIFY),
        Check(
            ask=(read_register(RATE),),
            topic=RATE_HZ,
            accepted=(rate_hz,),
            repair=write_register(RATE, RATE_CODES[rate_hz]),
            problem=f"The sensor could not be set to {rate_hz:g} samples a second",
            mend="Switch it off and on, or set the rate with the maker's app",
        ),
        Check(
            ask=(read_register(BANDWIDTH),),
            topic=LOW_PASS,
            accepted=(BANDWIDTH_42_HZ,),
            repair=write_register(BANDWIDTH, int(BANDWIDTH_42_HZ)),
            problem="The sensor's low-pass filter could not be set to 42 Hz",
            mend="Quick movements are smoothed a little; the count is not affected",
            required=False,
        ),
        CONTENT_CHECK,
        BATTERY_CHECK,
    )


DRIVER = Driver(
    name="witmotion",
    title="WitMotion WT901BLE",
    service=SERVICE,
    name_pattern=r".*WT",
    notifications=(NOTIFY,),
    capabilities=CAPABILITIES,
    axes=AXES,
    verification=Verification.CAPTURE,
    verified_by="20-byte frames: a public capture of a WT901BLE67, 3 s at 100 Hz; register replies: the "
    "vendor's example",
    unverified="28-byte frames and commands: specification only",
    steps_for_rate=_steps_for_rate,
    stop=(),
    upkeep=(Upkeep(5.0, (CONTENT_CHECK,), when_refused=True), Upkeep(60.0, (BATTERY_CHECK,))),
    silence_s=2.0,
    payload_bytes=80,
    splits_packets=True,
    new_decoder=WitMotionDecoder,
)
