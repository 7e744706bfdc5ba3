"""Compare simulated with real movement: a picture and a table.

Usage: python docs/simulation_check.py DATA_FOLDER [PICTURE]

DATA_FOLDER holds ``cmu_mbl`` (Phan 2024: both thighs of one person, mocap angles, cut per repetition) and
``gait_tkr_healthy`` (uncut walking with one thigh sensor), in this project's native form.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from sensing import Recording, read_recording
from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import Mounting, SessionScript, simulate
from sensing.simulation.steps import Set, Stand, Step, Walk

mpl.use("Agg")
from matplotlib import pyplot as plt

Array = NDArray[np.float64]
BANDS = ((0.5, 2.0), (2.0, 5.0), (5.0, 10.0), (10.0, 20.0))
CASES = {
    "lunge, front leg": ("cmu_mbl/SUB22_lunge_right", Set(exercise="lunge", leg="right", repetitions=10)),
    "lunge, rear leg": ("cmu_mbl/SUB22_lunge_left", Set(exercise="lunge", leg="left", repetitions=10)),
    "squat": ("cmu_mbl/SUB22_squat_right", Set(exercise="squat", repetitions=10)),
}
WALKS = ("n1_left_IMU_10", "n1_right_IMU_4", "n2_right_IMU_3", "n4_right_IMU_10", "n5_left_IMU_9")
HALVES = ("cmu_mbl/SUB22_walk_right", "cmu_mbl/SUB22_walk_left")


@dataclass
class Stretch:
    """Uncut samples of one repetition (or bout): time from its start, thigh angle, |acc| in g, rate."""

    time_s: Array
    angle_deg: Array
    acc_g: Array
    rate_deg_s: Array


def cut(recording: Recording, masks: Iterator[NDArray[np.bool_]]) -> list[Stretch]:
    """Cut a recording; the sagittal rate is along the axis that explains the true angle, or the main one."""
    assert recording.gyr is not None
    gyr = np.degrees(recording.gyr)
    angle = recording.extra.get("truth_thigh_deg", np.full(len(recording), np.nan))
    if np.isfinite(angle).all():
        steps = np.diff(recording.time_s)
        near = steps < 0.015
        axis = np.linalg.lstsq((gyr[1:] + gyr[:-1])[near], (np.diff(angle) / steps)[near], rcond=None)[0]
        axis /= np.linalg.norm(axis)
    else:
        axis = np.linalg.eigh(gyr.T @ gyr)[1][:, -1]
    rate = gyr @ axis
    size = np.linalg.norm(recording.acc, axis=1) / STANDARD_GRAVITY
    return [Stretch(recording.time_s[m] - recording.time_s[m][0], angle[m], size[m], rate[m]) for m in masks]


def by_repetition(recording: Recording) -> Iterator[NDArray[np.bool_]]:
    """Yield the samples of each repetition."""
    number = recording.extra["truth_rep"]
    for value in np.unique(number[number > 0]):
        yield number == value


def as_cut(simulated: Recording, real: list[Stretch]) -> Iterator[NDArray[np.bool_]]:
    """Yield simulated repetitions, cut at the angles at which the real ones begin and end."""
    begin, end = (float(np.median([s.angle_deg[i] for s in real])) for i in (0, -1))
    for mask in by_repetition(simulated):
        out = np.flatnonzero(mask)
        angle = simulated.extra["truth_thigh_deg"][out] * np.sign(begin + end)
        first = int(np.argmax(angle > abs(begin))) if abs(begin) > 1 else 0
        last = len(angle) - int(np.argmax(angle[::-1] > abs(end)))
        result = np.zeros(len(simulated), dtype=bool)
        result[out[first:last]] = True
        yield result


def walking(recording: Recording) -> Iterator[NDArray[np.bool_]]:
    """Yield the bout of walking, less a second at both ends."""
    assert recording.gyr is not None
    moving = np.flatnonzero(np.linalg.norm(recording.gyr, axis=1) > np.radians(60))
    time_s = recording.time_s
    yield (time_s > time_s[moving[0]] + 1.0) & (time_s < time_s[moving[-1]] - 1.0)


def spectrum(signals: list[Array], rate_hz: float = 100.0) -> tuple[Array, Array]:
    """Return frequencies and the mean Hann-windowed periodogram of the signals, padded to 10.24 s."""
    powers = []
    for signal in signals:
        window = np.hanning(len(signal))
        centred = (signal - np.average(signal, weights=window)) * window
        powers.append(2 * np.abs(np.fft.rfft(centred, 1024)) ** 2 / (rate_hz * np.sum(window**2)))
    return np.fft.rfftfreq(1024, 1 / rate_hz), np.mean(powers, axis=0)


def band_rms(signals: list[Array]) -> list[float]:
    """Return the RMS in every band of `BANDS`."""
    frequency, power = spectrum(signals)
    step = frequency[1]
    return [float(np.sqrt(power[(frequency >= a) & (frequency < b)].sum() * step)) for a, b in BANDS]


def rows(name: str, real: list[Stretch], simulated: list[Stretch]) -> Iterator[str]:
    """Yield the table's rows for one movement."""

    def pair(label: str, values: list[Array], digits: int) -> str:
        cells = [
            f"{np.mean(v):.{digits}f} ({np.min(v):.{digits}f} to {np.max(v):.{digits}f})" for v in values
        ]
        return f"| {name} | {label} | {cells[0]} | {cells[1]} | |"

    both = (real, simulated)
    if np.isfinite(real[0].angle_deg).all():
        far = [np.array([s.angle_deg[np.argmax(np.abs(s.angle_deg))] for s in part]) for part in both]
        yield pair("farthest angle, deg", far, 1)
        yield pair("duration, s", [np.array([s.time_s[-1] for s in part]) for part in both], 2)
    yield pair("largest acceleration, g", [np.array([s.acc_g.max() for s in part]) for part in both], 2)
    yield pair("smallest acceleration, g", [np.array([s.acc_g.min() for s in part]) for part in both], 2)
    yield pair(
        "largest rate, deg/s", [np.array([np.abs(s.rate_deg_s).max() for s in part]) for part in both], 0
    )
    for label, field in (("acceleration, g", "acc_g"), ("rate, deg/s", "rate_deg_s")):
        levels = [band_rms([getattr(s, field) for s in part]) for part in both]
        for (low, high), a, b in zip(BANDS, *levels, strict=True):
            yield f"| {name} | RMS {label}, {low:g}-{high:g} Hz | {a:.3g} | {b:.3g} | {b / a:.2f} |"


