"""Measure the figures of docs/measuring.md that come from simulated sessions, and write them into it.

Usage: python docs/guide_figures.py

``conditions`` simulates one session again and again, with one thing wrong. It takes about ten seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from guide_tables import BLOCK, ROOT

from analysis import analyze
from analysis.results import Repetition, SessionResult
from sensing.simulation import Mounting, SensorErrors, SessionScript, simulate
from sensing.simulation.steps import Calibration, Fiddle, Set, Stand

GUIDE = ROOT / "docs" / "measuring.md"
SEEDS = (1, 2)


@dataclass(frozen=True)
class Condition:
    """One thing that is wrong: with the sensor, its rate, its seat after the calibration."""

    name: str
    sensor: dict[str, Any] = field(default_factory=dict)
    rate_hz: float = 100.0
    slip_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    has_gyro: bool = True


CONDITIONS = (
    Condition("nothing: a good sensor, 100 Hz"),
    Condition("50 Hz", rate_hz=50.0),
    Condition("25 Hz", rate_hz=25.0),
    Condition("gyroscope reads 3 % too much", {"gyr_scale_pct": (3.0, 3.0, 3.0)}),
    Condition("gyroscope bias of 3 deg/s on each axis", {"gyr_bias_deg_s": (3.0, 3.0, 3.0)}),
    Condition("accelerometer bias of 0.05 g on each axis", {"acc_bias_mg": (50.0, 50.0, 50.0)}),
    Condition("accelerometer clips at 2 g", {"acc_range_g": 2.0}),
    Condition("sensor's clock 2 % fast", {"clock_error_pct": 2.0}),
    Condition("time stamps jitter by 4 ms (SD)", {"jitter_ms": 4.0}),
    Condition("20 % of the samples lost, one by one", {"loss_pct": 20.0}),
    Condition("lost in bursts of 0.2 s (mean), 20 a minute", {"bursts_per_min": 20.0}),
    Condition("strap slipped by 10 deg, in the movement plane", slip_deg=(10.0, 0.0, 0.0)),
    Condition("strap slipped by 20 deg, in the movement plane", slip_deg=(20.0, 0.0, 0.0)),
    Condition("strap tilted sideways by 20 deg", slip_deg=(0.0, 20.0, 0.0)),
    Condition("strap twisted by 20 deg about the thigh", slip_deg=(0.0, 0.0, 20.0)),
    Condition("no gyroscope", has_gyro=False),
)


def main() -> None:
    """Write the figures into the guide."""
    text = with_block(GUIDE.read_text("utf-8"), "conditions", list(conditions()))
    GUIDE.write_text(text, "utf-8")


def with_block(text: str, name: str, lines: list[str]) -> str:
    """Return a guide with one of its blocks replaced."""
    body = "\n" + "\n".join(lines) + "\n\n"
    return BLOCK.sub(lambda found: found[1] + body + found[4] if found["name"] == name else found[0], text)


def conditions() -> Iterator[str]:
    """Yield a row for each condition."""
    yield "| what is wrong | counted | peak, deg | range, deg | hold, s | sessions with a warning |"
    yield "|---|---|---|---|---|---|"
    for condition in CONDITIONS:
        rows: list[tuple[float, float, float]] = []
        counted = true = warned = 0
        for seed in SEEDS:
            result, truth = run(condition, seed)
            found = [one for each in result.sets for one in each.repetitions]
            counted, true = counted + len(found), true + len(truth)
            warned += bool(result.quality.reasons or any(one.quality.reasons for one in result.sets))
            rows += errors(found, truth)
        cells = (f"{np.mean(column):+.1f} ({np.abs(column).max():.1f})" for column in zip(*rows, strict=True))
        yield f"| {condition.name} | {counted} of {true} | {' | '.join(cells)} | {warned} of {len(SEEDS)} |"


def run(condition: Condition, seed: int) -> tuple[SessionResult, list[Any]]:
    """Simulate and analyse one session; return what was found and the true repetitions."""
    slipped = (Fiddle(slip_deg=condition.slip_deg),) if any(condition.slip_deg) else ()
    lifts = Set(exercise="leg_lift", repetitions=8, hold_s=3.0)
    script = SessionScript(
        steps=(Calibration(), Stand(s=2.0), *slipped, lifts, Set(exercise="lunge", repetitions=8)),
        seed=seed,
        rate_hz=condition.rate_hz,
        mounting=Mounting(euler_deg="random"),
        sensor=SensorErrors(**condition.sensor),
    )
    session = simulate(script)
    recording = session.recording if condition.has_gyro else replace(session.recording, gyr=None)
    return analyze(recording), [one for each in session.truth.sets for one in each.repetitions]


def errors(found: list[Repetition], truth: list[Any]) -> list[tuple[float, float, float]]:
    """Return measured minus true peak, range and hold of the repetitions that were found."""
    return [
        (
            one.peak_angle_deg - true.peak_angle_deg,
            one.range_deg - true.range_deg,
            one.hold_s - true.hold_s,
        )
        for true in truth
        for one in found
        if true.start_s <= one.peak_s < true.end_s
    ]


if __name__ == "__main__":
    main()
