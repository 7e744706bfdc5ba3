"""The last seconds of the angle, for any number of pages."""

import math
import threading
from collections import deque

CURVE_S = 10.0
"""Length of the curve that a page shows."""

CURVE_STEP_S = 1.0 / 30.0
"""More points than these a page cannot show in time."""


class Curve:
    """A ring buffer of points; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._points: deque[tuple[int, float, float]] = deque()
        self._count = 0

    def add(self, at_s: float, angle_deg: float) -> None:
        """Add a point; NaN breaks the line."""
        with self._lock:
            if self._points and at_s - self._points[-1][1] < CURVE_STEP_S and not math.isnan(angle_deg):
                return
            self._count += 1
            self._points.append((self._count, at_s, angle_deg))
            while self._points[0][1] < at_s - CURVE_S:
                self._points.popleft()

    def after(self, number: int) -> tuple[int, list[tuple[float, float]]]:
        """Return the points (seconds, degrees) after a number, and the number of the last one."""
        with self._lock:
            return self._count, [(at_s, deg) for one, at_s, deg in self._points if one > number]
