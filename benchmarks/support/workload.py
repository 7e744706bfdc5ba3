"""The hour of exercise that the benchmarks work on, and the least that any analysis of it must do."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from vqf import VQF, offlineVQF

from sensing import Recording
from sensing.simulation import simulate
from sensing.simulation.load import parse_script

RATE_HZ = 100.0
SEEDS = (1, 2, 3)

ROUND = (
    {"do": "calibration"},
    {"do": "set", "exercise": "leg_lift", "repetitions": 10, "hold_s": 3.0},
    {"do": "rest", "s": 40.0},
    {"do": "set", "exercise": "leg_lift", "repetitions": 10, "hold_s": 3.0},
    {"do": "walk", "s": 30.0},
    {"do": "set", "exercise": "lunge", "repetitions": 10},
    {"do": "rest", "s": 40.0},
    {"do": "set", "exercise": "lunge", "repetitions": 10},
    {"do": "rest", "s": 40.0},
    {"do": "set", "exercise": "squat", "repetitions": 10},
    {"do": "walk", "s": 20.0},
    {"do": "lie_down", "posture": "hook_lying", "s": 5.0},
    {"do": "set", "exercise": "bridge", "repetitions": 12},
    {"do": "rest", "s": 30.0},
    {"do": "set", "exercise": "bridge", "repetitions": 12},
    {"do": "get_up"},
    {"do": "stand", "s": 5.0},
)
"""About eleven minutes of a session: sets of four exercises, rests, walks, lying down and getting up."""


def build_session(minutes: float) -> Recording:
    """Return simulated rounds of exercise, one after the other, cut at ``minutes``."""
    rounds = [simulate(parse_script({"seed": seed, "steps": list(ROUND)})).recording for seed in SEEDS]
    parts, times, activities, start_s = [], [], [], 0.0
    for number in count():
        one = rounds[number % len(rounds)]
        parts.append(one)
        times.append(start_s + one.time_s)
        activities += [
            replace(activity, start_s=activity.start_s + start_s, end_s=activity.end_s + start_s)
            for activity in one.info.activities
        ]
        start_s += one.duration_s + 1.0 / RATE_HZ
        if start_s > 60.0 * minutes:
            break
    kept = slice(0, round(60.0 * minutes * RATE_HZ))
    inside = tuple(activity for activity in activities if activity.end_s <= 60.0 * minutes)
    return Recording(
        np.concatenate(times)[kept],
        np.concatenate([one.acc for one in parts])[kept],
        np.concatenate([one.gyr for one in parts if one.gyr is not None])[kept],
        replace(rounds[0].info, activities=inside),
        name="session",
    )


def least_analysis(time_s: NDArray[np.float64], acc: NDArray[np.float64], gyr: NDArray[np.float64]) -> float:
    """Do what no analysis with this filter can leave out: VQF, offlineVQF, one pass over the arrays."""
    VQF(1.0 / RATE_HZ).updateBatch(gyr, acc)
    offlineVQF(gyr, acc, None, 1.0 / RATE_HZ)
    return float(time_s.sum() + acc.sum() + gyr.sum())


def plain_read(path: Path) -> pd.DataFrame:
    """Read a file as one would without this project."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415 (memory is measured: only where needed)

        return pq.read_table(path).to_pandas()
    return pd.read_csv(path)


def plain_analysis(path: Path) -> float:
    """Read a file plainly and do the least of an analysis on it."""
    table = plain_read(path)
    acc = np.ascontiguousarray(table[["acc_x", "acc_y", "acc_z"]].to_numpy())
    gyr = np.ascontiguousarray(table[["gyr_x", "gyr_y", "gyr_z"]].to_numpy())
    return least_analysis(table["time_s"].to_numpy(), acc, gyr)
