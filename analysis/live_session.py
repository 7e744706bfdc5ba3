"""A session as it happens: calibrate, then count what is done, one exercise after the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration import CALIBRATION_ACTIVITY, Calibration
from analysis.exercises import get_exercise, load_catalogue
from analysis.live import LiveAnalysis, LiveState, check_choice
from analysis.live_calibration import (
    LONGEST_LIFT_S,
    LOOK_EVERY_S,
    RETURNED_DEG,
    CalibrationStep,
    LiveCalibration,
    calibrate_labelled,
    joined_samples,
    part_of,
)
from analysis.stillness import SHORTEST_STILL_S
from sensing.samples import SIDES, Activity, ImuBlock

WARM_UP_S = 5.0
"""The filters run this long before an exercise begins, as in `analysis.session`."""

READY_S = 1.0
"""Who moves so soon after the calibration was done was not told to begin yet, but lifts the knee once more:
hearing "Ready, begin when you like" alone takes longer ([J])."""

ANGLE_ONLY = "leg_lift"
"""Where no exercise is named the angle is shown as for this one, and nothing is counted."""


@dataclass(frozen=True, slots=True)
class SessionState:
    """What is known after the samples received so far.

    Attributes
    ----------
    time_s : float
        Time of the last sample; NaN before the first.
    step : CalibrationStep or None
        What calibrating asks for now; None where it was announced when it takes place.
    exercise : str or None
        What is being counted.
    live : LiveState or None
        The angle, and the repetitions of that exercise; None while there is no calibration, or nothing to do.
    done : tuple of (str, int)
        The exercises before, and how many repetitions each had.
    calibration : Calibration or None
    """

    time_s: float = math.nan
    step: CalibrationStep | None = None
    exercise: str | None = None
    live: LiveState | None = None
    done: tuple[tuple[str, int], ...] = ()
    calibration: Calibration | None = None


class LiveSession:
    """Calibrate and count, sample by sample.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate.
    exercise : str, optional
        Name in the catalogue: counted from the moment the person has stood still and lifted the knee once.
    side : {"left", "right"} or None
        The leg that wears the sensor.
    role : {"front", "rear"} or None
        In a lunge: whether that leg is in front.
    announced : sequence of Activity
        Where it is known beforehand what is done when (a recording, a script), and no exercise is given: the
        calibration and the sets, by their times.

    Raises
    ------
    CatalogueError
        When the exercise is unknown.
    InputError
        When side or role is none of these.

    Notes
    -----
    The same samples give the same states at the same samples, bit for bit, however they are cut into blocks.
    """

    def __init__(
        self,
        rate_hz: float,
        exercise: str | None = None,
        side: str | None = None,
        *,
        role: str | None = None,
        announced: Sequence[Activity] = (),
    ) -> None:
        self._exercise = None if exercise is None else get_exercise(exercise).name
        self._side, self._role = check_choice("side", side, SIDES), role
        known = {CALIBRATION_ACTIVITY, *load_catalogue()}
        self._ahead = [one for one in announced if one.exercise in known] if exercise is None else []
        self._ahead.sort(key=lambda one: one.start_s)
        self._finding = None if self._ahead else LiveCalibration(rate_hz)
        self._recent: list[ImuBlock] = []
        self._remembered = round(WARM_UP_S * rate_hz)
        self._seeking = self._pausing = False
        self._step = self._until_step = max(1, round(LOOK_EVERY_S * rate_hz))
        self._now: Activity | None = None
        self._live: LiveAnalysis | None = None
        self._state = SessionState(step=None if self._finding is None else self._finding.step)
        self.activities: tuple[Activity, ...] = tuple(announced) if self._ahead else ()
        """What was done when, for the recording; the last one may be open (until infinity)."""

    def push(self, block: ImuBlock) -> SessionState:
        """Take further samples into account and return what is known now."""
        if not len(block):
            return self._state
        if self._finding is None:
            self._follow(block)
        else:
            self._guide(block)
        return self._told(float(block.time_s[-1]))

    def finish(self) -> SessionState:
        """Settle what is open, for the session has ended, and return the last state."""
        if self._live is not None:
            self._live.finish()
        return self._told(self._state.time_s)

    def _told(self, time_s: float) -> SessionState:
        step = None if self._finding is None else self._finding.step
        live = None if self._live is None else self._live.state
        self._state = replace(self._state, time_s=time_s, step=step, live=live)
        return self._state

    def _guide(self, block: ImuBlock) -> None:
        """Find the calibration; once it is there, count."""
        assert self._finding is not None
        later: ImuBlock | None = block
        if self._live is None:
            later = self._finding.push(block)
            found = self._finding.calibration
            if found is None:
                return
            self._state = replace(self._state, calibration=found, exercise=self._exercise)
            self._live = LiveAnalysis(found, self._exercise or ANGLE_ONLY, self._side, self._role)
            self._live.feed(self._finding.recent(self._remembered), counted=False)
            lift = Activity(self._finding.start_s, self._finding.end_s, CALIBRATION_ACTIVITY, self._side)
            self.activities = (lift,)
            self._seeking = self._live.exercise.posture != found.posture
            self._pausing = self._exercise is not None and not self._seeking
            if self._seeking:
                self._note_exercise(lift.end_s)
        while later is not None and len(later):
            later = self._count(later)

    def _count(self, block: ImuBlock) -> ImuBlock:
        """Count in some samples of a block; return the others.

        An exercise on the floor or a chair begins with the rest that was its start pose, any other once the
        person can have heard that it may: until then samples are taken in fixed steps, so that its time does
        not depend on the blocks.
        """
        assert self._live is not None
        stepwise = self._seeking or self._pausing
        taken = min(len(block), self._until_step) if stepwise else len(block)
        counted = self._exercise is not None and not self._pausing
        self._live.feed(part_of(block, slice(0, taken)), counted=counted)
        self._until_step -= taken
        if stepwise and self._until_step == 0:
            self._until_step = self._step
            self._look(float(block.time_s[taken - 1]))
        return part_of(block, slice(taken, len(block)))

    def _look(self, time_s: float) -> None:
        """Look whether the exercise begins."""
        assert self._live is not None
        assert self._finding is not None
        if self._seeking and self._live.calibration.posture == self._live.exercise.posture:
            self._seeking = False
            self._note_exercise(time_s - SHORTEST_STILL_S)
        elif self._pausing:
            since_s = time_s - self._finding.end_s
            lifts = abs(self._live.state.thigh_angle_deg) > RETURNED_DEG and since_s < LONGEST_LIFT_S
            if since_s >= READY_S and not lifts:
                self._pausing = False
                self._note_exercise(time_s + 0.5 / self._live.calibration.rate_hz)

    def _note_exercise(self, start_s: float) -> None:
        if self._exercise is not None and self._live is not None:
            under_way = Activity(start_s, math.inf, self._exercise, self._side, self._live.role)
            self.activities = (self.activities[0], under_way)

    def _follow(self, block: ImuBlock) -> None:
        """Do what was announced: at its times, cut from the block where they fall."""
        while len(block):
            if self._now is None and self._ahead and block.time_s[0] >= self._ahead[0].start_s:
                self._begin(self._ahead.pop(0))
            if self._now is not None and block.time_s[0] >= self._now.end_s:
                self._end()
                continue
            turn_s = self._now.end_s if self._now else self._ahead[0].start_s if self._ahead else math.inf
            until = int(np.searchsorted(block.time_s, turn_s))
            self._take(part_of(block, slice(0, until)))
            block = part_of(block, slice(until, len(block)))

    def _begin(self, activity: Activity) -> None:
        self._now = activity
        calibration = self._state.calibration
        if activity.exercise == CALIBRATION_ACTIVITY:
            self._recent = []
        elif calibration is not None:
            side = activity.side or self._side
            self._live = LiveAnalysis(calibration, activity.exercise, side, activity.role)
            if self._recent:
                self._live.feed(joined_samples(self._recent, self._remembered), counted=False)
        if self._live is not None:
            self._state = replace(self._state, exercise=activity.exercise)

    def _end(self) -> None:
        assert self._now is not None
        if self._live is not None:
            count = len(self._live.finish().repetitions)
            done = (*self._state.done, (self._now.exercise, count))
            self._state = replace(self._state, exercise=None, done=done)
        elif self._now.exercise == CALIBRATION_ACTIVITY and self._recent:
            found = calibrate_labelled(joined_samples(self._recent))
            self._state = replace(self._state, calibration=found)
        self._now, self._live = None, None

    def _take(self, block: ImuBlock) -> None:
        if self._live is not None:
            self._live.feed(block)
        self._recent.append(block)
        if self._now is None or self._now.exercise != CALIBRATION_ACTIVITY:
            self._recent = [joined_samples(self._recent, self._remembered)]
