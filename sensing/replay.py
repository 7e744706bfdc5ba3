"""A recording as a live source, at any speed, with its timing, its gaps and, where known, its bursts."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sensing.errors import InputError
from sensing.samples import FloatArray, ImuBlock, Recording, RecordingInfo
from sensing.source import LinkEvent, Notification, RateMeter, SourceListener, SourceStatus

DELIVERY_S = 0.04
"""Where arrival times are not known, samples come in packets of this length, as from a sensor that sends four
samples at a time at 100 Hz."""


class Clock(Protocol):
    """The host's clock: what time it is, and waiting for a time."""

    def now(self) -> float:
        """Return seconds of a clock that only goes forward."""

    async def sleep_until(self, time_s: float) -> None:
        """Return at ``time_s``, or after letting others run when that has passed."""


class HostClock:
    """The clock of this computer."""

    def now(self) -> float:
        """Return the monotonic time."""
        return time.monotonic()

    async def sleep_until(self, time_s: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, time_s - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrives at one moment.

    Attributes
    ----------
    at_s : float
        When it arrived, on the clock of the recording.
    blocks : tuple of ImuBlock
        Samples; their ``host_time_s`` is set anew when they are delivered.
    notification : Notification or None
    event : LinkEvent or None
    """

    at_s: float
    blocks: tuple[ImuBlock, ...] = ()
    notification: Notification | None = None
    event: LinkEvent | None = None


class ReplaySource:
    """Deliver what was recorded as if it came now; a `SampleSource`.

    Parameters
    ----------
    deliveries : iterable of Delivery
        In the order of ``at_s``, see `deliveries_of` and `decoded_again`.
    info : RecordingInfo
    speed : float or None, default 1
        How many times faster than it was; None: as fast as they are taken.
    clock : Clock
        Another one makes tests quick and exact.

    Raises
    ------
    InputError
        When the speed is not above zero.
    """

    def __init__(
        self,
        deliveries: Iterable[Delivery],
        info: RecordingInfo,
        *,
        speed: float | None = 1.0,
        clock: Clock | None = None,
    ) -> None:
        if speed is not None and not 0.0 < speed < np.inf:
            raise InputError(f"{speed:g} is no speed", at="speed", mend="Give a number above zero")
        self.info = info
        self._deliveries, self._speed, self._clock = deliveries, speed, clock or HostClock()
        self._listener: SourceListener | None = None
        self._meter = RateMeter()
        self._stopped = asyncio.Event()
        self._connected, self._epoch = False, 0
        self._began_s: float | None = None
        self._first_s = self._came_s = self._due_s = 0.0

    @property
    def status(self) -> SourceStatus:
        """How it is doing now; the rate is that of the recording's time, whatever the speed."""
        return SourceStatus(
            connected=self._connected,
            epoch=self._epoch,
            expected_hz=self.info.rate_hz,
            received_hz=self._meter.rate_hz(self._recorded_s()),
            battery_percent=self.info.sensor.battery,
        )

    async def start(self, listener: SourceListener | None = None) -> None:
        """Begin; the first samples come at once."""
        self._listener, self._connected = listener, True

    async def stop(self) -> None:
        """End the stream."""
        self._stopped.set()
        self._connected = False

    async def __aiter__(self) -> AsyncIterator[ImuBlock]:
        """Return the samples as they come."""
        for delivery in self._deliveries:
            if self._began_s is None:
                self._began_s, self._first_s = self._clock.now(), delivery.at_s
            self._due_s = delivery.at_s
            await self._wait_until(self._began_s, delivery.at_s - self._first_s)
            if self._stopped.is_set():
                return
            self._came_s = delivery.at_s
            if delivery.event is not None:
                self._connected = delivery.event.news == "back"
            self._tell(delivery)
            for block in delivery.blocks:
                self._epoch = block.epoch
                self._meter.add(delivery.at_s, len(block))
                yield replace(block, host_time_s=np.full(len(block), self._clock.now()))
        self._connected = False

    def _recorded_s(self) -> float:
        """Return how far the recording's time has come: between what came last and what is waited for."""
        if self._began_s is None or self._speed is None:
            return self._due_s
        passed_s = self._first_s + (self._clock.now() - self._began_s) * self._speed
        return max(self._came_s, min(self._due_s, passed_s))

    async def _wait_until(self, began_s: float, after_s: float) -> None:
        """Wait for the moment of a delivery, or for the end of the stream."""
        if self._speed is None:
            await asyncio.sleep(0)
            return
        waiting = asyncio.ensure_future(self._clock.sleep_until(began_s + after_s / self._speed))
        stopping = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            stopping.cancel()
            await asyncio.gather(waiting, stopping, return_exceptions=True)

    def _tell(self, delivery: Delivery) -> None:
        if self._listener is None:
            return
        now_s = self._clock.now()
        if delivery.notification is not None:
            self._listener.notified(replace(delivery.notification, host_time_s=now_s))
        if delivery.event is not None:
            self._listener.link_changed(replace(delivery.event, host_time_s=now_s))


def deliveries_of(recording: Recording) -> Iterator[Delivery]:
    """Return the samples of a recording as they arrived.

    Parameters
    ----------
    recording : Recording
        With the further column ``host_time_s``, samples that arrived together come together, when they did;
        with ``epoch``, the link is lost and comes back where it rises.
    """
    time_s = recording.time_s
    arrival_s = _arrivals(recording)
    epochs = _epochs(recording)
    breaks = np.flatnonzero((np.diff(arrival_s) > 0) | (np.diff(epochs) != 0)) + 1
    before: Delivery | None = None
    for rows in np.split(np.arange(len(time_s)), breaks):
        part, epoch = slice(int(rows[0]), int(rows[-1]) + 1), int(epochs[rows[0]])
        at_s = float(arrival_s[part.stop - 1])
        if before is not None and before.blocks[0].epoch != epoch:
            yield Delivery(before.at_s, event=LinkEvent("lost", before.at_s, before.blocks[0].epoch))
            yield Delivery(at_s, event=LinkEvent("back", at_s, epoch))
        gyr = None if recording.gyr is None else recording.gyr[part]
        before = Delivery(at_s, (ImuBlock(time_s[part], recording.acc[part], gyr, epoch=epoch),))
        yield before


def decoded_again(
    notifications: Sequence[Notification], decode: Callable[[Notification], Sequence[ImuBlock]]
) -> Iterator[Delivery]:
    """Return raw notifications as they arrived, with the samples that a driver makes of each.

    Parameters
    ----------
    notifications : sequence of Notification
        In the order of arrival.
    decode : callable
        Gives the samples that a notification completes; called once for each, in order.
    """
    before: Notification | None = None
    for one in notifications:
        if before is not None and before.epoch != one.epoch:
            lost_s = before.host_time_s
            yield Delivery(lost_s, event=LinkEvent("lost", lost_s, before.epoch))
            yield Delivery(one.host_time_s, event=LinkEvent("back", one.host_time_s, one.epoch))
        yield Delivery(one.host_time_s, tuple(decode(one)), one)
        before = one


def _arrivals(recording: Recording) -> FloatArray:
    """Return when each sample arrived, shape (n,), never earlier than the one before."""
    time_s = recording.time_s
    stored = recording.extra.get("host_time_s")
    if stored is not None and stored.dtype.kind in "fi" and np.isfinite(stored).all():
        return np.maximum.accumulate(stored.astype(np.float64))
    packet = np.floor((time_s - time_s[0]) / DELIVERY_S + 1e-6)
    last = np.flatnonzero(np.append(np.diff(packet) > 0, True))
    return time_s[last[np.searchsorted(last, np.arange(len(time_s)))]]


def _epochs(recording: Recording) -> NDArray[np.int64]:
    stored = recording.extra.get("epoch")
    if stored is None or stored.dtype.kind not in "iu":
        return np.zeros(len(recording), dtype=np.int64)
    return stored.astype(np.int64)
