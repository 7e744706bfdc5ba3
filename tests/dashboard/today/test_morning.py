"""Pain the morning after a session, and what follows from it for today."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analysis.adherence_rules import load_rules
from analysis.progress_records import Diary, SessionRecord
from dashboard.records import Confirmation, Confirmed, NewSession, open_store, save_session, saved_session
from dashboard.today import morning, who

TODAY = date(2026, 3, 20)


def session(days_ago, before, morning_after):
    diary = Diary(pain_before=before, pain_next_morning=morning_after)
    return SessionRecord(TODAY - timedelta(days=days_ago), (), diary=diary)


@pytest.mark.parametrize(
    ("sessions", "keys"),
    [
        ([], ()),
        ([session(1, 2, 3)], ()),
        ([session(1, 2, None)], ()),
        ([session(1, 2, 4)], ("rest_day",)),
        ([session(2, 2, 4)], ("half_dose",)),
        ([session(4, 2, 4), session(2, 2, 2)], ()),
        ([session(6, 1, 3), session(1, 2, 4)], ("two_flares", "rest_day")),
        ([session(9, 1, 3), session(2, 2, 4)], ("half_dose",)),
        ([session(1, 2, 4), session(0, 2, None)], ()),
    ],
)
def test_what_follows_for_today(sessions, keys):
    assert morning.advice(sessions, TODAY, load_rules()) == keys


def test_the_morning_after_is_asked_for_once(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    monkeypatch.setattr(who, "store", lambda: store)
    who.follow("runner", "agreed")
    person = who.me()
    assert morning.unanswered(person) is None
    at = datetime.now(UTC)
    said = Confirmation(Confirmed.WITHOUT_SENSOR, "bridge", at, None, sets=2, repetitions=24)
    saved = save_session(store, who.viewer(), person.id, NewSession(1, at, at, confirmations=(said,)))
    assert morning.unanswered(person) is None
    day = who.today()
    monkeypatch.setattr(who, "today", lambda: day + timedelta(days=1))
    asked = morning.unanswered(person)
    assert asked.id == saved
    morning.keep(asked, 5)
    assert morning.unanswered(person) is None
    assert saved_session(store, who.viewer(), saved).diary.pain_next_morning == 5
    monkeypatch.setattr(who, "today", lambda: day + timedelta(days=9))
    assert morning.unanswered(person) is None
    store.close()
