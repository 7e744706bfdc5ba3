"""The thigh angle as a curve to draw: in stretches, broken where it was not measured or its zero changed."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.results import SessionResult
from dashboard.review.downsample import min_max, simplify

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

OVERVIEW_POINTS = 1500
"""Of the overview: more than a wide screen has columns."""

DETAIL_POINTS = 8_000
"""At most so many of the detail; measured in ``docs/benchmarks.md``."""

FINEST_DEG = 0.4
"""Tolerance of the detail to begin with: less than a pixel where 130 deg take 300 pixels."""

LONGEST_STEP_S = 2.0
"""Between two points of the detail, so that what reaches into a window begins no further off."""

FASTEST_DEG_S = 1500.0
"""No thigh turns faster (kicks reach some 1000 deg/s); a curve that does changed its zero: each exercise is
measured from its own start pose."""

MOST_CHANGES = 200
"""More such jumps are no changes of zero but a faulty signal, drawn as it is."""

TIME, ANGLE = "time_s", "angle_deg"


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The thigh angle over time.

    Attributes
    ----------
    time_s, angle_deg : ndarray, shape (n,)
        Finite.
    breaks : tuple of int
        Positions at which a new stretch begins, the first not among them.
    """

    time_s: FloatArray
    angle_deg: FloatArray
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, result: SessionResult) -> "Curve":
        """Return the curve of an analysis."""
        time_s = result.thigh_angle["time_s"].to_numpy(np.float64)
        angle = result.thigh_angle["thigh_angle_deg"].to_numpy(np.float64)
        known = np.isfinite(angle)
        holes = np.flatnonzero(np.diff(np.flatnonzero(known)) > 1) + 1
        time_s, angle = time_s[known], angle[known]
        jumps = np.flatnonzero(np.abs(np.diff(angle)) > FASTEST_DEG_S * np.diff(time_s)) + 1
        if len(jumps) > MOST_CHANGES:
            jumps = jumps[:0]
        return cls(time_s, angle, tuple(np.union1d(holes, jumps).tolist()))

    def at(self, time_s: float) -> float:
        """Return the angle nearest to a time, NaN when there is none."""
        if not len(self.time_s):
            return float("nan")
        after = min(int(np.searchsorted(self.time_s, time_s)), len(self.time_s) - 1)
        before = max(after - 1, 0)
        nearer_before = time_s - self.time_s[before] < self.time_s[after] - time_s
        return float(self.angle_deg[before if nearer_before else after])

    def overview(self) -> "pd.DataFrame":
        """Return the whole at a glance, about `OVERVIEW_POINTS` rows."""
        return self._frame(min_max(self.angle_deg, OVERVIEW_POINTS))

    def detail(self, points: int = DETAIL_POINTS) -> "pd.DataFrame":
        """Return the curve to look at closely: the finest tolerance that needs no more than ``points``."""
        tolerance = FINEST_DEG
        kept = self._simplified(tolerance)
        while len(kept) > points and tolerance < np.ptp(self.angle_deg):
            tolerance *= 2.0
            kept = self._simplified(tolerance)
        return self._frame(np.union1d(kept, self._every(LONGEST_STEP_S / 2.0)))

    def between(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """Return times and angles within ``[start_s, end_s)``."""
        part = slice(*np.searchsorted(self.time_s, [start_s, end_s]).tolist())
        return self.time_s[part], self.angle_deg[part]

    def _simplified(self, tolerance: float) -> NDArray[np.int64]:
        edges = (0, *self.breaks, len(self.time_s))
        return np.concatenate(
            [a + simplify(self.time_s[a:b], self.angle_deg[a:b], tolerance) for a, b in pairwise(edges)]
        )

    def _every(self, step_s: float) -> NDArray[np.int64]:
        """Return the last position within each stretch of time of a length."""
        return np.flatnonzero(np.diff(self.time_s // step_s))

    def _frame(self, kept: NDArray[np.int64]) -> "pd.DataFrame":
        """Return the points kept, with an empty row where the curve is broken."""
        import pandas as pd

        breaks = np.array(self.breaks, dtype=np.int64)
        at = np.searchsorted(kept, breaks)
        time_s = np.insert(self.time_s[kept], at, self.time_s[breaks])
        angle = np.insert(self.angle_deg[kept], at, np.nan)
        return pd.DataFrame({TIME: time_s.astype(np.float32), ANGLE: angle.astype(np.float32)})
