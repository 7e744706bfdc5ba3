"""Two watches over a link that looks well: no samples at all, and not as many as there should be."""

import asyncio
import time
from collections.abc import Callable

from sensing.source import RateMeter

STALL_S = 0.1
"""A sleep that took this much longer than asked for: the computer itself stood still, or slept."""

RATE_SHARE = 1 / 3
"""A received rate off by more than this is another setting rather than a poor link: the rates that sensors
offer lie further apart, and a link that loses a third serves nobody."""

LOOK_EVERY_S = 0.5


class Silence:
    """Tell when nothing has come for too long.

    Systems keep a link that delivers nothing: no event, no error, for as long as one waits.

    Parameters
    ----------
    limit_s : float
    now : callable, optional
        The host's monotonic clock.
    """

    def __init__(self, limit_s: float, now: Callable[[], float] | None = None) -> None:
        self._limit_s, self._now = limit_s, now or time.monotonic
        self._last_s = self._now()

    def heard(self) -> None:
        """Note that samples came."""
        self._last_s = self._now()

    async def wait(self) -> None:
        """Return when nothing came for too long; time in which this computer stood still does not count."""
        while (rest_s := self._last_s + self._limit_s - self._now()) > 0:
            before_s = self._now()
            await asyncio.sleep(rest_s)
            if self._now() - before_s - rest_s > STALL_S:
                self._last_s = self._now()  # what came meanwhile has yet to be taken in


class RateWatch:
    """Tell when samples come at another rate than was set, for too long to be chance.

    Parameters
    ----------
    expected_hz : float
    patience_s : float
        How long the rate must be off.
    quiet_until_s : float
        Before this time nothing is told: it was told not long ago, and setting up anew did not help.
    now : callable, optional
        The host's monotonic clock.
    """

    def __init__(
        self,
        expected_hz: float,
        patience_s: float,
        quiet_until_s: float = 0.0,
        now: Callable[[], float] | None = None,
    ) -> None:
        self.expected_hz, self._patience_s = expected_hz, patience_s
        self._quiet_until_s, self._now = quiet_until_s, now or time.monotonic
        self.meter = RateMeter()
        self._off_since_s: float | None = None

    def off(self) -> float | None:
        """Return the rate when it has been off for too long, None otherwise; to be asked regularly."""
        now_s = self._now()
        rate = self.meter.rate_hz(now_s)
        if rate is None or abs(rate / self.expected_hz - 1.0) <= RATE_SHARE:
            self._off_since_s = None
            return None
        if self._off_since_s is None:
            self._off_since_s = now_s
        waited = now_s - self._off_since_s >= self._patience_s
        return rate if waited and now_s >= self._quiet_until_s else None

    async def wait(self) -> float:
        """Return the rate once it has been off for too long."""
        while (rate := self.off()) is None:
            await asyncio.sleep(LOOK_EVERY_S)
        return rate
