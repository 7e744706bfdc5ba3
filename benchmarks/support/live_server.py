"""Serve the dashboard with a session under way, two simulated sensors at 100 Hz; PORT REPETITIONS."""

import sys
from datetime import UTC, datetime

from analysis.program import load_program
from dashboard.live.current import current_hub
from dashboard.live.plan import SessionPlan, SimulationChoice
from dashboard.live.tasks import tasks_of
from dashboard.records import LOCAL_USER, add_patient, open_store, prescribe, sign_off
from dashboard.server import listen, serve

PROGRAM = """
schema = "rehab-program/1"
name = "bench"
title = "Leg lifts"
days_per_week = 7
non_consecutive = false
pain_limit = 3

[[items]]
exercise = "leg_lift"
side = "each"
sets = 1
repetitions = {repetitions}
target_deg = 60
max_angle_deg = 95
hold_s = 2
"""


def begin(repetitions: int) -> None:
    """Start the session; every page Today shows it."""
    text = PROGRAM.format(repetitions=repetitions)
    store = open_store()
    person = add_patient(store, LOCAL_USER, "Nobody")
    version = prescribe(store, LOCAL_USER, person.id, text, starts_on=datetime.now(UTC).date())
    sign_off(store, LOCAL_USER, person.id, version.number, "a benchmark")
    store.close()
    program = load_program(text)
    plan = SessionPlan(person.id, program, version.number, tasks_of(program), 0)
    current_hub().start_session(
        LOCAL_USER, plan, [SimulationChoice(side="left"), SimulationChoice(side="right")]
    )


if __name__ == "__main__":
    begin(int(sys.argv[2]))
    serve(listen(int(sys.argv[1])), when_up=lambda _: None)
