"""Exact ground truth of a simulated session, by the definitions that the analysis uses."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sensing.samples import FloatArray
from sensing.simulation.timeline import RepetitionPlan, SetPlan

HOLD_DEG = 3.0
HOLD_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class TruthRepetition:
    """One repetition; times in seconds by the recording's clock.

    Attributes
    ----------
    start_s, end_s : float
        Scripted onset and end of the movement.
    peak_s : float
        When the true angle is farthest out.
    peak_angle_deg : float
        True angle then, against the exercise's start posture, flexion positive.
    range_deg : float
        Way from the angle at ``start_s`` to the peak, positive.
    hold_s : float
        From the first rise above to the last fall below ``peak - max(3 deg, 10 % of range)``.
    up_s, down_s : float
        What lies before and after it.
    """

    start_s: float
    peak_s: float
    end_s: float
    peak_angle_deg: float
    range_deg: float
    hold_s: float
    up_s: float
    down_s: float


@dataclass(frozen=True, slots=True)
class TruthSet:
    """A set as done by the thigh with the sensor.

    Attributes
    ----------
    exercise : str
    side : {"left", "right"}
        The leg with the sensor.
    role : {"front", "rear"} or None
        In a lunge.
    leg : {"left", "right"}
        The working leg; in a lunge the front leg.
    start_s, end_s : float
        Start of the first and end of the last repetition.
    repetitions : tuple of TruthRepetition
    """

    exercise: str
    side: str
    role: str | None
    leg: str
    start_s: float
    end_s: float
    repetitions: tuple[TruthRepetition, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What was really done."""

    sets: tuple[TruthSet, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)


def measure_set(plan: SetPlan, time_s: FloatArray, angle_deg: FloatArray, clock: float) -> TruthSet:
    """Measure a scripted set on the true angle.

    Parameters
    ----------
    plan : SetPlan
    time_s, angle_deg : ndarray, shape (n,)
        True times and angles on a fine grid.
    clock : float
        Seconds of the recording's clock per true second.
    """
    repetitions = tuple(
        measure(repetition, time_s, angle_deg, plan.start_angle_deg, clock) for repetition in plan.repetitions
    )
    return TruthSet(
        plan.exercise,
        plan.side,
        plan.role,
        plan.leg,
        repetitions[0].start_s,
        repetitions[-1].end_s,
        repetitions,
    )


def measure(
    plan: RepetitionPlan, time_s: FloatArray, angle_deg: FloatArray, zero_deg: float, clock: float = 1.0
) -> TruthRepetition:
    """Measure one repetition on the true angle; see `TruthRepetition` for the definitions."""
    first, last = np.searchsorted(time_s, (plan.start_s, plan.end_s))
    times, out = time_s[first : last + 1], plan.sign * angle_deg[first : last + 1]
    peak = int(np.argmax(out))
    reach = float(out[peak] - out[0])
    threshold = float(out[peak]) - max(HOLD_DEG, HOLD_SHARE * reach)
    above = np.flatnonzero(out > threshold)
    rise, fall = (
        _crossing(times, out, int(above[0]), -1, threshold),
        _crossing(times, out, int(above[-1]), 1, threshold),
    )
    rise, fall = max(rise, plan.start_s), min(fall, plan.end_s)
    return TruthRepetition(
        start_s=clock * plan.start_s,
        peak_s=clock * float(times[peak]),
        end_s=clock * plan.end_s,
        peak_angle_deg=plan.sign * float(out[peak]) - zero_deg,
        range_deg=reach,
        hold_s=clock * (fall - rise),
        up_s=clock * (rise - plan.start_s),
        down_s=clock * (plan.end_s - fall),
    )


def _crossing(times: FloatArray, out: FloatArray, inside: int, way: int, threshold: float) -> float:
    """Return when ``out`` crosses the threshold between ``inside`` and its neighbour that way."""
    outside = inside + way
    if not 0 <= outside < len(times):
        return float(times[inside])
    share = (out[inside] - threshold) / (out[inside] - out[outside])
    return float(times[inside] + share * (times[outside] - times[inside]))
