"""What contradicts itself in a prescription: fields that are right alone and impossible together."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, ProgramItem, Timer
from analysis.toml_checks import TomlDocument
from sensing.errors import InputError


def item_conflicts(
    document: TomlDocument, where: tuple[str | int, ...], item: ProgramItem
) -> Iterator[InputError]:
    """Yield fields that are fine alone and impossible together."""
    exercise = load_catalogue()[item.exercise]
    if exercise.bilateral != (item.side == "both"):
        allowed = "'both', or leave it out" if exercise.bilateral else "'left', 'right' or 'each'"
        kind = "both legs at once" if exercise.bilateral else "one leg at a time"
        yield document.fault((*where, "side"), f"'{exercise.name}' is done with {kind}", f"Write {allowed}")
    if item.measure == "angle" and exercise.direction == "extension":
        yield document.fault(
            (*where, "measure"),
            f"'{exercise.name}' goes into extension, where only the range is compared",
            "Write 'range', or leave it out",
        )
    if item.repetitions_max is not None and item.repetitions_max < item.repetitions:
        yield document.fault(
            (*where, "repetitions_max"),
            f"{item.repetitions_max} is below the {item.repetitions} repetitions prescribed",
            "Raise it or leave it out",
        )
    if item.daily_cap is not None and item.daily_cap < item.total:
        yield document.fault(
            (*where, "daily_cap"),
            f"{item.daily_cap} is below one session ({item.sets} x {item.repetitions} = {item.total})",
            "Raise it or prescribe less",
        )
    if item.target_deg and item.max_angle_deg and item.max_angle_deg < item.target_deg:
        yield document.fault(
            (*where, "max_angle_deg"),
            f"the ceiling {item.max_angle_deg:g} is below the target {item.target_deg:g}",
            "Raise the ceiling or lower target_deg",
        )


def items_twice(document: TomlDocument, items: Mapping[int, ProgramItem]) -> Iterator[InputError]:
    """Yield what is prescribed twice for a leg, by the places of the items in the file."""
    taken: dict[tuple[str, str], int] = {}
    for index, item in items.items():
        for leg in item.legs:
            other = taken.setdefault((item.exercise, leg), index)
            if other != index:
                yield document.fault(
                    ("items", index, "exercise"),
                    f"'{item.exercise}' for {_leg_words(leg)} stands in items[{other + 1}] already",
                    "Keep one of them, with more sets if need be",
                )
                break


def timer_conflicts(document: TomlDocument, timers: Mapping[int, Timer]) -> Iterator[InputError]:
    """Yield timers that are there twice, and bounds that contradict each other."""
    names: set[str] = set()
    for index, timer in timers.items():
        where = ("timers", index)
        if timer.name in names:
            yield document.fault((*where, "name"), f"'{timer.name}' is there twice", "Keep one of them")
        names.add(timer.name)
        for low, high in (("minutes", "minutes_max"), ("days_per_week", "days_per_week_max")):
            least, most = getattr(timer, low), getattr(timer, high)
            if most is not None and most < (least or 0):
                yield document.fault((*where, high), f"{most:g} is below {low} = {least:g}", "Raise it")


def day_conflicts(
    document: TomlDocument, program: Mapping[str, Any], items: Mapping[int, ProgramItem]
) -> Iterator[InputError]:
    """Yield days that contradict each other, the program's own fields and those of its items."""
    days, apart = program["days"] or (), program["non_consecutive"]
    if apart and program["days_per_week"] > 3:
        yield document.fault(
            ("days_per_week",),
            f"a week has no room for {program['days_per_week']} days with a rest day after each",
            "Give 3 or fewer, or write non_consecutive = false",
        )
    if days and len(days) != program["days_per_week"]:
        yield document.fault(
            ("days",),
            f"{len(days)} days for days_per_week = {program['days_per_week']}",
            "Make them agree",
        )
    chosen = {WEEKDAYS.index(day) for day in days}
    if apart and any((day + 1) % 7 in chosen for day in chosen):
        yield document.fault(
            ("days",), "two of the days follow each other", "Move one, or write non_consecutive = false"
        )
    for index, item in items.items():
        strange = [day for day in item.days if days and day not in days]
        if strange:
            yield document.fault(
                ("items", index, "days"),
                f"'{strange[0]}' is not a training day of the program",
                f"Choose from {', '.join(days)}",
            )


def _leg_words(leg: str) -> str:
    return "both legs" if leg == "both" else f"the {leg} leg"
