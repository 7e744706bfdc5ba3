"""Recorded people as sources: what they did, in their order, even where it is less than asked for."""

import json
import time
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from dashboard.live.messages import Command, State
from dashboard.live.plan import SessionPlan
from dashboard.records import LOCAL_USER, Ending, add_patient, prescribe, saved_session, sign_off
from dashboard.sessions.uploads import Upload
from dashboard.today.replayed import OTHER, example_of, replayed_of
from dashboard.today.try_step import FOLLOWED, uploaded
from sensing.errors import InputError
from sensing.recording_files import write_recording
from sensing.simulation import simulate
from sensing.simulation.script import SessionScript
from sensing.simulation.steps import Calibration, Set, Stand

SPEED = 30.0


def lunges_and_lifts(side):
    """Two lunges with this leg in front, two with it behind, then three leg lifts."""
    steps = (
        Stand(s=3.0),
        Calibration(lifts=2, range_deg=50.0),
        Set(exercise="lunge", repetitions=2, lead_s=3.0),
        Stand(s=8.0),
        Set(exercise="lunge", repetitions=2, lead_s=3.0, leg=OTHER[side]),
        Stand(s=8.0),
        Set(exercise="leg_lift", repetitions=3, range_deg=60.0, hold_s=1.0, lead_s=3.0),
        Stand(s=12.0),
    )
    return simulate(SessionScript(steps=steps, side=side, seed=4)).recording


@pytest.fixture(scope="module")
def recording():
    return lunges_and_lifts("right")


def follow(hub, replayed):
    """Follow a recorded session to its end; return the end and what was counted."""
    person = add_patient(hub.store, LOCAL_USER, "Ann")
    prescribe(hub.store, LOCAL_USER, person.id, replayed.text, starts_on=date(2026, 3, 2))
    sign_off(hub.store, LOCAL_USER, person.id, 1, "agreed")
    plan = SessionPlan(person.id, replayed.program, 1, replayed.tasks, 0)
    session = hub.start_session(LOCAL_USER, plan, [replayed.source(SPEED)])
    end_s = time.monotonic() + 120.0
    while (now := hub.snapshot(LOCAL_USER, session)).state not in (State.DONE, State.FAILED):
        assert time.monotonic() < end_s, now
        if now.state is State.PAIN:
            hub.answer_pain(LOCAL_USER, session, 0)
        elif now.message is not None and now.message.key == "strap.move":
            hub.command(LOCAL_USER, session, Command.BEGIN)
        time.sleep(0.005)
    hub.save(LOCAL_USER, session)
    saved = saved_session(hub.store, LOCAL_USER, session)
    sets = [one for each in saved.results for one in each.sets]
    return saved, [(one.exercise, one.side, one.role, len(one.repetitions)) for one in sets]


def test_what_was_recorded_becomes_what_is_asked_for(hub, recording):
    replayed = replayed_of("mine", [recording])
    tasks = [(one.name, one.side, one.strap, one.role) for one in replayed.tasks]
    assert tasks == [
        ("lunge", "right", "right", "front"),
        ("lunge", "left", "right", "rear"),
        ("leg_lift", "right", "right", None),
    ]
    saved, counted = follow(hub, replayed)
    assert counted == [
        ("lunge", "right", "front", 2),
        ("lunge", "right", "rear", 2),
        ("leg_lift", "right", None, 3),
    ]
    assert saved.ending is Ending.COMPLETED
    assert {one.verdict.value for one in saved.comparison.items} == {"done"}


def test_less_than_asked_for_is_left_behind(hub, recording):
    made = replayed_of("mine", [recording])
    more = tuple(replace(one, item=replace(one.item, sets=2, repetitions=6)) for one in made.tasks)
    _, counted = follow(hub, replace(made, tasks=more))
    assert [count for *_, count in counted] == [2, 2, 3]


def test_uploads_one_for_each_leg(recording, tmp_path):
    def upload(of, name):
        write_recording(of, tmp_path / f"{name}.csv")
        paths = (tmp_path / f"{name}.csv", tmp_path / f"{name}.json")
        return [Upload(path.name, path.read_bytes()) for path in paths]

    right = upload(recording, "right")
    both = uploaded(right + upload(lunges_and_lifts("left"), "left"))
    assert [one.strap for one in both.tasks] == ["right"] * 3 + ["left"] * 3
    assert both.source(1.0).other is both.recordings[1]
    sidecar = json.loads(right[1].data)
    sidecar["activities"] = []
    nameless = uploaded([right[0], Upload("right.json", json.dumps(sidecar).encode())])
    assert [one.exercise for one in nameless.recordings[0].info.activities] == ["lunge", "lunge", "leg_lift"]
    with pytest.raises(InputError, match="two recordings of the same leg"):
        uploaded(right + upload(recording, "again"))
    with pytest.raises(InputError, match="0 recordings among the files"):
        uploaded([Upload("notes.txt", b"hello")])


def test_a_recording_without_a_beginning_is_refused(recording):
    late = recording.time_s > 13.0
    cut = replace(recording.info, activities=())
    later = type(recording)(recording.time_s[late] - 13.0, recording.acc[late], recording.gyr[late], info=cut)
    with pytest.raises(InputError, match="stands still and lifts the knee"):
        replayed_of("later", [later])


@pytest.mark.parametrize("name", FOLLOWED)
def test_the_samples_that_are_offered_can_be_followed(name):
    replayed = example_of(name)
    assert replayed.tasks
    straps = [one.strap for one in replayed.tasks]
    assert sum(one != other for one, other in pairwise(straps)) <= 1
