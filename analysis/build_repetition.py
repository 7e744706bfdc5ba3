"""From what a detector saw and what was measured of it to the repetition that people see."""

import math

from analysis.calibration import Calibration
from analysis.candidates import Candidate
from analysis.exercises import Exercise, Rules
from analysis.metrics import Measures
from analysis.results import Repetition

CONFIRM_BELOW_DEG = 40.0
"""A lower standing repetition asks for confirmation: a slow walk on sticks stays below 40 (Marpino)."""


def build_repetition(
    exercise: Exercise,
    rules: Rules,
    calibration: Calibration,
    candidate: Candidate,
    measures: Measures,
    number: int,
    *,
    zero_deg: float,
    final: bool,
) -> Repetition:
    """Return a repetition from what the detector saw and what was measured of it, less the zero."""
    flags, peak_deg = [], candidate.turned * measures.peak_deg - zero_deg
    held = rules.merge_within == 0.0  # between two humps it is chance which of them counts as the hold
    if candidate.features.peak_deg < rules.shallow_below and calibration.zero_known:
        flags.append("shallow")
    if measures.end_s - measures.start_s < rules.fast_below:
        flags.append("fast")
    if candidate.gap:
        flags.append("gap")
    low = calibration.zero_known and candidate.features.peak_deg < CONFIRM_BELOW_DEG
    if rules.gait_gate and low and exercise.rules is rules:
        flags.append("confirm")
    return Repetition(
        number=number,
        start_s=measures.start_s,
        peak_s=measures.peak_s,
        end_s=measures.end_s,
        peak_angle_deg=rules.sign * peak_deg if calibration.zero_known else math.nan,
        range_deg=measures.range_deg,
        hold_s=measures.hold_s if held else math.nan,
        up_s=measures.up_s if held else math.nan,
        down_s=measures.down_s if held else math.nan,
        flags=tuple(flags),
        final=final,
    )
