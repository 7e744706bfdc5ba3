"""Reading a prescription: what a program file says, checked.

The format is described for people in ``docs/programs.md``; bounds, defaults and their sources stand in
``program_fields.toml`` beside this module.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, Patient, Program, ProgramItem, Timer
from analysis.program_conflicts import day_conflicts, item_conflicts, items_twice, timer_conflicts
from analysis.toml_checks import (
    FieldSpec,
    TomlDocument,
    field_specs,
    parse_toml,
    read_packaged,
    read_toml,
)
from sensing.errors import InputError, ProgramError
from sensing.toml_files import decode_toml

__all__ = ["WEEKDAYS", "Patient", "Program", "ProgramItem", "Timer", "decode_program", "load_program"]

MOST_FAULTS = 20
"""Told at once; a file with more is of another kind."""


def load_program(source: str | Path) -> Program:
    """Read a prescription.

    Parameters
    ----------
    source : str or Path
        Path of a TOML file, or TOML text itself (a str with more than one line).

    Returns
    -------
    Program
        With defaults filled in; see ``docs/programs.md``.

    Raises
    ------
    ProgramError
        When the file cannot be read, is not TOML, or says something impossible: one line with the file, the
        line, the field (items counted from 1), what was expected and what to do.
    """
    if isinstance(source, str) and "\n" in source:
        return _read_document(parse_toml(source, "program text"))
    return _read_document(read_toml(Path(source)))


def decode_program(raw: bytes, name: str) -> Program:
    """Read a prescription from the content of a file, such as an upload.

    Parameters
    ----------
    raw : bytes
    name : str
        The file as the person knows it, for messages.

    Raises
    ------
    ProgramError
        See `load_program`.
    """
    return _read_document(parse_toml(decode_toml(raw, name, ProgramError), name))


def program_faults(raw: bytes, name: str) -> tuple[InputError, ...]:
    """Return everything that is wrong with a program, for a person who mends it in one go.

    Parameters
    ----------
    raw : bytes
        Content of the file.
    name : str
        The file as the person knows it, for messages.

    Returns
    -------
    tuple of InputError
        At most `MOST_FAULTS`, each with line and field; empty when the program can be read. Contradictions
        are looked for between what is right by itself.
    """
    try:
        document = parse_toml(decode_toml(raw, name, ProgramError), name)
        _check_schema(document, _formats()[1])
        faults = tuple(islice(_faults(document), MOST_FAULTS))
        if not faults:
            _read_document(document)  # nothing may be left that only reading would find
    except ProgramError as error:
        return (error,)
    return faults


def _faults(document: TomlDocument) -> Iterator[InputError]:
    """Yield what is wrong with the fields of each table, within each item, and between them."""
    formats, data = _formats()[0], document.data
    of_program = document.faults((), data, formats["program"])
    yield from of_program
    if isinstance(patient := data.get("patient"), dict):
        yield from document.faults(("patient",), patient, formats["patient"])
    items: dict[int, ProgramItem] = {}
    timers: dict[int, Timer] = {}
    for kind in ("item", "timer"):
        tables = data.get(f"{kind}s")
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            where = (f"{kind}s", index)
            faults = document.faults(where, table, formats[kind])
            yield from faults
            if faults:
                continue
            values = _filled(document, where, table, formats[kind])
            if kind == "timer":
                timers[index] = Timer(**values)
                continue
            try:
                items[index] = _item_of(document, where, values)
            except ProgramError as error:
                yield error
            else:
                yield from item_conflicts(document, where, items[index])
    yield from items_twice(document, items)
    yield from timer_conflicts(document, timers)
    if not of_program:
        values = document.check_table((), data, formats["program"])
        yield from day_conflicts(document, values, items)


def _refuse(faults: Iterator[InputError]) -> None:
    """Raise the first fault, if there is one."""
    for fault in faults:
        raise fault


def _read_document(document: TomlDocument) -> Program:
    formats, newest = _formats()
    _check_schema(document, newest)
    values = document.check_table((), document.data, formats["program"])
    values["patient"] = Patient(
        **_filled(document, ("patient",), values["patient"] or {}, formats["patient"])
    )
    values["items"] = _read_items(document, values["items"], formats["item"])
    values["timers"] = _read_timers(document, values["timers"] or [], formats["timer"])
    values["days"] = values["days"] or ()
    _refuse(day_conflicts(document, values, dict(enumerate(values["items"]))))
    return Program(**values)


@cache
def _formats() -> tuple[dict[str, dict[str, FieldSpec]], str]:
    """Return the field specs of each kind of table, and the newest format."""
    data = dict(read_packaged("program_fields.toml", ProgramError).data)
    newest = str(data.pop("schema"))
    return {kind: field_specs(tables) for kind, tables in data.items()}, newest


def _check_schema(document: TomlDocument, newest: str) -> None:
    """Look at the version before anything else: a newer file may hold fields not known here."""
    schema = str(document.data.get("schema", ""))
    written = re.fullmatch(r"rehab-program/(\d{1,6})", schema)
    if written and int(written[1]) > int(newest.rpartition("/")[2]):
        raise document.fault(
            ("schema",),
            f"written as '{schema}', this release reads up to '{newest}'",
            "Install a newer rehab-tracker",
        )


def _filled(
    document: TomlDocument, where: tuple[str | int, ...], table: object, specs: Mapping[str, FieldSpec]
) -> dict[str, Any]:
    """Check a table; a list left out becomes an empty tuple."""
    values = document.check_table(where, table, specs)
    lists = (key for key, spec in specs.items() if spec.type in ("choices", "texts"))
    return values | {key: values[key] or () for key in lists}


def _read_items(
    document: TomlDocument, tables: list[dict[str, Any]], specs: Mapping[str, FieldSpec]
) -> tuple[ProgramItem, ...]:
    if not tables:
        raise document.fault(("items",), "no exercises", "Add at least one [[items]] table")
    items: dict[int, ProgramItem] = {}
    for index, table in enumerate(tables):
        where = ("items", index)
        items[index] = _item_of(document, where, _filled(document, where, table, specs))
        _refuse(item_conflicts(document, where, items[index]))
        _refuse(items_twice(document, items))
    return tuple(items.values())


def _item_of(document: TomlDocument, where: tuple[str | int, ...], values: dict[str, Any]) -> ProgramItem:
    catalogue = load_catalogue()
    exercise = catalogue.get(values["exercise"])
    if exercise is None:
        raise document.fault(
            (*where, "exercise"),
            f"unknown exercise '{values['exercise'][:40]}'",
            f"Choose from {', '.join(sorted(catalogue))}",
        )
    own_measure = "range" if exercise.direction == "extension" else "angle"
    return ProgramItem(
        **values
        | {
            "title": values["title"] or exercise.title,
            "side": values["side"] or ("both" if exercise.bilateral else "each"),
            "measure": values["measure"] or own_measure,
        }
    )


def _read_timers(
    document: TomlDocument, tables: list[dict[str, Any]], specs: Mapping[str, FieldSpec]
) -> tuple[Timer, ...]:
    timers: dict[int, Timer] = {}
    for index, table in enumerate(tables):
        timers[index] = Timer(**document.check_table(("timers", index), table, specs))
        _refuse(timer_conflicts(document, timers))
    return tuple(timers.values())
