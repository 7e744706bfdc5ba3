"""The guided session as a state machine: what was asked for, seen and said goes in, a state comes out.

It does no input or output and has no clock: every call brings the time, seconds of a clock that only goes
forward (a replay at speed brings a faster one). What the hub has to do follows from `strap`, `part`,
`counting` and `moving`, to be looked at after each call; what a page shows is made by `dashboard.live.view`.
"""

from collections.abc import Collection, Sequence
from typing import Literal

from dashboard.live.exercise_run import ExerciseRun, Outcome, TaskResult
from dashboard.live.fitting import Fitting
from dashboard.live.messages import Command, State
from dashboard.live.pain_question import PainQuestion
from dashboard.live.pause import Pause
from dashboard.live.seen import Seen
from dashboard.live.tasks import Task
from dashboard.live.timed import TimedTask
from dashboard.live.voice import Voice
from dashboard.records.new_session import Ending

OVER = (State.DONE, State.FAILED)


class Guided:
    """Guides one session.

    Parameters
    ----------
    tasks : sequence of Task
        At least one.
    pain_before, pain_limit, pain_rise_limit : int
        See `analysis.prescription.Program`.
    fixed : collection of {"left", "right"}
        Legs that wear a sensor of their own all the time; otherwise one sensor moves with the tasks.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        *,
        pain_before: int = 0,
        pain_limit: int = 3,
        pain_rise_limit: int = 2,
        fixed: Collection[str] = (),
    ) -> None:
        self.tasks = tuple(tasks)
        self.index = 0
        self.voice = Voice()
        self.seen = Seen()
        self.results: list[TaskResult] = []
        self.ending = Ending.COMPLETED
        self.connected = self.lost = False
        self.failure = ""
        self.fitting = Fitting(self.tasks, fixed, self.voice)
        self.pain = PainQuestion(pain_before, pain_limit, pain_rise_limit)
        self.pause = Pause()
        self._own: State | None = None
        self._enter(0, 0.0)

    # what the hub looks at

    @property
    def task(self) -> Task:
        """The task under way; after the end the last one."""
        return self.tasks[self.index]

    @property
    def state(self) -> State:
        """Where the session is, whatever link and pause do."""
        if self._own is not None:
            return self._own
        if self.fitting.state is not None:
            return self.fitting.state
        if self.timer is not None:
            return State.EXERCISE if self.timer.begun else State.READY
        return self.run.state

    @property
    def strap(self) -> str | None:
        """The leg whose sensor is looked at; None where there is no sensor."""
        return self.fitting.leg(self.task)

    @property
    def part(self) -> str:
        """Name of the recording under way: a sensor that moves to the other leg begins a new one."""
        return self.fitting.part(self.task)

    @property
    def counting(self) -> bool:
        """Whether the movements of the task are to be counted now."""
        return self.moving and self.fitting.state is None and self.fitting.is_done(self.task)

    @property
    def moving(self) -> bool:
        """Whether a person would do something now: a replayed one waits otherwise."""
        waits = self.pause.waits or self.fitting.strap_moves or self.task.timed
        return self._own is None and not waits

    @property
    def needs_sensor(self) -> bool:
        """Whether nothing can go on without samples: a timer runs without, and a question waits."""
        return not self.over and not self.task.timed and self._own is not State.PAIN

    @property
    def over(self) -> bool:
        """Whether the exercises are over."""
        return self._own in OVER

    # what happens

    def saw(self, seen: Seen, now_s: float) -> None:
        """Take what the samples of the leg show."""
        self.seen = seen
        self.connected = True
        if self.lost:
            self.link("back", now_s)
        if self.moving and self.fitting.state is not None:
            self._calibrate(seen, now_s)
        elif self.counting and seen.step == "done":
            self._follow(seen, now_s)
        self.tick(now_s)

    def tick(self, now_s: float) -> None:
        """Take notice of the time."""
        self.voice.tick(now_s)
        self.pause.tick(now_s)
        if self.pause.on or self.over:
            return
        if self._own is State.PAIN:
            if self.pain.lasts(now_s):
                self.finish(Ending.PAIN, now_s)
        elif self.timer is not None:
            self.timer.tick(self.voice, now_s)
        elif self.counting:
            self.run.tick(self.seen, now_s)

    def link(self, news: Literal["lost", "back"], now_s: float) -> None:
        """Take news of the link."""
        if self.over or self.lost == (news == "lost"):
            return
        self.lost = news == "lost"
        if not self.task.timed and self.connected:
            self.voice.say(now_s, "say.lost" if self.lost else "say.back", urgent=True)

    def played_out(self, now_s: float) -> None:
        """Take notice that a recording has been played to its end: nothing more will be done."""
        if not self.over and not self.task.timed:
            if self._own is None and self.run.done:
                self._leave("done", now_s)
            elif self._own is not State.PAIN:
                self.finish(Ending.STOPPED, now_s)

    def gave_up(self, now_s: float) -> None:
        """Take notice that a recorded person did less than asked for: go on with what they did next."""
        if self._guiding and self.run.state is not State.REST and not self.run.done:
            self._obey_in_task(Command.SKIP, now_s)

    def fail(self, reason: str, now_s: float) -> None:
        """End the session, for the sensor is gone or counting is impossible; what was done is kept."""
        if not self.over:
            self.finish(Ending.STOPPED, now_s)
            self._own, self.failure = State.FAILED, reason

    def answer_pain(self, score: int, now_s: float, *, sharp: bool = False) -> None:
        """Go on, rest, or end, by how the pain is."""
        if self._own is not State.PAIN:
            return
        match self.pain.answer(score, now_s, sharp=sharp):
            case "end":
                self.finish(Ending.PAIN, now_s)
            case "rest" if not self.noted:
                self._note("pain", now_s)
            case "back":
                self._own = None
                self.fitting.calibrate(self.task, now_s)
                self._pause(now_s)
                self.voice.say(now_s, "say.paused", urgent=True)  # "Stop" is no longer the last word
            case "go on":
                self._enter(self.index + 1, now_s)

    def obey(self, command: Command, now_s: float) -> None:
        """Do what the person asks for; what makes no sense now changes nothing."""
        hurts = self._own is State.PAIN
        if self.over:
            return
        if command is Command.FINISH:
            self.finish(Ending.PAIN if hurts and self.pain.reason != "after" else Ending.STOPPED, now_s)
        elif command is Command.STOP and not hurts:
            self._pause(now_s)
            self.pause.end()
            self.voice.say(now_s, "say.stop", urgent=True)
            self._own = State.PAIN
            self.pain.ask("stop")
        elif command is Command.RESUME and self.pause.on:
            self._resume(now_s)
        elif not hurts:
            self._obey_in_task(command, now_s)

    def finish(self, ending: Ending, now_s: float) -> None:
        """End the session now; what was counted so far is kept."""
        if self.over:
            return
        if not self.noted:
            self._note("pain" if ending is Ending.PAIN else "left out", now_s)
        whole = self.index + 1 == len(self.tasks) and self.results[-1].outcome not in ("left out", "pain")
        self.ending = Ending.COMPLETED if whole and ending is Ending.STOPPED else ending
        self._own = State.DONE
        if self.ending is Ending.COMPLETED:
            self.voice.say(now_s, "say.session_done")

    # inside

    @property
    def _guiding(self) -> bool:
        """Whether the person does the exercise, and is spoken to about it."""
        return self.counting and not self.pause.on

    def _follow(self, seen: Seen, now_s: float) -> None:
        """Follow the exercise; in a pause only until the movement under way has ended, saying nothing."""
        if self.pause.on:
            self.run.log.observe(seen.repetitions, seen.time_s)
            self.pause.saw(seen.phase)
        elif self.run.saw(seen, now_s):
            self._leave("done", now_s)

    def _obey_in_task(self, command: Command, now_s: float) -> None:
        match command:
            case Command.PAUSE if not self.pause.on:
                moves = self.counting and not self.lost and self.seen.phase != "rest"
                self._pause(now_s, moves=moves)
                self.voice.say(now_s, "say.paused", urgent=True)
            case Command.BEGIN:
                self._begin(now_s)
            case Command.SKIP if self._guiding and self.run.skip_set(self.seen, now_s):
                pass
            case Command.SKIP | Command.NEXT:
                self._leave("left out", now_s)
            case Command.CONFIRM if self.timer is not None and self.timer.begun:
                self._leave("confirmed", now_s)
            case Command.WITHOUT_SENSOR if self.task.item is not None:
                self._leave("without sensor", now_s)
            case Command.RECALIBRATE if not self.task.timed and not self.fitting.strap_moves:
                self.fitting.calibrate_anew(self.task, now_s)
            case Command.NOT_A_REPETITION | Command.ONE_MISSED if self._guiding:
                if self.run.correct(self.seen, now_s, missed=command is Command.ONE_MISSED):
                    self._leave("done", now_s)
            case _:
                pass

    def _enter(self, index: int, now_s: float) -> None:
        """Begin a task, or end when there is none left."""
        if index >= len(self.tasks):
            self.finish(Ending.COMPLETED, now_s)
            return
        self.index, self._own, self.noted = index, None, False
        self.run = ExerciseRun(self.task, self.voice, self.seen.time_s, now_s)
        self.timer = TimedTask(self.task) if self.task.timed else None
        if self.fitting.enter(self.task):
            self.voice.say(now_s, "say.move_strap", side=self.task.strap or "")
        else:
            if self.task.item is not None:
                self.voice.say(now_s, "say.first_exercise", exercise=self.task.name, side=self.task.side)
            self.fitting.calibrate(self.task, now_s)

    def _begin(self, now_s: float) -> None:
        if self.fitting.strap_moves:
            self.fitting.moved(self.task, now_s)
        elif self.timer is not None:
            self.timer.begin(now_s)
            self.voice.say(now_s, "say.timer_start")
        elif self._guiding and self.run.state is State.REST:
            self.run.next_set(self.seen, now_s)

    def _calibrate(self, seen: Seen, now_s: float) -> None:
        if self.fitting.saw(self.task, seen, now_s):
            self.run.get_ready(now_s)
            self.voice.say(now_s, "say.ready", urgent=True)

    def _leave(self, outcome: Outcome, now_s: float) -> None:
        """End the task; after an exercise that was done the pain is asked for."""
        self.pause.end()
        outcome = "done" if outcome == "left out" and self.run.done else outcome
        self._note(outcome, now_s)
        if self.task.item is not None and (self.run.begun or outcome != "left out"):
            self._own = State.PAIN
            self.pain.ask("after")
        else:
            self._enter(self.index + 1, now_s)

    def _note(self, outcome: Outcome, now_s: float) -> None:
        """Keep what came of the task."""
        self.noted = True
        seconds, count = 0.0, 0
        if self.timer is not None:
            seconds, count = self.timer.elapsed_s(now_s), self.timer.at(now_s).count
        part = "" if self.task.timed else self.part
        self.results.append(TaskResult(self.task, part, outcome, self.run.log, seconds, count))

    def _pause(self, now_s: float, *, moves: bool = False) -> None:
        self.pause.begin(now_s, moves=moves)
        if self.timer is not None:
            self.timer.pause(now_s)

    def _resume(self, now_s: float) -> None:
        self.pause.end()
        self.voice.say(now_s, "say.resumed")
        self.run.delay(now_s - self.pause.since_s)
        if self.timer is not None and self.timer.begun:
            self.timer.begin(now_s)
