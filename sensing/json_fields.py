"""Read the fields of a JSON object one by one, each with its type, naming the field when it is wrong."""

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from sensing.errors import RecordingError
from sensing.wording import printable

_SHOWN = 40


def load_object(text: bytes, *, source: str | Path) -> dict[str, Any]:
    """Parse UTF-8 JSON text that must be one object, without repeated names and without NaN.

    Raises
    ------
    RecordingError
        When it is not.
    """
    try:
        value = json.loads(
            text.decode("utf-8-sig"), object_pairs_hook=_without_repeats, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise RecordingError("the text is not UTF-8", source=source, mend="Save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise RecordingError(
            f"no valid JSON ({error.msg}, column {error.colno})",
            source=source,
            at=f"line {error.lineno}",
            mend="Correct it, or remove the file: it is optional",
        ) from error
    except (ValueError, RecursionError) as error:
        raise RecordingError(
            f"no valid JSON ({printable(error)})",
            source=source,
            mend="Correct it, or remove the file: it is optional",
        ) from error
    if not isinstance(value, dict):
        raise RecordingError(
            f"a JSON {_kind(value)} instead of an object", source=source, mend="Write {...} with named fields"
        )
    return value


class Fields:
    """The fields of one JSON object; what was not asked for stays in ``rest``.

    Parameters
    ----------
    values : dict
        The object; null counts as absent.
    path : str
        Where it stands, such as ``"activities[0]"``; empty for the outermost.
    source : str or Path
        The file.
    """

    def __init__(self, values: dict[str, Any], path: str, source: str | Path) -> None:
        self.rest = dict(values)
        self.path = path
        self.source = source

    def text(self, name: str) -> str | None:
        """Return a text field, or None."""
        value = self.rest.pop(name, None)
        if value is not None and not isinstance(value, str):
            self.refuse(name, f"{_show(value)} is not text", mend='Write it in quotes, "..."')
        return value

    def choice(self, name: str, allowed: Sequence[str]) -> str | None:
        """Return a text field that is one of ``allowed``, or None."""
        value = self.rest.pop(name, None)
        if value is not None and value not in allowed:
            words = " or ".join(f'"{word}"' for word in allowed)
            self.refuse(name, f"{_show(value)} is not {words}", mend=f"Write {words}, or leave it out")
        return None if value is None else str(value)

    def number(self, name: str) -> float | None:
        """Return a finite number, or None."""
        value = self.rest.pop(name, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            self.refuse(name, f"{_show(value)} is not a number", mend="Write a plain number, without quotes")
        return float(value)

    def date(self, name: str) -> datetime | None:
        """Return a date and time with its offset as UTC, or None."""
        value = self.rest.pop(name, None)
        if value is None:
            return None
        mend = 'Write it as "2025-03-14T09:30:00Z"'
        if not isinstance(value, str):
            self.refuse(name, f"{_show(value)} is not a date and time", mend=mend)
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                self.refuse(name, f"{_show(value)} has no time zone", mend=mend)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.refuse(name, f"{_show(value)} is not a date and time", mend=mend)

    def fields(self, name: str) -> "Fields":
        """Return an inner object; an empty one when absent."""
        value = self.rest.pop(name, None)
        if value is not None and not isinstance(value, dict):
            self.refuse(name, f"{_show(value)} is not an object", mend="Write {...} with named fields")
        return Fields(value or {}, self._path(name), self.source)

    def list_of_fields(self, name: str) -> "list[Fields]":
        """Return a list of inner objects; an empty one when absent."""
        value = self.rest.pop(name, None)
        if value is not None and not isinstance(value, list):
            self.refuse(name, f"{_show(value)} is not a list", mend="Write [{...}, {...}]")
        items = []
        for number, item in enumerate(value or ()):
            if not isinstance(item, dict):
                self.refuse(f"{name}[{number}]", f"{_show(item)} is not an object", mend="Write {...}")
            items.append(Fields(item, self._path(f"{name}[{number}]"), self.source))
        return items

    def refuse(self, name: str, problem: str, *, mend: str) -> NoReturn:
        """Raise `RecordingError` about the field ``name``."""
        raise RecordingError(problem, source=self.source, at=self._path(name), mend=mend)

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for i, name in enumerate(names) if name in names[:i])
        raise ValueError(f"{repeated!r} appears twice")
    return values


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond float64
        return False


def _kind(value: object) -> str:
    kinds = {list: "list", str: "text", bool: "true/false", type(None): "null"}
    return kinds.get(type(value), "number")


def _show(value: object) -> str:
    try:
        return printable(json.dumps(value, ensure_ascii=False), _SHOWN)
    except RecursionError:  # reading bears a few levels more than writing
        return "deeply nested brackets"
