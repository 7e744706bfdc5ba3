"""Butterworth filters: causal ones that run in chunks, and a zero-phase one for hindsight."""

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt, sosfilt_zi, sosfiltfilt

FloatArray = NDArray[np.float64]

HIGHEST_CUTOFF_OF_RATE = 0.4
"""A cut-off is held below this part of the sampling rate, safely under half of it."""


@cache
def _butterworth(
    cutoff_hz: float, rate_hz: float, kind: Literal["low", "high"]
) -> tuple[FloatArray, FloatArray]:
    """Return the second-order sections of a filter and its state at rest."""
    sos = butter(2, min(cutoff_hz, HIGHEST_CUTOFF_OF_RATE * rate_hz), btype=kind, fs=rate_hz, output="sos")
    return sos, sosfilt_zi(sos)


class LowPass:
    """Second-order Butterworth low-pass, chunk by chunk; the result does not depend on the chunks.

    Parameters
    ----------
    cutoff_hz, rate_hz : float
        Cut-off and sampling rate; the cut-off is held below 0.4 of the rate.
    high_pass : bool, default False
        Pass what lies above the cut-off instead.
    """

    def __init__(self, cutoff_hz: float, rate_hz: float, *, high_pass: bool = False) -> None:
        cutoff_hz = min(cutoff_hz, HIGHEST_CUTOFF_OF_RATE * rate_hz)
        self._sos, self._rest = _butterworth(cutoff_hz, rate_hz, "high" if high_pass else "low")
        self._state: FloatArray | None = None
        self.delay_s = 0.0 if high_pass else float(np.sqrt(2.0) / (2.0 * np.pi * cutoff_hz))
        """Group delay at low frequencies in seconds."""

    def reset(self) -> None:
        """Forget what came before; the next sample counts as having been there for ever."""
        self._state = None

    def push(self, values: FloatArray) -> FloatArray:
        """Return the filtered values, shape as given: (n,) or (n, k), filtered along the first axis."""
        if not len(values):
            return values
        if self._state is None:
            rest = self._rest if values.ndim == 1 else self._rest[:, :, None]
            self._state = rest * values[0]
        filtered, self._state = sosfilt(self._sos, values, axis=0, zi=self._state)
        return np.asarray(filtered, dtype=np.float64)


def zero_phase_low_pass(values: FloatArray, cutoff_hz: float, rate_hz: float) -> FloatArray:
    """Return values, shape (n,) or (n, k), low-passed forward and backward along the first axis.

    A stretch too short for the filter (under about 10 samples) is returned as it is.
    """
    sos, _ = _butterworth(cutoff_hz, rate_hz, "low")
    pad = min(len(values) - 1, max(9, round(rate_hz / cutoff_hz)))
    if pad < 9:
        return values
    return np.asarray(sosfiltfilt(sos, values, axis=0, padlen=pad), dtype=np.float64)
