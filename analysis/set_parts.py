"""Where one set ends and another begins among movements that follow one another."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from analysis.movements import Movement
from analysis.stillness import SHORTEST_STILL_S
from analysis.swing_groups import Group
from analysis.swings import FEWEST_SWINGS
from analysis.traits import Traits

CALIBRATION_LIFTS = 3
CALIBRATION_PAUSE = 1.3
"""The first three movements of a recording at most, followed by a pause this many times longer than usual,
in which the leg rests (a calibration ends with a rest), are the knee lifts of a calibration."""

SIZE_RATIO, WIDTH_RATIO = 1.13, 1.28
HEADING_DEG, PIVOT_M = 10.0, 0.05
"""Usual differences between repetitions of one set, in one direction: of size and duration as factors (6 and
12 % either way in sets of healthy people, PTX, UTD-MHAD), of direction, and of where the thigh seems to turn
(UTD-MHAD squats and lifts: standard deviation 0.04 m)."""

UNLIKE = 3.0
"""Movements are of two kinds when they differ by more than so many usual differences, all taken together."""

OTHERWISE_NAMED = 2.0
"""Where their names differ as well, so many will do."""

LONGER_PAUSE = 1.5
MOST_STRAYS = 2
"""Up to so many first or last movements of another kind, separated by a pause this many times longer than
usual, are not of the set: who sits down after his squats."""


def difference(one: Traits, other: Traits) -> float:
    """Return how far two movements, or sets, differ, in usual differences, as far as is known."""
    parts = (
        math.log(one.size_deg / other.size_deg) / math.log(SIZE_RATIO),
        math.log(one.width_s / other.width_s) / math.log(WIDTH_RATIO),
        (one.heading_deg - other.heading_deg) / HEADING_DEG,
        (one.along_m - other.along_m) / PIVOT_M,
        (one.across_m - other.across_m) / PIVOT_M,
    )
    return math.sqrt(sum(part * part for part in parts if not math.isnan(part)))


def without_calibration(group: Group) -> Group:
    """Return a recording's first group without the knee lifts of a calibration."""
    movements = [one.candidate for one in group.movements]
    pauses = [later.rise_s - earlier.announced_s for earlier, later in pairwise(movements)]
    for count in range(1, min(CALIBRATION_LIFTS, len(pauses) - FEWEST_SWINGS + 1) + 1):
        rested = _pause_s(*group.movements[count - 1 : count + 1]) >= SHORTEST_STILL_S
        if rested and pauses[count - 1] > CALIBRATION_PAUSE * median(pauses[count:]):
            return replace(group, movements=group.movements[count:])
    return group


def few(group: Group) -> bool:
    """Return whether a group has no more movements than a calibration."""
    return len(group.movements) <= CALIBRATION_LIFTS


def without_strays(group: Group) -> Group:
    """Return a group without first or last movements that are of another kind and stand apart."""
    kept = list(group.movements)
    for _ in range(2):
        kept = _without_last(kept)[::-1]
    return group if len(kept) == len(group.movements) else replace(group, movements=tuple(kept))


def _without_last(movements: list[Movement]) -> list[Movement]:
    """Return movements, in time order or against it, without the last ones that do not belong to them."""
    for count in range(1, min(MOST_STRAYS, len(movements) - FEWEST_SWINGS) + 1):
        kept, strays = movements[:-count], movements[-count:]
        usual_s = median(_pause_s(a, b) for a, b in pairwise(kept))
        apart = _pause_s(kept[-1], strays[0]) > LONGER_PAUSE * usual_s
        if apart and all(difference(Traits.of(strays), Traits.of(run)) > UNLIKE for run in (kept, kept[-1:])):
            return kept
    return movements


def _pause_s(one: Movement, other: Movement) -> float:
    """Return the rest between two movements, whichever comes first."""
    first, second = sorted((one, other), key=lambda each: each.start_s)
    return second.start_s - first.end_s


def runs_by_name(movements: Sequence[Movement], names: Sequence[str | None]) -> list[list[Movement]]:
    """Return movements cut where both their names and what they look like change.

    Between two names a single movement may lie on either side of a limit: what does not differ is one run.
    """
    runs: list[tuple[str | None, list[Movement]]] = []
    for name, one in zip(names, movements, strict=True):
        if not runs or runs[-1][0] != name:
            runs.append((name, []))
        runs[-1][1].append(one)
    found = [run for _, run in runs]
    while len(found) > 1:
        traits = [Traits.of(run) for run in found]
        apart = [difference(a, b) for a, b in pairwise(traits)]
        nearest = min(range(len(apart)), key=apart.__getitem__)
        if apart[nearest] > OTHERWISE_NAMED:
            break
        found[nearest : nearest + 2] = [found[nearest] + found[nearest + 1]]
    return found
