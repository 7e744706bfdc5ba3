"""``rehab demo``: a folder to play with, one analysed session, and what to try next."""

import os
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

import pytest

from dashboard import demo, samples
from dashboard.commands import demo as demo_command
from dashboard.data_folder import DATA_VARIABLE, data_folder
from dashboard.live import pretended
from dashboard.records import LOCAL_USER, open_store
from dashboard.records.people import patients
from dashboard.records.prescriptions import current_program
from dashboard.today.who import trial_program


@pytest.fixture
def small_samples(root, sessions, tmp_path, monkeypatch):
    """Sample data of two short recordings in the place of the real, longer ones."""
    folder = tmp_path / "samples"
    shutil.copytree(root / "sample_data" / "programs", folder / "programs")
    (folder / "sessions").mkdir()
    for name, side in [
        ("runner", "right"),
        ("runner", "left"),
        ("hurried", "left"),
        ("hip-replacement", "right"),
    ]:
        for ending in (".csv.gz", ".json", ".truth.json"):
            shutil.copy(sessions / f"{side}{ending}", folder / "sessions" / f"{name}-{side}{ending}")
    monkeypatch.setattr(samples, "sample_data", lambda: folder)
    return folder


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_analyses_a_session_of_both_legs(rehab, small_samples, tmp_path):
    done = rehab("demo", "--text")
    assert done.exit_code == 0, done.output
    assert "4 simulated sessions and their programs are in demo/" in done.stdout
    assert "runner-right.csv.gz: " in done.stdout
    assert "runner-left.csv.gz: " in done.stdout
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("Standing leg lift")]
    assert [(row[3], row[4:7], row[row.index("24") - 2 :][:3]) for row in rows] == [
        ("left", ["3", "x", "8,"], ["4", "of", "24"]),
        ("right", ["3", "x", "8,"], ["4", "of", "24"]),
        ("left", ["3", "x", "8,"], ["4", "of", "24"]),
    ]
    first, then = done.stdout.split("The same program done in a hurry, on the left leg only:")
    assert "hurried-left.csv.gz: " not in first
    assert "hurried-left.csv.gz: " in then
    assert "Session: partly" in then
    copied = tree(tmp_path / "here" / "demo")
    assert copied == tree(small_samples)


@pytest.mark.parametrize("folder", ["demo", "my demo/it"])
def test_what_to_try_next_works(rehab, small_samples, monkeypatch, folder):
    monkeypatch.setattr(demo, "command_name", lambda: "rehab")
    done = rehab("demo", "--text", "--folder", folder)
    commands = [line.strip() for line in done.stdout.splitlines() if line.startswith("    rehab ")]
    assert len(commands) == 4
    for line in commands:
        one = rehab(*shlex.split(line)[1:])
        assert one.exit_code == 0, one.output


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """An environment in the current folder that the shell does not know."""
    scripts = tmp_path / "here" / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name in ("python", "rehab"):
        (scripts / name).write_text("#!/bin/sh\n")
        (scripts / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(scripts / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    return scripts


@pytest.mark.skipif(os.name == "nt", reason="needs scripts of a POSIX system")
class TestHowToCallIt:
    @pytest.mark.usefixtures("installed")
    def test_where_the_shell_does_not_find_it(self):
        assert demo.command_name() == ".venv/bin/rehab"
        assert demo.next_steps(Path("demo"))[0][1].startswith(".venv/bin/rehab analyze demo/sessions/")

    def test_where_the_shell_finds_it(self, installed, monkeypatch):
        monkeypatch.setenv("PATH", str(installed))
        assert demo.command_name() == "rehab"

    def test_where_the_shell_finds_another(self, installed, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        shutil.copy(installed / "rehab", tmp_path / "elsewhere")
        assert demo.command_name() == ".venv/bin/rehab"

    def test_through_a_link(self, installed, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "rehab").symlink_to(installed / "rehab")
        assert demo.command_name() == "rehab"

    def test_from_another_folder(self, installed, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert demo.command_name() == "here/.venv/bin/rehab"
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert demo.command_name() == str(installed / "rehab")

    def test_without_the_script(self, installed):
        (installed / "rehab").unlink()
        assert demo.command_name() == ".venv/bin/python -m dashboard.cli"


def test_can_be_run_again(rehab, small_samples, tmp_path):
    first = rehab("demo", "--text").stdout
    (tmp_path / "here/demo/mine.txt").write_text("mine")
    (tmp_path / "here/demo/programs/runner.toml").unlink()
    assert rehab("demo", "--text").stdout == first
    assert (tmp_path / "here/demo/mine.txt").read_text() == "mine"


def test_never_overwrites_what_was_changed(rehab, small_samples, tmp_path):
    changed = tmp_path / "here" / "demo" / "programs" / "runner.toml"
    changed.parent.mkdir(parents=True)
    changed.write_text("# mine")
    done = rehab("demo", "--text")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "runner.toml: is not the sample of that name and would be lost" in line
    assert "--folder" in line
    assert tree(tmp_path / "here" / "demo") == {changed.relative_to(tmp_path / "here/demo"): b"# mine"}


def test_a_file_in_the_place_of_the_folder(rehab, small_samples, tmp_path):
    (tmp_path / "here" / "demo").write_text("mine")
    done = rehab("demo", "--text")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "demo: is a file, a folder was expected" in done.stderr


def test_without_sample_data(rehab, monkeypatch):
    monkeypatch.setattr(samples, "sample_data", lambda: None)
    done = rehab("demo", "--text")
    assert (done.exit_code, done.stderr) == (
        1,
        "rehab: The sample data is not installed. Install rehab-tracker again\n",
    )


def test_the_real_sample_data_has_what_the_demo_shows(root, tmp_path):
    sessions = root / "sample_data" / "sessions"
    names = {*demo.SESSION, "hurried-left.csv.gz", "hip-replacement-right.csv.gz"}
    assert names <= {path.name for path in sessions.iterdir()}
    assert (root / "sample_data" / "programs" / demo.PROGRAM).is_file()
    shown = " ".join(line for _, line in demo.next_steps(tmp_path))
    assert all(name in shown for name in names - {demo.SESSION[1]})


def test_a_simulated_sensor_with_records_of_its_own(rehab, small_samples, tmp_path, monkeypatch):
    for name in (DATA_VARIABLE, pretended.SWITCH):
        monkeypatch.setenv(name, "")  # put back at the end
    served = []
    monkeypatch.setattr(demo_command, "run_dashboard", lambda *_, **__: served.append(data_folder()))
    for _ in range(2):
        done = rehab("demo", "--simulate")
        assert done.exit_code == 0, done.output
        assert 'press "Look for sensors"' in done.stdout
    here = tmp_path / "here" / "demo" / "records"
    assert served == [here, here]
    assert pretended.wanted()
    store = open_store(here)
    (person,) = patients(store, LOCAL_USER)
    program = current_program(store, LOCAL_USER, person.id, datetime.now().astimezone().date())
    store.close()
    assert [(item.exercise, item.total) for item in program.program.items] == [("leg_lift", 5)]
    assert (program.number, program.text) == (1, trial_program())


def test_text_and_simulate_are_one_too_many(rehab, small_samples):
    done = rehab("demo", "--simulate", "--text")
    assert done.exit_code == 2
    assert "Give either --text or --simulate" in done.stderr
