"""Streaming turning points of a signal: out by enough, back by enough, without a baseline.

A *swing* begins when the signal has risen by a threshold above its last valley and is announced when it has
fallen back by a share of that rise. The threshold follows the size of the last swings, so a bump on a large
movement is not a swing of its own, while small movements are seen after small ones.

Only turning points are visited one by one, everything between them is monotonic; the outcome is the same as
visiting every sample, however the samples are cut into chunks.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

REMEMBERED_SWINGS = 5
"""The usual size is the median of this many last swings."""

HOME_SHARE = 0.5
"""A rest lies where the signal rested before within this share of the smallest swing [J]."""


@dataclass(frozen=True, slots=True)
class Swing:
    """One movement out and back; positions count samples from the start of the stream.

    Attributes
    ----------
    valley, peak, announced : int
        Positions of the lowest point before, the highest point, and where it had come back far enough.
    valley_value, peak_value : float
        The signal at the valley and at the peak.
    least : float
        A smaller rise would have been none when this one was announced.
    """

    valley: int
    peak: int
    announced: int
    valley_value: float
    peak_value: float
    least: float = field(default=0.0, compare=False)

    @property
    def size(self) -> float:
        """Rise from the valley to the peak."""
        return self.peak_value - self.valley_value


class TurningPoints:
    """Find swings in a signal, chunk by chunk.

    Parameters
    ----------
    smallest : float
        A swing rises at least this much, in the signal's unit.
    relative : float
        And at least this share of the usual size of the last swings.
    return_share : float
        A swing is announced when it has fallen by this share of its rise.
    largest : float
        A larger rise is no swing but a change of level: there the search begins anew.
    memory : int, optional
        The usual size is forgotten so many samples after a swing: what follows a rest may be smaller.
    """

    def __init__(
        self,
        smallest: float,
        relative: float,
        return_share: float,
        largest: float = math.inf,
        memory: int | None = None,
    ) -> None:
        self._smallest, self._largest = smallest, largest
        self._relative, self._memory = relative, memory
        self._return_share = return_share
        self._sizes: deque[float] = deque(maxlen=REMEMBERED_SWINGS)
        self._count = 0
        self._last_two: FloatArray = np.empty(0)
        self._rising = False
        self._threshold = smallest
        self._forgets_at: int | None = None
        self._low, self._low_at = np.inf, 0
        self._high, self._high_at = -np.inf, 0
        self._home = math.nan
        self._paused, self._paused_at = math.nan, -1

    @property
    def rising(self) -> Swing | None:
        """The swing under way, as far as it is known (announced nowhere: position -1), or None."""
        if not self._rising:
            return None
        return Swing(self._low_at, self._high_at, -1, self._low, self._high)

    @property
    def oldest(self) -> int:
        """Position before which nothing matters for the swings to come."""
        return self._low_at

    def push(self, values: FloatArray, rests: Sequence[int] = ()) -> list[Swing]:
        """Return the swings announced by these samples, shape (n,), in order.

        ``rests`` are positions among them at which the signal is known to rest. Where it rests as high as it
        rested before, what lies between is over, however deep it dipped in the meantime.
        """
        if not len(values):
            return []
        before = len(self._last_two)
        joined = np.concatenate([self._last_two, values])
        base = self._count - before
        self._count += len(values)
        self._last_two = joined[-2:]
        swings = []
        previous = max(before - 1, 0)
        turns = turning_positions(joined)
        # The very first sample is a turning point too: nothing says that the signal fell to it.
        first = () if before else (0,)
        visits = [*first, *turns[turns >= previous].tolist(), len(joined) - 1]
        resting = {before + one for one in rests}
        if resting:
            visits = sorted({*visits, *resting})
        for position, value in zip(visits, joined[visits].tolist(), strict=True):
            if self._forgets_at is not None:
                previous = self._forget_size(joined, base, previous, position)
            swing = None if self._tells_nothing(value) else self._visit(joined, base, previous, position)
            if position in resting:
                swing = self._rest(float(joined[position]), base + position) or swing
            previous = position
            if swing is not None:
                swings.append(swing)
        return swings

    def _tells_nothing(self, value: float) -> bool:
        """Return whether a turning point changes nothing: most are small."""
        if self._rising:
            return self._high - self._return_share * (self._high - self._low) < value <= self._high
        return 0.0 <= value - self._low < self._threshold and value - self._low <= self._largest

    def _forget_size(self, joined: FloatArray, base: int, previous: int, position: int) -> int:
        """Forget the usual size if its time comes before ``position``; return up to where was looked."""
        if self._forgets_at is None or self._rising:
            return previous
        at = max(self._forgets_at - base, previous + 1)
        if at > position:
            return previous
        if at - 1 > previous:
            self._visit(joined, base, previous, at - 1)
            previous = at - 1
        if not self._rising:
            self._threshold, self._forgets_at = self._smallest, None
            self._sizes.clear()
            if at < position:  # it may be on its way down: seen from further on, its top would be too low
                self._visit(joined, base, previous, at)
                previous = at
        return previous

    def _rest(self, value: float, position: int) -> Swing | None:
        """Take into account that the signal rests here."""
        if not self._rising:
            self._home = value
            return None
        over = self._came_back(value, position)
        self._paused, self._paused_at = value, position
        if over is None:
            return None
        self._rising, self._home = False, value
        self._low, self._low_at = value, position
        return over if over.peak_value - value >= self._threshold else None

    def _came_back(self, value: float, position: int) -> Swing | None:
        """Return the swing that is over with this rest; None where it may be a hold."""
        near = HOME_SHARE * self._smallest
        if abs(value - self._home) <= near:
            return Swing(self._low_at, self._high_at, position, min(self._low, value), self._high)
        since = self._low_at < self._paused_at < self._high_at
        if since and abs(value - self._paused) <= near and self._high - value >= self._threshold:
            return Swing(self._paused_at, self._high_at, position, self._paused, self._high)
        return None

    def start_afresh(self) -> None:
        """Forget the movement under way (after a long gap); keep the usual size."""
        self._rising = False
        self._low = np.inf
        self._last_two = np.empty(0)

    def _visit(self, joined: FloatArray, base: int, previous: int, position: int) -> Swing | None:
        """Take the monotonic run from ``previous`` to ``position`` into account."""
        value = float(joined[position])
        if not self._rising and value < self._low:
            self._low, self._low_at = value, base + _first(joined, previous, position)
            return None
        if value > self._high or not self._rising:
            self._rise(joined, base, previous, position)
            return None
        size = self._high - self._low
        limit = self._high - self._return_share * size
        if value > limit:
            return None
        announced = previous + int(np.argmax(joined[previous : position + 1] <= limit))
        swing = Swing(self._low_at, self._high_at, base + announced, self._low, self._high, self._threshold)
        self._sizes.append(size)
        self._threshold = max(self._smallest, self._relative * median(self._sizes))
        self._forgets_at = None if self._memory is None else base + announced + self._memory
        self._rising = False
        self._low, self._low_at = value, base + _first(joined, previous, position)
        return swing

    def _rise(self, joined: FloatArray, base: int, previous: int, position: int) -> None:
        """Take a rising run into account; where it grows too large, a movement begins anew."""
        value = float(joined[position])
        while value - self._low > self._largest:
            beyond = joined[previous : position + 1] - self._low > self._largest
            previous += int(np.argmax(beyond))
            self._low, self._low_at = float(joined[previous]), base + previous
            self._rising = False
        if self._rising or value - self._low >= self._threshold:
            self._rising = True
            self._high, self._high_at = value, base + _first(joined, previous, position)


def _first(joined: FloatArray, previous: int, position: int) -> int:
    """Return where a monotonic run first reaches its last value: a plateau counts from its beginning."""
    value = joined[position]
    while position > previous and joined[position - 1] == value:
        position -= 1
    return position


def turning_positions(values: FloatArray) -> NDArray[np.int64]:
    """Return the positions of local extrema inside ``values``; of a plateau, its last sample."""
    rising = values[1:] > values[:-1]
    moving = (values[1:] != values[:-1]).nonzero()[0]
    rises = rising[moving]
    turns = (rises[1:] != rises[:-1]).nonzero()[0]
    found: NDArray[np.int64] = moving[turns + 1]
    return found
