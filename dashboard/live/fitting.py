"""Where the sensor is worn, and its calibrating there."""

from collections.abc import Collection, Sequence

from dashboard.live.messages import State
from dashboard.live.seen import Seen
from dashboard.live.tasks import Task
from dashboard.live.voice import Voice

CALIBRATING = (State.STILL, State.LIFT)


class Fitting:
    """Follows the strap from leg to leg.

    Parameters
    ----------
    tasks : sequence of Task
        In their order.
    fixed : collection of {"left", "right"}
        Legs that wear a sensor of their own all the time; otherwise one sensor moves with the tasks.
    voice : Voice
    """

    def __init__(self, tasks: Sequence[Task], fixed: Collection[str], voice: Voice) -> None:
        self.strap_moves = False
        """The person is asked to move the strap to the leg of the task."""
        self.state: State | None = None
        """One of `CALIBRATING` meanwhile."""
        self.calibrations = 0
        """Rises when calibrating is to begin anew."""
        self.step_since_s = 0.0
        """When the present step of calibrating began."""
        self._fixed = frozenset(fixed)
        self._worn = next((one.strap for one in tasks if one.strap not in (None, *fixed)), None)
        self._moves = 0
        self._calibrated: set[str] = set()
        self._step = ""
        self._voice = voice

    def leg(self, task: Task) -> str | None:
        """Return the leg whose sensor is looked at; None where there is no sensor."""
        return task.strap if task.strap in self._fixed else self._worn

    def part(self, task: Task) -> str:
        """Return the recording's name: a sensor that moves to the other leg begins a new one."""
        leg = self.leg(task)
        return f"{0 if leg in self._fixed else self._moves}-{leg}"

    def is_done(self, task: Task) -> bool:
        """Return whether the sensor on the leg of a task is calibrated."""
        return task.strap in self._calibrated

    def enter(self, task: Task) -> bool:
        """Leave what was asked for before a task; return whether the strap is to be moved for it."""
        self.state = None
        self.strap_moves = not task.timed and task.strap not in {*self._fixed, self._worn}
        return self.strap_moves

    def moved(self, task: Task, now_s: float) -> None:
        """Take notice that the strap is on the leg of the task now."""
        self.strap_moves = False
        self._worn, self._moves = task.strap, self._moves + 1
        self.calibrate_anew(task, now_s)

    def calibrate_anew(self, task: Task, now_s: float) -> None:
        """Calibrate, also where it was done before."""
        self._calibrated.discard(task.strap or "")
        self.calibrate(task, now_s)

    def calibrate(self, task: Task, now_s: float) -> None:
        """Begin to calibrate where the task needs it."""
        if not task.timed and not self.is_done(task) and not self.strap_moves:
            self.state, self._step = State.STILL, "keep still"
            self.calibrations += 1
            self._voice.say(now_s, "say.hold_chair")

    def saw(self, task: Task, seen: Seen, now_s: float) -> bool:
        """Take what the samples show while calibrating; return whether it is done."""
        if seen.step == "done":
            self._calibrated.add(task.strap or "")
            self.state = None
        elif seen.step != self._step and seen.step != "keep still":
            self.state = State.LIFT
            self.step_since_s = now_s
            self._voice.say(now_s, "say.lift_higher" if seen.step == "lift higher" else "say.lift_knee")
        self._step = seen.step
        return self.state is None
