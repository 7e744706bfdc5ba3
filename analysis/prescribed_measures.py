"""The measures of an exercise and leg beside what is prescribed for them: range or peak, hold, tempo."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.adherence_rules import AdherenceRules, below
from analysis.comparison import Done
from analysis.prescription import ProgramItem


@dataclass(frozen=True, slots=True)
class PrescribedMeasure:
    """A median measure, and what is prescribed for it.

    Attributes
    ----------
    name : {"peak", "range", "hold", "lift", "lower"}
        The peak thigh angle or the range, the hold, the time before it and the time after it.
    unit : {"°", "s"}
    value : float
        Median over the repetitions; NaN when it was not taken.
    wanted : float or None
        What is prescribed, None when nothing is.
    least : float
        Below this it falls short; NaN when nothing is prescribed.
    """

    name: str
    unit: str
    value: float
    wanted: float | None
    least: float = math.nan

    @property
    def short(self) -> bool:
        """Whether it falls short; a measure that was not taken does not."""
        return below(self.value, self.least)

    @property
    def words(self) -> str:
        """The figures, such as ``1.2 s of 3 s``, or the measure alone when nothing is prescribed."""
        digits = 0 if self.unit == "°" else 1
        gap = "" if self.unit == "°" else " "
        text = f"{self.value:.{digits}f}{gap}{self.unit}"
        return text if self.wanted is None else f"{text} of {self.wanted:g}{gap}{self.unit}"


def prescribed_measures(
    item: ProgramItem, done: Done, rules: AdherenceRules
) -> tuple[PrescribedMeasure, ...]:
    """Return the measures of what was done, range or peak first.

    Parameters
    ----------
    item : ProgramItem
    done : Done
    rules : AdherenceRules
    """
    return (_way(item, done, rules), *_times(item, done, rules))


def _way(item: ProgramItem, done: Done, rules: AdherenceRules) -> PrescribedMeasure:
    """Return the peak where the angle is asked for and its zero is known, else the range."""
    name, value = "range", done.range_deg
    if item.measure == "angle" and math.isfinite(done.peak_angle_deg):
        name, value = "peak", done.peak_angle_deg
    least = math.nan if item.target_deg is None else item.target_deg - rules.target_tolerance_deg
    return PrescribedMeasure(name, "°", value, item.target_deg, least)


def _times(item: ProgramItem, done: Done, rules: AdherenceRules) -> Iterator[PrescribedMeasure]:
    for name, value, wanted, share in (
        ("hold", done.hold_s, item.hold_s, rules.hold_share),
        ("lift", done.up_s, item.up_s, rules.tempo_share),
        ("lower", done.down_s, item.down_s, rules.tempo_share),
    ):
        yield PrescribedMeasure(name, "s", value, wanted, math.nan if wanted is None else share * wanted)
