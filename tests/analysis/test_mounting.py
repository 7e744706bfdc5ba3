"""A hundred ways to strap the sensor on change no count and no angle."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis import analyze

MOUNTINGS = Rotation.random(100, rng=np.random.default_rng(2024)).as_matrix()
MEASURES = ("peak_angle_deg", "range_deg")
LARGEST_CHANGE_DEG = 0.1


@pytest.fixture(scope="module")
def strapped(session):
    """A short session, as strapped first, and its analysis."""
    recording = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 2},
        {"do": "set", "exercise": "lunge", "repetitions": 2},
        rate_hz=50.0,
    ).recording
    return recording, analyze(recording)


def measures(result):
    done = [one for part in result.sets for one in part.repetitions]
    return np.array([[getattr(one, name) for name in MEASURES] for one in done])


def test_the_reference_is_worth_comparing_with(strapped):
    _, result = strapped
    assert [(one.exercise, len(one.repetitions)) for one in result.sets] == [("leg_lift", 2), ("lunge", 2)]
    assert np.isfinite(measures(result)).all()


@pytest.mark.parametrize("tenth", range(10))
def test_the_mounting_changes_nothing(strapped, rotated, tenth):
    recording, reference = strapped
    for matrix in MOUNTINGS[10 * tenth : 10 * tenth + 10]:
        result = analyze(rotated(recording, matrix))
        assert [len(one.repetitions) for one in result.sets] == [2, 2]
        assert np.abs(measures(result) - measures(reference)).max() < LARGEST_CHANGE_DEG
        change = result.thigh_angle.thigh_angle_deg - reference.thigh_angle.thigh_angle_deg
        assert change.abs().max() < LARGEST_CHANGE_DEG
        assert result.quality == reference.quality
