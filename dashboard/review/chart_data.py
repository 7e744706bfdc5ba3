"""What the chart of a recording shows: the curve, its sets, repetitions, targets, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.exercises import get_exercise
from analysis.orientation import LONGEST_FILLED_GAP_S
from analysis.prescription import ProgramItem
from analysis.repetition_status import RepetitionStatus, SetStatus, in_doubt
from analysis.results import ExerciseSet, Repetition
from dashboard.components.palette import STATUS_LOOKS
from dashboard.exercise_words import leg, title
from dashboard.review.curve import Curve
from dashboard.review.set_words import limits_of
from dashboard.sessions.opened import OpenRecording
from dashboard.wording import clock, counted, number

if TYPE_CHECKING:
    import pandas as pd

MARK_COLUMNS = (
    "rep", "start_s", "end_s", "peak_s", "angle_deg", "status", "doubtful", "words", "told", "measures",
    "turn",
)  # fmt: skip

MARGIN_S = 2.0
"""Shown before and after a set that is jumped to."""


class RepetitionAt(NamedTuple):
    """A repetition and where it belongs: positions of its set and within it, from 0."""

    place: int
    nth: int
    set: SetStatus
    repetition: Repetition

    @property
    def status(self) -> RepetitionStatus:
        """How it stands to its prescription."""
        return self.set.statuses[self.nth]


class Window(NamedTuple):
    """A stretch of time that the chart shows, in seconds."""

    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class ReviewData:
    """A recording, ready to be drawn.

    Attributes
    ----------
    opened : OpenRecording
    sets : tuple of SetStatus
        In time order.
    curve : Curve
    """

    opened: OpenRecording
    sets: tuple[SetStatus, ...]
    curve: Curve

    @cached_property
    def repetitions(self) -> tuple[RepetitionAt, ...]:
        """All repetitions in time order; their position here is what the chart sends back."""
        return tuple(
            RepetitionAt(place, nth, one, repetition)
            for place, one in enumerate(self.sets)
            for nth, repetition in enumerate(one.set.repetitions)
        )

    def of_set(self, place: int) -> list[int]:
        """Return the positions of a set's repetitions."""
        return [i for i, one in enumerate(self.repetitions) if one.place == place]

    def whole(self) -> Window:
        """Return the whole recording."""
        times = self.opened.recording.time_s
        return Window(float(times[0]), float(times[-1]))

    def window(self, place: int | None) -> Window:
        """Return the stretch of a set with a margin around it; None: the whole recording."""
        whole = self.whole()
        if place is None:
            return whole
        one = self.sets[place].set
        return Window(max(one.start_s - MARGIN_S, whole.start_s), min(one.end_s + MARGIN_S, whole.end_s))

    @cached_property
    def curve_rows(self) -> "pd.DataFrame":
        """The curve to look at closely."""
        return self.curve.detail()

    @cached_property
    def overview_rows(self) -> "pd.DataFrame":
        """The curve at a glance."""
        return self.curve.overview()

    @cached_property
    def set_rows(self) -> "pd.DataFrame":
        """One row for each set: where, when the next begins, its number and name, whether it is doubtful."""
        starts = [one.set.start_s for one in self.sets]
        return _frame(
            ("start_s", "end_s", "next_s", "number", "name", "doubtful"),
            [
                (
                    one.set.start_s,
                    one.set.end_s,
                    next_s,
                    str(place),
                    f"{place}  {title(one.set.exercise)}",
                    not one.countable or bool(one.set.quality.reasons),
                )
                for place, (one, next_s) in enumerate(
                    zip(self.sets, [*starts[1:], self.whole().end_s], strict=False), start=1
                )
            ],
        )

    @cached_property
    def gap_rows(self) -> "pd.DataFrame":
        """One row for each stretch without data that is too long to be bridged."""
        gaps = self.opened.recording.gaps
        rows = [(g.start_s, g.end_s) for g in gaps if g.end_s - g.start_s > LONGEST_FILLED_GAP_S]
        return _frame(("start_s", "end_s"), rows)

    @cached_property
    def limit_rows(self) -> "pd.DataFrame":
        """One row for each target and ceiling that a set is held against."""
        rows = [row for one in self.sets for row in _limits(one)]
        return _frame(("start_s", "end_s", "angle_deg", "kind", "words"), rows)

    def mark_rows(self, turn: int = 0) -> "pd.DataFrame":
        """Return one row for each repetition.

        Parameters
        ----------
        turn : int
            Sent back with a selection: makes the same repetition a new selection after another one was chosen
            elsewhere on the page.
        """
        rows = (self._mark_row(i, one) for i, one in enumerate(self.repetitions))
        return _frame(MARK_COLUMNS, [(*row, turn) for row in rows])

    def _mark_row(self, i: int, one: RepetitionAt) -> tuple[Any, ...]:
        rep = one.repetition
        return (
            i,
            rep.start_s,
            rep.end_s,
            rep.peak_s,
            self.curve.at(rep.peak_s),
            str(one.status),
            in_doubt(rep) or not one.set.countable,
            f"{one.nth + 1} of {len(one.set.statuses)}, {title(one.set.set.exercise)}",
            STATUS_LOOKS[one.status].told,
            ", ".join(
                (
                    f"peak {number(rep.peak_angle_deg)}°",
                    f"range {number(rep.range_deg)}°",
                    f"hold {number(rep.hold_s, 1)} s",
                )
            ),
        )

    def doubtful(self) -> bool:
        """Return whether anything in the recording is marked as doubtful."""
        return bool(self.set_rows["doubtful"].any() or self.mark_rows()["doubtful"].any())

    def words(self) -> str:
        """Return what the chart shows, for those who do not see it."""
        minutes = clock(self.opened.result.duration_s)
        parts = [f"Thigh angle over {minutes} minutes, {counted(len(self.sets), 'set')}"]
        for place, one in enumerate(self.sets, start=1):
            parts.append(f"set {place}, from {clock(one.set.start_s)}: {set_in_words(one)}")
        if len(self.gap_rows):
            lost_s = float((self.gap_rows["end_s"] - self.gap_rows["start_s"]).sum())
            parts.append(f"no data in {counted(len(self.gap_rows), 'place')}, {lost_s:.1f} seconds in all")
        return "; ".join(parts) + "."


