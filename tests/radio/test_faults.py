"""Everything that goes wrong with a link, injected on the virtual radio, for every sensor."""

import asyncio
import time

import numpy as np
import pytest
from virtual_radio.peripheral import Peripheral
from virtual_radio.rig import Session, until
from virtual_radio.sensors import SENSORS

from sensing.bluetooth.intake import WAITING_LIMIT_S
from sensing.collector import Collector
from sensing.drivers import get_driver
from sensing.errors import SourceError

each_driver = pytest.mark.parametrize("driver", sorted(SENSORS))

BACK_WITHIN_S = 3.0


async def back(session, times):
    """Wait until the link is back and delivers; return how long that took."""
    since = time.monotonic()
    await session.hears("back", times)
    return time.monotonic() - since


def check_gaps(session):
    """A gap in the times is as long as what is missing between connections, to a packet's delay."""
    between = np.flatnonzero(np.diff(session.epochs))
    taken = np.array([session.sensor.taken_at[number] for number in session.numbers])
    for at in between:
        gap_s = session.times[at + 1] - session.times[at]
        assert gap_s == pytest.approx(taken[at + 1] - taken[at], abs=0.06)
    return len(between)


@each_driver
def test_link_drop_ten_times(on_air, driver):
    async def test(rig):
        session = await rig.started()
        for times in range(1, 11):
            await session.more(30)
            sent_before = len(rig.sensor.commands)
            await rig.sensor.drop_link()
            assert await back(session, times) < BACK_WITHIN_S
            assert len(rig.sensor.commands) > sent_before
        await session.more(60)
        session.check_order()
        assert session.missing() == 0
        assert check_gaps(session) == 10
        assert [event.news for event in session.news] == ["lost", "back"] * 10
        assert [event.epoch for event in session.news[1::2]] == list(range(1, 11))
        assert "was lost" in session.news[0].reason
        assert session.told[0].endswith("was lost. Connecting again.")
        assert session.told[1] == "The sensor is back."
        assert rig.sensor.rate_hz == get_driver(driver).capabilities.default_rate_hz
        assert len(rig.host.clients) == 11

    on_air(test, driver)


@each_driver
def test_silence_ten_times(on_air, driver):
    async def test(rig):
        session = await rig.started()
        for times in range(1, 11):
            await session.more(30)
            rig.sensor.silent = True
            silent_since = time.monotonic()
            await session.hears("lost", times)
            limit_s = get_driver(driver).silence_s
            assert limit_s - 0.2 < time.monotonic() - silent_since < limit_s + 0.2
            rig.sensor.silent = False
            assert await back(session, times) < BACK_WITHIN_S
        await session.more(60)
        session.check_order()
        assert session.missing() == 0
        assert check_gaps(session) == 10
        assert "sends nothing" in session.news[0].reason

    on_air(test, driver)


