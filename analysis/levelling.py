"""What an accelerometer adds to gravity: its constant error, from what it shows at rest."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.hindsight import Hindsight
from sensing.samples import STANDARD_GRAVITY

FloatArray = NDArray[np.float64]

BIAS_MS2 = 0.3
REST_SURE_MS2 = 0.05
"""Usual error of an accelerometer (30 mg: consumer parts, MEx, HuGaDB up to 90), and of its mean over a
rest."""


def accelerometer_error(part: Hindsight) -> tuple[FloatArray, float]:
    """Return bias, shape (3,), and error of scale of an accelerometer, both in m/s²: of what is 1 g.

    The norms at rest tell them, held back by `REST_SURE_MS2` where rests are few. One rest tells their sum:
    in that pose they are the same.
    """
    if not part.still:
        return np.zeros(3), 0.0
    rests = np.array([part.acc[one.middle()].mean(axis=0) for one in part.still])
    norms = np.linalg.norm(rests, axis=1)
    known = np.column_stack([rests / norms[:, None], np.ones(len(rests))])
    held_back = REST_SURE_MS2**2 / BIAS_MS2**2 * np.eye(4)
    found = np.linalg.solve(known.T @ known + held_back, known.T @ (norms - STANDARD_GRAVITY))
    return found[:3], float(found[3])


def levelled(whole: Hindsight) -> Hindsight:
    """Return a recording whose accelerometer shows gravity at every rest, as far as a constant error goes.

    A bias of 0.02 g along the thigh shows in standing and not in sitting: integrated over the way between, it
    makes decimetres.
    """
    bias, scale = accelerometer_error(whole)
    return replace(whole, acc=(whole.acc - bias) / (1.0 + scale / STANDARD_GRAVITY)) if whole.still else whole
