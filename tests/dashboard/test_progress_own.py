"""The page Progress with the saved sessions of this computer."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import local_records, progress_cohort, progress_own
from dashboard.components.local_records import store, viewer
from dashboard.records import (
    Confirmation,
    Confirmed,
    Ending,
    ExertionEntry,
    Moment,
    NewSession,
    PainEntry,
    save_session,
)
from dashboard.records.saved import sessions
from dashboard.today import who


@pytest.fixture
def progress_page(root):
    local_records.store.clear()
    progress_cohort.sample_cohort.clear()
    path = root / "dashboard" / "app_pages" / "progress.py"
    yield AppTest.from_string(f"import runpy; runpy.run_path({str(path)!r})", default_timeout=60)
    local_records.store.clear()


def save(days_ago, *, pain=(2, 3), ending=Ending.COMPLETED, person=None):
    """A session of bridges that nobody measured, some days ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    new = NewSession(
        1,
        at,
        at,
        ending,
        pain=(PainEntry(Moment.BEFORE, pain[0], at), PainEntry(Moment.AFTER, pain[1], at)),
        exertion=ExertionEntry(4, at),
        confirmations=(Confirmation(Confirmed.WITHOUT_SENSOR, "bridge", at, None, 2, 24),),
    )
    return save_session(store(), viewer(), (person or who.me()).id, new)


def shown(app):
    return " ".join(one.proto.body for one in app.get("html")) + " ".join(one.value for one in app.markdown)


def test_without_sessions_the_sample_stands_alone(progress_page):
    who.follow("runner", "agreed")
    app = progress_page.run()
    assert not app.exception
    assert not [one for one in app.get("button_group") if one.key == "progress_whose"]
    assert "P1" in shown(app)


def test_saved_sessions_over_weeks(progress_page, monkeypatch):
    today = who.today()
    monkeypatch.setattr(who, "today", lambda: today - timedelta(days=9))
    who.follow("runner", "agreed")
    monkeypatch.undo()
    for days_ago in (8, 5, 3):
        save(days_ago)
    last = save(1, pain=(2, 5), ending=Ending.PAIN)
    person, _ = who.trial()
    save(0, person=person)
    app = progress_page.run()
    assert not app.exception
    words = shown(app)
    assert "P1" not in words
    assert "Trial" not in words
    assert "<strong>Me</strong>" in words or "Me<small>" in words
    assert app.header[0].value.startswith("Me: ")
    newest = app.selectbox(key="progress_session")
    assert len(newest.options) == 4
    assert newest.options[0].endswith("24 repetitions, stopped for pain")
    (newest_saved,) = [one for one in sessions(store(), viewer(), who.me().id) if one.id == last]
    assert progress_own.label(newest_saved) == newest.options[0]


def test_the_sample_is_one_press_away(progress_page):
    who.follow("runner", "agreed")
    save(0)
    app = progress_page.run()
    assert "P1" not in shown(app)
    group = next(one for one in app.get("button_group") if one.key == "progress_whose")
    app = group.set_value(progress_own.SAMPLE).run()
    assert not app.exception
    assert "P1" in shown(app)
