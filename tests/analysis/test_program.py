"""Programs: what a good file becomes, and that every fault is one line naming file, line and field."""

import json
import re
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exercises import load_catalogue
from analysis.prescription import WEEKDAYS, Patient, Program, ProgramItem, Timer
from analysis.program import MOST_FAULTS, _formats, decode_program, load_program, program_faults
from analysis.toml_lines import find_lines
from sensing.errors import ProgramError

TEMPLATES = Path(__file__).resolve().parents[2] / "sample_data" / "programs"

HEAD = """\
schema = "rehab-program/1"
name = "test"
title = "Test"
"""
ITEM = """
[[items]]
exercise = "leg_lift"
sets = 2
repetitions = 10
"""
GOOD = HEAD + ITEM


def fault(text):
    with pytest.raises(ProgramError) as caught:
        load_program(text)
    return caught.value


def test_defaults_are_filled_in():
    program = load_program(GOOD)
    assert (program.days_per_week, program.non_consecutive, program.pain_limit) == (3, True, 3)
    assert program.pain_rise_limit == 2
    assert program.patient == Patient()
    assert program.timers == ()
    (item,) = program.items
    assert item == ProgramItem("leg_lift", load_catalogue()["leg_lift"].title, "each", 2, 10)
    assert item.legs == ("left", "right")
    assert item.total == 20


def test_every_field_arrives():
    program = load_program(
        HEAD
        + """
label = "example"
description = "x"
source = "y"
days_per_week = 2
non_consecutive = false
days = ["mon", "tue"]
pain_limit = 5
pain_rise_limit = 1
[patient]
side = "left"
operation = "hip replacement"
operation_date = 2026-03-14
precautions = ["No deep bend."]
weight_bearing = "partial"
therapist_phone = "+49 89 123456"
[[items]]
exercise = "leg_lift"
title = "Lift"
side = "right"
sensor = false
sets = 2
repetitions = 10
repetitions_max = 12
hold_s = 3
measure = "range"
target_deg = 40
max_angle_deg = 45.5
up_s = 2
down_s = 3
support = "chair"
rest_s = 30
days = ["tue"]
daily_cap = 24
note = "tall"
source = "[J]"
[[timers]]
name = "warm_up"
title = "Warm up"
minutes = 5
minutes_max = 10
when = "before"
days_per_week = 3
days_per_week_max = 5
source = "z"
"""
    )
    assert program.patient == Patient(
        "left", "hip replacement", date(2026, 3, 14), ("No deep bend.",), "partial", "+49 89 123456"
    )
    assert program.items == (
        ProgramItem(
            exercise="leg_lift",
            title="Lift",
            side="right",
            sets=2,
            repetitions=10,
            repetitions_max=12,
            hold_s=3.0,
            measure="range",
            target_deg=40.0,
            max_angle_deg=45.5,
            up_s=2.0,
            down_s=3.0,
            support="chair",
            rest_s=30.0,
            days=("tue",),
            daily_cap=24,
            sensor=False,
            note="tall",
            source="[J]",
        ),
    )
    assert program.timers == (Timer("warm_up", "Warm up", 5.0, 10.0, "before", 3, 5, "z"),)
    assert (program.days, program.pain_limit, program.pain_rise_limit) == (("mon", "tue"), 5, 1)
    plain = json.loads(json.dumps(program.to_dict()))
    assert plain["patient"]["operation_date"] == "2026-03-14"
    assert plain["items"][0]["max_angle_deg"] == 45.5


@pytest.mark.parametrize(
    ("kind", "table"),
    [(Program, "program"), (Patient, "patient"), (ProgramItem, "item"), (Timer, "timer")],
)
def test_types_and_format_name_the_same_fields(kind, table):
    assert {field.name for field in fields(kind)} == set(_formats()[0][table])


