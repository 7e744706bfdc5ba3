"""Checks for the fields of a script: each rule converts a value or says in words what it expected."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, get_type_hints

from sensing.errors import ScriptError
from sensing.wording import shown

Triple = tuple[float, float, float]


class Rule(Protocol):
    """What stands in the ``Annotated`` type of a checked field."""

    expects: str

    def convert(self, value: Any) -> Any:  # noqa: ANN401 (whatever a TOML file holds)
        """Return the value in its final type, or raise ValueError."""


def _number(value: Any) -> float:  # noqa: ANN401 (whatever a TOML file holds)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return float(value)


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number in ``[low, high]``; ``whole`` asks for an integer, ``optional`` allows None."""

    low: float
    high: float
    whole: bool = False
    optional: bool = False

    @property
    def expects(self) -> str:
        """The rule in words."""
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.low:g} to {self.high:g}"

    def convert(self, value: Any) -> float | int | None:  # noqa: ANN401
        """Return a float (or int)."""
        if value is None and self.optional:
            return None
        number = _number(value)
        if not self.low <= number <= self.high or (self.whole and number != int(number)):
            raise ValueError
        return int(number) if self.whole else number


@dataclass(frozen=True, slots=True)
class Vector:
    """Three finite numbers in ``[low, high]``; ``word`` is an allowed word in their place."""

    low: float
    high: float
    word: str | None = None

    @property
    def expects(self) -> str:
        """The rule in words."""
        text = f"a list of 3 numbers from {self.low:g} to {self.high:g}"
        return f'{text}, or "{self.word}"' if self.word else text

    def convert(self, value: Any) -> tuple[float, ...] | str:  # noqa: ANN401
        """Return a tuple of three floats, or the word."""
        if self.word is not None and value == self.word:
            return self.word
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise ValueError
        numbers = tuple(_number(item) for item in value)
        if not all(self.low <= number <= self.high for number in numbers):
            raise ValueError
        return numbers


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words; ``optional`` allows None."""

    words: tuple[str, ...]
    optional: bool = False

    @property
    def expects(self) -> str:
        """The rule in words."""
        return "one of " + ", ".join(self.words)

    def convert(self, value: Any) -> str | None:  # noqa: ANN401
        """Return the word."""
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or value not in self.words:
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""

    expects: str = "a text"

    def convert(self, value: Any) -> str:  # noqa: ANN401
        """Return the text."""
        if not isinstance(value, str):
            raise ValueError  # noqa: TRY004 (one exception for every broken rule)
        return value


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with a zone, or None."""

    expects: str = "a time with a zone, such as 2025-01-31T09:00:00Z"

    def convert(self, value: Any) -> datetime | None:  # noqa: ANN401
        """Return the time in UTC."""
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError
        return value.astimezone(UTC)


def enforce(instance: object) -> None:
    """Convert and check every annotated field of a frozen dataclass; call it from ``__post_init__``.

    Raises
    ------
    ScriptError
        With the field's name in ``at``.
    """
    for name, hint in get_type_hints(type(instance), include_extras=True).items():
        for rule in getattr(hint, "__metadata__", ()):
            value = getattr(instance, name)
            try:
                object.__setattr__(instance, name, rule.convert(value))
            except (ValueError, OverflowError):
                raise ScriptError(
                    f"{shown(value)} is not {rule.expects}", at=name, mend=f"Give {rule.expects}"
                ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A part of a script; its fields are checked when it is made (ScriptError)."""

    def __post_init__(self) -> None:
        enforce(self)
