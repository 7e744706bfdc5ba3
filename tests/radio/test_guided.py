"""A whole guided session with sensors on the virtual radio: found, connected, worn, lost, and back."""

import asyncio
import functools

import pytest
from virtual_radio.clinic import LEFT, RIGHT
from virtual_radio.rig import until
from virtual_radio.sensors import SENSORS
from virtual_radio.wearer import lifts

from dashboard.live.messages import Command, State
from dashboard.live.plan import SensorChoice
from dashboard.records import LOCAL_USER, CorrectionKind, Ending
from sensing.bluetooth.limits import Limits


@pytest.mark.parametrize("kind", sorted(SENSORS))
def test_found_asked_and_followed_to_the_end(clinic, kind):
    clinic.wears(kind, RIGHT, "right")
    plan = clinic.plan()
    (found,) = clinic.hub.reach.look()
    assert (found.address, found.signal_dbm) == (RIGHT, -50.0)
    asked = clinic.hub.reach.ask(found)
    assert asked.battery_percent == 80.0 or asked.battery_v == pytest.approx(3.8)
    session = clinic.start(plan, SensorChoice(found.address))

    async def story():
        await clinic.sees(lambda now: now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story())
    seen = clinic.states()
    if seen[0] is State.CONNECTING:  # a quick link may be up before anybody listens
        seen = seen[1:]
    assert seen[:3] == [State.STILL, State.LIFT, State.READY]
    saved, counted = clinic.saved(session)
    assert counted == [("leg_lift", "right", 2), ("leg_lift", "right", 2)]
    assert saved.ending is Ending.COMPLETED


def test_a_link_that_drops_in_a_repetition_and_comes_back(clinic):
    clinic.wears("witmotion", RIGHT, "right")
    session = clinic.start(clinic.plan(), SensorChoice(RIGHT))
    sensor = clinic.wearers["right"]

    async def story():
        await clinic.sees(lambda now: now.count == 1 and now.phase == "hold")
        sensor.resting = True  # "Signal lost. Rest."
        await clinic.sensors["right"].drop_link(back=False)
        lost = await clinic.sees(lambda now: now.state is State.LOST)
        assert (lost.count, lost.say.words.key) == (1, "say.lost")
        await asyncio.sleep(20.0)
        assert clinic.run.snapshot.state is State.LOST
        await clinic.sensors["right"].advertise()
        back = await clinic.sees(lambda now: now.state is State.EXERCISE)
        assert (back.count, back.say.words.key) == (1, "say.back")
        clinic.run.command(Command.ONE_MISSED)  # nobody saw how it ended
        await asyncio.sleep(2.0)
        sensor.resting = False
        await clinic.sees(lambda now: now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story())
    saved, counted = clinic.saved(session)
    assert counted == [("leg_lift", "right", 2), ("leg_lift", "right", 2)]
    assert [one.kind for one in saved.corrections] == [CorrectionKind.MISSED_REPETITION]
    assert saved.ending is Ending.COMPLETED


def test_a_sensor_that_falls_silent_and_runs_low(clinic):
    clinic.wears("open_profile", RIGHT, "right", battery=9)
    session = clinic.start(clinic.plan(), SensorChoice(RIGHT))

    async def story():
        ready = await clinic.sees(lambda now: now.state is State.READY)
        assert (ready.message.key, ready.sensor.battery) == ("message.battery_low", 9.0)
        await clinic.sees(lambda now: now.state is State.REST)
        clinic.sensors["right"].silent = True
        await clinic.sees(lambda now: now.state is State.LOST)
        clinic.sensors["right"].silent = False
        await clinic.sees(lambda now: now.state is State.REST and now.say.words.key == "say.back")
        await clinic.sees(lambda now: now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story())
    assert clinic.saved(session)[1] == [("leg_lift", "right", 2), ("leg_lift", "right", 2)]
    assert any("battery" in one for one in clinic.run.troubles)


def test_a_sensor_that_is_gone_for_good_keeps_what_was_done(clinic, monkeypatch):
    monkeypatch.setattr("sensing.collector.Limits", functools.partial(Limits, gone_s=20.0))
    clinic.wears("movesense", RIGHT, "right")
    session = clinic.start(clinic.plan(), SensorChoice(RIGHT))

    async def story():
        await clinic.sees(lambda now: now.count == 2)
        await clinic.sensors["right"].drop_link(back=False)
        await clinic.sees(lambda now: now.state is State.LOST)
        await until(lambda: clinic.run.snapshot.state is State.FAILED)

    clinic.on_loop(story())
    assert "was not found" in clinic.run.snapshot.message.values["reason"]
    saved, counted = clinic.saved(session)
    assert counted == [("leg_lift", "right", 2)]
    assert saved.ending is Ending.STOPPED


