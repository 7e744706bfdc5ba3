"""Simulated sessions in which nothing is labelled: exercises, everyday movement between them, any start."""

from dataclasses import replace

import numpy as np

from sensing import Recording
from sensing.simulation import Mounting, SessionScript, simulate
from sensing.simulation.patterns import PATTERNS
from sensing.simulation.steps import (
    EXERCISES,
    Bend,
    Calibration,
    Fiddle,
    LieDown,
    Rest,
    Set,
    Sit,
    Stairs,
    Stand,
    Step,
    Walk,
)
from sensing.simulation.truth import TruthSet

RANGES_DEG = {
    "lunge": (45.0, 88.0),
    "lunge_rear": (12.0, 27.0),
    "leg_lift": (30.0, 95.0),
    "pelvic_tilt": (2.5, 6.0),
    "bridge": (12.0, 45.0),
    "march": (30.0, 65.0),
    "squat": (40.0, 90.0),
    "sit_to_stand": (60.0, 86.0),
    "step_up": (40.0, 65.0),
    "straight_leg_raise": (15.0, 60.0),
    "side_lying_hip_abduction": (12.0, 40.0),
    "prone_hip_extension": (8.0, 22.0),
}
"""From a weak patient's to a fit person's. [J]"""

HOLDS_S = (0.0, 0.3, 1.0, 2.0, 4.0)
TILT_HOLDS_S = (3.0, 6.0, 10.0)
UNHELD = ("lunge", "step_up", "march")
TEMPO_SD = 0.3
"""Standard deviation of the logarithm of the tempo: one in twenty is 1.8 times as slow or as quick."""

FASTEST_S = 0.35
REAR_SHARE, CALIBRATED_SHARE, STOOD_SHARE = 0.4, 0.5, 0.8
"""Lunges seen from the rear leg; sessions with a calibration; sets after which one stands."""

BETWEEN = ("walk", "stand", "sit", "bend", "fiddle", "stairs", "nothing")
STARTS = ("standing", "sitting", "lying")
RATES_HZ = (25.0, 50.0, 100.0)


def mixed_session(seed: int) -> tuple[Recording, tuple[TruthSet, ...]]:
    """Return an unlabelled recording of two to five exercises, and its true sets.

    The sensor sits on either thigh at a random angle; half of the sessions have no calibration, and two in
    three begin on a chair or on the floor: what came before is cut off.
    """
    rng = np.random.default_rng(seed)
    side, start = str(rng.choice(["left", "right"])), str(rng.choice(STARTS))
    steps = _beginning(start, rng)
    for exercise in rng.choice(EXERCISES, int(rng.integers(2, 6)), replace=False):
        steps += [_set(str(exercise), side, rng), *_between(str(rng.choice(BETWEEN)), rng)]
    script = SessionScript(
        steps=tuple(steps),
        seed=seed + 1000,
        side=side,
        rate_hz=float(rng.choice(RATES_HZ)),
        mounting=Mounting(euler_deg="random"),
    )
    session = simulate(script)
    return _unlabelled(session.recording, start), session.truth.sets


def _beginning(start: str, rng: np.random.Generator) -> list[Step]:
    first: Step = Stand(s=3.0)
    if start == "sitting":
        first = Sit(s=6.0)
    elif start == "lying":
        first = LieDown(posture=str(rng.choice(["supine", "hook_lying"])), s=5.0)
    if rng.random() >= CALIBRATED_SHARE:
        return [first]
    lifts = Calibration(lifts=int(rng.integers(1, 3)), range_deg=float(rng.uniform(25, 60)))
    return [first, lifts, Stand(s=4.0)]


def _set(exercise: str, side: str, rng: np.random.Generator) -> Set:
    rear = exercise == "lunge" and rng.random() < REAR_SHARE
    pattern = PATTERNS["lunge_rear" if rear else exercise]
    pace = float(np.exp(rng.normal(0.0, TEMPO_SD)))
    holds = TILT_HOLDS_S if exercise == "pelvic_tilt" else HOLDS_S
    return Set(
        exercise=exercise,
        leg=({"left": "right", "right": "left"}[side] if rear else side) if pattern.one_legged else None,
        repetitions=int(rng.integers(3, 9)),
        range_deg=float(rng.uniform(*RANGES_DEG["lunge_rear" if rear else exercise])),
        up_s=max(FASTEST_S, pattern.up_s * pace),
        down_s=max(FASTEST_S, pattern.down_s * pace),
        hold_s=None if exercise in UNHELD else float(rng.choice(holds)),
    )


def _between(what: str, rng: np.random.Generator) -> list[Step]:
    movement: dict[str, list[Step]] = {
        "walk": [Walk(s=float(rng.uniform(6, 20)), cadence=float(rng.uniform(70, 120)))],
        "stand": [Stand(s=float(rng.uniform(14, 25)))],
        "sit": [Sit(s=float(rng.uniform(10, 25)))],
        "bend": [Stand(s=3.0), Bend(s=float(rng.uniform(2, 4)), range_deg=float(rng.uniform(20, 70)))],
        "fiddle": [Stand(s=3.0), Fiddle(s=4.0)],
        "stairs": [Stairs(s=10.0, direction=str(rng.choice(["up", "down"])))],
        "nothing": [],
    }
    stands = what == "nothing" or rng.random() < STOOD_SHARE
    return [*movement[what], Stand(s=float(rng.uniform(2, 4))) if stands else Rest(s=13.0)]


def _unlabelled(recording: Recording, start: str) -> Recording:
    """Return a recording without its labels, and without how the person got to where the session starts."""
    first = {"sitting": "sitting", "lying": "lying"}.get(start)
    from_s = next((one.start_s + 0.3 for one in recording.info.activities if one.exercise == first), 0.0)
    keep = recording.time_s >= from_s
    assert recording.gyr is not None
    return replace(
        recording,
        time_s=recording.time_s[keep],
        acc=recording.acc[keep],
        gyr=recording.gyr[keep],
        info=replace(recording.info, activities=()),
        extra={},
    )
