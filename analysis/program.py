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

from analysis.exercises import Exercise, load_catalogue
from analysis.prescription import WEEKDAYS, Patient, Program, ProgramItem, Timer
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
        At most `MOST_FAULTS`, each with line and field; empty when the program can be read. What lies between
        items or days is looked at once each of them is right, and the first contradiction is told.
    """
    try:
        document = parse_toml(decode_toml(raw, name, ProgramError), name)
        _check_schema(document, _formats()[1])
        faults = tuple(islice(_faults(document), MOST_FAULTS))
        if not faults:
            _read_document(document)
    except ProgramError as error:
        return (error,)
    return faults


def _faults(document: TomlDocument) -> Iterator[InputError]:
    """Yield what is wrong with the fields of each table, and within each item."""
    formats, data = _formats()[0], document.data
    yield from document.faults((), data, formats["program"])
    if isinstance(patient := data.get("patient"), dict):
        yield from document.faults(("patient",), patient, formats["patient"])
    for kind in ("item", "timer"):
        tables = data.get(f"{kind}s")
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            where = (f"{kind}s", index)
            faults = document.faults(where, table, formats[kind])
            yield from faults
            if kind == "item" and not faults:
                try:
                    _read_item(document, where, _filled(document, where, table, formats[kind]))
                except ProgramError as error:
                    yield error


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
    program = Program(**values)
    _check_days(document, program)
    return program


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
    taken: dict[tuple[str, str], int] = {}
    items = []
    for index, table in enumerate(tables):
        where = ("items", index)
        item = _read_item(document, where, _filled(document, where, table, specs))
        for leg in item.legs:
            other = taken.setdefault((item.exercise, leg), index)
            if other != index:
                raise document.fault(
                    (*where, "exercise"),
                    f"'{item.exercise}' for {_leg_words(leg)} stands in items[{other + 1}] already",
                    "Keep one of them, with more sets if need be",
                )
        items.append(item)
    return tuple(items)


def _read_item(document: TomlDocument, where: tuple[str | int, ...], values: dict[str, Any]) -> ProgramItem:
    catalogue = load_catalogue()
    exercise = catalogue.get(values["exercise"])
    if exercise is None:
        raise document.fault(
            (*where, "exercise"),
            f"unknown exercise '{values['exercise'][:40]}'",
            f"Choose from {', '.join(sorted(catalogue))}",
        )
    own_measure = "range" if exercise.direction == "extension" else "angle"
    item = ProgramItem(
        **values
        | {
            "title": values["title"] or exercise.title,
            "side": values["side"] or ("both" if exercise.bilateral else "each"),
            "measure": values["measure"] or own_measure,
        }
    )
    _check_item(document, where, item, exercise)
    return item


def _check_item(
    document: TomlDocument, where: tuple[str | int, ...], item: ProgramItem, exercise: Exercise
) -> None:
    """Refuse fields that are fine alone and impossible together."""
    if exercise.bilateral != (item.side == "both"):
        allowed = "'both', or leave it out" if exercise.bilateral else "'left', 'right' or 'each'"
        kind = "both legs at once" if exercise.bilateral else "one leg at a time"
        raise document.fault((*where, "side"), f"'{exercise.name}' is done with {kind}", f"Write {allowed}")
    if item.measure == "angle" and exercise.direction == "extension":
        raise document.fault(
            (*where, "measure"),
            f"'{exercise.name}' goes into extension, where only the range is compared",
            "Write 'range', or leave it out",
        )
    if item.repetitions_max is not None and item.repetitions_max < item.repetitions:
        raise document.fault(
            (*where, "repetitions_max"),
            f"{item.repetitions_max} is below the {item.repetitions} repetitions prescribed",
            "Raise it or leave it out",
        )
    if item.daily_cap is not None and item.daily_cap < item.total:
        raise document.fault(
            (*where, "daily_cap"),
            f"{item.daily_cap} is below one session ({item.sets} x {item.repetitions} = {item.total})",
            "Raise it or prescribe less",
        )
    if item.target_deg and item.max_angle_deg and item.max_angle_deg < item.target_deg:
        raise document.fault(
            (*where, "max_angle_deg"),
            f"the ceiling {item.max_angle_deg:g} is below the target {item.target_deg:g}",
            "Raise the ceiling or lower target_deg",
        )


def _read_timers(
    document: TomlDocument, tables: list[dict[str, Any]], specs: Mapping[str, FieldSpec]
) -> tuple[Timer, ...]:
    timers: list[Timer] = []
    for index, table in enumerate(tables):
        where = ("timers", index)
        timer = Timer(**document.check_table(where, table, specs))
        if timer.name in {other.name for other in timers}:
            raise document.fault((*where, "name"), f"'{timer.name}' is there twice", "Keep one of them")
        for low, high in (("minutes", "minutes_max"), ("days_per_week", "days_per_week_max")):
            least, most = getattr(timer, low), getattr(timer, high)
            if most is not None and most < (least or 0):
                raise document.fault((*where, high), f"{most:g} is below {low} = {least:g}", "Raise it")
        timers.append(timer)
    return tuple(timers)


def _check_days(document: TomlDocument, program: Program) -> None:
    if program.non_consecutive and program.days_per_week > 3:
        raise document.fault(
            ("days_per_week",),
            f"a week has no room for {program.days_per_week} days with a rest day after each",
            "Give 3 or fewer, or write non_consecutive = false",
        )
    if program.days and len(program.days) != program.days_per_week:
        raise document.fault(
            ("days",),
            f"{len(program.days)} days for days_per_week = {program.days_per_week}",
            "Make them agree",
        )
    chosen = {WEEKDAYS.index(day) for day in program.days}
    if program.non_consecutive and any((day + 1) % 7 in chosen for day in chosen):
        raise document.fault(
            ("days",), "two of the days follow each other", "Move one, or write non_consecutive = false"
        )
    for index, item in enumerate(program.items):
        strange = [day for day in item.days if program.days and day not in program.days]
        if strange:
            raise document.fault(
                ("items", index, "days"),
                f"'{strange[0]}' is not a training day of the program",
                f"Choose from {', '.join(program.days)}",
            )


def _leg_words(leg: str) -> str:
    return "both legs" if leg == "both" else f"the {leg} leg"
