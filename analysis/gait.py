"""Steps of a walk: what comes before and after a movement tells whether it was one.

A swing looks like a step by itself (see `analysis.steps.looks_like_step`), by the step that follows it,
or because several steps lie around it. All of this is known within seconds: until then a repetition is
provisional.
"""

from bisect import bisect_left, bisect_right, insort
from dataclasses import replace

import numpy as np

from analysis.candidates import Candidate
from analysis.exercises import Everyday, Rules
from analysis.features import SwingFeatures
from analysis.steps import NO_REST_S, about_knee, looks_like_step

WALKED_ON = "no way back: walking in another posture"

PEDAL_STROKES = 3
"""So many swings in a row that do not come back to standing are turns of pedals: one more than steps, which
are felt as foot falls, too. Marching lifts come back to 0-0.2 of their peak (UTD-MHAD), pedals to 0.3
(simulation)."""

MARCH_S = 3.0
"""From lift to lift a march takes less (UTD-MHAD: 0.9-1.3; a frail person's 2.5 [J])."""


class Gait:
    """The steps of the last seconds.

    Parameters
    ----------
    rules : Rules
        Of the exercise, for this leg's role.
    everyday : Everyday
        What steps look like.
    """

    def __init__(self, rules: Rules, everyday: Everyday) -> None:
        self._rules, self._everyday = rules, everyday
        self._steps: list[tuple[float, float]] = []
        self._lifts: list[tuple[float, float]] = []
        self._stooped = self._rolled = 0

    def step(self, peak_s: float, known_s: float) -> None:
        """Take note of a step, and of when it was known to be one."""
        insort(self._steps, (peak_s, known_s))

    def saw(self, one: Candidate) -> None:
        """Take note of a movement in the order of their tops, a step or what may be a repetition."""
        if one.step_like:
            self.step(one.peak_s, one.announced_s)
        elif not one.unfit:
            self._lifts.append((one.peak_s, one.announced_s))

    def alone(self, one: Candidate, known_by_s: float) -> bool:
        """Return whether a lift as low and quick as in a march has none beside it: a foot was moved.

        Parameters
        ----------
        one : Candidate
        known_by_s : float
            Lifts that were announced later are not looked at.
        """
        swing, rules = one.features, self._rules
        quick = swing.width_s < 0.5 * rules.fast_below and not one.gap
        if rules.turns_about != "hip" or not quick or swing.height_deg >= self._everyday.careful_step:
            return False
        a = bisect_left(self._lifts, (one.peak_s - MARCH_S, -np.inf))
        b = bisect_right(self._lifts, (one.peak_s + MARCH_S, np.inf))
        near = ((peak_s, known_s) for peak_s, known_s in self._lifts[a:b] if peak_s != one.peak_s)
        return not any(known_s <= known_by_s for _, known_s in near)

    def was_step(self, last: SwingFeatures, new: SwingFeatures) -> bool:
        """Return whether a swing was a step, as told by the step after it: they share rhythm and stance."""
        by_next = replace(last, valley_deg=new.valley_deg, period_s=new.period_s)
        return looks_like_step(by_next, self._rules, self._everyday)

    def walks_on(self, new: SwingFeatures) -> bool:
        """Return whether, with this swing, so many steps make a walk in which the leg does not come back.

        Then none of them is a repetition, nor is the movement that they began with: that was a change of
        posture. A walk whose zero was taken in a seat looks like that, and so do pedals, without foot falls.
        """
        everyday = self._everyday
        flexed = self.stays_flexed(new) and new.period_s < NO_REST_S
        self._stooped = self._stooped + 1 if flexed and new.shaken_g > everyday.foot_fall else 0
        # Who stops pedalling has begun that stroke as the others.
        rolled = flexed and self._rolled >= PEDAL_STROKES
        self._rolled = self._rolled + 1 if flexed and self._rolls(new) else 0
        rolled |= self._rolled >= PEDAL_STROKES
        return self._rules.gait_gate and (rolled or self._stooped >= self.walk_steps)

    def _rolls(self, swing: SwingFeatures) -> bool:
        """Return whether a swing about the hip was as even as on pedals, without a stop at either end."""
        everyday = self._everyday
        even = swing.width_s > everyday.swing_share * swing.period_s
        return even and swing.hold_s < everyday.longest_stop and not about_knee(swing, everyday)

    def stays_flexed(self, swing: SwingFeatures) -> bool:
        """Return whether the leg had not come back before a swing."""
        return swing.zero_known and swing.valley_deg > self._everyday.stays_flexed * swing.peak_deg

    @property
    def walk_steps(self) -> int:
        """So many steps make a walk."""
        return int(self._everyday.walk_steps)

    def walks(self, peak_s: float, known_by_s: float) -> bool:
        """Return whether somebody walked around a moment, as far as that was known at another."""
        window_s = self._everyday.walk_window
        a = bisect_left(self._steps, (peak_s - window_s, -np.inf))
        b = bisect_right(self._steps, (peak_s + window_s, np.inf))
        return sum(known_s <= known_by_s for _, known_s in self._steps[a:b]) >= self.walk_steps

    def forget_before(self, time_s: float) -> None:
        """Drop the steps before a moment."""
        self._steps = self._steps[bisect_left(self._steps, (time_s, -np.inf)) :]
        self._lifts = self._lifts[bisect_left(self._lifts, (time_s, -np.inf)) :]
