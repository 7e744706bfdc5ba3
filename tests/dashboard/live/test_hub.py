"""The hub on simulated and replayed sensors, faster than real time: what is counted, saved, refused."""

import json
import threading
import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis.program import load_program
from dashboard.live.messages import Command, State
from dashboard.live.plan import ReplayChoice, SensorChoice, SessionPlan, SimulationChoice
from dashboard.live.sources import _simulated
from dashboard.live.tasks import tasks_of
from dashboard.programs import template_source
from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    Ending,
    Moment,
    Right,
    Role,
    Viewer,
    prescribe,
    saved_session,
    sessions,
)
from dashboard.samples import sample_folder
from sensing.errors import RehabError
from sensing.recording_files import write_recording
from sensing.samples import Recording

FAST = SimulationChoice(speed=25.0)

BOTH_LEGS = """
schema = "rehab-program/1"
name = "both"
title = "Both legs"
days_per_week = 3

[[items]]
exercise = "leg_lift"
side = "each"
sets = 1
repetitions = 3
target_deg = 55
rest_s = 10

[[items]]
exercise = "bridge"
sets = 1
repetitions = 4
"""


def in_form(now):
    return now.state in (State.PAIN, State.DONE, State.FAILED)


def go_on(hub, session):
    """Answer what the session asks, as a patient without pain."""

    def act(now):
        if now.state is State.PAIN:
            hub.answer_pain(LOCAL_USER, session, 1)
        elif now.message is not None and now.message.key == "strap.move":
            hub.command(LOCAL_USER, session, Command.BEGIN)

    return act


def counts(hub, session):
    saved = saved_session(hub.store, LOCAL_USER, session)
    found = [(one.exercise, one.side, len(one.repetitions)) for each in saved.results for one in each.sets]
    return saved, found


def test_a_whole_session_with_the_strap_moved_once(hub, add, until):
    patient, _ = add()
    version = prescribe(hub.store, LOCAL_USER, patient, BOTH_LEGS, starts_on=date(2026, 3, 3))
    plan = SessionPlan(patient, version.program, 2, tasks_of(version.program), 1, {"fever": False})
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    end = until(hub, session, lambda now: now.state in (State.DONE, State.FAILED), act=go_on(hub, session))
    assert end.state is State.DONE
    assert hub.save(LOCAL_USER, session, exertion=4, pain_after=2) == session
    saved, found = counts(hub, session)
    assert found == [("leg_lift", "left", 3), ("leg_lift", "right", 3), ("bridge", "right", 4)]
    assert (saved.ending, saved.exertion, saved.program.number) == (Ending.COMPLETED, 4, 2)
    assert [one.moment for one in saved.pain] == [Moment.BEFORE, *[Moment.AFTER_EXERCISE] * 3, Moment.AFTER]
    assert [one.side for one in saved.results] == ["left", "right"]
    assert hub.running(LOCAL_USER) == ()
    assert hub.cut_off.all(LOCAL_USER) == ()


@pytest.fixture(scope="module")
def lifts(tmp_path_factory):
    """A recording of two sets of three leg lifts, made as a simulated person does them."""
    program = load_program(BOTH_LEGS.replace("sets = 1", "sets = 2").replace('"each"', '"right"'))
    return _simulated(SimulationChoice(seed=5), tasks_of(program)[:1])["right"]


def test_a_replay_that_loses_the_link_between_sets(hub, plan, lifts, tmp_path, until):
    second = [one for one in lifts.info.activities if one.exercise == "leg_lift"][1]
    gone = (lifts.time_s > second.start_s - 6.0) & (lifts.time_s < second.start_s - 1.0)
    epoch = (lifts.time_s[~gone] > second.start_s - 3.0).astype(np.int64)
    broken = Recording(
        lifts.time_s[~gone], lifts.acc[~gone], lifts.gyr[~gone], extra={"epoch": epoch}, info=lifts.info
    )
    path = write_recording(broken, tmp_path / "broken.parquet")
    session = hub.start_session(LOCAL_USER, plan, [ReplayChoice(path or tmp_path / "broken.parquet", 10.0)])
    shown = []
    run = hub.run_of(LOCAL_USER, session, Right.SEE)
    run.listen("test", lambda: shown.append(run.snapshot))
    end = until(hub, session, in_form)
    assert (end.state, end.set, end.count) == (State.PAIN, 2, 3)
    lost = [one for one in shown if one.state is State.LOST]
    assert lost
    assert all((one.set, one.count) == (1, 3) and np.isnan(one.angle) for one in lost)
    assert "say.back" in {one.say.words.key for one in shown if one.say}
    hub.answer_pain(LOCAL_USER, session, 0)
    hub.save(LOCAL_USER, session)
    assert counts(hub, session)[1] == [("leg_lift", "right", 3), ("leg_lift", "right", 3)]


