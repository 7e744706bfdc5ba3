"""The simulated physics against what can be worked out by hand or integrated back."""

import numpy as np
import pytest

from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import Mounting, Person, SensorErrors, SessionScript, rotations, simulate
from sensing.simulation.steps import EXERCISES, Bend, Calibration, Fiddle, LieDown, Set, Stairs, Stand, Walk

STATUE = Person(wobble=0.0, sway_deg=0.0, unsteadiness=0.0)
BONE = Person(wobble=0.0, out_of_plane=0.0, unsteadiness=0.0)


def strapdown(gyr, rate_hz):
    """Integrate rates: the orientation of the sensor at every sample against the first."""
    q = np.zeros((len(gyr), 4))
    q[0] = (1.0, 0.0, 0.0, 0.0)
    # samples are means around their times: from one time to the next lie two halves
    steps = rotations.from_vector(0.5 * (gyr[1:] + gyr[:-1]) / rate_hz)
    for i, step in enumerate(steps):
        q[i + 1] = rotations.multiply(q[i], step)
    return q


def flexion(recording, rate_hz, mounting=None):
    """Return the thigh angle by integration alone, from an upright start."""
    turned = strapdown(recording.gyr, rate_hz)
    if mounting is not None:
        turned = rotations.multiply(mounting, rotations.multiply(turned, rotations.inverse(mounting)))
    up = rotations.rotate(rotations.inverse(turned), np.array([0.0, 0.0, 1.0]))
    return np.degrees(np.unwrap(np.arctan2(up[:, 0], up[:, 2])))


@pytest.mark.parametrize("exercise", ["lunge", "leg_lift", "squat", "march", "sit_to_stand", "step_up"])
def test_integrated_rate_gives_back_the_true_angle(exercise):
    script = SessionScript(
        steps=(Stand(s=2), Set(exercise=exercise, repetitions=3)), person=BONE, sensor=SensorErrors.none()
    )
    recording = simulate(script).recording
    truth = recording.extra["truth_thigh_deg"]
    # a turn about the thigh's length turns the sensor's forward axis out of the plane: not compared where large
    error = flexion(recording, 100.0) - truth
    assert np.abs(error - error[0]).max() < 0.2 + 0.02 * np.abs(truth).max()
