"""One exercise on one leg, from its first set to its last."""

from dataclasses import dataclass
from typing import Literal

from dashboard.live.cues import Cues
from dashboard.live.messages import State
from dashboard.live.seen import Seen
from dashboard.live.task_log import CountedSet, TaskLog
from dashboard.live.tasks import Task
from dashboard.live.voice import Voice

LINGER_S = 4.0
"""After the last repetition of an exercise: it can be withdrawn or merged for so long (`analysis.live`)."""

REST_ENDS_S = 5.0
"""So long before the end of the rest it is said."""

Outcome = Literal["done", "left out", "pain", "without sensor", "confirmed"]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of a task.

    Attributes
    ----------
    task : Task
    part : str
        Which recording it was seen on, see `Guided.part`; empty where no sensor was looked at.
    outcome : {"done", "left out", "pain", "without sensor", "confirmed"}
    log : TaskLog
        The last word of the analysis may come after the result.
    seconds : float
        How long the timer ran.
    repetitions : int
        By the timer.
    """

    task: Task
    part: str
    outcome: Outcome
    log: TaskLog
    seconds: float = 0.0
    repetitions: int = 0

    @property
    def sets(self) -> tuple[CountedSet, ...]:
        """The sets in which something was done."""
        return tuple(one for one in self.log.sets if one.repetitions or one.missed)


class ExerciseRun:
    """Goes through the sets of a task.

    Parameters
    ----------
    task : Task
    voice : Voice
    seen_s : float
        Time of the recording at the beginning.
    now_s : float
    """

    def __init__(self, task: Task, voice: Voice, seen_s: float, now_s: float) -> None:
        self.task, self._voice = task, voice
        self.state: State = State.READY
        self.log = TaskLog(task, seen_s)
        self.cues = Cues(task, voice, now_s)
        self.rest_until_s: float | None = None
        self._finished_s: float | None = None
        self._rest_ends = False

    @property
    def done(self) -> bool:
        """Whether everything that was asked for was done."""
        return self._finished_s is not None

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return self.log.current.count > 0 or len(self.log.sets) > 1

    def get_ready(self, now_s: float) -> None:
        """Begin, or begin again after calibrating."""
        self.cues = Cues(self.task, self._voice, now_s)
        self.cues.resume(self.log)

    def saw(self, seen: Seen, now_s: float) -> bool:
        """Take what the samples show; return whether the exercise is over."""
        self.log.observe(seen.repetitions, seen.time_s)
        self.cues.follow(seen, self.log, now_s)
        if self.state is State.READY and (seen.phase != "rest" or self.log.current.count > 0):
            self.state = State.EXERCISE
        if self.state is State.REST:
            self._rest(seen, now_s)
        elif self.state is State.EXERCISE and self.log.complete and len(self.log.sets) < self.task.sets:
            self.state, self.rest_until_s, self._rest_ends = State.REST, now_s + self.task.rest_s, False
        return self._is_over(now_s)

    def _rest(self, seen: Seen, now_s: float) -> None:
        """Go on when the person does: with the next set, or with this one if its last repetition was none."""
        if self.log.next_begun:
            self.log.next_set(seen.time_s)
            self.state, self.rest_until_s = State.EXERCISE, None
            self.cues.follow(seen, self.log, now_s)
        elif not self.log.complete and self.rest_until_s is not None:
            self.state, self.rest_until_s = State.EXERCISE, None

    def _is_over(self, now_s: float) -> bool:
        last = self.log.complete and len(self.log.sets) >= self.task.sets
        if not last:
            self._finished_s = None
        elif self._finished_s is None:
            self._finished_s = now_s
        return self._finished_s is not None and now_s - self._finished_s >= LINGER_S

    def tick(self, seen: Seen, now_s: float) -> None:
        """Begin the next set when the rest is over."""
        if self.rest_until_s is None:
            return
        if now_s >= self.rest_until_s:
            self.next_set(seen, now_s)
        elif now_s >= self.rest_until_s - REST_ENDS_S and not self._rest_ends:
            self._rest_ends = True
            self._voice.say(now_s, "say.rest_ends")

    def next_set(self, seen: Seen, now_s: float) -> None:
        """Begin the next set."""
        self.log.next_set(seen.time_s)
        self.state, self.rest_until_s = State.READY, None
        self.cues.wait(now_s)
        self._voice.say(now_s, "say.rest_over")

    def skip_set(self, seen: Seen, now_s: float) -> bool:
        """Leave out the rest, or what is left of the set; return False when it was the last one."""
        if len(self.log.sets) >= self.task.sets:
            return False
        self.next_set(seen, now_s)
        return True

    def correct(self, seen: Seen, now_s: float, *, missed: bool) -> bool:
        """Take the person's word for the last repetition; return whether the exercise is over."""
        if missed:
            self.log.add_missed(seen.time_s)
        elif not self.log.remove_last():
            return False
        self.cues.resume(self.log)
        self._voice.say(
            now_s, "say.added" if missed else "say.removed", urgent=True, n=self.log.current.count
        )
        return self.saw(seen, now_s)

    def delay(self, by_s: float) -> None:
        """Shift the rest, after a pause."""
        if self.rest_until_s is not None:
            self.rest_until_s += by_s