def test_a_sensor_out_of_reach(clinic):
    clinic.wears("witmotion", RIGHT, "right")
    session = clinic.start(clinic.plan(), SensorChoice(LEFT))
    clinic.on_loop(until(lambda: clinic.run.snapshot.state is State.FAILED))
    assert LEFT in clinic.run.snapshot.message.values["reason"]
    clinic.hub.discard(LOCAL_USER, session)
    assert clinic.hub.running(LOCAL_USER) == ()


def test_the_strap_moves_to_the_other_leg(clinic):
    clinic.wears("witmotion", RIGHT, "left")
    plan = clinic.plan("each")
    session = clinic.start(plan, SensorChoice(RIGHT))
    other = lifts("right", rate_hz=100.0, seed=8)

    async def story():
        await clinic.sees(lambda now: now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.message is not None and now.message.key == "strap.move")
        clinic.wearers["left"].puts_on(other)
        clinic.run.command(Command.BEGIN)
        await clinic.sees(lambda now: now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story())
    saved, counted = clinic.saved(session)
    assert counted == [("leg_lift", side, 2) for side in ("left", "left", "right", "right")]
    assert [one.side for one in saved.results] == ["left", "right"]


def test_two_sensors_one_on_each_leg(clinic):
    clinic.wears("witmotion", LEFT, "left")
    clinic.wears("open_profile", RIGHT, "right")
    plan = clinic.plan("each")
    found = clinic.hub.reach.look()
    assert {one.address for one in found} == {LEFT, RIGHT}
    session = clinic.start(plan, SensorChoice(LEFT, "left"), SensorChoice(RIGHT, "right"))

    async def story():
        await clinic.sees(lambda now: now.task == 0 and now.state is State.PAIN)
        await clinic.sensors["left"].drop_link(back=False)  # of no use any more: nobody is told to rest
        clinic.wearers["right"].resting = False
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.task == 1 and now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story(), resting=("right",))
    assert State.LOST not in clinic.states()
    assert not any(one.message is not None and one.message.key == "strap.move" for one in clinic.shown)
    counted = clinic.saved(session)[1]
    assert counted == [("leg_lift", side, 2) for side in ("left", "left", "right", "right")]


def test_the_second_of_two_sensors_is_never_found(clinic):
    clinic.wears("witmotion", LEFT, "left")
    session = clinic.start(clinic.plan("each"), SensorChoice(LEFT, "left"), SensorChoice(RIGHT, "right"))

    async def story():
        await clinic.sees(lambda now: now.task == 0 and now.state is State.PAIN)
        clinic.run.answer_pain(1, sharp=False)
        await until(lambda: clinic.run.snapshot.state is State.FAILED)

    clinic.on_loop(story())
    assert RIGHT in clinic.run.snapshot.message.values["reason"]
    assert clinic.saved(session)[1] == [("leg_lift", "left", 2)] * 2


def test_somebody_looks_for_sensors_while_another_one_exercises(clinic):
    clinic.wears("witmotion", RIGHT, "right")
    clinic.wears("open_profile", LEFT, "left")
    session = clinic.start(clinic.plan(), SensorChoice(RIGHT))
    clinic.on_loop(clinic.sees(lambda now: now.count == 1))
    assert LEFT in {one.address for one in clinic.hub.reach.look()}
    assert State.LOST not in clinic.states()
    clinic.hub.discard(LOCAL_USER, session)


def test_finished_while_the_link_is_lost(clinic):
    clinic.wears("witmotion", RIGHT, "right")
    session = clinic.start(clinic.plan(), SensorChoice(RIGHT))

    async def story():
        await clinic.sees(lambda now: now.count == 2)
        await clinic.sensors["right"].drop_link(back=False)
        await clinic.sees(lambda now: now.state is State.LOST)
        clinic.run.command(Command.STOP)
        assert clinic.run.snapshot.state is State.PAIN
        clinic.run.answer_pain(6, sharp=False)
        clinic.run.command(Command.FINISH)

    clinic.on_loop(story())
    saved, counted = clinic.saved(session)
    assert (saved.ending, counted) == (Ending.PAIN, [("leg_lift", "right", 2)])
