"""A repetition in words and numbers: status, flags, and measures beside the set's and the dose."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.prescription import ProgramItem
from analysis.repetition_status import RepetitionStatus
from analysis.results import FLAGS, Repetition
from analysis.verdicts import measured_deg
from dashboard.components.palette import STATUS_LOOKS
from dashboard.review.chart_data import RepetitionAt
from dashboard.wording import MISSING, number

if TYPE_CHECKING:
    import pandas as pd

LIVE_DEG, LIVE_S = 3.0, 0.3
"""Peak and hold as seen live are told when they differ by more from what hindsight measured."""


NUMBER_FORMATS = {
    "Peak": "%.0f°", "Range": "%.0f°", "Hold": "%.1f s", "Out": "%.1f s", "Back": "%.1f s",
    "Smoothness": "%.2f", "Out of plane": "%.0f°",
}  # fmt: skip
"""How the columns of `repetition_table` are written."""


SHOWN = "\u25b6"
"""Marks the repetition that is shown."""


class Measure(NamedTuple):
    """One measure: its name, this repetition's, the set's median, what is prescribed; words, with units."""

    name: str
    here: str
    usual: str
    prescribed: str = ""


def status_words(one: RepetitionAt, rules: AdherenceRules | None = None) -> str:
    """Return the status with its reason, such as ``shallow: 52°, prescribed 60° (on target from 55°)``."""
    rules = rules or load_rules()
    look, item, rep = STATUS_LOOKS[one.status], one.set.item, one.repetition
    if not one.set.countable:
        return f"{look.word}: this set cannot be counted"
    if one.status is RepetitionStatus.COUNTED and item is not None:
        return f"counted; {_why_not_compared(one, item)}"
    reason = None if item is None else _reason(one.status, item, rep, rules)
    return f"{look.word}: {reason}" if reason else look.word


def _why_not_compared(one: RepetitionAt, item: ProgramItem) -> str:
    if one.set.set.role == "rear":
        return "seen from the rear leg, whose range cannot be compared"
    if (item.target_deg, item.max_angle_deg, item.hold_s) == (None, None, None):
        return "no angle and no hold is prescribed"
    return "what is prescribed could not be measured"


def _reason(
    status: RepetitionStatus, item: ProgramItem, rep: Repetition, rules: AdherenceRules
) -> str | None:
    found = number(measured_deg(item, rep))
    if status is RepetitionStatus.SHALLOW and item.target_deg is not None:
        least = item.target_deg - rules.target_tolerance_deg
        return f"{found}°, prescribed {item.target_deg:g}° (on target from {least:g}°)"
    if status is RepetitionStatus.TOO_FAR:
        return f"{found}°, at most {item.max_angle_deg:g}° allowed"
    if status is RepetitionStatus.HELD_TOO_SHORT and item.hold_s is not None:
        least_s = number(rules.hold_share * item.hold_s, 1)
        return f"{number(rep.hold_s, 1)} s, prescribed {item.hold_s:g} s (on target from {least_s} s)"
    return None


def flag_words(rep: Repetition) -> tuple[str, ...]:
    """Return what is remarkable about a repetition, a clause each."""
    return tuple(FLAGS.get(flag, flag) for flag in rep.flags)


def live_words(rep: Repetition) -> str:
    """Return what was seen otherwise live, empty where hindsight agrees."""
    live = rep.live
    if live is None:
        return ""
    parts = []
    if abs(live.peak_angle_deg - rep.peak_angle_deg) > LIVE_DEG:
        parts.append(f"peak {number(live.peak_angle_deg)}°")
    if abs(live.hold_s - rep.hold_s) > LIVE_S:
        parts.append(f"hold {number(live.hold_s, 1)} s")
    return f"Seen live as {', '.join(parts)}; measured again afterwards, more exactly." if parts else ""


def measures(one: RepetitionAt) -> Iterator[Measure]:
    """Yield the measures of a repetition beside the medians of its set and what is prescribed."""
    rep, usual, item = one.repetition, one.set.set.metrics, one.set.item
    target = _target(item)
    by_range = item is not None and item.measure == "range"
    yield Measure("Peak", _deg(rep.peak_angle_deg), _deg(usual.peak_angle_deg), "" if by_range else target)
    yield Measure("Range", _deg(rep.range_deg), _deg(usual.range_deg), target if by_range else "")
    for name, here, median, wanted in (
        ("Hold", rep.hold_s, usual.hold_s, item and item.hold_s),
        ("Out", rep.up_s, usual.up_s, item and item.up_s),
        ("Back", rep.down_s, usual.down_s, item and item.down_s),
    ):
        yield Measure(name, _s(here), _s(median), "" if wanted is None else f"{wanted:g} s")
    yield Measure("Smoothness", number(rep.smoothness, 2), number(usual.smoothness, 2))
    yield Measure("Out of plane", _deg(rep.out_of_plane_deg), _deg(usual.out_of_plane_deg))


def repetition_table(found: Sequence[RepetitionAt], *, shown: int) -> "pd.DataFrame":
    """Return a row for each repetition, numbers as numbers so that they can be sorted, and mark one."""
    import pandas as pd

    return pd.DataFrame(
        {
            "Shown": [SHOWN if at == shown else "" for at in range(len(found))],
            "Repetition": [one.nth + 1 for one in found],
            "Status": [STATUS_LOOKS[one.status].told for one in found],
            "Peak": [one.repetition.peak_angle_deg for one in found],
            "Range": [one.repetition.range_deg for one in found],
            "Hold": [one.repetition.hold_s for one in found],
            "Out": [one.repetition.up_s for one in found],
            "Back": [one.repetition.down_s for one in found],
            "Smoothness": [one.repetition.smoothness for one in found],
            "Out of plane": [one.repetition.out_of_plane_deg for one in found],
            "Remarks": ["; ".join(flag_words(one.repetition)) for one in found],
        }
    )


def _target(item: ProgramItem | None) -> str:
    if item is None:
        return ""
    parts = [] if item.target_deg is None else [f"{item.target_deg:g}°"]
    if item.max_angle_deg is not None:
        parts.append(f"at most {item.max_angle_deg:g}°")
    return ", ".join(parts)


def _deg(value: float) -> str:
    return f"{number(value)}°" if math.isfinite(value) else MISSING


def _s(value: float) -> str:
    return f"{number(value, 1)} s" if math.isfinite(value) else MISSING
