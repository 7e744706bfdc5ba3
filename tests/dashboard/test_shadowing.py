"""A foreign file with the name of one of our packages is named, whatever is run."""

import os
import subprocess
import sys

import pytest


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(params=["sensing.py", "analysis.py", "analysis/__init__.py"])
def foreign(request, tmp_path):
    path = tmp_path / "foreign" / request.param
    path.parent.mkdir(parents=True)
    path.write_text("raise SystemExit('must not be run')\n")
    return path


@pytest.mark.parametrize("arguments", [["analyze", "x.csv"], ["demo"], ["validate", "x"]])
def test_one_line_names_the_file(foreign, tmp_path, arguments):
    done = run(tmp_path / "foreign", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"rehab: {foreign}: stands in the place of the package '")
    assert "Rename it" in line


def test_doctor_tells_it_as_a_problem(foreign, tmp_path):
    done = run(tmp_path / "foreign", "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("problem ")]
    assert str(foreign) in line
    assert run(tmp_path / "foreign", "version").returncode == 0
