"""The first movement of a set, judged by the next: later ones are judged by those before them.

Who settles down before the first repetition twitches. A small movement after large ones is none, and so is
one before a large one, by the same share (``relative_range`` of the catalogue). What counts is the way from
the rest before it: a twitch of 1.3 deg, seen as 6 from the jolt before, came before bridges of 14 (MEx). The
first movements of 82 real sets went 0.08 (that twitch), 0.31 (another) and 0.49 to 2 times as far as the
next.
"""

from collections.abc import Iterable

from analysis.candidates import Candidate
from analysis.exercises import Rules
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.strokes import stroke_begin
from analysis.track import Track

TWITCH = "far smaller than the next"

OPENING_S = 20.0
"""The next movement is waited for this long: a pause within a set, and a hold of 10 s [J]."""


class Openings:
    """Tell the first repetition of a set from a twitch before it.

    Parameters
    ----------
    track : Track
        Time and smooth angle, in the exercise's own direction, of at least what is still open.
    rules : Rules
        Of the exercise, for this leg's role.
    """

    def __init__(self, track: Track, rules: Rules) -> None:
        self._track, self._rules = track, rules
        self._ranges: dict[tuple[float, float], float] = {}

    def opens(self, one: Candidate, counted_s: float) -> bool:
        """Return whether a movement is the first of a set, the one counted before having ended at a time."""
        return one.rise_s - counted_s > REST_BETWEEN_SETS_S

    def verdict(self, one: Candidate, later: Iterable[Candidate]) -> tuple[str, float]:
        """Return why a set's first movement is no repetition, and until when something may change that.

        Parameters
        ----------
        one : Candidate
        later : iterable of Candidate
            What followed and counts, in time order.
        """
        share, until_s = self._rules.relative_range, one.announced_s + OPENING_S
        if self._range_deg(one) >= share * self._rules.largest_range:
            return "", one.announced_s
        nearest = next(iter(later), None)
        if nearest is None or nearest.announced_s > until_s or self.opens(nearest, one.announced_s):
            return "", until_s
        twitch = self._range_deg(one) < share * self._range_deg(nearest)
        return TWITCH if twitch else "", nearest.announced_s

    def forget(self) -> None:
        """Forget the ranges looked at."""
        self._ranges.clear()

    def _range_deg(self, one: Candidate) -> float:
        """Return the way from the rest before a movement to its top."""
        span_s = one.from_s, one.peak_s
        if span_s not in self._ranges:
            first, last = map(self._track.position_at, span_s)
            time_s, smooth = self._track.part(first, last + 1)[:2]
            self._ranges[span_s] = float(smooth[-1]) - stroke_begin(time_s, smooth)[1]
        return self._ranges[span_s]
