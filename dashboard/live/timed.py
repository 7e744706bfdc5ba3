"""What a timer guides: a warm-up, stretching, or an exercise that the sensor cannot see."""

import math
from dataclasses import dataclass

from dashboard.live.tasks import TILT_PAUSE_S, TILT_REPETITION_S, Task
from dashboard.live.voice import Voice


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a timer is.

    Attributes
    ----------
    left_s : float
        Until its end.
    count : int
        Repetitions done so far.
    phase : {"rest", "hold"}
    hold_s : float
        How long the hold under way has lasted.
    """

    left_s: float
    count: int = 0
    phase: str = "rest"
    hold_s: float = 0.0


class TimedTask:
    """Runs the timer of a task; it can be paused.

    Parameters
    ----------
    task : Task
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._seconds = task.seconds or 0.0
        self._each_s = (self._hold_s or TILT_REPETITION_S) + TILT_PAUSE_S
        self._done_s = 0.0
        self._since_s: float | None = None
        self._said: tuple[int, str] | None = None
        self._over = False

    @property
    def begun(self) -> bool:
        """Whether it has ever run."""
        return self._since_s is not None or self._done_s > 0.0

    def begin(self, now_s: float) -> None:
        """Run, or run on."""
        if self._since_s is None:
            self._since_s = now_s

    def pause(self, now_s: float) -> None:
        """Stand still."""
        self._done_s, self._since_s = self.elapsed_s(now_s), None

    def elapsed_s(self, now_s: float) -> float:
        """Return how long it has run."""
        running = 0.0 if self._since_s is None else now_s - self._since_s
        return min(self._done_s + running, self._seconds)

    def at(self, now_s: float) -> Moment:
        """Return where it is: each repetition is a pause to get ready, then a hold."""
        elapsed_s = self.elapsed_s(now_s)
        left_s = self._seconds - elapsed_s
        if self._task.item is None:
            return Moment(left_s)
        count = math.floor(elapsed_s / self._each_s + 1e-9)
        inside_s = elapsed_s - count * self._each_s
        if inside_s < TILT_PAUSE_S or left_s <= 0.0:
            return Moment(left_s, count)
        return Moment(left_s, count, "hold", inside_s - TILT_PAUSE_S)

    def tick(self, voice: Voice, now_s: float) -> None:
        """Say what comes next."""
        moment = self.at(now_s)
        if moment.left_s <= 0.0:
            if not self._over:
                voice.say(now_s, "say.timer_done")
            self._over = True
        elif self._since_s is not None and self._task.item is not None:
            said = (moment.count, moment.phase)
            if said != self._said and (said[1] == "hold" or said[0] > 0):
                if said[1] == "hold":
                    voice.say(now_s, "say.timer_hold", seconds=round(self._hold_s or TILT_REPETITION_S))
                else:
                    voice.say(now_s, "timer.let_go")
            self._said = said

    @property
    def _hold_s(self) -> float | None:
        return None if self._task.item is None else self._task.item.hold_s
