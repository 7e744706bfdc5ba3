"""What the tests of the command line share."""

import pytest
from click.testing import CliRunner

from dashboard.cli import cli


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
def rehab():
    """Run ``rehab`` with some arguments in this process."""

    def run(*arguments):
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run