def test_a_pain_stop_saves_what_was_done(hub, plan, until):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 2)
    hub.command(LOCAL_USER, session, Command.STOP)
    until(hub, session, lambda now: now.state is State.PAIN)
    hub.answer_pain(LOCAL_USER, session, 7, sharp=True)
    hub.command(LOCAL_USER, session, Command.FINISH)
    until(hub, session, lambda now: now.state is State.DONE)
    hub.save(LOCAL_USER, session)
    saved, found = counts(hub, session)
    assert saved.ending is Ending.PAIN
    assert found == [("leg_lift", "right", 2)]
    assert [(one.score, one.sharp) for one in saved.pain] == [(1, False), (7, True)]


def test_a_command_is_done_when_the_page_runs_again(hub, plan, until):
    """The page reads the snapshot right after a press; an old one would show the form that was answered."""
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.state is State.STILL)
    for command, state in ((Command.STOP, State.PAIN), (Command.FINISH, State.DONE)):
        hub._thread.call(time.sleep, 0.2)  # a loop that has something else to do
        hub.command(LOCAL_USER, session, command)
        assert hub.snapshot(LOCAL_USER, session).state is state


def test_corrections_are_kept_as_the_patient_s_beside_the_count(hub, plan, until):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 2)
    hub.command(LOCAL_USER, session, Command.NOT_A_REPETITION)
    until(hub, session, lambda now: now.count == 1)
    hub.command(LOCAL_USER, session, Command.FINISH)
    hub.save(LOCAL_USER, session)
    saved, found = counts(hub, session)
    assert found == [("leg_lift", "right", 1)]
    (one,) = saved.corrections
    assert (one.kind, one.set_number, one.by) == (CorrectionKind.NOT_A_REPETITION, 1, "local")
    assert [len(each.seen.repetitions) for each in saved.recordings[0].sets] == [2]


def test_a_sensor_that_is_gone_keeps_what_was_done(hub, plan, tmp_path):
    session = hub.start_session(LOCAL_USER, plan, [ReplayChoice(tmp_path / "nothing.csv")])
    end_s = time.monotonic() + 20.0
    while hub.snapshot(LOCAL_USER, session).state is not State.FAILED:
        assert time.monotonic() < end_s
        time.sleep(0.01)
    assert "nothing.csv" in hub.snapshot(LOCAL_USER, session).message.values["reason"]
    hub.save(LOCAL_USER, session)
    assert saved_session(hub.store, LOCAL_USER, session).results == ()


def test_a_fault_of_the_program_keeps_what_was_recorded(hub, plan, until, monkeypatch, caplog):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 1)

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("dashboard.live.guided.Guided.saw", fail)
    until(hub, session, lambda now: now.state is State.FAILED)
    monkeypatch.undo()
    hub.save(LOCAL_USER, session)
    assert "ZeroDivisionError" in caplog.text
    saved, found = counts(hub, session)
    assert found == [("leg_lift", "right", 1)]
    assert saved.ending is Ending.STOPPED


def test_a_recorded_session_is_counted_as_it_was(hub, add, until):
    patient, _ = add()
    text = template_source("runner")
    version = prescribe(hub.store, LOCAL_USER, patient, text, starts_on=date(2026, 3, 3))
    (task,) = [one for one in tasks_of(version.program) if (one.name, one.side) == ("leg_lift", "right")]
    plan = SessionPlan(patient, version.program, 2, (task,), 0, {})
    with sample_folder() as folder:
        path = folder / "sessions" / "runner-right.csv.gz"
        truth = json.loads((folder / "sessions" / "runner-right.truth.json").read_text("utf-8"))
        session = hub.start_session(LOCAL_USER, plan, [ReplayChoice(path, 50.0)])
        end = until(
            hub, session, lambda now: now.state in (State.DONE, State.FAILED), act=go_on(hub, session)
        )
    assert end.state is State.DONE
    hub.save(LOCAL_USER, session)
    saved, found = counts(hub, session)
    assert saved.ending is Ending.COMPLETED
    lifts = [one for one in truth["sets"] if one["exercise"] == "leg_lift"]
    assert found == [("leg_lift", "right", len(one["repetitions"])) for one in lifts]


