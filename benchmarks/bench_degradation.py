"""What bad sensors and bad links do to counts, angles and holds, on simulated sessions with exact truth.

Every condition simulates the same sessions with one thing wrong. Run ``make bench``, or this file with
``--json``, or with ``--write`` to put the table into docs/benchmarks.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from support.options import options
from support.report import report

from analysis import analyze
from analysis.exercises import get_exercise
from analysis.results import Repetition, SessionResult
from sensing import Recording
from sensing.simulation import Mounting, SensorErrors, SessionScript, SimulatedSession, simulate
from sensing.simulation.script import SampleGap
from sensing.simulation.steps import Calibration, Rest, Set
from sensing.simulation.truth import TruthRepetition, TruthSet

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
SEEDS = (1, 2)
SETS = (
    (
        Set(exercise="leg_lift", repetitions=8, hold_s=3.0),
        Set(exercise="lunge", repetitions=8),
        Set(exercise="lunge", leg="left", repetitions=8),
        Set(exercise="squat", repetitions=8),
        Set(exercise="march", repetitions=12),
        Set(exercise="step_up", repetitions=8),
    ),
    (
        Set(exercise="sit_to_stand", repetitions=8),
        Set(exercise="bridge", repetitions=8, hold_s=2.0),
        Set(exercise="straight_leg_raise", repetitions=8, hold_s=2.0),
        Set(exercise="prone_hip_extension", repetitions=8),
    ),
)
"""What is done in each of the sessions, after a calibration; the sensor sits on the right leg."""

EDGE_S = 0.3
"""A repetition belongs to a true one when it turns within this of it."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is wrong.

    Attributes
    ----------
    name : str
    sensor : mapping
        Fields of `SensorErrors`.
    rate_hz : float
    gap_s : float
        Length of a gap in every second repetition, at a random place.
    """

    name: str
    sensor: Mapping[str, Any] = field(default_factory=dict)
    rate_hz: float = 100.0
    gap_s: float = 0.0


def _bursts(per_cent: float, burst_s: float) -> dict[str, float]:
    return {"bursts_per_min": 0.6 * per_cent / burst_s, "burst_s": burst_s}


def _bias(deg_s: float) -> dict[str, tuple[float, float, float]]:
    return {"gyr_bias_deg_s": (deg_s, deg_s, -deg_s)}


CONDITIONS = (
    Condition("nothing: 100 Hz"),
    Condition("50 Hz", rate_hz=50.0),
    Condition("25 Hz", rate_hz=25.0),
    Condition("time stamps jitter by 2 ms (SD)", {"jitter_ms": 2.0}),
    Condition("time stamps jitter by 4 ms, at most 4", {"jitter_ms": 4.0}),
    Condition("gyroscope bias 1 deg/s on each axis", _bias(1.0)),
    Condition("gyroscope bias 3 deg/s on each axis", _bias(3.0)),
    Condition("accelerometer clips at 2 g", {"acc_range_g": 2.0}),
    Condition("clock 1 % fast", {"clock_error_pct": 1.0}),
    Condition("clock 1 % slow", {"clock_error_pct": -1.0}),
    Condition("5 % lost, one by one", {"loss_pct": 5.0}),
    Condition("20 % lost, one by one", {"loss_pct": 20.0}),
    Condition("5 % lost in bursts of 0.1 s", _bursts(5.0, 0.1)),
    Condition("20 % lost in bursts of 0.1 s", _bursts(20.0, 0.1)),
    Condition("5 % lost in bursts of 0.5 s", _bursts(5.0, 0.5)),
    Condition("20 % lost in bursts of 0.5 s", _bursts(20.0, 0.5)),
    *(Condition(f"a gap of {gap_s:g} s in every other", gap_s=gap_s) for gap_s in (0.1, 0.2, 0.45, 1.0, 2.0)),
)
"""Burst lengths are means of an exponential distribution."""


@dataclass(slots=True)
class Tally:
    """What was measured under one condition, over all its sessions."""

    true: int = 0
    exact: int = 0
    sets: int = 0
    missed: int = 0
    doubled: int = 0
    elsewhere: int = 0
    hit: int = 0
    flagged: int = 0
    squares: list[FloatArray] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)

    def add(self, session: SimulatedSession, result: SessionResult) -> None:
        """Take a session into account."""
        found = [one for part in result.sets for one in part.repetitions]
        self.elsewhere += len(found)
        for part in session.truth.sets:
            matched = [_within(found, true) for true in part.repetitions]
            self.true += len(matched)
            self.sets += 1
            self.exact += all(len(one) == 1 for one in matched)
            self.missed += sum(not one for one in matched)
            self.doubled += sum(len(one) > 1 for one in matched)
            self.elsewhere -= sum(len(one) for one in matched)
            for true, ones in zip(part.repetitions, matched, strict=True):
                if len(ones) == 1:
                    self._measure(ones[0], true)
            self._flags(session.recording, [ones[0] for ones in matched if ones])
            self.squares.append(_angle_errors(session.recording, result, part) ** 2)

    def row(self) -> dict[str, float]:
        """Return the figures: shares of 1, degrees and seconds."""
        return {
            "repetitions": self.true,
            "missed": self.missed,
            "doubled": self.doubled,
            "elsewhere": self.elsewhere,
            "sets": self.sets,
            "exact_sets": self.exact,
            "hit_by_gap": self.hit,
            "hit_and_flagged": self.flagged,
            "rmse_deg": float(np.sqrt(np.concatenate(self.squares).mean())),
            "mean_abs_peak_error_deg": float(np.mean(np.abs(self.peaks))),
            "holds_within_0_2_s": float(np.mean(np.abs(self.holds) <= 0.2)),
        }

    def _measure(self, one: Repetition, true: TruthRepetition) -> None:
        self.peaks.append(one.peak_angle_deg - true.peak_angle_deg)
        if np.isfinite(one.hold_s):
            self.holds.append(one.hold_s - true.hold_s)

    def _flags(self, recording: Recording, found: list[Repetition]) -> None:
        """Count the repetitions with a gap well inside, and those of them that say so."""
        steps_s = np.diff(recording.time_s)
        gaps = [(recording.time_s[i], recording.time_s[i + 1]) for i in np.flatnonzero(steps_s > 0.15)]
        hit = [one for one in found if any(one.start_s < a and b < one.end_s for a, b in gaps)]
        self.hit += len(hit)
        self.flagged += sum("gap" in one.flags for one in hit)


def _within(found: list[Repetition], true: TruthRepetition) -> list[Repetition]:
    return [one for one in found if true.start_s - EDGE_S <= one.peak_s <= true.end_s + EDGE_S]


def _angle_errors(recording: Recording, result: SessionResult, part: TruthSet) -> FloatArray:
    """Return estimated minus true angle of the received samples in a set, from its own start pose."""
    where = slice(*np.searchsorted(recording.time_s, [part.start_s, part.end_s]))
    true = recording.extra["truth_thigh_deg"][where]
    if get_exercise(part.exercise).posture != "standing":
        true = true - true[0]
    series = result.thigh_angle.dropna()
    return np.interp(recording.time_s[where], series.time_s, series.thigh_angle_deg) - true


def _sessions(condition: Condition) -> Iterator[SimulatedSession]:
    """Yield the sessions under a condition."""
    for number, sets in enumerate(SETS):
        for seed in SEEDS:
            script = _script(condition, sets, seed)
            if condition.gap_s:
                truth = simulate(script).truth
                gaps = tuple(_gaps(truth.sets, condition.gap_s, np.random.default_rng([seed, number])))
                script = _script(condition, sets, seed, gaps)
            yield simulate(script)


def _script(
    condition: Condition, sets: tuple[Set, ...], seed: int, gaps: tuple[SampleGap, ...] = ()
) -> SessionScript:
    rested = [step for one in sets for step in (one, Rest(s=15.0))]
    return SessionScript(
        steps=(Calibration(), *rested),
        seed=seed,
        rate_hz=condition.rate_hz,
        mounting=Mounting(euler_deg="random"),
        sensor=SensorErrors(**condition.sensor, gaps=gaps),
    )


def _gaps(sets: tuple[TruthSet, ...], gap_s: float, rng: np.random.Generator) -> Iterator[SampleGap]:
    for part in sets:
        for one in part.repetitions[::2]:
            last_s = max(one.end_s - gap_s, one.start_s)
            yield SampleGap(at_s=float(rng.uniform(one.start_s, last_s)), duration_s=gap_s)


def measure(conditions: tuple[Condition, ...] = CONDITIONS) -> dict[str, dict[str, float]]:
    """Simulate and analyse the sessions under each condition; return rows by condition."""
    rows = {}
    for condition in conditions:
        tally = Tally()
        for session in _sessions(condition):
            tally.add(session, analyze(session.recording))
        rows[condition.name] = tally.row()
    return rows


COLUMNS = (
    "what is wrong",
    "missed",
    "doubled",
    "elsewhere",
    "sets exact",
    "gaps told",
    "RMSE, deg",
    "peak, deg",
    "holds",
)


def cells(name: str, row: Mapping[str, float]) -> tuple[str, ...]:
    """Return a row of the table as text."""
    told = f"{row['hit_and_flagged']:.0f} of {row['hit_by_gap']:.0f}" if row["hit_by_gap"] else "-"
    return (
        name,
        f"{row['missed']:.0f} of {row['repetitions']:.0f}",
        f"{row['doubled']:.0f}",
        f"{row['elsewhere']:.0f}",
        f"{row['exact_sets']:.0f} of {row['sets']:.0f}",
        told,
        f"{row['rmse_deg']:.1f}",
        f"{row['mean_abs_peak_error_deg']:.1f}",
        f"{row['holds_within_0_2_s']:.0%}",
    )


def main() -> None:
    """Measure and report."""
    chosen = options(__doc__, writes=GUIDE).parse_args()
    rows = measure()
    lines = [cells(name, row) for name, row in rows.items()]
    report(chosen, rows, COLUMNS, lines, guide=GUIDE, block="degradation")


if __name__ == "__main__":
    main()
