"""What a session consists of, and how often the strap moves."""

from itertools import pairwise

import pytest

from analysis.program import load_program
from dashboard.live.tasks import tasks_of, without
from dashboard.programs import template, template_names


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("first", ["left", "right"])
def test_the_strap_moves_at_most_once_and_everything_is_there(name, first):
    program = template(name)
    tasks = tasks_of(program, first_leg=first)
    straps = [one.strap for one in tasks if one.strap]
    assert sum(a != b for a, b in pairwise(straps)) <= 1
    wanted = {(item.exercise, leg) for item in program.items for leg in item.legs}
    assert {(one.name, one.side) for one in tasks if one.item} == wanted
    assert sum(one.item is not None for one in tasks) == len(wanted)
    assert all(one.strap == one.side for one in tasks if one.strap and one.side != "both")


def test_the_order_of_the_article():
    tasks = tasks_of(template("psoas-article"))
    names = [(one.name, one.strap) for one in tasks if one.item]
    assert names == [
        ("lunge", "left"),
        ("leg_lift", "left"),
        ("lunge", "right"),
        ("leg_lift", "right"),
        ("pelvic_tilt", None),
        ("bridge", "right"),
    ]
    assert tasks[0].timed
    assert tasks[0].seconds >= 300.0


def test_a_program_for_one_leg_never_moves_the_strap():
    program = load_program(
        'schema = "rehab-program/1"\nname = "l"\ntitle = "L"\ndays_per_week = 3\n'
        '[[items]]\nexercise = "leg_lift"\nside = "right"\nsets = 1\nrepetitions = 5\n'
        '[[items]]\nexercise = "bridge"\nsets = 1\nrepetitions = 5\n'
    )
    assert [one.strap for one in tasks_of(program, first_leg="left")] == ["right", "right"]
    assert [one.name for one in without(tasks_of(program), [("leg_lift", "right")])] == ["bridge"]


def test_in_a_lunge_the_leg_with_the_sensor_is_in_front():
    roles = {one.name: one.role for one in tasks_of(template("psoas-article")) if one.item}
    assert roles["lunge"] == "front"
    assert roles["leg_lift"] is None