@each_driver
def test_burst(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(300)
        for _ in range(3):
            rig.sensor.hold()
            await asyncio.sleep(1.0)
            rig.sensor.release()
            await session.more(100)
        session.check_order()
        assert session.missing() == 0
        assert session.news == []
        settled = session.numbers > session.numbers[0] + 200
        assert np.abs(session.time_error_s()[settled]).max() < 0.04

    on_air(test, driver)


@each_driver
def test_latency(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(200)
        rig.sensor.latency_s = 0.2
        await session.more(300)
        rig.sensor.latency_s = 0.0
        await session.more(200)
        session.check_order()
        assert session.missing() == 0
        assert session.news == []

    on_air(test, driver)


@each_driver
@pytest.mark.parametrize("packets", [1, 20])
def test_loss(on_air, driver, packets):
    async def test(rig):
        session = await rig.started()
        await session.more(400)
        rig.sensor.lose(packets)
        await session.more(400)
        session.check_order()
        assert session.missing() == packets * rig.sensor.samples_per_packet
        assert session.news == []
        # where the sensor counts or stamps, the gap is where it was; by arrivals alone it is found later
        settled = session.numbers > session.numbers[-1] - 50
        assert np.abs(session.time_error_s()[settled]).max() < 0.02
        if get_driver(driver).capabilities.clock_wraps_at_s is not None:
            assert np.abs(session.time_error_s()).max() < 0.005

    on_air(test, driver)


@each_driver
@pytest.mark.parametrize("seconds", [0.9, 2.3, 2.9, 13.0, 15.6, 60.0])
def test_gone_for_a_while(on_air, driver, seconds):
    """Whatever the collector is doing as it comes back: calling it, pausing, searching, searching again."""

    async def test(rig):
        session = await rig.started()
        await session.more(30)
        await rig.sensor.drop_link(back=False)
        await session.hears("lost")
        await asyncio.sleep(seconds)
        assert not session.collector.status.connected
        await rig.sensor.advertise()
        assert await back(session, 1) < BACK_WITHIN_S
        await session.more(60)
        session.check_order()
        assert check_gaps(session) == 1

    on_air(test, driver)


@each_driver
def test_gone_for_good(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(30)
        await rig.sensor.drop_link(back=False)
        gone_since = time.monotonic()
        await session.ended()
        assert 300 < time.monotonic() - gone_since < 320
        assert isinstance(session.error, SourceError)
        assert "was not found" in str(session.error)
        assert [event.news for event in session.news] == ["lost", "ended"]
        session.check_order()

    on_air(test, driver)


@each_driver
def test_not_there_at_all(on_air, driver):
    async def test(rig):
        await rig.sensor.device.stop_advertising()
        session = rig.session()
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"was not found\. Switch it on"):
            await session.start()
        assert time.monotonic() - began < 15

    on_air(test, driver)


@each_driver
def test_foreign_device_under_a_known_name(on_air, driver):
    class Foreign(Peripheral):
        name = SENSORS[driver].name
        services = {"180F": {"2A19": Peripheral.read_only}}
        rate_hz, samples_per_packet, streams = 1.0, 1, False

        def forget(self):
            """Nothing to forget."""

    async def test(rig):
        foreign = Foreign(rig.air, "F0:00:00:00:00:77")
        await foreign.power_on()
        rig.sensors.append(foreign)
        (seen,) = await rig.radio.scan(2.5)
        assert (seen.driver, seen.match) == (get_driver(driver), "name only")
        with pytest.raises(
            SourceError, match="none of the sensors this program knows, whatever its name says"
        ):
            await rig.session(foreign).start()
        await until(lambda: not foreign.connected)
        assert foreign.connections == 1

    on_air(test)


@each_driver
def test_changed_firmware(on_air, driver):
    async def test(rig):
        sensor = SENSORS[driver](rig.air, "F0:00:00:00:00:77", firmware="9.9")
        sensor.missing.add(sensor.data)
        await sensor.power_on()
        rig.sensors.append(sensor)
        with pytest.raises(SourceError, match="lacks what its protocol asks for"):
            await rig.session(sensor).start()
        assert sensor.connections == 1

    on_air(test)


@each_driver
def test_rate_changed_during_a_session(on_air, driver):
    async def test(rig):
        session = await rig.started()
        await session.more(200)
        wanted = rig.sensor.rate_hz
        if driver == "witmotion":
            rig.sensor.registers[0x03] = 7
        else:
            rig.sensor.rate //= 2
        await session.hears("back")
        assert rig.sensor.rate_hz == wanted
        assert "samples a second, not" in session.news[0].reason
        await session.more(200)
        session.check_order()

    on_air(test, driver)


def test_rate_that_stays_wrong_is_not_fought_for_ever(on_air):
    async def test(rig):
        session = await rig.started(rate_hz=13.0)
        for _ in range(300):  # a link that loses every other packet, for three minutes
            rig.sensor.lose(1)
            await session.more(4)
        assert 2 <= session.how_often("lost") <= 4
        session.check_order()

    on_air(test, "movesense")


@pytest.mark.parametrize("after", [20, 440, 980, 1020])
def test_displacement_instead_of_acceleration(on_air, after):
    async def test(rig):
        session = await rig.started()
        await session.more(after)
        rig.sensor.registers[0x96] = 1
        since = time.monotonic()
        await until(lambda: rig.sensor.registers[0x96] == 0)
        assert time.monotonic() - since < 2.0
        await session.more(400)
        assert session.news == []
        acc = np.concatenate([block.acc for block in session.blocks])
        wrong = np.abs(acc[:, 2] - 9.80665) > 0.1
        assert wrong.sum() < 50
        assert not wrong[-300:].any()

    on_air(test, "witmotion")


def test_range_changed_during_a_session(on_air):
    async def test(rig):
        session = await rig.started()
        await session.more(200)
        rig.sensor.acc_g = 1 / 2048
        await asyncio.sleep(15.0)
        await session.more(200)
        acc = np.concatenate([block.acc for block in session.blocks])
        assert np.allclose(acc[-200:], [0.0, 0.0, 9.80665], atol=0.01)

    on_air(test, "open_profile")


@pytest.mark.parametrize("operation", ["connect", "disconnect", "write"])
def test_operation_that_never_returns(on_air, operation):
    async def test(rig):
        session = await rig.started()
        await session.more(30)
        rig.host.hanging.add(operation)
        await rig.sensor.drop_link()
        await session.hears("lost")
        await asyncio.sleep(30.0)
        rig.host.hanging.clear()
        await session.hears("back")
        await session.more(60)
        session.check_order()
        began = time.monotonic()
        rig.host.hanging.add(operation)
        await session.stop()
        assert time.monotonic() - began < 8.0

    on_air(test, "witmotion")


def test_connection_left_behind_by_a_killed_program(on_air):
    async def test(rig):
        killed = rig.host.backend.client(rig.sensor.address, print)
        await killed.connect()
        session = await rig.started()
        await session.more(60)
        assert rig.sensor.connections == 1
        session.check_order()

    on_air(test, "movesense")


def test_bluetooth_switched_off(on_air):
    async def test(rig):
        rig.host.powered = False
        with pytest.raises(SourceError, match=r"Bluetooth is switched off\. Switch it on"):
            await rig.session().start()
        rig.host.powered = True
        session = await rig.started()
        await session.more(30)
        rig.host.powered = False
        await rig.sensor.drop_link()
        await session.hears("lost")
        await asyncio.sleep(10.0)
        rig.host.powered = True
        assert await back(session, 1) < BACK_WITHIN_S
        await session.more(30)
        session.check_order()

    on_air(test, "movesense")


def test_call_from_an_old_link_is_dropped(on_air):
    async def test(rig):
        session = await rig.started()
        await session.more(30)
        (old,) = rig.host.callbacks.values()
        await rig.sensor.drop_link()
        await session.hears("back")
        await session.more(30)
        received, raw = session.count, len(session.raw)
        for message in session.raw[:5]:
            old(bytearray(message.payload))
        link = old.func.__self__
        assert not link._inbox
        assert (session.count, len(session.raw)) == (received, raw)
        await session.more(30)
        session.check_order()

    on_air(test, "movesense")


def test_one_of_two_sensors_is_back_while_the_other_is_gone(on_air):
    async def test(rig):
        gone, session = [await rig.started(sensor) for sensor in rig.sensors]
        for times in range(1, 4):
            await session.more(30)
            if times == 1:
                await gone.more(30)
                await rig.sensors[0].drop_link(back=False)
            await rig.sensors[1].drop_link()
            assert await back(session, times) < BACK_WITHIN_S
        await session.more(30)
        session.check_order()
        assert gone.how_often("back") == 0

    on_air(test, "witmotion", "witmotion")


def test_a_search_goes_on_where_the_system_refused_it_for_a_moment(on_air):
    async def test(rig):
        searched, other = [await rig.started(sensor) for sensor in rig.sensors]
        await searched.more(30)
        await other.more(30)
        await rig.sensors[0].drop_link(back=False)
        await searched.hears("lost")
        await asyncio.sleep(3.0)
        assert rig.host.scanners
        rig.host.refused_scans = 1
        await rig.sensors[1].drop_link()
        await other.hears("back")
        assert rig.host.refused_scans == 0
        await rig.sensors[0].advertise()
        assert await back(searched, 1) < BACK_WITHIN_S
        assert other.how_often("lost") == 1

    on_air(test, "witmotion", "open_profile")


def test_reading_the_services_may_take_longer_than_answering(on_air):
    async def test(rig):
        session = await rig.started()
        await session.more(30)
        rig.host.discovery_s = 4.0
        await rig.sensor.drop_link()
        await session.hears("back")
        await session.more(30)
        assert rig.sensor.connections == 2, "what was called and answered is not called again"
        session.check_order()

    on_air(test, "movesense")


def test_ending_while_it_starts(on_air):
    async def test(rig):
        await rig.sensor.device.stop_advertising()
        session = rig.session()
        starting = asyncio.ensure_future(session.collector.start(session))
        await asyncio.sleep(5.0)
        assert rig.host.scanners
        began = time.monotonic()
        starting.cancel()
        await asyncio.wait({starting})
        assert time.monotonic() - began < 1.0
        assert starting.cancelled()
        assert not rig.host.scanners

    on_air(test, "witmotion")


def test_ending_while_it_searches(on_air):
    async def test(rig):
        session = await rig.started()
        await session.more(30)
        await rig.sensor.drop_link(back=False)
        await session.hears("lost")
        await asyncio.sleep(5.0)
        began = time.monotonic()
        await session.stop()
        assert time.monotonic() - began < 1.0
        assert session.error is None
        assert not rig.host.scanners

    on_air(test, "movella_dot")


def test_one_of_two_with_the_same_name_is_never_taken_for_the_other(on_air):
    async def test(rig):
        told = []
        collector = Collector(rig.sensor.name, radio=rig.radio, on_trouble=told.append)
        session = Session(collector, rig.sensor, told)
        rig.sessions.append(session)
        await session.start()
        worn, other = sorted(rig.sensors, key=lambda one: -one.connections)
        session.sensor = worn
        await session.more(30)
        await worn.drop_link(back=False)
        await session.hears("lost")
        await asyncio.sleep(20.0)
        assert other.connections == 0, "it advertises all the time"
        await worn.advertise()
        assert await back(session, 1) < BACK_WITHIN_S
        await session.more(30)
        session.check_order()
        assert other.connections == 0

    on_air(test, "movella_dot", "movella_dot")


def test_samples_that_nobody_takes_do_not_fill_the_memory(on_air):
    async def test(rig):
        rig.sensor.remembers = False
        session = rig.session(rate_hz=13.0)
        await session.collector.start(session)
        await asyncio.sleep(WAITING_LIMIT_S + 100.0)
        assert session.told == [one for one in session.told if "taken no samples for 10 minutes" in one]
        assert len(session.told) == 1
        await session.collector.stop()
        session.blocks = [block async for block in session.collector]
        assert session.count == pytest.approx(WAITING_LIMIT_S * 13.0, abs=4)
        session.check_order()
        assert session.missing() == 0, "what is left is the newest, without a gap"
        assert len(session.raw) * 4 > session.count + 1000, "the raw messages of all have been passed on"

    on_air(test, "movesense")
