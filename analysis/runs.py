"""Swings that follow one another and resemble each other, told apart from what lies between sets."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from analysis.candidates import Candidate
from analysis.exercises import load_everyday
from analysis.movements import Movement
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.swings import FEWEST_SWINGS, SEARCH

OTHER_PIVOT_M = 0.2
"""Neighbouring swings whose axes lie further apart than this are of different exercises."""

SHORTEST_PAUSE_S = 5.0
PAUSE_OF_CYCLE = 3.0
"""A set ends with a pause this many times longer than the usual cycle, if longer than the first; a pause
between sets ends it in any case."""

ALIKE_SHARE = 0.45
"""Swings less than 12 s apart, each at least 45 % of the usual size, make a set."""

ALONE_SHARE = 0.3
"""A single movement is a set when it fills this share of its recording: it was recorded for its sake
(UTD-MHAD: squats and lunges of 2-3 s in recordings of 3-5 s)."""

WIDTHS_ALIKE = 4.0
"""Movements of one set last alike, within this factor: a sit-down is not of one set with a bend."""

HEADINGS_ALIKE_DEG = 30.0
"""And go the same way within this: who sits up or rolls over turns the thigh across the plane of the exercise
as well (by 40 deg in simulation; repetitions differ by less than 20: PTX, MEx, UTD-MHAD, CMU-MBL)."""


def runs_of(swings: Sequence[Movement], length_s: float) -> Iterator[tuple[Movement, ...]]:
    """Yield runs of swings that resemble each other, of a recording that lasts ``length_s``."""
    swings = _without_bumps(swings)
    runs: list[list[Movement]] = [[]]
    usual_s = usual_cycle_s(swings)
    for one in swings:
        if runs[-1] and _apart(runs[-1][-1].candidate, one.candidate, usual_s):
            runs.append([])
        runs[-1].append(one)
    for run in runs:
        if len(run) >= FEWEST_SWINGS:
            usual = float(np.percentile([one.size_deg for one in run], 75))
            width_s = median(one.width_s for one in run)
            heading_deg = median(one.heading_deg for one in run)
            alike = tuple(
                one
                for one in run
                if one.size_deg >= ALIKE_SHARE * usual
                and width_s / WIDTHS_ALIKE <= one.width_s <= width_s * WIDTHS_ALIKE
                and abs(one.heading_deg - heading_deg) <= HEADINGS_ALIKE_DEG
            )
            if len(alike) >= FEWEST_SWINGS:
                yield alike
    least = SEARCH.relative_range * max((one.size_deg for one in swings), default=0.0)
    large = tuple(one for one in swings if one.size_deg >= least)
    if len(large) == 1 and large[0].end_s - large[0].start_s >= ALONE_SHARE * length_s:
        yield large


def _without_bumps(swings: Sequence[Movement]) -> list[Movement]:
    """Return swings without those much smaller than both neighbours: a foot taken back from a step."""
    sizes = [one.size_deg for one in swings]
    beside = zip([0.0, *sizes], [*sizes[1:], 0.0], strict=False)
    least = [SEARCH.relative_range * min(before, after) for before, after in beside]
    return [one for one, size, small in zip(swings, sizes, least, strict=False) if size >= small]


def usual_cycle_s(swings: Sequence[Movement]) -> float:
    """Return the usual time from one swing to the next, pauses between sets left out."""
    cycles = [b.candidate.peak_s - a.candidate.peak_s for a, b in pairwise(swings)]
    return median([one for one in cycles if one < 2.0 * REST_BETWEEN_SETS_S] or [REST_BETWEEN_SETS_S])


def _apart(earlier: Candidate, later: Candidate, usual_s: float) -> bool:
    """Return whether a set ends between two swings."""
    one, other = earlier.features, later.features
    told = min(one.pivot_evidence, other.pivot_evidence) >= load_everyday().pivot_evidence
    pause_s = min(REST_BETWEEN_SETS_S, max(SHORTEST_PAUSE_S, PAUSE_OF_CYCLE * usual_s))
    return later.rise_s - earlier.announced_s > pause_s or (
        told and abs(one.pivot_m - other.pivot_m) > OTHER_PIVOT_M
    )
