"""How many sampling steps lie between two stamped samples, however unsteady the stamps."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STEADY = 0.1
"""A time step within this share of a sampling step from a whole number of them is taken at its word while the
stamps are on time."""

ON_TIME = 0.02
"""A stamp this little off (in sampling steps) is on time again."""

FADING = 0.95
"""Of a stamp's lateness this much is carried to the next: the clock is followed over some twenty samples, so
jitter of 0.4 steps evens out and a clock that is off by 1 % lags by 0.2 steps."""

LARGEST_DEBT = 1.0
"""Stamps can run ahead of the steps counted by this much at most, and so hide one lost sample, no more."""

RATE_ROUNDS = 4
RATE_SETTLED = 1e-3
"""The rate is settled when another count changes it by less than this share, or after so many counts."""

LONGEST_COUNTED_STEPS = 10
"""Gaps of more sampling steps than this are left out when the rate is measured."""


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

    def even(self, steps_s: FloatArray) -> bool:
        """Return whether these time steps, shape (n,) in seconds, are one sampling step each, and on time.

        They need not be pushed then.
        """
        return self._carry == 0.0 and float(np.abs(steps_s * self._rate_hz - 1.0).max(initial=0.0)) <= STEADY

    def push(self, steps_s: FloatArray) -> IntArray:
        """Return the whole sampling steps, at least 1 each, for time steps of shape (n,) in seconds."""
        steps = steps_s * self._rate_hz
        whole = np.maximum(np.rint(steps), 1.0)
        unsteady = (np.abs(steps - whole) > STEADY).nonzero()[0].tolist()
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
            carried = float(steps[at]) + FADING * self._carry
            whole[at] = max(1.0, round(carried))
            carry = max(carried - float(whole[at]), -LARGEST_DEBT)
            self._carry = 0.0 if abs(carry) < ON_TIME else carry
            at += 1
        return whole.astype(np.int64)


def sampling_rate_hz(time_s: FloatArray) -> float:
    """Return the sampling rate in Hz, robust against gaps, losses and jitter.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Strictly increasing sample times in seconds, n >= 2.

    Notes
    -----
    The median step gives a first rate, by which whole sampling steps are counted between the stamps; their
    number over the time they took removes the rounding of printed times (a 102.9 Hz file may print steps of
    9 and 10 ms), jitter and lost samples; with that rate they are counted again. Long gaps are left
    out: there a first rate that is slightly off would miscount.
    """
    steps_s = np.diff(time_s)
    rate = 1.0 / float(np.median(steps_s))
    for _ in range(RATE_ROUNDS):
        counts = StepCounter(rate).push(steps_s)
        near = counts <= LONGEST_COUNTED_STEPS
        before, rate = rate, float(counts[near].sum() / steps_s[near].sum())
        if abs(rate - before) < RATE_SETTLED * rate:
            break
    return rate
