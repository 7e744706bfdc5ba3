"""One swing of the thigh, with all that tells what it was part of."""

from dataclasses import dataclass

import numpy as np

from analysis.candidates import Candidate
from analysis.cues import Travel, Turning
from analysis.metrics import Measures


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """One swing: as it was judged, as it was measured, and what the accelerations tell of it.

    ``aside_deg`` is how far out of the plane of movement the thigh is at the top, in degrees.
    """

    candidate: Candidate
    measures: Measures
    travel: Travel
    turning: Turning
    aside_deg: float = 0.0

    @property
    def size_deg(self) -> float:
        """Way from valley to peak."""
        return self.candidate.features.size_deg

    @property
    def width_s(self) -> float:
        """Time from half way up to half way back."""
        return self.candidate.features.width_s

    @property
    def heading_deg(self) -> float:
        """Which way it goes: 0 in the plane of movement, 90 across it."""
        return float(np.degrees(np.arctan2(self.aside_deg, self.size_deg)))
