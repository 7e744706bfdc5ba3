"""Left beside right within a session."""

import math
from dataclasses import replace

import pytest

from analysis import analyze, compare, load_program
from analysis.symmetry import FEWEST, MEASURES, leg_symmetry


@pytest.fixture(scope="module")
def legs(session):
    """Lifts of both legs, each with its own sensor; the left goes to 40 deg, the right to 60."""

    def done(side, range_deg):
        made = session(
            {"do": "calibration", "lifts": 1},
            {"do": "set", "exercise": "leg_lift", "repetitions": 4, "range_deg": range_deg},
            {"do": "set", "exercise": "squat", "repetitions": 4},
            {"do": "stand", "s": 3.0},
            rate_hz=50.0,
            side=side,
        )
        return analyze(made.recording)

    return done("left", 40.0), done("right", 60.0)


def test_both_legs_are_compared_by_their_medians(legs):
    found = {(one.exercise, one.measure): one for one in leg_symmetry(legs)}
    assert {exercise for exercise, _ in found} == {"leg_lift"}, "a squat is done by both at once"
    assert {measure for _, measure in found} == set(MEASURES)
    ranges = found["leg_lift", "range_deg"]
    assert ranges.left == pytest.approx(40.0, abs=5.0)
    assert ranges.right == pytest.approx(60.0, abs=5.0)
    assert ranges.index_percent == pytest.approx(-40.0, abs=10.0)
    assert (ranges.repetitions_left, ranges.repetitions_right) == (4, 4)


def test_the_other_way_round_the_sign_turns(legs):
    mirrored = [
        replace(
            one,
            sets=tuple(
                replace(part, side={"left": "right", "right": "left"}[part.side]) for part in one.sets
            ),
        )
        for one in legs
    ]
    for one, other in zip(leg_symmetry(legs), leg_symmetry(mirrored), strict=True):
        assert other.index_percent == pytest.approx(-one.index_percent)


def test_one_leg_alone_or_too_little_of_one_gives_nothing(legs):
    left, right = legs
    assert leg_symmetry([left]) == ()
    few = replace(right, sets=tuple(replace(p, repetitions=p.repetitions[: FEWEST - 1]) for p in right.sets))
    assert leg_symmetry([left, few]) == ()


def test_what_was_not_seen_whole_and_the_rear_leg_do_not_count(legs):
    left, right = legs
    holed = replace(
        right,
        sets=tuple(
            replace(part, repetitions=tuple(replace(one, flags=("gap",)) for one in part.repetitions))
            for part in right.sets
        ),
    )
    assert leg_symmetry([left, holed]) == ()
    rear = replace(right, sets=tuple(replace(part, role="rear") for part in right.sets))
    assert leg_symmetry([left, rear]) == ()


def test_a_measure_that_is_zero_on_both_legs_has_no_index(legs):
    still = [
        replace(
            one,
            sets=tuple(
                replace(part, repetitions=tuple(replace(rep, hold_s=0.0) for rep in part.repetitions))
                for part in one.sets
            ),
        )
        for one in legs
    ]
    (hold,) = [one for one in leg_symmetry(still) if one.measure == "hold_s"]
    assert math.isnan(hold.index_percent)


def test_a_comparison_of_both_recordings_has_it(legs, root):
    comparison = compare(legs, load_program(root / "sample_data" / "programs" / "runner.toml"))
    assert comparison.symmetry == leg_symmetry(legs)
    assert comparison.to_dict()["symmetry"][0]["exercise"] == "leg_lift"
