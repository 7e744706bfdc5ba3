"""The guides say what the code does: tables, figures, numbers in the text."""

import importlib.util
import re
import sys

import pytest

from analysis import (
    calibration,
    live_vertical,
    metrics,
    movement_axis,
    orientation,
    quality,
    repetitions,
    sets,
    start_pose,
    stillness,
    strokes,
    thigh_angle,
)
from analysis.build_repetition import CONFIRM_BELOW_DEG
from analysis.exercises import load_catalogue
from analysis.restarts import MEASURING_HZ
from analysis.results import FLAGS
from analysis.review import INCOMPLETE_SHARE
from analysis.session import SHALLOW_SHARE

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
LARGEST_DIFFERENCE = 0.3  # of a measured figure, deg or s: what another processor or library may make of it

PROSE = (
    f"**Up to {orientation.LONGEST_FILLED_GAP_S:g} s**: interpolated",
    f"**Up to {orientation.LONGEST_CARRIED_GAP_S:g} s**: carried on by the rates before and after",
    f"waits for {live_vertical.HELD_BACK_S:g} s, live too",
    f"more than {orientation.LONGEST_FILLED_GAP_S:g} s of samples are missing",
    f"**Over {repetitions.LONGEST_BRIDGED_GAP_S:g} s**: the movement under way is forgotten",
    f"final {repetitions.SETTLE_S:g} s later",
    f"low-passed causally at {thigh_angle.SMOOTHING_HZ:g} Hz",
    f"zero-phase low-pass at {MEASURING_HZ:g} Hz",
    f"low-passed at {orientation.ACC_ONLY_CUTOFF_HZ:g} Hz",
    f"**{stillness.SHORTEST_STILL_S:g} s of standing still**",
    f"knee lifts** of {calibration.SMALLEST_LIFT_DEG:g}° or more",
    f"a knee lift below {calibration.SMALLEST_LIFT_DEG:g}°",
    f"that lies within {start_pose.SAME_POSE_DEG:g}° of it",
    f"the first {start_pose.BRIEF_STILL_S:g} s serve as a makeshift",
    f"is called known above {movement_axis.LARGE_ANGLE_DEG:g}°",
    f"stays below {movement_axis.REAR_LEG_BELOW_DEG:g}° from standing is seen from the rear leg",
    f"`peak - max({metrics.HOLD_DROP_DEG:g} deg, {100 * metrics.HOLD_DROP_SHARE:g} % of range)`",
    "{:g} %, {:g} %, {:g} %, {:g} %, {:g} %, {:g} %, {:g} % and {:g} % of the way".format(
        *(100 * one for one in strokes.STROKE_LEVELS)
    ),
    f"without the levels below {strokes.LOWEST_LEVEL_DEG:g} deg",
    f"within {strokes.BELL_LIKE_DEG:g} deg or {100 * strokes.BELL_LIKE_SHARE:g} % of the way",
    f"median over the {strokes.BASE_S:g} s before that begin",
    f"than {sets.REST_BETWEEN_SETS_S:g} s and, in slow sets, than {sets.REST_OF_CYCLE:g} times",
    f"range below {100 * SHALLOW_SHARE:g} % of the set's median",
    f"stayed below {CONFIRM_BELOW_DEG:g}°",
    f"fewer than {quality.LOWEST_RATE_HZ:g} samples a second",
    f"more than {100 * quality.MISSING_SHARE:g} % of the samples lost in gaps of up to {quality.LOSS_S:g} s",
    f"own extreme in {100 * quality.CLIPPED_SHARE:g} % of the samples",
    f"more than {quality.GRAVITY_TOLERANCE_MS2:g} m/s² from gravity",
    f"less than {quality.CLOSURE_LONGEST_S:g} s later",
    f"may be off by {quality.CLOSURE_LIMIT_DEG:g}°",
)
"""Sentences of docs/measuring.md that hold a number of the code."""


@pytest.fixture(scope="module")
def guide_tables(root):
    return load(root, "guide_tables")


@pytest.fixture(scope="module")
def guide_figures(root, guide_tables):
    return load(root, "guide_figures")


