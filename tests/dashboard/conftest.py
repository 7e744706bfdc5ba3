"""What the tests of the command line share."""

import pytest
from click.testing import CliRunner

from dashboard.cli import cli
from sensing.simulation import load_script, simulate, write_session


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path, monkeypatch):
    """Run in an empty folder, with an own data folder and a wide plain terminal."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("REHAB_TRACEBACK", raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)


@pytest.fixture
def quick(monkeypatch, quick_clock):
    """Let a simulated or replayed session pass in a moment; gives the clock's class."""
    monkeypatch.setattr("sensing.replay.HostClock", quick_clock)
    return quick_clock


@pytest.fixture
def rehab():
    """Run ``rehab`` with some arguments in this process."""

    def run(*arguments):
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


SCRIPT = """
seed = 3
side = "{side}"
started_at = 2026-03-02T08:00:00Z

[[steps]]
do = "calibration"

[[steps]]
do = "set"
exercise = "leg_lift"
repetitions = 4
range_deg = 60
hold_s = 2

[[steps]]
do = "set"
exercise = "lunge"
repetitions = 3
"""


@pytest.fixture(scope="session")
def sessions(tmp_path_factory):
    """A folder with the simulated recordings right.csv.gz and left.csv.gz: four leg lifts, three lunges."""
    folder = tmp_path_factory.mktemp("sessions")
    for side in ("right", "left"):
        script = folder / f"{side}.toml"
        script.write_text(SCRIPT.format(side=side), "utf-8")
        write_session(simulate(load_script(script)), folder, side)
    return folder


@pytest.fixture
def right(sessions):
    """The recording of the right leg."""
    return sessions / "right.csv.gz"
