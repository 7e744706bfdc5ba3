"""A recorded session as somebody to follow: what they did becomes what is asked for, in their order."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analysis.exercises import get_exercise, load_catalogue
from analysis.live_calibration import LiveCalibration, part_of
from analysis.prescription import Program, ProgramItem
from analysis.program import decode_program
from analysis.results import ExerciseSet
from analysis.session import analyze
from dashboard.live.plan import ReplayChoice
from dashboard.live.tasks import Task
from dashboard.programs import template
from dashboard.samples import sample_folder
from dashboard.sessions.examples import EXAMPLES
from sensing.errors import InputError
from sensing.recording_files import read_recording
from sensing.samples import SIDES, Activity, ImuBlock, Recording

_FIELDS = (
    *("exercise", "side", "sets", "repetitions", "hold_s", "measure", "target_deg", "max_angle_deg"),
    *("up_s", "down_s", "support", "rest_s", "note"),
)
"""Fields of an item that matter when it is followed."""

OTHER = {SIDES[0]: SIDES[1], SIDES[1]: SIDES[0]}


@dataclass(frozen=True, slots=True, eq=False)
class Replayed:
    """A recorded session to be followed.

    Attributes
    ----------
    title : str
        As the person knows it.
    text : str
        The program that it is held against, TOML.
    program : Program
        The same.
    tasks : tuple of Task
        In the order in which it was done.
    recordings : tuple of Recording
        One, or one for each leg; they say what was done when.
    """

    title: str
    text: str
    program: Program
    tasks: tuple[Task, ...]
    recordings: tuple[Recording, ...]

    def source(self, speed: float) -> ReplayChoice:
        """Return the source that plays it."""
        first, *more = self.recordings
        return ReplayChoice(first, speed, other=more[0] if more else None)


def example_of(name: str) -> Replayed:
    """Return a sample session, held against the program that goes with it.

    Parameters
    ----------
    name : str
        Of `dashboard.sessions.examples.EXAMPLES`.

    Raises
    ------
    RehabError
        When it is not there or was changed.
    """
    example = EXAMPLES[name]
    with sample_folder() as folder:
        recordings = [read_recording(folder / "sessions" / file) for file in example.files]
    return replayed_of(example.title, recordings, template(example.program))


def replayed_of(title: str, recordings: Sequence[Recording], program: Program | None = None) -> Replayed:
    """Return recordings as a session to be followed.

    Parameters
    ----------
    title : str
    recordings : sequence of Recording
        One, or one for each leg.
    program : Program, optional
        Where it prescribes what was done, its dose is asked for; otherwise as much as was done.

    Raises
    ------
    InputError
        When nothing can be followed: no exercise, no standing still and lifting the knee before it.
    """
    labelled, runs = [], []
    for one in recordings:
        side = one.info.placement.side or SIDES[0]
        placed = replace(one, info=replace(one.info, placement=replace(one.info.placement, side=side)))
        sets = [each for each in analyze(placed).sets if each.repetitions]
        _check(placed, sets)
        labelled.append(_labelled(placed, sets))
        ordered = sorted(sets, key=lambda each: each.start_s)
        runs += [
            (side, tuple(own)) for _, own in groupby(ordered, key=lambda each: (each.exercise, each.role))
        ]
    if len({one.info.placement.side for one in labelled}) < len(labelled) or len(labelled) > len(SIDES):
        raise InputError("two recordings of the same leg", mend="Choose one, or one for each leg")
    items = _items(runs, program)
    text = _toml(title, items.values())
    return Replayed(
        title,
        text,
        decode_program(text.encode(), title),
        tuple(_task(side, own, items) for side, own in runs),
        tuple(labelled),
    )


def _check(recording: Recording, sets: Sequence[ExerciseSet]) -> None:
    """Raise unless a session can begin with this recording, as with a person."""
    if not sets:
        raise InputError(
            "no exercise was found in it", source=recording.name, mend="Choose another recording"
        )
    first_s = min(one.repetitions[0].start_s for one in sets)
    finding = LiveCalibration(recording.info.rate_hz or 100.0)
    whole = ImuBlock(recording.time_s, recording.acc, recording.gyr)
    finding.push(part_of(whole, slice(0, int((recording.time_s < first_s).sum()))))
    if finding.calibration is None:
        raise InputError(
            "nobody stands still and lifts the knee before the first exercise",
            source=recording.name,
            mend="Choose another recording, or open it in Review",
        )


def _labelled(recording: Recording, sets: Sequence[ExerciseSet]) -> Recording:
    """Return a recording that says what was done when."""
    if any(one.exercise in load_catalogue() for one in recording.info.activities):
        return recording
    found = (Activity(one.start_s, one.end_s, one.exercise, one.side, one.role) for one in sets)
    info = replace(recording.info, activities=(*recording.info.activities, *found))
    return replace(recording, info=info)


def _leg(side: str, one: ExerciseSet) -> str:
    """Return the leg that a set is prescribed for: in a lunge the one in front."""
    if get_exercise(one.exercise).bilateral:
        return "both"
    return OTHER[side] if one.role == "rear" else side


_Run = tuple[str, tuple[ExerciseSet, ...]]


def _items(runs: Sequence[_Run], program: Program | None) -> dict[tuple[str, str], ProgramItem]:
    """Return what is asked for, by exercise and leg."""
    items: dict[tuple[str, str], ProgramItem] = {}
    for side, own in runs:
        key = own[0].exercise, _leg(side, own[0])
        asked = () if program is None else program.items
        of_program = (one for one in asked if one.exercise == key[0] and key[1] in one.legs and one.sensor)
        least = min(len(one.repetitions) for one in own)
        done = ProgramItem(key[0], get_exercise(key[0]).title, key[1], len(own), least)
        if key not in items:
            items[key] = replace(next(of_program, done), side=key[1])
        elif next(of_program, None) is None:
            before = items[key]
            fewest = min(before.repetitions, least)
            items[key] = replace(before, sets=before.sets + len(own), repetitions=fewest)
    return items


def _task(side: str, own: Sequence[ExerciseSet], items: dict[tuple[str, str], ProgramItem]) -> Task:
    leg = _leg(side, own[0])
    item = items[own[0].exercise, leg]
    return Task(item.exercise, item.title, leg, side, replace(item, sets=max(1, min(item.sets, len(own)))))


def _toml(title: str, items: Iterable[ProgramItem]) -> str:
    """Return a program with these items."""
    head = {
        "schema": "rehab-program/1",
        "name": "recorded",
        "title": title,
        "label": "a recorded session, not a program",
        "days_per_week": 7,
        "non_consecutive": False,
        "pain_limit": 3,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in head.items()]
    for item in items:
        values = {name: getattr(item, name) for name in _FIELDS}
        if item.target_deg is None:
            values["measure"] = None
        lines += ["", "[[items]]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in values.items() if value is not None]
    return "\n".join([*lines, ""])
