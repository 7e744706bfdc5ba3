"""The page Today with sensors on the virtual radio: look, choose, strap on, exercise."""

import pytest
from streamlit.testing.v1 import AppTest
from virtual_radio.clinic import LEFT, RIGHT
from virtual_radio.rig import until

from dashboard.components import local_records
from dashboard.live import current
from dashboard.live.messages import State
from dashboard.records import LOCAL_USER, sessions
from dashboard.today.visit import Step, Visit

PAGE = "from dashboard.today import page; page.show()"


@pytest.fixture
def today(clinic, tmp_path, monkeypatch):
    """The page at the step of the sensor, for a person with a program."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(current._Current, "hub", clinic.hub)
    local_records.store.clear()

    def at_the_sensor(side):
        clinic.plan(side)
        made = AppTest.from_string(PAGE, default_timeout=60)
        made.session_state["today_visit"] = Visit(step=Step.SENSOR, pain=0)
        return made.run()

    yield at_the_sensor
    local_records.store.clear()


def press(page, key):
    done = page.button(key=key).click().run()
    assert not done.exception
    return done


def words(page):
    return " ".join(
        one.value for kind in ("markdown", "caption", "warning", "info") for one in page.get(kind)
    )


def follow_to_the_end(clinic):
    ((session, _),) = clinic.hub.running(LOCAL_USER)
    clinic.follow(session)

    async def story():
        for number, task in enumerate(clinic.run.plan.tasks):
            clinic.wearers[task.strap].resting = False
            await clinic.sees(lambda now, number=number: now.task == number and now.state is State.PAIN)
            clinic.run.answer_pain(0, sharp=False)
        await clinic.sees(lambda now: now.state is State.DONE)

    clinic.on_loop(story(), resting=clinic.wearers)
    return clinic.saved(session)[1]


def test_one_sensor_from_looking_to_counting(clinic, today):
    clinic.wears("open_profile", RIGHT, "right", battery=12)
    at = press(today("right"), "today_look")
    assert "Rehab thigh" in words(at)
    assert "Signal good" in words(at)
    at = press(at, "today_choose_0")
    assert "Battery 12 %" in words(at)
    assert "The battery is low" in words(at)
    press(at, "today_strap_on")
    assert follow_to_the_end(clinic) == [("leg_lift", "right", 2), ("leg_lift", "right", 2)]


def test_a_sensor_for_each_leg(clinic, today):
    clinic.wears("witmotion", LEFT, "left")
    clinic.wears("movesense", RIGHT, "right")
    at = press(today("each"), "today_look")
    at = at.checkbox(key="today_two_sensors").check().run()
    rows = {one.proto.help.split(" ")[0]: one.key for one in at.button if one.key.endswith("_left")}
    left, right = rows["WT901BLE67"], rows["Movesense"].replace("_left", "_right")
    at = press(press(at, left), right)
    assert "left thigh" in words(at)
    assert "right thigh" in words(at)
    press(at, "today_strap_on")
    counted = follow_to_the_end(clinic)
    assert counted == [("leg_lift", side, 2) for side in ("left", "left", "right", "right")]
    assert not any(one.message is not None and one.message.key == "strap.move" for one in clinic.shown)


def test_a_sensor_that_does_not_answer_is_told_before_the_strap_is_on(clinic, today):
    clinic.wears("witmotion", RIGHT, "right")
    at = press(today("right"), "today_look")
    clinic.host.hanging.add("connect")
    at = press(at, "today_choose_0")
    assert "does not answer" in words(at)
    assert clinic.hub.running(LOCAL_USER) == ()
    clinic.host.hanging.clear()
    assert "Signal good" in words(press(at, "today_choose_0"))


def test_a_sensor_that_is_gone_when_the_session_begins(clinic, today):
    clinic.wears("witmotion", RIGHT, "right")
    at = press(press(today("right"), "today_look"), "today_choose_0")
    clinic.host.hanging.add("connect")
    at = press(at, "today_strap_on")
    ((session, _),) = clinic.hub.running(LOCAL_USER)
    clinic.follow(session)
    clinic.on_loop(until(lambda: clinic.run.snapshot.state is State.FAILED))
    at = press(at.run(), "today_failed_again")
    assert clinic.hub.running(LOCAL_USER) == ()
    assert sessions(clinic.hub.store, LOCAL_USER, clinic.run.plan.patient_id) == ()
    assert at.button(key="today_look")


def test_bluetooth_is_off(clinic, today):
    clinic.wears("witmotion", RIGHT, "right")
    at = today("right")
    clinic.hub.reach._thread.do(clinic.hub.reach.radio)
    clinic.host.powered = False
    at = press(at, "today_look")
    assert "Bluetooth is switched off" in words(at).replace("\\", "")