def load(root, name):
    """Import a script of docs/, which the other can then import too."""
    spec = importlib.util.spec_from_file_location(name, root / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def accuracy_tables(root, guide_figures):
    return load(root, "accuracy_tables")


@pytest.fixture(scope="module")
def accuracy(root):
    return (root / "docs" / "accuracy.md").read_text("utf-8")


@pytest.fixture(scope="module")
def measuring(root):
    return (root / "docs" / "measuring.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sections(root):
    """The text of docs/exercises.md below each heading."""
    text = (root / "docs" / "exercises.md").read_text("utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_tables_are_those_of_the_code(guide_tables, place):
    text = guide_tables.GUIDES[place].read_text("utf-8")
    assert guide_tables.with_tables(text) == text, "run: python docs/guide_tables.py"


def test_a_changed_value_is_noticed_and_mended(guide_tables, tmp_path, monkeypatch, capsys):
    copies = []
    for guide in guide_tables.GUIDES:
        copy = tmp_path / guide.name
        copy.write_text(guide.read_text("utf-8").replace("| `floor` | 40 |", "| `floor` | 41 |"), "utf-8")
        copies.append(copy)
    original = guide_tables.GUIDES
    monkeypatch.setattr(guide_tables, "GUIDES", tuple(copies))
    assert guide_tables.main(["--check"]) == 1
    assert "| `floor` | 41 |" in copies[1].read_text("utf-8")
    assert "out of date: exercises.md" in capsys.readouterr().out
    assert guide_tables.main([]) == 0
    assert guide_tables.main(["--check"]) == 0
    assert [one.read_text("utf-8") for one in copies] == [one.read_text("utf-8") for one in original]


def test_a_rule_without_words_is_refused(guide_tables, monkeypatch):
    monkeypatch.delitem(guide_tables.EVERYDAY, "walk_steps")
    with pytest.raises(guide_tables.OutOfDateError, match="walk_steps"):
        list(guide_tables.meaning("everyday"))


def test_several_numbers_share_the_words_after_the_last(guide_tables, tmp_path, monkeypatch):
    (tmp_path / "guide_sample.py").write_text(
        'A_S = 1.5\nB_DEG = (2.0, 3)\n"""Both."""\nWORD = "x"\n"""A word."""\nC_HZ = 4\nD = str\n', "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(guide_tables, "ROOT", tmp_path)
    found = list(guide_tables.constants("guide_sample.py"))
    assert found == [("A_S", "1.5", "Both."), ("B_DEG", "2 to 3", "(as above)"), ("C_HZ", "4", "")]
    assert [guide_tables.unit(name) for name, _, _ in found] == ["s", "deg", "Hz"]


def block(script, text, name):
    """What a script wrote into a guide under a name."""
    (written,) = (found[3] for found in script.BLOCK.finditer(text) if found["name"] == name)
    return written


def test_simulated_figures_are_still_measured(guide_figures, measuring):
    written = block(guide_figures, measuring, "conditions")
    measured = "\n".join(guide_figures.conditions())
    assert alike(written.strip(), measured), f"run: python docs/guide_figures.py\n{measured}"


def test_the_accuracy_on_the_samples_is_still_measured(accuracy_tables, accuracy):
    (written,) = (
        found[3] for found in accuracy_tables.BLOCK.finditer(accuracy) if found["name"] == "samples"
    )
    measured = accuracy_tables.measured(accuracy_tables.SESSIONS)
    assert alike(written.strip(), measured.strip()), f"run: python docs/accuracy_tables.py\n{measured}"


def test_the_accuracy_in_short_is_that_of_the_tables(accuracy_tables, accuracy):
    (written,) = (
        found[3] for found in accuracy_tables.BLOCK.finditer(accuracy) if found["name"] == "in short"
    )
    assert written.strip().splitlines() == list(accuracy_tables.in_short(accuracy))


def test_another_figure_in_a_table_is_another_sentence(accuracy_tables, accuracy):
    angle = accuracy_tables.rows(accuracy, "people", "**Thigh angle")[-1]
    row = f"| all | {angle['Recordings']} | {angle['RMSE']} |"
    assert accuracy.partition("<!-- generated: people -->")[2].count(row) >= 1
    changed = accuracy.replace(row, f"| all | {angle['Recordings']} | 77.7 |")
    assert any("mean RMSE 77.7°" in line for line in accuracy_tables.in_short(changed))


def alike(one, other):
    """Whether two texts differ in nothing but small differences between decimal numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(a == b or ("." in a and abs(float(a) - float(b)) <= LARGEST_DIFFERENCE) for a, b in pairs)


def test_alike():
    assert alike("| 3 of 4 | -0.10 |", "| 3 of 4 | +0.10 |")
    assert not alike("| 3 of 4 | 0.1 |", "| 2 of 4 | 0.1 |")
    assert not alike("| 3 of 4 | 0.1 |", "| 3 of 4 | 0.6 |")
    assert not alike("| lunge | 1 |", "| squat | 1 |")


@pytest.mark.parametrize("sentence", PROSE)
def test_numbers_in_the_text(measuring, sentence):
    assert sentence in " ".join(measuring.split())


def test_numbers_in_words(measuring):
    assert INCOMPLETE_SHARE == 0.25
    assert quality.CLIPPED_RUN == 3
    words = " ".join(measuring.split())
    assert "more than a quarter of the range was left" in words
    assert "at its own extreme for three samples" in words


def test_every_flag_is_explained(measuring):
    rows = re.findall(
        r"^\| `(\w+)` \| .{20,} \|$", measuring.partition("### Flags")[2].partition("\n## ")[0], re.M
    )
    assert rows == list(FLAGS)


@pytest.mark.parametrize("name", list(load_catalogue()))
def test_every_exercise_is_described(sections, name):
    exercise = load_catalogue()[name]
    text = sections[exercise.title]
    for item in ("Set-up", "Movement", "Counted", "The sensor sees", "It does not see", "Check yourself"):
        assert re.search(rf"^- \*\*{item}\*\*: \S", text, re.MULTILINE), item
    tables = re.findall(r"<!-- generated: rules ([\w.]+) -->", text)
    assert tables == [name, *([f"{name}.rear"] if exercise.rear else [])]


@pytest.mark.parametrize("name", list(load_catalogue()))
def test_the_smallest_counted_movement_is_that_of_the_rules(sections, name):
    exercise = load_catalogue()[name]
    counted = re.search(r"\*\*Counted\*\*: (.+?)\n- ", sections[exercise.title], re.DOTALL)[1]
    smallest = max(exercise.rules.floor, exercise.rules.smallest_range)
    assert re.search(r"([\d.]+)°", counted)[1] == f"{smallest:g}"


def test_links_to_headings_lead_somewhere(root):
    guides = {
        name: (root / "docs" / name).read_text("utf-8")
        for name in ("measuring.md", "exercises.md", "accuracy.md")
    }
    anchors = {name: set(map(anchor, re.findall(r"^#+ (.+)$", text, re.M))) for name, text in guides.items()}
    links = [
        (name, target or name, heading)
        for name, text in guides.items()
        for target, heading in re.findall(r"\]\(([\w.]*)#([^)]+)\)", text)
        if (target or name) in guides
    ]
    assert len(links) > 5
    assert [link for link in links if link[2] not in anchors[link[1]]] == []


def anchor(heading):
    """The name by which a heading is linked to."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