def test_strangers_see_and_do_nothing(hub, plan, until):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    stranger = Viewer("eve", Role.PATIENT)
    assert hub.running(stranger) == ()
    for attempt in (
        lambda: hub.snapshot(stranger, session),
        lambda: hub.token(stranger, session),
        lambda: hub.command(stranger, session, Command.STOP),
        lambda: hub.answer_pain(stranger, session, 1),
        lambda: hub.save(stranger, session),
        lambda: hub.discard(stranger, session),
        lambda: hub.start_session(stranger, plan, [FAST]),
        lambda: hub.cut_off.save(stranger, session),
        lambda: hub.snapshot(LOCAL_USER, "0" * 32),
    ):
        with pytest.raises(RehabError, match=r"There is no such (session|patient) among yours"):
            attempt()
    hub.discard(LOCAL_USER, session)
    assert sessions(hub.store, LOCAL_USER, plan.patient_id) == ()


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ([], "there is no sensor"),
        ([SensorChoice("A"), SensorChoice("B")], "one leg each"),
        ([replace(FAST, speed=0.0)], "no speed"),
    ],
)
def test_what_cannot_begin_leaves_nothing(hub, plan, tmp_path, sources, message):
    with pytest.raises(RehabError, match=message):
        hub.start_session(LOCAL_USER, plan, sources)
    assert hub.running(LOCAL_USER) == ()
    live = tmp_path / "data" / "live"
    assert not live.exists() or not list(live.iterdir())


def test_one_session_of_a_patient_at_a_time(hub, plan):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    with pytest.raises(RehabError, match="under way"):
        hub.start_session(LOCAL_USER, plan, [FAST])
    hub.discard(LOCAL_USER, session)
    hub.discard(LOCAL_USER, hub.start_session(LOCAL_USER, plan, [FAST]))


def test_two_sensors_at_once(hub, add, until):
    patient, _ = add()
    version = prescribe(hub.store, LOCAL_USER, patient, BOTH_LEGS, starts_on=date(2026, 3, 3))
    plan = SessionPlan(patient, version.program, 2, tasks_of(version.program)[:2], 0, {})
    sources = [SimulationChoice(20.0, side) for side in ("left", "right")]
    session = hub.start_session(LOCAL_USER, plan, sources)
    moved = []

    def act(now):
        moved.append(now.message is not None and now.message.key == "strap.move")
        go_on(hub, session)(now)

    until(hub, session, lambda now: now.state in (State.DONE, State.FAILED), act=act)
    assert not any(moved)
    hub.save(LOCAL_USER, session)
    saved, found = counts(hub, session)
    assert sorted(found) == [("leg_lift", "left", 3), ("leg_lift", "right", 3)]
    assert len(saved.recordings) == 2


def test_a_stopped_hub_offers_the_session_again(hub, plan, until, tmp_path):
    from dashboard.live.hub import Hub

    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 2)
    hub.stop()
    again = Hub(tmp_path / "data")
    again.start()
    try:
        (offered,) = again.cut_off.all(LOCAL_USER)
        assert (offered.id, offered.title, offered.repetitions) == (session, "A small program", 2)
        assert again.cut_off.all(Viewer("eve", Role.PATIENT)) == ()
        assert again.cut_off.save(LOCAL_USER, session) == session
        saved, found = counts(again, session)
        assert (saved.ending, found) == (Ending.STOPPED, [("leg_lift", "right", 2)])
        assert again.cut_off.all(LOCAL_USER) == ()
    finally:
        again.stop()


def test_a_session_that_is_not_wanted_is_removed_whole(hub, plan, until, tmp_path):
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    until(hub, session, lambda now: now.count == 1)
    hub.stop()
    hub.cut_off.discard(LOCAL_USER, session)
    assert hub.cut_off.all(LOCAL_USER) == ()
    assert not list((tmp_path / "data" / "live").iterdir())
    assert sessions(hub.store, LOCAL_USER, plan.patient_id) == ()


def test_a_simulated_person_follows_when_something_is_left_out_or_repeated(hub, add, until):
    patient, _ = add()
    text = BOTH_LEGS.replace('"each"\nsets = 1', '"right"\nsets = 2')
    version = prescribe(hub.store, LOCAL_USER, patient, text, starts_on=date(2026, 3, 3))
    plan = SessionPlan(patient, version.program, 2, tasks_of(version.program), 0, {})
    session = hub.start_session(LOCAL_USER, plan, [replace(FAST, speed=15.0)])
    until(hub, session, lambda now: now.count == 1)
    hub.command(LOCAL_USER, session, Command.RECALIBRATE)
    until(hub, session, lambda now: now.state is State.STILL)
    until(hub, session, lambda now: now.state is State.REST)
    hub.command(LOCAL_USER, session, Command.NEXT)
    until(hub, session, lambda now: now.state is State.PAIN)
    hub.answer_pain(LOCAL_USER, session, 0)
    until(hub, session, lambda now: now.state is State.DONE, act=go_on(hub, session))
    hub.save(LOCAL_USER, session)
    found = counts(hub, session)[1]
    assert found == [("leg_lift", "right", 3), ("bridge", "right", 4)]


def test_no_thread_is_left(hub, plan):
    hub.start_session(LOCAL_USER, plan, [FAST])
    hub.stop()
    assert not [one for one in threading.enumerate() if one.name == "live hub"]
