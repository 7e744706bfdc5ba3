"""A recording as a worse sensor or a worse link would have delivered it."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sensing.samples import FloatArray, Recording
from sensing.simulation import imu
from sensing.simulation.script import SensorErrors


def worsen(
    recording: Recording, errors: SensorErrors, *, rate_hz: float | None = None, seed: int = 0
) -> Recording:
    """Return a recording with a sensor's errors on top of its own.

    Parameters
    ----------
    recording : Recording
    errors : SensorErrors
        What is added; begin with ``SensorErrors.none()``. A clock error stretches the times, and with them
        the stretches without samples.
    rate_hz : float, optional
        Runs of samples are averaged, as an integrating sensor does, so that about so many a second are left.
        A recording that has no more stays as it is. Runs do not reach across missing samples.
    seed : int
        Same seed, same result.

    Returns
    -------
    Recording
        Further columns are kept: ground truth is averaged with the samples, so that they still agree.

    Raises
    ------
    ScriptError
        When fewer than 2 samples are left.
    """
    rng = np.random.default_rng(seed)
    every = 1 if rate_hz is None else max(round(recording.rate_hz / rate_hz), 1)
    slower = _averaged(recording, every)
    rate = slower.rate_hz
    gyr = np.zeros_like(slower.acc) if slower.gyr is None else slower.gyr
    acc, gyr = imu.spoil(slower.acc, gyr, rate, errors, rng)
    jitter = imu.stamp(len(acc), rate, errors, rng) - np.arange(len(acc)) / rate
    time_s = slower.time_s * imu.clock_rate(errors) + jitter
    keep = imu.received(time_s - time_s[0], errors, rng)
    return replace(
        slower,
        time_s=time_s[keep],
        acc=acc[keep],
        gyr=None if slower.gyr is None else gyr[keep],
        extra={name: column[keep] for name, column in slower.extra.items()},
    )


def _averaged(recording: Recording, every: int) -> Recording:
    """Return means of ``every`` samples in a row; what is left over before a gap is dropped."""
    if every == 1:
        return recording
    steps = np.diff(recording.time_s)
    ends = np.flatnonzero(steps > 1.5 / recording.rate_hz) + 1
    rows: list[NDArray[np.intp]] = []
    for part in np.split(np.arange(len(recording)), ends):
        rows.append(part[: len(part) // every * every].reshape(-1, every))
    runs = np.concatenate(rows)
    return replace(
        recording,
        time_s=_mean(recording.time_s, runs),
        acc=_mean(recording.acc, runs),
        gyr=None if recording.gyr is None else _mean(recording.gyr, runs),
        info=replace(recording.info, rate_hz=None),
        extra={name: _mean_or_first(np.asarray(column), runs) for name, column in recording.extra.items()},
    )


def _mean(values: FloatArray, runs: NDArray[np.intp]) -> FloatArray:
    return np.asarray(values[runs].mean(axis=1), dtype=np.float64)


def _mean_or_first(column: NDArray[Any], runs: NDArray[np.intp]) -> NDArray[Any]:
    """Return means of measured columns; of whole numbers (such as that of a repetition) the first."""
    whole = column.dtype.kind != "f" or bool(np.all(column[np.isfinite(column)] % 1 == 0))
    return np.asarray(column[runs[:, 0]] if whole else column[runs].mean(axis=1))
