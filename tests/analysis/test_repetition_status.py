"""The status of each repetition, and that it agrees with the comparison's counts."""

import math
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from analysis import analyze, compare, load_program
from analysis.adherence_evidence import gather
from analysis.adherence_rules import load_rules
from analysis.metrics import set_metrics
from analysis.prescription import ProgramItem
from analysis.repetition_status import RepetitionStatus, set_statuses, status_of
from analysis.results import ExerciseSet, Quality, Repetition
from sensing import read_recording

RULES = load_rules()
PLAIN = Repetition(1, 0.0, 1.5, 3.0, 60.0, 60.0, 2.0, 0.5, 0.5)
ITEM = ProgramItem("leg_lift", "Leg lift", "each", 3, 8, hold_s=2.0, target_deg=60.0, max_angle_deg=70.0)
SAMPLES = (
    "crooked-dropouts-right", "everyday-left", "floor-right", "hip-replacement-right", "hurried-left",
    "psoas-rear-right", "runner-left", "runner-right", "unlabelled-left",
)  # fmt: skip
PROGRAMS = ("hip-replacement-cautious", "psoas-article", "runner")


def a_set(*repetitions, role=None, countable=True):
    metrics = set_metrics(repetitions)
    return ExerciseSet("leg_lift", "left", role, 0.0, 9.0, repetitions, metrics, Quality(countable))


def status(item=ITEM, role=None, **changes):
    repetition = replace(PLAIN, **changes)
    return status_of(repetition, a_set(repetition, role=role), item, RULES)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, RepetitionStatus.ON_TARGET),
        ({"peak_angle_deg": 55.0}, RepetitionStatus.ON_TARGET),
        ({"peak_angle_deg": 54.9}, RepetitionStatus.SHALLOW),
        ({"peak_angle_deg": 70.0}, RepetitionStatus.ON_TARGET),
        ({"peak_angle_deg": 70.1}, RepetitionStatus.TOO_FAR),
        ({"hold_s": 1.6}, RepetitionStatus.ON_TARGET),
        ({"hold_s": 1.59}, RepetitionStatus.HELD_TOO_SHORT),
        ({"hold_s": 1.0, "peak_angle_deg": 40.0}, RepetitionStatus.SHALLOW),
        ({"hold_s": 1.0, "peak_angle_deg": 80.0}, RepetitionStatus.TOO_FAR),
        ({"hold_s": math.nan}, RepetitionStatus.COUNTED),
        ({"hold_s": math.nan, "flags": ("gap",)}, RepetitionStatus.DOUBTFUL),
        ({"flags": ("gap",)}, RepetitionStatus.ON_TARGET),
        ({"peak_angle_deg": math.nan, "range_deg": 40.0}, RepetitionStatus.SHALLOW),
    ],
)
def test_status_of_one_repetition(changes, expected):
    assert status(**changes) is expected


def test_where_nothing_is_prescribed_only_flags_speak():
    assert status(item=None) is RepetitionStatus.COUNTED
    assert status(item=None, flags=("fast",)) is RepetitionStatus.COUNTED
    assert status(item=None, flags=("shallow",)) is RepetitionStatus.SHALLOW
    assert status(item=None, flags=("shallow", "confirm")) is RepetitionStatus.DOUBTFUL


def test_the_leg_behind_is_held_against_nothing():
    assert status(role="rear", peak_angle_deg=10.0) is RepetitionStatus.COUNTED


@cache
def analysed(root, name):
    return analyze(read_recording(root / "sample_data" / "sessions" / f"{name}.csv.gz"))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", SAMPLES)
def test_counts_agree_with_the_comparison(root, name, program):
    result = analysed(root, name)
    prescribed = load_program(root / "sample_data" / "programs" / f"{program}.toml")
    statuses = set_statuses(result, prescribed)
    assert [len(one.statuses) for one in statuses] == [len(one.repetitions) for one in result.sets]
    legs = {id(work.set): work.leg for work in gather([result], prescribed)}
    found, comparable = Counter(), Counter()
    for one in statuses:
        key = (one.set.exercise, legs.get(id(one.set)))
        found[key] += one.on_target
        comparable[key] += one.comparable
    for item in compare([result], prescribed).items:
        key = (item.exercise, item.side)
        assert (found.pop(key, 0), comparable.pop(key, 0)) == (item.done.on_target or 0, item.done.comparable)
    assert not any((*found.values(), *comparable.values()))


def test_what_cannot_be_counted_is_doubtful_as_a_whole(root):
    result = analysed(root, "runner-right")
    prescribed = load_program(root / "sample_data" / "programs" / "runner.toml")
    broken = replace(result, quality=Quality(countable=False, reasons=("faulty sensor",)))
    found = {status for one in set_statuses(broken, prescribed) for status in one.statuses}
    assert found == {RepetitionStatus.DOUBTFUL}


def test_without_a_program_nothing_is_on_target(root):
    found = {s for one in set_statuses(analysed(root, "runner-right"), None) for s in one.statuses}
    assert found <= {RepetitionStatus.COUNTED, RepetitionStatus.SHALLOW, RepetitionStatus.DOUBTFUL}
