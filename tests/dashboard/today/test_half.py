"""Half the dose after a flare: what is asked for, said, chosen, saved, and how progress takes it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from analysis.comparison import Verdict
from analysis.prescription import ProgramItem
from dashboard.components import local_records
from dashboard.programs import template
from dashboard.records import (
    Confirmation,
    Confirmed,
    Ending,
    Moment,
    NewSession,
    PainEntry,
    SafetyCheck,
    open_store,
    save_session,
    saved_session,
)
from dashboard.records.half_dose import HALF_DOSE, halved
from dashboard.records.saved import progress
from dashboard.today import day, reporting, who
from dashboard.today.done_today import Share
from dashboard.today.visit import Step, Visit


@pytest.mark.parametrize(
    ("sets", "repetitions", "less"),
    [
        (3, 8, (3, 4)),
        (2, 10, (2, 5)),
        (3, 5, (3, 2)),
        (5, 1, (2, 1)),
        (1, 10, (1, 5)),
        (1, 1, (1, 1)),
        (1, 3, (1, 1)),
        (2, 3, (1, 3)),
    ],
)
def test_half_is_never_more_and_never_nothing(sets, repetitions, less):
    item = ProgramItem("bridge", "Bridge", "both", sets, repetitions, 12, daily_cap=30)
    runner = template("runner")
    program = halved(type(runner)(**{**_fields(runner), "items": (item,)}), 0.5)
    assert (program.items[0].sets, program.items[0].repetitions) == less
    assert program.items[0].total <= max(1, item.total // 2)
    assert (program.items[0].repetitions_max, program.items[0].daily_cap) == (less[1], 15)


def _fields(program):
    return {name: getattr(program, name) for name in program.__slots__}


@pytest.fixture
def flared(tmp_path, monkeypatch):
    """A person whose pain was 2 before the session two days ago, and 5 the morning after."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path))
    local_records.store.clear()
    store = open_store()
    today = who.today()
    monkeypatch.setattr(who, "today", lambda: today - timedelta(days=2))
    who.follow("runner", "agreed")
    person = who.me()
    at = datetime.now(UTC) - timedelta(days=2)
    said = Confirmation(Confirmed.WITHOUT_SENSOR, "bridge", at, None, 2, 24)
    pain = (PainEntry(Moment.BEFORE, 2, at), PainEntry(Moment.NEXT_MORNING, 5, at + timedelta(days=1)))
    save_session(store, who.viewer(), person.id, NewSession(1, at, at, pain=pain, confirmations=(said,)))
    monkeypatch.setattr(who, "today", lambda: today)
    yield person, who.program_of(person)
    store.close()
    local_records.store.clear()


def totals(of):
    return {(task.name, task.side): task.item.total for task in of.tasks if task.item is not None}


def test_the_day_after_a_flare_asks_for_half_unless_the_person_wants_all(flared):
    half = day.of_person(*flared)
    assert (half.half, half.flare, half.number) == (True, (2, 5), 1)
    whole = day.of_person(*flared, half=False)
    assert (whole.half, whole.check) == (False, {HALF_DOSE: False})
    assert {key: 2 * n for key, n in totals(half).items()} == totals(whole)


def test_what_was_asked_for_is_kept_with_the_session(flared, monkeypatch):
    person, version = flared
    monkeypatch.setattr(reporting, "visit", lambda: Visit(pain=1))
    now = day.of_person(person, version)
    for task in now.tasks:
        if task.item is not None:
            reporting.report(day.of_person(person, version), task, task.item.total)
    (session,) = [
        one for one in day.sessions(who.store(), who.viewer(), person.id, since=who.today()) if one.counts
    ]
    assert session.halved
    assert session.program.number == 1
    assert {one.verdict for one in session.asked.items} == {Verdict.SELF_REPORTED}
    after = day.of_person(person, version)
    assert after.half
    assert Share.TO_DO not in {
        s for t, s in zip(after.tasks, after.shares, strict=True) if t.item is not None
    }
    assert after.over


def test_progress_sees_that_the_advice_was_kept(flared):
    person, version = flared
    at = datetime.now(UTC)
    check = SafetyCheck({HALF_DOSE: True}, at)
    new = NewSession(
        version.number, at, at, Ending.COMPLETED, pain=(PainEntry(Moment.BEFORE, 1, at),), check=check
    )
    saved = saved_session(who.store(), who.viewer(), save_session(who.store(), who.viewer(), person.id, new))
    assert saved.halved
    (advice,) = progress(who.store(), who.viewer(), person.id, today=who.today()).pain.advice
    assert (advice.rested, advice.next_day) == (True, who.today())


def test_the_cards_say_why_and_let_the_person_choose(flared):
    at = AppTest.from_string("from dashboard.today import page; page.show()", default_timeout=60)
    at.session_state["today_visit"] = Visit(step=Step.CARDS, pain=0)
    at = at.run()
    assert any(
        "The pain was 2 before your last session and 5 the morning after" in one.value for one in at.info
    )
    assert any("Half today:</b> 3 sets · 4 times" in one.proto.body for one in at.get("html"))
    at = at.button(key="today_half").click().run()
    assert at.button(key="today_half").label == "Only half today"
    assert not any("half" in one.value for one in at.info)
    at = at.button(key="today_half").click().run()
    assert at.button(key="today_half").label == "The full program all the same"
    assert not at.exception


def test_the_page_program_holds_it_against_the_half(flared):
    person, version = flared
    at = datetime.now(UTC)
    said = tuple(
        Confirmation(Confirmed.WITHOUT_SENSOR, "leg_lift", at, side, 3, 12) for side in ("left", "right")
    )
    check = SafetyCheck({HALF_DOSE: True}, at)
    new = NewSession(version.number, at, at, confirmations=said, check=check)
    saved = save_session(who.store(), who.viewer(), person.id, new)
    page = AppTest.from_file(Path(dashboard.__file__).with_name("app.py"), default_timeout=60).run()
    page.switch_page("app_pages/program.py")
    page.query_params["session"] = f"saved-{saved}"
    page = page.run()
    assert not page.exception
    shown = " ".join(one.proto.body for one in page.get("html"))
    assert "half the dose" in shown
    assert "3 x 4" in shown
    assert "3 x 8" not in shown
