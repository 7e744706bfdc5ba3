"""WitMotion: frames cut from any stream, registers, and the displacement that looks like acceleration."""

import json
import struct
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.drivers import Check, get_driver
from sensing.drivers.witmotion import UNLOCK, write_register
from sensing.errors import PacketError

G = 9.80665
CALENDAR = bytes((24, 5, 17, 10, 11, 12)) + (345).to_bytes(2, "little")

counts = st.lists(st.integers(-32768, 32767), min_size=9, max_size=9)


def frame(values, stamp=b""):
    return b"\x55\x61" + struct.pack("<9h", *values) + stamp


def reply(first, *values):
    return b"\x55\x71" + struct.pack("<H8h", first, *values, *[0] * (8 - len(values)))


def still(z=2048):
    return frame([0, 0, z, 0, 0, 0, 0, 0, 0])


def samples(chunks):
    decoder = get_driver("witmotion").decoder()
    blocks = []
    for chunk in chunks:
        try:
            blocks += decoder.feed(chunk, 0.0)
        except PacketError:
            continue
    acc = np.concatenate([np.empty((0, 3)), *(block.acc for block in blocks)])
    gyr = np.concatenate([np.empty((0, 3)), *(block.gyr for block in blocks)])
    return np.hstack([acc, gyr])


def split(stream, cuts):
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


@given(st.lists(counts, min_size=1, max_size=8), st.lists(st.integers(0, 300), max_size=8), st.booleans())
def test_a_stream_split_anywhere_gives_the_same_samples(frames, cuts, stamped):
    stream = b"".join(frame(values, CALENDAR if stamped else b"") for values in frames)
    whole = samples([stream])
    assert np.array_equal(samples(split(stream, cuts)), whole)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_even_nonsense_split_anywhere_gives_the_same_samples(stream, cuts):
    headed = b"\x55\x61" + stream.replace(b"\x07", b"\x55\x61")
    assert np.array_equal(samples(split(headed, cuts)), samples([headed]))


@pytest.mark.parametrize("stamp", [b"", CALENDAR])
def test_every_frame_is_found_whatever_the_length(stamp):
    rows = [[100 * i, 5, 2048, i, 0, 0, 0, 0, 0] for i in range(40)]
    stream = b"".join(frame(row, stamp) for row in rows)
    for size in (1, 7, 20, 28, 80, 112, len(stream)):
        found = samples([stream[at : at + size] for at in range(0, len(stream), size)])
        np.testing.assert_allclose(found[:, 0] / G * 2048, [row[0] for row in rows], atol=1e-9)


def test_stamps_are_kept_with_their_samples():
    decoder = get_driver("witmotion").decoder()
    stamps = [bytes((24, 5, 17, 10, 11, 12)) + ms.to_bytes(2, "little") for ms in (10, 20, 30)]
    blocks = decoder.feed(b"".join(frame([0, 0, 2048] + [0] * 6, stamp) for stamp in stamps), 0.0)
    assert [len(block) for block in blocks] == [1, 1, 1]
    assert np.diff([block.sensor_time_s for block in blocks]) == pytest.approx([0.01, 0.01])


def test_a_reply_between_frames_costs_no_sample():
    decoder = get_driver("witmotion").decoder()
    (block,) = decoder.feed(still() + reply(0x64, 391) + still() + still(), 0.0)
    assert len(block) == 3
    assert ("battery_v", 3.91) in [(said.topic, said.value) for said in decoder.take_replies()]


def test_after_lost_bytes_the_next_frames_are_found():
    stream = still() + still()[7:] + still() * 3
    assert len(samples([stream])) == 4
    assert len(samples([stream[:53]])) == 1  # a single frame after the loss is not believed yet


def test_a_foreign_stream_is_an_error_and_not_silence():
    decoder = get_driver("witmotion").decoder()
    with pytest.raises(PacketError, match="Check that the device is a WitMotion"):
        decoder.feed(bytes(range(100, 160)), 0.0)


def test_displacement_is_held_back_while_the_register_says_so():
    decoder = get_driver("witmotion").decoder()
    assert len(decoder.feed(still(), 0.0)) == 1
    decoder.feed(reply(0x96, 1), 0.1)
    with pytest.raises(PacketError, match="displacement instead of acceleration"):
        decoder.feed(still(), 0.2)
    decoder.feed(reply(0x96, 0), 0.3)
    assert len(decoder.feed(still(), 0.4)) == 1


def test_displacement_is_noticed_by_its_weightlessness():
    decoder = get_driver("witmotion").decoder()
    decoder.feed(still() * 100, 0.0)
    few = frame([30, -20, 45, 5, 5, 5, 0, 0, 0])  # some centimetres
    assert sum(len(block) for _ in range(7) for block in decoder.feed(few * 7, 0.1)) == 49
    with pytest.raises(PacketError, match="displacement"):
        decoder.feed(few, 0.2)
    assert len(decoder.feed(still(), 0.3)) == 1


def test_a_leap_is_no_displacement():
    decoder = get_driver("witmotion").decoder()
    floating, landing = still(200) * 4, still(9000) * 2
    for _ in range(40):
        assert sum(len(block) for block in decoder.feed(floating * 10 + landing, 0.0)) == 42


def test_the_rate_is_set_with_unlock_and_verified():
    rate = next(step for step in get_driver("witmotion").configuration(50) if isinstance(step, Check))
    assert [step.value.hex() for step in rate.ask] == ["ffaa270300"]
    assert [step.value.hex() for step in rate.repair] == ["ffaa6988b5", "ffaa030800"]
    assert all(step.pause_s >= 0.1 for step in rate.repair)
    decoder = get_driver("witmotion").decoder()
    for code, right in ((0x08, True), (0x09, False), (0, False)):
        decoder.feed(reply(0x03, code), 0.0)
        assert [rate.accepts(said) for said in decoder.take_replies()].count(True) == right


def test_displacement_is_switched_off_at_the_start_and_while_it_streams():
    driver = get_driver("witmotion")
    checks = [step for step in driver.configuration() if isinstance(step, Check)]
    (content,) = [check for check in checks if check.topic == "output_content"]
    assert content.required
    assert [step.value for step in content.repair] == [UNLOCK, bytes.fromhex("ffaa960000")]
    assert any(content in each.steps and each.every_s <= 10 for each in driver.upkeep)
    assert write_register(0x96, 0) == content.repair


def test_capture(root):
    path = root.parent / "shared" / "data" / "ble" / "witmotion-wt901ble67-100hz.jsonl"
    if not path.exists():
        pytest.skip("the capture is not part of the project")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    payloads = [bytes.fromhex(line["payload"]) for line in lines]
    found = samples(payloads)
    assert found.shape == (288, 6)
    assert np.array_equal(samples(split(b"".join(payloads), range(0, 5760, 33))), found)
    still_part = np.linalg.norm(found[60:, :3], axis=1)
    assert still_part.mean() == pytest.approx(9.81, abs=0.15)
