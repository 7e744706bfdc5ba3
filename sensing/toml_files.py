"""Reading TOML files that people write: every fault is one line, whatever the file holds."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sensing.errors import InputError
from sensing.wording import printable

Position = tuple[str | int, ...]
"""Path to a value: keys, and indices (from 0) of lists."""

LARGEST_FILE = 1_000_000
"""Bytes. What is written by hand has a few thousand; a larger file is something else."""

LARGEST_INTEGER = 2**63 - 1
"""TOML 1.0 asks for 64 bits. Larger ones fit no float64 from about 310 digits, no message from 4300."""


def read_toml_text(path: Path, error: type[InputError]) -> str:
    """Return the text of a file in UTF-8 (with or without byte order mark).

    Raises
    ------
    InputError
        Of the class ``error``, when the file cannot be read, is larger than `LARGEST_FILE` or no such text.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise error("no such file", source=path, mend="Check the name and the folder") from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise error(f"cannot be read ({reason})", source=path, mend="Give a readable TOML file") from None
    return decode_toml(raw, path, error)


def decode_toml(raw: bytes, source: str | Path, error: type[InputError]) -> str:
    """Return the text of a file's content in UTF-8 (with or without byte order mark).

    Raises
    ------
    InputError
        Of the class ``error``, when it is larger than `LARGEST_FILE` or no such text.
    """
    if len(raw) > LARGEST_FILE:
        raise error("larger than 1 MB", source=source, mend="Give a TOML file written by hand")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise error(
            "not a text in UTF-8", source=source, at=f"line {line}", mend="Save it as plain text in UTF-8"
        ) from None


def parse_toml_text(text: str, source: str | Path, error: type[InputError]) -> dict[str, Any]:
    """Parse TOML text; a fault of syntax names its line.

    Integers may be too large to be shown or converted: look for them with `oversized` first.

    Raises
    ------
    InputError
        Of the class ``error``, when it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise error("brackets are nested too deeply", source=source, mend="Write plain tables") from None
    except ValueError as fault:
        message, line = _explained(text, str(fault))
        raise error(
            f"not TOML ({printable(message)})",
            source=source,
            at=f"line {line}",
            mend="Write key = value, texts in quotes, decimals with a point",
        ) from None


def _explained(text: str, message: str) -> tuple[str, int]:
    """Return the parser's message without its position, and the line."""
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if found:
        return message[: found.start()], int(found[1] or text.count("\n") + 1)
    endless = re.search(r"\d[\d_]{999}", text)  # the only fault that the parser does not place
    at = len(text) if endless is None else endless.start()
    return "a number of thousands of digits" if endless else message, text.count("\n", 0, at) + 1


def oversized(data: Mapping[str, Any]) -> Position | None:
    """Return where an integer beyond `LARGEST_INTEGER` stands, None when there is none."""
    return next((where for where, value in _values(data) if _is_oversized(value)), None)


def _is_oversized(value: object) -> bool:
    return isinstance(value, int) and not -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER


def _values(data: Mapping[str, Any]) -> Iterator[tuple[Position, object]]:
    """Yield every value that is no table or list; dotted keys may nest deeper than Python can recurse."""
    left: list[tuple[Position, object]] = [((), data)]
    while left:
        where, value = left.pop()
        if isinstance(value, Mapping):
            left += [((*where, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [((*where, index), inner) for index, inner in enumerate(value)]
        else:
            yield where, value
