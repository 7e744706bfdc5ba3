"""Pauses between attempts to connect."""

import random


class Backoff:
    """Pauses that double up to a limit, each shortened by chance.

    Chance keeps two sensors that were lost together from trying in step for ever.

    Parameters
    ----------
    first_s, longest_s : float
        Longest first pause, and longest pause of all, in seconds.
    chance : random.Random, optional
        Another source of chance makes tests exact.
    """

    def __init__(self, first_s: float, longest_s: float, chance: random.Random | None = None) -> None:
        self._first_s, self._longest_s = first_s, longest_s
        self._chance = chance or random.Random()  # noqa: S311 (no secret)
        self._next_s = first_s

    def pause_s(self) -> float:
        """Return the next pause: between half of its limit and all of it."""
        limit = self._next_s
        self._next_s = min(2.0 * limit, self._longest_s)
        return limit * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin with short pauses again: samples have arrived."""
        self._next_s = self._first_s
