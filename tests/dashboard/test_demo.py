"""``rehab demo``: a folder to play with, one analysed session, and what to try next."""

import shlex
import shutil

import pytest

from dashboard import demo, samples


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
    done = rehab("demo")
    assert done.exit_code == 0, done.output
    assert "4 simulated sessions and their programs are in demo/" in done.stdout
    assert "runner-right.csv.gz: " in done.stdout
    assert "runner-left.csv.gz: " in done.stdout
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("Standing leg lift")]
    assert [(row[3], row[7:10]) for row in rows] == [
        ("left", ["4", "of", "24"]),
        ("right", ["4", "of", "24"]),
    ]
    copied = tree(tmp_path / "here" / "demo")
    assert copied == tree(small_samples)


@pytest.mark.parametrize("folder", ["demo", "my demo/it"])
def test_what_to_try_next_works(rehab, small_samples, folder):
    done = rehab("demo", "--folder", folder)
    commands = [line.strip() for line in done.stdout.splitlines() if line.startswith("    rehab ")]
    assert len(commands) == 4
    for line in commands:
        one = rehab(*shlex.split(line)[1:])
        assert one.exit_code == 0, one.output


def test_can_be_run_again(rehab, small_samples, tmp_path):
    first = rehab("demo").stdout
    (tmp_path / "here/demo/mine.txt").write_text("mine")
    (tmp_path / "here/demo/programs/runner.toml").unlink()
    assert rehab("demo").stdout == first
    assert (tmp_path / "here/demo/mine.txt").read_text() == "mine"


def test_never_overwrites_what_was_changed(rehab, small_samples, tmp_path):
    changed = tmp_path / "here" / "demo" / "programs" / "runner.toml"
    changed.parent.mkdir(parents=True)
    changed.write_text("# mine")
    done = rehab("demo")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "runner.toml: is not the sample of that name and would be lost" in line
    assert "--folder" in line
    assert tree(tmp_path / "here" / "demo") == {changed.relative_to(tmp_path / "here/demo"): b"# mine"}


def test_a_file_in_the_place_of_the_folder(rehab, small_samples, tmp_path):
    (tmp_path / "here" / "demo").write_text("mine")
    done = rehab("demo")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "demo: is a file, a folder was expected" in done.stderr


def test_without_sample_data(rehab, monkeypatch):
    monkeypatch.setattr(samples, "sample_data", lambda: None)
    done = rehab("demo")
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
