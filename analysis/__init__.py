"""From samples to repetitions, sets and the comparison with a prescription."""

from analysis.adherence import compare
from analysis.calibration import Calibration, calibrate
from analysis.live import LiveAnalysis, LiveState
from analysis.program import load_program
from analysis.session import analyze

__all__ = ["Calibration", "LiveAnalysis", "LiveState", "analyze", "calibrate", "compare", "load_program"]
