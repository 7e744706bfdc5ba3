"""May this recording be relied on? Sensor faults and losses, in plain words."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.orientation import LONGEST_FILLED_GAP_S, unit
from analysis.results import Quality
from analysis.stillness import Still
from sensing.samples import STANDARD_GRAVITY, Recording

FloatArray = NDArray[np.float64]

MISSING_SHARE = 0.05
"""Losing more samples than this is worth a word (CMU-MBL with 5 % loss: angle error 3.1 -> 3.3 deg)."""

GRAVITY_TOLERANCE_MS2 = 0.35
"""At rest the acceleration's norm may be off by this much: consumer sensors without calibration stay within
0.3 m/s² (UTD-MHAD, HuGaDB, MEx); PTX unit with a biased accelerometer: 0.3-0.5."""

CLOSURE_LIMIT_DEG = 8.0
"""Median still-to-still closure of healthy sensors: 0.4-2.4 deg (PTX, UTD-MHAD); of faulty ones: 10-63."""

CLOSURE_LEAST_TURN_DEG = 5.0
"""A movement that turned the sensor less than this says nothing about its gyroscope."""

CLOSURE_LONGEST_S = 10.0
CLOSURE_PAIRS = 60
"""Still moments further apart than this drift too much to compare; so many pairs are enough for a median."""

CLIPPED_SHARE = 0.002
CLIPPED_RUN = 3
"""Clipped: an axis stays at its extreme for 3 samples or more, in all 0.2 % of the samples."""

LOWEST_RATE_HZ = 20.0
"""Below 20 Hz strokes of half a second are no longer followed (BROAD at 26 Hz: 2.9 deg)."""


def recording_quality(recording: Recording, still: Sequence[Still]) -> Quality:
    """Return what stands against relying on a recording, whatever was exercised in it.

    Parameters
    ----------
    recording : Recording
    still : sequence of Still
        Its stretches at rest.
    """
    reasons = [
        _rate(recording),
        _losses(recording),
        _dead_axis(recording),
        _clipping(recording),
        _gravity(recording, still),
        _closure(recording, still),
        None
        if recording.gyr is not None
        else "no gyroscope: angles from the accelerometer alone, less certain",
    ]
    return Quality(countable=True, reasons=tuple(reason for reason in reasons if reason))


def _rate(recording: Recording) -> str | None:
    rate = recording.rate_hz
    if rate >= LOWEST_RATE_HZ:
        return None
    return f"only {rate:.0f} samples a second: quick movements are missed below {LOWEST_RATE_HZ:.0f}"


def _losses(recording: Recording) -> str | None:
    gaps = recording.gaps
    missing = sum(gap.missing for gap in gaps)
    share = missing / (missing + len(recording))
    long = [gap for gap in gaps if gap.duration_s > LONGEST_FILLED_GAP_S]
    if share < MISSING_SHARE:
        return None
    lost_s = sum(gap.duration_s for gap in long)
    return f"{share:.0%} of the samples are missing, {len(long)} gaps of {lost_s:.1f} s together"


def _dead_axis(recording: Recording) -> str | None:
    dead = [
        f"accelerometer {axis}"
        for axis, column in zip("xyz", recording.acc.T, strict=True)
        if not np.ptp(column)
    ]
    if recording.gyr is not None:
        dead += [
            f"gyroscope {axis}"
            for axis, column in zip("xyz", recording.gyr.T, strict=True)
            if not np.ptp(column)
        ]
    return f"dead sensor axis ({', '.join(dead)}): it never changes" if dead else None


def _clipping(recording: Recording) -> str | None:
    share = max(_clipped_share(column) for column in recording.acc.T)
    what = "acceleration"
    if recording.gyr is not None:
        gyro_share = max(_clipped_share(column) for column in recording.gyr.T)
        share, what = max((share, what), (gyro_share, "angular rate"))
    if share < CLIPPED_SHARE:
        return None
    return f"the sensor's range was too small: {what} clipped in {share:.1%} of the samples"


def _clipped_share(column: FloatArray) -> float:
    """Return the share of samples in runs of `CLIPPED_RUN` or more at the column's own extremes."""
    clipped = 0
    for extreme in (column.max(), column.min()):
        edges = np.flatnonzero(np.diff((column == extreme).astype(np.int8), prepend=0, append=0))
        runs = edges[1::2] - edges[::2]
        # Readings that never leave the extreme (an unused axis) are not clipped but dead.
        clipped += int(runs[runs >= CLIPPED_RUN].sum()) if np.ptp(column) > 1.0 else 0
    return clipped / len(column)


