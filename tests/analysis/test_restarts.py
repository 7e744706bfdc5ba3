"""A stream that breaks off in the middle of a movement: live peaks agree with review all the same."""

import pytest

from analysis import LiveAnalysis, analyze, calibrate
from sensing.samples import Recording


@pytest.fixture(scope="module", params=[25.0, 100.0])
def broken_off(session, without, request):
    """Quick lifts; the sensor is out of reach for a second, and back while the leg swings up."""
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "stand", "s": 2.0},
        {"do": "set", "exercise": "squat", "repetitions": 8, "range_deg": 80, "up_s": 1.0, "down_s": 1.0},
        {"do": "rest", "s": 5.0},
        rate_hz=request.param,
        mounting={"euler_deg": "random"},
    )
    starts = [one.start_s for one in made.truth.sets[0].repetitions[1::2]]
    return without(made.recording, *((at - 0.6, at + 0.4) for at in starts))


def counted(recording, size):
    calibration = calibrate(recording, exercise="squat")
    live = LiveAnalysis(calibration, "squat", "right")
    begin_s = recording.info.activities[0].end_s
    for block in recording.blocks(size):
        if block.time_s[0] >= begin_s:
            live.push(block)
    return live.finish().repetitions


def test_live_peaks_are_those_of_review(broken_off):
    seen = counted(broken_off, 3)
    reviewed = [one for each in analyze(broken_off).sets for one in each.repetitions]
    assert len(seen) == len(reviewed) == 8
    hit = [one for one in seen if "gap" in one.flags]
    assert len(hit) == 4
    for one, other in zip(seen, reviewed, strict=True):
        assert one.peak_angle_deg == pytest.approx(other.peak_angle_deg, abs=2.0)


def test_blocks_make_no_difference(broken_off):
    recording = broken_off
    begin = int(recording.time_s.searchsorted(recording.info.activities[0].end_s))
    later = slice(begin, None)
    rest = Recording(recording.time_s[later], recording.acc[later], recording.gyr[later], recording.info)
    calibration = calibrate(recording, exercise="squat")
    runs = []
    for size in (1, 17, len(rest)):
        live = LiveAnalysis(calibration, "squat", "right")
        for block in rest.blocks(size):
            live.push(block)
        runs.append(live.finish().repetitions)
    assert runs[0] == runs[1] == runs[2]
