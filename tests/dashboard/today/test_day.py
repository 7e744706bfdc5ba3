"""What there is to do today, and how much of it was done."""

from datetime import UTC, datetime

import pytest

from analysis import compare
from analysis.adherence_rules import load_rules
from analysis.comparison import SelfReport
from analysis.program import load_program
from dashboard.live.tasks import tasks_of
from dashboard.programs import template
from dashboard.records import Confirmation, Confirmed, Ending, NewSession, open_store, save_session, sessions
from dashboard.today import day, reporting, who
from dashboard.today.done_today import Share, repetitions_done, share_of
from dashboard.today.visit import Visit


@pytest.fixture
def records(tmp_path, monkeypatch):
    """Records of a person of their own, who follows the runner's program."""
    store = open_store(tmp_path)
    monkeypatch.setattr(who, "store", lambda: store)
    yield store
    store.close()


def report(exercise, side, repetitions):
    return compare([], template("runner"), self_reports=[SelfReport(exercise, side, 1, repetitions)]).items


@pytest.mark.parametrize(
    ("repetitions", "share"),
    [
        (0, Share.TO_DO),
        (10, Share.PARTLY),
        (19, Share.PARTLY),
        (20, Share.SELF_REPORTED),
        (24, Share.SELF_REPORTED),
    ],
)
def test_a_task_is_done_from_four_fifths_of_its_repetitions(repetitions, share):
    task = next(one for one in tasks_of(template("runner")) if (one.name, one.side) == ("leg_lift", "left"))
    done = repetitions_done(report("leg_lift", "left", repetitions))
    assert share_of(task, done, load_rules()) is share


def test_the_other_leg_is_still_to_do():
    task = next(one for one in tasks_of(template("runner")) if (one.name, one.side) == ("leg_lift", "right"))
    assert share_of(task, repetitions_done(report("leg_lift", "left", 24)), load_rules()) is Share.TO_DO


def test_sessions_of_one_day_add_up():
    done = repetitions_done([*report("leg_lift", "left", 10), *report("leg_lift", "left", 10)])
    assert done["leg_lift", "left"] == (0, 20)


def test_nobody_has_a_program_before_one_was_agreed_to(records):
    assert who.me() is None
    who.follow("runner", "My therapist agreed to this program.")
    version = who.program_of(who.me())
    assert version.program.name == "runner"
    assert version.sign_offs[0].words == "My therapist agreed to this program."
    who.follow("psoas-article", "agreed")
    assert who.program_of(who.me()).program.name == "psoas-article"


def test_what_was_done_today_is_not_asked_for_again(records):
    who.follow("runner", "agreed")
    person = who.me()
    version = who.program_of(person)
    before = day.of_person(person, version)
    assert before.tasks == before.left
    assert not before.over
    at = datetime.now(UTC)
    said = Confirmation(Confirmed.WITHOUT_SENSOR, "leg_lift", at, "left", sets=3, repetitions=24)
    session = NewSession(version.number, at, at, Ending.COMPLETED, confirmations=(said,))
    save_session(records, who.viewer(), person.id, session)
    after = day.of_person(person, version)
    gone = [one for one in before.tasks if one not in after.left]
    assert [(one.name, one.side) for one in gone] == [("leg_lift", "left")]
    assert day.of_person(person, version, again=True).left == before.tasks


def test_what_is_reported_joins_the_session_of_the_day(records, monkeypatch):
    monkeypatch.setattr(reporting, "visit", lambda: Visit(pain=1))
    who.follow("runner", "agreed")
    person = who.me()
    version = who.program_of(person)
    for leg in ("left", "right"):
        now = day.of_person(person, version)
        task = next(one for one in now.left if (one.name, one.side) == ("leg_lift", leg))
        reporting.report(now, task, 24)
    bridge = next(one for one in now.tasks if one.name == "bridge")
    reporting.report(now, bridge, 10)
    (session,) = sessions(records, who.viewer(), person.id)
    assert [(one.exercise, one.side, one.sets, one.repetitions) for one in session.self_reports] == [
        ("leg_lift", "left", 3, 24),
        ("leg_lift", "right", 3, 24),
        ("bridge", None, 2, 10),
    ]
    assert session.diary.pain_before == 1
    after = day.of_person(person, version)
    shares = {(task.name, task.side): share for task, share in zip(after.tasks, after.shares, strict=True)}
    assert shares["leg_lift", "left"] is Share.SELF_REPORTED
    assert shares["bridge", "both"] is Share.PARTLY


def test_a_trial_is_short_and_nobodys(records):
    trial = day.of_trial()
    assert [(task.name, task.sets, task.repetitions) for task in trial.tasks] == [("leg_lift", 1, 5)]
    assert who.me() is None
    assert day.of_trial().person.id == trial.person.id
    assert day.of_trial().number == trial.number


def test_the_trial_program_is_one():
    assert load_program(who.trial_program()).pain_limit == 3
