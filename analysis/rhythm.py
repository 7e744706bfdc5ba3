"""A low, quick lunge among others is a lunge, not a step: it comes when the next lunge is due."""

from collections import deque
from dataclasses import replace

from analysis.candidates import Candidate
from analysis.exercises import Everyday
from analysis.features import SwingFeatures
from analysis.judgement import LOW_AND_QUICK

LATEST_SHARE = 1.5
"""A lunge is due until this many times the cycle of those before it (CMU-MBL, sample sessions: 0.8-1.3)."""

REMEMBERED = 4
"""So many lunges make the rhythm; two, and more than half of them, must be beyond doubt [J]."""


class Rhythm:
    """The last lunges of a set.

    Parameters
    ----------
    everyday : Everyday
        How slow steps may be.
    """

    def __init__(self, everyday: Everyday) -> None:
        self._everyday = everyday
        self._lunges: deque[tuple[float, bool]] = deque(maxlen=REMEMBERED)

    def judged(self, one: Candidate) -> Candidate:
        """Return a movement, no longer taken for a step where the next lunge was due."""
        doubted = one.unfit == LOW_AND_QUICK
        if one.step_like or (one.unfit and not doubted):
            return one
        if doubted and not (self._landed(one.features) and self._due(one.peak_s)):
            return one
        self._lunges.append((one.peak_s, not doubted))
        return replace(one, unfit="")

    def _landed(self, swing: SwingFeatures) -> bool:
        """Return whether the foot landed as firmly as a lunge's does: 0.5-1.2 g (CMU-MBL)."""
        return swing.landing_g >= swing.felt * self._everyday.landed_lift

    def _due(self, peak_s: float) -> bool:
        """Return whether a lunge is due: neither in the rhythm of steps nor after a pause."""
        sound = sum(sure for _, sure in self._lunges)
        if sound < 2 or len(self._lunges) - sound >= sound:
            return False
        (before_s, _), (last_s, _) = list(self._lunges)[-2:]
        return self._everyday.slowest_stride <= peak_s - last_s <= LATEST_SHARE * (last_s - before_s)
