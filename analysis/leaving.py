"""Leaving the floor or the chair: a movement that comes back beyond where it began."""

import numpy as np
from numpy.typing import NDArray

from analysis.candidates import Candidate
from analysis.judgement import FLOOR_DRIFT_DEG

FloatArray = NDArray[np.float64]

BEYOND_SHARE = 0.5
"""On the floor or a chair, who comes back beyond the start by more than this share of the movement (and by
the drift of a rest) is on the way to another posture: nobody's heel goes through the floor."""

PASSING_S = 0.5
"""Unless the thigh stayed around its start for this long before: then the repetition was over [J]."""


def beyond_start(one: Candidate, later_deg: FloatArray, rate_hz: float) -> bool:
    """Return whether the angle, shape (n,), goes beyond the start of a movement that returns, unresting."""
    start_deg = min(one.features.valley_deg, 0.0) + one.zero.angle_deg
    beyond_deg = max(FLOOR_DRIFT_DEG, BEYOND_SHARE * one.features.size_deg)
    gone = (later_deg < start_deg - beyond_deg).nonzero()[0]
    if not len(gone):
        return False
    passed = np.abs(later_deg[: gone[0]] - start_deg) < 0.5 * beyond_deg
    return int(passed.sum()) < PASSING_S * rate_hz
