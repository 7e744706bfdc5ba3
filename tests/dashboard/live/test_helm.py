"""Which window steers a session, and trials, which are each window's own."""

from dataclasses import replace

import pytest

from dashboard.live import helm as helm_module
from dashboard.live import hub as hub_module
from dashboard.live.helm import PRESENT_S, Helm
from dashboard.live.hub import Hub
from dashboard.live.messages import Command
from dashboard.live.plan import SimulationChoice
from dashboard.records import LOCAL_USER

FAST = SimulationChoice(speed=20.0)


def test_one_window_steers_and_every_one_stops():
    helm = Helm("one")
    for command in Command:
        assert helm.obeys(command, "one")
        assert helm.obeys(command, "two") is (command is Command.STOP)
    helm.take("two")
    assert not helm.held_by("one")
    assert helm.obeys(Command.PAUSE, "two")


def test_it_knows_whether_its_window_is_there(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(helm_module.time, "monotonic", lambda: now[0])
    helm = Helm("one")
    now[0] += PRESENT_S - 1.0
    assert helm.present
    helm.looked("one")
    now[0] += PRESENT_S
    helm.looked("two")  # does not steer
    assert (helm.present, helm.unseen_s) == (False, PRESENT_S)
    helm.looked("one")
    helm.left("two")
    assert helm.present
    helm.left("one")
    assert not helm.present
    helm.take("two")
    assert helm.present


def test_each_window_has_a_trial_of_its_own(hub, plan):
    trial = replace(plan, trial=True)
    one, two = (hub.start_session(LOCAL_USER, trial, [FAST], name) for name in ("one", "two"))
    assert {session for session, _ in hub.running(LOCAL_USER)} == {one, two}
    hub.command(LOCAL_USER, one, Command.STOP)
    assert hub.snapshot(LOCAL_USER, two).state != hub.snapshot(LOCAL_USER, one).state
    assert hub.helm(LOCAL_USER, two).held_by("two")
    hub.discard(LOCAL_USER, one)
    assert [session for session, _ in hub.running(LOCAL_USER)] == [two]


@pytest.mark.parametrize("trial", [True, False])
def test_a_trial_that_nobody_looks_at_ends_and_a_session_never_does(hub, plan, monkeypatch, tmp_path, trial):
    session = hub.start_session(LOCAL_USER, replace(plan, trial=trial), [FAST], "one")
    assert hub.running(LOCAL_USER)
    monkeypatch.setattr(hub_module, "ABANDONED_S", -1.0)
    assert [one for one, _ in hub.running(LOCAL_USER)] == ([] if trial else [session])
    assert (tmp_path / "data" / "live" / session).exists() is not trial


@pytest.mark.parametrize("trial", [True, False])
def test_the_end_of_the_server_leaves_nothing_of_a_trial(hub, plan, tmp_path, until, trial):
    session = hub.start_session(LOCAL_USER, replace(plan, trial=trial), [FAST], "one")
    until(hub, session, lambda now: now.count == 1)
    hub.stop()
    again = Hub(tmp_path / "data")
    assert [one.id for one in again.cut_off.all(LOCAL_USER)] == ([] if trial else [session])
    again.stop()
