"""Repetitions from the thigh angle: streaming, causal, the same in chunks of any size.

A swing of the angle (see `analysis.turning_points`) becomes a repetition when the rules of its exercise hold.
It is announced at half return, may be merged or withdrawn for `SETTLE_S`, and is final after that: only then
is it known whether it was a step of a walk.
"""

import math
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.angle_block import AngleBlock
from analysis.calibration import Calibration
from analysis.candidates import Candidate, unjudged
from analysis.exercises import Everyday, Rules
from analysis.gait import WALKED_ON, Gait
from analysis.humps import Humps
from analysis.judgement import why_unfit
from analysis.leaving import beyond_start
from analysis.levels import LevelledTurningPoints
from analysis.metrics import Measures, measure_swing
from analysis.openings import Openings
from analysis.phase import Phase, phase_now
from analysis.rhythm import Rhythm
from analysis.sets import REST_BETWEEN_SETS_S
from analysis.standing_zero import IN_A_ROW, StandingZero, Zero
from analysis.stands import BODY_GOES, Stands
from analysis.steps import looks_like_step, too_high_for_step
from analysis.swing_features import SETTLING_S, Jump, from_behind, half_way_up, swing_features
from analysis.track import LIFT, OWN_ANGLE, Track
from analysis.tremor import Tremor
from analysis.turning_points import Swing, TurningPoints

FloatArray = NDArray[np.float64]

SETTLE_S = 4.0
"""An announced repetition is final after this time: what could merge with it or unmask it has passed."""

LONGEST_BRIDGED_GAP_S = 10.0
"""After a longer gap the movement under way is forgotten (CMU-MBL step-ups: gaps of up to 9 s between)."""

LIKE_A_STEP = "like a step"
LEFT_POSTURE = "on the way to another posture"

HALF_STROKE_S = 10.0
"""No leg takes longer from its rest to half height, or back: prescribed strokes take up to 3 s."""

FORGET_EVERY = 128
"""Samples that are no longer needed are looked for after so many new ones."""

LEAVING_S = 1.0
"""A stroke may begin this long before its lowest point: one of 4.5 s rises by less than sway in 0.5 s."""


