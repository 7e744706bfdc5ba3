"""The exercise catalogue: rules a therapist can read (``exercises.toml``), and their types."""

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args

from sensing.errors import CatalogueError

DIRECTIONS = ("flexion", "extension", "abduction")
POSTURES = ("standing", "sitting", "hook_lying", "supine", "side_lying", "prone")
PIVOTS = ("hip", "step", "carried", "any")
CLOSINGS = ("hip", "knee", "none")
WORDS = {"direction": DIRECTIONS, "turns_about": PIVOTS, "closes_about": CLOSINGS}
SIGNED_UNITS = ("m",)
CATALOGUE_FILE = "exercises.toml"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a movement a repetition; each field is explained at the head of ``exercises.toml``.

    Attributes
    ----------
    direction : {"flexion", "extension", "abduction"}
        Which way the thigh goes first.
    smallest_range, largest_range, floor, shallow_below : float
        Degrees.
    shortest, longest, merge_within, fast_below : float
        Seconds.
    relative_range, return_share, floor_of_lift : float
        Shares, 0 to 1.
    gait_gate : bool
        Whether steps are sorted out.
    turns_about : {"hip", "step", "carried", "any"}
        What the thigh turns about.
    closes_about : {"hip", "knee", "none"}
        What a second hump that ends the same movement begins to turn about.
    """

    direction: str
    smallest_range: Annotated[float, "deg"]
    largest_range: Annotated[float, "deg"]
    relative_range: Annotated[float, "share"]
    return_share: Annotated[float, "share"]
    floor: Annotated[float, "deg"]
    floor_of_lift: Annotated[float, "share"]
    shortest: Annotated[float, "s"]
    longest: Annotated[float, "s"]
    merge_within: Annotated[float, "s"]
    gait_gate: bool
    turns_about: str
    closes_about: str
    shallow_below: Annotated[float, "deg"]
    fast_below: Annotated[float, "s"]

    @property
    def sign(self) -> float:
        """+1 where the exercise goes into flexion or abduction, -1 where it goes into extension."""
        return -1.0 if self.direction == "extension" else 1.0

    @property
    def both_ways(self) -> bool:
        """Whether the thigh may go the other way, too: one that dips twice does, after a short step."""
        return self.merge_within > 0.0


@dataclass(frozen=True, slots=True)
class Everyday:
    """What steps and sitting down look like; see ``[everyday]`` in ``exercises.toml``.

    Attributes
    ----------
    longest_step, longest_stop, longest_stride, slowest_stride, shortest_march, walk_window : float
        Seconds.
    slow_without_gyro, sitting_stop : float
        Seconds.
    highest_step, behind_body, turning_step, careful_step : float
        Degrees.
    swing_share, stays_flexed, hip_stays : float
        Shares of a stride, of the peak and of what is felt, 0 to 1.
    foot_strike, foot_fall, landed_lift, careful_landing : float
    steady_without_gyro, sitting_landing, lunge_landing : float
        Multiples of standard gravity.
    walk_steps : float
        Steps within `walk_window` that make a walk.
    pivot_evidence, pivot_sure : float
        rad²/s³.
    hip_below, sitting_above, lunge_lead, lunge_never_leads, lunge_above, closes_knee, closes_hip : float
        Metres.
    """

    longest_step: Annotated[float, "s"]
    highest_step: Annotated[float, "deg"]
    longest_stop: Annotated[float, "s"]
    behind_body: Annotated[float, "deg"]
    longest_stride: Annotated[float, "s"]
    slowest_stride: Annotated[float, "s"]
    shortest_march: Annotated[float, "s"]
    swing_share: Annotated[float, "share"]
    stays_flexed: Annotated[float, "share"]
    hip_stays: Annotated[float, "share"]
    foot_strike: Annotated[float, "g"]
    turning_step: Annotated[float, "deg"]
    careful_step: Annotated[float, "deg"]
    careful_landing: Annotated[float, "g"]
    landed_lift: Annotated[float, "g"]
    foot_fall: Annotated[float, "g"]
    walk_window: Annotated[float, "s"]
    walk_steps: Annotated[float, "steps"]
    slow_without_gyro: Annotated[float, "s"]
    steady_without_gyro: Annotated[float, "g"]
    pivot_evidence: Annotated[float, "rad2/s3"]
    pivot_sure: Annotated[float, "rad2/s3"]
    hip_below: Annotated[float, "m"]
    sitting_above: Annotated[float, "m"]
    lunge_landing: Annotated[float, "g"]
    lunge_lead: Annotated[float, "m"]
    lunge_never_leads: Annotated[float, "m"]
    lunge_above: Annotated[float, "m"]
    closes_knee: Annotated[float, "m"]
    closes_hip: Annotated[float, "m"]
    sitting_stop: Annotated[float, "s"]
    sitting_landing: Annotated[float, "g"]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the catalogue.

    Attributes
    ----------
    name, title : str
        Identifier and display name.
    posture : str
        Start posture, one of `POSTURES`.
    bilateral : bool
        Both legs work at once, so one sensor sees the whole exercise.
    rules : Rules
    can_hide : bool
        A repetition can pass without the thigh moving: seeing none does not mean that none was done.
    rear : Rules or None
        Rules for the leg behind (lunge only).
    note : str
        Remark for readers.
    """

    name: str
    title: str
    posture: str
    bilateral: bool
    rules: Rules
    can_hide: bool = False
    rear: Rules | None = None
    note: str = ""

    @property
    def direction(self) -> str:
        """Which way the thigh goes first."""
        return self.rules.direction

    @property
    def sagittal(self) -> bool:
        """Whether the thigh moves in the sagittal plane, about the axis of the knee lift."""
        return self.rules.direction != "abduction"

    def rules_for(self, role: str | None) -> Rules:
        """Return the rules for a leg in this role (``"rear"`` differs in a lunge)."""
        return self.rear if role == "rear" and self.rear is not None else self.rules


