"""Run a dashboard whose trials are quick: ten times as fast as a person.

``trial.toml`` in the folder it runs in is prescribed instead of the trial's own program, and ``trial.csv.gz``
moves instead of the simulated person; either may come and go while it runs. A file ``fresh`` ends whatever a
test before has left under way. Where ``sensor`` is there at the start, a sensor is in reach, as quick, for
somebody with the program of ``trial.toml`` as their own.
"""

import os
from dataclasses import replace
from pathlib import Path

from dashboard import simulated_patient
from dashboard.cli import main
from dashboard.live.hub import Hub
from dashboard.live.plan import ReplayChoice, SensorChoice, SimulationChoice
from dashboard.today import who

SPEED = 10.0
PROGRAM, RECORDING, FRESH = Path("trial.toml"), Path("trial.csv.gz"), Path("fresh")
SENSOR = Path("sensor")

usual_program, usual_start, usual_running = who.trial_program, Hub.start_session, Hub.running


def trial_program():
    return PROGRAM.read_text("utf-8") if PROGRAM.exists() else usual_program()


def start_session(hub, viewer, plan, sources, window):
    played = [ReplayChoice(RECORDING.absolute(), SPEED)] if RECORDING.exists() else None
    return usual_start(hub, viewer, plan, played or [quick(one) for one in sources], window)


def quick(source):
    return SimulationChoice(SPEED) if isinstance(source, SensorChoice) else replace(source, speed=SPEED)


def running(hub, viewer):
    if FRESH.exists():
        FRESH.unlink()
        for session, _ in usual_running(hub, viewer):
            hub.discard(viewer, session)
    return usual_running(hub, viewer)


if __name__ == "__main__":
    Path("pid").write_text(str(os.getpid()))
    who.trial_program, Hub.start_session, Hub.running = trial_program, start_session, running
    if SENSOR.exists():
        simulated_patient.trial_program = trial_program
        simulated_patient.pretend(Path("data"))
    main()
