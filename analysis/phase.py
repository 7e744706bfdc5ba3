"""Where in a repetition the leg is now."""

from enum import StrEnum

from analysis.metrics import hold_level_deg, hold_span_s
from analysis.track import Track
from analysis.turning_points import Swing

SPEED_WINDOW_S = 0.15
MOVING_DEG_S = 15.0
"""Slower than this over the last 0.15 s, the leg is held or at rest; a stroke of 30 deg in 3 s tops at 19."""


class Phase(StrEnum):
    """Where in a repetition the leg is."""

    REST = "rest"
    UP = "up"
    HOLD = "hold"
    DOWN = "down"


def phase_now(track: Track, rising: Swing | None, longest_s: float) -> tuple[Phase, float]:
    """Return where in a repetition the leg is, and how long its peak has been held so far, in seconds.

    Parameters
    ----------
    track : Track
        Time and smooth angle up to now.
    rising : Swing or None
        The movement under way.
    longest_s : float
        No repetition takes longer.
    """
    if not track.end:
        return Phase.REST, 0.0
    now_s = track.last_time_s
    recent = track.part(track.position_at(now_s - SPEED_WINDOW_S), track.end)[:2]
    passed_s = float(recent[0, -1] - recent[0, 0])
    speed = float(recent[1, -1] - recent[1, 0]) / passed_s if passed_s else 0.0
    if rising is None:
        return (Phase.DOWN if speed < -MOVING_DEG_S else Phase.REST), 0.0
    first = max(rising.valley, track.position_at(now_s - longest_s))
    time_s, smooth = track.part(first, track.end)[:2]
    level = hold_level_deg(rising.peak_value, rising.peak_value - rising.valley_value)
    if smooth[-1] >= level and abs(speed) <= MOVING_DEG_S:
        return Phase.HOLD, hold_span_s(time_s, smooth, level)
    return (Phase.UP if speed > 0.0 else Phase.DOWN), 0.0
