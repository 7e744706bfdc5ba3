"""What is told and said while an exercise is done: counts, holds, the ceiling, and what seems wrong."""

import math

from analysis.adherence_rules import load_rules
from analysis.exercises import get_exercise
from analysis.results import Repetition
from analysis.verdicts import held_too_short, measured_deg, short_of_target
from dashboard.live.messages import Words
from dashboard.live.seen import Seen
from dashboard.live.task_log import TaskLog
from dashboard.live.tasks import Task
from dashboard.live.voice import Voice

NEAR_CEILING_DEG = 10.0
"""Within this of the ceiling nobody is asked to go further (clinical default)."""

LAST_SECONDS = 3
"""Of a hold are counted aloud."""

BACKWARDS_DEG = 8.0
"""A front thigh that goes this far behind the body belongs to the leg behind (CMU-MBL, UTD-MHAD: rear legs go
back by 10 to 27 degrees in a lunge)."""

NOTHING_SEEN_S = 25.0
"""Without a movement for this long, the leg without sensor may be exercising [J]."""

CUE_S = 6.0
"""A cue stays on the screen for this long [J]."""

DIRECTED = {"high_enough": "high_enough_down", "shallow": "shallow_down", "lower": "lower_down"}
"""Words that say up or down, and those of exercises in which the body goes down first."""


class Cues:
    """Follows one task and speaks about it.

    Parameters
    ----------
    task : Task
    voice : Voice
    now_s : float
    """

    def __init__(self, task: Task, voice: Voice, now_s: float) -> None:
        self._task, self._voice = task, voice
        self._told: tuple[int, int] = (1, 0)
        self._hold_left: int | None = None
        self._held_enough = False
        self._too_high = self._slipped = False
        self._backwards = False
        self._moved_s = now_s
        self._cue: tuple[float, Words] | None = None
        self._sitting = task.item is not None and get_exercise(task.name).posture == "sitting"

    def wait(self, now_s: float) -> None:
        """Expect the next movement from now on."""
        self._moved_s = now_s

    def resume(self, log: TaskLog) -> None:
        """Take what was counted so far as said."""
        self._told = (len(log.sets), log.current.count)

    def follow(self, seen: Seen, log: TaskLog, now_s: float) -> None:
        """Speak about what is new."""
        if seen.phase != "rest" or seen.repetitions != ():
            self._backwards = False
        if seen.phase != "rest":
            self._moved_s = now_s
        elif not math.isnan(seen.angle_deg) and seen.signed > 0 and seen.angle_deg < -BACKWARDS_DEG:
            self._backwards = self._task.role == "front"
        if seen.slipped and not self._slipped:
            self._cue = (now_s, Words("message.slipped"))
            self._voice.say(now_s, "say.slipped")
        self._slipped = seen.slipped
        self._ceiling(seen, now_s)
        self._hold(seen, now_s)
        self._count(log, now_s)

    def message(self, seen: Seen, log: TaskLog, now_s: float) -> Words | None:
        """Return what to show beside the count now: the most important thing, or nothing."""
        side = {"side": self._task.strap or "both"}
        if self._too_high:
            return Words(self._of_direction("message.high_enough"))
        if seen.waiting:
            return Words("calibrate.sitting" if self._sitting else "calibrate.floor")
        if self._backwards:
            return Words("message.wrong_role")
        if seen.none_counts and not log.complete:
            return Words("message.none_counts")
        if now_s - self._moved_s > NOTHING_SEEN_S and not log.complete:
            return Words("message.not_seen", side)
        if self._cue is not None and now_s - self._cue[0] < CUE_S:
            return self._cue[1]
        return None

    def _ceiling(self, seen: Seen, now_s: float) -> None:
        item = self._task.item
        ceiling = None if item is None else item.max_angle_deg
        if ceiling is None or math.isnan(seen.angle_deg):
            return
        above = seen.angle_deg > ceiling
        if above and not self._too_high:
            self._voice.say(now_s, self._of_direction("say.high_enough"), urgent=True)
        self._too_high = above

    def _hold(self, seen: Seen, now_s: float) -> None:
        """Count the last seconds of a hold down: what is left is rounded up, so that zero means enough."""
        target = None if self._task.item is None else self._task.item.hold_s
        if target is None or seen.phase != "hold":
            self._hold_left, self._held_enough = None, False
            return
        left = max(0, math.ceil(target - seen.hold_s - 1e-9))
        if left == 0 and not self._held_enough:
            self._voice.say(now_s, self._of_direction("say.lower"), urgent=True)
            self._held_enough = True
        elif left > 0 and self._hold_left is None:
            self._voice.say(now_s, "say.hold_on")
        elif 0 < left < min(LAST_SECONDS, math.ceil(target)) and left != self._hold_left:
            self._voice.say(now_s, "say.number", urgent=True, n=left)
        self._hold_left = left

    def _count(self, log: TaskLog, now_s: float) -> None:
        """Say the count when it rises; what a withdrawn repetition takes back is seen, not said."""
        told = (len(log.sets), log.current.count)
        if told[0] == self._told[0] and told[1] <= self._told[1]:
            return
        self._told = told
        if told[1] == 0:
            return
        left = self._task.repetitions - told[1]
        last_set = told[0] >= self._task.sets
        if left == 1:
            self._voice.say(now_s, "say.count_one_to_go", n=told[1])
        elif left > 0:
            self._voice.say(now_s, "say.count_to_go", n=told[1], left=left)
        elif left < 0:
            self._voice.say(now_s, "say.enough")
        else:
            self._voice.say(now_s, "say.count", n=told[1])
            self._voice.say(now_s, "say.exercise_done" if last_set else "say.set_done")
        if log.current.repetitions:
            self._judge(log.current.repetitions[-1], now_s, quiet=left <= 0)

    def _judge(self, one: Repetition, now_s: float, *, quiet: bool) -> None:
        """Say what could be better in the next repetition."""
        key = cue_for(self._task, one)
        if key is None:
            return
        self._cue = (now_s, Words(self._of_direction(f"message.{key}")))
        if not quiet:
            self._voice.say(now_s, self._of_direction(f"say.{key}"))

    def _of_direction(self, key: str) -> str:
        """Return the key of the same words for an exercise that goes down, where it is one."""
        part, name = key.split(".")
        return f"{part}.{DIRECTED.get(name, name)}" if self._task.goes_down else key


def cue_for(task: Task, one: Repetition) -> str | None:
    """Return what could be better about a repetition, a key under ``say`` and ``message``; None for nothing.

    Nobody within `NEAR_CEILING_DEG` of the ceiling is asked to go further.
    """
    item = task.item
    if "confirm" in one.flags:
        return "doubtful"
    if item is None:
        return None
    if "fast" in one.flags:
        return "too_fast"
    ceiling = item.max_angle_deg
    reached = max(measured_deg(item, one), one.peak_angle_deg) if one.peak_angle_deg > 0 else one.range_deg
    near = ceiling is not None and reached >= ceiling - NEAR_CEILING_DEG
    if short_of_target(item, one, load_rules()) and not near:
        return "shallow"
    return "held_too_short" if held_too_short(item, one, load_rules()) else None