def test_the_guide_explains_every_field_with_its_bounds_and_default(root):
    guide = (root / "docs" / "programs.md").read_text("utf-8")
    for specs in _formats()[0].values():
        for name, spec in specs.items():
            wanted = [f"| `{name}` |", f"| {spec.meaning} |"]
            wanted += [f", {spec.low:g}–{spec.high:g} |"] if spec.low is not None else []
            wanted += [f"| `{str(spec.default).lower()}` |"] if spec.default is not None else []
            wanted += ["| **required** |"] if spec.required else []
            wanted += [f"`{choice}`" for choice in spec.choices if spec.type == "choice"]
            assert any(all(part in row for part in wanted) for row in guide.splitlines()), wanted


def test_sides_and_measure_follow_the_exercise():
    program = load_program(
        HEAD + "".join(ITEM.replace("leg_lift", name) for name in ("bridge", "lunge", "prone_hip_extension"))
    )
    assert [(item.side, item.measure) for item in program.items] == [
        ("both", "range"),
        ("each", "angle"),
        ("each", "range"),
    ]


def test_one_leg_each_with_its_own_dose():
    program = load_program(GOOD + 'side = "left"\n' + ITEM + 'side = "right"\nhold_s = 2\n')
    assert [item.legs for item in program.items] == [("left",), ("right",)]


def test_path_text_and_windows_text_are_the_same(tmp_path):
    path = tmp_path / "program.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_program(path) == load_program(str(path)) == load_program(GOOD)


