"""Where each key of a TOML text stands, which the standard parser does not tell.

Reads text that `tomllib` has accepted already, so it only follows the shape: headers, keys, and values that
run over several lines. Keys within inline tables have no position of their own.
"""

import re
from collections.abc import Iterator

from sensing.toml_files import Position

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_PATH})[ \t]*\]\]?")
_ASSIGN = re.compile(rf"({_PATH})[ \t]*=")
_VALUE_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'"
    r"|#[^\n]*|[\[{]|[\]}]|\n|[^\n\"'#\[\]{}]+",
    re.DOTALL,
)


def find_lines(text: str) -> dict[Position, int]:
    """Return the line, counted from 1, of every header and key.

    Parameters
    ----------
    text : str
        A valid TOML text.
    """
    lines: dict[Position, int] = {}
    counts: dict[Position, int] = {}
    table: Position = ()
    line, before = 1, 0
    for start, bracket, path in _statements(text):
        line, before = line + text.count("\n", before, start), start
        keys = tuple(_bare(key) for key in re.findall(_KEY, path))
        if bracket == "[[":
            position = _resolve(keys, counts)
            counts[position] = counts.get(position, -1) + 1
            table = (*position, counts[position])
        elif bracket == "[":
            table = _resolve(keys, counts)
            table = (*table, counts[table]) if table in counts else table
        where = table if bracket else (*table, *keys)
        for length in range(1, len(where) + 1):
            lines.setdefault(where[:length], line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    at = _end(_BLANK.match(text, 0), 0)
    while at < len(text):
        if header := _HEADER.match(text, at):
            yield at, header[1], header[2]
            at = header.end()
        elif assign := _ASSIGN.match(text, at):
            yield at, "", assign[1]
            at = _skip_value(text, assign.end())
        else:
            return
        at = _end(_BLANK.match(text, at), at)


def _skip_value(text: str, at: int) -> int:
    depth = 0
    while token := _VALUE_TOKEN.match(text, at):
        at = token.end()
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and depth == 0:
            break
    return at


def _resolve(keys: tuple[str, ...], counts: dict[Position, int]) -> Position:
    """Put the running index behind every list of tables on the way to the last key."""
    position: Position = ()
    for key in keys[:-1]:
        position = (*position, key)
        if position in counts:
            position = (*position, counts[position])
    return (*position, keys[-1])


def _bare(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise
