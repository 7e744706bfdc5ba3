"""Counters, timestamps and arrivals to sample times: raw blocks of a decoder become `ImuBlock`.

Arrival times are never sample times: packets wait for the radio by up to a quarter of a second. A sensor
with a clock of its own is believed about time, one with a counter about what was lost. Of a sensor with
neither, both are inferred from the arrivals (`sensing.clock_fit`).

``time_s`` is causal, what the live analysis has used; it is never rewritten. `sensing.clock_review` makes a
better fit afterwards, with hindsight, as a further column.
"""

import numpy as np

from sensing.clock_tracks import Advance, ArrivalTrack, SensorTrack, Track
from sensing.drivers import Driver, RawBlock
from sensing.errors import PacketError
from sensing.samples import FloatArray, ImuBlock

SLEW = 0.05
"""A sampling step is stretched or shrunk by this share at most while ``time_s`` follows a corrected fit, so
that a correction never looks like a lost sample (see `sensing.time_steps.STEADY`)."""


class SampleClock:
    """Give the samples of one sensor their times, over any number of connections.

    Parameters
    ----------
    rate_hz : float
        Sampling rate as the sensor says it, or as it was asked to.
    clock_wraps_at_s : float, optional
        After how long the sensor's clock starts again; None without a clock.
    counter_wraps_at : int, optional
        After how many samples its counter starts again; None without one.
    origin_host_s : float, optional
        Host time that is ``time_s`` 0; by default that of the first sample. Two sensors with one origin share
        their time axis.

    Attributes
    ----------
    epoch : int
        Number of the connection, from 0.
    received, lost : int
        Samples so far, and samples known to be missing between them within connections.
    """

    def __init__(
        self,
        rate_hz: float,
        *,
        clock_wraps_at_s: float | None = None,
        counter_wraps_at: int | None = None,
        origin_host_s: float | None = None,
    ) -> None:
        self._nominal_hz = rate_hz
        self._clock_wraps_at_s = clock_wraps_at_s
        self._counter_wraps_at = counter_wraps_at
        self._origin_s = origin_host_s
        self._track: Track | None = None
        self._last_s: float | None = None
        self.epoch = self.received = self.lost = 0

    @classmethod
    def for_driver(
        cls, driver: Driver, rate_hz: float, *, origin_host_s: float | None = None
    ) -> "SampleClock":
        """Return a clock for the sensors of a driver."""
        can = driver.capabilities
        return cls(
            rate_hz,
            clock_wraps_at_s=can.clock_wraps_at_s,
            counter_wraps_at=can.counter_wraps_at,
            origin_host_s=origin_host_s,
        )

    @property
    def rate_hz(self) -> float:
        """Sampling rate as measured in this connection; the nominal one before its first packet."""
        return self._nominal_hz if self._track is None else 1.0 / self._track.period_s

    @property
    def origin_host_s(self) -> float | None:
        """Host time that is ``time_s`` 0; None before the first packet of a clock that was given none."""
        return self._origin_s

    def restart(self) -> None:
        """Begin a new connection: nothing that was learnt about delays and counts holds any longer."""
        if self._track is not None:
            self.epoch += 1
        self._track = None

    def push(self, block: RawBlock) -> ImuBlock | None:
        """Return the samples of a packet with their times; None when all of them were received before.

        Raises
        ------
        PacketError
            When the packet holds no accelerations.
        """
        if block.acc is None or len(block) == 0:
            raise PacketError(
                "a packet without accelerations", mend="Choose a stream of the sensor that holds them"
            )
        first_of_connection = self._track is None
        track = self._track_for(block)
        step = track.advance(block)
        fresh = len(block) - step.old
        if fresh == 0:
            return None
        lost = self._missing(step, fresh, track.period_s)
        if self._last_s is None:
            times = self._first(step, fresh, track.period_s)
        elif first_of_connection:
            times = self._after_connection(step, fresh, track.period_s)
        else:
            times = self._spread(step, fresh, lost, track.period_s)
        self._last_s = float(times[-1])
        self.received += fresh
        self.lost += lost
        return ImuBlock(
            times,
            block.acc[step.old :],
            None if block.gyr is None else block.gyr[step.old :],
            np.full(fresh, block.host_time_s),
            self.epoch,
        )

    def _track_for(self, block: RawBlock) -> Track:
        """Return the packet's way to time; a clock may show itself after the first packets only."""
        has_clock = not np.isnan(block.sensor_time_s)
        if has_clock and not isinstance(self._track, SensorTrack):
            wraps_at_s = np.inf if self._clock_wraps_at_s is None else self._clock_wraps_at_s
            self._track = SensorTrack(self._nominal_hz, wraps_at_s, self._counter_wraps_at)
        elif self._track is None:
            self._track = ArrivalTrack(self._nominal_hz)
        return self._track

    def _missing(self, step: Advance, samples: int, period_s: float) -> int:
        """Return how many samples a gap before these must leave room for.

        Fewer than were lost when ``time_s`` is ahead: after a loss was believed and taken back.
        """
        if step.lost == 0 or self._last_s is None:
            return 0
        room = round((step.last_s - self._origin() - self._last_s) / period_s) - samples
        return min(step.lost, max(0, room))

    def _first(self, step: Advance, samples: int, period_s: float) -> FloatArray:
        """Return the times that the axis begins with."""
        reach_s = (samples - 1) * period_s
        if self._origin_s is None:
            self._origin_s = step.last_s - reach_s
            start_s = 0.0
        else:
            start_s = step.last_s - reach_s - self._origin_s
        return start_s + np.arange(samples, dtype=np.float64) * period_s

    def _after_connection(self, step: Advance, samples: int, period_s: float) -> FloatArray:
        """Return times that follow those of the connection before."""
        assert self._last_s is not None
        start = max(step.last_s - self._origin() - samples * period_s, self._last_s)
        return start + np.arange(1, samples + 1, dtype=np.float64) * period_s

    def _spread(self, step: Advance, samples: int, lost: int, period_s: float) -> FloatArray:
        """Return times up to that of the last sample, with steps close to their period."""
        assert self._last_s is not None
        start_s = self._last_s + lost * period_s
        step_s = (step.last_s - self._origin() - start_s) / samples
        step_s = min(max(step_s, period_s * (1 - SLEW)), period_s * (1 + SLEW))
        return start_s + np.arange(1, samples + 1, dtype=np.float64) * step_s

    def _origin(self) -> float:
        assert self._origin_s is not None
        return self._origin_s
