"""Repetitions from the thigh angle: streaming, causal, the same in chunks of any size.

A swing of the angle (see `analysis.turning_points`) becomes a repetition when the rules of its exercise hold.
It is announced at half return, may be merged or withdrawn for `SETTLE_S`, and is final after that: only then
is it known whether it was a step of a walk.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.exercises import Gait, Rules
from analysis.metrics import Measures, hold_level_deg, hold_span_s, measure_swing
from analysis.thigh_angle import AngleBlock
from analysis.track import Track
from analysis.turning_points import Swing, TurningPoints

FloatArray = NDArray[np.float64]

SETTLE_S = 4.0
"""An announced repetition is final after this time: what could merge with it or unmask it has passed."""

LONGEST_BRIDGED_GAP_S = 10.0
"""After a longer gap the movement under way is forgotten (CMU-MBL step-ups: gaps of up to 9 s between)."""

UNSEEN_FALL_SHARE = 0.5
"""A return that lies in a gap by more than this share of the swing was not seen."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A swing on its way to become a repetition; angles in the exercise's own direction.

    Attributes
    ----------
    from_s : float
        Half return of the swing before it: nothing of this one lies earlier.
    rise_s, peak_s, announced_s : float
        Half way up, turning point, half return.
    peak_deg, valley_deg : float
        Smooth angle at the turning point and at its lowest before.
    step_like : bool
        Looks like a step.
    unfit : str
        Why it is no repetition, in words; empty when it is one.
    gap : bool
        Samples are missing within it.
    humps : int
        How many swings were merged into it.
    """

    from_s: float
    rise_s: float
    peak_s: float
    announced_s: float
    peak_deg: float
    valley_deg: float
    step_like: bool
    unfit: str
    gap: bool
    humps: int = 1


@dataclass(frozen=True, slots=True)
class _Jump:
    """A long gap: position of the first sample after it and the jump of the angle across it."""

    position: int
    rise_deg: float


class RepetitionDetector:
    """Find the repetitions of one exercise in a stream of thigh angles.

    Parameters
    ----------
    rules : Rules
        Of the exercise, for this leg's role.
    gait : Gait
        What a step looks like.
    floor_deg : float or None
        How far from the start pose the turning point must lie; None when no start pose is known.
    delay_s : float
        By how much the smooth angle lags.
    """

    def __init__(self, rules: Rules, gait: Gait, *, floor_deg: float | None, delay_s: float) -> None:
        self._rules, self._gait = rules, gait
        self._floor_deg, self._delay_s = floor_deg, delay_s
        self._points = TurningPoints(rules.smallest_range, rules.relative_range, rules.return_share)
        self._track = Track(columns=3)
        self._jumps: list[_Jump] = []
        self._open: list[Candidate] = []
        self._steps: list[tuple[float, float]] = []
        self._last_announced_s = -np.inf
        self.settled: list[tuple[Candidate, Measures]] = []
        """Final repetitions with their live measures, in time order."""
        self.rejected: list[Candidate] = []
        """Swings that turned out to be no repetition, in time order."""

    def push(self, block: AngleBlock) -> None:
        """Take further samples into account."""
        restarts = {int(i) for i in block.restarts}
        for a, b in pairwise(sorted({0, *restarts, len(block.time_s)})):
            self._push_stretch(block, slice(a, b), after_gap=a in restarts)
        self._settle(ended=False)
        self._forget()

    def finish(self) -> None:
        """Settle what is open: the stream has ended."""
        self._settle(ended=True)

    def provisional(self) -> list[tuple[Candidate, Measures]]:
        """Return repetitions that are announced but not final, in time order."""
        fit = [one for one in self._open if self._is_repetition(one, self._track.last_time_s)]
        return [(one, self._measure(one)) for one in fit]

    @property
    def under_way(self) -> tuple[float, float, float] | None:
        """Valley angle, highest angle so far and hold so far of the movement under way, or None."""
        rising = self._points.rising
        if rising is None:
            return None
        time_s, smooth, _ = self._track.part(rising.valley, self._track.end)
        level = hold_level_deg(rising.peak_value, rising.peak_value - rising.valley_value)
        if not len(smooth) or smooth[-1] < level:
            return rising.valley_value, rising.peak_value, 0.0
        return rising.valley_value, rising.peak_value, hold_span_s(time_s, smooth, level)

    def _push_stretch(self, block: AngleBlock, part: slice, *, after_gap: bool) -> None:
        smooth = self._rules.sign * block.smooth_deg[part]
        if after_gap and self._track.end:
            last_s, last_deg, _ = self._track.part(self._track.end - 1, self._track.end)[:, 0]
            self._jumps.append(_Jump(self._track.end, float(smooth[0] - last_deg)))
            if block.time_s[part.start] - last_s > LONGEST_BRIDGED_GAP_S:
                self._points.start_afresh()
        self._track.append(block.time_s[part], smooth, block.shake_g[part])
        for swing in self._points.push(smooth):
            candidate = self._judge(swing)
            if candidate.step_like:
                self._steps.append((candidate.peak_s, candidate.announced_s))
            self._merge_or_append(candidate)
            self._last_announced_s = candidate.announced_s

    def _merge_or_append(self, new: Candidate) -> None:
        last = self._open[-1] if self._open else None
        mergeable = (
            last is not None
            and last.humps == 1
            and not (last.unfit or new.unfit)
            and new.peak_s - last.peak_s < self._rules.merge_within
        )
        if last is None or not mergeable:
            self._open.append(new)
            return
        higher = max(last, new, key=lambda one: one.peak_deg)
        self._open[-1] = replace(
            last,
            peak_s=higher.peak_s,
            peak_deg=higher.peak_deg,
            announced_s=new.announced_s,
            step_like=last.step_like and new.step_like,
            gap=last.gap or new.gap,
            humps=2,
        )

    def _judge(self, swing: Swing) -> Candidate:
        earliest_s = float(self._track.part(swing.peak, swing.peak + 1)[0, 0]) - self._rules.longest
        first = max(swing.valley, self._track.position_at(earliest_s))
        time_s, smooth, shake = self._track.part(first, swing.announced + 1)
        peak = swing.peak - first
        below = np.flatnonzero(smooth[: peak + 1] < swing.peak_value - 0.5 * swing.size)
        rise = int(below[-1]) + 1 if len(below) else 0
        width_s = float(time_s[-1] - time_s[rise])
        hold_s = hold_span_s(time_s, smooth, hold_level_deg(swing.peak_value, swing.size))
        shaken_g = float(np.sqrt(np.mean(shake[rise:] ** 2)))
        jumps = [jump for jump in self._jumps if swing.valley < jump.position <= swing.announced]
        return Candidate(
            from_s=max(self._last_announced_s, float(time_s[0])),
            rise_s=float(time_s[rise]),
            peak_s=float(time_s[peak]),
            announced_s=float(time_s[-1]),
            peak_deg=swing.peak_value,
            valley_deg=swing.valley_value,
            step_like=self._rules.gait_gate and self._looks_like_step(swing, width_s, hold_s, shaken_g),
            unfit=self._unfit(swing, width_s, jumps),
            gap=bool(jumps),
        )

    def _unfit(self, swing: Swing, width_s: float, jumps: list[_Jump]) -> str:
        unseen_up = sum(max(jump.rise_deg, 0.0) for jump in jumps if jump.position <= swing.peak)
        unseen_down = sum(max(-jump.rise_deg, 0.0) for jump in jumps if jump.position > swing.peak)
        # Half height to half height is half of a smooth out-and-back without a hold.
        if width_s < 0.5 * self._rules.shortest:
            return "too quick"
        if width_s > self._rules.longest:
            return "too slow"
        if self._floor_deg is not None and swing.peak_value < self._floor_deg:
            return "too low"
        if (
            swing.size - unseen_up < self._rules.smallest_range
            or unseen_down > UNSEEN_FALL_SHARE * swing.size
        ):
            return "not seen"
        return ""

    def _looks_like_step(self, swing: Swing, width_s: float, hold_s: float, shaken_g: float) -> bool:
        gait = self._gait
        behind = self._floor_deg is not None and swing.valley_value < -gait.behind_body
        return (
            width_s < 0.5 * gait.longest_step
            and swing.peak_value < gait.highest_step
            and hold_s < gait.longest_stop
            and (shaken_g > gait.foot_strike or behind)
        )

    def _is_repetition(self, one: Candidate, now_s: float) -> bool:
        if one.unfit or one.step_like:
            return False
        gait = self._gait
        if not self._rules.gait_gate or one.peak_deg >= gait.highest_step:
            return True
        known_by_s = min(now_s, one.announced_s + SETTLE_S)
        a = bisect_left(self._steps, (one.peak_s - gait.walk_window, -np.inf))
        b = bisect_right(self._steps, (one.peak_s + gait.walk_window, np.inf))
        steps = sum(announced_s <= known_by_s for _, announced_s in self._steps[a:b])
        return steps < gait.walk_steps

    def _settle(self, *, ended: bool) -> None:
        if not self._open:
            return
        now_s = self._track.last_time_s
        while self._open and (ended or now_s >= self._open[0].announced_s + SETTLE_S):
            one = self._open.pop(0)
            if self._is_repetition(one, now_s):
                self.settled.append((one, self._measure(one)))
            else:
                self.rejected.append(one)

    def _measure(self, one: Candidate) -> Measures:
        a = self._track.position_at(one.from_s)
        b = self._track.position_at(one.announced_s + SETTLE_S)
        time_s, smooth, _ = self._track.part(a, b)
        peak = self._track.position_at(one.peak_s) - max(a, self._track.first)
        return measure_swing(time_s - self._delay_s, smooth, peak)

    def _forget(self) -> None:
        oldest_s = min([self._track.last_time_s, *(one.from_s for one in self._open)])
        self._track.forget_before(oldest_s - 2.0 * self._rules.longest - SETTLE_S)
        self._jumps = [jump for jump in self._jumps if jump.position > self._points.oldest]
        self._steps = self._steps[bisect_left(self._steps, (oldest_s - 2.0 * self._rules.longest, -np.inf)) :]
