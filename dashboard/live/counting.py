"""From samples to what the guide is told: calibrate, then count one exercise after the other."""

from collections import deque
from typing import Literal

import numpy as np

from analysis.calibration import CALIBRATION_ACTIVITY, Calibration
from analysis.live import LiveAnalysis
from analysis.live_calibration import LiveCalibration, joined_samples
from analysis.live_session import WARM_UP_S
from analysis.results import Repetition
from dashboard.live.seen import Seen
from dashboard.live.tasks import Task
from sensing.samples import Activity, ImuBlock

MOVES_RAD_S = 0.35
"""Faster than this a leg is not still; standing sways by 0.1 rad/s and less (`analysis.stillness`) [J]."""

SHAKES_M_S2 = 1.5
"""The same for a sensor without gyroscope, from one packet to the next."""

Phase = Literal["rest", "up", "hold", "down"]


class Counting:
    """Watches the sensor on one leg, for one recording.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate.
    side : {"left", "right"} or None
        The leg that wears the sensor.
    """

    def __init__(self, rate_hz: float, side: str | None) -> None:
        self.side = side
        self.calibration: Calibration | None = None
        self.activities: tuple[Activity, ...] = ()
        """What was done when, for the recording; the last one may be open, until infinity."""
        self.time_s = 0.0
        self._rate_hz = rate_hz
        self._finding: LiveCalibration | None = None
        self._live: LiveAnalysis | None = None
        self._recent: deque[ImuBlock] = deque()
        self._moved_s = 0.0
        self._up: np.ndarray | None = None

    def calibrate(self) -> None:
        """Begin calibrating, anew where it was done before."""
        self.calibration, self._finding = None, LiveCalibration(self._rate_hz)
        self._moved_s = self.time_s

    def begin(self, task: Task) -> None:
        """Begin to count an exercise; calibrated before."""
        assert self.calibration is not None
        self._live = LiveAnalysis(self.calibration, task.name, self.side, task.role)
        if self._recent:
            self._live.feed(joined_samples(list(self._recent)), counted=False)
        under_way = Activity(self.time_s, np.inf, task.name, self.side, self._live.role)
        self.activities = (*self.activities, under_way)

    def end(self) -> tuple[Repetition, ...]:
        """End counting; return the repetitions, all of them final."""
        if self._live is None:
            return ()
        counted = self._live.finish().repetitions
        self._live = None
        *before, last = self.activities
        done = Activity(last.start_s, max(self.time_s, last.start_s), last.exercise, last.side, last.role)
        self.activities = (*before, done)
        return counted

    def push(self, block: ImuBlock) -> None:
        """Take further samples into account."""
        self.time_s = float(block.time_s[-1])
        self._note_movement(block)
        if self._finding is not None:
            self._finding.push(block)
            found = self._finding.calibration
            if found is not None:
                lift = Activity(self._finding.start_s, self._finding.end_s, CALIBRATION_ACTIVITY, self.side)
                self.calibration, self._finding = found, None
                self.activities = (*self.activities, lift)
        elif self._live is not None:
            self._live.feed(block)
        self._recent.append(block)
        while self.time_s - self._recent[0].time_s[-1] > WARM_UP_S:
            self._recent.popleft()

    @property
    def seen(self) -> Seen:
        """What is known now."""
        still_s = self.time_s - self._moved_s
        if self._finding is not None or self.calibration is None:
            step = "keep still" if self._finding is None else self._finding.step
            return Seen(self.time_s, step, still_s)
        if self._live is None:
            return Seen(self.time_s, "done", still_s)
        state, sign = self._live.state, self._live.rules.sign
        return Seen(
            time_s=self.time_s,
            step="done",
            still_s=still_s,
            angle_deg=sign * state.thigh_angle_deg,
            phase=state.phase,
            hold_s=state.hold_s,
            repetitions=state.repetitions,
            waiting=bool(self._live.waiting),
            none_counts=bool(self._live.none_counts),
            slipped=self._live.zeros[-1].moved_deg > 0.0,
            signed=sign,
        )

    def _note_movement(self, block: ImuBlock) -> None:
        """Note when the leg last moved, for the countdown of keeping still."""
        if block.gyr is not None:
            moves = float(np.abs(block.gyr).max()) > MOVES_RAD_S
        else:
            before, self._up = self._up, block.acc[-1]
            moves = before is not None and float(np.abs(block.acc - before).max()) > SHAKES_M_S2
        if moves:
            self._moved_s = self.time_s
