"""What a session is started with: for whom, what is to be done, and from which sensor samples come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.prescription import Program
from dashboard.live.tasks import Task
from sensing.errors import InputError
from sensing.samples import Recording


@dataclass(frozen=True, slots=True)
class SensorChoice:
    """A Bluetooth sensor.

    Attributes
    ----------
    address : str
        Or the name that it advertises.
    side : {"left", "right"} or None
        The leg that wears it all the time, where there are two sensors; None: it moves with the tasks.
    """

    address: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class ReplayChoice:
    """A recording played as if it came now; it waits where the person is asked something.

    Attributes
    ----------
    recording : Path or Recording
        A file in a format that `sensing.read_recording` knows, or what was read already.
    speed : float
        Times faster than it was.
    side : {"left", "right"} or None
        As for `SensorChoice`.
    other : Path, Recording or None
        That of the other leg, where the strap was moved.
    """

    recording: Path | Recording
    speed: float = 1.0
    side: str | None = None
    other: Path | Recording | None = None


@dataclass(frozen=True, slots=True)
class SimulationChoice:
    """A simulated person with a simulated sensor, who does what the session asks for.

    Attributes
    ----------
    speed : float
        Times faster than real time.
    side : {"left", "right"} or None
        As for `SensorChoice`.
    seed : int
        Same seed, same samples.
    """

    speed: float = 1.0
    side: str | None = None
    seed: int = 1


SourceChoice = SensorChoice | ReplayChoice | SimulationChoice


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session to be guided.

    Attributes
    ----------
    patient_id : str
        In the records.
    program : Program
        Of the day, see `Program.due_on`.
    program_number : int
        Its version in the records.
    tasks : tuple of Task
        What is to be done, see `tasks_of`; at least one.
    pain_before : int
        0 to 10.
    check : mapping of str to bool
        Answers to the safety check, by question.
    trial : bool
        Nobody exercises: it is its window's own, and stands in nobody's way.
    """

    patient_id: str
    program: Program
    program_number: int
    tasks: tuple[Task, ...]
    pain_before: int
    check: Mapping[str, bool] = field(default_factory=dict)
    trial: bool = False


def fixed_sides(plan: SessionPlan, sources: Sequence[SourceChoice]) -> tuple[str, ...]:
    """Return the legs that have a sensor of their own: none where one sensor moves with the tasks.

    Raises
    ------
    InputError
        When there is nothing to do, or the sensors do not fit.
    """
    watched = {one.strap for one in plan.tasks if one.strap}
    sides = tuple(one.side for one in sources if one.side)
    if not plan.tasks:
        raise InputError("there is nothing to do", mend="Choose at least one exercise")
    if watched and not sources:
        raise InputError("there is no sensor", mend="Choose one, or do the exercises without")
    if len(sources) > 2 or (len(sources) == 2 and set(sides) != {"left", "right"}):
        raise InputError("the sensors need one leg each", mend="Say which one is on which leg")
    if len(sources) == 1 or not watched:
        return ()
    return sides
