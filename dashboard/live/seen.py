"""What the guide is told of the sensor on the working leg, a sample packet at a time."""

import math
from dataclasses import dataclass

from analysis.live_calibration import CalibrationStep
from analysis.results import Repetition


@dataclass(frozen=True, slots=True)
class Seen:
    """What the samples show.

    Attributes
    ----------
    time_s : float
        Of the last sample, in the time of the recording.
    step : {"keep still", "lift the knee", "lift higher", "done"}
        What calibrating asks for; "done" while counting.
    still_s : float
        How long the leg has been still.
    angle_deg : float
        In the exercise's own direction, from its start pose; NaN while unknown.
    phase : {"rest", "up", "hold", "down"}
    hold_s : float
    repetitions : tuple of Repetition
        Counted by the analysis that runs now.
    waiting : bool
        An exercise on the floor or a chair: its start pose was not seen yet.
    none_counts : bool
        Movements are seen time and again, and none counts for want of a rest to count from.
    slipped : bool
        The standing pose has moved since calibrating.
    signed : float
        +1 where the exercise goes into flexion or abduction, -1 for extension.
    """

    time_s: float = math.nan
    step: CalibrationStep = "keep still"
    still_s: float = 0.0
    angle_deg: float = math.nan
    phase: str = "rest"
    hold_s: float = 0.0
    repetitions: tuple[Repetition, ...] = ()
    waiting: bool = False
    none_counts: bool = False
    slipped: bool = False
    signed: float = 1.0