class RepetitionDetector:
    """Find the repetitions of one exercise in a stream of thigh angles.

    Parameters
    ----------
    rules : Rules
        Of the exercise, for this leg's role.
    everyday : Everyday
        What steps and sitting down look like.
    calibration : Calibration
        The angles are relative to.
    floor_deg : float or None
        How far from the start pose the turning point must lie; None when no start pose is known.
    delay_s : float
        By how much the smooth angle lags.
    follow_rests : bool
        Whether angles count from the last rest, where that moved.
    in_posture : callable, optional
        Which rests these are, by their pose; by default those of a person who stands.
    """

    def __init__(
        self,
        rules: Rules,
        everyday: Everyday,
        calibration: Calibration,
        *,
        floor_deg: float | None,
        delay_s: float,
        follow_rests: bool = False,
        in_posture: Callable[[FloatArray], bool] | None = None,
    ) -> None:
        self._rules, self._everyday, self._calibration = rules, everyday, calibration
        self._follow_rests, self._zero = follow_rests, StandingZero(calibration, rules.sign, in_posture)
        self._floor_deg, self._delay_s = floor_deg, delay_s
        sizes = rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range
        memory = round(REST_BETWEEN_SETS_S * calibration.rate_hz)
        self._points: TurningPoints | LevelledTurningPoints = TurningPoints(*sizes, memory=memory)
        if in_posture is not None:
            self._points = LevelledTurningPoints(lambda: TurningPoints(*sizes, memory=memory))
        goes = BODY_GOES.get(rules.closes_about)
        self._track = Track(columns=LIFT + 1 if goes else LIFT)
        self._stands = Stands(self._track, delay_s, calibration, goes) if goes else None
        self._both_ways = rules.both_ways and calibration.zero_known
        self._forget_at = FORGET_EVERY
        self._jumps: list[Jump] = []
        self._open: list[Candidate] = []
        self._last: Candidate | None = None
        self._gait, self._rhythm, self._tremor = Gait(rules, everyday), Rhythm(everyday), Tremor()
        self._humps = Humps(
            rules, everyday, floor_deg, zero_known=calibration.zero_known, stands=self._stands
        )
        self._openings = Openings(self._track, rules)
        self._last_announced_s = self._last_peak_s = self._counted_s = -np.inf
        self.settled: list[tuple[Candidate, Measures]] = []
        """Final repetitions with their live measures, in time order."""
        self.uncounted: Counter[str] = Counter()
        """Movements that were no repetition, by why."""
        self.missed: deque[str] = deque(maxlen=2 * IN_A_ROW)
        """Why the last of those were none that came after the last repetition."""

    def push(self, block: AngleBlock) -> None:
        """Take further samples into account."""
        if self._follow_rests:
            for rest in block.rests:
                position = self._track.end + rest.position
                self._zero.rested(position, float(block.time_s[rest.position]), rest.up)
        for a, b in pairwise(sorted({0, *(breaks := block.breaks), len(block.time_s)})):
            self._push_stretch(block, slice(a, b), bridged=breaks.get(a))
        self._settle(ended=False)
        if self._track.end >= self._forget_at:
            self._forget()
            self._forget_at = self._track.end + FORGET_EVERY

    @property
    def zeros(self) -> list[Zero]:
        """What angles counted from, in time order: first the calibration's pose, then rests that moved."""
        return self._zero.zeros

    @property
    def zero_now(self) -> Zero:
        """What the angle counts from now."""
        return self._zero.now(moving=self._points.rising is not None)

    def finish(self) -> None:
        """Settle what is open: the stream has ended."""
        self._settle(ended=True)

    def provisional(self) -> list[tuple[Candidate, Measures]]:
        """Return repetitions that are announced but not final, in time order."""
        verdicts = self._verdicts(self._track.last_time_s) if self._open else ()
        return [(one, self._measure(one)) for one, why_not, _ in verdicts if not why_not]

    @property
    def phase(self) -> tuple[Phase, float]:
        """Where in a repetition the leg is now, and how long its peak has been held so far, in seconds."""
        return phase_now(self._track, self._points.rising, self._rules.longest)

    def _push_stretch(self, block: AngleBlock, part: slice, *, bridged: int | None) -> None:
        smooth = self._rules.sign * block.smooth_deg[part]
        if bridged is not None and (end := self._track.end):
            last_s, last_deg = self._track.part(end - 1, end)[:2, 0]
            # A gap lies between two samples, up to one step from each.
            length_s = float(block.time_s[part.start + bridged] - last_s) - 2.0 / self._calibration.rate_hz
            rise_deg, length_s = float(smooth[bridged] - last_deg), round(length_s, 6)
            self._jumps.append(Jump(end + bridged, end - 1, rise_deg, length_s, not bridged))
            if length_s > LONGEST_BRIDGED_GAP_S:
                self._points.start_afresh()
        turning = np.zeros(len(smooth)) if block.turning is None else block.turning[part]
        evidence = [*block.pivot[:, part], turning, smooth]
        if self._stands is not None:
            evidence.append(block.lift(part))
        smooth = np.abs(smooth) if self._both_ways else smooth
        self._track.append(block.time_s[part], smooth, block.shake_g[part], *evidence)
        rests = [one.position - part.start for one in block.rests] if self._follow_rests else ()
        for swing in self._points.push(smooth, [one for one in rests if 0 <= one < len(smooth)]):
            candidate = self._rhythm.judged(self._judge(swing))
            joined = self._merge_or_append(candidate)
            alike = candidate.step_like == joined.step_like
            self._gait.saw(candidate if alike else replace(candidate, step_like=joined.step_like))
            self._look_back(candidate)

    def _look_back(self, new: Candidate) -> None:
        """Judge again what came before, by what came after it."""
        gait, seen = self._gait, self._open
        if gait.walks_on(new.features):
            for i in reversed(range(len(seen))):
                seen[i] = replace(seen[i], unfit=seen[i].unfit or WALKED_ON)
                if not gait.stays_flexed(seen[i].features):
                    break
        last = seen[-2] if len(seen) > 1 else new
        if new.step_like and not last.step_like and gait.was_step(last.features, new.features):
            gait.step(last.peak_s, new.announced_s)
            seen[-2] = replace(last, step_like=True)

    def _merge_or_append(self, new: Candidate) -> Candidate:
        merged = False
        if self._stands is not None:
            self._stands.look(self._track.position_at(new.announced_s), self.zeros[-1].angle_deg)
        if self._last is not None:
            new, merged = self._humps.joined(self._last, new, SETTLE_S)
        if merged:
            self._open.pop()
        self._open.append(new)
        self._last = new
        return new

    def _judge(self, swing: Swing) -> Candidate:
        announced_s = float(self._track.part(swing.announced, swing.announced + 1)[0, 0])
        stale = swing.peak < self._track.position_at(announced_s - self._rules.longest)
        one = unjudged(swing, announced_s) if stale else self._judged(swing, announced_s)
        self._zero.forget_until(swing.announced)
        self._last_peak_s, self._last_announced_s = one.peak_s, announced_s
        if not one.unfit:
            self._zero.begun()
        return one

    def _judged(self, swing: Swing, announced_s: float) -> Candidate:
        peak_s = float(self._track.part(swing.peak, swing.peak + 1)[0, 0])
        first = max(swing.valley, self._track.position_at(peak_s - self._rules.longest))
        time_s, smooth, own = self._track.part(first, swing.announced + 1)[[0, 1, OWN_ANGLE]]
        rise = half_way_up(smooth, swing, first)
        jumps = [jump for jump in self._jumps if jump.position <= swing.announced]
        rules, everyday = self._rules, self._everyday
        zero = self._zero.before(first, rise, own)
        turned = -1.0 if self._both_ways and own[swing.peak - first] < 0.0 else 1.0
        features = swing_features(
            self._track,
            swing,
            (first, rise),
            jumps,
            self._calibration,
            everyday,
            zero_deg=turned * zero.angle_deg,
            last_peak_s=self._last_peak_s,
            dips=rules.merge_within > 0.0,
        )
        features = self._tremor.taken_off(features, self._track, swing, rise)
        rise_s = float(time_s[rise - first])
        before = self._last_peak_s, rise, turned
        seen = from_behind(self._track, features, *before) if self._both_ways else features
        return Candidate(
            from_s=max(self._last_announced_s, float(time_s[0]) - LEAVING_S, rise_s - HALF_STROKE_S),
            rise_s=rise_s,
            peak_s=peak_s,
            announced_s=announced_s,
            features=features,
            step_like=looks_like_step(seen, rules, everyday),
            unfit=why_unfit(features, rules, everyday, self._floor_deg),
            gap=any(jump.position > first for jump in jumps),
            zero=zero,
            turned=turned,
        )

    def _why_not(self, one: Candidate, now_s: float) -> str:
        """Return why a movement is no repetition, as far as that is known; empty when it is one."""
        if one.unfit or one.step_like:
            return one.unfit or LIKE_A_STEP
        if not self._rules.gait_gate:
            return LEFT_POSTURE if self._left_posture(one) else ""
        if too_high_for_step(one.features, self._everyday):
            return ""
        known_by_s = min(now_s, one.announced_s + SETTLE_S)
        steps = self._gait.walks(one.peak_s, known_by_s) or self._gait.alone(one, known_by_s)
        return LIKE_A_STEP if steps else ""

    def _left_posture(self, one: Candidate) -> bool:
        """Return whether the thigh went on where it should have come to rest: somebody gets up."""
        a = self._track.position_at(one.announced_s)
        b = self._track.position_at(one.announced_s + SETTLE_S)
        return beyond_start(one, self._track.part(a, b)[1], self._calibration.rate_hz)

    def _settle(self, *, ended: bool) -> None:
        if not self._open:
            return
        now_s = self._track.last_time_s
        if not ended and now_s < self._open[0].announced_s + SETTLE_S:
            return
        settled = 0
        for one, why_not, until_s in self._verdicts(now_s):
            if not ended and now_s < until_s:
                break
            settled += 1
            if why_not:
                self.uncounted[why_not] += 1
                self.missed.append(LIKE_A_STEP if one.step_like else why_not)
            else:
                self._counted_s = one.announced_s
                self.missed.clear()
                self.settled.append((one, self._measure(one)))
        del self._open[:settled]
        self._openings.forget()

    def _verdicts(self, now_s: float) -> Iterator[tuple[Candidate, str, float]]:
        """Yield what is open, why it is no repetition as far as that is known, and when that is final."""
        counted_s = self._counted_s
        seen = [self._with_second_dip(one) for one in self._open]
        for place, one in enumerate(seen):
            why_not, until_s = self._why_not(one, now_s), one.announced_s + SETTLE_S
            if not why_not and self._openings.opens(one, counted_s):
                later = (other for other in seen[place + 1 :] if not self._why_not(other, now_s))
                why_not, known_s = self._openings.verdict(one, later)
                until_s = max(until_s, known_s + SETTLE_S)
            if not why_not:
                counted_s = one.announced_s
            yield one, why_not, until_s

    def _with_second_dip(self, one: Candidate) -> Candidate:
        """Return a movement as it is once what followed is known."""
        if not self._humps.may_dip_again(one):
            return one
        a = self._track.position_at(one.announced_s)
        b = self._track.position_at(one.announced_s + SETTLE_S)
        time_s, smooth = self._track.part(a, b)[:2]
        return self._humps.dipped_again(one, time_s, smooth)

    def _measure(self, one: Candidate) -> Measures:
        a = self._track.position_at(one.from_s)
        b = self._track.position_at(one.announced_s + SETTLE_S)
        time_s, smooth = self._track.part(a, b)[:2]
        peak = self._track.position_at(one.peak_s) - max(a, self._track.first)
        return measure_swing(time_s - self._delay_s, smooth, peak)

    def _forget(self) -> None:
        oldest_s = min([self._track.last_time_s, *(one.from_s for one in self._open)])
        self._track.forget_before(oldest_s - 2.0 * self._rules.longest - SETTLE_S)
        oldest = max(self._points.oldest, self._track.first)
        oldest -= math.ceil(SETTLING_S * self._calibration.rate_hz)
        self._jumps = [jump for jump in self._jumps if jump.position > oldest]
        self._gait.forget_before(oldest_s - 2.0 * self._rules.longest)
