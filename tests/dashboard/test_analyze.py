"""``rehab analyze``: tables, JSON, CSV, and one line for every kind of misuse."""

import csv
import io
import json
import os
import subprocess
import sys

import pandas as pd
import pytest

from analysis import analyze
from dashboard.csv_export import unique_stems
from sensing import read_recording

MINIMAL_PROGRAM = """
schema = "rehab-program/1"
name = "small"
title = "Small program"

[[items]]
exercise = "leg_lift"
side = "right"
sets = 1
repetitions = 4
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(MINIMAL_PROGRAM, "utf-8")
    return path


def one_line(done, code=2):
    """Return the one line of an error; nothing else may have been printed."""
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("rehab: ")
    return line


class TestTable:
    def test_shows_every_set(self, rehab, right):
        done = rehab("analyze", right)
        assert done.exit_code == 0, done.output
        rows = [line.split() for line in done.stdout.splitlines()]
        assert ["1", "Standing", "leg", "lift", "right"] in [row[:5] for row in rows]
        assert ["2", "Lunge", "right", "front"] in [row[:4] for row in rows]
        lift = next(row for row in rows if row[:1] == ["1"])
        assert lift[6] == "4"
        assert 55 <= float(lift[7]) <= 65

    def test_says_what_the_angle_is(self, rehab, right):
        text = " ".join(rehab("analyze", right).stdout.split())
        assert "They equal hip flexion while pelvis and trunk stay upright." in text

    def test_shows_every_repetition_when_asked(self, rehab, right):
        lines = rehab("analyze", "-r", right).stdout.splitlines()
        start = lines.index(next(line for line in lines if line.startswith("Set 1: Standing leg lift")))
        assert [line.split()[0] for line in lines[start + 1 : start + 6]] == ["No", "1", "2", "3", "4"]

    def test_takes_the_exercise_given(self, rehab, right):
        done = rehab("analyze", right, "--exercise", "lunge", "--side", "right")
        assert "Lunge" in done.stdout
        assert "Standing leg lift" not in done.stdout

    def test_compares_with_a_program(self, rehab, right, program):
        done = rehab("analyze", right, "--program", program)
        assert done.exit_code == 0, done.output
        assert "Program: Small program" in done.stdout
        (row,) = [line for line in done.stdout.splitlines() if line.startswith("Standing leg lift")]
        assert row.split()[3:] == ["right", "1", "x", "4", "1", "of", "1", "4", "of", "4", "-", "done"]
        assert "Standing leg lift (right): 4 of 4" not in done.stdout  # the table says it
        assert "Also done: Lunge (right), 3 repetitions" in done.stdout

    def test_takes_a_template_by_name(self, rehab, right):
        done = rehab("analyze", right, "-p", "runner")
        assert done.exit_code == 0, done.output
        assert "partly" in done.stdout

    def test_hints_at_the_exercise_when_nothing_was_found(self, rehab, right, tmp_path):
        alone = tmp_path / "alone.csv.gz"  # without the JSON file that says what was done
        alone.write_bytes(right.read_bytes())
        hint = "Name the exercise: --exercise NAME"
        nothing = "No repetitions were found."
        text = rehab("analyze", alone).stdout
        assert (nothing in text) == (hint in text)
        assert hint not in rehab("analyze", alone, "-e", "leg_lift").stdout

    def test_has_no_colour_away_from_a_terminal(self, rehab, right):
        assert "\x1b" not in rehab("analyze", right, "-p", "runner").stdout


class TestJson:
    def test_has_the_keys_of_the_result(self, rehab, right):
        done = rehab("analyze", right, "--json")
        document = json.loads(done.stdout)
        result = analyze(read_recording(right))
        assert document == json.loads(json.dumps(result.to_dict()))
        assert [len(one["repetitions"]) for one in document["sets"]] == [4, 3]
        assert "thigh_angle" not in document

    def test_has_the_comparison_with_a_program(self, rehab, right, program):
        document = json.loads(rehab("analyze", right, "--json", "-p", program).stdout)
        assert document["comparison"]["items"][0]["verdict"] == "done"
        assert document["sets"]

    def test_several_files_are_one_session(self, rehab, sessions):
        done = rehab("analyze", sessions / "right.csv.gz", sessions / "left.csv.gz", "--json", "-p", "runner")
        document = json.loads(done.stdout)
        assert set(document) == {"recordings", "comparison"}
        assert [one["side"] for one in document["recordings"]] == ["right", "left"]
        legs = {item["side"] for item in document["comparison"]["items"] if item["done"]["repetitions"]}
        assert legs == {"right", "left"}

    def test_several_files_without_a_program(self, rehab, sessions):
        done = rehab("analyze", sessions / "right.csv.gz", sessions / "left.csv.gz", "--json")
        assert json.loads(done.stdout)["comparison"] is None

    def test_is_ascii(self, rehab, right, tmp_path):
        renamed = tmp_path / "ältere Übung.csv.gz"
        renamed.write_bytes(right.read_bytes())
        done = rehab("analyze", renamed, "--json")
        assert done.stdout.isascii()
        assert json.loads(done.stdout)["recording"] == renamed.name


class TestCsv:
    def test_holds_every_repetition_and_the_angle(self, rehab, right, tmp_path):
        done = rehab("analyze", right, "--csv", tmp_path / "new" / "out")
        assert done.exit_code == 0, done.output
        result = analyze(read_recording(right))
        rows = list(csv.DictReader(io.StringIO((tmp_path / "new/out/repetitions.csv").read_text("utf-8"))))
        assert [(row["exercise"], row["number"]) for row in rows] == [
            (one.exercise, str(each.number)) for one in result.sets for each in one.repetitions
        ]
        assert float(rows[0]["peak_angle_deg"]) == pytest.approx(
            result.sets[0].repetitions[0].peak_angle_deg, abs=1e-4
        )
        angle = pd.read_csv(tmp_path / "new/out/right.angle.csv")
        pd.testing.assert_frame_equal(angle, result.thigh_angle.reset_index(drop=True), atol=1e-4)
        assert sorted(path.name for path in (tmp_path / "new/out").iterdir()) == [
            "repetitions.csv",
            "right.angle.csv",
        ]

    def test_replaces_older_files_and_leaves_others(self, rehab, right, tmp_path):
        (tmp_path / "repetitions.csv").write_text("old")
        (tmp_path / "mine.txt").write_text("mine")
        assert rehab("analyze", right, "--csv", tmp_path).exit_code == 0
        assert (tmp_path / "repetitions.csv").read_text("utf-8").startswith("recording,")
        assert (tmp_path / "mine.txt").read_text() == "mine"

    def test_writes_all_or_nothing(self, rehab, right, tmp_path):
        (tmp_path / "repetitions.csv").write_text("old")
        (tmp_path / "right.angle.csv").mkdir()
        assert "right.angle.csv: is a folder" in one_line(rehab("analyze", right, "--csv", tmp_path))
        assert (tmp_path / "repetitions.csv").read_text() == "old"
        assert sorted(path.name for path in tmp_path.glob("*.tmp")) == []

    @pytest.mark.parametrize("name", ["repetitions.csv", "lift.angle.csv"])
    def test_never_overwrites_what_it_reads(self, rehab, right, tmp_path, name):
        recording = tmp_path / name
        pd.read_csv(right).to_csv(recording, index=False)
        before = recording.read_bytes()
        (tmp_path / "lift.csv.gz").write_bytes(right.read_bytes())
        (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
        for folder in (tmp_path, tmp_path / "link"):
            done = rehab("analyze", recording, tmp_path / "lift.csv.gz", "--csv", folder)
            assert f"{name}' is read and would be overwritten" in one_line(done)
        assert recording.read_bytes() == before
        assert rehab("analyze", recording, "-e", "leg_lift", "--csv", tmp_path / "out").exit_code == 0

    def test_same_names_are_kept_apart(self, rehab, sessions, right, tmp_path):
        other = tmp_path / "other" / "right.csv.gz"
        other.parent.mkdir()
        other.write_bytes((sessions / "left.csv.gz").read_bytes())
        (tmp_path / "other" / "right.json").write_bytes((sessions / "left.json").read_bytes())
        done = rehab("analyze", right, other, "--csv", tmp_path / "out")
        assert done.exit_code == 0, done.output
        assert len(list((tmp_path / "out").glob("*.angle.csv"))) == 2
        assert len((tmp_path / "out/repetitions.csv").read_text("utf-8").splitlines()) == 1 + 2 * 7

    @pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
    def test_a_name_that_is_no_text(self, rehab, right, tmp_path):
        odd = tmp_path / "a\udcff.csv.gz"
        odd.write_bytes(right.read_bytes())
        done = rehab("analyze", odd, "-e", "leg_lift", "--csv", tmp_path / "out")
        assert done.exit_code == 0, done.output
        assert "a\\udcff.csv.gz" in (tmp_path / "out" / "repetitions.csv").read_text("utf-8")

    def test_stems(self):
        assert unique_stems(["a.csv.gz", "a.csv", "A.parquet", "b"]) == ["a", "a-2", "A-3", "b"]


@pytest.fixture
def broken(tmp_path):
    """A folder with one file of each broken kind."""
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "text.csv").write_text("hello\nworld\n")
    (tmp_path / "junk.csv.gz").write_bytes(b"\x1f\x8bjunk")
    (tmp_path / "odd.xyz").write_text("?")
    (tmp_path / "bad.toml").write_text("schema = \n")
    (tmp_path / "wrong.toml").write_text(MINIMAL_PROGRAM.replace("leg_lift", "leg_lfit"))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["Missing argument 'FILE...'", "See: rehab analyze --help"]),
        (["nothing.csv"], ["nothing.csv", "no such file"]),
        (["."], ["."]),
        (["{broken}/empty.csv"], ["empty.csv"]),
        (["{broken}/text.csv"], ["text.csv"]),
        (["{broken}/junk.csv.gz"], ["junk.csv.gz"]),
        (["{broken}/odd.xyz"], ["odd.xyz"]),
        (["{right}", "{broken}/empty.csv"], ["empty.csv"]),
        (["{right}", "{right}"], ["given twice"]),
        (["{right}", "--exercise", "longe"], ["longe", "lunge"]),
        (["{right}", "--side", "up"], ["'up'", "'left', 'right'"]),
        (["{right}", "--program", "jogger"], ["jogger: no such program", "psoas-article", "runner"]),
        (["{right}", "--program", "missing.toml"], ["missing.toml"]),
        (["{right}", "--program", "{broken}/bad.toml"], ["bad.toml: line 1"]),
        (["{right}", "--program", "{broken}/wrong.toml"], ["wrong.toml", "leg_lfit", "leg_lift"]),
        (["{right}", "--program", "{broken}"], ["TOML"]),
        (["{right}", "--csv", "{broken}/empty.csv"], ["empty.csv: is a file, a folder was expected"]),
        (["{right}", "--acc-unit", "feet"], ["'feet'", "'m/s2', 'g', 'mg'"]),
        (["{right}", "--acc-unit"], ["--acc-unit", "requires an argument"]),
        (["{right}", "--jsn"], ["--jsn"]),
        ([""], ["the name is empty"]),
        (["{right}", "--csv", ""], ["'--csv'", "the name is empty"]),
    ],
)
def test_misuse_is_one_line(rehab, right, broken, arguments, words):
    done = rehab("analyze", *(text.format(right=right, broken=broken) for text in arguments))
    line = one_line(done)
    for word in words:
        assert word in line


def test_wrong_units_name_their_mend_and_the_mend_works(rehab, right, tmp_path):
    frame = pd.read_csv(right)
    frame[["acc_x", "acc_y", "acc_z"]] /= 9.80665
    frame.to_csv(tmp_path / "g.csv", index=False)
    assert "--acc-unit g" in one_line(rehab("analyze", tmp_path / "g.csv"))
    done = rehab("analyze", tmp_path / "g.csv", "--acc-unit", "g", "-e", "leg_lift", "--json")
    assert len(json.loads(done.stdout)["sets"][0]["repetitions"]) >= 4


def test_disorder_is_refused_and_can_be_repaired(rehab, right, tmp_path):
    frame = pd.read_csv(right)
    frame.iloc[[100, 101]] = frame.iloc[[101, 100]].to_numpy()
    frame.to_csv(tmp_path / "mixed.csv", index=False)
    assert "mixed.csv: line" in one_line(rehab("analyze", tmp_path / "mixed.csv"))
    done = rehab("analyze", tmp_path / "mixed.csv", "--repair", "--json", "-e", "leg_lift")
    assert json.loads(done.stdout)["sets"]
    assert "mixed.csv: " in done.stderr


def test_in_a_process_of_its_own(right):
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "analyze", str(right), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["side"] == "right"


@pytest.mark.parametrize(
    "command", ["analyze {right} --csv {no}", "simulate {script} -o {no}", "demo --text --folder {no}"]
)
def test_a_folder_that_cannot_be_made_is_the_same_failure_everywhere(rehab, right, tmp_path, command):
    (tmp_path / "file").touch()
    places = {"right": right, "script": right.with_name("right.toml"), "no": tmp_path / "file" / "x"}
    line = one_line(rehab(*command.format(**places).split()), code=1)
    assert "file" in line
    assert ".tmp" not in line


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that hold (not as root)")
def test_a_folder_that_cannot_be_written(rehab, right, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "Permission denied" in one_line(rehab("analyze", right, "--csv", locked), code=1)
