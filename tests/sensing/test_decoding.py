"""Notifications become samples the same way live and from a file."""

import asyncio
import struct

import numpy as np
import pytest

from sensing import read_recording
from sensing.decoding import NotificationDecoder
from sensing.drivers import get_driver
from sensing.notifications import SUFFIX, read_notifications
from sensing.recorder import Recorder
from sensing.replay import ReplaySource, decoded_again
from sensing.samples import RecordingInfo, SensorInfo
from sensing.simulation import simulate
from sensing.simulation.stream import short_session
from sensing.source import Notification

INFO = RecordingInfo(sensor=SensorInfo("WT901BLE"), rate_hz=100.0, extra={"sensor": {"driver": "witmotion"}})
STEP = np.array([16 * 9.80665 / 32768] * 3 + [np.radians(2000) / 32768] * 3)


@pytest.fixture(scope="module")
def made():
    return simulate(short_session("leg_lift", "left", repetitions=2)).recording


@pytest.fixture(scope="module")
def messages(made):
    """What a WitMotion would send of it: four frames of 20 bytes at a time; reconnected once."""
    values = np.rint(np.hstack([made.acc, made.gyr]) / STEP).astype(int)
    frames = [struct.pack("<2s9h", b"\x55\x61", *row, 0, 0, 0) for row in values]
    half = len(frames) // 8
    return [
        Notification(
            100.0 + 0.04 * (i + 1) + (5.0 if i >= half else 0.0),
            b"".join(frames[4 * i : 4 * i + 4]),
            "",
            int(i >= half),
        )
        for i in range(len(frames) // 4)
    ]


def test_the_samples_are_those_that_were_sent(made, messages):
    decoder = NotificationDecoder(get_driver("witmotion"), 100.0)
    blocks = [block for one in messages for block in decoder.feed(one)]
    acc = np.concatenate([block.acc for block in blocks])
    assert np.abs(acc - made.acc[: len(acc)]).max() < STEP[0]
    assert len(acc) > len(made) - 4
    assert decoder.refused == 0
    assert [block.epoch for block in blocks] == sorted(block.epoch for block in blocks)
    assert {block.epoch for block in blocks} == {0, 1}
    time_s = np.concatenate([block.time_s for block in blocks])
    assert (np.diff(time_s) > 0).all()
    assert np.diff(time_s).max() == pytest.approx(5.0, abs=0.2)


def test_what_is_no_packet_is_passed_over(messages):
    decoder = NotificationDecoder(get_driver("witmotion"))
    good = [len(decoder.feed(one)) for one in messages[:10]]
    assert decoder.feed(Notification(100.5, b"nothing like it at all", "")) == ()
    assert decoder.refused == 1
    assert sum(len(decoder.feed(one)) for one in messages[10:20]) == sum(good)


def test_what_was_recorded_decodes_to_the_same_samples_again(tmp_path, messages):
    live = NotificationDecoder(get_driver("witmotion"), 100.0)
    recorder = Recorder(tmp_path, "s")
    # As a sensor: each notification is heard before the samples that it completes.
    asyncio.run(recorder.run(ReplaySource(decoded_again(messages, live.feed), INFO, speed=None)))
    recorded = read_recording(recorder.finish().path)
    stored, driver = read_notifications(tmp_path / f"s{SUFFIX}")
    assert driver == "witmotion"
    assert [one.payload for one in stored] == [one.payload for one in messages]
    again = NotificationDecoder(get_driver(driver), recorded.info.rate_hz)
    blocks = [block for one in messages for block in again.feed(one)]
    assert np.array_equal(np.concatenate([block.time_s for block in blocks]), recorded.time_s)
    assert np.array_equal(np.concatenate([block.acc for block in blocks]), recorded.acc)
    assert np.array_equal(np.concatenate([block.gyr for block in blocks]), recorded.gyr)
