"""Still pose and movement axis: what turns a sensor's orientation into a thigh angle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CalibrationVerdict:
    """Whether a calibration may be relied on, and why not.

    Attributes
    ----------
    ok : bool
        True when both the zero and the axis are known.
    reasons : tuple of str
        What is missing or doubtful, in plain words.
    """

    ok: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How the sensor sits on the thigh.

    Attributes
    ----------
    still_pose : ndarray, shape (3,)
        Unit vector pointing up in sensor axes while the person was still: the zero of the angle.
    axis : ndarray, shape (3,)
        Unit vector of the movement axis in sensor axes, across `still_pose`; a positive rotation of the
        thigh about it is flexion (for side-lying abduction: abduction).
    sign_source : str
        Where the sign of the axis came from: ``"knee lift"``, ``"exercise"``, ``"large angle"``,
        ``"mounting"`` or ``"unknown"``.
    rate_hz : float
        Sampling rate.
    gyro_bias : ndarray, shape (3,)
        Angular rate at rest in rad/s (zeros for an accelerometer-only sensor).
    lift_deg : float or None
        Peak of the comfortable knee lift, when one was made.
    zero_known : bool
        False when no still pose was found: ranges are right then, absolute angles are not.
    has_gyro : bool
        False for an accelerometer-only sensor.
    verdict : CalibrationVerdict
    """

    still_pose: FloatArray
    axis: FloatArray
    sign_source: str
    rate_hz: float
    gyro_bias: FloatArray
    lift_deg: float | None
    zero_known: bool
    has_gyro: bool
    verdict: CalibrationVerdict
