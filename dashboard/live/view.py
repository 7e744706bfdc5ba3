"""What a page shows of a guided session."""

import math
from typing import Any

from dashboard.live.guided import Guided
from dashboard.live.messages import SensorView, Snapshot, State, Words
from dashboard.live.pain_question import SETTLE_S
from dashboard.records.new_session import Ending

STILL_S = 2.0
"""So long the person is asked to keep still."""

NO_LIFT_S = 15.0
"""Without a knee lift for this long, the other leg may be lifted [J]."""

LOW_BATTERY_PERCENT = 15.0

WAITS = frozenset({State.READY, State.REST, State.PAUSED})
"""States in which a person has time to mend something."""

UNWRITTEN = Words("message.disk")

_ALWAYS = {
    State.CONNECTING: "sensor.connecting",
    State.STILL: "say.hold_chair",
    State.LOST: "message.lost",
    State.PAUSED: "message.paused",
}
"""What is told in states that have one thing to tell."""


def snapshot_of(
    guide: Guided, now_s: float, *, n: int, sample_ms: float, sensor: SensorView, unwritten: bool = False
) -> Snapshot:
    """Return what a page shows now.

    Parameters
    ----------
    guide : Guided
    now_s : float
        By the guide's clock.
    n : int
        Number of the snapshot.
    sample_ms : float
        When the newest sample arrived, milliseconds since 1970.
    sensor : SensorView
    unwritten : bool
        What is measured cannot be written to the disk.
    """
    task, run, state = guide.task, guide.run, shown_state(guide)
    item = task.item
    known: dict[str, Any] = {
        "n": n,
        "sample_ms": sample_ms,
        "state": state,
        "task": guide.index,
        "tasks": len(guide.tasks),
        "exercise": task.name,
        "side": task.side,
        "role": task.role if item is not None and not task.timed else None,
        "hold_target_s": None if item is None else item.hold_s,
        "target_deg": None if item is None else item.target_deg,
        "ceiling_deg": None if item is None else item.max_angle_deg,
        "message": UNWRITTEN if unwritten and state in WAITS else message_of(guide, state, now_s, sensor),
        "say": guide.voice.said,
        "sensor": sensor,
        "timer_left_s": _timer_left(guide, now_s),
    }
    if guide.timer is not None:
        moment = guide.timer.at(now_s)
        repetitions = item.total if item is not None else 0
        return Snapshot(
            **known, count=moment.count, target_count=repetitions, phase=moment.phase, hold_s=moment.hold_s
        )
    seen = guide.seen
    rest_s = run.rest_until_s if state is State.REST else None
    return Snapshot(
        **known,
        angle=math.nan if guide.lost else seen.angle_deg,
        phase=seen.phase if guide.counting else "rest",
        hold_s=seen.hold_s if guide.counting else 0.0,
        count=run.log.current.count,
        provisional=run.log.provisional,
        target_count=task.repetitions,
        set=len(run.log.sets),
        sets=task.sets,
        rest_left_s=None if rest_s is None else max(0.0, rest_s - now_s),
        countdown_s=max(0.0, STILL_S - seen.still_s) if state is State.STILL else None,
    )


def shown_state(guide: Guided) -> State:
    """Return the state that a page shows: a lost link or a pause goes before what would go on otherwise."""
    if guide.over or guide.state is State.PAIN:
        return guide.state
    watched = not guide.task.timed and not guide.fitting.strap_moves
    if watched and not guide.connected:
        return State.CONNECTING
    if guide.pause.on:
        return State.PAUSED
    return State.LOST if watched and guide.lost else guide.state


def message_of(guide: Guided, state: State, now_s: float, sensor: SensorView) -> Words | None:
    """Return what is wrong, or what to do."""
    if state in _ALWAYS:
        return Words(_ALWAYS[state])
    match state:
        case State.LIFT:
            if now_s - guide.fitting.step_since_s > NO_LIFT_S:
                return Words("calibrate.takes_long", {"side": guide.task.strap or "both"})
            return Words("say.lift_higher" if guide.seen.step == "lift higher" else "say.lift_knee")
        case State.PAIN:
            if guide.pain.reason == "settle":
                return Words("stopped.wait", {"minutes": round(SETTLE_S / 60.0)})
            return Words("say.stop" if guide.pain.reason == "stop" else "pain.after_exercise")
        case State.DONE:
            return Words("summary.title" if guide.ending is Ending.COMPLETED else "summary.stopped")
        case State.FAILED:
            return Words("sensor.failed", {"reason": guide.failure})
        case _:
            return _in_task(guide, state, now_s, sensor)


def _in_task(guide: Guided, state: State, now_s: float, sensor: SensorView) -> Words | None:
    run = guide.run
    if guide.fitting.strap_moves:
        return Words("strap.move", {"side": guide.task.strap or ""})
    if guide.timer is not None:
        if not guide.timer.begun:
            return Words("timer.start")
        return Words("say.timer_done") if guide.timer.at(now_s).left_s <= 0.0 else None
    low = sensor.battery is not None and sensor.battery <= LOW_BATTERY_PERCENT
    if low and state is not State.EXERCISE:
        return Words("message.battery_low")
    if state is State.REST:
        return Words("say.set_done")
    if run.done:
        return Words("say.exercise_done")
    cue = run.cues.message(guide.seen, run.log, now_s)
    if cue is None and state is State.READY:
        return Words("say.ready" if len(run.log.sets) == 1 else "say.rest_over")
    return cue


def _timer_left(guide: Guided, now_s: float) -> float | None:
    if guide.state is State.PAIN and guide.pain.settle_until_s is not None:
        return max(0.0, guide.pain.settle_until_s - now_s)
    return None if guide.timer is None else guide.timer.at(now_s).left_s
