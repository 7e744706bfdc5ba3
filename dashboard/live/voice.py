"""What is said aloud, one thing after the other: no word cuts off the one before, unless it is urgent."""

from collections import deque

from dashboard.live.messages import Said, Words

SPACING_S = 1.2
"""A short sentence takes this long to be spoken [J]."""

STALE_S = 3.0
"""What could not be said by then is no longer true."""

COUNTS = frozenset({"say.count", "say.count_to_go", "say.count_one_to_go"})
"""Of several that wait only the last is true: who exercises quickly would hear of repetitions long past."""


class Voice:
    """Lines up what is to be said; ``said`` is the last thing that was."""

    def __init__(self) -> None:
        self.said: Said | None = None
        self._waiting: deque[tuple[float, Words]] = deque()
        self._last_s = -SPACING_S

    def say(self, now_s: float, key: str, *, urgent: bool = False, **values: str | float) -> None:
        """Say something, as soon as what was said before is over; at once and instead of it when urgent.

        It takes the place of what waits and says the same of an earlier moment.
        """
        if urgent:
            self._waiting.clear()
            self._last_s = -SPACING_S
        told = (now_s, Words(key, values))
        place = next((i for i, (_, one) in enumerate(self._waiting) if _same(one.key, key)), None)
        if place is None:
            self._waiting.append(told)
        else:
            self._waiting[place] = told
        self.tick(now_s)

    def tick(self, now_s: float) -> None:
        """Say the next thing, if it is time."""
        while self._waiting and now_s - self._last_s >= SPACING_S:
            asked_s, words = self._waiting.popleft()
            if now_s - asked_s <= STALE_S:
                self.said = Said(1 if self.said is None else self.said.number + 1, words)
                self._last_s = now_s


def _same(one: str, other: str) -> bool:
    """Return whether the second makes the first untrue: the same key, or both tell the count."""
    return one == other or (one in COUNTS and other in COUNTS)
