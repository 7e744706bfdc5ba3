"""From scan to stop: every sensor over the virtual radio, through the real bleak."""

import asyncio
import time

import numpy as np
import pytest
from virtual_radio.rig import Rig, until
from virtual_radio.sensors import SENSORS

from sensing.decoding import NotificationDecoder
from sensing.drivers import get_driver
from sensing.errors import SourceError

DRIVERS = sorted(SENSORS)
each_driver = pytest.mark.parametrize("driver", DRIVERS)

TIME_ERROR_S = {"witmotion": 0.020, "movesense": 0.003, "open_profile": 0.003, "movella_dot": 0.003}
"""A sensor without a clock is timed by its arrivals; a busy machine adds to them."""

SETTINGS = {
    "witmotion": {"registers": {0x03: 9, 0x1F: 3, 0x64: 380, 0x96: 0}, "rate_hz": 100.0},
    "movesense": {"rate_hz": 52.0, "streams": True},
    "open_profile": {"rate_hz": 104.0, "streams": True},
    "movella_dot": {"rate_hz": 60.0, "streams": True, "sleep_min": 0},
}
"""What each sensor is set to in a session. All four begin otherwise after switching on, but for Movesense."""


@each_driver
def test_scan(on_air, driver):
    async def test(rig):
        (seen,) = await rig.radio.scan(2.5)
        assert (seen.address, seen.name) == (rig.sensor.address, rig.sensor.name)
        assert seen.driver is get_driver(driver)
        assert seen.signal_dbm == -50

    on_air(test, driver)


@each_driver
def test_configure(on_air, driver):
    async def test(rig):
        session = await rig.started()
        for name, value in SETTINGS[driver].items():
            assert getattr(rig.sensor, name) == value, name
        info = session.collector.info
        assert (info.rate_hz, info.sensor.address) == (rig.sensor.rate_hz, rig.sensor.address)
        assert (info.sensor.model, info.sensor.firmware) == (get_driver(driver).title, "1.0")
        assert info.extra["sensor"] == {"driver": driver, "name": rig.sensor.name}
        assert info.sensor.battery == (None if driver == "witmotion" else 80)
        assert session.told == []

    on_air(test, driver)


