"""The forms of a session under way: an answer is kept, whatever happens while it is given."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.live.helm import Helm
from dashboard.live.messages import Command, Said, Snapshot, State, Words
from dashboard.today import live_step, look_again

MINE = "0123456789abcdef"
ASKED = Snapshot(state=State.PAIN, message=Words("say.stop"), say=Said(7, Words("say.stop")))


class FakeHub:
    """A hub with one session that asks for pain."""

    def __init__(self):
        self.shown, self.answers, self.commands, self.sessions = ASKED, [], [], {"s1": None}
        self.steering = Helm(MINE)

    def snapshot(self, _viewer, _session):
        return self.shown

    def helm(self, _viewer, _session):
        return self.steering

    def log(self, _viewer, _session):
        return SimpleNamespace(pain=[0, *self.answers])

    def running(self, _viewer):
        return tuple(self.sessions.items())

    def answer_pain(self, _viewer, _session, score, *, sharp=False):
        self.answers.append((score, sharp))

    def command(self, _viewer, _session, command):
        self.commands.append(command)


@pytest.fixture
def hub(monkeypatch):
    fake = FakeHub()
    monkeypatch.setattr(live_step, "current_hub", lambda: fake)
    monkeypatch.setattr(look_again, "current_hub", lambda: fake)
    monkeypatch.setattr(look_again, "window", lambda: MINE)
    return fake


def form():
    from dashboard.today import live_step

    live_step.show("s1", None)


def pressed(page, key):
    return page.button(key=key).click().run()


def test_an_answer_stays_while_something_is_said(hub):
    page = AppTest.from_function(form).run()
    page.button_group[0].set_value(4).run()
    page.checkbox[0].check().run()
    hub.shown = replace(ASKED, say=Said(9, Words("say.lost")), timer_left_s=200.0)
    pressed(page, "today_pain_said")
    assert hub.answers == [(4, True)]
    assert page.button_group[0].value is None  # the next question is not answered yet
    assert not page.checkbox[0].value
    assert not page.exception


def test_without_a_number_it_is_asked_again_and_the_day_can_end(hub):
    page = pressed(AppTest.from_function(form).run(), "today_pain_said")
    assert [one.value for one in page.warning] == ["Choose a number from 0 to 10."]
    pressed(page, "today_pain_end")
    assert (hub.answers, hub.commands) == ([], [Command.FINISH])


@pytest.mark.parametrize("news", ["gone", "goes on", "taken over"])
def test_goes_on_when_the_session_did(hub, monkeypatch, news):
    class AgainError(Exception):
        pass

    def again():
        raise AgainError

    monkeypatch.setattr(look_again.st, "rerun", again)
    look = look_again.show.__wrapped__
    look("s1", State.PAIN, steers=True)
    if news == "gone":
        hub.sessions.clear()
    elif news == "taken over":
        hub.steering.take("another window")
    else:
        hub.shown = Snapshot(state=State.EXERCISE)
    with pytest.raises(AgainError):
        look("s1", State.PAIN, steers=True)