def run(step: Step, seed: int = 4) -> Recording:
    """Simulate one step after a little standing."""
    script = SessionScript(steps=(Stand(s=3), step), seed=seed, mounting=Mounting(euler_deg="random"))
    return simulate(script).recording


def halves(folder: Path) -> list[Stretch]:
    """Return CMU-MBL's half strides: foot strike to push-off (right), then the swing (left)."""
    parts = [read_recording(folder / f"{name}.csv.gz") for name in HALVES]
    result = []
    for part, shift in zip(parts, (0.0, 0.55), strict=True):
        for stretch in cut(part, by_repetition(part)):
            stretch.time_s += shift
            result.append(stretch)
    return result


def one_stride(recording: Recording) -> list[Stretch]:
    """Return simulated strides, from the largest angle to 1.2 s later, less a tenth for the plateau."""
    angle, time_s = recording.extra["truth_thigh_deg"], recording.time_s
    inner = (time_s > 6) & (time_s < time_s[-1] - 3)
    tops = [i for i in np.flatnonzero(inner) if angle[i] == angle[i - 40 : i + 41].max()]
    masks = ((time_s >= time_s[i] + 0.08) & (time_s < time_s[i] + 1.25) for i in tops[:-1])
    return cut(recording, masks)


def draw(axes: NDArray[np.object_], name: str, real: list[Stretch], simulated: list[Stretch]) -> None:
    """Draw one row: angle, acceleration, and both spectra."""
    for colour, part, label in (("C0", real, "real"), ("C1", simulated, "simulated")):
        for number, stretch in enumerate(part[:5]):
            axes[0].plot(stretch.time_s, stretch.angle_deg, colour, lw=1, label=label if not number else None)
        for number, stretch in enumerate(part[:2]):
            window = stretch.time_s < 5
            offset = 0.0 if colour == "C0" else 2.0
            axes[1].plot(
                stretch.time_s[window], stretch.acc_g[window] + offset, colour, lw=0.8, alpha=1 - 0.5 * number
            )
        for axis, field in ((axes[2], "acc_g"), (axes[3], "rate_deg_s")):
            frequency, power = spectrum([getattr(s, field) for s in part])
            edges = np.geomspace(0.5, 45, 28)
            groups = [power[(frequency >= a) & (frequency < b)].mean() for a, b in pairwise(edges)]
            axis.loglog(np.sqrt(edges[1:] * edges[:-1]), groups, colour, lw=1.5)
    axes[0].set_title(f"{name}: thigh angle, deg", fontsize=9)
    axes[1].set_title("|acc|, g (simulated: + 2 g)", fontsize=9)
    axes[2].set_title("power of |acc|, g²/Hz", fontsize=9)
    axes[3].set_title("power of sagittal rate, (deg/s)²/Hz", fontsize=9)
    axes[0].legend(fontsize=7)
    for axis in axes:
        axis.grid(alpha=0.4)
        axis.tick_params(labelsize=7)


def main(folder: Path, picture: Path) -> None:
    """Make picture and table."""
    figure, axes = plt.subplots(4, 4, figsize=(15, 11))
    print("| movement | measure | real | simulated | ratio |\n|---|---|---|---|---|")
    for row, (name, (file, step)) in enumerate(CASES.items()):
        recording, simulation = read_recording(folder / f"{file}.csv.gz"), run(step)
        real = cut(recording, by_repetition(recording))
        simulated = cut(simulation, as_cut(simulation, real))
        draw(axes[row], name, real, simulated)
        print("\n".join(rows(name, real, simulated)))
    bouts = [read_recording(folder / "gait_tkr_healthy" / f"{name}.csv.gz") for name in WALKS]
    real = [stretch for bout in bouts for stretch in cut(bout, walking(bout))]
    simulations = [run(Walk(s=15), seed) for seed in range(5)]
    simulated = [stretch for simulation in simulations for stretch in cut(simulation, walking(simulation))]
    draw(axes[3], "walking", real, simulated)
    print("\n".join(rows("walking", real, simulated)))
    axes[3, 0].clear()
    for colour, part in (("C0", halves(folder)), ("C1", one_stride(simulations[0]))):
        for stretch in part:
            axes[3, 0].plot(stretch.time_s, stretch.angle_deg, colour, lw=1)
    axes[3, 0].set_title("walking, one stride: thigh angle, deg", fontsize=9)
    axes[3, 0].grid(alpha=0.4)
    for column, label in enumerate(("s", "s", "Hz", "Hz")):
        axes[3, column].set_xlabel(label, fontsize=8)
    figure.tight_layout()
    figure.savefig(picture, dpi=75)


if __name__ == "__main__":
    here = Path(__file__).parent / "images" / "simulation_check.png"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here)
