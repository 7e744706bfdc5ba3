"""Clocks with a counter or a stamp: wraps, losses, duplicates, clocks that are set, reconnections."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.clock import SampleClock
from sensing.clock_tracks import Unwrapper
from sensing.drivers import RawBlock, get_driver
from sensing.errors import PacketError
from sensing.samples import find_gaps


def packets(
    count, samples, rate_hz, *, wrap_s=None, wrap_count=None, start_s=0.0, start_count=0, step_s=None
):
    """Packets of a perfect sensor; they arrive 5 to 25 ms after their last sample."""
    made = []
    for i in range(count):
        first = i * samples
        time_s = first / rate_hz
        stamp = start_s + (time_s if step_s is None else round(time_s / step_s) * step_s)
        made.append(
            RawBlock(
                np.full((samples, 3), float(i)),
                None,
                100.0 + (first + samples - 1) / rate_hz + 0.005 + 0.020 * (i * 7 % 11) / 10,
                np.nan if wrap_s is None else stamp % wrap_s,
                None if wrap_count is None else (start_count + first) % wrap_count,
            )
        )
    return made


def run(clock, blocks):
    done = [block for block in map(clock.push, blocks) if block is not None]
    return np.concatenate([block.time_s for block in done]), done


@given(st.floats(1.0, 1e6), st.lists(st.floats(-0.49, 0.49), max_size=30), st.floats(0.0, 1.0))
def test_any_number_that_wraps_is_continued(wraps_at, steps, start):
    true = np.cumsum([start * wraps_at * 0.999, *(step * wraps_at for step in steps)])
    unwrap = Unwrapper(wraps_at)
    found = np.array([unwrap.push(value % wraps_at) for value in true])
    np.testing.assert_allclose(found - found[0], true - true[0], atol=1e-6 * wraps_at)


@pytest.mark.parametrize("name", ["movesense", "open_profile", "movella_dot"])
def test_a_wrap_in_mid_session_leaves_no_trace(name):
    driver = get_driver(name)
    can, rate_hz = driver.capabilities, driver.capabilities.default_rate_hz
    samples = {"movesense": 4, "open_profile": 8, "movella_dot": 1}[name]
    blocks = packets(
        300,
        samples,
        rate_hz,
        wrap_s=can.clock_wraps_at_s,
        wrap_count=can.counter_wraps_at,
        start_s=can.clock_wraps_at_s - 1.0,
        start_count=65536 - 100,
        step_s=0.001 if name == "movesense" else 1e-6,
    )
    clock = SampleClock.for_driver(driver, rate_hz)
    time_s, _ = run(clock, blocks)
    assert time_s[0] == 0
    np.testing.assert_allclose(time_s, np.arange(300 * samples) / rate_hz, atol=1e-3)
    assert (clock.received, clock.lost) == (300 * samples, 0)


def test_stamps_in_whole_milliseconds_are_smoothed():
    clock = SampleClock(208, clock_wraps_at_s=2**32 / 1000)
    time_s, _ = run(clock, packets(500, 8, 208, wrap_s=2**32 / 1000, step_s=0.001))
    steps = np.diff(time_s)[200:] * 208
    assert np.abs(steps - 1).max() < 0.03
    assert find_gaps(time_s) == ()
    assert clock.rate_hz == pytest.approx(208, rel=1e-4)


@pytest.mark.parametrize("counter", [65536, None])
@pytest.mark.parametrize("rate_hz", [104.0, 101.9])
def test_every_lost_packet_is_found_at_once_and_in_place(counter, rate_hz):
    blocks = packets(400, 8, rate_hz, wrap_s=4294.967296, wrap_count=counter, start_s=4290.0)
    gone = {50, 120, 121, 122, 300}
    clock = SampleClock(104, clock_wraps_at_s=4294.967296, counter_wraps_at=counter)
    time_s, done = run(clock, [block for i, block in enumerate(blocks) if i not in gone])
    assert clock.lost == 8 * len(gone)
    kept = np.repeat([i not in gone for i in range(400)], 8)
    # the first packets go by the nominal rate
    np.testing.assert_allclose(
        time_s, (np.arange(3200) / rate_hz)[kept], atol=2e-2 if rate_hz != 104 else 1e-4
    )
    assert [gap.missing for gap in find_gaps(time_s)] == [8, 24, 8]
    lone = next(block for block in done if block.acc[0, 0] == 51)
    assert lone.time_s[0] == pytest.approx(408 / rate_hz, abs=2e-2)


@pytest.mark.parametrize("counter", [65536, None])
def test_what_comes_twice_or_late_is_left_out(counter):
    blocks = packets(60, 4, 52, wrap_s=1e6, wrap_count=counter)
    again = [*blocks[:20], blocks[19], blocks[18], *blocks[20:40], blocks[39], *blocks[40:]]
    time_s, done = run(SampleClock(52, clock_wraps_at_s=1e6, counter_wraps_at=counter), again)
    np.testing.assert_allclose(time_s, np.arange(240) / 52, atol=1e-3)
    assert [block.acc[0, 0] for block in done] == list(range(60))


def test_of_an_overlapping_packet_the_new_samples_are_kept():
    blocks = packets(10, 4, 52, wrap_s=1e6, wrap_count=65536)
    late = RawBlock(blocks[5].acc, None, blocks[5].host_time_s, blocks[5].sensor_time_s - 2 / 52, 18)
    time_s, done = run(SampleClock(52, clock_wraps_at_s=1e6, counter_wraps_at=65536), [*blocks[:5], late])
    assert len(done[-1]) == 2
    np.testing.assert_allclose(time_s, np.arange(22) / 52, atol=1e-3)


@pytest.mark.parametrize("jump_s", [-500.0, 500.0])
@pytest.mark.parametrize("counter", [65536, None])
def test_a_clock_that_is_set_anew_costs_at_most_a_few_packets(jump_s, counter):
    blocks = packets(200, 4, 52, wrap_s=np.inf, wrap_count=counter, start_s=1000.0)
    moved = [
        RawBlock(b.acc, None, b.host_time_s, b.sensor_time_s + (jump_s if i >= 100 else 0), b.counter)
        for i, b in enumerate(blocks)
    ]
    time_s, done = run(SampleClock(52, clock_wraps_at_s=np.inf, counter_wraps_at=counter), moved)
    assert len(time_s) >= 800 - 5 * 4
    assert (np.diff(time_s) > 0).all()
    true = np.concatenate([block.acc[:, 0] * 4 + np.arange(len(block)) for block in done]) / 52
    assert np.abs(time_s - true).max() < 0.1


def test_a_reconnection_is_a_new_epoch_that_follows_the_host():
    clock = SampleClock(52, clock_wraps_at_s=1e6)
    first, _ = run(clock, packets(50, 4, 52, wrap_s=1e6))
    clock.restart()
    later = [
        RawBlock(b.acc, None, b.host_time_s + 10, b.sensor_time_s, None)
        for b in packets(50, 4, 52, wrap_s=1e6)
    ]
    second, done = run(clock, later)
    assert {block.epoch for block in done} == {1}
    assert second[0] - first[0] == pytest.approx(10, abs=0.03)
    assert np.diff(second) == pytest.approx(1 / 52, abs=1e-4)
    assert clock.lost == 0


def test_a_reconnection_never_goes_back_in_time():
    clock = SampleClock(100)
    clock.push(RawBlock(np.zeros((4, 3)), None, 10.0))
    clock.restart()
    clock.restart()
    block = clock.push(RawBlock(np.zeros((4, 3)), None, 10.001))
    assert block.time_s[0] == pytest.approx(0.04)
    assert block.epoch == 1


def test_two_sensors_share_an_axis():
    one, other = SampleClock(100, origin_host_s=50.0), SampleClock(100, origin_host_s=50.0)
    first = one.push(RawBlock(np.zeros((1, 3)), None, 51.0))
    second = other.push(RawBlock(np.zeros((1, 3)), None, 51.5))
    assert (first.time_s[0], second.time_s[0]) == (1.0, 1.5)
    assert one.origin_host_s == 50.0


def test_a_clock_that_shows_itself_late_is_used():
    blocks = packets(100, 1, 100, wrap_s=np.inf, start_s=7e8)
    mute = RawBlock(blocks[0].acc, None, blocks[0].host_time_s)
    clock = SampleClock(100)
    time_s, _ = run(clock, [mute, *blocks[1:]])
    np.testing.assert_allclose(np.diff(time_s)[50:], 0.01, atol=1e-6)
    assert clock.lost == 0


def test_a_packet_without_accelerations_is_refused():
    with pytest.raises(PacketError, match="without accelerations"):
        SampleClock(52).push(RawBlock(None, np.zeros((4, 3)), 0.0))


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.floats(0, 5), st.floats(0, 1e4), st.integers(0, 65535)), max_size=40
    )
)
def test_whatever_a_sensor_says_times_increase_and_are_finite(said):
    for with_clock, with_counter in ((True, True), (True, False), (False, False)):
        clock = SampleClock(100, clock_wraps_at_s=4294.967296, counter_wraps_at=65536)
        host_s, last_s = 0.0, -np.inf
        for samples, wait_s, stamp, number in said:
            host_s += wait_s
            block = clock.push(
                RawBlock(
                    np.zeros((samples, 3)),
                    None,
                    host_s,
                    stamp % 4294.967296 if with_clock else np.nan,
                    number if with_counter else None,
                )
            )
            if block is not None:
                assert np.isfinite(block.time_s).all()
                assert (np.diff(block.time_s, prepend=last_s) > 0).all()
                last_s = block.time_s[-1]