@cache
def load_catalogue() -> Mapping[str, Exercise]:
    """Return the exercises by name.

    Raises
    ------
    CatalogueError
        When ``exercises.toml`` is faulty.
    """
    return MappingProxyType(parse_catalogue(_catalogue_text())[0])


@cache
def load_everyday() -> Everyday:
    """Return the rules that tell steps and sitting down from repetitions."""
    return parse_catalogue(_catalogue_text())[1]


def get_exercise(name: str) -> Exercise:
    """Return one exercise.

    Raises
    ------
    CatalogueError
        When the catalogue does not hold it; the message names the nearest and lists all.
    """
    catalogue = load_catalogue()
    if name in catalogue:
        return catalogue[name]
    near = difflib.get_close_matches(name.lower().replace("-", "_").replace(" ", "_"), catalogue, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise CatalogueError(
        f"unknown exercise '{name}'", mend=f"{hint}The catalogue holds: {', '.join(catalogue)}"
    )


def parse_catalogue(text: str) -> tuple[dict[str, Exercise], Everyday]:
    """Parse the text of a catalogue.

    Raises
    ------
    CatalogueError
        Naming the field and what was expected.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"not valid TOML: {error}", source=CATALOGUE_FILE, mend="Correct it") from error
    document.pop("schema", None)
    everyday = _numbers(Everyday, _table(document, "everyday", "everyday"), "everyday")
    return {name: _exercise(name, _table(document, name, name)) for name in document}, everyday


def _catalogue_text() -> str:
    return resources.files("analysis").joinpath(CATALOGUE_FILE).read_text(encoding="utf-8")


def _exercise(name: str, table: dict[str, Any]) -> Exercise:
    posture = table.pop("posture", None)
    if posture not in POSTURES:
        raise _fault(f"{name}.posture", f"'{posture}' is no posture", f"Use one of: {', '.join(POSTURES)}")
    rear = _table(table, "rear", f"{name}.rear") if "rear" in table else None
    title, note = str(table.pop("title", name)), str(table.pop("note", ""))
    bilateral = _flag(f"{name}.bilateral", table.pop("bilateral", False))
    can_hide = _flag(f"{name}.can_hide", table.pop("can_hide", False))
    rules = _numbers(Rules, dict(table), name)
    rear_rules = None
    if rear is not None:
        rear.pop("note", None)
        rear_rules = _numbers(Rules, {**table, **rear}, f"{name}.rear")
    return Exercise(name, title, posture, bilateral, rules, can_hide, rear_rules, note)


def _numbers(kind: type[_T], table: dict[str, Any], where: str) -> _T:
    wanted = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    for name in table:
        if name not in wanted:
            raise _fault(f"{where}.{name}", "unknown rule", f"The rules are: {', '.join(wanted)}")
    values: dict[str, Any] = {}
    for name, expected in wanted.items():
        if name not in table:
            raise _fault(f"{where}.{name}", "the rule is missing", "Add it")
        values[name] = _value(f"{where}.{name}", table[name], expected)
    return kind(**values)


def _value(where: str, given: Any, expected: Field[Any]) -> Any:  # noqa: ANN401 (what TOML holds)
    if expected.name in WORDS:
        words = WORDS[expected.name]
        if given not in words:
            raise _fault(where, f"'{given}' is not known here", f"Use one of: {', '.join(words)}")
        return given
    declared = get_args(expected.type)
    return _number(where, given, declared[1]) if declared else _flag(where, given)


def _flag(where: str, given: Any) -> bool:  # noqa: ANN401 (what TOML holds)
    if not isinstance(given, bool):
        raise _fault(where, f"{given!r} is neither true nor false", "Write true or false")
    return given


def _number(where: str, given: Any, unit: str) -> float:  # noqa: ANN401 (what TOML holds)
    if not isinstance(given, dict) or set(given) != {"value", "unit", "source"}:
        raise _fault(
            where,
            "expected value, unit and source",
            f'Write {{ value = 1.0, unit = "{unit}", source = "..." }}',
        )
    value = given["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _fault(where, f"{value!r} is not a number", "Write a number")
    if value < 0 and unit not in SIGNED_UNITS:
        raise _fault(where, f"{value} is below zero", "Write a number of 0 or more")
    if value > 1 and unit == "share":
        raise _fault(where, f"a share of {value} is more than all", "Write a number from 0 to 1")
    if given["unit"] != unit:
        raise _fault(where, f"the unit is '{given['unit']}', expected '{unit}'", f'Give it in "{unit}"')
    if not given["source"]:
        raise _fault(where, "the source is empty", "Say where the value comes from, or [J] for a judgement")
    return float(value)


def _table(document: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    table = document.pop(key, None) if key in ("everyday", "rear") else document.get(key)
    if not isinstance(table, dict):
        raise _fault(where, "expected a table", f"Write [{where}] and its rules below it")
    return dict(table)


def _fault(where: str, problem: str, mend: str) -> CatalogueError:
    return CatalogueError(problem, source=CATALOGUE_FILE, at=where, mend=mend)
