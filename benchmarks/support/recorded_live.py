"""Live beside review on recordings of people that begin at rest.

Nobody lifts a knee for the sensor in them: the first two repetitions stand for that. Live is calibrated on
what lies before the end of the second one, then gets the recording from its beginning, packet by packet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis import LiveAnalysis, analyze, calibrate
from analysis.hindsight import Hindsight
from analysis.results import Repetition, SessionResult
from dashboard.labels import Label, read_labels
from sensing import Recording, read_recording

STILL_BEFORE_S = 1.5
"""A recording begins at rest when its first rest begins before this."""

LIFTS = 2
PACKET_S = 0.1
NEAR_S = 3.0
"""An announcement belongs to a half return no further away than this."""


@dataclass(frozen=True, slots=True)
class BothWays:
    """A recording counted live and in review.

    Attributes
    ----------
    label : Label
    live, reviewed : int
        Repetitions.
    announced, taken_back : int
        How many were announced live, and how many of these withdrawn or merged.
    peaks_deg : tuple of float
        Live peak less the reviewed one, without sign, for each live repetition without a gap.
    over_gaps_deg : tuple of float
        The same for the others: after a gap the live filter starts afresh, in the middle of a movement.
    delays_s : tuple of float
        From half return, as seen in review, to the announcement; for repetitions without a gap.
    """

    label: Label
    live: int
    reviewed: int
    announced: int
    taken_back: int
    peaks_deg: tuple[float, ...]
    over_gaps_deg: tuple[float, ...]
    delays_s: tuple[float, ...]


def both_ways(folder: Path) -> Iterator[BothWays]:
    """Yield the recordings of a folder that hold an exercise and begin at rest, counted both ways."""
    for label in read_labels(folder):
        if not label.exercise or label.faulty:
            continue
        recording = read_recording(folder / label.file)
        still = Hindsight.of(recording).still
        if still and recording.time_s[still[0].first] - recording.time_s[0] < STILL_BEFORE_S:
            result = analyze(recording, exercise=label.exercise, side=label.side)
            yield _beside(label, recording, result)


def _beside(label: Label, recording: Recording, result: SessionResult) -> BothWays:
    reviewed = [one for part in result.sets for one in part.repetitions]
    until_s = reviewed[:LIFTS][-1].end_s if reviewed else np.inf
    calibration = calibrate(recording, exercise=label.exercise, end_s=until_s)
    role = result.sets[0].role if result.sets else None
    live = LiveAnalysis(calibration, label.exercise, label.side, role)
    announced_s: list[float] = []
    count = taken_back = 0
    for block in recording.blocks(max(1, round(PACKET_S * recording.rate_hz))):
        now = len(live.push(block).repetitions)
        announced_s += [float(block.time_s[-1])] * (now - count)
        taken_back += max(count - now, 0)
        count = now
    seen = live.finish().repetitions
    whole = [one for one in reviewed if not _over_gap(one)]
    delays = [] if role == "rear" else [_delay(one, result, announced_s) for one in whole]
    return BothWays(
        label=label,
        live=len(seen),
        reviewed=len(reviewed),
        announced=len(announced_s),
        taken_back=taken_back,
        peaks_deg=tuple(_peak_differences(seen, reviewed, gaps=False)),
        over_gaps_deg=tuple(_peak_differences(seen, reviewed, gaps=True)),
        delays_s=tuple(one for one in delays if one is not None),
    )


def _over_gap(one: Repetition) -> bool:
    """Return whether samples are missing within a reviewed repetition, or were live."""
    return "gap" in one.flags or (one.live is not None and "gap" in one.live.flags)


def _peak_differences(
    seen: tuple[Repetition, ...], reviewed: list[Repetition], *, gaps: bool
) -> Iterator[float]:
    """Yield the differences of peaks, of ranges where no standing pose is known."""
    for one in seen if reviewed else ():
        other = min(reviewed, key=lambda each: abs(each.peak_s - one.peak_s))
        if _over_gap(other) != gaps:
            continue
        peaks = abs(one.peak_angle_deg - other.peak_angle_deg)
        yield peaks if np.isfinite(peaks) else abs(one.range_deg - other.range_deg)


def _delay(one: Repetition, result: SessionResult, announced_s: list[float]) -> float | None:
    """Return how long after its half return a repetition was announced; None when it was not."""
    inside = result.thigh_angle[result.thigh_angle.time_s.between(one.peak_s, one.end_s)]
    angle = inside.thigh_angle_deg.to_numpy()
    if len(angle) < 2:
        return None
    away = np.flatnonzero(np.abs(angle - angle[0]) <= 0.5 * one.range_deg)
    half_s = float(inside.time_s.iloc[away[-1]])
    return next((at_s - half_s for at_s in announced_s if -0.5 < at_s - half_s < NEAR_S), None)
