"""From an ideal sensor on a fine grid to the samples of a real one: clock, filter, errors, losses."""

import numpy as np
from numpy.typing import NDArray

from sensing.errors import ScriptError
from sensing.samples import STANDARD_GRAVITY, FloatArray
from sensing.simulation.script import SensorErrors

KEEP_STEP = 0.4
"""A stamped time is off by at most this part of a sampling step, so that times stay in order."""


def clock_rate(errors: SensorErrors) -> float:
    """Return seconds of the sensor's clock per true second."""
    return 1.0 + errors.clock_error_pct / 100.0


def sample_times(duration_s: float, rate_hz: float, errors: SensorErrors) -> FloatArray:
    """Return the true times of all samples: even steps of the sensor's clock."""
    count = int(duration_s * clock_rate(errors) * rate_hz + 1e-9) + 1
    return np.arange(count) / rate_hz / clock_rate(errors)


def average_around(times_s: FloatArray, width_s: float, fine_s: FloatArray, fine: FloatArray) -> FloatArray:
    """Return means of ``fine`` over ``width_s`` around each time, as an integrating sensor reports them.

    Parameters
    ----------
    times_s : ndarray, shape (m,)
    width_s : float
    fine_s : ndarray, shape (n,)
    fine : ndarray, shape (n, 3)
        ``fine[i]`` is the mean from ``fine_s[i]`` to ``fine_s[i + 1]``.

    Returns
    -------
    ndarray, shape (m, 3)
    """
    low = np.clip(times_s - 0.5 * width_s, fine_s[0], fine_s[-1])
    high = np.clip(times_s + 0.5 * width_s, fine_s[0], fine_s[-1])
    result = np.empty((len(times_s), 3))
    for axis in range(3):
        integral = np.concatenate([[0.0], np.cumsum(fine[:-1, axis] * np.diff(fine_s))])
        result[:, axis] = np.interp(high, fine_s, integral) - np.interp(low, fine_s, integral)
    return result / (high - low)[:, None]


def spoil(
    acc: FloatArray, gyr: FloatArray, rate_hz: float, errors: SensorErrors, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return ``acc`` (m/s²) and ``gyr`` (rad/s) with scale, bias, noise, clipping and quantisation."""
    acc_unit, gyr_unit = STANDARD_GRAVITY, np.pi / 180.0
    bandwidth = np.sqrt(rate_hz / 2.0)
    noise = rng.normal(size=(2, *acc.shape))
    acc = acc * (1.0 + np.array(errors.acc_scale_pct) / 100.0)
    acc += acc_unit * (
        np.array(errors.acc_bias_mg) * 1e-3 + errors.acc_noise_ug * 1e-6 * bandwidth * noise[0]
    )
    gyr = gyr * (1.0 + np.array(errors.gyr_scale_pct) / 100.0)
    gyr += gyr_unit * (np.array(errors.gyr_bias_deg_s) + errors.gyr_noise_mdps * 1e-3 * bandwidth * noise[1])
    return (
        _digitise(acc, errors.acc_range_g * acc_unit, errors.bits),
        _digitise(gyr, errors.gyr_range_deg_s * gyr_unit, errors.bits),
    )


def _digitise(values: FloatArray, limit: float, bits: int) -> FloatArray:
    if bits == 0:
        return np.clip(values, -limit, limit)
    step = limit / 2.0 ** (bits - 1)
    return np.clip(np.round(values / step) * step, -limit, limit - step)


def stamp(count: int, rate_hz: float, errors: SensorErrors, rng: np.random.Generator) -> FloatArray:
    """Return the times that the sensor writes: its clock's, with jitter; the first is 0."""
    jitter = errors.jitter_ms * 1e-3 * rng.normal(size=count)
    limit = KEEP_STEP / rate_hz
    jitter = np.clip(jitter, -limit, limit)
    jitter[0] = 0.0
    return np.arange(count) / rate_hz + jitter


def received(time_s: FloatArray, errors: SensorErrors, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which samples arrive, shape (n,); the first always does.

    Raises
    ------
    ScriptError
        When fewer than 2 are left.
    """
    single, bursts = rng.spawn(2)
    keep = np.asarray(single.random(len(time_s)) >= errors.loss_pct / 100.0)
    burst_starts = np.cumsum(_burst_steps(float(time_s[-1]), errors, bursts))
    lengths = bursts.exponential(errors.burst_s, len(burst_starts))
    gaps = [(gap.at_s, gap.duration_s) for gap in errors.gaps]
    for at_s, duration_s in [*zip(burst_starts, lengths, strict=True), *gaps]:
        first, last = np.searchsorted(time_s, (at_s, at_s + duration_s))
        keep[first:last] = False
    keep[0] = True
    if np.count_nonzero(keep) < 2:
        raise ScriptError("fewer than 2 samples arrive", at="sensor", mend="Lose fewer, or make it longer")
    return keep


def _burst_steps(duration_s: float, errors: SensorErrors, rng: np.random.Generator) -> FloatArray:
    """Return the times between bursts: a Poisson process with some to spare beyond the end."""
    if errors.bursts_per_min == 0.0:
        return np.zeros(0)
    expected = duration_s * errors.bursts_per_min / 60.0
    return rng.exponential(60.0 / errors.bursts_per_min, int(expected + 6.0 * np.sqrt(expected) + 10.0))
