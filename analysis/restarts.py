"""Measure again, a little later, what began blind: after a gap the filter starts afresh in a moving leg.

Its first vertical is then taken from an accelerometer that feels the movement, too: off by up to 8 deg
(CMU-MBL). By the time a repetition is final more is known, and the stretch is worked out with hindsight.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.angle_block import AngleBlock
from analysis.calibration import Calibration
from analysis.filters import zero_phase_low_pass
from analysis.orientation import hindsight_up
from analysis.thigh_angle import thigh_angle_deg
from sensing.samples import ImuBlock

FloatArray = NDArray[np.float64]

MEASURING_HZ = 6.0
"""Zero-phase low-pass before measuring in hindsight: keeps 99 % of a stroke of 0.5 s, stops tissue wobble."""

SETTLED_S = 30.0
"""So long after a restart the filter has long forgotten it (time constant 3 s)."""


class Restarts:
    """The samples since the stream last broke off.

    Parameters
    ----------
    calibration : Calibration
        Rate and gyroscope bias.
    """

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration
        self._blocks: list[ImuBlock] = []
        self._starts_s: list[float] = []
        self._begun = False

    def push(self, block: ImuBlock, angles: AngleBlock) -> None:
        """Take samples, and the angles that are settled by now, into account."""
        for at, bridged in angles.breaks.items() if len(angles.restarts) else ():
            # The beginning of the stream follows nothing; over a bridged gap the filter was carried on.
            if not bridged and (at or self._begun):
                self._starts_s.append(float(angles.time_s[at]))
        self._begun = True
        if self._starts_s:
            self._blocks.append(block)

    def peak_deg(
        self, calibration: Calibration, sign: float, span_s: tuple[float, float, float], until_s: float
    ) -> float | None:
        """Return the largest angle of a movement, signed, with hindsight; None where no gap came before.

        Parameters
        ----------
        calibration : Calibration
            The angle is relative to.
        sign : float
            +1 where the movement goes into flexion, -1 where it goes into extension.
        span_s : tuple of 3 floats
            From half way up, the peak, and to half way back.
        until_s : float
            What came later is not looked at: it depends on the blocks how much of it is known.
        """
        from_s, peak_s, back_s = span_s
        start_s = max((one for one in self._starts_s if one <= peak_s), default=-np.inf)
        if until_s - start_s > SETTLED_S:
            return None
        end_s = min((one for one in self._starts_s if one > peak_s), default=until_s)
        time_s, acc, gyr = self._between(start_s, min(end_s, until_s))
        if len(time_s) < 2:
            return None
        up = hindsight_up(time_s, acc, gyr, self._calibration.rate_hz)
        angle = zero_phase_low_pass(
            sign * thigh_angle_deg(up, calibration), MEASURING_HZ, self._calibration.rate_hz
        )
        inside = angle[(time_s >= from_s) & (time_s <= back_s)]
        return float(inside.max()) if len(inside) else None

    def forget(self) -> None:
        """Forget what began so long ago that it settled."""
        if not self._starts_s:
            return
        now_s = float(self._blocks[-1].time_s[-1])
        self._starts_s = [one for one in self._starts_s if one >= now_s - SETTLED_S]
        oldest_s = self._starts_s[0] if self._starts_s else np.inf
        self._blocks = [one for one in self._blocks if one.time_s[-1] >= oldest_s]

    def _between(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray, FloatArray | None]:
        parts = []
        for block in self._blocks:
            a, b = np.searchsorted(block.time_s, [start_s, end_s])
            if a < b:
                parts.append((block, slice(int(a), int(b))))
        time_s = np.concatenate([block.time_s[part] for block, part in parts])
        acc = np.concatenate([block.acc[part] for block, part in parts])
        if not self._calibration.has_gyro:
            return time_s, acc, None
        gyr = [block.gyr[part] for block, part in parts if block.gyr is not None]
        return time_s, acc, np.concatenate(gyr) - self._calibration.gyro_bias
