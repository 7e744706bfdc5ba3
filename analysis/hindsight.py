"""What is worked out once per recording, with hindsight: the vertical, and when the sensor was at rest."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.orientation import hindsight_up, unit
from analysis.stillness import SHORTEST_STILL_S, STEADY_HZ, STEADY_S, Movement, Still, steady_weights
from sensing.errors import RecordingError
from sensing.samples import Recording

FloatArray = NDArray[np.float64]

CREEP_DEG = 0.8
"""A vertical that turns by more than this within a second is on its way: a pelvic tilt of 3 deg, or a slow
stroke, shakes no more than standing does, which sways by 0.15-0.4 deg."""


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """A recording, or a part of one, with what later samples tell about earlier ones.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
    acc : ndarray, shape (n, 3)
    gyr : ndarray, shape (n, 3), or None
    up : ndarray, shape (n, 3)
        Unit vertical in sensor axes.
    still : tuple of Still
        Stretches at rest, positions within this part.
    rate_hz : float
        Sampling rate of the recording.
    name : str
        The recording's, for messages.
    brief : tuple of Still
        Of a whole recording: its brief rests, holds among them.
    """

    time_s: FloatArray
    acc: FloatArray
    gyr: FloatArray | None
    up: FloatArray
    still: tuple[Still, ...]
    rate_hz: float
    name: str
    brief: tuple[Still, ...] = ()

    @classmethod
    def of(cls, recording: Recording) -> "Hindsight":
        """Work out the whole recording."""
        rate_hz, gyr = recording.rate_hz, recording.gyr
        movement = Movement(recording.time_s, recording.acc, gyr, rate_hz)
        still = movement.rests()
        if gyr is not None and still:
            # The filter follows a bias of 2 deg/s at most; the longest rest tells the rest of it.
            longest = max(still, key=lambda one: one.last - one.first)
            gyr = gyr - longest.mean(gyr)
        up = hindsight_up(recording.time_s, recording.acc, gyr, rate_hz)
        return cls(
            time_s=recording.time_s,
            acc=recording.acc,
            gyr=recording.gyr,
            up=up,
            still=tuple(_calm_rests(still, up, rate_hz)),
            rate_hz=rate_hz,
            name=recording.name,
            brief=tuple(movement.brief_rests()),
        )

    def positions(self, start_s: float, end_s: float) -> slice:
        """Return the positions of the samples in ``[start_s, end_s)``."""
        a, b = np.searchsorted(self.time_s, [start_s, end_s])
        return slice(int(a), int(b))

    def part(self, start_s: float, end_s: float) -> "Hindsight":
        """Return the part in ``[start_s, end_s)``.

        Raises
        ------
        RecordingError
            When it holds fewer than two samples.
        """
        where = self.positions(start_s, end_s)
        if where.stop - where.start < 2:
            raise RecordingError(
                f"no samples between {start_s:.1f} and {end_s:.1f} s",
                source=self.name or None,
                mend="Correct the activity's times",
            )
        return self.at(where.start, where.stop)

    def at(self, first: int, last: int) -> "Hindsight":
        """Return the part at positions ``[first, last)``."""
        where = slice(first, last)
        least = round(SHORTEST_STILL_S * self.rate_hz)
        a = bisect_right(self.still, first, key=lambda one: one.last)
        b = bisect_left(self.still, last, key=lambda one: one.first)
        clipped = (
            Still(max(one.first, first) - first, min(one.last, last) - first) for one in self.still[a:b]
        )
        return Hindsight(
            time_s=self.time_s[where],
            acc=self.acc[where],
            gyr=None if self.gyr is None else self.gyr[where],
            up=self.up[where],
            still=tuple(one for one in clipped if one.last - one.first >= least),
            rate_hz=self.rate_hz,
            name=self.name,
        )


def _calm_rests(rests: Sequence[Still], up: FloatArray, rate_hz: float) -> Iterator[Still]:
    """Yield the parts of rests in which the vertical stays where it is; all of a rest that has none."""
    # So many samples are enough.
    step = max(1, int(rate_hz / STEADY_HZ))
    half = math.ceil(0.5 * SHORTEST_STILL_S * rate_hz / step)
    # How often it creeps in the windows before each, looked at all at once.
    creeps = np.zeros(max(len(up[::step]) - 2 * half, 0) + 1, dtype=np.int64)
    if len(creeps) > 1:
        np.cumsum(~_stays(up[::step], half), out=creeps[1:])
    for rest in rests:
        first, last = -(-rest.first // step), -(-rest.last // step) - 2 * half
        if last <= first or creeps[last] == creeps[first]:
            yield rest
        else:
            yield from _calm_parts(rest, up, rate_hz / step, step, half)


def _calm_parts(rest: Still, up: FloatArray, rate_hz: float, step: int, half: int) -> list[Still]:
    """Return the parts of a rest that creeps in which, without what trembles, the vertical stays."""
    calm = _stays(_without_tremor(up[rest.first : rest.last : step], rate_hz), half)
    edges = np.flatnonzero(np.diff(calm.astype(np.int8), prepend=0, append=0)).tolist()
    found = [
        Still(rest.first + step * a, min(rest.first + step * (b + 2 * half), rest.last))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return found or [rest]


def _stays(up: FloatArray, half: int) -> NDArray[np.bool_]:
    """Return where the vertical is the same half a window later and a whole one."""
    least = np.cos(np.radians(CREEP_DEG))
    along = np.ascontiguousarray(up.T)
    # Half a window further, too: out and back within a second ends where it began.
    stays: NDArray[np.bool_] = np.einsum("ij,ij->j", along[:, : -2 * half], along[:, 2 * half :]) > least
    stays &= np.einsum("ij,ij->j", along[:, : -2 * half], along[:, half:-half]) > least
    return stays


def _without_tremor(up: FloatArray, rate_hz: float) -> FloatArray:
    """Return unit vectors, shape (n, 3), smoothed over what a leg that trembles does; ends as they are."""
    weights = steady_weights(2 * round(0.5 * STEADY_S * rate_hz) - 1)
    reach = len(weights) // 2
    padded = np.concatenate([up[:1].repeat(reach, axis=0), up, up[-1:].repeat(reach, axis=0)])
    return unit(np.stack([np.convolve(axis, weights, "valid") for axis in padded.T], axis=1))
