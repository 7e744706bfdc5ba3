"""What an analysis returns: repetitions, sets, their measures and how far they can be trusted.

Angles are thigh angles in degrees (flexion positive), times in seconds from the recording's start, intervals
``[start, end)``. A measure that could not be taken is NaN (``null`` in JSON), never a guess.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.calibration import Calibration

if TYPE_CHECKING:
    import pandas as pd

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "shallow": "smaller than the others of its set or than the exercise asks for",
        "fast": "quicker than the exercise's shortest controlled repetition",
        "gap": "samples are missing within the repetition",
        "incomplete": "the recording ended before the leg was fully back",
        "confirm": "low enough to be mistaken for a step: please confirm",
        "clipped": "the sensor reached its range within the repetition",
        "by_hand": "counted by a person, not by the sensor",
    }
)
"""Every flag a repetition can carry, in words."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Whether something may be relied on.

    Attributes
    ----------
    countable : bool
        False only when repetitions cannot be separated.
    reasons : tuple of str
        What is wrong, in plain words; empty when nothing is.
    """

    countable: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: out and back.

    Attributes
    ----------
    number : int
        Position within its set, from 1.
    start_s, peak_s, end_s : float
        Begin of the movement, its turning point, end of the return.
    peak_angle_deg : float
        Thigh angle at the turning point, flexion positive; NaN when no start pose was known.
    range_deg : float
        Way from the start to the turning point, always positive.
    hold_s : float
        Time from the first rise above to the last fall below ``peak - max(3 deg, 10 % of range)``; NaN, like
        the two below, for the rear leg of a lunge, which dips twice.
    up_s, down_s : float
        Time before and after the hold.
    flags : tuple of str
        Keys of `FLAGS`.
    final : bool
        False while live and still to be merged or withdrawn.
    live : Repetition or None
        The same repetition as it was seen live.
    smoothness : float
        Spectral arc length (SPARC, Balasubramanian 2015) of the angular speed; nearer 0 is smoother.
    out_of_plane_deg : float
        Largest excursion out of the movement plane.
    """

    number: int
    start_s: float
    peak_s: float
    end_s: float
    peak_angle_deg: float
    range_deg: float
    hold_s: float
    up_s: float
    down_s: float
    flags: tuple[str, ...] = ()
    final: bool = True
    live: "Repetition | None" = None
    smoothness: float = math.nan
    out_of_plane_deg: float = math.nan


@dataclass(frozen=True, slots=True)
class SetMetrics:
    """Measures of a set; medians over its repetitions unless said otherwise.

    Attributes
    ----------
    repetitions : int
        Number of repetitions.
    peak_angle_deg, range_deg, hold_s, up_s, down_s : float
        Medians.
    consistency_deg : float
        Standard deviation of the range (n - 1); NaN for fewer than 3 repetitions.
    fatigue_deg_per_repetition : float
        Theil-Sen slope of the range over the repetitions (negative: they got smaller); NaN below 4.
    smoothness : float
        Median SPARC.
    out_of_plane_deg : float
        Median of the largest excursion out of the movement plane.
    """

    repetitions: int
    peak_angle_deg: float
    range_deg: float
    hold_s: float
    up_s: float
    down_s: float
    consistency_deg: float
    fatigue_deg_per_repetition: float
    smoothness: float
    out_of_plane_deg: float


@dataclass(frozen=True, slots=True)
class ExerciseSet:
    """Repetitions of one exercise done in one go.

    Attributes
    ----------
    exercise : str
        Name in the catalogue.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    role : {"front", "rear"} or None
        In a lunge: whether that leg was in front.
    start_s, end_s : float
        Start of the first and end of the last repetition.
    repetitions : tuple of Repetition
    metrics : SetMetrics
    quality : Quality
    recognised_by : str
        Why the set was taken for this exercise, where nobody said so; otherwise empty.
    """

    exercise: str
    side: str | None
    role: str | None
    start_s: float
    end_s: float
    repetitions: tuple[Repetition, ...]
    metrics: SetMetrics
    quality: Quality = field(default_factory=Quality)
    recognised_by: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SessionResult:
    """The analysis of one recording.

    Attributes
    ----------
    recording : str
        Name of the recording.
    started_at : datetime or None
        Absolute start, UTC.
    duration_s : float
        Length of the recording.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    sets : tuple of ExerciseSet
        In time order.
    thigh_angle : DataFrame
        Columns ``time_s``, ``thigh_angle_deg`` (NaN across gaps).
    quality : Quality
        Verdict on the whole recording.
    calibration : Calibration or None
        Still pose, movement axis, sign and where they came from; None when there was nothing to calibrate on.
    notes : tuple of str
        What was assumed, contradictory or not recognised, in plain words.
    looked_for : tuple of str or None
        The exercises looked for; None when all were. What was not looked for may have been done.
    unnamed : int
        How many times something moved again and again that could not be named: it may have been any exercise.
    """

    recording: str
    started_at: datetime | None
    duration_s: float
    side: str | None
    sets: tuple[ExerciseSet, ...]
    thigh_angle: "pd.DataFrame"
    quality: Quality
    calibration: Calibration | None
    notes: tuple[str, ...] = ()
    looked_for: tuple[str, ...] | None = None
    unnamed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready values with the attributes as keys, the angle series left out."""
        names = (f.name for f in fields(self) if f.name != "thigh_angle")
        return {name: to_plain(getattr(self, name)) for name in names}


def to_plain(value: Any) -> Any:  # noqa: ANN401 (any value of the result types)
    """Turn dataclasses, arrays, dates and times into JSON-ready values; NaN becomes None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, np.ndarray):
        return to_plain(value.tolist())
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value
