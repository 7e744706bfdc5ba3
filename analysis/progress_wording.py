"""Days and lists as a person says them."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby


def day_words(day: date) -> str:
    """Return a day such as ``8 October``."""
    return f"{day.day} {day:%B}"


def days_words(days: Sequence[date], most: int = 4) -> str:
    """Return days such as ``8 and 10 September, 1 October``, the month once for its days.

    Parameters
    ----------
    days : sequence of date
        At least one, in order of time.
    most : int
        The latest so many; the others are only counted.
    """
    shown = days[-most:]
    months = (list(own) for _, own in groupby(shown, key=lambda day: (day.year, day.month)))
    words = [f"{listed([str(day.day) for day in own])} {own[0]:%B}" for own in months]
    left = len(days) - len(shown)
    return ", ".join([f"{left} more", *words] if left else words)


def listed(words: Sequence[str]) -> str:
    """Join words as ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
