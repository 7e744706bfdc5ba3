"""What collecting costs: the callback, two sensors at 208 Hz over the virtual radio, memory over an hour.

The radio is that of the tests (Bumble): the processor's share holds the sensors and both sides of the
radio. Beside it stands the floor: the same radio, and bare bleak clients whose callback does nothing. The
hour is one sensor at 100 Hz in time that jumps. Run ``make bench``, or this file with ``--json``.
"""

import asyncio
import logging
import sys
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from support.options import options, print_json

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "radio"))

from virtual_radio.rig import Rig
from virtual_radio.warp import jumping_time

from sensing.bluetooth.limits import Limits
from sensing.bluetooth.link import Link
from sensing.collector import Collector

CALLS = 200_000
PAYLOAD = bytes(80)
DRIVER, RATE_HZ, SENSORS = "open_profile", 208.0, 2


async def callback_us() -> np.ndarray:
    """Return what the callback of a notification takes, call by call."""
    async with Rig("witmotion") as rig:
        (device,) = await rig.radio.scan(2.5)
        link = Link(rig.radio, device, 0, Limits())
        taken = np.empty(CALLS)
        data = bytearray(PAYLOAD)
        for call in range(CALLS):
            begin = time.perf_counter()
            link._notified("x", None, data)  # type: ignore[arg-type]  # noqa: SLF001 (what is measured)
            taken[call] = time.perf_counter() - begin
        await link.close()
        return 1e6 * taken


async def collect(seconds: float) -> tuple[float, np.ndarray]:
    """Collect from two sensors; return the processor's share and the samples' delays in ms."""
    delays: list[float] = []
    async with Rig(*[DRIVER] * SENSORS) as rig:
        sessions = [Collector(sensor.address, radio=rig.radio, rate_hz=RATE_HZ) for sensor in rig.sensors]

        async def consume(source: Collector) -> int:
            count = 0
            async for block in source:
                assert block.host_time_s is not None
                delays.append(time.monotonic() - block.host_time_s[-1])
                count += len(block)
            return count

        for session in sessions:
            await session.start()
        consumers = [asyncio.create_task(consume(session)) for session in sessions]
        before_s = time.process_time()
        begun = [sensor.sent for sensor in rig.sensors]
        await asyncio.sleep(seconds)
        share = (time.process_time() - before_s) / seconds
        sent = sum(sensor.sent - first for sensor, first in zip(rig.sensors, begun, strict=True))
        for session in sessions:
            await session.stop()
        received = sum(await asyncio.gather(*consumers))
        assert received >= sent, f"{sent - received} samples were lost"
        assert sent > 0.9 * SENSORS * RATE_HZ * seconds, "the machine is too busy for the sensors themselves"
        assert all(session.status.epoch == 0 for session in sessions)
    return share, 1e3 * np.array(delays)


async def bare(seconds: float) -> float:
    """Return the processor's share of two bleak clients that throw everything away."""
    async with Rig(*[DRIVER] * SENSORS) as rig:
        clients = []
        for sensor in rig.sensors:
            found = await rig.radio.find(lambda one, at=sensor.address: one.address == at, 5.0)
            assert found is not None
            client = rig.host.backend.client(found.device, lambda: None)
            await rig.radio.connect(client, 20.0)
            await client.start_notify(sensor.data, lambda *_: None)
            await client.write_gatt_char(sensor.control, bytes((1, int(RATE_HZ), 0)), response=True)
            clients.append(client)
        before_s = time.process_time()
        await asyncio.sleep(seconds)
        share = (time.process_time() - before_s) / seconds
        for client in clients:
            await client.disconnect()
    return share


async def memory_mb(minutes: float) -> float:
    """Return what an hour gains after its first tenth, in MB; samples are taken and forgotten."""
    held: list[float] = []
    async with Rig("witmotion") as rig:
        rig.sensor.remembers = False
        source = Collector(rig.sensor.address, radio=rig.radio)
        await source.start()
        count, tenth = 0, int(minutes * 60 * 100 / 10)
        async for block in source:
            if (count + len(block)) // tenth > count // tenth:
                held.append(present_mb())
            count += len(block)
            if count >= 10 * tenth:
                break
        await source.stop()
    return held[-1] - held[0]


def present_mb() -> float:
    """Return the memory that this process holds now; NaN where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024.0 for line in lines if line.startswith("VmRSS:")), float("nan"))


def measure(seconds: float, minutes: float) -> dict[str, float]:
    """Return all figures."""
    calls = asyncio.run(callback_us())
    floor, (share, delays) = asyncio.run(bare(seconds)), asyncio.run(collect(seconds))
    with jumping_time() as run_until_done:
        begin = time.perf_counter()
        gained = run_until_done(memory_mb(minutes))
        hour_s = time.perf_counter() - begin
    return {
        "callback, median (µs)": float(np.median(calls)),
        "callback, 99th percentile (µs)": float(np.percentile(calls, 99)),
        "two sensors at 208 Hz: share of a core, sensors and radio included (%)": 100 * share,
        "the same, bleak alone (%)": 100 * floor,
        "notification to sample, median (ms)": float(np.median(delays)),
        "notification to sample, 95th percentile (ms)": float(np.percentile(delays, 95)),
        f"memory gained in {minutes:g} minutes after the first tenth (MB)": gained,
        f"{minutes:g} minutes passed in (s)": hour_s,
    }


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the run in real time")
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the run in time that jumps")
    chosen = parser.parse_args()
    logging.getLogger("bumble").setLevel(logging.ERROR)  # a sensor that sends while its link ends is no news
    figures = measure(chosen.seconds, chosen.minutes)
    if chosen.json:
        print_json(figures)
        return
    table = Table("collecting", "measured")
    for name, value in figures.items():
        table.add_row(name, f"{value:.3g}")
    Console().print(table)


if __name__ == "__main__":
    main()
