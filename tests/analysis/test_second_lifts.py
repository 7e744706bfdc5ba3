"""Who lifts the knee twice, or a little only, is calibrated all the same, and no lift is a repetition."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import analyze
from analysis.live_calibration import LiveCalibration
from analysis.live_session import LiveSession


@pytest.fixture(scope="module")
def lifted_twice(session):
    """Two knee lifts with a second of standing between them, then five repetitions of an exercise."""

    def make(exercise, rate_hz):
        return session(
            {"do": "stand", "s": 3.0},
            {"do": "set", "exercise": "leg_lift", "repetitions": 2, "pause_s": 1.4, "range_deg": 45},
            {"do": "stand", "s": 1.0},
            {"do": "set", "exercise": exercise, "repetitions": 5},
            {"do": "rest", "s": 4.0},
            rate_hz=rate_hz,
            mounting={"euler_deg": "random"},
        )

    return make


def followed(recording, exercise, size):
    live = LiveSession(recording.info.rate_hz, exercise, "right")
    counts = [0]
    for block in recording.blocks(size):
        state = live.push(block)
        counts.append(len(state.live.repetitions) if state.live else 0)
    return live, counts, live.finish().live.repetitions


@pytest.mark.parametrize("exercise", ["leg_lift", "march", "step_up", "lunge", "bridge"])
@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
def test_a_second_lift_is_no_repetition(lifted_twice, exercise, rate_hz):
    made = lifted_twice(exercise, rate_hz)
    recording, second = made.recording, made.truth.sets[0].repetitions[1]
    live, counts, seen = followed(recording, exercise, 5)
    assert live.activities[0].end_s < second.peak_s  # calibrated by the first lift alone
    assert len(seen) == 5
    assert max(counts) == 5
    noted = replace(recording, info=replace(recording.info, activities=live.activities))
    reviewed = [one for each in analyze(noted).sets for one in each.repetitions]
    assert len(reviewed) == 5


def test_it_takes_the_same_samples_whatever_the_blocks(lifted_twice):
    recording = lifted_twice("leg_lift", 50.0).recording
    one, two = (followed(recording, "leg_lift", size) for size in (3, 800))
    assert one[2] == two[2]
    assert one[0].activities == two[0].activities


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
def test_standing_between_two_small_lifts_held_up_is_no_lift(session, seed, rate_hz):
    small = {"do": "set", "exercise": "leg_lift", "repetitions": 1, "range_deg": 13.0, "hold_s": 3.0}
    made = session(
        {"do": "stand", "s": 3.0}, small, {"do": "stand", "s": 1.0}, small, {"do": "stand", "s": 3.0},
        rate_hz=rate_hz,
        seed=seed,
    )  # fmt: skip
    finding = LiveCalibration(rate_hz)
    for block in made.recording.blocks(5):
        finding.push(block)
    assert finding.calibration.axis[1] > 0.9
    assert np.degrees(np.arccos(finding.calibration.still_pose[2])) < 3.0