def _gravity(recording: Recording, still: Sequence[Still]) -> str | None:
    if not still:
        return None
    norms = [float(np.linalg.norm(recording.acc[one.first : one.last].mean(axis=0))) for one in still]
    worst = max(norms, key=lambda norm: abs(norm - STANDARD_GRAVITY))
    if abs(worst - STANDARD_GRAVITY) <= GRAVITY_TOLERANCE_MS2:
        return None
    return (
        f"accelerometer off: {worst:.2f} m/s² at rest instead of {STANDARD_GRAVITY:.2f}; angles may be wrong"
    )


def _closure(recording: Recording, still: Sequence[Still]) -> str | None:
    errors = still_to_still_errors_deg(recording, still)
    if not len(errors) or float(np.median(errors)) <= CLOSURE_LIMIT_DEG:
        return None
    return (
        f"gyroscope and accelerometer disagree by {np.median(errors):.0f} degrees between rests: "
        "wrong units, axes or rate, or a faulty sensor"
    )


def still_to_still_errors_deg(recording: Recording, still: Sequence[Still]) -> FloatArray:
    """Return the angle between gravity carried by the gyroscope and gravity measured, per pair of rests.

    Parameters
    ----------
    recording : Recording
    still : sequence of Still
        Stretches at rest.

    Returns
    -------
    ndarray, shape (k,)
        Degrees; only pairs less than 10 s apart with enough turning in between and no gap.
    """
    if recording.gyr is None:
        return np.empty(0)
    errors = []
    pairs = list(pairwise(still))
    for one, other in pairs[:: len(pairs) // CLOSURE_PAIRS + 1]:
        a, b = one.last - 1, other.first
        steps_s = np.diff(recording.time_s[a : b + 1])
        if b <= a or steps_s.sum() > CLOSURE_LONGEST_S or steps_s.max() > LONGEST_FILLED_GAP_S:
            continue
        before = unit(recording.acc[one.first : one.last].mean(axis=0))
        after = unit(recording.acc[other.first : other.last].mean(axis=0))
        bias = recording.gyr[one.first : one.last].mean(axis=0)
        rates = 0.5 * (recording.gyr[a:b] + recording.gyr[a + 1 : b + 1]) - bias
        turn = np.degrees(np.linalg.norm(rates, axis=1) * steps_s).sum()
        if turn >= CLOSURE_LEAST_TURN_DEG:
            carried = _carry(before, rates * steps_s[:, None])
            errors.append(np.degrees(np.arccos(np.clip(carried @ after, -1.0, 1.0))))
    return np.array(errors)


def _carry(vector: FloatArray, turns: FloatArray) -> FloatArray:
    """Return an earth-fixed vector in sensor axes after the sensor's turns (rotation vectors, in order)."""
    from scipy.spatial.transform import Rotation  # noqa: PLC0415 (slow to import, needed here only)

    steps = Rotation.from_rotvec(turns)
    while len(steps) > 1:
        even = len(steps) // 2 * 2
        joined = steps[0:even:2] * steps[1:even:2]
        steps = joined if even == len(steps) else Rotation.concatenate([joined, steps[even:]])
    return np.asarray(steps[0].inv().apply(vector), dtype=np.float64)
