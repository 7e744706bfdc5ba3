"""Checks of Bluetooth and of one sensor, for ``rehab doctor``."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.checks import OK, PROBLEM, WARNING, Check
from dashboard.wording import counted, number

if TYPE_CHECKING:
    from sensing.samples import ImuBlock, Recording, RecordingInfo
    from sensing.source import SourceStatus

LOOK_S = 1.5
"""Long enough for most devices in reach to be heard once."""

RATE_TOLERANCE = 0.03
"""Sample clocks are off by up to 0.7 % (WitMotion, measured); boards that round their rate by more."""

MISSING_LITTLE, MISSING_MUCH = 0.01, 0.05
"""Shares of samples: less than the first is nothing, at the second `analysis.quality` warns."""

WEAK_DBM = -85.0
"""Receivers lose packets below about -90 dBm (the specification asks for -70 only); a body in between
costs another 10 to 20 dB."""

INSTRUCTIONS = (
    "Testing the sensor for {seconds:.0f} seconds: hold it still, turn it by a quarter turn, hold it still "
    "again, and once more back."
)


@dataclass
class SensorTest:
    """What a sensor delivered in a short test.

    Attributes
    ----------
    info : RecordingInfo
    status : SourceStatus
        As it was at the end.
    blocks : list of ImuBlock
    seconds : float
        Length of the test, by the host's clock.
    troubles : list of str
    """

    info: "RecordingInfo"
    status: "SourceStatus"
    blocks: "list[ImuBlock]"
    seconds: float
    troubles: list[str] = field(default_factory=list)

    def recording(self) -> "Recording":
        """Return the samples as a recording."""
        import numpy as np

        from sensing.samples import Recording

        gyr = [block.gyr for block in self.blocks if block.gyr is not None]
        return Recording(
            np.concatenate([block.time_s for block in self.blocks]),
            np.concatenate([block.acc for block in self.blocks]),
            np.concatenate(gyr) if gyr else None,
            self.info,
        )


def check_adapter() -> Check:
    """Check that Bluetooth is there, switched on and allowed."""
    from sensing.bluetooth.radio import Radio
    from sensing.errors import RehabError

    async def look() -> int:
        return len(await Radio().scan(LOOK_S))

    try:
        heard = asyncio.run(look())
    except RehabError as error:
        finding, _, mend = str(error).partition(". ")
        return Check(WARNING, "Bluetooth", finding, mend)
    return Check(OK, "Bluetooth", f"switched on and allowed; {counted(heard, 'device')} in reach")


def check_sensor(address: str, seconds: float, say: Callable[[str], None]) -> Iterator[Check]:
    """Connect to a sensor, take samples for a while, and judge them.

    Parameters
    ----------
    address : str
    seconds : float
    say : callable
        Tells the person what to do.
    """
    from sensing.errors import RehabError

    try:
        test = asyncio.run(_take(address, seconds, say))
    except RehabError as error:
        finding, _, mend = str(error).partition(". ")
        yield Check(PROBLEM, "sensor", finding, mend)
        return
    yield _identity(test)
    yield from (
        Check(WARNING, "sensor", *trouble.rstrip(".").split(". ", maxsplit=1)) for trouble in test.troubles
    )
    if len(test.blocks) < 2:
        yield Check(PROBLEM, "rate", "hardly a sample came", "Switch the sensor off and on")
        return
    yield check_rate(test)
    yield check_gaps(test)
    yield check_signal(test.status)
    yield check_rest(test)
    yield check_closure(test)


async def _take(address: str, seconds: float, say: Callable[[str], None]) -> SensorTest:
    from sensing.collector import Collector

    troubles: list[str] = []
    source = Collector(address, on_trouble=troubles.append)
    await source.start()
    say(INSTRUCTIONS.format(seconds=seconds))
    blocks: list[ImuBlock] = []

    async def gather() -> None:
        async for block in source:
            blocks.append(block)

    try:
        await asyncio.wait_for(gather(), seconds)
    except TimeoutError:
        pass
    finally:
        status = source.status
        await source.stop()
    return SensorTest(source.info, status, blocks, seconds, troubles)


def _identity(test: SensorTest) -> Check:
    from sensing.drivers import get_driver

    driver = get_driver(str(test.info.extra["sensor"]["driver"]))
    firmware = f", firmware {test.info.sensor.firmware}" if test.info.sensor.firmware else ""
    return Check(OK, "sensor", f"{driver.title}{firmware}; driver: {driver.verification}")


def check_rate(test: SensorTest) -> Check:
    """Check how many samples came against how many should have."""
    expected_hz = test.info.rate_hz or 0.0
    host_time_s = [float(block.host_time_s[-1]) for block in test.blocks if block.host_time_s is not None]
    span_s = host_time_s[-1] - host_time_s[0]
    received_hz = sum(len(block) for block in test.blocks[1:]) / span_s if span_s > 0 else 0.0
    finding = f"{number(received_hz, 1)} of {number(expected_hz)} samples a second"
    if abs(received_hz / expected_hz - 1.0) <= RATE_TOLERANCE:
        return Check(OK, "rate", finding)
    return Check(WARNING, "rate", finding, "Bring the sensor closer to the computer, with nobody in between")


def check_gaps(test: SensorTest) -> Check:
    """Check what is missing between the samples."""
    recording = test.recording()
    gaps = recording.gaps
    missing = sum(gap.missing for gap in gaps)
    share = missing / (missing + len(recording))
    if not gaps:
        return Check(OK, "gaps", "no sample is missing")
    longest = max(gap.duration_s for gap in gaps)
    finding = (
        f"{counted(missing, 'sample')} missing in {counted(len(gaps), 'gap')}, the longest {longest:.2f} s"
    )
    if share <= MISSING_LITTLE:
        return Check(OK, "gaps", finding)
    status = WARNING if share <= MISSING_MUCH else PROBLEM
    return Check(
        status, "gaps", finding, "Bring the sensor closer, and move other radios away from the computer"
    )


def check_signal(status: "SourceStatus") -> Check:
    """Check the strength of the signal and the battery."""
    words = []
    if status.signal_dbm is not None:
        words.append(f"signal {number(status.signal_dbm)} dBm")
    if status.battery_percent is not None:
        words.append(f"battery {number(status.battery_percent)} %")
    if status.battery_v is not None:
        words.append(f"battery {number(status.battery_v, 2)} V")
    finding = ", ".join(words) or "not known"
    if status.signal_dbm is not None and status.signal_dbm < WEAK_DBM:
        return Check(WARNING, "signal", finding, "Bring the sensor closer to the computer")
    return Check(OK, "signal", finding)


def check_rest(test: SensorTest) -> Check:
    """Check that the accelerometer measures gravity while the sensor is held still."""
    import numpy as np

    from analysis.quality import GRAVITY_TOLERANCE_MS2, brief_rests
    from sensing.samples import STANDARD_GRAVITY

    recording = test.recording()
    rests = brief_rests(recording)
    if not rests:
        return Check(WARNING, "at rest", "the sensor was never still", "Run the test again and hold it still")
    norms = [float(np.linalg.norm(recording.acc[one.first : one.last].mean(axis=0))) for one in rests]
    worst = max(norms, key=lambda norm: abs(norm - STANDARD_GRAVITY))
    finding = f"{worst:.2f} m/s² at rest, gravity is {STANDARD_GRAVITY:.2f}"
    if abs(worst - STANDARD_GRAVITY) <= GRAVITY_TOLERANCE_MS2:
        return Check(OK, "at rest", finding)
    return Check(PROBLEM, "at rest", finding, "Calibrate the sensor with the maker's app")


def check_closure(test: SensorTest) -> Check:
    """Check that gyroscope and accelerometer agree about how far the sensor was turned between two rests."""
    import numpy as np

    from analysis.quality import CLOSURE_LIMIT_DEG, brief_rests, still_to_still_errors_deg

    recording = test.recording()
    errors = still_to_still_errors_deg(recording, brief_rests(recording))
    if not len(errors):
        return Check(
            WARNING,
            "closure",
            "not tested: it takes a turn between two rests",
            "Run the test again: hold the sensor still, turn it, hold it still",
        )
    worst = float(np.median(errors))
    finding = f"gyroscope and accelerometer agree to {worst:.1f} degrees"
    if worst <= CLOSURE_LIMIT_DEG:
        return Check(OK, "closure", finding)
    finding = f"gyroscope and accelerometer disagree by {worst:.0f} degrees"
    mend = "Calibrate the sensor with the maker's app; if it stays so, the sensor or its axes are faulty"
    return Check(PROBLEM, "closure", finding, mend)
