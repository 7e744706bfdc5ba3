"""The path of an angle over brief gaps, drawn from what is known at both ends."""

import numpy as np
from numpy.typing import NDArray

from analysis.orientation import LONGEST_CARRIED_GAP_S, LONGEST_FILLED_GAP_S

FloatArray = NDArray[np.float64]

SLOPE_STEPS = 2
"""How fast the angle changes at either end is taken over so many samples: it is smooth already."""


def with_gaps_drawn(
    time_s: FloatArray, angle_deg: FloatArray, rate_hz: float
) -> tuple[FloatArray, FloatArray]:
    """Return times and angles with what lies in brief gaps drawn in, as given where there are none.

    Parameters
    ----------
    time_s, angle_deg : ndarray, shape (n,)
        The samples received; the angle is smooth between the gaps.
    rate_hz : float
        So many samples a second are drawn.

    Notes
    -----
    A cubic with the angles and slopes of both ends: up and down, where a leg turned meanwhile.
    """
    steps_s = time_s[1:] - time_s[:-1]
    brief = steps_s <= LONGEST_CARRIED_GAP_S + 1.0 / rate_hz
    gaps = ((steps_s > LONGEST_FILLED_GAP_S) & brief).nonzero()[0]
    if not len(gaps):
        return time_s, angle_deg
    times, angles, first = [], [], 0
    for last in gaps.tolist():
        before, after = max(last - SLOPE_STEPS, first), min(last + 1 + SLOPE_STEPS, len(time_s) - 1)
        later = gaps[gaps > last]
        after = min(after, int(later[0])) if len(later) else after
        share = np.arange(1, round(steps_s[last] * rate_hz)) / round(steps_s[last] * rate_hz)
        slopes = (
            _slope(time_s, angle_deg, before, last) * steps_s[last],
            _slope(time_s, angle_deg, last + 1, after) * steps_s[last],
        )
        times += [time_s[first : last + 1], time_s[last] + share * steps_s[last]]
        angles += [angle_deg[first : last + 1], _cubic(angle_deg[last : last + 2], slopes, share)]
        first = last + 1
    return np.concatenate([*times, time_s[first:]]), np.concatenate([*angles, angle_deg[first:]])


def _slope(time_s: FloatArray, angle_deg: FloatArray, a: int, b: int) -> float:
    """Return how fast the angle changes from one sample to another; not at all where they are the same."""
    return float((angle_deg[b] - angle_deg[a]) / (time_s[b] - time_s[a])) if b > a else 0.0


def _cubic(ends: FloatArray, slopes: tuple[float, float], share: FloatArray) -> FloatArray:
    """Return the cubic between two values, shape (2,), with a slope at each, at shares of the way."""
    rest = 1.0 - share
    rise = ends[1] - ends[0]
    bend = rest * (slopes[0] - rise) - share * (slopes[1] - rise)
    drawn: FloatArray = ends[0] + share * (rise + rest * bend)
    return drawn
