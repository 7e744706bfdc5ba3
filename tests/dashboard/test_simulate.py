"""``rehab simulate``."""

import json

import pytest

from sensing import read_recording


def test_never_overwrites_its_script(rehab, sessions, tmp_path):
    script = tmp_path / "right.json"
    script.write_bytes((sessions / "right.toml").read_bytes())
    done = rehab("simulate", script, "-o", tmp_path)
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "right.json' is read and would be overwritten" in done.stderr
    assert script.read_bytes() == (sessions / "right.toml").read_bytes()


def test_writes_a_recording_with_its_truth(rehab, sessions, tmp_path):
    done = rehab("simulate", sessions / "right.toml", "-o", tmp_path / "new" / "out")
    assert done.exit_code == 0, done.output
    assert "2 sets, 7 repetitions" in done.stdout
    folder = tmp_path / "new" / "out"
    assert sorted(path.name for path in folder.iterdir()) == [
        "right.csv.gz",
        "right.json",
        "right.truth.json",
    ]
    assert read_recording(folder / "right.csv.gz").info.placement.side == "right"
    truth = json.loads((folder / "right.truth.json").read_text("utf-8"))
    assert [len(one["repetitions"]) for one in truth["sets"]] == [4, 3]


def test_the_same_script_gives_the_same_bytes(rehab, sessions, tmp_path):
    assert rehab("simulate", sessions / "right.toml", "-o", tmp_path, "--name", "again").exit_code == 0
    assert (tmp_path / "again.csv.gz").read_bytes() == (sessions / "right.csv.gz").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.toml", "-o", "out"], ["missing.toml"]),
        (["script.toml"], ["Missing option '-o'"]),
        (["script.toml", "-o", "script.toml"], ["script.toml: is a file, a folder was expected"]),
        (["script.toml", "-o", "out", "--name", "a/b"], ["'a/b' cannot be the name of a recording"]),
        (["script.toml", "-o", "out", "--name", ""], ["cannot be the name"]),
        (["faulty.toml", "-o", "out"], ["faulty.toml: steps[0].do: 'fly' is not a step"]),
    ],
)
def test_misuse_is_one_line(rehab, sessions, tmp_path, arguments, words):
    here = tmp_path / "here"
    (here / "script.toml").write_text((sessions / "right.toml").read_text("utf-8"), "utf-8")
    (here / "faulty.toml").write_text('[[steps]]\ndo = "fly"\n', "utf-8")
    done = rehab("simulate", *arguments)
    assert done.exit_code == 2, done.output
    (line,) = done.stderr.splitlines()
    for word in words:
        assert word in line
    assert not (here / "out").exists()
