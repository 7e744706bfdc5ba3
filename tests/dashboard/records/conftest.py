"""What the tests of the records share: an open store, a patient with a program, small sessions."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.metrics import set_metrics
from analysis.results import ExerciseSet, Quality, Repetition, SessionResult
from dashboard.records import (
    LOCAL_USER,
    NewRecording,
    NewSession,
    add_patient,
    open_store,
    prescribe,
    sign_off,
)
from sensing.samples import Placement, Recording, RecordingInfo

PROGRAM = """
schema = "rehab-program/1"
name = "small"
title = "A small program"
days_per_week = 3

[[items]]
exercise = "leg_lift"
sets = 2
repetitions = 5
hold_s = 2
target_deg = 60

[[items]]
exercise = "bridge"
sets = 1
repetitions = 8

[[timers]]
name = "warm_up"
title = "Warm-up"
minutes = 5
when = "before"
"""

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def make_recording(seed=0, side="right", started_at=MONDAY):
    """Two seconds of noise around gravity: what is in it does not matter here."""
    noise = np.random.default_rng(seed).normal(size=(200, 6))
    acc = 0.1 * noise[:, :3] + [0.0, 0.0, 9.81]
    info = RecordingInfo(started_at=started_at, placement=Placement(side=side))
    return Recording(np.arange(200) / 100.0, acc, 0.1 * noise[:, 3:], info=info, name="live")


def make_repetition(number, peak_deg=62.0, hold_s=2.0, flags=()):
    start_s = 5.0 * number
    return Repetition(
        number, start_s, start_s + 2, start_s + 4, peak_deg, peak_deg - 0.1, hold_s, 0.9, 1.1, flags
    )


def make_set(exercise="leg_lift", side="right", repetitions=5, role=None, quality=None, peak_deg=62.0):
    done = tuple(make_repetition(i, peak_deg) for i in range(1, repetitions + 1))
    return ExerciseSet(
        exercise, side, role, 5.0, 5.0 * repetitions + 4.0, done, set_metrics(done), quality or Quality()
    )


def make_result(*sets, side="right", started_at=MONDAY, looked_for=("leg_lift", "bridge")):
    import pandas as pd

    return SessionResult(
        "live", started_at, 300.0, side, sets, pd.DataFrame(), Quality(), None, looked_for=looked_for
    )


def make_session(*sets, seed=0, days=0, **changes):
    """A session of one recording with these sets; every seed is another recording."""
    at = MONDAY + timedelta(days=days)
    sets = sets or (make_set(),)
    new = NewRecording(make_recording(seed, started_at=at), make_result(*sets, started_at=at))
    session = NewSession(1, at, at + timedelta(minutes=20), recordings=(new,))
    return replace(session, **changes)


@pytest.fixture(scope="session")
def make():
    """Builders of small recordings, sets, results and sessions."""
    return SimpleNamespace(
        recording=make_recording,
        repetition=make_repetition,
        set=make_set,
        result=make_result,
        session=make_session,
        monday=MONDAY,
        program=PROGRAM,
    )


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A folder with an empty database, made once: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(folder).close()
    return folder


@pytest.fixture
def store(empty, tmp_path):
    """An open store with nothing in it."""
    shutil.copytree(empty, tmp_path / "records")
    (tmp_path / "records").chmod(0o700)
    opened = open_store(tmp_path / "records", patience_s=0.2)
    yield opened
    opened.close()


def add_with_program(store, viewer=LOCAL_USER, name="Ann", account=None):
    """Enter a patient with the small program, signed off."""
    one = add_patient(store, viewer, name, time_zone="Europe/Berlin", account=account)
    prescribe(store, viewer, one.id, PROGRAM, starts_on=date(2026, 3, 2))
    sign_off(store, viewer, one.id, 1, "my therapist agreed")
    return one


@pytest.fixture(scope="session")
def add():
    """Enter a patient with the small program, signed off."""
    return add_with_program


@pytest.fixture
def ann(store):
    """A patient with a program."""
    return add_with_program(store)
