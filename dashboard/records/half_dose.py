"""Half the dose: what is asked for on the first training day after a flare."""

import math
from dataclasses import replace

from analysis.prescription import Program, ProgramItem

HALF_DOSE = "half_dose"
"""Name of the answer, kept with those to the safety check: whether half the dose was asked for that day."""


def halved(program: Program, share: float) -> Program:
    """Return a program that asks for a share of the repetitions; timers, holds and angles stay.

    Parameters
    ----------
    program : Program
    share : float
        Of the dose, see ``flare_dose_share`` in ``adherence_rules.toml``.
    """
    return replace(program, items=tuple(_less(item, share) for item in program.items))


def _less(item: ProgramItem, share: float) -> ProgramItem:
    """Return as many repetitions as fit into the share, in as many sets as that allows; at least one."""
    most = max(1, math.floor(share * item.total))
    fits = [(sets, min(item.repetitions, most // sets)) for sets in range(1, item.sets + 1)]
    sets, repetitions = max(fits, key=lambda one: (one[0] * one[1], one[0]))
    cap = item.daily_cap if item.daily_cap is None else max(1, math.floor(share * item.daily_cap))
    top = item.repetitions_max if item.repetitions_max is None else repetitions
    return replace(item, sets=sets, repetitions=repetitions, repetitions_max=top, daily_cap=cap)
