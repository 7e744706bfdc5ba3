"""Checked reading of TOML written by people: every fault in one line that names the line and the field.

A format is described by `FieldSpec` tables, themselves read from a TOML file, so that each bound and default
stands in a file that can be read without Python.
"""

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.toml_lines import find_lines
from sensing.errors import InputError, ProgramError
from sensing.toml_files import Position, oversized, parse_toml_text, read_toml_text
from sensing.wording import printable

_TYPE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "a text in quotes",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "date": "a date without quotes, such as 2026-03-14",
        "choice": "a text in quotes",
        "choices": "a list of texts",
        "texts": "a list of texts",
        "table": "a table",
        "tables": "a list of tables",
    }
)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What one field of a TOML table may hold.

    Attributes
    ----------
    type : str
        One of text, integer, number, boolean, date, choice, choices, texts, table, tables.
    meaning : str
        What it says, for people.
    required : bool
    low, high : float or None
        Smallest and largest number allowed.
    default : object
        Value when left out; None when there is none.
    choices : tuple of str
        The texts allowed for ``choice`` and ``choices``.
    pattern, expected : str
        Regular expression a text must match as a whole, and the same in words.
    source : str
        Where the figures come from.
    """

    type: str
    meaning: str
    required: bool = False
    low: float | None = None
    high: float | None = None
    default: Any = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    expected: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """A parsed TOML text that knows where its fields stand.

    Attributes
    ----------
    data : dict
        What the parser made of it.
    source : str
        Name for messages.
    lines : mapping of tuple to int
        Line of each key path, counted from 1.
    error : type of InputError
        What to raise for this kind of file.
    """

    data: dict[str, Any]
    source: str
    lines: Mapping[Position, int] = field(default_factory=lambda: MappingProxyType({}))
    error: type[InputError] = ProgramError

    def fault(self, where: Position, problem: str, mend: str) -> InputError:
        """Return the error for the field at ``where``, with the line of it or of the table around it."""
        known = next((where[:n] for n in range(len(where), 0, -1) if where[:n] in self.lines), None)
        line = "" if known is None else f"line {self.lines[known]}"
        return self.error(
            problem, mend=mend, source=self.source, at=", ".join(p for p in (line, spell(where)) if p)
        )

    def check_table(self, where: Position, table: object, specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
        """Return the values of a table with defaults filled in.

        Parameters
        ----------
        where : tuple
            Position of the table; empty for the document itself.
        table : object
            What the parser found there.
        specs : mapping of str to FieldSpec
            The fields it may have.

        Returns
        -------
        dict
            One value per spec; lists as tuples, numbers as float, tables as they came.

        Raises
        ------
        InputError
            At the first unknown, missing or faulty field.
        """
        values: dict[str, Any] = {}
        for fault in self._take_table(where, table, specs, values):
            raise fault
        return values

    def faults(self, where: Position, table: object, specs: Mapping[str, FieldSpec]) -> list[InputError]:
        """Return everything that `check_table` would find faulty in a table, one after the other."""
        return list(self._take_table(where, table, specs, {}))

    def _take_table(
        self, where: Position, table: object, specs: Mapping[str, FieldSpec], values: dict[str, Any]
    ) -> Iterator[InputError]:
        """Fill ``values``, and yield a fault for each field that cannot be taken."""
        if not isinstance(table, dict):
            yield self.fault(where, f"expected a table, found {_describe(table)}", "Write key = value lines")
            return
        for key in table:
            if key not in specs:
                yield self.fault((*where, key), "unknown field", _nearest(key, specs))
        for key, spec in specs.items():
            if key in table:
                try:
                    values[key] = self._check_value((*where, key), table[key], spec)
                except InputError as error:
                    yield error
            elif spec.required:
                yield self.fault((*where, key), "missing", f"Add '{key}': {spec.meaning}")
            else:
                values[key] = spec.default

    def _check_value(self, where: Position, value: object, spec: FieldSpec) -> Any:  # noqa: ANN401 (per spec)
        if not _has_type(value, spec.type):
            raise self.fault(
                where,
                f"expected {_TYPE_WORDS[spec.type]}, found {_describe(value)}",
                f"It is the {spec.meaning}",
            )
        if isinstance(value, str):
            return self._check_text(where, value, spec)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._check_bounds(where, value, spec)
            return float(value) if spec.type == "number" else value
        if isinstance(value, list) and spec.type != "tables":
            texts = tuple(self._check_text(where, text, spec) for text in value)
            if spec.type == "choices" and (not texts or len(set(texts)) < len(texts)):
                raise self.fault(where, "the list is empty or names something twice", "List each once")
            return texts
        return value

    def _check_text(self, where: Position, value: str, spec: FieldSpec) -> str:
        text = " ".join(value.split())
        if not text:
            raise self.fault(where, "the text is empty", "Fill it in or leave the field out")
        if spec.choices and text not in spec.choices:
            raise self.fault(
                where, f"'{_short(text)}' is not one of the choices", _choose(text, spec.choices)
            )
        if spec.pattern and not re.fullmatch(spec.pattern, text):
            raise self.fault(where, f"'{_short(text)}' does not fit", f"Write {spec.expected}")
        return text

    def _check_bounds(self, where: Position, value: float, spec: FieldSpec) -> None:
        low = -math.inf if spec.low is None else spec.low
        high = math.inf if spec.high is None else spec.high
        if low <= value <= high:
            return
        wanted = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
        raise self.fault(where, f"{_short(str(value))} is out of bounds", f"Give {wanted} ({spec.meaning})")


def parse_toml(text: str, source: str, error: type[InputError] = ProgramError) -> TomlDocument:
    """Parse TOML text; a fault of syntax names its line.

    Raises
    ------
    InputError
        Of the class ``error``, when it is not TOML or holds an integer beyond 64 bits.
    """
    document = TomlDocument(parse_toml_text(text, source, error), source, find_lines(text), error)
    huge = oversized(document.data)
    if huge is not None:
        raise document.fault(huge, "a number beyond 64 bits", "Give a smaller number")
    return document


def read_toml(path: Path, error: type[InputError] = ProgramError) -> TomlDocument:
    """Read and parse a TOML file in UTF-8 (with or without byte order mark).

    Raises
    ------
    InputError
        Of the class ``error``, when the file cannot be read or is not TOML.
    """
    return parse_toml(read_toml_text(path, error), str(path), error)


def read_packaged(name: str, error: type[InputError]) -> TomlDocument:
    """Read a TOML file that belongs to the package ``analysis``."""
    return parse_toml((files("analysis") / name).read_text("utf-8"), name, error)


def field_specs(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, FieldSpec]:
    """Turn the tables of a format description into specs, lists into tuples."""
    specs = {}
    for key, table in tables.items():
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
        specs[key] = FieldSpec(**values)
    return specs


def spell(where: Position) -> str:
    """Spell a position as people count: ``("items", 1, "sets")`` is ``items[2].sets``."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return _short("".join(parts).removeprefix("."), 80)


def _has_type(value: object, kind: str) -> bool:
    if kind in ("text", "choice"):
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        if isinstance(value, float):
            return kind == "number" and math.isfinite(value)
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind == "table":
        return isinstance(value, dict)
    member = dict if kind == "tables" else str
    return isinstance(value, list) and all(isinstance(item, member) for item in value)


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{_short(value)}' (a text)" if isinstance(value, str) else _short(str(value))


def _short(text: str, length: int = 40) -> str:
    return printable(text, length)


def _nearest(key: str, known: Mapping[str, FieldSpec]) -> str:
    akin = [name for name in known if name[:3] == key[:3]]  # 'reps' means 'repetitions', not 'rest_s'
    close = difflib.get_close_matches(key, akin or known, n=1, cutoff=0.4 if akin else 0.6)
    return f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(known)}"


def _choose(text: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(text.lower(), choices, n=1, cutoff=0.6)
    listed = ", ".join(repr(choice) for choice in choices)
    return f"Did you mean '{close[0]}'? Choose from {listed}" if close else f"Choose from {listed}"
