"""A hub on a computer with a virtual adapter, sensors on people, in time that jumps."""

from datetime import date

from virtual_radio.air import Air
from virtual_radio.host import VirtualHost
from virtual_radio.rig import until
from virtual_radio.sensors import SENSORS
from virtual_radio.wearer import Wearer, lifts

from analysis.program import load_program
from dashboard.live.hub import Hub
from dashboard.live.messages import State
from dashboard.live.plan import SessionPlan
from dashboard.live.tasks import tasks_of
from dashboard.records import LOCAL_USER, Right, add_patient, prescribe, saved_session, sign_off
from sensing.drivers import get_driver

REAL_S = 240.0
"""Longest wait by the real clock."""

LEFT, RIGHT = "F0:00:00:00:00:10", "F0:00:00:00:00:11"

PROGRAM = """
schema = "rehab-program/1"
name = "lifts"
title = "Leg lifts"
days_per_week = 3

[[items]]
exercise = "leg_lift"
side = "SIDE"
sets = 2
repetitions = 2
hold_s = 2
target_deg = 60
rest_s = 8
"""


class Clinic:
    """The hub and what is around it."""

    def __init__(self, folder):
        self.hub = Hub(folder)
        self.host = None
        self.sensors, self.wearers, self.shown = {}, {}, []
        self._planned = []

    def wears(self, kind, address, side, **how):
        """Have a person wear a sensor, before anything looks for it."""
        self._planned.append((kind, address, side, how))

    def backend(self):
        """Make computer and sensors; called on the hub's loop."""
        self.host = VirtualHost(Air())
        for kind, address, side, how in self._planned:
            sensor = self.sensors[side] = SENSORS[kind](self.host.air, address, **how)
            sensor.remembers = False
            rate_hz = get_driver(kind).capabilities.default_rate_hz
            self.wearers[side] = Wearer(sensor, lifts(side, rate_hz=rate_hz))
            self.host.inhabitants.append(sensor)
        return self.host.backend

    async def power_off(self):
        for sensor in self.sensors.values():
            await sensor.power_off()

    def plan(self, side="right"):
        person = add_patient(self.hub.store, LOCAL_USER, "Me", account=LOCAL_USER.account)
        text = PROGRAM.replace("SIDE", side)
        prescribe(self.hub.store, LOCAL_USER, person.id, text, starts_on=date(2026, 3, 2))
        sign_off(self.hub.store, LOCAL_USER, person.id, 1, "agreed")
        program = load_program(text)
        return SessionPlan(person.id, program, 1, tasks_of(program), 0)

    def start(self, plan, *sources):
        session = self.hub.start_session(LOCAL_USER, plan, sources)
        self.follow(session)
        return session

    def follow(self, session):
        """Keep every snapshot of a session from now on."""
        self.run = self.hub.run_of(LOCAL_USER, session, Right.SEE)
        self.run.listen(self, lambda: self.shown.append(self.run.snapshot))

    def on_loop(self, story, *, resting=()):
        """Run what people do, on the hub's loop: nothing is missed and nothing depends on the machine."""

        async def all_of_it():
            for side, wearer in self.wearers.items():
                wearer.resting = side in resting
            await story

        self.hub._thread.finish(all_of_it(), REAL_S)

    async def sees(self, wanted):
        await until(lambda: wanted(self.run.snapshot) or self.run.snapshot.state is State.FAILED)
        now = self.run.snapshot
        assert wanted(now), (now.state, now.message)
        return now

    def states(self):
        found = [one.state for one in self.shown]
        return [one for at, one in enumerate(found) if at == 0 or found[at - 1] is not one]

    def saved(self, session):
        self.hub.save(LOCAL_USER, session)
        saved = saved_session(self.hub.store, LOCAL_USER, session)
        return saved, [
            (one.exercise, one.side, len(one.repetitions)) for each in saved.results for one in each.sets
        ]
