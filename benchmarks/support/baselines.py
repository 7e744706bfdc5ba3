"""What somebody would write who counts repetitions with a thigh sensor in an afternoon.

Each takes the samples as they come, as if none were missing, estimates which way is up, takes an Euler angle
and looks for peaks in it with `scipy.signal.find_peaks`. They are favoured where there is a choice: see
`euler_angles`, `euler_angle`, `count_peaks` and `best_error`.
"""

from collections.abc import Callable, Mapping

import numpy as np
from ahrs.filters import Madgwick
from numpy.typing import NDArray
from scipy.signal import butter, find_peaks, sosfiltfilt
from vqf import VQF

from analysis.exercises import get_exercise
from analysis.validation import AngleError, angle_error
from sensing import Recording

FloatArray = NDArray[np.float64]

SMOOTHING_HZ = 4.0
"""Low-pass before the peaks are sought, zero phase; what the project's own counting uses, causally."""

START_S = 0.5
"""The angle is counted from its mean over this first stretch."""


def smoothed(values: FloatArray, rate_hz: float) -> FloatArray:
    """Return values, shape (n,) or (n, k), low-passed along the first axis without delay."""
    sos = butter(2, min(SMOOTHING_HZ, 0.4 * rate_hz), fs=rate_hz, output="sos")
    pad = min(len(values) - 1, round(rate_hz))
    return np.asarray(sosfiltfilt(sos, values, axis=0, padlen=pad))


def up_by_accelerometer(recording: Recording) -> FloatArray:
    """Return the direction of the low-passed acceleration, shape (n, 3)."""
    acc = smoothed(recording.acc, recording.rate_hz)
    return acc / np.linalg.norm(acc, axis=1, keepdims=True)


def up_by_madgwick(recording: Recording) -> FloatArray:
    """Return up in sensor axes by the Madgwick filter of `ahrs` with its usual gain, shape (n, 3)."""
    if recording.gyr is None:
        return up_by_accelerometer(recording)
    gyr, acc = np.array(recording.gyr), np.array(recording.acc)
    return _up(Madgwick(gyr=gyr, acc=acc, frequency=recording.rate_hz).Q)


def up_by_vqf(recording: Recording) -> FloatArray:
    """Return up in sensor axes by VQF with its usual parameters, shape (n, 3)."""
    if recording.gyr is None:
        return up_by_accelerometer(recording)
    filter_ = VQF(1.0 / recording.rate_hz)
    found = filter_.updateBatch(np.array(recording.gyr), np.array(recording.acc))
    return _up(found["quat6D"])


def _up(quaternion: FloatArray) -> FloatArray:
    """Return the third row of the rotation matrices from sensor to earth axes; scalar first, shape (n, 4)."""
    w, x, y, z = np.asarray(quaternion, dtype=np.float64).T
    return np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])


UP: Mapping[str, Callable[[Recording], FloatArray]] = {
    "accelerometer tilt, find_peaks": up_by_accelerometer,
    "Madgwick, Euler angle, find_peaks": up_by_madgwick,
    "VQF, Euler angle, find_peaks": up_by_vqf,
}


def euler_angles(up: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Return roll and pitch in degrees, each shape (n,), of the usual sequence (yaw, pitch, roll).

    The axis of the sensor that is nearest to up at the start is called z first, as in a housing that was put
    on as its maker meant: elsewhere the angles would begin where they are not defined.
    """
    start = up[: max(round(START_S * rate_hz), 1)].mean(axis=0)
    axis = int(np.argmax(np.abs(start)))
    x, y, z = (np.sign(start[axis]) * up[:, (axis + place) % 3] for place in (1, 2, 0))
    return np.rad2deg(np.unwrap(np.arctan2(y, z))), np.rad2deg(np.arcsin(np.clip(-x, -1.0, 1.0)))


def euler_angle(up: FloatArray, rate_hz: float) -> FloatArray:
    """Return the Euler angle that moves more, from its start, shape (n,), in degrees.

    The larger excursion is positive, whatever the exercise: nobody has to know how the sensor sits.
    """
    angles = [from_start(one, rate_hz) for one in euler_angles(up, rate_hz)]
    return outward(max(angles, key=lambda one: float(np.ptp(np.percentile(one, [5, 95])))))


def from_start(angle_deg: FloatArray, rate_hz: float) -> FloatArray:
    """Return an angle, counted from its mean at the start."""
    return angle_deg - angle_deg[: max(round(START_S * rate_hz), 1)].mean()


def outward(angle_deg: FloatArray) -> FloatArray:
    """Return an angle, turned so that its larger excursion is positive."""
    low, high = np.percentile(angle_deg, [1, 99])
    return angle_deg if high >= -low else -angle_deg


def count_peaks(angle_deg: FloatArray, rate_hz: float, exercise: str) -> int:
    """Return the number of peaks of an angle without NaN.

    It is told the smallest range and the shortest time of the exercise, from the project's own catalogue.
    """
    rules = get_exercise(exercise).rules
    distance = max(rules.shortest * rate_hz, 1.0)
    if len(angle_deg) < 4:
        return 0
    peaks = find_peaks(smoothed(angle_deg, rate_hz), prominence=rules.smallest_range, distance=distance)[0]
    return len(peaks)


def best_error(up: FloatArray, recording: Recording, true_deg: FloatArray) -> AngleError:
    """Return the error of the better Euler angle with the better sign: chosen by the truth.

    Parameters
    ----------
    true_deg : ndarray, shape (n,)
        NaN where it is not to be compared.
    """
    wanted, rate_hz = np.isfinite(true_deg), recording.rate_hz
    time_s, true = recording.time_s, true_deg[wanted]
    errors = [
        angle_error(time_s, sign * from_start(one, rate_hz), time_s[wanted], true)
        for one in euler_angles(up, rate_hz)
        for sign in (1.0, -1.0)
    ]
    return min(errors, key=lambda one: one.rmse_offset_free_deg)
