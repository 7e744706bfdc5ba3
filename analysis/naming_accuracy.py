"""How well exercises are recognised: names given against what was done."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

ALIKE = (frozenset({"squat", "sit_to_stand"}), frozenset({"march", "leg_lift"}))
"""Exercises that look the same to a thigh sensor: sitting down is a squat onto a chair, a march is quick leg
lifts. One told as the other is right, and is reported as such; the reason says that they look the same."""


@dataclass(frozen=True, slots=True)
class NamingCase:
    """What a set of one exercise, analysed without being told which, was called.

    Attributes
    ----------
    file, exercise : str
    named : tuple of str
        Names of the sets that were found there, in their order; empty: none.
    person : str
        Who it was; empty when it is not known.
    """

    file: str
    exercise: str
    named: tuple[str, ...]
    person: str = ""

    @property
    def verdict(self) -> str:
        """``right``, ``alike`` (only its like was named), ``wrong`` or ``unnamed``."""
        if not self.named:
            return "unnamed"
        if set(self.named) == {self.exercise}:
            return "right"
        same = next((each for each in ALIKE if self.exercise in each), frozenset({self.exercise}))
        return "alike" if set(self.named) <= same else "wrong"


@dataclass(frozen=True, slots=True)
class NamingAccuracy:
    """How well one exercise was recognised.

    Attributes
    ----------
    exercise : str
    sets : int
    right, alike, wrong, unnamed : int
        What they were called; see `NamingCase.verdict`.
    right_share : float
        Called right, or by the name of the like; NaN when there are none.
    """

    exercise: str
    sets: int
    right: int
    alike: int
    wrong: int
    unnamed: int
    right_share: float


def naming_accuracy(cases: Iterable[NamingCase], exercise: str) -> NamingAccuracy:
    """Summarise what some sets were called."""
    verdicts = [case.verdict for case in cases]
    counts = {name: verdicts.count(name) for name in ("right", "alike", "wrong", "unnamed")}
    share = (counts["right"] + counts["alike"]) / len(verdicts) if verdicts else math.nan
    return NamingAccuracy(exercise, len(verdicts), **counts, right_share=share)


def naming_accuracies(cases: Iterable[NamingCase]) -> tuple[NamingAccuracy, ...]:
    """Summarise what the sets of each exercise were called, in alphabetical order."""
    groups: dict[str, list[NamingCase]] = {}
    for case in cases:
        groups.setdefault(case.exercise, []).append(case)
    return tuple(naming_accuracy(groups[exercise], exercise) for exercise in sorted(groups))


@dataclass(frozen=True, slots=True)
class FalseSets:
    """Sets found in movement that is no exercise.

    Attributes
    ----------
    movement : str
        What was really done.
    recordings : int
    hours : float
    sets : int
    """

    movement: str
    recordings: int
    hours: float
    sets: int


def false_sets(cases: Iterable[tuple[str, float, int]]) -> tuple[FalseSets, ...]:
    """Summarise each kind of movement, in alphabetical order.

    Parameters
    ----------
    cases : iterable of (movement, duration in s, sets found)
    """
    groups: dict[str, list[tuple[float, int]]] = {}
    for movement, duration_s, sets in cases:
        groups.setdefault(movement, []).append((duration_s, sets))
    return tuple(
        FalseSets(name, len(group), sum(one[0] for one in group) / 3600.0, sum(one[1] for one in group))
        for name, group in sorted(groups.items())
    )