def test_items_due_on_a_day():
    program = load_program(GOOD + 'days = ["mon"]\n' + ITEM.replace("leg_lift", "bridge"))
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    assert WEEKDAYS[monday.weekday()] == "mon"
    assert [item.exercise for item in program.due_on(monday).items] == ["leg_lift", "bridge"]
    assert [item.exercise for item in program.due_on(tuesday).items] == ["bridge"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.toml")), ids=lambda path: path.stem)
def test_templates_load_and_say_where_figures_come_from(path):
    program = load_program(path)
    assert program.name == path.stem
    assert program.label
    assert program.patient == Patient()
    assert all(item.source for item in program.items)
    assert all(timer.source for timer in program.timers)


def test_templates_hold_the_doses_of_the_clinical_page():
    def doses(name):
        items = load_program(TEMPLATES / f"{name}.toml").items
        return [(item.exercise, item.side, item.sets, item.repetitions, item.hold_s) for item in items]

    assert doses("psoas-article") == [
        ("lunge", "each", 2, 10, None),
        ("leg_lift", "each", 1, 10, 3.0),
        ("pelvic_tilt", "both", 1, 3, 10.0),
        ("bridge", "both", 5, 20, None),
    ]
    assert doses("hip-replacement-cautious")[:3] == [
        ("pelvic_tilt", "both", 1, 3, 10.0),
        ("bridge", "both", 2, 8, None),
        ("sit_to_stand", "both", 2, 5, None),
    ]
    assert load_program(TEMPLATES / "hip-replacement-cautious.toml").items[3].max_angle_deg == 45
    runner = load_program(TEMPLATES / "runner.toml").items
    assert [(item.exercise, item.sets, item.repetitions) for item in runner] == [
        ("leg_lift", 3, 8),
        ("lunge", 2, 8),
        ("bridge", 2, 12),
    ]
    assert (runner[0].up_s, runner[0].hold_s, runner[0].down_s) == (3, 2, 3)


def test_the_patient_example_in_the_template_is_valid_once_uncommented():
    text = (TEMPLATES / "hip-replacement-cautious.toml").read_text("utf-8")
    program = load_program(re.sub(r"(?m)^# (\[patient\]|\w+ = )", r"\1", text))
    assert program.patient.side == "right"
    assert program.patient.therapist_phone == "+49 89 123456"


# Each: what is appended to GOOD (or replaces it), the field, the line, words of the message.
TIMER = '\n[[timers]]\nname = "w"\ntitle = "W"\nminutes = 5\n'
FAULTS = {
    "unknown key": (GOOD + "reps = 3\n", "items[1].reps", 9, "Did you mean 'repetitions'?"),
    "misspelt key": (GOOD + "hold = 3\n", "items[1].hold", 9, "Did you mean 'hold_s'?"),
    "unknown top key": (HEAD + "day_per_week = 3\n" + ITEM, "day_per_week", 4, "'days_per_week'"),
    "second item": (GOOD + ITEM.replace("sets = 2", 'sets = "2"'), "items[2].sets", 12, "a whole number"),
    "text for number": (GOOD + 'hold_s = "3 s"\n', "items[1].hold_s", 9, "expected a number"),
    "decimal sets": (GOOD.replace("= 10", "= 10.5"), "items[1].repetitions", 8, "a whole number"),
    "true for number": (GOOD.replace("= 10", "= true"), "items[1].repetitions", 8, "found true"),
    "number for text": (GOOD + "support = 3\n", "items[1].support", 9, "a text in quotes"),
    "text for truth": (GOOD + 'sensor = "no"\n', "items[1].sensor", 9, "true or false"),
    "negative": (GOOD.replace("= 10", "= -10"), "items[1].repetitions", 8, "1 to 100"),
    "zero sets": (GOOD.replace("sets = 2", "sets = 0"), "items[1].sets", 7, "1 to 20"),
    "absurd sets": (GOOD.replace("sets = 2", "sets = 200"), "items[1].sets", 7, "out of bounds"),
    "huge number": (GOOD.replace("sets = 2", "sets = 1" + "0" * 400), "items[1].sets", 7, "beyond 64 bits"),
    "huge hexadecimal": (
        GOOD.replace("sets = 2", "sets = 0x" + "f" * 5000),
        "items[1].sets",
        7,
        "beyond 64 bits",
    ),
    "huge schema": (
        GOOD.replace('"rehab-program/1"', "0x" + "f" * 5000),
        "schema",
        1,
        "beyond 64 bits",
    ),
    "huge where a text belongs": (
        GOOD.replace('"Test"', "[0x" + "f" * 5000 + "]"),
        "title[1]",
        3,
        "beyond 64 bits",
    ),
    "control characters": (HEAD + '"\\u001b[31m" = 1\n' + ITEM, "?[31m", None, "unknown field"),
    "absurd hold": (GOOD + "hold_s = 3000\n", "items[1].hold_s", 9, "0.5 to 120"),
    "absurd angle": (GOOD + "target_deg = 400\n", "items[1].target_deg", 9, "1 to 140"),
    "nan": (GOOD + "target_deg = nan\n", "items[1].target_deg", 9, "expected a number"),
    "infinite": (GOOD + "max_angle_deg = inf\n", "items[1].max_angle_deg", 9, "expected a number"),
    "ceiling below target": (
        GOOD + "target_deg = 60\nmax_angle_deg = 45\n",
        "items[1].max_angle_deg",
        10,
        "the ceiling 45 is below the target 60",
    ),
    "cap below dose": (GOOD + "daily_cap = 15\n", "items[1].daily_cap", 9, "2 x 10 = 20"),
    "maximum below dose": (GOOD + "repetitions_max = 8\n", "items[1].repetitions_max", 9, "below the 10"),
    "twice": (GOOD + ITEM, "items[2].exercise", 11, "stands in items[1] already"),
    "each and left": (GOOD + ITEM + 'side = "left"\n', "items[2].exercise", 11, "the left leg"),
    "unknown exercise": (
        GOOD.replace("leg_lift", "burpee"),
        "items[1].exercise",
        6,
        "bridge, leg_lift, lunge",
    ),
    "exercise missing": (HEAD + "[[items]]\nsets = 1\n", "items[1].exercise", 4, "missing"),
    "sets missing": (GOOD.replace("sets = 2\n", ""), "items[1].sets", 5, "Add 'sets'"),
    "both for one leg": (GOOD + 'side = "both"\n', "items[1].side", 9, "one leg at a time"),
    "left for both legs": (
        GOOD.replace("leg_lift", "bridge") + 'side = "left"\n',
        "items[1].side",
        9,
        "both legs at once",
    ),
    "no such side": (GOOD + 'side = "Left"\n', "items[1].side", 9, "Did you mean 'left'?"),
    "angle of an extension": (
        GOOD.replace("leg_lift", "bridge") + 'measure = "angle"\n',
        "items[1].measure",
        9,
        "only the range",
    ),
    "no such day": (GOOD + 'days = ["monday"]\n', "items[1].days", 9, "'mon', 'tue'"),
    "day twice": (GOOD + 'days = ["mon", "mon"]\n', "items[1].days", 9, "twice"),
    "no day": (GOOD + "days = []\n", "items[1].days", 9, "empty"),
    "not a training day": (
        HEAD + 'days = ["mon", "wed", "fri"]\n' + ITEM + 'days = ["tue"]\n',
        "items[1].days",
        10,
        "Choose from mon, wed, fri",
    ),
    "days disagree": (HEAD + 'days = ["mon", "wed"]\n' + ITEM, "days", 4, "days_per_week = 3"),
    "days in a row": (
        HEAD + 'days_per_week = 2\ndays = ["sun", "mon"]\n' + ITEM,
        "days",
        5,
        "follow each other",
    ),
    "no rest days": (HEAD + "days_per_week = 5\n" + ITEM, "days_per_week", 4, "no room for 5"),
    "eight days": (HEAD + "days_per_week = 8\n" + ITEM, "days_per_week", 4, "1 to 7"),
    "pain limit": (HEAD + "pain_limit = 7\n" + ITEM, "pain_limit", 4, "0 to 5"),
    "empty title": (GOOD.replace('"Test"', '"  "'), "title", 3, "empty"),
    "name with spaces": (GOOD.replace('"test"', '"My Test"'), "name", 2, "joined by hyphens"),
    "no items": (HEAD, "items", None, "missing"),
    "empty items": (HEAD + "items = []\n", "items", 4, "Add at least one"),
    "items not a list": (HEAD + "[items]\nsets = 1\n", "items", 4, "a list of tables"),
    "newer version": (GOOD.replace("/1", "/2"), "schema", 1, "Install a newer rehab-tracker"),
    "newer version with new fields": (GOOD.replace("/1", "/7") + "x = 1\n", "schema", 1, "newer"),
    "another format": (GOOD.replace("program/1", "recording/1"), "schema", 1, "does not fit"),
    "version a number": (GOOD.replace('"rehab-program/1"', "1"), "schema", 1, "a text in quotes"),
    "version missing": (GOOD.partition("\n")[2], "schema", None, "missing"),
    "patient side": (GOOD + '[patient]\nside = "both"\n', "patient.side", 10, "'left', 'right'"),
    "date as text": (
        GOOD + '[patient]\noperation_date = "14.3.2026"\n',
        "patient.operation_date",
        10,
        "without quotes",
    ),
    "date with time": (
        GOOD + "[patient]\noperation_date = 2026-03-14T10:00:00\n",
        "patient.operation_date",
        10,
        "a date",
    ),
    "phone": (GOOD + '[patient]\ntherapist_phone = "ask"\n', "patient.therapist_phone", 10, "telephone"),
    "precautions": (GOOD + '[patient]\nprecautions = "none"\n', "patient.precautions", 10, "a list of texts"),
    "timer missing": (GOOD + TIMER.replace("minutes = 5\n", ""), "timers[1].minutes", 10, "missing"),
    "timer twice": (GOOD + TIMER + TIMER, "timers[2].name", 16, "there twice"),
    "timer bounds": (GOOD + TIMER + "minutes_max = 4\n", "timers[1].minutes_max", 14, "below minutes = 5"),
    "timer when": (GOOD + TIMER + 'when = "noon"\n', "timers[1].when", 14, "'before and after'"),
    "inline table": (
        HEAD + 'items = [\n  {exercise = "leg_lift", sets = 2},\n]\n',
        "items[1].repetitions",
        4,
        "missing",
    ),
}


@pytest.mark.parametrize(("text", "at", "line", "words"), FAULTS.values(), ids=FAULTS)
def test_fault_names_line_and_field(text, at, line, words):
    error = fault(text)
    where = at if line is None else f"line {line}, {at}"
    assert error.at == where
    assert words in str(error)
    assert str(error).startswith(f"program text: {where}: ")
    assert error.mend
    assert "\n" not in str(error)
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + "rest_s = \n", 9),
        (GOOD + "rest_s = 1,5\n", 9),
        (GOOD + "support = chair\n", 9),
        (GOOD + "sets = 3\n", 9),
        (GOOD + "[patient\n", 9),
        (GOOD + '[patient]\nprecautions = ["a"\n', 11),
        (GOOD + "[patient]\noperation_date = 2026-02-30\n", 10),
        ("<html>\n</html>\n", 1),
        (GOOD + "x = \x00\n", 9),
    ],
)
def test_syntax_fault_names_the_line(text, line):
    error = fault(text)
    assert error.at == f"line {line}"
    assert "not TOML" in str(error)
    assert "\n" not in str(error)


