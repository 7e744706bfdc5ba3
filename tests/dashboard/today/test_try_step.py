"""Trying it without a sensor: the simulated person, a sample, recordings of one's own."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import local_records
from dashboard.live import current
from dashboard.live.hub import Hub
from dashboard.live.messages import State
from dashboard.records import LOCAL_USER
from dashboard.sessions.examples import EXAMPLES
from dashboard.today import strap_step, who
from dashboard.today.visit import Step, Visit


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page at the step of the sensor, and the hub behind it."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path))
    local_records.store.clear()
    hub = Hub(tmp_path)
    hub.start()
    monkeypatch.setattr(current._Current, "hub", hub)
    monkeypatch.setattr(strap_step, "TRIAL_SPEED", 20.0)
    who.follow("runner", "agreed")
    made = AppTest.from_string("from dashboard.today import page; page.show()", default_timeout=60)
    made.session_state["today_visit"] = Visit(step=Step.SENSOR, pain=0)
    yield made.run(), hub
    hub.stop()
    local_records.store.clear()


def press(page, key):
    done = page.button(key=key).click().run()
    assert not done.exception
    return done


def counts(hub):
    """Wait until something is counted; return the plan."""
    ((session, plan),) = hub.running(LOCAL_USER)
    end_s = time.monotonic() + 60.0
    while hub.snapshot(LOCAL_USER, session).count == 0:
        assert hub.snapshot(LOCAL_USER, session).state is not State.FAILED
        assert time.monotonic() < end_s
        time.sleep(0.01)
    hub.discard(LOCAL_USER, session)
    return plan


def test_the_simulated_person(app):
    page, hub = app
    page = press(page, "today_without")
    page = press(page, "today_begin")
    assert page.session_state["today_visit"].replayed is None
    press(page, "today_strap_on")
    plan = counts(hub)
    assert [(task.name, task.repetitions) for task in plan.tasks] == [("leg_lift", 5)]


def test_a_sample_is_followed_in_its_own_order(app):
    page, hub = app
    name = "hurried"
    assert page.button(key="today_without_play").disabled
    page = page.radio(key="today_without_example").set_value(name).run()
    page = press(page, "today_without_play")
    shown = " ".join(one.proto.body for one in page.get("html"))
    assert shown.index("Lunge") < shown.index("Standing leg lift") < shown.index("Bridge")
    assert "Done without the sensor" not in shown
    page = press(page, "today_begin")
    assert page.session_state["today_visit"].replayed.title == EXAMPLES[name].title
    press(page, "today_strap_on")
    plan = counts(hub)
    assert plan.program.title == EXAMPLES[name].title
    assert [(task.name, task.strap) for task in plan.tasks] == [
        ("lunge", "left"),
        ("leg_lift", "left"),
        ("bridge", "left"),
    ]
    assert plan.patient_id == who.trial()[0].id != who.me().id
