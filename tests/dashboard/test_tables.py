"""What the tables say beyond the figures: recognised sets, notes, labels, cautions, narrow terminals."""

import dataclasses

import pytest

from analysis import compare
from analysis.prescription import Program, ProgramItem
from dashboard.comparison_tables import show_comparison
from dashboard.exercise_words import dose
from dashboard.session_tables import EXTENSION_NOTE, show_session
from dashboard.terminal import make_console
from dashboard.wording import clean, counted

ESCAPE = "\x1b[31mred\x1b[0m\x1b]0;title\x07\n\x00"
LIFTS = ProgramItem("leg_lift", "Standing leg lift", "right", 1, 4)
PROGRAM = Program(
    "rehab-program/1",
    "small",
    "Small",
    (LIFTS,),
    3,
    non_consecutive=True,
    pain_limit=3,
    pain_rise_limit=2,
)


@pytest.fixture(scope="module")
def result(sessions):
    """Four leg lifts and three lunges."""
    from analysis import analyze
    from sensing import read_recording

    return analyze(read_recording(sessions / "right.csv.gz"))


def printed(capsys, show, *arguments, **options):
    show(make_console(), *arguments, **options)
    return capsys.readouterr().out.splitlines()


def test_recognised_sets_and_notes_are_told(result, capsys):
    lifts, lunges = result.sets
    taken = dataclasses.replace(lunges, recognised_by="standing, with a landing")
    found = dataclasses.replace(result, sets=(lifts, taken), notes=("the first rest was taken for standing",))
    lines = printed(capsys, show_session, found, repetitions=False)
    assert any(line.split()[:3] == ["2", "Lunge", "(recognised)"] for line in lines)
    assert not any("lift (recognised)" in line for line in lines)
    assert "  Set 2: recognised by itself: standing, with a landing" in lines
    assert "  Note: the first rest was taken for standing" in lines


def test_notes_are_wrapped_between_words(result, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    note = " ".join(f"word{number}" for number in range(30))
    found = dataclasses.replace(result, notes=(note,))
    lines = printed(capsys, show_session, found, repetitions=False)
    start = next(place for place, line in enumerate(lines) if line.startswith("  Note: word0"))
    assert all(len(line) <= 60 for line in lines)
    assert lines[start + 1].startswith("    word")
    assert " ".join(" ".join(lines[start:]).split()).startswith(f"Note: {note}")


def test_names_are_whole_in_80_columns(result, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    sets = [
        dataclasses.replace(one, exercise="side_lying_hip_abduction", role="front") for one in result.sets
    ]
    lines = printed(capsys, show_session, dataclasses.replace(result, sets=tuple(sets)), repetitions=False)
    assert sum("Side-lying hip abduction" in line for line in lines) == 2
    item = dataclasses.replace(
        LIFTS, title="Side-lying hip abduction", target_deg=30.0, max_angle_deg=45.0, hold_s=2.0
    )
    plan = dataclasses.replace(PROGRAM, items=(item,))
    lines = printed(capsys, show_comparison, compare([result], plan))
    (row,) = [line.split() for line in lines if line.startswith("Side-lying hip abduction right ")]
    assert row[-5:] == ["0", "of", "4", "done", "*"]  # the last column is whole, too


def test_the_negative_peak_is_explained_where_there_is_one(result, capsys):
    assert EXTENSION_NOTE not in printed(capsys, show_session, result, repetitions=False)
    lifts = result.sets[0]
    back = dataclasses.replace(lifts.repetitions[0], peak_angle_deg=-30.0)
    bridge = dataclasses.replace(lifts, exercise="bridge", repetitions=(back,))
    found = dataclasses.replace(result, sets=(bridge,))
    assert EXTENSION_NOTE in printed(capsys, show_session, found, repetitions=False)


def test_what_was_prescribed():
    assert dose(LIFTS) == "1 x 4"
    full = dataclasses.replace(LIFTS, target_deg=60.0, max_angle_deg=95.0, hold_s=2.5)
    assert dose(full) == "1 x 4, 60°, at most 95°, hold 2.5 s"
    assert dose(dataclasses.replace(full, measure="range", max_angle_deg=None, hold_s=None)) == (
        "1 x 4, range 60°"
    )


def test_done_is_not_bare_when_it_was_off_target(result, capsys):
    plan = dataclasses.replace(
        PROGRAM, items=(dataclasses.replace(LIFTS, target_deg=120.0),), label="not a starting dose"
    )
    lines = printed(capsys, show_comparison, compare([result], plan))
    assert lines[0] == "Program: Small (not a starting dose)"
    assert lines[2].split()[-5:] == ["0", "of", "4", "done", "*"]
    assert any(line.startswith("* Standing leg lift (right): 4 of 4; 0 on target; peak") for line in lines)
    text = " ".join(" ".join(lines).split())
    assert "Not as prescribed: Standing leg lift (right) 0 of 4 on target." in text


def test_doubts_are_told(result, capsys):
    plan = compare([result, dataclasses.replace(result, recording="copy.csv")], PROGRAM)
    text = " ".join(" ".join(printed(capsys, show_comparison, plan)).split())
    assert "Warning: The same movements seem to be there twice and count twice (copy.csv, right" in text


def test_no_foreign_text_writes_to_the_terminal(result, capsys):
    assert clean(ESCAPE) == "red ?"
    assert clean("Übung\u202e 30°") == "Übung? 30°"
    item = dataclasses.replace(LIFTS, title=f"Lift{ESCAPE}", target_deg=120.0)
    plan = dataclasses.replace(PROGRAM, title=ESCAPE, label=ESCAPE, items=(item,))
    found = dataclasses.replace(result, recording=ESCAPE, notes=(ESCAPE,))
    lines = printed(capsys, show_session, found, repetitions=True)
    lines += printed(capsys, show_comparison, compare([found], plan))
    text = "\n".join(lines)
    assert "Program: red ? (red ?)" in text
    assert not {"\x1b", "\x07", "\x00"} & set(text)


def test_numbers_of_things():
    assert [counted(n, "set") for n in (0, 1, 2)] == ["no sets", "1 set", "2 sets"]
