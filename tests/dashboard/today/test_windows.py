"""Several windows: one steers a session, the others are told; and what a crash leaves of either kind."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import local_records
from dashboard.live import current
from dashboard.live.hub import Hub
from dashboard.live.messages import Command, State
from dashboard.live.plan import SimulationChoice
from dashboard.live.tasks import tasks_of
from dashboard.records import LOCAL_USER
from dashboard.records.saved import sessions
from dashboard.today import who
from dashboard.today.day import of_trial
from dashboard.today.visit import Step
from dashboard.words import text

FAST = SimulationChoice(speed=20.0)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("REHAB_DATA", str(tmp_path))
    local_records.store.clear()
    made = Hub(tmp_path)
    made.start()
    monkeypatch.setattr(current._Current, "hub", made)
    who.follow("runner", "agreed")
    yield made
    made.stop()
    local_records.store.clear()


@pytest.fixture
def plan(hub):
    """What a session of this person is started with."""
    from dashboard.live.plan import SessionPlan

    person = who.me()
    version = who.program_of(person)
    lifts = [one for one in tasks_of(version.program) if one.name == "leg_lift"]
    return SessionPlan(person.id, version.program, version.number, tuple(lifts[:1]), 0, {})


def opened(**address):
    page = AppTest.from_string("from dashboard.today import page; page.show()", default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def keys(page):
    return {one.key for one in page.button}


def begun(hub, plan):
    """Begin in a window, and return its page, loaded anew, and the session."""
    name = "0123456789abcdef"
    session = hub.start_session(LOCAL_USER, plan, [FAST], name)
    page = opened(visit=name)
    assert page.session_state["today_visit"].step is Step.LIVE
    return page, session


def test_another_window_is_told_and_steers_only_when_it_takes_over(hub, plan):
    first, session = begun(hub, plan)
    second = opened()
    assert second.title[0].value == text("watch.title", "en")
    assert second.info[0].value == text("watch.elsewhere", "en")
    assert "today_take" not in keys(first)
    hub.command(LOCAL_USER, session, Command.STOP)
    first.run()
    assert "today_pain_said" in keys(first)
    second.run()
    assert "today_pain_said" not in keys(second)
    second.button(key="today_take").click().run()
    assert "today_pain_said" in keys(second)
    first.run()
    assert keys(first) == {"today_take"}
    assert first.title[0].value == text("watch.title", "en")


def test_a_window_that_was_closed_is_told_of(hub, plan):
    _, session = begun(hub, plan)
    hub.helm(LOCAL_USER, session).left("0123456789abcdef")
    assert opened().info[0].value == text("watch.left", "en")


def test_a_session_saved_in_the_other_window_shows_its_summary_here(hub, plan):
    first, session = begun(hub, plan)
    second = opened()
    second.button(key="today_take").click().run()
    first.run()
    hub.save(LOCAL_USER, session)
    first.run()
    assert first.session_state["today_visit"].step is Step.SUMMARY
    assert not first.exception


def test_a_session_that_was_left_out_in_the_other_window_is_over_here(hub, plan):
    first, session = begun(hub, plan)
    hub.discard(LOCAL_USER, session)
    first.run()
    assert first.session_state["today_visit"].step is Step.CHECK
    assert "visit" not in first.query_params


def test_a_trial_in_another_window_stands_in_nobodys_way(hub):
    day = of_trial()
    from dashboard.live.plan import SessionPlan

    trial = SessionPlan(day.person.id, day.program, day.number, day.to_do, 0, {}, trial=True)
    mine, _ = begun(hub, trial)
    other = opened()
    assert other.session_state["today_visit"].step is Step.CHECK
    assert "today_checked" in keys(other)
    assert mine.session_state["today_visit"].trial


@pytest.mark.parametrize("trial", [True, False])
def test_a_cut_short_trial_is_not_offered_for_saving(hub, plan, tmp_path, trial):
    """As a crash leaves it: a folder that no program holds."""
    if trial:
        day = of_trial()
        plan = replace(plan, patient_id=day.person.id, program=day.program, program_number=day.number)
    session = hub.start_session(LOCAL_USER, plan, [FAST])
    while hub.snapshot(LOCAL_USER, session).state is not State.EXERCISE:
        pass
    hub.stop()
    hub.start()
    page = opened()
    assert (f"today_keep_{session}" in keys(page)) is not trial
    assert (tmp_path / "live" / session).exists() is not trial
    assert page.session_state["today_visit"].step is Step.CHECK


def test_a_finished_trial_is_named_as_one_and_is_nobodys_progress(hub):
    from dashboard.live.plan import SessionPlan

    day = of_trial()
    trial = SessionPlan(day.person.id, day.program, day.number, day.to_do, 0, {}, trial=True)
    page, session = begun(hub, trial)
    hub.command(LOCAL_USER, session, Command.FINISH)
    page.run()
    page.button(key="today_save").click().run()
    assert page.session_state["today_visit"].step is Step.SUMMARY
    assert text("summary.trial", "en") in [one.value for one in page.info]
    assert not page.success  # "saved" is said of sessions
    assert sessions(who.store(), who.viewer(), who.me().id) == ()


def test_a_summary_is_there_again_when_the_page_is_loaded_again(hub, plan):
    page, session = begun(hub, plan)
    hub.command(LOCAL_USER, session, Command.FINISH)
    page.run()
    page.button(key="today_save").click().run()
    again = opened(**dict(page.query_params))
    assert again.session_state["today_visit"].saved == session
    assert again.session_state["today_visit"].step is Step.SUMMARY
    again.button(key="today_again").click().run()
    assert again.session_state["today_visit"].step is Step.CHECK
    assert "visit" not in again.query_params
