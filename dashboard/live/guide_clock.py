"""The time that a guided session goes by."""

import time

LONGEST_STEP_S = 30.0
"""From one packet of a replay to the next the clock goes no further: longer gaps are cut short."""


class GuideClock:
    """The host's clock, or that of the samples as long as a replayed person moves.

    So a computer that is too slow for the speed of a replay shortens no rest.

    Parameters
    ----------
    speed : float
        Of a replayed or simulated person: the clock is as fast.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._own_s = self._samples_s = 0.0
        self._wall_s = time.monotonic()

    def now_s(self, *, held: bool) -> float:
        """Return the time, seconds since the beginning; ``held``: only samples move it on now."""
        wall_s = time.monotonic()
        passed_s, self._wall_s = (wall_s - self._wall_s) * self._speed, wall_s
        if not held:
            self._own_s += passed_s
        return self._own_s

    def sampled(self, time_s: float, *, moves: bool) -> None:
        """Take the time of the newest sample of a replayed person, who moves or waits."""
        before_s, self._samples_s = self._samples_s, time_s
        if moves:
            self._own_s += min(max(0.0, time_s - before_s), LONGEST_STEP_S)
