"""Humps that are one movement: two tops close in time, or further dips of a leg that was not back."""

from dataclasses import replace

from analysis.candidates import Candidate
from analysis.exercises import Everyday, Rules
from analysis.judgement import TOO_QUICK, looks_like_step, why_unfit

ANOTHER_DIP = "a further dip of the one before"

DIP_SHARE = 0.2
"""Between the dips of a rear lunge the thigh stays further from its start than this share of the way
(CMU-MBL: 0.33, between lunges below 0.08)."""

MOST_HUMPS = 4
"""A movement that dips twice shows up to so many humps where samples are missing: the angle jumps there."""

BRIEF_RETURN_SHARE = 0.5
"""Who is back, below half of the way, for less than this share of the shortest repetition was not back: the
hold wavered. (A smooth repetition is below for half of its time; MEx, PTX, BENCH-STS: 1.2 times the shortest
and more, a wavering tilt 0.2.) Steps may follow one another sooner: not where people walk."""


class Humps:
    """Tell whether a swing is a movement of its own, or goes on with the one before.

    Parameters
    ----------
    rules : Rules
        Of the exercise, for this leg's role.
    everyday : Everyday
        What steps look like.
    floor_deg : float or None
        As for `analysis.repetitions.RepetitionDetector`.
    zero_known : bool
        Whether angles count from a known start pose.
    """

    def __init__(
        self, rules: Rules, everyday: Everyday, floor_deg: float | None, *, zero_known: bool
    ) -> None:
        self._rules, self._everyday = rules, everyday
        self._floor_deg, self._zero_known = floor_deg, zero_known

    def joined(self, last: Candidate, new: Candidate, within_s: float) -> tuple[Candidate, bool]:
        """Return a swing as it stands beside the one before, and whether it took that one in.

        Parameters
        ----------
        last, new : Candidate
            In time order.
        within_s : float
            What was announced longer before ``new`` is final and takes nothing in.
        """
        wavers = self._wavers(last, new)
        continues = wavers or self._continues(last, new)
        mergeable = (
            (wavers or last.humps < (MOST_HUMPS if last.gap or new.gap else 2))
            and "too slow" not in (last.unfit, new.unfit)
            and (continues or new.peak_s - last.peak_s < self._rules.merge_within)
            and new.announced_s - last.announced_s < within_s
        )
        if mergeable:
            return self._merged(last, new), True
        further = continues and not last.unfit
        return replace(new, unfit=new.unfit or ANOTHER_DIP) if further else new, False

    def _wavers(self, last: Candidate, new: Candidate) -> bool:
        """Return whether the leg only wavered between two swings."""
        back_s = new.rise_s - last.announced_s
        brief = back_s < BRIEF_RETURN_SHARE * self._rules.shortest
        return brief and not (self._rules.gait_gate or last.gap or new.gap)

    def _continues(self, last: Candidate, new: Candidate) -> bool:
        """Return whether a movement that may dip twice goes on: the leg was not back in between."""
        valley_deg = last.features.valley_deg
        start_deg = max(valley_deg, 0.0) if self._zero_known else valley_deg
        left_deg = new.features.valley_deg - start_deg
        back = left_deg <= DIP_SHARE * max(last.features.size_deg, new.features.size_deg)
        # Alone, the first dip of a movement may be too quick for one.
        begun = last.unfit in ("", TOO_QUICK)
        return self._rules.merge_within > 0.0 and begun and not back

    def _merged(self, last: Candidate, new: Candidate) -> Candidate:
        higher = max(last, new, key=lambda one: one.features.peak_deg)
        features = replace(
            higher.features,
            valley_deg=last.features.valley_deg,
            width_s=new.announced_s - last.rise_s,
            period_s=last.features.period_s,
        )
        return replace(
            last,
            zero=higher.zero,
            peak_s=higher.peak_s,
            announced_s=new.announced_s,
            features=features,
            step_like=looks_like_step(features, self._rules, self._everyday),
            unfit=why_unfit(features, self._rules, self._everyday, self._floor_deg),
            gap=last.gap or new.gap,
            humps=last.humps + 1,
        )
