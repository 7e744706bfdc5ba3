"""What cannot be counted is shown as that, with its reason: never as nothing done."""

import csv
import dataclasses
import io

import pytest

from analysis import compare
from analysis.metrics import set_metrics
from analysis.prescription import Program, ProgramItem
from analysis.results import ExerciseSet, Quality
from dashboard import labelled_folder
from dashboard.comparison_tables import show_comparison
from dashboard.csv_export import repetitions_csv
from dashboard.labelled_folder import score
from dashboard.labels import Label
from dashboard.session_tables import show_session
from dashboard.terminal import make_console

WHY = "the thigh hardly moves, so repetitions cannot be told apart"
TILTS = ExerciseSet(
    "pelvic_tilt", "right", None, 70.0, 95.0, (), set_metrics(()), Quality(countable=False, reasons=(WHY,))
)
PROGRAM = Program(
    "rehab-program/1",
    "small",
    "Small",
    (
        ProgramItem("pelvic_tilt", "Pelvic tilt", "both", 3, 10, measure="range"),
        ProgramItem("leg_lift", "Leg lift", "each", 1, 4),
        ProgramItem("bridge", "Bridge", "both", 2, 8, measure="range"),
    ),
    3,
    non_consecutive=True,
    pain_limit=3,
    pain_rise_limit=2,
)


@pytest.fixture(scope="module")
def result(sessions):
    """Four leg lifts, three lunges, and tilts that could not be counted."""
    from analysis import analyze
    from sensing import read_recording

    found = analyze(read_recording(sessions / "right.csv.gz"))
    return dataclasses.replace(found, sets=(*found.sets, TILTS))


def printed(capsys, show, *arguments, **options):
    show(make_console(), *arguments, **options)
    return capsys.readouterr().out.splitlines()


def test_the_table_of_sets(result, capsys):
    lines = printed(capsys, show_session, result, repetitions=True)
    (row,) = [line for line in lines if line.split()[:1] == ["3"] and "Pelvic" in line]
    assert row.split() == ["3", "Pelvic", "tilt", "right", "1:10", "?", "-", "-", "-", "-"]
    assert f"  Set 3: cannot count: {WHY}" in lines
    assert not any(line.startswith("Set 3") for line in lines)  # no table of no repetitions
    assert sum(line.startswith(("Set 1: ", "Set 2: ")) for line in lines) == 2


def test_a_session_of_nothing_else(result, capsys):
    alone = dataclasses.replace(result, sets=(TILTS,))
    lines = printed(capsys, show_session, alone, repetitions=False)
    assert "No repetitions were found." not in lines
    assert f"  Set 1: cannot count: {WHY}" in lines


def test_the_comparison(result, capsys):
    lines = printed(capsys, show_comparison, compare([result], PROGRAM))
    tilts, *lifts, bridges = [line.split() for line in lines[2:6]]
    assert tilts[2:] == ["both", "3", "x", "10", "?", "of", "3", "?", "of", "30", "-", "cannot", "count"]
    assert bridges[1:] == ["both", "2", "x", "8", "0", "of", "2", "0", "of", "16", "-", "not", "done"]
    assert lifts[0][2:] == ["left", "1", "x", "4", "-", "of", "1", "-", "of", "4", "-", "not", "measured"]
    assert lifts[1][2:] == ["right", "1", "x", "4", "1", "of", "1", "4", "of", "4", "-", "done"]
    assert f"  Pelvic tilt: Cannot count: {WHY}" in lines


def test_the_csv(result):
    rows = list(csv.DictReader(io.StringIO(repetitions_csv({"a.csv": result}).decode())))
    assert len(rows) == 4 + 3 + 1
    tilts = rows[-1]
    assert {name: text for name, text in tilts.items() if text} == {
        "recording": "a.csv",
        "started_at": "2026-03-02T08:00:00+00:00",
        "set": "3",
        "exercise": "pelvic_tilt",
        "side": "right",
        "start_s": "70.0000",
        "end_s": "95.0000",
        "set_remark": f"cannot count; {WHY}",
    }
    assert not any(row["set_remark"].startswith("cannot") for row in rows[:-1])


def test_the_csv_of_a_recording_that_cannot_be_counted(result):
    faulty = dataclasses.replace(result, quality=Quality(countable=False, reasons=("noise",)))
    rows = list(csv.DictReader(io.StringIO(repetitions_csv({"a.csv": faulty}).decode())))
    assert {row["set_remark"] for row in rows} == {"cannot count; noise", f"cannot count; {WHY}"}


def test_validation_counts_it_as_refused(result, sessions, monkeypatch):
    monkeypatch.setattr(labelled_folder, "analyze", lambda *_, **__: result)
    labels = [
        Label("right.csv.gz", name, 10, 10, 10, windows=((0.0, 99.0),)) for name in ("pelvic_tilt", "bridge")
    ]
    tilts, bridges = score(sessions, labels, lambda: None).counts
    assert (tilts.countable, tilts.counted) == (False, 0)
    assert (bridges.countable, bridges.counted) == (True, 0)
