"""Measures of a repetition and of a set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.results import Repetition, SetMetrics

FloatArray = NDArray[np.float64]

HOLD_DROP_DEG = 3.0
HOLD_DROP_SHARE = 0.1
"""A hold lasts while the angle is within max(3 deg, 10 % of the range) of the peak (project definition)."""

STROKE_LEVEL = 0.25
"""The search for the begin (end) of a stroke starts where it has covered (has left) a quarter of its way:
above the sway of standing (2 deg) in strokes of 8 deg and more, below a lunge's plateau (CMU-MBL: 43 %)."""

REST_SPEED_SHARE = 0.05
REST_SPEED_DEG_S = 1.5
REST_SPEED_CEILING = 0.2
"""A stroke begins where the speed rises above max(5 % of its top speed, 1.5 deg/s), the latter never more
than 20 % of the top speed. A minimum-jerk stroke passes 5 % of its top speed after 6 % of its time; quiet
standing stays below 1.5 deg/s most of the time."""

LONGEST_LEAD_S = 0.5
"""Standstill is never sought further than this before the first measurable movement: a minimum-jerk stroke of
4 s takes 0.5 s to reach 10 % of its top speed."""

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
    speed = _speed_deg_s(time_s, angle_deg)
    top = float(angle_deg[peak])
    out, back = slice(0, peak + 1), slice(peak, len(angle_deg))
    start_s = _stroke_begin_s(time_s[out], angle_deg[out], speed[out], float(angle_deg[out].min()))
    base = float(np.interp(start_s, time_s, angle_deg))
    foot = max(base, float(angle_deg[back].min()))
    # A way back, looked at in reverse, begins like a way out.
    end_s = -_stroke_begin_s(-time_s[back][::-1], angle_deg[back][::-1], -speed[back][::-1], foot)
    size = top - base
    inside = slice(int(np.searchsorted(time_s, start_s)), int(np.searchsorted(time_s, end_s, side="right")))
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


def _speed_deg_s(time_s: FloatArray, angle_deg: FloatArray) -> FloatArray:
    """Return the slope over the neighbours of each sample, one-sided at both ends."""
    speed = np.zeros(len(time_s))
    if len(time_s) > 1:
        speed[1:-1] = (angle_deg[2:] - angle_deg[:-2]) / (time_s[2:] - time_s[:-2])
        speed[0] = (angle_deg[1] - angle_deg[0]) / (time_s[1] - time_s[0])
        speed[-1] = (angle_deg[-1] - angle_deg[-2]) / (time_s[-1] - time_s[-2])
    return speed


def hold_level_deg(peak_deg: float, range_deg: float) -> float:
    """Return the angle above which the leg counts as held: ``peak - max(3 deg, 10 % of range)``."""
    return peak_deg - max(HOLD_DROP_DEG, HOLD_DROP_SHARE * range_deg)


def hold_span_s(time_s: FloatArray, angle_deg: FloatArray, level_deg: float) -> float:
    """Return the time from the first rise above to the last fall below a level, in seconds."""
    begin_s, end_s = _hold(time_s, angle_deg, level_deg)
    return end_s - begin_s


def _hold(time_s: FloatArray, angle_deg: FloatArray, level_deg: float) -> tuple[float, float]:
    near = np.flatnonzero(angle_deg >= level_deg)
    if not len(near):
        return float(time_s[0]), float(time_s[0])
    first, last = int(near[0]), int(near[-1])
    return (
        _crossing_s(time_s, angle_deg, first, max(first - 1, 0), level_deg),
        _crossing_s(time_s, angle_deg, last, min(last + 1, len(time_s) - 1), level_deg),
    )


def _crossing_s(time_s: FloatArray, angle_deg: FloatArray, inside: int, outside: int, level: float) -> float:
    """Return when the angle crosses a level between two neighbouring samples."""
    fall = float(angle_deg[inside] - angle_deg[outside])
    if fall <= 0.0:
        return float(time_s[inside])
    share = float(angle_deg[inside] - level) / fall
    return float(time_s[inside] + (time_s[outside] - time_s[inside]) * share)


def _stroke_begin_s(time_s: FloatArray, angle_deg: FloatArray, speed: FloatArray, lowest: float) -> float:
    """Return when the stroke that ends at the last sample begins.

    The last slow moment before its last rise above a quarter of its way; from there back to standstill as a
    minimum-jerk movement would (Flash & Hogan 1985): its speed grows with the square of time, so standstill
    lies as far before a speed as three times that speed lies after it, over sqrt(3) - 1.
    """
    level = lowest + STROKE_LEVEL * float(angle_deg[-1] - lowest)
    below = np.flatnonzero(angle_deg <= level)
    if not len(below):
        return float(time_s[0])
    at = int(below[-1])
    top_speed = float(speed[at:].max(initial=0.0))
    rest = max(REST_SPEED_SHARE * top_speed, min(REST_SPEED_DEG_S, REST_SPEED_CEILING * top_speed))
    slow = np.flatnonzero(speed[: at + 1] <= rest)
    if not len(slow):
        return float(time_s[0])
    moving = int(slow[-1])
    faster = np.flatnonzero(speed[moving:] >= 3.0 * rest)
    if not len(faster):
        return float(time_s[moving])
    lead_s = float(time_s[moving + int(faster[0])] - time_s[moving]) / (np.sqrt(3.0) - 1.0)
    return float(max(time_s[moving] - min(lead_s, LONGEST_LEAD_S), time_s[0]))


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
    spectrum = np.abs(np.fft.rfft(speed, points))
    spectrum /= spectrum.max()
    frequency = np.arange(len(spectrum)) * rate_hz / points
    inside = frequency <= SPARC_HIGHEST_HZ
    spectrum, frequency = spectrum[inside], frequency[inside]
    last = int(np.flatnonzero(spectrum >= SPARC_AMPLITUDE)[-1]) + 1
    spectrum, frequency = spectrum[:last], frequency[:last]
    if len(frequency) < 2:
        return math.nan
    steps = np.diff(frequency) / (frequency[-1] - frequency[0])
    return -float(np.sqrt(steps**2 + np.diff(spectrum) ** 2).sum())


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
    return float(np.median(slopes))


def _median(values: Sequence[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return float(np.median(finite)) if finite else math.nan
