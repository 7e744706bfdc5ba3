"""Fewer points for the eye: a curve that looks the same, drawn from far fewer samples.

`min_max` is for a glance, `simplify` for a closer look: where a curve is straight it needs no points, so
rests cost next to nothing and every repetition keeps its shape at any zoom.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def min_max(values: FloatArray, points: int) -> IntArray:
    """Return positions of the smallest and the largest value in each of equal buckets.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite.
    points : int
        About how many positions are wanted; all are returned when there are no more.

    Returns
    -------
    ndarray of int
        Increasing, the first and the last sample among them.
    """
    buckets = max(points // 2, 1)
    size = len(values) // buckets
    if size < 2:
        return np.arange(len(values))
    whole = values[: buckets * size].reshape(buckets, size)
    starts = np.arange(buckets) * size
    ends = [0, len(values) - 1]
    rest = buckets * size
    if rest < len(values):
        ends += [rest + int(values[rest:].argmin()), rest + int(values[rest:].argmax())]
    return np.unique(np.concatenate([starts + whole.argmin(axis=1), starts + whole.argmax(axis=1), ends]))


def simplify(time_s: FloatArray, values: FloatArray, tolerance: float) -> IntArray:
    """Return positions whose straight connection stays within a tolerance of every sample.

    The "swinging door" of process historians (Bristol, Swinging door trending, ISA 1990): from the last point
    kept, the slopes that pass all samples within the tolerance narrow like a door; when it shuts, the sample
    before is kept.

    Parameters
    ----------
    time_s, values : ndarray, shape (n,)
        Finite, times strictly increasing.
    tolerance : float
        Largest distance, in the unit of the values.

    Returns
    -------
    ndarray of int
        Increasing, the first and the last sample among them.
    """
    if len(values) < 3:
        return np.arange(len(values))
    # Plain numbers: a loop over them is ten times quicker than over the elements of arrays.
    times, heights = time_s.tolist(), values.tolist()
    kept = [0]
    anchor, low, high = 0, -np.inf, np.inf
    for i in range(1, len(times)):
        span, rise = times[i] - times[anchor], heights[i] - heights[anchor]
        slope = rise / span
        if not low <= slope <= high:
            anchor = i - 1
            kept.append(anchor)
            span, rise = times[i] - times[anchor], heights[i] - heights[anchor]
            low, high = -np.inf, np.inf
        lowest, highest = (rise - tolerance) / span, (rise + tolerance) / span
        if lowest > low:  # `max` and `min` would take twice as long
            low = lowest
        if highest < high:
            high = highest
    kept.append(len(times) - 1)
    return np.array(kept)