def test_deep_nesting_and_endless_numbers_are_refused():
    assert "nested too deeply" in str(fault(GOOD + "x = " + "[" * 50_000 + "\n"))
    line = GOOD.count("\n") + 1
    words = f"line {line}: not TOML (a number of thousands of digits)"
    assert words in str(fault(GOOD + "x = " + "1" * 5000 + "\n\n"))


def test_dotted_keys_may_nest_deeper_than_python_recurses():
    assert "a: unknown field" in str(fault(HEAD + ".".join("a" * 1500) + " = 1\n" + ITEM))


def test_faulty_files_are_named(tmp_path):
    missing, binary, huge = (tmp_path / name for name in ("missing.toml", "binary.toml", "huge.toml"))
    binary.write_bytes(b"a = 1\n\xff\xfe\n")
    huge.write_bytes(b"#" * 1_000_001)
    assert str(fault(missing)) == f"{missing}: no such file. Check the name and the folder"
    assert str(fault(str(binary))).startswith(f"{binary}: line 2: not a text in UTF-8")
    assert "larger than 1 MB" in str(fault(huge))
    assert str(fault(tmp_path)).startswith(f"{tmp_path}: cannot be read")
    assert "cannot be read" in str(fault("a\0b.toml"))
    empty = tmp_path / "empty.toml"
    empty.touch()
    assert str(fault(empty)) == f"{empty}: schema: missing. Add 'schema': version of the file format"


