"""Measures of a repetition and of a set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from analysis.results import Repetition, SetMetrics
from analysis.strokes import crossing_s, stroke_begin

FloatArray = NDArray[np.float64]

HOLD_DROP_DEG = 3.0
HOLD_DROP_SHARE = 0.1
"""A hold lasts while the angle is within max(3 deg, 10 % of the range) of the peak (project definition)."""

SPARC_PADDING = 4
SPARC_HIGHEST_HZ = 10.0
SPARC_AMPLITUDE = 0.05
"""Parameters of the spectral arc length as published: Balasubramanian, J NeuroEng Rehabil 12:112, 2015."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of one swing, in the exercise's own direction (out is positive).

    Attributes
    ----------
    start_s, peak_s, end_s : float
        Begin of the way out, turning point, end of the way back.
    peak_deg, range_deg : float
        Angle at the turning point; way from the start to it.
    hold_s, up_s, down_s : float
        Time near the peak, before and after it.
    """

    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    range_deg: float
    hold_s: float
    up_s: float
    down_s: float


def measure_swing(time_s: FloatArray, angle_deg: FloatArray, peak: int) -> Measures:
    """Measure the swing with its top near ``peak`` in a window that holds nothing else.

    Parameters
    ----------
    time_s, angle_deg : ndarray, shape (n,)
        Window from the return of the swing before to the beginning of the next; the angle in the
        exercise's own direction, smooth enough to differentiate.
    peak : int
        Position of the highest point in the window.
    """
    top = float(angle_deg[peak])
    start_s, base = stroke_begin(time_s[: peak + 1], angle_deg[: peak + 1])
    # A way back, looked at in reverse, begins like a way out; it ends where that began, or above.
    end_s, _ = stroke_begin(-time_s[peak:][::-1], angle_deg[peak:][::-1], base)
    end_s, size = -end_s, top - base
    inside = slice(int(time_s.searchsorted(start_s)), int(time_s.searchsorted(end_s, side="right")))
    hold_from, hold_to = _hold(time_s[inside], angle_deg[inside], hold_level_deg(top, size))
    return Measures(
        start_s=start_s,
        peak_s=float(time_s[peak]),
        end_s=end_s,
        peak_deg=top,
        range_deg=size,
        hold_s=hold_to - hold_from,
        up_s=hold_from - start_s,
        down_s=end_s - hold_to,
    )


def hold_level_deg(peak_deg: float, range_deg: float) -> float:
    """Return the angle above which the leg counts as held: ``peak - max(3 deg, 10 % of range)``."""
    return peak_deg - max(HOLD_DROP_DEG, HOLD_DROP_SHARE * range_deg)


def hold_span_s(time_s: FloatArray, angle_deg: FloatArray, level_deg: float) -> float:
    """Return the time from the first rise above to the last fall below a level, in seconds."""
    begin_s, end_s = _hold(time_s, angle_deg, level_deg)
    return end_s - begin_s


def _hold(time_s: FloatArray, angle_deg: FloatArray, level_deg: float) -> tuple[float, float]:
    near = (angle_deg >= level_deg).nonzero()[0]
    if not len(near):
        return float(time_s[0]), float(time_s[0])
    first, last = int(near[0]), int(near[-1])
    return (
        crossing_s(time_s, angle_deg, first, max(first - 1, 0), level_deg),
        crossing_s(time_s, angle_deg, last, min(last + 1, len(time_s) - 1), level_deg),
    )


def sparc(speed: FloatArray, rate_hz: float) -> float:
    """Return the spectral arc length of a speed profile, a measure of smoothness (0 is smoothest).

    Parameters
    ----------
    speed : ndarray, shape (n,)
        Absolute angular speed over one repetition, any unit.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        NaN for fewer than 4 samples or no movement.

    References
    ----------
    Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet, J NeuroEng Rehabil 12:112, 2015.
    """
    if len(speed) < 4 or not speed.any():
        return math.nan
    points = 2 ** (math.ceil(math.log2(len(speed))) + SPARC_PADDING)
    # The bins up to the highest frequency.
    count = min(int(SPARC_HIGHEST_HZ * points / rate_hz), points // 2) + 1
    spectrum = rfft(speed, points)
    size = np.abs(spectrum[:count])
    # The spectrum of what is nowhere below nought is highest at nought.
    size /= size[0]
    count = int((size >= SPARC_AMPLITUDE).nonzero()[0][-1]) + 1
    if count < 2:
        return math.nan
    rises = size[1:count] - size[: count - 1]
    return -float(np.sqrt(rises * rises + (count - 1) ** -2.0).sum())


def set_metrics(repetitions: Sequence[Repetition]) -> SetMetrics:
    """Return the measures of a set from its repetitions."""
    ranges = [one.range_deg for one in repetitions]
    return SetMetrics(
        repetitions=len(repetitions),
        peak_angle_deg=_median([one.peak_angle_deg for one in repetitions]),
        range_deg=_median(ranges),
        hold_s=_median([one.hold_s for one in repetitions]),
        up_s=_median([one.up_s for one in repetitions]),
        down_s=_median([one.down_s for one in repetitions]),
        consistency_deg=float(np.std(ranges, ddof=1)) if len(ranges) >= 3 else math.nan,
        fatigue_deg_per_repetition=theil_sen_slope(ranges) if len(ranges) >= 4 else math.nan,
        smoothness=_median([one.smoothness for one in repetitions]),
        out_of_plane_deg=_median([one.out_of_plane_deg for one in repetitions]),
    )


def theil_sen_slope(values: Sequence[float]) -> float:
    """Return the median slope over all pairs of values, per step (Sen, J Am Stat Assoc 63, 1968)."""
    slopes = [(values[j] - values[i]) / (j - i) for i, j in combinations(range(len(values)), 2)]
    return median(slopes)


def _median(values: Sequence[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return median(finite) if finite else math.nan
