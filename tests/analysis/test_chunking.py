"""The same samples give the same repetitions, bit for bit, however they are cut into blocks."""

from dataclasses import asdict, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import LiveAnalysis, analyze, calibrate
from analysis.thigh_angle import ThighAngle
from sensing.samples import ImuBlock

COLUMNS = ("time_s", "angle_deg", "smooth_deg", "shake_g")
EXERCISE = {"clean": "leg_lift", "gaps": "leg_lift", "losses": "leg_lift", "accelerometer": "leg_lift"} | {
    "lunges": "lunge",
    "walk": "leg_lift",
    "rear": "lunge",
}


@pytest.fixture(scope="module")
def cases(session, lifts, without):
    """Recordings to cut up, each with its calibration."""
    clean = lifts.recording
    stand = {"do": "stand", "s": 2.0}
    lunges = {"do": "set", "exercise": "lunge", "repetitions": 3}
    recordings = {
        "clean": clean,
        "gaps": without(clean, (12.0, 12.09), (14.2, 14.8), (19.0, 19.1), (21.0, 24.0)),
        "losses": session(
            {"do": "calibration", "lifts": 1},
            {"do": "set", "exercise": "leg_lift", "repetitions": 3},
            rate_hz=50.0,
            sensor={"loss_pct": 8.0, "bursts_per_min": 15.0, "jitter_ms": 3.0},
        ).recording,
        "accelerometer": replace(clean, gyr=None),
        "lunges": session(stand, lunges, stand, rate_hz=25.0).recording,
        "rear": session(stand, lunges | {"leg": "left"}, stand, rate_hz=25.0).recording,
        "walk": session(
            {"do": "calibration", "lifts": 1},
            {"do": "walk", "s": 6.0},
            {"do": "set", "exercise": "leg_lift", "repetitions": 2},
            {"do": "walk", "s": 4.0},
            rate_hz=50.0,
        ).recording,
    }
    return {
        name: (recording, calibrate(recording, exercise=EXERCISE[name]))
        for name, recording in recordings.items()
    }


def blocks(recording, cuts):
    edges = [0, *sorted(min(cut, len(recording)) for cut in cuts), len(recording)]
    for a, b in pairwise(edges):
        gyr = None if recording.gyr is None else recording.gyr[a:b]
        yield ImuBlock(recording.time_s[a:b], recording.acc[a:b], gyr)


def seen_live(recording, calibration, exercise, cuts):
    live = LiveAnalysis(calibration, exercise, "right")
    for block in blocks(recording, cuts):
        live.push(block)
    return live.finish().repetitions


def exactly(repetitions):
    """Values to compare bit for bit; NaN equals NaN by its text."""
    return [repr(asdict(one)) for one in repetitions]


cut_lists = st.one_of(
    st.lists(st.integers(0, 3000), max_size=60),
    st.builds(lambda first, size: list(range(first, 3000, size)), st.integers(0, 30), st.integers(3, 400)),
    st.builds(lambda first: list(range(first, first + 40)), st.integers(0, 2000)),
)


@pytest.mark.parametrize("case", EXERCISE)
def test_any_cut_gives_the_same_repetitions(cases, case):
    recording, calibration = cases[case]
    whole = exactly(seen_live(recording, calibration, EXERCISE[case], []))
    assert whole, "there is something to compare"

    @settings(max_examples=8)
    @given(cut_lists)
    def check(cuts):
        assert exactly(seen_live(recording, calibration, EXERCISE[case], cuts)) == whole

    check()


@pytest.mark.parametrize("case", ["gaps", "losses", "rear"])
def test_one_sample_at_a_time_gives_the_same_repetitions(cases, case):
    recording, calibration = cases[case]
    single = seen_live(recording, calibration, EXERCISE[case], range(len(recording)))
    assert exactly(single) == exactly(seen_live(recording, calibration, EXERCISE[case], []))


@pytest.mark.parametrize("case", EXERCISE)
def test_analyze_counts_as_live(cases, case):
    recording, calibration = cases[case]
    result = analyze(recording, exercise=EXERCISE[case], calibration=calibration)
    seen = [one.live for part in result.sets for one in part.repetitions]
    assert exactly(seen) == exactly(seen_live(recording, calibration, EXERCISE[case], range(0, 9999, 7)))


@pytest.mark.parametrize("case", ["clean", "gaps", "losses", "accelerometer"])
def test_any_cut_gives_the_same_angles(cases, case):
    recording, calibration = cases[case]
    whole = ThighAngle(calibration).push(next(blocks(recording, [])))

    @settings(max_examples=12)
    @given(cut_lists)
    def check(cuts):
        tracker = ThighAngle(calibration)
        parts = [tracker.push(block) for block in blocks(recording, cuts)]
        for name in COLUMNS:
            joined = np.concatenate([getattr(part, name) for part in parts])
            assert np.array_equal(joined, getattr(whole, name)), name
        starts = np.cumsum([0, *(len(part.time_s) for part in parts)])
        restarts = [
            int(i) + int(start) for part, start in zip(parts, starts, strict=False) for i in part.restarts
        ]
        assert restarts == whole.restarts.tolist()

    check()
