"""May this recording be relied on? Sensor faults and losses, in plain words."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from vqf import VQF

from analysis.calibration import Calibration
from analysis.movement_axis import between_deg
from analysis.orientation import LONGEST_FILLED_GAP_S, unit
from analysis.results import Quality, Repetition
from analysis.stillness import Movement, Still, mean_vector
from sensing.samples import STANDARD_GRAVITY, Recording

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MISSING_SHARE = 0.05
"""Losing more samples than this is worth a word (CMU-MBL with 5 % loss: angle error 3.1 -> 3.3 deg)."""

LOSS_S = 0.5
"""Longer gaps are interruptions, told per repetition they hit, not a lossy link."""

GRAVITY_TOLERANCE_MS2 = 1.0
"""At rest the norm of the acceleration may be off by this much: uncalibrated accelerometers are by up to
0.9 m/s² (MEx, HuGaDB), which turns angles by 3 deg at most."""

GRAVITY_SPREAD_MS2 = 1.0
GRAVITY_LOOKED_AT = 40
"""So many brief rests are looked at. Their norms differ by 0.8 m/s² at most for healthy sensors (MEx, HuGaDB,
PTX), by 1.1-1.2 for PTX's faulty unit: a bias adds to gravity in one pose and takes from it in another."""

CLOSURE_LIMIT_DEG = 10.0
CLOSURE_FEWEST = 3
CLOSURE_SURE_DEG = 30.0
"""Median closure over brief rests: of healthy sensors up to 6.9 deg where there are three pairs or more (PTX,
UTD-MHAD, HuGaDB), of PTX's faulty unit 14-48, of a gyroscope with half or twice the scale 30 and more
(simulation). Fewer pairs must disagree by more: one with seconds of walking between went to 25."""

CLOSURE_LEAST_TURN_DEG = 5.0
CLOSURE_LEAST_TILT_DEG = 1.5
"""A movement that turned the sensor, or gravity in it, less than this says nothing about the two sensors."""

CLOSURE_LONGEST_S = 10.0
CLOSURE_PAIRS = 20
"""Rests further apart than this drift too much to compare; so many pairs are enough for a median."""

CLIPPED_SHARE = 0.05
CLIPPED_RUN = 3
CLIPPED_ABOVE_MS2 = 1.5 * STANDARD_GRAVITY
CLIPPED_ABOVE_RAD_S = 3.5
"""Clipped: an axis stays at its own extreme for 3 samples or more, beyond 1.5 g or 200 deg/s. Clipping foot
strikes at 2 g in 1-4 % of a walk does not change the angle (HuGaDB; CMU-MBL clipped on purpose: 3.1 deg as
before)."""

GLANCE = 100
"""An axis that moves within so many samples need not be looked at further to know that it lives."""

SHORTEST_RECORDING_S = 1.0
"""Less holds no repetition: the quickest real ones take 0.6-0.8 s (UTD-MHAD marching)."""

LOWEST_RATE_HZ = 20.0
"""Below 20 Hz strokes of half a second are no longer followed (BROAD at 26 Hz: 2.9 deg)."""


def recording_quality(
    recording: Recording, still: Sequence[Still], brief: Sequence[Still], clipped: Mapping[str, BoolArray]
) -> Quality:
    """Return what stands against relying on a recording, whatever was exercised in it.

    Parameters
    ----------
    recording : Recording
    still, brief : sequence of Still
        Its stretches at rest, and its brief rests.
    clipped : mapping of str to ndarray of bool
        See `clipped_samples`.
    """
    reasons = [
        _placement(recording),
        _length(recording),
        _rate(recording),
        _losses(recording),
        _dead_axis(recording),
        _clipping(clipped),
        _gravity(recording, still) or _gravity_by_pose(recording, brief),
        _closure(recording, brief),
    ]
    useless = (
        recording.rate_hz < 1.0 / LONGEST_FILLED_GAP_S
        or recording.duration_s < SHORTEST_RECORDING_S
        or all(_constant(column) for column in recording.acc.T)
    )
    return Quality(countable=not useless, reasons=tuple(reason for reason in reasons if reason))


def set_quality(
    repetitions: Sequence[Repetition], calibration: Calibration, doubts: Sequence[str] = ()
) -> Quality:
    """Return what stands against relying on a set, ``doubts`` about its calibration included."""
    reasons = [*calibration.verdict.reasons, *doubts]
    if not calibration.has_gyro:
        reasons.append("no gyroscope: angles from the accelerometer alone, right in slow movement only")
    hit = sum("gap" in one.flags for one in repetitions)
    if hit:
        reasons.append(f"samples are missing within {hit} of {len(repetitions)} repetitions")
    return Quality(countable=True, reasons=tuple(reasons))


def _placement(recording: Recording) -> str | None:
    segment = recording.info.placement.segment
    if segment == "thigh":
        return None
    return f"the recording says that the sensor sat on the {segment}: these are not thigh angles"


def _length(recording: Recording) -> str | None:
    if recording.duration_s >= SHORTEST_RECORDING_S:
        return None
    return f"only {recording.duration_s:.1f} s long: too short for a repetition"


def _rate(recording: Recording) -> str | None:
    rate = recording.rate_hz
    if rate >= LOWEST_RATE_HZ:
        return None
    return f"only {rate:.0f} samples a second: quick movements are missed below {LOWEST_RATE_HZ:.0f}"


def _losses(recording: Recording) -> str | None:
    missing = sum(gap.missing for gap in recording.gaps if gap.duration_s <= LOSS_S)
    share = missing / (missing + len(recording))
    return f"{share:.0%} of the samples were lost on the way" if share > MISSING_SHARE else None


