"""What goes wrong around a session under way: presses twice, a full disk, a session that is forgotten."""

import threading
import time

from dashboard.live.messages import Command, State
from dashboard.live.plan import SimulationChoice
from dashboard.live.session_log import SessionLog
from dashboard.records import LOCAL_USER, Ending, Right, saved_session, sessions

FAST = SimulationChoice(speed=25.0)


def counted(hub, session):
    saved = saved_session(hub.store, LOCAL_USER, session)
    return [(one.exercise, one.side, len(one.repetitions)) for each in saved.results for one in each.sets]


def test_an_answer_that_nobody_asked_for_is_none(hub, plan, until):
    """A second press comes when the next exercise has begun: it is not that one's pain."""
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 1)
    hub.answer_pain(LOCAL_USER, session, 9)
    assert [one.score for one in hub.log(LOCAL_USER, session).pain] == [1]
    hub.discard(LOCAL_USER, session)


def test_saved_twice_at_once_is_saved_once(hub, plan, until):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 1)
    found = []
    presses = [threading.Thread(target=lambda: found.append(hub.save(LOCAL_USER, session))) for _ in range(3)]
    run = hub.run_of(LOCAL_USER, session, Right.SEE)
    with run.saving:  # all of them are under way
        for one in presses:
            one.start()
        run.closed.wait(30.0)
        time.sleep(0.2)
    for one in presses:
        one.join()
    assert found == [session] * 3
    assert len(sessions(hub.store, LOCAL_USER, plan.patient_id)) == 1


def test_a_full_disk_is_told_and_what_was_counted_is_written_later(hub, plan, until, monkeypatch):
    full = threading.Event()
    write = SessionLog.write

    def refuse(log, folder):
        if full.is_set():
            raise OSError(28, "No space left on device")
        write(log, folder)

    monkeypatch.setattr(SessionLog, "write", refuse)
    monkeypatch.setattr("dashboard.live.log_keeping.TRY_AGAIN_S", 0.05)
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.state is State.STILL)
    full.set()
    told = until(hub, session, lambda now: now.message is not None and now.message.key == "message.disk")
    assert told.state in (State.READY, State.REST)
    (trouble,) = hub.troubles(LOCAL_USER, session)
    assert "No space left on device" in trouble
    full.clear()
    until(hub, session, lambda now: now.state is State.PAIN)
    hub.answer_pain(LOCAL_USER, session, 0)
    hub.save(LOCAL_USER, session)
    assert counted(hub, session) == [("leg_lift", "right", 3)] * 2


def test_a_forgotten_session_ends_by_itself(hub, plan, until, monkeypatch):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 1)
    monkeypatch.setattr("dashboard.live.live_run.FORGOTTEN_S", 0.5)
    hub.command(LOCAL_USER, session, Command.PAUSE)
    assert until(hub, session, lambda now: now.state is State.DONE)
    hub.save(LOCAL_USER, session)
    assert saved_session(hub.store, LOCAL_USER, session).ending is Ending.STOPPED