def test_lines_of_every_kind_of_key():
    text = (
        '# title = "no"\n'  # 1
        'a = """\n'  # 2
        "b = 1\n"
        '"""\n'
        "'q r' = [ # [x]\n"  # 5
        '  "]", 2,\n'
        "]\n"
        "c.d = {e = 1, f = [\n 2]}\n"  # 8
        "[t]\n"  # 10
        'g = "\\"#"  # h = 2\n'
        "[[u.v]]\n"  # 12
        "i = '''\n[[no]]'''\n"
        "[u.v.w]\n"  # 15
        "j = 1\n"
        "[[u.v]]\n"
        "i = 2\n"  # 18
        'k = """"quoted""""\n'
        "l = 1\n"  # 20
    )
    tomllib.loads(text)
    lines = find_lines(text)
    assert lines == {
        ("a",): 2,
        ("q r",): 5,
        ("c",): 8,
        ("c", "d"): 8,
        ("t",): 10,
        ("t", "g"): 11,
        ("u",): 12,
        ("u", "v"): 12,
        ("u", "v", 0): 12,
        ("u", "v", 0, "i"): 13,
        ("u", "v", 0, "w"): 15,
        ("u", "v", 0, "w", "j"): 16,
        ("u", "v", 1): 17,
        ("u", "v", 1, "i"): 18,
        ("u", "v", 1, "k"): 19,
        ("u", "v", 1, "l"): 20,
    }


