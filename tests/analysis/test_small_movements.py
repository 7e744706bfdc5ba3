"""Small movements on the floor: where they start and which way they go, however the recording begins."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import LiveAnalysis, analyze, calibrate

RATE_HZ = 50.0


def strokes(*way):
    """An angle that is held (s, deg) and moves smoothly from one to the next."""
    parts = []
    now = way[0][1]
    for hold_s, deg in way:
        move = np.arange(0.0, 0.8, 1.0 / RATE_HZ) / 0.8
        if deg != now:
            parts.append(now + (deg - now) * 0.5 * (1.0 - np.cos(np.pi * move)))
        parts.append(np.full(round(hold_s * RATE_HZ), deg))
        now = deg
    angle = np.concatenate(parts)
    return np.arange(len(angle)) / RATE_HZ, angle


def swayed(angle_deg, seed=3):
    """The angle with the sway and the tremor of a body at rest."""
    noise = np.random.default_rng(seed).normal(0.0, 1.0, len(angle_deg))
    return angle_deg + 0.15 * np.convolve(noise, np.full(10, 0.3), "same")


def repeated(times, rest_s, rest_deg, hold_s, top_deg):
    return [one for _ in range(times) for one in ((hold_s, top_deg), (rest_s, rest_deg))]


@pytest.mark.parametrize("repetitions", [2, 3, 5, 8])
def test_a_rest_that_drifted_leaves_the_first_one_the_start_pose(planar, repetitions):
    time_s, angle = strokes((4.0, 0.0), *repeated(repetitions, 2.0, 4.0, 2.0, -6.0))
    found = calibrate(planar(time_s, swayed(angle)), exercise="prone_hip_extension")
    assert found.zero_known
    assert np.degrees(np.arccos(found.still_pose[2])) < 1.0
    assert found.axis[1] > 0.99


@pytest.mark.parametrize("jolt_deg", [-4.0, 0.0, 4.0])
@pytest.mark.parametrize("bare", [True, False])
def test_a_jolt_as_the_recording_begins_turns_nothing_round(planar, jolt_deg, bare):
    time_s, angle = strokes((2.5, 0.0), *repeated(6, 2.5, 0.0, 2.5, -3.0))
    angle = swayed(angle) + jolt_deg * np.clip(1.0 - time_s / 0.5, 0.0, None)
    made = planar(time_s, angle)
    made = replace(made, gyr=None) if bare else made
    early = calibrate(made, exercise="pelvic_tilt", end_s=2.5 + 2 * 6.6)
    assert early.axis[1] > 0.95
    live = LiveAnalysis(early, "pelvic_tilt")
    for block in made.blocks(5):
        live.push(block)
    assert len(live.finish().repetitions) == 6
    reviewed = [one for each in analyze(made, exercise="pelvic_tilt").sets for one in each.repetitions]
    assert len(reviewed) == 6


@pytest.mark.parametrize("size", [1, 3, 25, 10_000])
def test_where_counting_begins_does_not_depend_on_the_blocks(planar, size):
    time_s, angle = strokes((2.5, 0.0), *repeated(3, 2.5, 0.0, 2.5, -3.0))
    made = planar(time_s, swayed(angle) + 5.0 * np.clip(1.0 - time_s / 0.7, 0.0, None))
    calibration = calibrate(made, exercise="pelvic_tilt")
    seen = []
    for blocks in (7, size):
        live = LiveAnalysis(calibration, "pelvic_tilt")
        for block in made.blocks(blocks):
            live.push(block)
        seen.append(live.finish().repetitions)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3


@pytest.mark.parametrize("hold_s", [1.0, 8.0])
@pytest.mark.parametrize("size", [1, 40])
def test_a_hold_that_wavers_is_one_repetition(planar, hold_s, size):
    _, angle = strokes((3.0, 0.0), *repeated(4, 3.0, 0.0, 2.0, -5.0))
    dip = strokes((2.5, 0.0), (2.0, -5.0), (hold_s, -4.99), (3.0, 0.0))[1]
    at = int((2.5 + 0.8 + 2.0) * RATE_HZ)
    dip[at : at + 20] += 3.5 * np.sin(np.pi * np.arange(20) / 20) ** 2
    angle = np.concatenate([angle, dip])
    made = planar(np.arange(len(angle)) / RATE_HZ, swayed(angle))
    calibration = calibrate(made, exercise="pelvic_tilt", end_s=3.0 + 2 * 6.6)
    live, counts = LiveAnalysis(calibration, "pelvic_tilt"), [0]
    for block in made.blocks(size):
        counts.append(len(live.push(block).repetitions))
    assert len(live.finish().repetitions) == 5
    assert counts == sorted(counts)


def test_tilts_without_a_pause_are_not_taken_for_wavering(planar):
    time_s, angle = strokes((3.0, 0.0), *repeated(8, 0.1, 0.0, 0.1, -5.0), (3.0, 0.0))
    made = planar(time_s, swayed(angle))
    live = LiveAnalysis(calibrate(made, exercise="pelvic_tilt"), "pelvic_tilt")
    live.push(next(iter(made.blocks(len(made)))))
    assert len(live.finish().repetitions) == 8
