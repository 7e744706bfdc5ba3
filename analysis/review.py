"""What was counted live, measured again with hindsight: two-way filter, zero-phase low-pass, better zeros."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.build_repetition import build_repetition
from analysis.calibration import Calibration
from analysis.candidates import Candidate
from analysis.filters import zero_phase_low_pass
from analysis.gap_path import with_gaps_drawn
from analysis.hindsight import Hindsight
from analysis.live import LiveAnalysis
from analysis.metrics import measure_swing, sparc
from analysis.orientation import LONGEST_FILLED_GAP_S
from analysis.pivot import dot
from analysis.planning import Job
from analysis.repetitions import HALF_STROKE_S
from analysis.restarts import MEASURING_HZ
from analysis.results import Repetition
from analysis.stillness import SHORTEST_STILL_S
from analysis.thigh_angle import thigh_angle_deg

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

SMOOTHNESS_RATE_HZ = 40.0
"""Smoothness is taken from at least this many samples a second: twice over the 10 Hz that it looks at."""

INCOMPLETE_SHARE = 0.25
"""A last repetition that ends this share of its range above its start was cut off."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """One exercise in one part of a recording, counted as it would have been live.

    Attributes
    ----------
    job : Job
    part : slice
        The samples of it.
    live : LiveAnalysis
        At its end.
    """

    job: Job
    part: slice
    live: LiveAnalysis


@dataclass(frozen=True, slots=True, eq=False)
class ReviewedAngle:
    """The thigh angle in hindsight, over the whole recording; arrays of shape (n,).

    Attributes
    ----------
    time_s, angle_deg : ndarray
    up : ndarray, shape (n, 3)
        Unit vertical in sensor axes.
    smooth_deg : ndarray
        The angle, low-passed for measuring, where exercises were counted; NaN elsewhere.
    clipped : ndarray of bool
        Where the sensor reached its range.
    rate_hz : float
    """

    time_s: FloatArray
    angle_deg: FloatArray
    up: FloatArray
    smooth_deg: FloatArray
    clipped: NDArray[np.bool_]
    rate_hz: float

    @classmethod
    def of(
        cls, hindsight: Hindsight, main: Calibration, runs: Sequence[Counted], clipped: NDArray[np.bool_]
    ) -> "ReviewedAngle":
        """Work out the angle: by each exercise's own calibration in its part, by the main one elsewhere."""
        angle = np.empty(len(hindsight.up))
        smooth = np.full(len(angle), np.nan)
        for a, b in _elsewhere([run.part for run in runs], len(angle)):
            angle[a:b] = thigh_angle_deg(hindsight.up[a:b], main)
        breaks = np.flatnonzero(np.diff(hindsight.time_s) > LONGEST_FILLED_GAP_S) + 1
        for run in runs:
            own, part = run.live.calibration, run.part
            angle[part] = thigh_angle_deg(hindsight.up[part], own)
            inside = breaks[(breaks > part.start) & (breaks < part.stop)]
            edges = {part.start, part.stop, *inside.tolist(), *_count_from_rests(angle, hindsight, run)}
            for a, b in pairwise(sorted(edges)):
                smooth[a:b] = zero_phase_low_pass(angle[a:b], MEASURING_HZ, hindsight.rate_hz)
        return cls(hindsight.time_s, angle, hindsight.up, smooth, clipped, hindsight.rate_hz)

    def frame(self) -> "pd.DataFrame":
        """Return the angle as a DataFrame with a NaN row inside each long gap."""
        import pandas as pd  # noqa: PLC0415 (slow to import)

        breaks = np.flatnonzero(np.diff(self.time_s) > LONGEST_FILLED_GAP_S) + 1
        middles = 0.5 * (self.time_s[breaks - 1] + self.time_s[breaks])
        return pd.DataFrame(
            {
                "time_s": np.insert(self.time_s, breaks, middles),
                "thigh_angle_deg": np.insert(self.angle_deg, breaks, np.nan),
            }
        )

    def measure(self, run: Counted) -> list[Repetition]:
        """Measure the repetitions of one exercise again; the count stays what it was live."""
        candidates = [candidate for candidate, _ in run.live.candidates]
        seen = run.live.state.repetitions
        return [
            self._measure(run, candidate, repetition, later)
            for candidate, repetition, later in zip_longest(candidates, seen, candidates[1:])
        ]

    def _measure(
        self, run: Counted, candidate: Candidate, seen: Repetition, later: Candidate | None
    ) -> Repetition:
        live, part = run.live, run.part
        until_s = min(candidate.announced_s + HALF_STROKE_S, later.rise_s if later else np.inf)
        a, b = self._between(candidate.from_s, until_s)
        a, b = max(a, part.start), min(b, part.stop)
        time_s, signed = with_gaps_drawn(
            self.time_s[a:b], live.rules.sign * candidate.turned * self.smooth_deg[a:b], self.rate_hz
        )
        rise, announced = time_s.searchsorted([candidate.rise_s, candidate.announced_s]).tolist()
        peak = rise + int(signed[rise : max(announced, rise + 1)].argmax())
        measures = measure_swing(time_s, signed, peak)
        repetition = build_repetition(
            live.exercise,
            live.rules,
            live.calibration,
            candidate,
            measures,
            seen.number,
            zero_deg=0.0,  # the angle counts from its rests already
            final=True,
        )
        whole = slice(*self._between(measures.start_s, measures.end_s))
        aside = np.abs(dot(self.up[whole], live.calibration.axis)).max(initial=0.0)
        # Low-passed at 6 Hz, the angle loses nothing at 40 samples a second.
        every = max(1, int(self.rate_hz / SMOOTHNESS_RATE_HZ))
        thinned = self.smooth_deg[whole][::every]
        speed = np.abs(thinned[1:] - thinned[:-1])
        left = signed[-1] - (measures.peak_deg - measures.range_deg)
        cut = b == len(self.time_s) and left > INCOMPLETE_SHARE * measures.range_deg
        return replace(
            repetition,
            flags=self._flags(repetition, whole, incomplete=later is None and bool(cut)),
            live=seen,
            smoothness=sparc(speed, self.rate_hz / every),
            out_of_plane_deg=math.degrees(math.asin(min(float(aside), 1.0))),
        )

    def _between(self, start_s: float, end_s: float) -> tuple[int, int]:
        """Return the positions of the first samples at or after two times."""
        return int(self.time_s.searchsorted(start_s)), int(self.time_s.searchsorted(end_s))

    def _flags(self, repetition: Repetition, whole: slice, *, incomplete: bool) -> tuple[str, ...]:
        flags = [flag for flag in repetition.flags if flag != "gap"]
        time_s = self.time_s[whole]
        if (time_s[1:] - time_s[:-1]).max(initial=0.0) > LONGEST_FILLED_GAP_S:
            flags.append("gap")
        if self.clipped[whole].any():
            flags.append("clipped")
        return (*flags, "incomplete") if incomplete else tuple(flags)


def _elsewhere(parts: Sequence[slice], count: int) -> Iterator[tuple[int, int]]:
    """Yield the positions, half open, of what lies in none of the parts."""
    done = 0
    for part in sorted(parts, key=lambda one: one.start):
        if done < part.start:
            yield done, part.start
        done = max(done, part.stop)
    if done < count:
        yield done, count


def _count_from_rests(angle_deg: FloatArray, hindsight: Hindsight, run: Counted) -> set[int]:
    """Let the angle count from each rest that moved, from its beginning on; return where it does so anew."""
    zeros = run.live.zeros[1:]
    rests = [hindsight.positions(one.rest_s - SHORTEST_STILL_S, one.rest_s) for one in zeros]
    places = [min(max(rest.start, run.part.start), run.part.stop) for rest in rests]
    for (a, b), rest in zip(pairwise([*places, run.part.stop]), rests, strict=True):
        # A rest may have begun before the part, where angles count from elsewhere.
        angle_deg[a:b] -= thigh_angle_deg(hindsight.up[rest], run.live.calibration).mean()
    return set(places)
