"""How packets of one connection become points in time: by the sensor's own clock, or by their arrivals."""

from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sensing.clock_fit import ArrivalFit
from sensing.drivers import RawBlock

CLOCK_GAIN = 0.2
"""Share of the difference between a stamp and its expectation that is followed at each packet: stamps in
whole milliseconds are smoothed, slow drift is kept up with."""

LOST_SHARE = 0.75
"""A stamp later than this share of a packet's duration means lost packets (a sensor without a counter)."""

CLOCK_SET_ANEW_S = 2.0
"""A sensor's clock that moves by so much more than the host's, or than its own counter, was set anew."""

MOST_REFUSED = 4
"""So many packets in a row may be older than the last one used; then the sensor's clock was set back."""

CLOCK_WINDOW_S = 60.0
PERIOD_BAND = 0.1
LEAST_FOR_PERIOD = 20


class Unwrapper:
    """Continue a number that starts again at 0.

    Parameters
    ----------
    wraps_at : float
        It runs from 0 to below this value; infinite for one that never starts again.
    """

    def __init__(self, wraps_at: float) -> None:
        self._wraps_at = wraps_at
        self._last: float | None = None

    def push(self, value: float) -> float:
        """Return the value continued from the last one: the continuation that is nearest to it."""
        if self._last is None or np.isinf(self._wraps_at):
            self._last = value
        else:
            half = self._wraps_at / 2
            self._last += (value - self._last + half) % self._wraps_at - half
        return self._last


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a packet lies in time.

    Attributes
    ----------
    last_s : float
        Time of its last sample, by the host's clock (constant delay aside).
    lost : int
        Samples lost right before it.
    old : int
        Samples at its start that were received before.
    """

    last_s: float
    lost: int = 0
    old: int = 0


class Track(Protocol):
    """One connection's way from packets to time."""

    @property
    def period_s(self) -> float:
        """Sampling period as known so far."""
        ...

    def advance(self, block: RawBlock) -> Advance:
        """Take in a packet."""
        ...


class ArrivalTrack:
    """Time from arrivals, for a sensor without clock and counter."""

    def __init__(self, rate_hz: float) -> None:
        self._fit = ArrivalFit(rate_hz)
        self._lost = 0

    @property
    def period_s(self) -> float:
        """Sampling period by the host's clock."""
        return self._fit.period_s

    def advance(self, block: RawBlock) -> Advance:
        """Take in a packet; a loss is told when it is found, about two seconds late."""
        last_s = self._fit.push(len(block), block.host_time_s)
        lost, self._lost = self._fit.lost - self._lost, self._fit.lost
        return Advance(last_s, max(0, lost))


class SensorTrack:
    """Time from the sensor's own clock, losses from its counter, or from its clock where it has no counter.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate.
    clock_wraps_at_s : float
        The clock starts again at 0 after so long.
    counter_wraps_at : int or None
        The counter starts again at 0 after so many; None without one.
    """

    def __init__(self, rate_hz: float, clock_wraps_at_s: float, counter_wraps_at: int | None) -> None:
        self._nominal_s = self.period_s = 1.0 / rate_hz
        self._clock = Unwrapper(clock_wraps_at_s)
        self._counter = None if counter_wraps_at is None else Unwrapper(counter_wraps_at)
        self._number = 0  # of the next sample
        self._next_s = 0.0  # its time by the sensor's clock
        self._to_host_s: float | None = None
        self._host_time_s = 0.0
        self._stamps: deque[tuple[int, float]] = deque()
        self._refused = 0

    def advance(self, block: RawBlock) -> Advance:
        """Take in a packet."""
        stamp = self._next_s if np.isnan(block.sensor_time_s) else self._clock.push(block.sensor_time_s)
        number = None if self._counter is None or block.counter is None else self._counter.push(block.counter)
        if self._to_host_s is None:
            self._begin(block, stamp, number)
        surprise = stamp - self._next_s
        packet_s = len(block) * self.period_s
        if number is not None:
            lost = round(number) - self._number
        else:
            packets = round(surprise / packet_s) if abs(surprise) > LOST_SHARE * packet_s else 0
            lost = packets * len(block)
        old = min(len(block), max(0, -lost))
        if old == len(block) and self._refused < MOST_REFUSED:
            self._refused += 1
            return Advance(self._next_s - self.period_s + self._shift(), old=old)
        elapsed_s = block.host_time_s - self._host_time_s
        jump = max(surprise, lost * self.period_s) - elapsed_s
        astray = abs(surprise - lost * self.period_s) if number is not None else 0.0
        if old == len(block) or max(jump, astray) > CLOCK_SET_ANEW_S:
            lost, old = self._begin_again(block, stamp, number, elapsed_s), 0
        self._refused = 0
        return self._follow(block, stamp, lost, old)

    def _begin(self, block: RawBlock, stamp: float, number: float | None) -> None:
        self._number = 0 if number is None else round(number)
        self._next_s = stamp
        self._to_host_s = block.host_time_s - stamp - (len(block) - 1) * self.period_s
        self._host_time_s = block.host_time_s

    def _begin_again(self, block: RawBlock, stamp: float, number: float | None, elapsed_s: float) -> int:
        """Go on by the host's clock, the sensor's was set anew; return the samples that this leaves out."""
        reached = self._next_s + self._shift()
        missing = max(0, round(elapsed_s / self.period_s) - len(block))
        self._stamps.clear()
        self._begin(block, stamp, self._number if number is None else number)
        self._number -= missing
        self._next_s -= missing * self.period_s
        self._to_host_s = reached - self._next_s
        return missing

    def _follow(self, block: RawBlock, stamp: float, lost: int, old: int) -> Advance:
        samples = len(block) - old
        lost = max(0, lost)
        expected = self._next_s + lost * self.period_s
        first = expected + CLOCK_GAIN * (stamp + old * self.period_s - expected)
        self._number += lost
        self._learn_period(stamp + old * self.period_s)
        self._number += samples
        self._next_s = first + samples * self.period_s
        self._host_time_s = block.host_time_s
        return Advance(self._next_s - self.period_s + self._shift(), lost, old)

    def _shift(self) -> float:
        """Host time less the sensor's."""
        assert self._to_host_s is not None
        return self._to_host_s

    def _learn_period(self, stamp: float) -> None:
        """Period over the last minute of stamps, one kept a second."""
        if not self._stamps or stamp - self._stamps[-1][1] >= 1.0:
            self._stamps.append((self._number, stamp))
            while stamp - self._stamps[0][1] > CLOCK_WINDOW_S:
                self._stamps.popleft()
        samples = self._number - self._stamps[0][0]
        if samples >= LEAST_FOR_PERIOD:
            period = (stamp - self._stamps[0][1]) / samples
            if abs(period - self._nominal_s) < PERIOD_BAND * self._nominal_s:
                self.period_s = period
