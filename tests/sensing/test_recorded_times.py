"""A recording has the times that the live analysis used, and better ones of hindsight beside them."""

import asyncio

import numpy as np
import pytest

from sensing import read_recording
from sensing.clock import SampleClock
from sensing.drivers import RawBlock, get_driver
from sensing.recorder import Recorder
from sensing.recovery import recover
from sensing.samples import RecordingInfo

TRUE_HZ, PACKET = 99.3, 4
LOST_FROM, LOST_PACKETS = 1500, 5


def of_a_sensor(driver, *, seconds=60):
    """Return what a clock made of a link that loses five packets, and when each sample was really taken."""
    rng = np.random.default_rng(7)
    clock = SampleClock.for_driver(get_driver(driver), 100.0 if driver == "witmotion" else 104.0)
    stamped = get_driver(driver).capabilities.clock_wraps_at_s is not None
    blocks, taken_s = [], []
    for first in range(0, int(seconds * TRUE_HZ), PACKET):
        if LOST_FROM <= first < LOST_FROM + LOST_PACKETS * PACKET:
            continue
        own_s = (first + np.arange(PACKET)) / TRUE_HZ
        arrives_s = 500.0 + np.ceil((own_s[-1] + rng.exponential(0.004)) / 0.03) * 0.03
        raw = RawBlock(
            np.tile([0.0, 0.0, 9.81], (PACKET, 1)),
            np.zeros((PACKET, 3)),
            arrives_s,
            own_s[0] * (1 - 2e-4) if stamped else np.nan,
            first % 2**16 if stamped else None,
        )
        blocks.append(clock.push(raw))
        taken_s.append(own_s)
    return blocks, np.concatenate(taken_s)


def recorded(folder, blocks, driver, *, crashed=False):
    info = {} if driver is None else {"sensor": {"driver": driver}}
    recorder = Recorder(folder, "s")
    recorder.info = RecordingInfo(rate_hz=100.0, extra=info)
    for block in blocks:
        recorder.append(block)
    asyncio.run(recorder.flush())
    if not crashed:
        return read_recording(recorder.finish().path)
    recorder.close()
    return read_recording(recover(recorder.journal_path).finished.path)


def worst_s(time_s, taken_s):
    """Return the largest error, the constant delay of the link aside."""
    error = time_s - taken_s
    return np.abs(error - np.median(error)).max()


@pytest.mark.parametrize("crashed", [False, True])
def test_a_sensor_without_a_clock(tmp_path, crashed):
    blocks, taken_s = of_a_sensor("witmotion")
    recording = recorded(tmp_path, blocks, "witmotion", crashed=crashed)
    live = np.concatenate([block.time_s for block in blocks])
    assert np.array_equal(recording.time_s, live), "what the live analysis used is never rewritten"
    fitted = recording.extra["time_fit_s"]
    assert worst_s(live, taken_s) > 0.1, "live, the loss is found late"
    assert worst_s(fitted, taken_s) < 0.005
    assert (np.diff(fitted) > 0).all()


def test_a_sensor_with_a_clock_of_its_own_is_put_on_the_hosts(tmp_path):
    blocks, taken_s = of_a_sensor("open_profile", seconds=300)
    recording = recorded(tmp_path, blocks, "open_profile")
    known = taken_s > 1.0  # its rate is learnt in the first second
    assert worst_s(recording.time_s[known], taken_s[known]) > 0.025, "its crystal is 200 ppm slow"
    assert worst_s(recording.extra["time_fit_s"][known], taken_s[known]) < 0.002


@pytest.mark.parametrize("driver", [None, "of another world"])
def test_what_no_known_sensor_sent_keeps_its_times_alone(tmp_path, driver):
    blocks, _ = of_a_sensor("witmotion", seconds=5)
    assert "time_fit_s" not in recorded(tmp_path, blocks, driver).extra


def test_text_files_hold_it_too(tmp_path, monkeypatch):
    monkeypatch.setattr("sensing.finishing._suffix", lambda: ".csv.gz")
    blocks, taken_s = of_a_sensor("witmotion")
    assert worst_s(recorded(tmp_path, blocks, "witmotion").extra["time_fit_s"], taken_s) < 0.005