def _dead_axis(recording: Recording) -> str | None:
    dead = [
        f"accelerometer {axis}"
        for axis, column in zip("xyz", recording.acc.T, strict=True)
        if _constant(column)
    ]
    if recording.gyr is not None:
        dead += [
            f"gyroscope {axis}"
            for axis, column in zip("xyz", recording.gyr.T, strict=True)
            if _constant(column)
        ]
    return f"dead sensor axis ({', '.join(dead)}): it never changes" if dead else None


def _constant(column: FloatArray) -> bool:
    return not np.ptp(column[:GLANCE]) and not np.ptp(column)


def _clipping(clipped: Mapping[str, BoolArray]) -> str | None:
    what, share = max(((what, float(mask.mean())) for what, mask in clipped.items()), key=lambda one: one[1])
    if share < CLIPPED_SHARE:
        return None
    return f"the sensor's range was too small: {what} clipped in {share:.0%} of the samples"


def clipped_samples(recording: Recording) -> dict[str, BoolArray]:
    """Return which samples were cut off by the sensor's range, shape (n,), per quantity."""
    clipped = {"acceleration": _clipped(recording.acc, CLIPPED_ABOVE_MS2)}
    if recording.gyr is not None:
        clipped["angular rate"] = _clipped(recording.gyr, CLIPPED_ABOVE_RAD_S)
    return clipped


def _clipped(vectors: FloatArray, beyond: float) -> BoolArray:
    """Return which samples lie in runs at an axis' own extremes, where those lie beyond a limit."""
    clipped = np.zeros(len(vectors), dtype=np.bool_)
    for column in np.ascontiguousarray(vectors.T):
        for extreme in {float(column.max()), float(column.min())}:
            if abs(extreme) < beyond:
                continue
            cut_off = column == extreme
            # An axis that never changes is dead, not clipped.
            if CLIPPED_RUN <= np.count_nonzero(cut_off) < len(column):
                edges = np.flatnonzero(np.diff(cut_off.astype(np.int8), prepend=0, append=0))
                for a, b in zip(edges[::2], edges[1::2], strict=True):
                    clipped[a:b] |= b - a >= CLIPPED_RUN
    return clipped


def _gravity(recording: Recording, still: Sequence[Still]) -> str | None:
    norms = [float(np.linalg.norm(one.mean(recording.acc))) for one in still]
    worst = max(norms, key=lambda norm: abs(norm - STANDARD_GRAVITY), default=STANDARD_GRAVITY)
    if abs(worst - STANDARD_GRAVITY) <= GRAVITY_TOLERANCE_MS2:
        return None
    return (
        f"accelerometer off: {worst:.2f} m/s² at rest instead of {STANDARD_GRAVITY:.2f}; angles may be wrong"
    )


def _gravity_by_pose(recording: Recording, brief: Sequence[Still]) -> str | None:
    looked_at = brief[:: len(brief) // GRAVITY_LOOKED_AT + 1]
    norms = [float(np.linalg.norm(mean_vector(recording.acc[one.middle()]))) for one in looked_at]
    if not norms or max(norms) - min(norms) <= GRAVITY_SPREAD_MS2:
        return None
    return (
        f"accelerometer off: gravity is {min(norms):.2f} m/s² in one pose and {max(norms):.2f} in another; "
        "angles may be wrong"
    )


def _closure(recording: Recording, brief: Sequence[Still]) -> str | None:
    errors = still_to_still_errors_deg(recording, brief)
    limit = CLOSURE_LIMIT_DEG if len(errors) >= CLOSURE_FEWEST else CLOSURE_SURE_DEG
    if not len(errors) or float(np.median(errors)) <= limit:
        return None
    return (
        f"gyroscope and accelerometer disagree by {np.median(errors):.0f} degrees between rests: "
        "wrong units, axes or rate, or a faulty sensor"
    )


def brief_rests(recording: Recording) -> list[Still]:
    """Return the rests, holds among them, between which gyroscope and accelerometer can be compared."""
    return Movement(recording.time_s, recording.acc, recording.gyr, recording.rate_hz).brief_rests()


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
        a, b = one.middle().stop - 1, other.middle().start
        steps_s = np.diff(recording.time_s[a : b + 1])
        if b <= a or steps_s.sum() > CLOSURE_LONGEST_S or steps_s.max() > LONGEST_FILLED_GAP_S:
            continue
        rests = (one.middle(), other.middle())
        before, after = (unit(mean_vector(recording.acc[rest])) for rest in rests)
        bias = 0.5 * sum(mean_vector(recording.gyr[rest]) for rest in rests)
        turns = (0.5 * (recording.gyr[a:b] + recording.gyr[a + 1 : b + 1]) - bias) * steps_s[:, None]
        carried = _carry(before, turns)
        tilt, turned = between_deg(before, after), between_deg(before, carried)
        if tilt >= CLOSURE_LEAST_TILT_DEG and max(tilt, turned) >= CLOSURE_LEAST_TURN_DEG:
            errors.append(between_deg(carried, after))
    return np.array(errors)


def _carry(vector: FloatArray, turns: FloatArray) -> FloatArray:
    """Return an earth-fixed vector in sensor axes after the sensor's turns (rotation vectors, in order)."""
    # One turn per unit of time; the accelerometer has no part in the orientation by the gyroscope alone.
    strapdown = VQF(1.0, restBiasEstEnabled=False, motionBiasEstEnabled=False)
    strapdown.updateBatch(np.ascontiguousarray(turns), np.ones((len(turns), 3)))
    w, *imaginary = strapdown.getQuat3D()
    back = -np.array(imaginary)
    across = 2.0 * np.cross(back, vector)
    carried: FloatArray = vector + w * across + np.cross(back, across)
    return carried
