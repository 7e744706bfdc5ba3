"""Tempo and hold on movements that the project's own simulation does not make: strokes of many shapes.

A rigid thigh swings about the hip, out, held, and back, in strokes of a given shape; the sensor, at a random
angle on it, adds noise, bias, sway and tremor. Truth is the script: the begin and end of the strokes, and the
hold by its definition on the true angle. Run ``make bench``, or this file with ``--json``, or with
``--write`` to put the table into docs/benchmarks.md.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfilt
from scipy.spatial.transform import Rotation
from scipy.special import betainc
from support.options import options
from support.report import report

from analysis import analyze
from sensing import Recording
from sensing.samples import STANDARD_GRAVITY, Activity, RecordingInfo

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

SEEDS = (1, 2)
RATES_HZ = (25.0, 50.0, 100.0)
RANGES_DEG = (20.0, 50.0, 110.0)
STROKES_S = (0.5, 1.0, 2.0, 3.0, 4.5)
HOLDS_S = (0.0, 0.5, 3.0, 15.0)
SLOW_S = 3.0
"""Strokes up to this long are to be timed within 0.2 s, slower ones within 0.3 s."""

PAUSE_S = 1.5
STANDING_S = 4.0
LIFT_DEG = 45.0

GYR_NOISE_RAD_S = 0.002
GYR_BIAS_RAD_S = 0.01
ACC_NOISE_MS2 = 0.05
SWAY_DEG, SWAY_HZ = 0.15, (0.05, 0.35)
TREMOR_DEG, TREMOR_HZ = 0.02, (5.0, 11.0)
PIVOT_M = 0.25
"""A good wearable sensor a quarter of a metre below the hip of somebody who stands quietly."""

FloatArray = NDArray[np.float64]
Way = Callable[[FloatArray], FloatArray]


def bell(a: float, b: float) -> Way:
    """Return the way over time, both as shares, of a stroke with speed ``t^(a-1) (1-t)^(b-1)``."""
    return lambda share: np.asarray(betainc(a, b, np.clip(share, 0.0, 1.0)))


def trapezoid(ramp: float) -> Way:
    """Return the way over time of a stroke that speeds up and slows down evenly, a share of its time each."""

    def way(share: FloatArray) -> FloatArray:
        at = np.clip(share, 0.0, 1.0)
        near = np.minimum(at, 1.0 - at)
        half = np.where(near < ramp, near * near / (2.0 * ramp), near - 0.5 * ramp) / (1.0 - ramp)
        return np.where(at < 0.5, half, 1.0 - half)

    return way


SHAPES: dict[str, Way] = {
    "minimum jerk": bell(3.0, 3.0),
    "raised cosine": lambda share: 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0.0, 1.0)),
    "cubic": bell(2.0, 2.0),
    "trapezoid, ramps of a third": trapezoid(1.0 / 3.0),
    "trapezoid, ramps of a fifth": trapezoid(0.2),
    "trapezoid, ramps of a tenth": trapezoid(0.1),
    "very gentle": bell(4.0, 4.0),
    "fast out of the rest": bell(2.5, 3.5),
    "slow out of the rest": bell(3.5, 2.5),
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One repetition of the script: begin, times of the parts, range."""

    start_s: float
    stroke_s: float
    hold_s: float
    range_deg: float

    @property
    def back_s(self) -> float:
        """When the way back begins."""
        return self.start_s + self.stroke_s + self.hold_s

    def angle_deg(self, time_s: FloatArray, way: Way) -> FloatArray:
        """Return the angle of this repetition."""
        out, back = (time_s - self.start_s) / self.stroke_s, (time_s - self.back_s) / self.stroke_s
        return self.range_deg * (way(out) - way(back))

    def truth(self, way: Way) -> tuple[float, float, float]:
        """Return true hold, up and down in seconds, by the definition of the hold."""
        fine = np.linspace(0.0, 1.0, 20001)
        near = 1.0 - max(3.0, 0.1 * self.range_deg) / self.range_deg
        up, left = np.interp([near, 1.0 - near], way(fine), fine) * self.stroke_s
        return self.hold_s + self.stroke_s - float(up - left), float(up), self.stroke_s - float(left)


def script(range_deg: float, stroke_s: float) -> tuple[list[Stroke], float]:
    """Return a knee lift to calibrate by and the repetitions after it, and how long all that takes."""
    strokes, now_s = [Stroke(STANDING_S, 1.0, 0.5, min(LIFT_DEG, range_deg))], STANDING_S + 2.5 + 3.0
    for hold_s in HOLDS_S:
        strokes.append(Stroke(now_s, stroke_s, hold_s, range_deg))
        now_s += 2.0 * stroke_s + hold_s + PAUSE_S
    return strokes, now_s + 3.0


