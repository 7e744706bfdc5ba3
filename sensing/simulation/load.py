"""Read a session script from TOML; every fault is one line naming the file and the field."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from sensing.errors import ScriptError
from sensing.simulation.script import (
    Mounting,
    Person,
    SampleGap,
    SensorErrors,
    SessionScript,
)
from sensing.simulation.steps import STEPS, Step
from sensing.toml_files import Position, oversized, parse_toml_text, read_toml_text
from sensing.wording import printable, shown

Part = TypeVar("Part")


def load_script(path: str | Path) -> SessionScript:
    """Read a session script.

    Parameters
    ----------
    path : str or Path
        A TOML file: the fields of `SessionScript` at the top, tables ``[mounting]``, ``[person]`` and
        ``[sensor]``, and one ``[[steps]]`` table per step with its name in ``do``.

    Raises
    ------
    ScriptError
        When the file cannot be read or a field is missing, unknown or out of its limits.
    """
    path = Path(path)
    table = parse_toml_text(read_toml_text(path, ScriptError), path, ScriptError)
    try:
        return parse_script(table)
    except ScriptError as error:
        raise ScriptError(error.problem, source=path, at=error.at, mend=error.mend) from None


def parse_script(table: Mapping[str, Any]) -> SessionScript:
    """Build a script from the tables of a parsed TOML file (`load_script` without the file)."""
    huge = oversized(table)
    if huge is not None:
        raise ScriptError("a number beyond 64 bits", at=_spell(huge), mend="Give a smaller number")
    content = dict(table)
    for name, part in (("mounting", Mounting), ("person", Person)):
        if name in content:
            content[name] = _build(part, content[name], name)
    if "sensor" in content:
        sensor = dict(_mapping(content["sensor"], "sensor"))
        if "gaps" in sensor:
            gaps = _tables(sensor["gaps"], "sensor.gaps")
            sensor["gaps"] = tuple(
                _build(SampleGap, gap, f"sensor.gaps[{index}]") for index, gap in enumerate(gaps)
            )
        content["sensor"] = _build(SensorErrors, sensor, "sensor")
    steps = _tables(content.get("steps", []), "steps")
    content["steps"] = tuple(_step(step, f"steps[{index}]") for index, step in enumerate(steps))
    return _build(SessionScript, content, "")


def _step(table: Mapping[str, Any], at: str) -> Step:
    content = dict(table)
    name = content.pop("do", None)
    if not isinstance(name, str) or name not in STEPS:
        problem = "the step has no name" if name is None else f"{shown(name)} is not a step"
        raise ScriptError(problem, at=f"{at}.do", mend="Give one of " + ", ".join(STEPS))
    return _build(STEPS[name], content, at)


def _build(kind: type[Part], value: object, at: str) -> Part:
    content = _mapping(value, at)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type] # every kind is a dataclass
    prefix = f"{at}." if at else ""
    for name in content:
        if name not in known:
            raise ScriptError(
                "is not a field of this table",
                at=f"{prefix}{printable(name, 40)}",
                mend="Use one of " + ", ".join(known),
            )
    for name, known_field in known.items():
        required = known_field.default is MISSING and known_field.default_factory is MISSING
        if required and name not in content:
            raise ScriptError("is missing", at=f"{prefix}{name}", mend=f"Add {name}")
    try:
        return kind(**content)
    except ScriptError as error:
        raise ScriptError(error.problem, at=f"{prefix}{error.at}", mend=error.mend) from None


def _mapping(value: object, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScriptError(f"{shown(value)} is not a table", at=at, mend=f"Write it as a table [{at}]")
    return value


def _tables(value: object, at: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise ScriptError(f"{shown(value)} is not a list of tables", at=at, mend=f"Write [[{at}]] tables")
    return [_mapping(item, f"{at}[{index}]") for index, item in enumerate(value)]


def _spell(where: Position) -> str:
    """Spell a position as the other messages do: ``("steps", 1, "s")`` is ``steps[1].s``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return printable("".join(parts).removeprefix("."))