def set_in_words(one: SetStatus) -> str:
    """Return exercise, leg and count of a set, and how many repetitions were on target."""
    which = f" ({leg(one.set.side, one.set.role)})" if one.set.side else ""
    name = f"{title(one.set.exercise)}{which}"
    if not one.countable:
        return f"{name}, cannot be counted"
    found = f"{name}, {counted(len(one.statuses), 'repetition')}"
    return f"{found}, {one.on_target} on target" if one.comparable else found


def _limits(one: SetStatus) -> Iterator[tuple[float, float, float, str, str]]:
    """Yield target and ceiling as angles of the curve."""
    item, found = one.item, one.set
    for kind, value in limits_of(one):
        if item is not None:
            at = _on_the_curve(item, found, value)
            yield found.start_s, found.end_s, at, kind, f"{kind} {value:g}°"


def _on_the_curve(item: ProgramItem, one: ExerciseSet, value: float) -> float:
    """Return where a prescribed angle or range lies on the curve: a range begins where the set rests."""
    peaks = [rep.peak_angle_deg for rep in one.repetitions]
    if item.measure == "angle" and np.isfinite(peaks).any():
        return value
    sign = get_exercise(one.exercise).rules_for(one.role).sign
    return rest_deg(one) + sign * value


def rest_deg(one: ExerciseSet) -> float:
    """Return the angle that the repetitions of a set start from, 0 where it is not known."""
    sign = get_exercise(one.exercise).rules_for(one.role).sign
    rests = [rep.peak_angle_deg - sign * rep.range_deg for rep in one.repetitions]
    known = [rest for rest in rests if np.isfinite(rest)]
    return float(np.median(known)) if known else 0.0


def _frame(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame.from_records(list(rows), columns=list(columns))
