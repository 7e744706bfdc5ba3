"""Humps that are one movement: two tops close in time, or further dips of a leg that was not back."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.candidates import Candidate
from analysis.exercises import Everyday, Rules
from analysis.features import SwingFeatures
from analysis.judgement import TOO_QUICK, why_unfit
from analysis.stands import Stands
from analysis.steps import looks_like_step

FloatArray = NDArray[np.float64]

NEVER_STOOD = "out and back without standing: walking"
ANOTHER_DIP = "a further dip of the one before"

DIP_SHARE = 0.2
"""Between the dips of a rear lunge the thigh stays further from its start than this share of the way
(CMU-MBL: 0.33, between lunges below 0.08)."""

MOST_DIPS = 4
"""A leg goes out and back up to so many times between two stands (rear leg of a lunge, chain of limbs: back,
forward in two humps, back); who does so more often walks."""

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
        self,
        rules: Rules,
        everyday: Everyday,
        floor_deg: float | None,
        *,
        zero_known: bool,
        stands: Stands | None = None,
    ) -> None:
        self._rules, self._everyday = rules, everyday
        self._floor_deg, self._zero_known, self._stands = floor_deg, zero_known, stands

    def joined(self, last: Candidate, new: Candidate, within_s: float) -> tuple[Candidate, bool]:
        """Return a swing as it stands beside the one before, and whether it took that one in.

        Parameters
        ----------
        last, new : Candidate
            In time order.
        within_s : float
            What was announced longer before ``new`` is final and takes nothing in.
        """
        wavers, closes = self._wavers(last, new), self._closes(last, new)
        continues = wavers or closes or self._continues(last, new)
        near = new.peak_s - last.peak_s < self._rules.merge_within
        stood = self._stood(last, new)
        if stood is not None:
            near = False
            continues = wavers or not stood
            closes = not stood and new.announced_s - last.rise_s <= self._rules.longest
        mergeable = (
            (wavers or last.humps < (MOST_HUMPS if last.gap or new.gap else 2) or stood is False)
            and "too slow" not in (last.unfit, new.unfit)
            and (continues or near)
            and new.announced_s - last.announced_s < within_s
        )
        if mergeable:
            whole = self._merged(last, new)
            walks = stood is False and whole.humps > MOST_DIPS
            return replace(whole, unfit=NEVER_STOOD) if walks else whole, True
        if continues and not last.unfit:
            return replace(new, unfit=new.unfit or ANOTHER_DIP), False
        if closes and last.unfit == TOO_QUICK:  # its first hump alone was, and is final
            return self._judged(new, replace(new.features, width_s=new.announced_s - last.rise_s)), False
        return new, False

    def _stood(self, last: Candidate, new: Candidate) -> bool | None:
        """Return whether somebody stood again as before between two swings; None where that is not known.

        The leg behind goes out and back several times in one lunge, and either leg of a step-up.
        """
        if self._stands is None or last.gap or new.gap or last.unfit == "too slow":
            return None
        return self._stands.between(last.announced_s, new.rise_s)

    def dipped_again(self, one: Candidate, time_s: FloatArray, later_deg: FloatArray) -> Candidate:
        """Return a movement, too quick so far, as it is with a second dip that is too small for a swing.

        Who goes hardly further than the smallest range comes half way back between the dips.

        Parameters
        ----------
        one : Candidate
        time_s, later_deg : ndarray, shape (n,)
            The angle in the exercise's own direction, from its announcement on.
        """
        top_deg = one.turned * one.zero.angle_deg + one.features.peak_deg
        depth = (top_deg - later_deg) / one.features.size_deg
        home = (depth >= 1.0 - DIP_SHARE).nonzero()[0]
        depth = depth[: home[0] if len(home) else len(depth)]
        in_time = time_s[: len(depth)] - one.peak_s < self._rules.merge_within
        if not (depth[in_time] < 1.0 - self._rules.return_share - DIP_SHARE).any():
            return one
        last = int((depth < self._rules.return_share).nonzero()[0][-1])
        return self._judged(one, replace(one.features, width_s=float(time_s[last]) - one.rise_s))

    def may_dip_again(self, one: Candidate) -> bool:
        """Return whether `dipped_again` is to be asked."""
        return self._rules.merge_within > 0.0 and one.unfit == TOO_QUICK

    def _wavers(self, last: Candidate, new: Candidate) -> bool:
        """Return whether the leg only wavered between two swings."""
        back_s = new.rise_s - last.announced_s
        brief = back_s < BRIEF_RETURN_SHARE * self._rules.shortest
        return brief and not (self._rules.gait_gate or last.gap or new.gap)

    def _closes(self, last: Candidate, new: Candidate) -> bool:
        """Return whether a hump ends the movement that the one before it began, however long it was held.

        The axis that a hump begins about tells: who steps up swings the leg about the hip, and bends its knee
        on the way down where the other foot leaves first. The leg behind in a lunge goes back as the body
        goes forward over it, and again as the body is pushed back.
        """
        one, other, rules, everyday = last.features, new.features, self._rules, self._everyday
        begun = last.unfit in ("", TOO_QUICK) and last.humps == 1 and not (last.gap or new.gap)
        if not begun or new.announced_s - last.rise_s > rules.longest:
            return False
        least = min(one.pivot_evidence, other.pivot_evidence)
        if rules.closes_about == "knee":
            hip_first = one.lead_m < everyday.lunge_lead
            bent = other.lead_m - one.lead_m > everyday.closes_knee
            return least >= everyday.pivot_sure and hip_first and bent
        pushed_back = one.lead_m > 0.0 and other.lead_m < everyday.closes_hip
        return rules.closes_about == "hip" and least >= everyday.pivot_evidence and pushed_back

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
            lead_m=new.features.lead_m,
            # Who turns round goes on turning; a dip that goes aside comes back.
            turned_deg=min(last.features.turned_deg, new.features.turned_deg),
        )
        whole = replace(
            last,
            zero=higher.zero,
            turned=higher.turned,
            peak_s=higher.peak_s,
            announced_s=new.announced_s,
            gap=last.gap or new.gap,
            humps=last.humps + 1,
        )
        return self._judged(whole, features)

    def _judged(self, one: Candidate, features: SwingFeatures) -> Candidate:
        """Return a candidate that is judged by other features."""
        return replace(
            one,
            features=features,
            step_like=looks_like_step(features, self._rules, self._everyday),
            unfit=why_unfit(features, self._rules, self._everyday, self._floor_deg),
        )
