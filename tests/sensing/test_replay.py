"""A recording comes back as it came: its timing, gaps, bursts, reconnections; at any speed."""

import asyncio
import contextlib
from itertools import pairwise

import numpy as np
import pytest

from sensing.errors import InputError
from sensing.replay import DELIVERY_S, HostClock, ReplaySource, decoded_again, deliveries_of
from sensing.samples import ImuBlock, Recording, RecordingInfo
from sensing.simulation import SessionScript, simulate
from sensing.simulation.steps import Calibration, Stand
from sensing.simulation.stream import SimulatedSource
from sensing.source import RATE_WINDOW_S, Notification, RateMeter


class Listener:
    def __init__(self):
        self.heard = []

    def notified(self, notification):
        self.heard.append(notification)

    def link_changed(self, event):
        self.heard.append(event)


def recording(time_s, **extra):
    time_s = np.asarray(time_s, dtype=float)
    acc = np.column_stack([np.sin(time_s), np.cos(time_s), 9.81 + 0 * time_s])
    columns = {name: np.asarray(values) for name, values in extra.items()}
    return Recording(time_s, acc, 0.1 * acc, RecordingInfo(rate_hz=100.0), columns)


def play(source, listener=None):
    async def run():
        await source.start(listener)
        blocks = [block async for block in source]
        await source.stop()
        return blocks

    return asyncio.run(run())


@pytest.fixture
def replay(quick_clock):
    def run(one, *, listener=None, **options):
        return play(ReplaySource(deliveries_of(one), one.info, clock=quick_clock(), **options), listener)

    return run


def joined(blocks):
    return np.concatenate([block.time_s for block in blocks]), np.concatenate([block.acc for block in blocks])


@pytest.mark.parametrize("speed", [None, 0.5, 1.0, 20.0])
def test_every_sample_comes_once_and_unchanged(replay, speed):
    one = recording(np.arange(501) / 100)
    blocks = replay(one, speed=speed)
    time_s, acc = joined(blocks)
    assert np.array_equal(time_s, one.time_s)
    assert np.array_equal(acc, one.acc)


@pytest.mark.parametrize("speed", [0.5, 1.0, 20.0])
def test_packets_come_when_they_came(replay, speed):
    one = recording(np.arange(0, 400) / 100)
    blocks = replay(one, speed=speed)
    assert {len(block) for block in blocks} == {4}
    arrived = np.array([block.host_time_s[0] for block in blocks]) - 1000.0
    assert np.allclose(arrived, (np.arange(100) * DELIVERY_S) / speed)


def test_a_gap_is_waited_for(replay):
    one = recording([*np.arange(100) / 100, *(7.0 + np.arange(100) / 100)])
    blocks = replay(one)
    late = [b.host_time_s[0] - a.host_time_s[0] for a, b in pairwise(blocks)]
    assert max(late) == pytest.approx(6.04, abs=DELIVERY_S)
    assert sorted(late)[-2] < 2 * DELIVERY_S


def test_bursts_come_back_from_the_times_of_arrival(replay):
    host = np.repeat([50.0, 50.03, 50.40, 50.41], [4, 4, 36, 4])
    blocks = replay(recording(np.arange(48) / 100, host_time_s=host))
    assert [len(block) for block in blocks] == [4, 4, 36, 4]
    assert np.allclose([block.host_time_s[0] - 1000 for block in blocks], [0, 0.03, 0.4, 0.41])


@pytest.mark.parametrize("odd", [["x"] * 8, [np.nan] * 8, [True] * 8])
def test_times_of_arrival_that_are_none_are_not_used(replay, odd):
    blocks = replay(recording(np.arange(8) / 100, host_time_s=odd, epoch=["?"] * 8))
    assert [len(block) for block in blocks] == [4, 4]


def test_a_reconnection_is_told_before_its_samples(replay):
    listener = Listener()
    one = recording([*np.arange(8) / 100, *(3 + np.arange(4) / 100)], epoch=[0] * 8 + [1] * 4)
    blocks = replay(one, listener=listener)
    assert [block.epoch for block in blocks] == [0, 0, 1]
    assert [(event.news, event.epoch) for event in listener.heard] == [("lost", 0), ("back", 1)]
    assert listener.heard[0].host_time_s == blocks[1].host_time_s[0]
    assert listener.heard[1].host_time_s == pytest.approx(blocks[2].host_time_s[0])