@each_driver
def test_stream(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(150)
        await session.stop()
        session.check_order()
        assert session.missing() == 0
        assert session.numbers[0] + session.count - 1 == session.numbers[-1]
        assert np.abs(session.time_error_s()).max() < TIME_ERROR_S[driver]
        assert abs(session.times[0]) < 1e-9
        assert {block.epoch for block in session.blocks} == {0}
        acc = np.concatenate([block.acc for block in session.blocks])
        assert np.allclose(acc, [0.0, 0.0, 9.80665], atol=0.01)
        assert session.news == []

    on_air(test, driver)


@each_driver
def test_status_is_live(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await until(lambda: session.collector.status.received_hz)
        await session.more(60)
        status = session.collector.status
        assert status.connected
        assert status.expected_hz == rig.sensor.rate_hz
        assert status.received_hz == pytest.approx(rig.sensor.rate_hz, rel=0.15)
        assert status.signal_dbm == -50
        await session.stop()
        assert not session.collector.status.connected

    on_air(test, driver)


def test_signal_is_live_where_the_system_tells_it(on_air):
    async def test(rig):
        strength = iter(range(-60, -90, -1))

        async def read():
            return next(strength)

        rig.host.signal = read
        session = await rig.started()
        await session.more(20)
        assert session.collector.status.signal_dbm == -50, "as it advertised"
        await asyncio.sleep(10.0)
        assert session.collector.status.signal_dbm == -62, "asked for every three seconds"
        assert session.news == []
        session.check_order()

    on_air(test, "movesense")


@pytest.mark.parametrize("answer", ["none", "a fault"])
def test_signal_that_cannot_be_read_costs_nothing(on_air, answer):
    async def test(rig):
        async def read():
            if answer == "a fault":
                raise OSError("no such thing")
            await asyncio.Event().wait()

        rig.host.signal = read
        session = await rig.started()
        await asyncio.sleep(70.0)
        await session.more(20)
        assert session.collector.status.signal_dbm == -50
        assert session.collector.status.battery_percent == 80
        assert (session.news, session.told, session.missing()) == ([], [], 0)

    on_air(test, "open_profile")


@each_driver
def test_stop(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(20)
        await session.stop()
        assert session.error is None
        received, raw = session.count, len(session.raw)
        await until(lambda: not rig.sensor.connected)
        assert not rig.host.connections
        if driver != "witmotion":  # has no command to stop
            assert not rig.sensor.streams
        await session.stop()
        assert (session.count, len(session.raw)) == (received, raw)
        again = await rig.started()
        await again.more(20)
        again.check_order()

    on_air(test, driver)


@each_driver
def test_raw_messages_are_enough_to_decode_again(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(60)
        await rig.sensor.drop_link()
        await session.hears("back")
        await session.more(60)
        await session.stop()
        decoder = NotificationDecoder(get_driver(driver), session.collector.info.rate_hz)
        again = [block for message in session.raw for block in decoder.feed(message)]
        assert decoder.refused == 0
        for before, after in zip(session.blocks, again, strict=False):
            assert np.array_equal(before.time_s, after.time_s)
            assert np.array_equal(before.acc, after.acc)
            assert np.array_equal(before.gyr, after.gyr)
            assert before.epoch == after.epoch
        assert len(again) >= len(session.blocks)

    on_air(test, driver)


@each_driver
def test_battery(on_air, driver):
    async def test(rig):
        session = await rig.started()

        def told():
            status = session.collector.status
            if driver == "witmotion":
                return None if status.battery_v is None else round(100 * status.battery_v) - 300
            return status.battery_percent

        assert told() == 80
        rig.sensor.battery = 4
        if driver == "witmotion":
            rig.sensor.registers[0x64] = 304
        await until(lambda: told() == 4)
        if driver != "witmotion":  # tells volts: what is left cannot be known
            assert session.told == ["The sensor's battery is at 15 % or less: charge it soon."]
        await session.more(20)
        session.check_order()
        assert session.missing() == 0

    on_air(test, driver)


def test_movesense_in_two_parts(on_air):
    async def test(rig):
        session = await rig.started(rate_hz=104.0)
        await session.more(200)
        session.check_order()
        assert session.missing() == 0
        assert rig.sensor.samples_per_packet == 8

    on_air(test, "movesense")


@each_driver
def test_mtu_23(on_air, driver):
    async def test(rig):
        if get_driver(driver).splits_packets:
            session = await rig.started()
            await session.more(100)
            session.check_order()
            assert session.missing() == 0
            return
        session = rig.session()
        with pytest.raises(SourceError, match="sends nothing that can be used"):
            await session.start()
        assert session.count == 0

    on_air(test, driver, max_mtu=23)


def test_two_sensors_at_once(on_air):
    async def test(rig):
        both = [rig.session(sensor) for sensor in rig.sensors]
        await asyncio.gather(*(session.start() for session in both))
        for times in range(1, 4):
            for session in both:
                await session.more(100)
            await asyncio.gather(*(sensor.drop_link() for sensor in rig.sensors))
            await asyncio.gather(*(session.hears("back", times) for session in both))
        for session in both:
            await session.more(100)
            session.check_order()
            assert session.missing() == 0
            assert session.epochs[-1] == 3  # nobody was in the other's way
            assert len(session.news) == 6
        assert len(rig.host.clients) == 8

    on_air(test, "witmotion", "open_profile")


def test_two_sensors_on_one_time_axis(on_air):
    async def test(rig):
        origin_s = time.monotonic()
        sessions = [await rig.started(sensor, origin_host_s=origin_s) for sensor in rig.sensors]
        for session in sessions:
            await session.more(200)
        await rig.sensors[0].drop_link()
        await sessions[0].hears("back")
        for session in sessions:
            await session.more(100)
            session.check_order()
        assert sessions[0].epochs[-1] == 1
        assert sessions[1].epochs[-1] == 0
        assert sessions[1].missing() == 0
        taken = [session.sensor.taken_at[session.numbers[-1]] - origin_s for session in sessions]
        assert abs((sessions[0].times[-1] - taken[0]) - (sessions[1].times[-1] - taken[1])) < 0.1

    on_air(test, "witmotion", "open_profile")


def test_in_real_time():
    """All other tests run in time that jumps; the clock of the computer will do as well."""

    async def test():
        async with Rig("witmotion") as rig:
            session = await rig.started()
            await session.more(40)
            await rig.sensor.drop_link()
            await session.hears("back")
            await session.more(40)
            await session.stop()
            session.check_order()
            assert session.missing() == 0

    asyncio.run(test())
