"""What was counted in one task: its sets, with what the person corrected beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.results import Repetition
from dashboard.live.tasks import Task

NEXT_SET_AFTER_S = 8.0
"""A repetition that begins sooner after a set was complete belongs to it, as one more than was asked for; a
later one begins the next set. The last one has to be lowered in this time; rests take 12 s and more
(`analysis.sets`) [J]."""

SAME_PEAK_S = 0.3
"""Until it is final, a repetition is measured anew: its peak moves by less than this; the quickest
repetitions lie 0.4 s apart (``exercises.toml``)."""


@dataclass(frozen=True, slots=True)
class CountedSet:
    """One set.

    Attributes
    ----------
    from_s : float
        Repetitions that begin from here on belong to it, in the time of the recording.
    repetitions : tuple of Repetition
        As counted, numbered from 1.
    removed : tuple of float
        Peaks of those that the person says were none.
    missed : tuple of float
        When the person said that one was missed.
    """

    from_s: float
    repetitions: tuple[Repetition, ...] = ()
    removed: tuple[float, ...] = ()
    missed: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """Repetitions as the person sees them: the machine's count with their corrections."""
        return len(self.repetitions) - len(self.removed_numbers) + len(self.missed)

    @property
    def removed_numbers(self) -> tuple[int, ...]:
        """The numbers of those that were removed; one that the machine has withdrawn since needs none."""
        return tuple(one.number for one in self.repetitions if self.is_removed(one))

    def is_removed(self, one: Repetition) -> bool:
        """Return whether the person says that this was no repetition."""
        return any(abs(one.peak_s - peak_s) < SAME_PEAK_S for peak_s in self.removed)


class TaskLog:
    """Sorts repetitions into sets, as they come and as they are withdrawn.

    Parameters
    ----------
    task : Task
    from_s : float
        When it began, in the time of the recording.
    """

    def __init__(self, task: Task, from_s: float) -> None:
        self.task = task
        self.sets: list[CountedSet] = [CountedSet(from_s)]
        self._kept: tuple[Repetition, ...] = ()
        self._seen: tuple[Repetition, ...] = ()
        self._complete_s: float | None = None

    @property
    def current(self) -> CountedSet:
        """The set under way, or just completed."""
        return self.sets[-1]

    @property
    def complete(self) -> bool:
        """Whether the set has what was asked for."""
        return self.current.count >= self.task.repetitions

    @property
    def provisional(self) -> bool:
        """Whether the last repetition may still be withdrawn."""
        return bool(self.current.repetitions) and not self.current.repetitions[-1].final

    def observe(self, repetitions: Sequence[Repetition], now_s: float) -> None:
        """Take what the analysis has counted up to now."""
        if self._seen != repetitions:
            self._seen = tuple(repetitions)
            self._sort()
        self._note_complete(now_s)

    def keep(self) -> None:
        """Another analysis counts from here on, for the person has calibrated again."""
        self._kept, self._seen = (*self._kept, *self._seen), ()

    @property
    def next_begun(self) -> bool:
        """Whether a repetition was made that begins the next set."""
        done = self.current.repetitions
        more = self._complete_s is not None and len(self.sets) < self.task.sets
        return more and bool(done) and done[-1].start_s >= self._next_from_s

    def next_set(self, now_s: float) -> None:
        """Begin the next set."""
        self.sets.append(CountedSet(now_s if self._complete_s is None else min(self._next_from_s, now_s)))
        self._complete_s = None
        self._sort()

    def remove_last(self) -> bool:
        """Take the last repetition for none; return whether there was one to remove."""
        now = self.current
        if now.missed:
            self.sets[-1] = replace(now, missed=now.missed[:-1])
            return True
        counted = [one for one in now.repetitions if not now.is_removed(one)]
        if counted:
            self.sets[-1] = replace(now, removed=(*now.removed, counted[-1].peak_s))
        return bool(counted)

    def add_missed(self, now_s: float) -> None:
        """One was missed; one that the person had removed is put back instead."""
        now = self.current
        if now.removed_numbers:
            self.sets[-1] = replace(now, removed=now.removed[:-1])
        else:
            self.sets[-1] = replace(now, missed=(*now.missed, now_s))
        self._note_complete(now_s)

    @property
    def _next_from_s(self) -> float:
        return math.inf if self._complete_s is None else self._complete_s + NEXT_SET_AFTER_S

    def _note_complete(self, now_s: float) -> None:
        if not self.complete:
            self._complete_s = None
        elif self._complete_s is None:
            self._complete_s = now_s

    def _sort(self) -> None:
        everything = (*self._kept, *self._seen)
        ends_s = [*(one.from_s for one in self.sets[1:]), math.inf]
        for index, (one, end_s) in enumerate(zip(self.sets, ends_s, strict=True)):
            begin_s = -math.inf if index == 0 else one.from_s
            own = (each for each in everything if begin_s <= each.start_s < end_s)
            numbered = tuple(replace(each, number=i) for i, each in enumerate(own, start=1))
            self.sets[index] = replace(one, repetitions=numbered)
