"""Units of acceleration and angular rate: exact conversion, and evidence that a file is in other units.

Nothing is ever converted on a guess. Where the numbers contradict m/s² and rad/s decisively, reading stops
with the figure that shows it and with the option that mends it; where they decide nothing, they are believed.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from sensing.errors import RecordingError, UnitsError
from sensing.samples import STANDARD_GRAVITY, FloatArray
from sensing.time_steps import sampling_rate_hz

AccUnit = Literal["m/s2", "g", "mg"]
GyrUnit = Literal["rad/s", "deg/s"]

ACC_FACTORS: Mapping[str, float] = MappingProxyType(
    {"m/s2": 1.0, "g": STANDARD_GRAVITY, "mg": STANDARD_GRAVITY / 1000}
)
"""What an acceleration is multiplied by to become m/s²."""

GYR_FACTORS: Mapping[str, float] = MappingProxyType({"rad/s": 1.0, "deg/s": np.pi / 180})
"""What an angular rate is multiplied by to become rad/s."""

GAP_SAMPLES = 1.5
"""A step between two samples longer than this many nominal steps is a gap."""

MAX_ACC_M_S2 = 400 * STANDARD_GRAVITY
"""Beyond the range of any wearable accelerometer (the high-g parts end at 400 g)."""

MAX_GYR_RAD_S = 70.0
"""Beyond the range of any wearable gyroscope: the widest common range is 4000 deg/s = 69.8 rad/s."""

# Median length of the acceleration averaged over 1 s. Worn on a leg it stays near one gravity whatever is
# done (walking, jogging, exercises, faulty sensors), so the bounds have room.
_STEADY_S = 1.0
_NEAR_GRAVITY = (0.7, 1.4)
_LOWEST_M_S2, _HIGHEST_M_S2 = 4.9, 30.0
_STEADY_SHARE = 0.6  # averaging must not eat most of it, or it was motion and not gravity

# Change of gravity's direction against the integrated gyroscope, see rotation_slope. Of 269 real recordings
# in rad/s those with a correlation above 0.7 have slopes of 0.15..1.14; in deg/s these are 0.0026..0.020.
_SMOOTH_S, _LAG_S = 0.4, 0.5
_LEAST_CORRELATION = 0.7
_LEAST_CHANGE = 0.003
_LEAST_WINDOWS = 20
_DEG_SLOPES = (0.002, 0.05)
_TWICE_CONVERTED_SLOPE = 15.0
_MOST_TURNING = 3.0  # said turning per 0.5 s, rad rms; the same recordings have at most 0.6
_FEW_OUTLIERS = 3
_GYR_MENDS = {
    "in deg/s": "Read it with --gyr-unit deg/s (gyr_unit='deg/s')",
    "raw counts": "Export the angular rate in rad/s or deg/s",
    "converted from degrees twice": "Leave --gyr-unit out, or convert the values to rad/s once only",
}
_STRAY, _LARGEST = 1000.0, 1e9  # times the median; any unit's values


class RotationSlope(NamedTuple):
    """How gravity turns against how the gyroscope says it turns.

    Attributes
    ----------
    slope : float
        Regression slope; near 1 in rad/s, near 1/57.3 in deg/s.
    correlation : float
        Correlation of the two; low when the leg hardly turned or shook hard.
    change : float
        Root mean square of the seen change of direction per 0.5 s, about rad.
    turning : float
        Root mean square of what the gyroscope says about it, rad if it is in rad/s.
    windows : int
        Number of gap-free windows used.
    """

    slope: float
    correlation: float
    change: float
    turning: float
    windows: int

    @property
    def decisive(self) -> bool:
        """Whether there was enough rotation, clear enough, to judge by."""
        return (
            self.windows >= _LEAST_WINDOWS
            and self.correlation >= _LEAST_CORRELATION
            and self.change >= _LEAST_CHANGE
        )


def to_m_s2(acc: FloatArray, unit: AccUnit) -> FloatArray:
    """Return ``acc``, given in ``unit``, in m/s²."""
    return acc * _factor(ACC_FACTORS, unit, "acc_unit") if unit != "m/s2" else acc


def to_rad_s(gyr: FloatArray, unit: GyrUnit) -> FloatArray:
    """Return ``gyr``, given in ``unit``, in rad/s."""
    return gyr * _factor(GYR_FACTORS, unit, "gyr_unit") if unit != "rad/s" else gyr


def check_unit_names(acc_unit: str | None, gyr_unit: str | None) -> None:
    """Raise `RecordingError` unless both are known units or None."""
    if acc_unit is not None:
        _factor(ACC_FACTORS, acc_unit, "acc_unit")
    if gyr_unit is not None:
        _factor(GYR_FACTORS, gyr_unit, "gyr_unit")


def check_acc_units(time_s: FloatArray, acc: FloatArray, *, source: str | Path | None = None) -> None:
    """Raise `UnitsError` when the accelerations cannot be specific force in m/s².

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Sample times in seconds, n >= 2.
    acc : ndarray, shape (n, 3)
        Accelerations, supposedly in m/s².
    source : str or Path, optional
        Name for the message.
    """
    acc = _without_strays(acc)
    width = min(len(acc), max(1, round(_STEADY_S * sampling_rate_hz(time_s))))
    steady = float(np.median(np.linalg.norm(_moving_average(acc, width), axis=1)))
    whole = float(np.median(np.linalg.norm(acc, axis=1)))
    if _LOWEST_M_S2 <= steady <= _HIGHEST_M_S2:
        return
    is_gravity = steady > _STEADY_SHARE * whole
    lowest, highest = _NEAR_GRAVITY
    for unit, scale in (("g", 1.0), ("mg", 1000.0)):
        if is_gravity and lowest * scale <= steady <= highest * scale:
            raise UnitsError(
                f"the median acceleration is {whole:.4g}, where gravity would be 9.81 m/s²: "
                f"the values are in {unit}",
                source=source,
                at="acc_x..acc_z",
                mend=f"Read it with --acc-unit {unit} (acc_unit='{unit}')",
                option=("acc_unit", unit),
            )
    if steady < _LOWEST_M_S2:
        raise UnitsError(
            f"the acceleration averages {steady:.3g} m/s² over a second instead of about 9.81: "
            "gravity seems removed, or the accelerometer is dead",
            source=source,
            at="acc_x..acc_z",
            mend="Export the acceleration with gravity (not 'linear' or 'user' acceleration), "
            "or take it as it is with --acc-unit m/s2",
        )
    raise UnitsError(
        f"the median acceleration is {whole:.4g}, where gravity would be 9.81 m/s² (1 g, 1000 mg): "
        "these seem to be raw counts",
        source=source,
        at="acc_x..acc_z",
        mend="Export the acceleration in m/s², g or mg, or take it as it is with --acc-unit m/s2",
    )


def check_gyr_units(
    time_s: FloatArray, acc: FloatArray, gyr: FloatArray, *, source: str | Path | None = None
) -> None:
    """Raise `UnitsError` when the angular rates cannot be in rad/s.

    Decisive are values beyond any gyroscope, more of them than stray ones; gravity that turns 57 times less
    than the gyroscope says; or more turning than a leg can do. A recording that hardly turns and stays below
    70 decides nothing and passes.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Sample times in seconds, n >= 2.
    acc : ndarray, shape (n, 3)
        Specific force, in any unit.
    gyr : ndarray, shape (n, 3)
        Angular rates, supposedly in rad/s.
    source : str or Path, optional
        Name for the message.
    """
    strongest = _largest(gyr)
    beyond = strongest > MAX_GYR_RAD_S
    stray = beyond.sum() <= max(_FEW_OUTLIERS, len(gyr) // 1000)  # a matter of their lines, not of the unit
    acc = _without_strays(acc)
    evidence = rotation_slope(time_s, acc, np.where(beyond[:, np.newaxis], 0.0, gyr) if stray else gyr)
    top = float(strongest.max())
    unit = "in deg/s" if top <= np.rad2deg(MAX_GYR_RAD_S) else "raw counts"
    if evidence.decisive and _DEG_SLOPES[0] < evidence.slope < _DEG_SLOPES[1]:
        problem = (
            f"gravity turns {1 / evidence.slope:.0f} times less than the gyroscope says (57.3 in degrees)"
        )
    elif evidence.decisive and evidence.slope > _TWICE_CONVERTED_SLOPE:
        problem = f"gravity turns {evidence.slope:.0f} times more than the gyroscope says (57.3 in degrees)"
        unit = "converted from degrees twice"
    elif not stray:
        problem = f"the angular rate reaches {top:.5g}, and no gyroscope measures beyond 70 rad/s"
    elif evidence.windows >= _LEAST_WINDOWS and evidence.turning > _MOST_TURNING:
        turning = np.rad2deg(evidence.turning)
        problem = f"the gyroscope would turn gravity by {turning:.0f} deg every half second"
    else:
        return
    raise UnitsError(
        f"{problem}: the values seem to be {unit}",
        source=source,
        at="gyr_x..gyr_z",
        mend=_GYR_MENDS[unit],
        option=("gyr_unit", "deg/s") if unit == "in deg/s" else None,
    )


def rotation_slope(time_s: FloatArray, acc: FloatArray, gyr: FloatArray) -> RotationSlope:
    """Regress how gravity turns on how the gyroscope says it turns.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Sample times in seconds.
    acc : ndarray, shape (n, 3)
        Specific force, in any unit.
    gyr : ndarray, shape (n, 3)
        Angular rate.

    Notes
    -----
    A direction ``u`` fixed in space, seen from a sensor turning with ``gyr`` (in its own axes), moves with
    ``du/dt = u x gyr``. Up is the acceleration averaged over 0.4 s; ``u x gyr`` is averaged alike and
    integrated over 0.5 s. Windows that touch a gap are left out.
    """
    nothing = RotationSlope(0.0, 0.0, 0.0, 0.0, 0)
    step = 1 / sampling_rate_hz(time_s)
    width, lag = max(1, round(_SMOOTH_S / step)), max(1, round(_LAG_S / step))
    reach = lag + 2 * (width - 1)
    if len(time_s) <= reach + _LEAST_WINDOWS:
        return nothing
    up = _moving_average(acc, width)
    length = np.linalg.norm(up, axis=1, keepdims=True)
    up = up / np.where(length > 0, length, 1.0)
    middle = (width - 1) // 2
    turning = _moving_average(_cross(up, gyr[middle : middle + len(up)]), width)
    up = _moving_average(up, width)
    travelled = np.concatenate([np.zeros((1, 3)), np.cumsum(turning, axis=0)]) * step
    said, seen = travelled[lag:-1] - travelled[: -lag - 1], up[lag:] - up[:-lag]
    broken = np.concatenate([[0], np.cumsum(np.diff(time_s) > GAP_SAMPLES * step)])
    whole = (broken[reach:] == broken[:-reach])[: len(said)]
    said, seen = said[whole], seen[whole]
    said_power, seen_power = float((said**2).sum()), float((seen**2).sum())
    if not (said_power > 0 and seen_power > 0):
        return nothing
    product = float((said * seen).sum())
    return RotationSlope(
        slope=product / said_power,
        correlation=product / float(np.sqrt(said_power * seen_power)),
        change=float(np.sqrt(seen_power / len(seen))),
        turning=float(np.sqrt(said_power / len(said))),
        windows=len(seen),
    )


def _moving_average(values: FloatArray, width: int) -> FloatArray:
    """Mean of every ``width`` consecutive rows: shape (n, 3) -> (n - width + 1, 3)."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    mean: FloatArray = (total[width:] - total[:-width]) / width
    return mean


def _without_strays(acc: FloatArray) -> FloatArray:
    """Return ``acc`` with rows far beyond the usual one set to zero, and nothing that could overflow."""
    acc = np.clip(acc, -_LARGEST, _LARGEST)
    size = _largest(acc)
    return np.where((size > _STRAY * np.median(size))[:, np.newaxis], 0.0, acc)


def _largest(values: FloatArray) -> FloatArray:
    """Return the largest magnitude in each row; five times as quick as asking numpy for each row of three."""
    x, y, z = np.abs(values).T
    largest: FloatArray = np.maximum(np.maximum(x, y), z)
    return largest


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Row by row cross product; several times quicker than ``np.cross``."""
    return np.stack(
        [
            a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
            a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
            a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
        ],
        axis=1,
    )


def _factor(factors: Mapping[str, float], unit: str, option: str) -> float:
    if unit not in factors:
        known = ", ".join(repr(name) for name in factors)
        raise RecordingError(f"{option} {unit!r} is not known", at=option, mend=f"Use one of {known}")
    return factors[unit]
