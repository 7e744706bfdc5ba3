"""Numbers, times and foreign text in words, the same in the terminal, in files and on the pages."""

import math
import re
from collections.abc import Iterable

MISSING = "-"
"""Shown for a measure that could not be taken."""

_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x9b[0-?]*[ -/]*[@-~]|\x1b")
"""ECMA-48: control sequences, operating system commands, and what is left of others."""


def clean(text: str) -> str:
    """Return foreign text without what could write to a terminal: escape sequences and control characters."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in _ESCAPE.sub("", text))


def number(value: float | None, digits: int = 0) -> str:
    """Format a measure, `MISSING` when it was not taken."""
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = round(value, digits) + 0.0  # no "-0"
    return f"{rounded:.{digits}f}"


def span(values: Iterable[float]) -> str:
    """Format the smallest and the largest of some measures as ``3 to 5``, one number when they agree."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return MISSING
    low, high = number(min(known)), number(max(known))
    return low if low == high else f"{low} to {high}"


def counted(count: int, noun: str) -> str:
    """Format a number of things: ``no sets``, ``1 set``, ``2 sets``."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def clock(seconds: float) -> str:
    """Format a time as ``m:ss``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
