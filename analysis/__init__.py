"""From samples to repetitions, sets and the comparison with a prescription."""

from analysis.calibration import Calibration

__all__ = ["Calibration"]