class TestAllFaults:
    TEXT = (
        HEAD.replace('"test"', '"Te st"')
        + "reps = 3\n[patient]\nside = 'middle'\n"
        + ITEM.replace("sets = 2", "sets = 'two'").replace("repetitions = 10", "")
        + ITEM
        + "side = 'both'\n"
        + ITEM.replace("leg_lift", "handstand")
        + "[[timers]]\nname = 'plank'\nminutes = -1\n"
    )

    def test_each_is_told_with_its_line(self):
        told = [str(one) for one in program_faults(self.TEXT.encode(), "week3.toml")]
        places = [re.match(r"week3\.toml: line (\d+), ([^:]+): ", one).groups() for one in told]
        assert places == [
            ("4", "reps"),
            ("2", "name"),
            ("6", "patient.side"),
            ("10", "items[1].sets"),
            ("8", "items[1].repetitions"),
            ("17", "items[2].side"),
            ("20", "items[3].exercise"),
            ("23", "timers[1].title"),
            ("25", "timers[1].minutes"),
        ]

    def test_what_contradicts_is_told_all_at_once(self):
        wrong = "repetitions_max = 1\ndaily_cap = 1\ntarget_deg = 60\nmax_angle_deg = 50\n"
        timer = "[[timers]]\nname = 'plank'\ntitle = 'Plank'\nminutes = 5\nminutes_max = 1\n"
        days = HEAD + "days_per_week = 5\nnon_consecutive = true\ndays = ['mon', 'tue']\n"
        text = days + ITEM + ITEM + wrong + ITEM.replace("leg_lift", "handstand") + timer + timer
        told = [str(one) for one in program_faults(text.encode(), "week3.toml")]
        for words in (
            "items[2].repetitions_max: 1 is below",
            "items[2].daily_cap: 1 is below",
            "items[2].max_angle_deg: the ceiling 50 is below the target 60",
            "items[3].exercise: unknown exercise",
            "items[2].exercise: 'leg_lift' for the left leg stands in items[1] already",
            "timers[1].minutes_max: 1 is below",
            "timers[2].name: 'plank' is there twice",
            "days_per_week: a week has no room for 5 days",
            "days: 2 days for days_per_week = 5",
            "days: two of the days follow each other",
        ):
            assert sum(words in one for one in told) == 1, (words, told)
        assert len(told) == 11  # the bounds of both timers
        with pytest.raises(ProgramError) as caught:
            decode_program(text.encode(), "week3.toml")
        assert str(caught.value) in told

    def test_a_good_program_has_none(self):
        assert program_faults(GOOD.encode(), "week3.toml") == ()

    @pytest.mark.parametrize("raw", [b"a = ", b"\xff", b"", b"items = 3", b"items = [3]", b"patient = []"])
    def test_the_first_one_is_that_of_reading(self, raw):
        with pytest.raises(ProgramError) as caught:
            decode_program(raw, "x.toml")
        assert str(caught.value) in [str(one) for one in program_faults(raw, "x.toml")]

    def test_there_is_an_end(self):
        text = GOOD + "".join(f"a{i} = 1\n" for i in range(99))
        assert len(program_faults(text.encode(), "x.toml")) == MOST_FAULTS


@given(st.text(max_size=60), st.integers(0, len(GOOD)))
def test_any_damage_gives_a_program_or_one_line(junk, at):
    try:
        said = load_program(GOOD[:at] + junk + GOOD[at:] + "\n").to_dict()["items"][0]["exercise"]
    except ProgramError as error:
        said = str(error)
    assert said in load_catalogue() or re.fullmatch(r"program text: \S.*", said)