def record(
    strokes: list[Stroke], way: Way, length_s: float, rate_hz: float, rng: np.random.Generator
) -> Recording:
    """Return what the sensor delivers of these strokes."""
    time_s = np.arange(int(length_s * rate_hz)) / rate_hz + rng.uniform(0.0, 1.0 / rate_hz)
    fine_s = np.arange(int(length_s * 1000.0) + 50) / 1000.0
    angle = sum((one.angle_deg(fine_s, way) for one in strokes), start=np.zeros(len(fine_s)))
    angle += _band(SWAY_DEG, SWAY_HZ, fine_s, rng) + _band(TREMOR_DEG, TREMOR_HZ, fine_s, rng)
    angle = np.radians(angle)
    speed = np.gradient(angle, fine_s)
    felt = np.stack(
        [
            STANDARD_GRAVITY * np.sin(angle) + PIVOT_M * np.gradient(speed, fine_s),
            np.zeros(len(fine_s)),
            STANDARD_GRAVITY * np.cos(angle) + PIVOT_M * speed**2,
        ]
    )
    acc = np.stack([np.interp(time_s, fine_s, axis) for axis in felt], axis=1)
    gyr = np.zeros((len(time_s), 3))
    # A gyroscope averages over a sampling step.
    edges = np.interp(np.append(time_s, time_s[-1] + 1.0 / rate_hz) - 0.5 / rate_hz, fine_s, angle)
    gyr[:, 1] = -np.diff(edges) * rate_hz
    turned = Rotation.random(random_state=rng)
    return Recording(
        time_s - time_s[0],
        turned.apply(acc) + ACC_NOISE_MS2 * rng.normal(size=acc.shape),
        turned.apply(gyr)
        + GYR_BIAS_RAD_S * rng.uniform(-1.0, 1.0, size=3)
        + GYR_NOISE_RAD_S * rng.normal(size=gyr.shape),
        RecordingInfo(activities=(Activity(STANDING_S, strokes[1].start_s - 0.5 * PAUSE_S, "calibration"),)),
    )


def _band(
    rms: float, band_hz: tuple[float, float], time_s: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return noise in a band, of unit RMS times ``rms`` over long times."""
    step = round(1000.0 / (20.0 * band_hz[1]))
    rate_hz, lead = 1000.0 / step, int(20.0 / band_hz[0] / step * 1000.0)
    count = len(time_s) // step + 2
    noise = sosfilt(butter(2, band_hz, "bandpass", fs=rate_hz, output="sos"), rng.normal(size=lead + count))[
        lead:
    ]
    scale = rms / np.sqrt((band_hz[1] - band_hz[0]) / (0.5 * rate_hz))
    # Smooth between its points: a kink would be a blow.
    return np.asarray(scale * CubicSpline(np.arange(count) / rate_hz, noise)(time_s))


@dataclass(frozen=True, slots=True)
class Timed:
    """One measured repetition: its condition, and measured minus true times in seconds."""

    rate_hz: float
    range_deg: float
    stroke_s: float
    hold_s: float
    up_s: float
    down_s: float

    def strokes_within(self) -> tuple[bool, bool]:
        """Return whether the way out and the way back are timed as they should be."""
        return abs(self.up_s) <= self.tolerance_s, abs(self.down_s) <= self.tolerance_s

    @property
    def tolerance_s(self) -> float:
        """How far a time may be off."""
        return 0.2 if self.stroke_s <= SLOW_S else 0.3


def repetitions(way: Way, seed: int) -> Iterator[Timed | None]:
    """Measure all conditions of a shape; yield None for a repetition that was not counted once."""
    rng = np.random.default_rng(seed)
    for rate_hz, range_deg, stroke_s in product(RATES_HZ, RANGES_DEG, STROKES_S):
        strokes, length_s = script(range_deg, stroke_s)
        result = analyze(record(strokes, way, length_s, rate_hz, rng), "leg_lift")
        found = [one for part in result.sets for one in part.repetitions]
        for true in strokes[1:]:
            inside = [one for one in found if true.start_s < one.peak_s < true.back_s + stroke_s]
            if len(inside) != 1:
                yield None
                continue
            (one,), (hold_s, up_s, down_s) = inside, true.truth(way)
            yield Timed(
                rate_hz, range_deg, stroke_s, one.hold_s - hold_s, one.up_s - up_s, one.down_s - down_s
            )


def measure() -> dict[str, dict[str, float]]:
    """Measure all shapes; return a row for each."""
    rows = {}
    for name, way in SHAPES.items():
        every = [one for seed in SEEDS for one in repetitions(way, seed)]
        timed = [one for one in every if one is not None]
        slow = [one for one in timed if one.stroke_s == SLOW_S]
        rows[name] = {
            "repetitions": len(every),
            "counted": len(timed),
            "holds": _share(abs(one.hold_s) <= one.tolerance_s for one in timed),
            **{
                f"{rate_hz:g} Hz": _share(
                    ok for one in timed if one.rate_hz == rate_hz for ok in one.strokes_within()
                )
                for rate_hz in RATES_HZ
            },
            **{
                f"{range_deg:g} deg": _share(
                    ok for one in timed if one.range_deg == range_deg for ok in one.strokes_within()
                )
                for range_deg in RANGES_DEG
            },
            "mean_error_s": float(np.mean([(one.up_s, one.down_s) for one in slow])),
        }
    return rows


def _share(right: Iterable[bool]) -> float:
    return float(np.mean(list(right)))


COLUMNS = (
    "shape of the strokes",
    "counted",
    "holds",
    *(f"{rate_hz:g} Hz" for rate_hz in RATES_HZ),
    *(f"{range_deg:g}°" for range_deg in RANGES_DEG),
    f"mean error at {SLOW_S:g} s",
)


def cells(name: str, row: dict[str, float]) -> tuple[str, ...]:
    """Return a row of the table as text."""
    shares = [
        "holds",
        *(f"{rate_hz:g} Hz" for rate_hz in RATES_HZ),
        *(f"{range_deg:g} deg" for range_deg in RANGES_DEG),
    ]
    return (
        name,
        f"{row['counted']:.0f} of {row['repetitions']:.0f}",
        *(f"{row[share]:.0%}" for share in shares),
        f"{row['mean_error_s']:+.2f} s",
    )


def main() -> None:
    """Measure and report."""
    chosen = options(__doc__, writes=GUIDE).parse_args()
    rows = measure()
    lines = [cells(name, row) for name, row in rows.items()]
    report(chosen, rows, COLUMNS, lines, guide=GUIDE, block="tempo")


if __name__ == "__main__":
    main()
