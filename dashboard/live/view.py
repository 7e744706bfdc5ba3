"""What a page shows of a guided session."""

import math
from typing import Any

from dashboard.live.guided import Guided
from dashboard.live.messages import SensorView, Snapshot, State, Words

STILL_S = 2.0
"""So long the person is asked to keep still."""

NO_LIFT_S = 15.0
"""Without a knee lift for this long, the other leg may be lifted [J]."""

LOW_BATTERY_PERCENT = 15.0


def snapshot_of(guide: Guided, now_s: float, *, n: int, sample_ms: float, sensor: SensorView) -> Snapshot:
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
        "message": message_of(guide, state, now_s, sensor),
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
    watched = not guide.task.timed and not guide.strap_moves
    if watched and not guide.connected:
        return State.CONNECTING
    if guide.paused:
        return State.PAUSED
    return State.LOST if watched and guide.lost else guide.state


def message_of(guide: Guided, state: State, now_s: float, sensor: SensorView) -> Words | None:
    """Return what is wrong, or what to do."""
    side = {"side": guide.task.strap or "both"}
    match state:
        case State.CONNECTING:
            return Words("connecting")
        case State.STILL:
            return Words("keep_still")
        case State.LIFT:
            if now_s - guide.step_since_s > NO_LIFT_S:
                return Words("no_lift_seen", side)
            return Words("lift_higher" if guide.seen.step == "lift higher" else "lift_knee", side)
        case State.LOST:
            return Words("signal_lost")
        case State.PAUSED:
            return Words("paused")
        case State.PAIN:
            keys = {"after": "how_is_the_pain", "stop": "stop_pain", "settle": "rest_for_pain"}
            return Words(keys[guide.pain_reason], {"exercise": guide.task.name})
        case State.DONE:
            return Words(f"ended_{guide.ending.value}")
        case State.FAILED:
            return Words("failed", {"reason": guide.failure})
        case _:
            return _in_task(guide, state, now_s, sensor)


def _in_task(guide: Guided, state: State, now_s: float, sensor: SensorView) -> Words | None:
    run = guide.run
    if guide.strap_moves:
        return Words("move_strap", {"side": guide.task.strap or ""})
    if guide.timer is not None:
        if not guide.timer.begun:
            return Words("timer_begin")
        return Words("timer_over") if guide.timer.at(now_s).left_s <= 0.0 else None
    low = sensor.battery is not None and sensor.battery <= LOW_BATTERY_PERCENT
    if low and state is not State.EXERCISE:
        return Words("battery_low", {"percent": round(sensor.battery or 0.0)})
    if state is State.REST:
        return Words("set_done", {"count": run.log.current.count})
    if run.done:
        return Words("exercise_done", {"count": run.log.current.count})
    cue = run.cues.message(guide.seen, run.log, now_s)
    if cue is None and state is State.READY:
        first = len(run.log.sets) == 1
        return (
            Words("ready")
            if first
            else Words("next_set", {"set": len(run.log.sets), "sets": guide.task.sets})
        )
    return cue


def _timer_left(guide: Guided, now_s: float) -> float | None:
    if guide.state is State.PAIN and guide.settle_until_s is not None:
        return max(0.0, guide.settle_until_s - now_s)
    return None if guide.timer is None else guide.timer.at(now_s).left_s
