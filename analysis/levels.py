"""Turning points of somebody who came to another level before the first movement, and stays there.

Who sat with the knees drawn up and then lies has moved as in an exercise, and never comes back: what follows
are bumps on top of one large swing. So, until the first swing, turning points are looked for from each rest,
too; where two swings begin there before the large one ended, that rest was the level to begin from.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.turning_points import Swing, TurningPoints

FloatArray = NDArray[np.float64]

SWINGS_TO_BELIEVE = 2
"""Out and back once may be a pause on the way up and down; twice, nobody pauses at the same height ([J])."""

MOST_LOOKS = 4
"""It is looked from so many rests at a time, the last ones."""


@dataclass(slots=True, eq=False)
class _Look:
    """Turning points from a position on, and the swings so far, with positions of the whole stream."""

    start: int
    points: TurningPoints
    swings: list[Swing] = field(default_factory=list)

    def push(self, values: FloatArray) -> list[Swing]:
        found = [self.placed(one) for one in self.points.push(values)]
        self.swings += found
        return found

    def placed(self, one: Swing) -> Swing:
        announced = one.announced + self.start if one.announced >= 0 else one.announced
        return replace(one, valley=one.valley + self.start, peak=one.peak + self.start, announced=announced)


class LevelledTurningPoints:
    """Find swings as `TurningPoints` does, from another level where the signal came to one and stays.

    Parameters
    ----------
    make : callable
        Return new turning points.

    Notes
    -----
    The outcome is the same however the samples are cut into chunks.
    """

    def __init__(self, make: Callable[[], TurningPoints]) -> None:
        self._make = make
        self._main = _Look(0, make())
        self._looks: deque[_Look] | None = deque(maxlen=MOST_LOOKS)
        self._count = 0

    @property
    def rising(self) -> Swing | None:
        """The swing under way, as far as it is known, or None."""
        rising = self._main.points.rising
        return None if rising is None else self._main.placed(rising)

    @property
    def oldest(self) -> int:
        """Position before which nothing matters for the swings to come."""
        looks = [self._main, *(self._looks or ())]
        oldest: int = min(one.start + one.points.oldest for one in looks)
        return oldest

    def push(self, values: FloatArray, rests: Sequence[int] = ()) -> list[Swing]:
        """Return the swings announced by these samples, shape (n,), in order; ``rests`` lie among them."""
        if self._looks is None:
            return self._pushed(values)
        swings = []
        for a, b in pairwise(sorted({0, *rests, len(values)})):
            if a in rests and self._looks is not None:
                self._looks.append(_Look(self._count, self._make()))
            swings += self._pushed(values[a:b])
        return swings

    def start_afresh(self) -> None:
        """Forget the movement under way (after a long gap)."""
        self._main.points.start_afresh()
        if self._looks is not None:
            self._looks.clear()

    def _pushed(self, values: FloatArray) -> list[Swing]:
        self._count += len(values)
        found = self._main.push(values)
        self._main.swings.clear()
        if self._looks is None:
            return found
        for look in self._looks:
            look.push(values)
        told = [one for one in self._looks if len(one.swings) >= SWINGS_TO_BELIEVE]
        first = min(told, key=lambda one: one.swings[SWINGS_TO_BELIEVE - 1].announced, default=None)
        known = np.inf if first is None else first.swings[SWINGS_TO_BELIEVE - 1].announced
        if found and found[0].announced <= known:
            self._looks = None
        elif first is not None:
            self._main, self._looks = first, None
            found = list(first.swings)
            first.swings.clear()
        return found
