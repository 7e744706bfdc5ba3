"""What delivers samples: a sensor, a simulated one, or a recording played again.

A source is an asynchronous iterator of `ImuBlock`. What is not a sample goes to its listener the moment it
happens: raw notifications, before they are decoded, and news of the link. So a recorder holds the bytes even
if decoding them fails, and a page says "signal lost" without waiting for a sample.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from sensing.samples import ImuBlock, RecordingInfo

START_LIMIT_S = 60.0
"""A source has started, or failed, within this: connecting over Bluetooth LE takes 20 to 30 s at worst."""

STOP_LIMIT_S = 8.0
"""A source has stopped within this, whatever its link does."""

RATE_WINDOW_S = 4.0
"""The received rate is taken over this much time: bursts of 0.25 s change it by no more than 6 %."""

LinkNews = Literal["lost", "back", "ended"]


@dataclass(frozen=True, slots=True)
class Notification:
    """The bytes of one message from a sensor, as they arrived.

    Attributes
    ----------
    host_time_s : float
        Arrival by the host's monotonic clock.
    payload : bytes
    characteristic : str
        UUID of the Bluetooth LE characteristic it came from; empty when the sensor has one only.
    epoch : int
        Rises by one at every reconnection.
    """

    host_time_s: float
    payload: bytes
    characteristic: str = ""
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """The link to the sensor was lost, is back, or has ended for good.

    Attributes
    ----------
    news : {"lost", "back", "ended"}
    host_time_s : float
        By the host's monotonic clock.
    epoch : int
        That of the samples before for "lost", of those to come for "back".
    reason : str
        In plain words, for a person; may be empty.
    """

    news: LinkNews
    host_time_s: float
    epoch: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source is doing; what is not known is None.

    Attributes
    ----------
    connected : bool
        Whether the link is up.
    epoch : int
        Number of reconnections so far.
    expected_hz, received_hz : float or None
        Nominal rate, and samples received per second of the host's clock over the last `RATE_WINDOW_S`.
    battery_percent, battery_v : float or None
        As the sensor reports it: some know the voltage only.
    signal_dbm : float or None
        Received signal strength.
    """

    connected: bool
    epoch: int = 0
    expected_hz: float | None = None
    received_hz: float | None = None
    battery_percent: float | None = None
    battery_v: float | None = None
    signal_dbm: float | None = None


class SourceListener(Protocol):
    """Hears at once of what is not a sample. Called on the source's event loop: both return quickly."""

    def notified(self, notification: Notification) -> None:
        """Take a raw message from the sensor."""

    def link_changed(self, event: LinkEvent) -> None:
        """Take news of the link."""


class SampleSource(Protocol):
    """Delivers the samples of one sensor, each once, in order.

    Notes
    -----
    ``time_s`` runs from the first sample and strictly increases over the whole stream, across reconnections;
    a stretch without samples is a jump in it. All blocks have an angular rate or none has. Iterating waits as
    long as there are no samples, and ends after `stop` or when there are none to come. Whoever iterates may
    stop or be cancelled at any time.
    """

    @property
    def info(self) -> RecordingInfo:
        """What is known about sensor, side and rate; complete once started."""

    @property
    def status(self) -> SourceStatus:
        """How it is doing now."""

    async def start(self, listener: SourceListener | None = None) -> None:
        """Connect and begin to deliver, within `START_LIMIT_S`.

        Raises
        ------
        SourceError
            When the sensor cannot be reached; the message says what to do.
        """

    async def stop(self) -> None:
        """End the stream and let go of the sensor, within `STOP_LIMIT_S`; may be called more than once."""

    def __aiter__(self) -> AsyncIterator[ImuBlock]:
        """Return the samples as they come.

        Raises
        ------
        SourceError
            While iterating, when the sensor is gone for good.
        """


class RateMeter:
    """How many samples arrive per second, over the last `RATE_WINDOW_S`."""

    def __init__(self) -> None:
        self._arrivals: deque[tuple[float, int]] = deque()

    def add(self, host_time_s: float, count: int) -> None:
        """Note that ``count`` samples arrived."""
        self._arrivals.append((host_time_s, count))
        self._forget(host_time_s)

    def rate_hz(self, now_s: float) -> float | None:
        """Return the rate at a time of the host's clock, None while too little has arrived to tell."""
        self._forget(now_s)
        if not self._arrivals:
            return 0.0
        first_s = self._arrivals[0][0]
        # The samples of the first arrival were made before it, those of the last may not be the newest.
        span_s = now_s - first_s
        if span_s < RATE_WINDOW_S / 4:
            return None
        return sum(count for _, count in list(self._arrivals)[1:]) / span_s

    def _forget(self, now_s: float) -> None:
        while self._arrivals and self._arrivals[0][0] < now_s - RATE_WINDOW_S:
            self._arrivals.popleft()
