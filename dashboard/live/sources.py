"""The source for each way of trying: a Bluetooth sensor, a recording, a simulated person."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from dashboard.live import pretended
from dashboard.live.plan import ReplayChoice, SensorChoice, SimulationChoice, SourceChoice
from dashboard.live.played import PlayedSource
from dashboard.live.tasks import Task
from sensing.recording_files import read_recording
from sensing.samples import SIDES, Recording
from sensing.source import SampleSource

if TYPE_CHECKING:
    from sensing.bluetooth.radio import Radio
    from sensing.simulation.steps import Step

FLOOR_LEAD_S = 5.0
"""A simulated person rests this long on floor or chair before the first repetition: its start pose is taken
from a second of rest."""

BELOW_CEILING_DEG = 10.0
"""A simulated person stays this far below the ceiling."""


def open_sources(
    choices: Sequence[SourceChoice],
    tasks: Sequence[Task],
    on_trouble: Callable[[str], None],
    radio: "Callable[[], Radio]",
) -> list[SampleSource]:
    """Return sources that were not started yet; called on the hub's event loop.

    Parameters
    ----------
    choices : sequence of SourceChoice
    tasks : sequence of Task
        What a simulated person will do.
    on_trouble : callable
        Told what a person should know of a sensor.
    radio : callable
        Returns the one radio that all sensors share.

    Raises
    ------
    RehabError
        When there is no support for Bluetooth, or the speed makes no sense.
    """
    return [_open(one, tasks, on_trouble, radio) for one in choices]


def _open(
    choice: SourceChoice,
    tasks: Sequence[Task],
    on_trouble: Callable[[str], None],
    radio: "Callable[[], Radio]",
) -> SampleSource:
    match choice:
        case SensorChoice(address=pretended.ADDRESS):
            return _open(SimulationChoice(side=choice.side), tasks, on_trouble, radio)
        case SensorChoice():
            from sensing.collector import Collector

            return Collector(choice.address, side=choice.side, radio=radio(), on_trouble=on_trouble)
        case ReplayChoice():
            legs = (choice.side,) if choice.side else tuple({one.strap for one in tasks if one.strap})
            return PlayedSource(partial(_recorded, choice, legs), speed=choice.speed)
        case SimulationChoice():
            own = [one for one in tasks if one.strap and choice.side in (None, one.strap)]
            return PlayedSource(partial(_simulated, choice, own), speed=choice.speed)


def speed_of(choice: SourceChoice) -> float:
    """Return how many times faster than real time a source is."""
    return 1.0 if isinstance(choice, SensorChoice) else choice.speed


def _recorded(choice: ReplayChoice, legs: Sequence[str | None]) -> Mapping[str, Recording]:
    """Return the recording, for the leg that it was made on; where that is not known, for any."""
    made: dict[str, Recording] = {}
    for one in (choice.recording, choice.other):
        if one is not None:
            recording = one if isinstance(one, Recording) else read_recording(one)
            side = recording.info.placement.side
            made |= dict.fromkeys([side] if side else [leg for leg in legs if leg] or SIDES, recording)
    return made


def _simulated(choice: SimulationChoice, tasks: Sequence[Task]) -> Mapping[str, Recording]:
    """Return what a simulated person does, leg by leg."""
    from sensing.simulation.script import SessionScript
    from sensing.simulation.session import simulate
    from sensing.simulation.steps import Calibration, Stand, Step

    made: dict[str, Recording] = {}
    for leg in dict.fromkeys(one.strap for one in tasks if one.strap):
        steps: list[Step] = [Stand(s=2.0), Calibration(lifts=1, range_deg=50.0), Stand(s=3.0)]
        for task in tasks:
            if task.strap == leg:
                steps += _steps(task)
        script = SessionScript(steps=tuple(steps), side=leg, seed=choice.seed + SIDES.index(leg))
        made[leg] = simulate(script).recording
    return made


def _steps(task: Task) -> list["Step"]:
    """Return the sets of a task, with the rests between them."""
    from analysis.exercises import get_exercise
    from sensing.simulation.steps import Rest, Set, Stand

    item = task.item
    assert item is not None
    range_deg = item.target_deg
    if item.max_angle_deg is not None:
        range_deg = min(range_deg or item.max_angle_deg, item.max_angle_deg - BELOW_CEILING_DEG)
    standing = get_exercise(task.name).posture == "standing"
    done = Set(
        exercise=task.name,
        repetitions=item.repetitions,
        range_deg=None if range_deg is None else range_deg + 2.0,
        up_s=item.up_s,
        # The hold is measured near the turning point, so a little more is held than asked for.
        hold_s=None if item.hold_s is None else item.hold_s + 0.3,
        down_s=item.down_s,
        lead_s=2.0 if standing else FLOOR_LEAD_S,
    )
    steps: list[Step] = []
    for number in range(item.sets):
        if number:
            steps.append(Stand(s=task.rest_s) if standing else Rest(s=task.rest_s))
        steps.append(done)
    return [*steps, Stand(s=7.0) if standing else Rest(s=7.0)]
