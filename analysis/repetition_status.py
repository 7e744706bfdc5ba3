"""How each repetition stands to what was prescribed: one status, by the rules of the comparison's counts."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.adherence_evidence import gather
from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.prescription import Program, ProgramItem
from analysis.results import ExerciseSet, Repetition, SessionResult
from analysis.verdicts import above_ceiling, on_target, short_of_target

DOUBTFUL_FLAGS = ("gap", "clipped", "incomplete", "confirm")
"""Flags that put the repetition or its measures in doubt; the others only say how it was done."""


class RepetitionStatus(StrEnum):
    """How a repetition stands to its prescription."""

    ON_TARGET = "on_target"
    SHALLOW = "shallow"
    HELD_TOO_SHORT = "held_too_short"
    TOO_FAR = "too_far"
    DOUBTFUL = "doubtful"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class SetStatus:
    """A set held against what is prescribed for its exercise and leg.

    Attributes
    ----------
    set : ExerciseSet
    item : ProgramItem or None
        What is prescribed; None when nothing is, or the leg is not known.
    countable : bool
        Whether the set and its recording can be counted.
    statuses : tuple of RepetitionStatus
        One for each repetition.
    comparable : int
        Repetitions that could be held against what is prescribed.
    """

    set: ExerciseSet
    item: ProgramItem | None
    countable: bool
    statuses: tuple[RepetitionStatus, ...]
    comparable: int = 0

    @property
    def on_target(self) -> int:
        """Repetitions on target."""
        return self.statuses.count(RepetitionStatus.ON_TARGET)


def set_statuses(
    result: SessionResult, program: Program | None, rules: AdherenceRules | None = None
) -> tuple[SetStatus, ...]:
    """Return the status of every repetition of a recording, set by set.

    Parameters
    ----------
    result : SessionResult
    program : Program or None
        None: nothing is prescribed.
    rules : AdherenceRules, optional
        By default those of ``adherence_rules.toml``.
    """
    rules = rules or load_rules()
    legs = {} if program is None else {id(work.set): work.leg for work in gather([result], program)}
    items = () if program is None else program.items
    found = []
    for one in result.sets:
        leg = legs.get(id(one))
        item = next((it for it in items if it.exercise == one.exercise and leg in it.legs), None)
        if one.quality.countable and result.quality.countable:
            statuses = tuple(status_of(repetition, one, item, rules) for repetition in one.repetitions)
            comparable = sum(_reached(each, one, item, rules) is not None for each in one.repetitions)
            found.append(SetStatus(one, item, countable=True, statuses=statuses, comparable=comparable))
        else:
            doubtful = (RepetitionStatus.DOUBTFUL,) * len(one.repetitions)
            found.append(SetStatus(one, item, countable=False, statuses=doubtful))
    return tuple(found)


def status_of(
    repetition: Repetition, one_set: ExerciseSet, item: ProgramItem | None, rules: AdherenceRules
) -> RepetitionStatus:
    """Return the status of a repetition.

    On target exactly where `analysis.verdicts.on_target` says so. Of several misses the one that harms most
    is told: too far, then shallow, then held too short.

    Parameters
    ----------
    repetition : Repetition
    one_set : ExerciseSet
        The set that it belongs to; a leg behind in a lunge is held against nothing.
    item : ProgramItem or None
        What is prescribed for the exercise and the leg; None: nothing.
    rules : AdherenceRules
    """
    reached = _reached(repetition, one_set, item, rules)
    if item is None or reached is None:
        return _unprescribed(repetition)
    if reached:
        return RepetitionStatus.ON_TARGET
    if above_ceiling(item, repetition):
        return RepetitionStatus.TOO_FAR
    if short_of_target(item, repetition, rules):
        return RepetitionStatus.SHALLOW
    return RepetitionStatus.HELD_TOO_SHORT


def _reached(
    repetition: Repetition, one_set: ExerciseSet, item: ProgramItem | None, rules: AdherenceRules
) -> bool | None:
    if item is None or one_set.role == "rear":
        return None
    return on_target(item, repetition, rules)


def in_doubt(repetition: Repetition) -> bool:
    """Return whether a flag puts the repetition or its measures in doubt."""
    return any(flag in DOUBTFUL_FLAGS for flag in repetition.flags)


def _unprescribed(repetition: Repetition) -> RepetitionStatus:
    if in_doubt(repetition):
        return RepetitionStatus.DOUBTFUL
    return RepetitionStatus.SHALLOW if "shallow" in repetition.flags else RepetitionStatus.COUNTED
