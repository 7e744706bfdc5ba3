"""Packets in two notifications; Movella DOT and the open profile; what is cut short or foreign is refused."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.drivers import Check, Write, get_driver
from sensing.errors import PacketError


def imu6(count, first_ms=1000, value=1.0):
    acc = [value + 0.01 * i for i in range(3 * count)]
    gyr = [-value - 0.01 * i for i in range(3 * count)]
    return struct.pack(f"<I{6 * count}f", first_ms, *acc, *gyr)


def feed_split(packet, at):
    decoder = get_driver("movesense").decoder()
    blocks = decoder.feed(b"\x02\x63" + packet[:at], 1.0)
    return blocks + (decoder.feed(b"\x03\x63" + packet[at:], 2.0) if at < len(packet) else [])


def test_eight_samples_come_in_two_parts():
    packet = imu6(8)
    (block,) = feed_split(packet, 150)
    np.testing.assert_allclose(block.acc.ravel(), 1 + 0.01 * np.arange(24), rtol=1e-6)
    np.testing.assert_allclose(np.rad2deg(block.gyr).ravel(), -1 - 0.01 * np.arange(24), rtol=1e-6)
    assert block.sensor_time_s == 1.0
    assert block.host_time_s == 2.0


@given(st.integers(1, 10), st.integers(5, 400))
def test_wherever_the_maker_splits(count, at):
    packet = imu6(count)
    if (at - 4) % 24 == 0 and at < len(packet):
        at += 1  # a first part that is whole samples cannot be told from a whole packet
    whole = feed_split(packet, len(packet))[0]
    (block,) = feed_split(packet, at)
    assert np.array_equal(block.acc, whole.acc)
    assert np.array_equal(block.gyr, whole.gyr)


def test_a_lost_part_costs_its_packet_only():
    decoder = get_driver("movesense").decoder()
    packet = imu6(8)
    assert decoder.feed(b"\x02\x63" + packet[:150], 0.0) == []
    with pytest.raises(PacketError, match="cut short after 150 bytes"):
        decoder.feed(b"\x02\x63" + packet[:150], 0.1)
    assert len(decoder.feed(b"\x03\x63" + packet[150:], 0.2)[0]) == 8
    with pytest.raises(PacketError, match="beginning was lost"):
        decoder.feed(b"\x03\x63" + packet[150:], 0.3)
    assert len(decoder.feed(b"\x02\x63" + imu6(4), 0.4)[0]) == 4


def test_two_streams_do_not_mix():
    decoder = get_driver("movesense").decoder()
    packet = imu6(8)
    decoder.feed(b"\x02\x63" + packet[:150], 0.0)
    acc_only = struct.pack("<I3f", 5, 0.0, 0.0, 9.81)
    (block,) = decoder.feed(b"\x02\x61" + acc_only, 0.0)
    assert block.gyr is None
    assert len(decoder.feed(b"\x03\x63" + packet[150:], 0.0)[0]) == 8


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30, 200.0])
def test_no_impossible_number_gets_through(value):
    with pytest.raises(PacketError, match="the sensor measures up to"):
        get_driver("movesense").decoder().feed(b"\x02\x63" + imu6(4, value=value), 0.0)
    sample = struct.pack("<I6f", 1, value, 0, 0, 0, 0, 0)
    with pytest.raises(PacketError, match="the sensor measures up to"):
        get_driver("movella_dot").decoder().feed(sample.ljust(40, b"\0"), 0.0)


def test_a_nan_that_signals_is_refused_without_a_warning():
    signalling = bytes.fromhex("0100a07f")
    packet = imu6(4)
    with pytest.raises(PacketError, match="the sensor measures up to"):
        get_driver("movesense").decoder().feed(b"\x02\x63" + packet[:4] + signalling + packet[8:], 0.0)
    packet = struct.pack("<I", 1) + signalling + bytes(20)
    with pytest.raises(PacketError, match="the sensor measures up to"):
        get_driver("movella_dot").decoder().feed(packet.ljust(40, b"\0"), 0.0)


def test_a_dot_packet_cut_by_a_small_mtu_is_told():
    with pytest.raises(PacketError, match="a packet of 20 bytes, mode 21 has 28"):
        get_driver("movella_dot").decoder().feed(bytes(20), 0.0)


def test_the_dot_is_kept_awake_and_set_to_60_hz_as_the_specification_says():
    steps = get_driver("movella_dot").configuration(60)
    writes = [step.value for each in steps if isinstance(each, Check) for step in each.repair]
    assert "1000000a001e00" + "00" * 17 + "3c00" + "00" * 6 in [value.hex() for value in writes]
    (awake,) = [value for value in writes if value[0] == 0x04]
    assert len(awake) == 32
    assert awake[5:7] == b"\0\0"
    kinds = [type(step).__name__ for step in steps]
    start = max(i for i, step in enumerate(steps) if isinstance(step, Write))
    assert steps[start].value == bytes((1, 1, 21))
    assert kinds.index("Subscribe") < start


def test_the_open_profile_takes_the_scale_that_the_sensor_tells():
    driver = get_driver("open_profile")
    decoder = driver.decoder()
    info = "67770003-4402-4dd3-8825-90bc08e39ca3"
    packet = struct.pack("<BBHI6h", 1, 1, 0, 0, 1000, 0, 0, 1000, 0, 0)
    decoder.read(struct.pack("<3f", 119.0, 0.000244, 0.07) + b"Nano", info)
    (block,) = decoder.feed(packet, 0.0)
    assert block.acc[0, 0] == pytest.approx(0.244 * 9.80665)
    assert np.rad2deg(block.gyr[0, 0]) == pytest.approx(70)
    check = next(each for each in driver.configuration(104) if isinstance(each, Check) and each.required)
    assert any(check.accepts(reply) for reply in decoder.take_replies())
    for bad in ((np.nan, 1e-3, 1e-3), (100, 0, 0.07), (100, 1e-3, np.inf), (0, 1e-3, 1e-3)):
        with pytest.raises(PacketError, match="Info says"):
            decoder.read(struct.pack("<3f", *bad), info)


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (b"\x02\x01" + bytes(18), "version 2"),
        (b"\x01\x02" + bytes(18), "20 bytes for 2"),
        (b"\x01\x00" + bytes(6), "8 bytes for 0"),
        (b"\x01\x01", "its head alone has 8"),
    ],
)
def test_open_profile_packets_that_are_refused(packet, words):
    with pytest.raises(PacketError, match=words):
        get_driver("open_profile").decoder().feed(packet, 0.0)


def test_movesense_capture(root):
    path = root.parent / "shared" / "data" / "ble" / "movesense-gsp.json"
    if not path.exists():
        pytest.skip("the capture is not part of the project")
    references = {"IMU6": 0x63, "Acc": 0x61, "Gyro": 0x67, "IMU9": 0x69}
    for each in json.loads(path.read_text("utf-8")):
        head = bytes((2, references[each["path"].split("/")[2]]))
        payload = head + bytes.fromhex(each["payload_without_prefix"])
        (block,) = get_driver("movesense").decoder().feed(payload, 0.0)
        assert block.sensor_time_s * 1000 == pytest.approx(each["decoded"]["Timestamp"])
        for key, values in (("ArrayAcc", block.acc), ("ArrayGyro", block.gyr)):
            if key in each["decoded"]:
                said = [[one[axis] for axis in "xyz"] for one in each["decoded"][key]]
                found = values if key == "ArrayAcc" else np.rad2deg(values)
                np.testing.assert_allclose(found, said, rtol=1e-12)
