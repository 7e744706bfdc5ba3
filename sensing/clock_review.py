"""Sample times with hindsight: a better fit than the live one, beside it.

The live clock learns of a loss two seconds late and of the rate minute by minute; afterwards both are known
from the start. What the live analysis used stays in ``time_s``; the fit is a further column
(`FITTED_COLUMN`).
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sensing.clock_fit import BLOCK_S, SMALLEST_SCALE_S, TURNS, WINDOW_BLOCKS
from sensing.drivers import list_drivers
from sensing.samples import FloatArray
from sensing.time_steps import StepCounter, sampling_rate_hz

FITTED_COLUMN = "time_fit_s"
"""Name of the column for the fitted times."""

LEAST_BLOCKS = 10
"""A connection of fewer blocks of a second keeps its live times: a line through so little is no better."""

REACH_BLOCKS, STAMPED_REACH_BLOCKS = WINDOW_BLOCKS // 2, 150
"""The line at a moment is fitted to so many blocks before and after it. Stamps say exactly how the samples
lie to each other, and a crystal hardly drifts in minutes: with stamps a longer line is a better one."""

FOUND_WITHIN_S = 15.0
"""A loss lies no further before the gap that the live clock left for it."""

LINE_ERROR_S = 0.005
"""After a loss no packet is less late than what was lost lasted, give or take the error of the line."""

WINDOWS_AT_ONCE = 1024
"""Half a megabyte to two for each of the arrays this is worked out with."""

IntArray = NDArray[np.int64]


def fitted_times(
    time_s: FloatArray, host_time_s: FloatArray, epoch: IntArray | None = None, *, from_arrivals: bool
) -> FloatArray:
    """Return better sample times, on the axis of the live ones.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Live times, strictly increasing.
    host_time_s : ndarray, shape (n,)
        Arrival of each sample's packet by the host's monotonic clock.
    epoch : ndarray of int, shape (n,), optional
        Number of the connection; by default there was one.
    from_arrivals : bool
        The sensor had neither clock nor counter, so gaps stand where losses were found and are moved to
        where they happened. Otherwise gaps are where they were, and only rate and drift against the host's
        clock are fitted.

    Returns
    -------
    ndarray, shape (n,)
        Strictly increasing. A stretch too short for a fit keeps its live times.
    """
    epochs = np.zeros(len(time_s), dtype=np.int64) if epoch is None else epoch
    fitted = np.array(time_s, dtype=np.float64)
    bounds = [0, *(np.flatnonzero(np.diff(epochs)) + 1), len(time_s)]
    for start, end in pairwise(bounds):
        part = slice(int(start), int(end))
        if end - start > 1:
            fitted[part] = _fit_connection(time_s[part], host_time_s[part], from_arrivals=from_arrivals)
    if not (np.diff(fitted) > 0).all():  # two connections moved into each other
        return np.array(time_s, dtype=np.float64)
    return fitted


def fitted_column(
    time_s: FloatArray, extra: Mapping[str, NDArray[Any]], driver: str | None
) -> dict[str, FloatArray]:
    """Return the column of better times for the samples of a sensor, nothing where they cannot be told.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Live times, strictly increasing.
    extra : mapping of str to ndarray, shape (n,)
        Further columns, ``host_time_s`` and ``epoch`` among them where they are known.
    driver : str or None
        Name of the driver that decoded the samples. Without one no sensor sent them: a simulated person is
        exactly on time.
    """
    can = next((one.capabilities for one in list_drivers() if one.name == driver), None)
    host_time_s = extra.get("host_time_s")
    if can is None or host_time_s is None or len(time_s) < 2 or not np.isfinite(host_time_s).all():
        return {}
    from_arrivals = can.clock_wraps_at_s is None and can.counter_wraps_at is None
    return {FITTED_COLUMN: fitted_times(time_s, host_time_s, extra.get("epoch"), from_arrivals=from_arrivals)}


def _fit_connection(time_s: FloatArray, host_time_s: FloatArray, *, from_arrivals: bool) -> FloatArray:
    rate_hz = sampling_rate_hz(time_s)
    reach = REACH_BLOCKS if from_arrivals else STAMPED_REACH_BLOCKS
    if from_arrivals:
        number = np.concatenate([[0], np.cumsum(StepCounter(rate_hz).push(np.diff(time_s)))]).astype(float)
    else:
        number = (time_s - time_s[0]) * rate_hz
    last = np.flatnonzero(np.diff(host_time_s, append=np.inf) != 0)  # last sample of each packet
    if from_arrivals:
        line = _least_late_line(number[last], host_time_s[last], rate_hz, reach)
        if line is None:
            return time_s
        number = _with_losses_in_place(number, last, host_time_s, np.interp(number[last], *line), rate_hz)
    line = _least_late_line(number[last], host_time_s[last], rate_hz, reach)
    if line is None:
        return time_s
    fitted = _along(number, *line, reach)
    return fitted + float(np.median(time_s - fitted))


def _least_late_line(
    number: FloatArray, host_time_s: FloatArray, rate_hz: float, reach: int
) -> tuple[FloatArray, FloatArray] | None:
    """Return sample numbers and undelayed host times of one point a second; None when there are too few."""
    block = ((number - number[0]) / (rate_hz * BLOCK_S)).astype(np.int64)
    height = host_time_s - number / rate_hz
    order = np.lexsort((height, block))
    first = order[np.concatenate([[True], np.diff(block[order]) > 0])]
    points = np.stack([number[first], host_time_s[first]], axis=1)
    if len(points) < LEAST_BLOCKS:
        return None
    parts = np.array_split(np.arange(len(points)), len(points) // WINDOWS_AT_ONCE + 1)
    return points[:, 0], np.concatenate([_undelayed(points, at, 1.0 / rate_hz, reach) for at in parts])


def _undelayed(points: FloatArray, at: IntArray, nominal_s: float, reach: int) -> FloatArray:
    """Return when the points at some places would have come without delay, by the points around each.

    The same as `least_late_slope` for each window, but for many at once: one by one, an hour takes seconds.
    """
    window = at[:, None] + np.arange(-reach, reach + 1)
    there = (window >= 0) & (window < len(points))
    near = points[window.clip(0, len(points) - 1)]
    number = (near[..., 0] - points[at, None, 0]) * nominal_s
    height = near[..., 1] - points[at, None, 1] - number
    weight = there.astype(np.float64)
    middle = np.maximum(there.sum(axis=1) - 1, 0) / 2.0
    for _ in range(TURNS):
        total = weight.sum(axis=1, keepdims=True)
        x = number - (weight * number).sum(axis=1, keepdims=True) / total
        y = height - (weight * height).sum(axis=1, keepdims=True) / total
        slope = (weight * x * y).sum(axis=1, keepdims=True) / (weight * x * x).sum(axis=1, keepdims=True)
        rest = y - slope * x
        off = np.sort(np.where(there, np.abs(rest), np.inf), axis=1)
        rows = np.arange(len(at))
        median = (off[rows, np.floor(middle).astype(int)] + off[rows, np.ceil(middle).astype(int)]) / 2.0
        scale = np.maximum(SMALLEST_SCALE_S, 1.5 * median)[:, None]
        above, below = np.maximum(rest, 0.0) / scale, np.minimum(rest, 0.0) / (4 * scale)
        weight = there / (1 + above**2 + below**2)
    lowest = np.where(there, height - slope * number, np.inf).min(axis=1)
    undelayed: FloatArray = points[at, 1] + lowest
    return undelayed


def _along(number: FloatArray, points: FloatArray, undelayed: FloatArray, reach: int) -> FloatArray:
    """Interpolate the line, and go on straight beyond its ends."""
    along = np.interp(number, points, undelayed)
    reach = min(len(points), reach) - 1
    for beyond, end, inner in (
        (number < points[0], 0, reach),
        (number > points[-1], len(points) - 1, len(points) - 1 - reach),
    ):
        slope = (undelayed[end] - undelayed[inner]) / (points[end] - points[inner])
        along[beyond] = undelayed[end] + slope * (number[beyond] - points[end])
    return along


def _with_losses_in_place(
    number: FloatArray, last: IntArray, host_time_s: FloatArray, undelayed: FloatArray, rate_hz: float
) -> FloatArray:
    """Move every gap from where the loss was found to where it happened: after the last packet on time."""
    number = number.copy()
    lateness = host_time_s[last] - undelayed
    first = np.concatenate([[0], last[:-1] + 1])  # first sample of each packet
    missing = np.diff(number)[first[1:] - 1] - 1
    for packet in np.flatnonzero(missing > 0) + 1:
        lost = float(missing[packet - 1])
        onset = int(packet)
        found_s = host_time_s[last[packet]]
        while (
            onset > 1
            and lateness[onset - 1] > lost / rate_hz - LINE_ERROR_S
            and found_s - host_time_s[last[onset - 1]] < FOUND_WITHIN_S
        ):
            onset -= 1
        number[first[onset] : first[packet]] += lost
    return number
