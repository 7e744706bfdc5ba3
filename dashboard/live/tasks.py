"""What a session consists of: the program's items and timers of a day, in an order that spares the strap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.exercises import get_exercise
from analysis.prescription import Program, ProgramItem, Timer
from sensing.samples import SIDES

DEFAULT_REST_S = 45.0
"""Between sets, where the program gives none: programs rest 30 s and more [J]."""

TILT_PAUSE_S = 5.0
"""Between the repetitions of an exercise that a timer guides [J]."""

TILT_REPETITION_S = 5.0
"""For a repetition that is not held, where a timer guides it [J]."""

GOES_DOWN = frozenset({"lunge", "squat"})
"""Exercises in which the body is lowered first and comes up again; in the others something is lifted."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, on one leg.

    Attributes
    ----------
    name, title : str
        Of the exercise in the catalogue, or of the program's timer.
    side : {"left", "right", "both"}
        The leg that works.
    strap : {"left", "right"} or None
        The leg that wears the sensor; None where a timer guides.
    item : ProgramItem or None
        None for a timer of the program.
    seconds : float or None
        How long the timer runs.
    """

    name: str
    title: str
    side: str = "both"
    strap: str | None = None
    item: ProgramItem | None = None
    seconds: float | None = None

    @property
    def timed(self) -> bool:
        """Whether a timer guides it and the person confirms."""
        return self.strap is None

    @property
    def goes_down(self) -> bool:
        """Whether the body is lowered first: "higher" would say the wrong thing."""
        return self.name in GOES_DOWN

    @property
    def role(self) -> str | None:
        """In a lunge: whether the leg with the sensor is the one in front, which the dose is for."""
        if self.item is None or get_exercise(self.name).rear is None:
            return None
        return "front" if self.strap in (None, self.side) else "rear"

    @property
    def sets(self) -> int:
        """Sets to do."""
        return 1 if self.item is None or self.timed else self.item.sets

    @property
    def repetitions(self) -> int:
        """Repetitions in a set."""
        return 0 if self.item is None else self.item.repetitions

    @property
    def rest_s(self) -> float:
        """Rest between sets."""
        return DEFAULT_REST_S if self.item is None or self.item.rest_s is None else self.item.rest_s


def tasks_of(program: Program, *, first_leg: str | None = None) -> tuple[Task, ...]:
    """Return what a program asks for, ordered so that the strap moves at most once.

    Parameters
    ----------
    program : Program
        Of the day, see `Program.due_on`.
    first_leg : {"left", "right"}, optional
        The leg that wears the sensor first; by default the affected one, else the left.

    Returns
    -------
    tuple of Task
        What goes before; what both legs do together before the first item for one leg; the items of the first
        leg; those of the second leg, with all that follows in the program; what goes after.
    """
    exercises = _order(program.items, _first_leg(program, first_leg))
    before = [one for one in program.timers if one.when in ("before", "before and after", "any time")]
    after = [one for one in program.timers if one.when in ("after", "before and after")]
    return (*map(_timer, before), *exercises, *map(_timer, after))


def without(tasks: Sequence[Task], done: Sequence[tuple[str, str]]) -> tuple[Task, ...]:
    """Return the tasks but those of these names and sides, which were done today already."""
    return tuple(one for one in tasks if (one.name, one.side) not in set(done))


def _first_leg(program: Program, asked: str | None) -> str:
    legs = {leg for item in program.items if item.sensor for leg in item.legs if leg in SIDES}
    wished = asked or program.patient.side or SIDES[0]
    return next(iter(legs)) if len(legs) == 1 else wished


def _order(items: Sequence[ProgramItem], first: str) -> list[Task]:
    second = next(side for side in SIDES if side != first)
    one_legged = [i for i, item in enumerate(items) if item.side != "both"]
    split = one_legged[0] if one_legged else len(items)
    has_second = any(second in item.legs and item.sensor for item in items)
    last = second if has_second else first
    tasks = [_task(item, "both", first) for item in items[:split]]
    for leg in (first, second):
        for item in items[split:]:
            if leg in item.legs:
                tasks.append(_task(item, leg, leg))
            elif item.side == "both" and leg == last:
                tasks.append(_task(item, "both", last))
    return tasks


def _task(item: ProgramItem, side: str, strap: str) -> Task:
    task = Task(item.exercise, item.title, side, strap, item)
    if item.sensor:
        return task
    each_s = (item.hold_s or TILT_REPETITION_S) + TILT_PAUSE_S
    return replace(task, strap=None, seconds=item.total * each_s)


def _timer(timer: Timer) -> Task:
    return Task(timer.name, timer.title, seconds=60.0 * timer.minutes)
