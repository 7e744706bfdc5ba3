"""A text by its key, with what belongs into it. ``words.js`` does the same in the browser, tested equal."""

import math
import re
from collections.abc import Mapping

from dashboard.words.loading import Entry, dictionary

Value = str | int | float

PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""``{name}``, ``{name:word}``, ``{name:Word}`` or ``{name:SECTION}``; the head of en.toml explains them."""


def text(key: str, language: str, **values: Value) -> str:
    """Return a text.

    Parameters
    ----------
    key : str
        Such as ``say.ready``.
    language : str
        Such as ``de``; English for one that has no file.
    **values : str, int or float
        What the placeholders stand for. ``n`` decides between the forms of a plural.

    Raises
    ------
    KeyError
        When there is no such key, or no value for a placeholder.

    Examples
    --------
    >>> text("say.count_to_go", "en", n=4, left=6)
    'Four. Six to go.'
    """
    words = dictionary(language)
    entry = words[key]
    if isinstance(entry, tuple):
        raise KeyError(key)
    if isinstance(entry, Mapping):
        entry = entry["one" if values.get("n") == 1 else "other"]
    return PLACEHOLDER.sub(lambda found: _put(words, found[2], values[found[1]]), entry)


def _put(words: Mapping[str, Entry], kind: str | None, value: Value) -> str:
    """Return what stands in place of a placeholder."""
    if kind in ("word", "Word"):
        said = _spoken(words, value)
        return said[:1].upper() + said[1:] if kind == "Word" else said
    if kind is not None:
        chosen = words.get(f"{kind}.{value}")
        return chosen if isinstance(chosen, str) else str(value)
    return _number(words, value)


def _spoken(words: Mapping[str, Entry], value: Value) -> str:
    numbers = words["format.spoken"]
    if (
        not isinstance(value, str)
        and math.isfinite(value)
        and value == int(value)
        and 0 <= value < len(numbers)
    ):
        return tuple(numbers)[int(value)]
    return _number(words, value)


def _number(words: Mapping[str, Entry], value: Value) -> str:
    """Return a number with at most one decimal, in the language's way; a text as it is."""
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return "-"
    tenths = math.floor(abs(value) * 10.0 + 0.5)
    whole, tenth = divmod(tenths, 10)
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{whole}{words['format.decimal']}{tenth}" if tenth else f"{sign}{whole}"
