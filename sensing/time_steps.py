"""How many sampling steps lie between two stamped samples, however unsteady the stamps."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STEADY = 0.1
"""A time step within this share of a sampling step from a whole number of them is taken at its word, and a
stamp that is late by less than this is on time again."""

LARGEST_DEBT = 1.0
LARGEST_CREDIT = 0.5
"""What a late stamp lends to the early one after it, in sampling steps; bounded, so that a clock that is off
never hides a lost sample for long."""


class StepCounter:
    """Count sampling steps between samples, chunk by chunk; the result does not depend on the chunks.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.

    Notes
    -----
    A late stamp followed by an early one is one step each, not two and one: what the first is late is carried
    over to the next, until the stamps are on time again.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._carry = 0.0

    def push(self, steps_s: FloatArray) -> IntArray:
        """Return the whole sampling steps, at least 1 each, for time steps of shape (n,) in seconds."""
        steps = steps_s * self._rate_hz
        whole = np.maximum(np.rint(steps), 1.0)
        unsteady = np.flatnonzero(np.abs(steps - whole) > STEADY).tolist()
        at, following = 0, 0
        while True:
            if self._carry == 0.0:
                while following < len(unsteady) and unsteady[following] < at:
                    following += 1
                if following == len(unsteady):
                    break
                at = unsteady[following]
            if at >= len(steps):
                break
            carried = float(steps[at]) + self._carry
            whole[at] = max(1.0, round(carried))
            carry = min(max(carried - float(whole[at]), -LARGEST_DEBT), LARGEST_CREDIT)
            self._carry = 0.0 if abs(carry) < STEADY else carry
            at += 1
        return whole.astype(np.int64)
