"""The axis that a rigid pendulum turns about is found, where it moves enough to tell."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.calibration import calibrate
from analysis.exercises import load_everyday
from analysis.orientation import GridFiller
from analysis.pivot import PivotEvidence, dot
from analysis.thigh_angle import ThighAngle
from sensing.samples import STANDARD_GRAVITY

RATE_HZ = 100.0
TIME_S = np.arange(0.0, 8.0, 1.0 / RATE_HZ)
HIP_M, KNEE_M = -0.25, 0.12


@pytest.fixture(scope="module")
def lift(pendulum):
    """Return what makes a pendulum's way out and back from the third second, and its true vertical."""

    def make(pivot_m, range_deg=60.0, length_s=2.0):
        share = np.clip((TIME_S - 3.0) / length_s, 0.0, 1.0)
        angle_deg = range_deg * 0.5 * (1.0 - np.cos(2.0 * np.pi * share))
        angle = np.radians(angle_deg)
        up = np.stack([np.sin(angle), np.zeros(len(angle)), np.cos(angle)], axis=1)
        return pendulum(TIME_S, angle_deg, pivot_m), up

    return make


def gathered(calibration, recording, up, cuts=(), restarts=()):
    """The evidence, shape (3, n), gathered in blocks that end at the cuts."""
    evidence, filler = PivotEvidence(calibration), GridFiller(RATE_HZ)
    vertical = np.stack([dot(up, calibration.forward), dot(up, calibration.still_pose)])
    parts = []
    for a, b in pairwise([0, *cuts, len(recording)]):
        gyr = None if recording.gyr is None else recording.gyr[a:b]
        grid = filler.push(recording.time_s[a:b], recording.acc[a:b], gyr)
        restart = a == 0 or a in restarts
        parts.append(np.stack(evidence.push(grid, vertical[:, a:b], slice(0, b - a), restart=restart)))
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize("pivot_m", [-0.35, HIP_M, -0.05, 0.0, KNEE_M, 0.2])
def test_the_axis_lies_where_the_pendulum_hangs(lift, upright, pivot_m):
    across, evidence, felt = gathered(upright(RATE_HZ), *lift(pivot_m)).sum(axis=1)
    assert across / evidence == pytest.approx(pivot_m, abs=0.01)
    assert evidence / RATE_HZ > load_everyday().pivot_evidence
    assert np.sqrt(felt / evidence) == pytest.approx(abs(pivot_m), abs=0.01), "a pendulum feels nothing else"


@pytest.mark.parametrize("scale", [0.96, 1.04])
def test_an_accelerometer_whose_scale_is_off_tells_the_axis_and_is_not_lifted_at_rest(lift, scale):
    made = lift(HIP_M)[0]
    recording = replace(made, acc=scale * made.acc)
    calibration = calibrate(recording)
    assert calibration.gravity_ms2 + calibration.acc_bias[2] == pytest.approx(
        scale * STANDARD_GRAVITY, abs=0.02
    )
    (block,) = recording.blocks(len(TIME_S))
    angles = ThighAngle(calibration).push(block)
    assert np.abs(angles.lift(slice(0, 100))).max() < 0.05
    across, evidence, felt = angles.pivot.sum(axis=1)
    assert across / evidence == pytest.approx(HIP_M, abs=0.04)
    assert across**2 / (evidence * felt) > 0.9, "nothing but the turn is felt"


@pytest.mark.parametrize("pivot_m", [HIP_M, KNEE_M])
def test_the_filter_s_own_vertical_serves_as_well(lift, upright, pivot_m):
    (block,) = lift(pivot_m)[0].blocks(len(TIME_S))
    across, evidence, _ = ThighAngle(upright(RATE_HZ)).push(block).pivot.sum(axis=1)
    assert across / evidence == pytest.approx(pivot_m, abs=0.03)


def test_extension_and_flexion_tell_the_same(lift, upright):
    for pivot_m in (HIP_M, KNEE_M):
        across, evidence, _ = gathered(upright(RATE_HZ), *lift(pivot_m, range_deg=-30.0)).sum(axis=1)
        assert across / evidence == pytest.approx(pivot_m, abs=0.01)


def test_the_mounting_does_not_matter(lift, upright, rotated):
    recording, up = lift(HIP_M)
    turn = np.linalg.qr(np.random.default_rng(4).normal(size=(3, 3)))[0]
    turn *= np.linalg.det(turn)
    standing = upright(RATE_HZ)
    turned = replace(standing, still_pose=turn @ standing.still_pose, axis=turn @ standing.axis)
    straight = gathered(standing, recording, up)
    np.testing.assert_allclose(gathered(turned, rotated(recording, turn), up @ turn.T), straight, atol=1e-9)


def test_slow_movement_is_no_evidence(lift, upright):
    evidence = gathered(upright(RATE_HZ), *lift(HIP_M, range_deg=10.0, length_s=4.5))[1].sum()
    assert 0.0 < evidence / RATE_HZ < load_everyday().pivot_evidence


def test_without_a_gyroscope_there_is_none(lift, upright):
    recording, up = lift(HIP_M)
    bare = replace(recording, gyr=None)
    assert not gathered(upright(RATE_HZ, has_gyro=False), bare, up).any()


@settings(max_examples=15)
@given(st.lists(st.integers(1, len(TIME_S) - 1), max_size=12, unique=True))
def test_blocks_of_any_size_gather_the_same(lift, upright, cuts):
    recording, up = lift(KNEE_M)
    whole = gathered(upright(RATE_HZ), recording, up)
    assert np.array_equal(gathered(upright(RATE_HZ), recording, up, sorted(cuts)), whole)


def test_a_restart_forgets_the_movement_before_it(lift, upright):
    middle = np.searchsorted(TIME_S, 3.5)
    recording, up = lift(HIP_M)
    calibration = upright(RATE_HZ)
    anew = gathered(calibration, recording, up, [middle], restarts=[middle])[:, middle:]
    later = replace(
        recording, time_s=TIME_S[middle:], acc=recording.acc[middle:], gyr=recording.gyr[middle:], extra={}
    )
    assert np.array_equal(anew, gathered(calibration, later, up[middle:]))
    assert not np.array_equal(anew, gathered(calibration, recording, up, [middle])[:, middle:])


def test_products_by_hand():
    vectors = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]])
    assert dot(vectors, np.array([2.0, 0.0, -1.0])).tolist() == [-1.0, -0.5]


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
def test_who_turns_about_the_sensor_seems_to_turn_about_nothing_else_at_any_rate(pendulum, upright, rate_hz):
    # The live vertical is ahead by half a sample, which feels like an acceleration: 0.12 m of it at 25 Hz.
    time_s = np.arange(0.0, 16.0, 1.0 / rate_hz)
    angle = 45.0 * (1.0 - np.cos(2.0 * np.pi * np.clip((time_s - 6.0) / 4.0, 0.0, 1.0)))
    (block,) = pendulum(time_s, angle, 0.0).blocks(len(time_s))
    _, evidence, felt = ThighAngle(upright(rate_hz)).push(block).pivot.sum(axis=1)
    assert np.sqrt(felt / evidence) < 0.035
