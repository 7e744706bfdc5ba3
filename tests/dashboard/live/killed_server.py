"""Runs a session until it is killed: prints the session, then a line for every repetition.

Arguments: the data folder, the patient, the program's version.
"""

import sys
import time
from pathlib import Path

from dashboard.live.hub import Hub
from dashboard.live.plan import SessionPlan, SimulationChoice
from dashboard.live.tasks import tasks_of
from dashboard.records import LOCAL_USER, program_versions


def tell(what):
    """Say a line to whoever started this."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


folder, patient, number = sys.argv[1:]
hub = Hub(Path(folder))
hub.start()
program = program_versions(hub.store, LOCAL_USER, patient)[int(number) - 1].program
tasks = [one for one in tasks_of(program) if one.strap]
plan = SessionPlan(patient, program, int(number), tuple(tasks), 2, {"fever": False})
session = hub.start_session(LOCAL_USER, plan, [SimulationChoice(speed=6.0)])
tell(session)
count = 0
while True:
    now = hub.snapshot(LOCAL_USER, session)
    if now.count != count:
        count = now.count
        tell(count)
    time.sleep(0.01)
