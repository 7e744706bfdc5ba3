"""A labelled folder counted again, each time with one thing made worse."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from analysis.results import to_plain
from analysis.validation import angle_accuracy, count_accuracy
from dashboard.labelled_folder import Scores, gather, score_label
from dashboard.labels import Label
from sensing import Recording, read_recording
from sensing.simulation.script import SensorErrors
from sensing.simulation.worsen import worsen

SEED = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is worse than in the recordings as they are.

    Attributes
    ----------
    name : str
    rate_hz : float or None
        About so many samples a second, where the recording has more.
    errors : dict
        Fields of `SensorErrors`, on top of the recording's own errors.
    """

    name: str
    rate_hz: float | None = None
    errors: dict[str, Any] = field(default_factory=dict)


def _bursts(per_cent: float, burst_s: float) -> dict[str, float]:
    return {"bursts_per_min": 0.6 * per_cent / burst_s, "burst_s": burst_s}


CONDITIONS = (
    Condition("nothing: as recorded"),
    Condition("50 Hz at most", rate_hz=50.0),
    Condition("25 Hz at most", rate_hz=25.0),
    Condition("time stamps jitter by 4 ms (SD)", errors={"jitter_ms": 4.0}),
    Condition("gyroscope bias 1 deg/s on each axis", errors={"gyr_bias_deg_s": (1.0, 1.0, -1.0)}),
    Condition("gyroscope bias 3 deg/s on each axis", errors={"gyr_bias_deg_s": (3.0, 3.0, -3.0)}),
    Condition("accelerometer clips at 2 g", errors={"acc_range_g": 2.0}),
    Condition("clock 1 % fast", errors={"clock_error_pct": 1.0}),
    Condition("5 % lost, one by one", errors={"loss_pct": 5.0}),
    Condition("20 % lost, one by one", errors={"loss_pct": 20.0}),
    Condition("5 % lost in bursts of 0.1 s", errors=_bursts(5.0, 0.1)),
    Condition("20 % lost in bursts of 0.1 s", errors=_bursts(20.0, 0.1)),
    Condition("5 % lost in bursts of 0.5 s", errors=_bursts(5.0, 0.5)),
    Condition("20 % lost in bursts of 0.5 s", errors=_bursts(20.0, 0.5)),
    Condition("5 % lost in bursts of 2 s", errors=_bursts(5.0, 2.0)),
)
"""Burst lengths are means of an exponential distribution."""


def score_degraded(
    folder: Path, labels: Sequence[Label], advance: Callable[[], None]
) -> list[dict[str, Any]]:
    """Count the exercises of a folder under each of the `CONDITIONS`.

    Everyday movement and faulty sensors are left out.

    Parameters
    ----------
    folder : Path
    labels : sequence of Label
        From `dashboard.labels.read_labels`.
    advance : callable
        Called once for each label and condition.

    Returns
    -------
    list of dict
        JSON-ready rows: ``condition``, the figures of `analysis.validation.CountAccuracy` over all exercises
        and, where the true angle is known, ``rmse_deg`` and ``rmse_offset_free_deg``.
    """
    parts: dict[str, list[Scores]] = {one.name: [] for one in CONDITIONS}
    for file, group in groupby(labels, attrgetter("file")):
        told = [label for label in group if not label.faulty]
        recording = read_recording(folder / file) if any(label.exercise for label in told) else None
        for condition in CONDITIONS:
            for label in told:
                if label.exercise and recording is not None:
                    worse = _worse(recording, condition)
                    parts[condition.name].append(score_label(_stretched(label, condition), worse))
                advance()
    return [row for name, found in parts.items() if (row := _row(name, gather(found)))]


def _worse(recording: Recording, condition: Condition) -> Recording:
    errors = replace(SensorErrors.none(), **condition.errors)
    worse = worsen(recording, errors, rate_hz=condition.rate_hz, seed=SEED)
    stretch = 1.0 + errors.clock_error_pct / 100.0
    activities = tuple(
        replace(one, start_s=one.start_s * stretch, end_s=one.end_s * stretch)
        for one in worse.info.activities
    )
    return replace(worse, info=replace(worse.info, activities=activities))


def _stretched(label: Label, condition: Condition) -> Label:
    """Return a label whose windows follow the condition's clock."""
    stretch = 1.0 + condition.errors.get("clock_error_pct", 0.0) / 100.0
    windows = label.windows
    return replace(label, windows=windows and tuple((a * stretch, b * stretch) for a, b in windows))


def _row(name: str, scores: Scores) -> dict[str, Any]:
    if not scores.counts:
        return {}
    angles = angle_accuracy([(one.error, one.absolute) for one in scores.angles], "all")
    row = {
        "condition": name,
        **asdict(count_accuracy(scores.counts, "all")),
        "rmse_deg": angles.rmse_deg,
        "rmse_offset_free_deg": angles.rmse_offset_free_deg,
    }
    plain: dict[str, Any] = to_plain(row)
    return plain