def test_raw_notifications_are_decoded_again_with_their_own_times(quick_clock):
    seen = []

    def decode(one):
        seen.append(one.host_time_s)
        number = one.payload[0]
        return (
            [ImuBlock(np.array([number / 10]), np.full((1, 3), number), epoch=one.epoch)]
            if number % 2
            else []
        )

    raw = [Notification(5 + i / 10, bytes([i]), "c", int(i > 4)) for i in range(8)]
    listener = Listener()
    source = ReplaySource(decoded_again(raw, decode), RecordingInfo(), speed=2.0, clock=quick_clock())
    blocks = play(source, listener)
    assert seen == [one.host_time_s for one in raw]
    assert [block.acc[0, 0] for block in blocks] == [1, 3, 5, 7]
    assert np.allclose([block.host_time_s[0] - 1000 for block in blocks], [0.05, 0.15, 0.25, 0.35])
    heard = [one.payload if isinstance(one, Notification) else one.news for one in listener.heard]
    assert heard == [*(one.payload for one in raw[:5]), "lost", "back", *(one.payload for one in raw[5:])]
    assert listener.heard[1].host_time_s == pytest.approx(1000.05)


def test_stopping_ends_a_long_wait():
    one = recording([0.0, 0.01, 3600.0, 3600.01])

    async def run():
        source = ReplaySource(deliveries_of(one), one.info)
        await source.start()
        asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(source.stop()))
        async with asyncio.timeout(5):
            return [block async for block in source], source.status

    blocks, status = asyncio.run(run())
    assert [len(block) for block in blocks] == [2]
    assert not status.connected


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_refused(speed):
    with pytest.raises(InputError, match="speed"):
        ReplaySource([], RecordingInfo(), speed=speed)


def test_a_cancellation_while_it_closes_a_wait_is_not_swallowed():
    one = recording([0.0, 0.01, 3600.0, 3600.01])

    class Slow(HostClock):
        async def sleep_until(self, time_s):
            try:
                await super().sleep_until(time_s)
            finally:
                await asyncio.sleep(0.05)

    async def consume(source):
        async for _ in source:
            pass

    async def run():
        source = ReplaySource(deliveries_of(one), one.info, clock=Slow())
        await source.start()
        consuming = asyncio.ensure_future(consume(source))
        await asyncio.sleep(0.1)
        await source.stop()  # the wait ends, and is being closed
        await asyncio.sleep(0.01)
        consuming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await consuming
        return consuming.cancelled()

    assert asyncio.run(run())


@pytest.mark.parametrize("speed", [None, 0.5, 4.0, 1e308])
def test_the_status_tells_the_rate_and_the_link(quick_clock, speed):
    one = recording(np.arange(1000) / 100)
    clock = quick_clock()
    seen = []

    async def run():
        source = ReplaySource(deliveries_of(one), one.info, speed=speed, clock=clock)
        assert not source.status.connected
        await source.start()
        seen.extend([source.status async for _ in source])

    asyncio.run(run())
    assert seen[0].received_hz is None
    assert seen[0].connected
    assert seen[-1].received_hz == pytest.approx(100.0)
    assert seen[-1].expected_hz == 100.0


def test_the_host_clock_waits_and_does_not_wait_for_the_past():
    async def run():
        clock = HostClock()
        before = clock.now()
        await clock.sleep_until(before + 0.02)
        await clock.sleep_until(before - 100)
        return clock.now() - before

    assert 0.02 <= asyncio.run(run()) < 5


def test_the_rate_falls_when_nothing_comes():
    meter = RateMeter()
    assert meter.rate_hz(0.0) == 0.0
    for i in range(200):
        meter.add(i * 0.04, 4)
    assert meter.rate_hz(199 * 0.04) == pytest.approx(100.0)
    assert 0.0 < meter.rate_hz(199 * 0.04 + RATE_WINDOW_S / 2) < 60.0
    assert meter.rate_hz(1000.0) == 0.0


def test_a_simulated_sensor_delivers_what_is_simulated_and_no_truth(quick_clock):
    script = SessionScript(steps=(Stand(s=2.0), Calibration()), side="left")
    made = simulate(script).recording
    source = SimulatedSource(script, clock=quick_clock())
    blocks = play(source)
    time_s, acc = joined(blocks)
    assert np.array_equal(time_s, made.time_s)
    assert np.array_equal(acc, made.acc)
    assert source.info.placement.side == "left"
    assert source.info.activities == made.info.activities
    assert blocks[-1].host_time_s[0] - blocks[0].host_time_s[0] == pytest.approx(
        made.duration_s, abs=DELIVERY_S
    )
