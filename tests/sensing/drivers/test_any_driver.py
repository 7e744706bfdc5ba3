"""What holds for every driver, the toy included: golden packets, no surprises, a table that is whole."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.drivers import (
    Check,
    Match,
    Read,
    Subscribe,
    Verification,
    Write,
    get_driver,
    list_drivers,
)
from sensing.drivers.blocks import ACC_MARGIN, GYR_MARGIN
from sensing.errors import DriverError, PacketError
from sensing.samples import STANDARD_GRAVITY

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FREELY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def feed(decoder, chunks):
    """Feed chunks; return all accelerations, all angular rates and the number of errors."""
    acc, gyr, errors = [], [], 0
    for chunk in chunks:
        try:
            blocks = decoder.feed(chunk, 1.0)
        except PacketError:
            errors += 1
            continue
        acc += [block.acc for block in blocks if block.acc is not None]
        gyr += [block.gyr for block in blocks if block.gyr is not None]
    empty = [np.empty((0, 3))]
    return np.concatenate(acc or empty), np.concatenate(gyr or empty), errors


def check_in_range(driver, acc, gyr):
    can = driver.capabilities
    assert (np.abs(acc) <= can.acc_range_g * STANDARD_GRAVITY * ACC_MARGIN * (1 + 1e-12)).all()
    assert (np.abs(gyr) <= np.deg2rad(can.gyr_range_deg_s) * GYR_MARGIN * (1 + 1e-12)).all()


def all_steps(driver):
    rates = [driver.configuration(rate) for rate in driver.capabilities.rates_hz]
    steps = [step for part in (*rates, driver.stop, *(each.steps for each in driver.upkeep)) for step in part]
    inner = [each for step in steps if isinstance(step, Check) for each in (*step.ask, *step.repair)]
    return steps + inner


def test_golden_packets(driver, fixtures):
    assert fixtures[driver.name], "every driver has packets to be held against"
    for packet in fixtures[driver.name]:
        decoder = driver.decoder()
        if "read" in packet:
            decoder.read(bytes.fromhex(packet["read"]), packet["characteristic"])
            blocks = []
        else:
            blocks = [block for part in packet["feed"] for block in decoder.feed(bytes.fromhex(part), 3.5)]
        check_packet(packet, blocks)
        said = {reply.topic: reply.value for reply in decoder.take_replies()}
        assert {topic: said.get(topic) for topic in packet.get("replies", {})} == packet.get("replies", {})
        assert decoder.take_replies() == []


def check_packet(packet, blocks):
    unit = {"g": STANDARD_GRAVITY, "m/s2": 1.0}[packet.get("acc_unit", "g")]
    tolerance = packet["tolerance"]
    for name, scale in (("acc", unit), ("gyr_deg_s", np.pi / 180)):
        arrays = [getattr(block, name.removesuffix("_deg_s")) for block in blocks]
        if name not in packet:
            assert all(array is None for array in arrays)
            continue
        np.testing.assert_allclose(np.concatenate(arrays) / scale, packet[name], rtol=0, atol=tolerance)
    if blocks:
        assert all(block.host_time_s == 3.5 for block in blocks)
        assert blocks[0].sensor_time_s == pytest.approx(packet.get("sensor_time_s", np.nan), nan_ok=True)
        assert blocks[0].counter == packet.get("counter")


@FREELY
@given(chunks=st.lists(st.binary(max_size=130), max_size=6))
def test_any_bytes_give_samples_in_range_or_the_parsers_own_error(driver, chunks):
    acc, gyr, _ = feed(driver.decoder(), chunks)
    check_in_range(driver, acc, gyr)


@FREELY
@given(data=st.data())
def test_golden_packets_with_bytes_changed(driver, fixtures, data):
    fed = [packet for packet in fixtures[driver.name] if "feed" in packet]
    packet = data.draw(st.sampled_from(fed))
    stream = bytearray(bytes.fromhex("".join(packet["feed"])))
    for _ in range(data.draw(st.integers(0, 4))):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(stream)))
    acc, gyr, _ = feed(driver.decoder(), [bytes(stream), bytes(stream[:cut]), bytes(stream)])
    check_in_range(driver, acc, gyr)


@FREELY
@given(value=st.binary(max_size=64), data=st.data())
def test_any_value_read_gives_a_reply_or_the_parsers_own_error(driver, value, data):
    known = sorted({step.characteristic for step in all_steps(driver) if isinstance(step, Read)})
    decoder = driver.decoder()
    try:
        decoder.read(value, data.draw(st.sampled_from([*known, driver.service])))
    except PacketError:
        return
    assert all(np.isfinite(reply.value) for reply in decoder.take_replies())


def test_an_error_leaves_the_decoder_usable(driver, fixtures):
    fed = [packet for packet in fixtures[driver.name] if "feed" in packet and "acc" in packet]
    decoder = driver.decoder()
    with pytest.raises(PacketError):
        decoder.feed(b"\xee\xee\xee", 0.0)
    with pytest.raises(PacketError):
        decoder.feed(
            b"\xee\xee\xee", 0.0, "00002a00-0000-1000-8000-00805f9b34fb" if driver.name != "toy" else None
        )
    # where frames have no seal, a second one must follow before the first is believed again
    good = bytes.fromhex("".join(fed[0]["feed"]))
    assert len(feed(decoder, [good, good])[0]) >= len(fed[0]["acc"])


def test_the_table_is_whole(driver):
    can = driver.capabilities
    assert can.default_rate_hz in can.rates_hz
    assert list(can.rates_hz) == sorted(can.rates_hz)
    assert can.battery in ("percent", "volts", "none")
    assert isinstance(driver.verification, Verification)
    assert driver.verified_by
    assert driver.unverified
    assert 0.5 <= driver.silence_s <= 5
    assert UUID.fullmatch(driver.service)
    for step in all_steps(driver):
        if not isinstance(step, Check):
            assert UUID.fullmatch(step.characteristic), step
    subscribed = [step.characteristic for step in driver.configuration() if isinstance(step, Subscribe)]
    assert tuple(subscribed) == driver.notifications


def test_checks_can_be_met(driver):
    for check in (step for step in all_steps(driver) if isinstance(step, Check)):
        assert check.attempts >= 1
        assert check.ask
        assert all(isinstance(step, Write) for step in check.repair)
        assert not check.problem.endswith(".")
        assert not check.mend.endswith(".")


def test_a_rate_it_does_not_offer_is_refused(driver):
    with pytest.raises(DriverError, match=r"333 Hz is not a rate it offers\. Choose one of"):
        driver.configuration(333)


def test_matching(driver):
    name = {"witmotion": "WT901BLE67", "movesense": "Movesense 12", "open_profile": "Rehab 3", "toy": "Toy"}
    own = name.get(driver.name, "Xsens DOT")
    assert driver.matches(own, [driver.service.upper()]) is Match.SURE
    assert driver.matches(None, [driver.service]) is Match.SERVICE
    assert driver.matches(own) is Match.NAME
    assert driver.matches("Headphones", ["0000180d-0000-1000-8000-00805f9b34fb"]) is None
    others = [each for each in list_drivers() if each.name != driver.name]
    assert [each.name for each in others if each.matches(own)] == []


def test_names():
    assert [driver.name for driver in list_drivers()] == [
        "witmotion",
        "movesense",
        "open_profile",
        "movella_dot",
    ]
    with pytest.raises(DriverError, match=r"no sensor driver is called 'polar'\. Use one of: witmotion"):
        get_driver("polar")
