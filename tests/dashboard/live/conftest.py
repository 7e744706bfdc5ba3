"""What the tests of the live sessions share: a program, a guide that is told what was seen, a hub."""

import time
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from analysis.program import load_program
from analysis.results import Repetition
from dashboard.live.guided import Guided
from dashboard.live.hub import Hub
from dashboard.live.messages import Command, SensorView, State
from dashboard.live.plan import SessionPlan
from dashboard.live.seen import Seen
from dashboard.live.tasks import tasks_of
from dashboard.live.view import snapshot_of
from dashboard.records import LOCAL_USER, add_patient, prescribe, sign_off
from dashboard.words import text

PROGRAM = """
schema = "rehab-program/1"
name = "small"
title = "A small program"
days_per_week = 3

[[items]]
exercise = "leg_lift"
side = "right"
sets = 2
repetitions = 3
hold_s = 2
target_deg = 60
max_angle_deg = 80
rest_s = 15

[[items]]
exercise = "pelvic_tilt"
sensor = false
sets = 1
repetitions = 3
hold_s = 10

[[timers]]
name = "warm_up"
title = "Warm-up"
minutes = 1
when = "before"
"""


def repetition(number, start_s, *, peak_deg=62.0, hold_s=2.0, flags=(), final=True):
    """A leg lift of four seconds."""
    end_s = start_s + 4.0
    return Repetition(
        number, start_s, start_s + 2, end_s, peak_deg, peak_deg, hold_s, 1.0, 1.0, flags, final=final
    )


class Told:
    """A guide with a clock of its own; the words of every snapshot on the way can be put into text."""

    def __init__(self, tasks, **rules):
        self.guide = Guided(tasks, **rules)
        self.now_s = 0.0
        self.said = []
        self.repetitions = ()
        self.look()

    def look(self):
        self.snapshot = snapshot_of(self.guide, self.now_s, n=1, sample_ms=0.0, sensor=SensorView())
        for one in (self.snapshot.message, self.snapshot.say and self.snapshot.say.words):
            if one is not None:
                assert text(one.key, "en", **one.values)
                assert text(one.key, "de", **one.values)
        say = self.snapshot.say
        if say is not None and (not self.said or self.said[-1][0] != say.number):
            self.said.append((say.number, text(say.words.key, "en", **say.words.values)))
        return self.snapshot

    @property
    def words(self):
        """Everything said so far."""
        return [words for _, words in self.said]

    def see(self, s=0.04, **seen):
        """Time goes on, and this is seen at its end."""
        self.now_s += s
        known = {"time_s": self.now_s, "step": "done", "repetitions": self.repetitions, "angle_deg": 0.0}
        self.guide.saw(Seen(**known | seen), self.now_s)
        return self.look()

    def wait(self, s, **seen):
        """Time goes on in steps."""
        until_s = self.now_s + s
        while self.now_s < until_s - 1e-9:
            self.see(min(0.2, until_s - self.now_s), **seen)
        return self.snapshot

    def calibrate(self):
        self.wait(1.0, step="keep still")
        self.wait(2.0, step="lift the knee")
        return self.see()

    def lift(self, *, peak_deg=62.0, **how):
        """One repetition, seen as its count."""
        number = 1 + len(self.repetitions)
        start_s = self.now_s
        self.wait(1.0, phase="up", angle_deg=0.5 * peak_deg)
        for held in (0.0, 0.5, 1.1, 2.1):
            self.see(0.5, phase="hold", hold_s=held, angle_deg=peak_deg)
        self.repetitions = (*self.repetitions, repetition(number, start_s, peak_deg=peak_deg, **how))
        self.see(1.0, phase="down", angle_deg=0.2 * peak_deg)
        return self.wait(2.0)

    def obey(self, command):
        self.guide.obey(Command(command), self.now_s)
        return self.look()

    def answer(self, score, *, sharp=False):
        self.guide.answer_pain(score, self.now_s, sharp=sharp)
        return self.look()


@pytest.fixture(scope="session")
def program():
    return load_program(PROGRAM)


@pytest.fixture
def lifts(program):
    """A guide for two sets of three leg lifts."""
    return Told(tasks_of(replace(program, items=program.items[:1], timers=())), pain_before=1)


@pytest.fixture
def told():
    """Make a guide."""
    return Told


@pytest.fixture(scope="session")
def make_repetition():
    return repetition


@pytest.fixture
def hub(tmp_path):
    one = Hub(tmp_path / "data")
    one.start()
    yield one
    one.stop()


def add_patient_with(hub, program_text=PROGRAM, name="Ann"):
    one = add_patient(hub.store, LOCAL_USER, name)
    version = prescribe(hub.store, LOCAL_USER, one.id, program_text, starts_on=date(2026, 3, 2))
    sign_off(hub.store, LOCAL_USER, one.id, 1, "my therapist agreed")
    return one.id, version


@pytest.fixture
def plan(hub, program):
    """The plan of a patient: the leg lifts only."""
    patient, version = add_patient_with(hub)
    tasks = tasks_of(replace(program, items=program.items[:1], timers=()))
    return SessionPlan(patient, version.program, 1, tasks, 1, {"fever": False})


@pytest.fixture
def add(hub):
    return lambda **how: add_patient_with(hub, **how)


@pytest.fixture(scope="session")
def until():
    """Wait until a snapshot is as wanted; return it."""

    def wait(hub, session, wanted, *, viewer=LOCAL_USER, limit_s=60.0, act=lambda _: None):
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            now = hub.snapshot(viewer, session)
            if wanted(now):
                return now
            act(now)
            time.sleep(0.005)
        raise AssertionError(f"never seen; at the end: {now}")

    return wait


@pytest.fixture(scope="session")
def states():
    return SimpleNamespace(**{one.name.lower(): one for one in State})
