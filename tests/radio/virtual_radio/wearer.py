"""A simulated person with a virtual sensor on the thigh, who rests when told to."""

import numpy as np

from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import simulate
from sensing.simulation.script import SessionScript
from sensing.simulation.steps import Calibration, Set, Stand

STILL_RAD_S = 0.1
UPRIGHT_M_S2 = 0.5
STANDS_S = 3.0
"""The person stands still for so long at first; whoever rests does so again and again."""


def lifts(side, *, rate_hz, sets=2, repetitions=2, rest_s=8.0, seed=7):
    """Return a person who lifts the knee to be calibrated, then does sets of leg lifts."""
    steps = [Stand(s=4.0), Calibration(lifts=1, range_deg=50.0), Stand(s=3.0)]
    for number in range(sets):
        if number:
            steps.append(Stand(s=rest_s))
        steps.append(
            Set(exercise="leg_lift", repetitions=repetitions, range_deg=62.0, hold_s=2.3, lead_s=2.0)
        )
    script = SessionScript(steps=(*steps, Stand(s=8.0)), side=side, seed=seed, rate_hz=rate_hz)
    return simulate(script)


class Wearer:
    """Wears a sensor: what it measures is what a simulated person does, from when they no longer rest on.

    Parameters
    ----------
    sensor : Peripheral
    simulated : Simulated
        At the sensor's rate.
    """

    def __init__(self, sensor, simulated):
        sensor.measure = self.measure
        self._resting = True
        self.puts_on(simulated)

    def puts_on(self, simulated):
        """Begin anew, as on another leg."""
        recording = simulated.recording
        self._acc_g = recording.acc / STANDARD_GRAVITY
        self._gyr_deg_s = np.rad2deg(recording.gyr)
        upright = recording.acc[:100].mean(axis=0)
        still = np.abs(recording.gyr).max(axis=1) < STILL_RAD_S
        self._may_rest = still & (np.linalg.norm(recording.acc - upright, axis=1) < UPRIGHT_M_S2)
        self._at, self._number = 0, None
        self._stands = round(STANDS_S * recording.info.rate_hz)

    @property
    def resting(self):
        """Whether the person is told to rest."""
        return self._resting

    @resting.setter
    def resting(self, resting):
        if self._resting and not resting:
            self._number = None  # what was not measured meanwhile was rest
        self._resting = resting

    @property
    def rests(self):
        """Stands still, as asked for."""
        return self.resting and bool(self._may_rest[self._at])

    def measure(self, number):
        """Return what sample ``number`` measures, in g and deg/s; what nobody received was lived through."""
        passed = 0 if self._number is None else number - self._number
        self._number = number
        for _ in range(passed):
            if not self.rests:
                self._at = min(self._at + 1, len(self._acc_g) - 1)
        at = number % self._stands if self.rests else self._at
        return self._acc_g[at], self._gyr_deg_s[at]
