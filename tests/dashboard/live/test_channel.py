"""A sensor of a guided session: what it sent can be decoded again from each of its recordings alone."""

import asyncio
import struct
from types import SimpleNamespace

import numpy as np
import pytest

from dashboard.live.channel import Channel
from sensing.decoding import NotificationDecoder
from sensing.drivers import get_driver
from sensing.drivers.open_profile import DATA, INFO
from sensing.notifications import read_notifications
from sensing.replay import Delivery, ReplaySource
from sensing.samples import RecordingInfo
from sensing.source import Notification

SCALE_G = 1 / 4096
"""Not the one that a decoder assumes before it was told."""


def sent(packets):
    """Return what a sensor sends that tells its scale once, at the start."""
    info = Notification(0.0, struct.pack("<3f", 104.0, SCALE_G, 2000 / 32768) + b"x", INFO)
    decoder = NotificationDecoder(get_driver("open_profile"), 104.0)
    decoder.feed(info)
    yield Delivery(0.0, notification=info)
    for number in range(packets):
        counts = (0, 0, round(1 / SCALE_G), 10, number, 0) * 8
        head = struct.pack("<BBHI", 1, 8, 8 * number, round(8e6 * number / 104))
        one = Notification(8 * (number + 1) / 104, head + struct.pack("<48h", *counts), DATA)
        yield Delivery(one.host_time_s, decoder.feed(one), one)


def test_each_recording_of_a_sensor_that_moves_to_the_other_leg_decodes_by_itself(tmp_path):
    log = SimpleNamespace(sets=[])
    guide = SimpleNamespace(
        part="0-right",
        strap="right",
        state=None,
        counting=False,
        calibrations=0,
        run=SimpleNamespace(log=log),
    )
    taken = []

    def changed(channel):
        taken.append(len(channel.last_block))
        if len(taken) == 20:
            guide.part, guide.strap = "1-left", "left"

    info = RecordingInfo(rate_hz=104.0, extra={"sensor": {"driver": "open_profile"}})
    source = ReplaySource(sent(40), info, speed=None)
    channel = Channel(source, guide, None, tmp_path, on_change=changed, on_trouble=pytest.fail)
    asyncio.run(channel.run())
    assert sorted(channel.recorders) == ["0-right", "1-left"]
    for part, recorder in channel.recorders.items():
        assert recorder.finish().samples == 160
        messages, driver = read_notifications(tmp_path / f"{part}.raw.jsonl.gz")
        again = NotificationDecoder(get_driver(driver), 104.0)
        acc = np.concatenate([block.acc for one in messages for block in again.feed(one)])
        assert np.allclose(acc[-160:], [0.0, 0.0, 9.80665]), part
