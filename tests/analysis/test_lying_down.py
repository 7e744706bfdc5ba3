"""Who sits for a moment before lying down is counted, live, from where they lie; what misses is said."""

import numpy as np
import pytest

from analysis import LiveAnalysis, analyze
from analysis.exercises import load_catalogue
from analysis.levels import LevelledTurningPoints
from analysis.live_words import none_counts
from analysis.standing_zero import DRIFTED_REST_DEG, IN_A_ROW, MOVED_REST_DEG, StandingZero
from analysis.turning_points import TurningPoints

RATE_HZ = 50.0


def path(*legs):
    """Return time and angle of smooth ways: each to an angle, in so many seconds."""
    parts, now = [], float(legs[0][0])
    for to_deg, s in legs:
        share = np.linspace(0.0, 1.0, round(s * RATE_HZ), endpoint=False)
        parts.append(now + (to_deg - now) * (0.5 - 0.5 * np.cos(np.pi * share)))
        now = float(to_deg)
    angle = np.concatenate(parts)
    return np.arange(len(angle)) / RATE_HZ, angle


def repeated(start_deg, way_deg, times=6, *, hold_s=1.0, pause_s=0.5):
    """Return the legs of movements out and back."""
    out = start_deg + way_deg
    return [(out, 1.5), (out, hold_s), (start_deg, 1.5), (start_deg, pause_s)] * times


def counted(live, recording, size=20):
    for block in recording.blocks(size):
        live.push(block)
    return live.finish()


SITS_AND_LIES = [
    (115.0, 135.0, "bridge", -12.0),
    (115.0, 135.0, "bridge", -25.0),
    (150.0, 135.0, "bridge", -25.0),
    (165.0, 135.0, "bridge", -12.0),
    (115.0, 135.0, "pelvic_tilt", -4.0),
    (150.0, 135.0, "pelvic_tilt", -5.0),
    (75.0, 90.0, "straight_leg_raise", 15.0),
    (120.0, 90.0, "straight_leg_raise", 15.0),
    (100.0, 80.0, "sit_to_stand", -78.0),
]


@pytest.fixture(params=SITS_AND_LIES, ids=lambda one: f"{one[2]} {one[3]:.0f} from {one[0]:.0f}")
def lain(request, planar):
    """Standing, sitting for 2 s, then six movements from another pose: recording, exercise, way."""
    sat, lies, exercise, way = request.param
    legs = [(0, 2), (sat, 2.5), (sat, 2.0), (lies, 2), (lies, 3), *repeated(lies, way), (lies, 5)]
    return planar(*path(*legs)), exercise, way


def test_it_counts_from_where_they_lie(lain, upright):
    recording, exercise, way = lain
    state = counted(LiveAnalysis(upright(RATE_HZ, posture="standing"), exercise), recording)
    assert [one.peak_angle_deg for one in state.repetitions] == pytest.approx([way] * 6, abs=1.5)
    assert state.quality.reasons == ()


@pytest.mark.parametrize("lain", [SITS_AND_LIES[0], SITS_AND_LIES[3], SITS_AND_LIES[5]], indirect=True)
def test_chunks_make_no_difference(lain, upright):
    recording, exercise, _ = lain
    seen = [
        counted(LiveAnalysis(upright(RATE_HZ, posture="standing"), exercise), recording, size).repetitions
        for size in (1, 13, 10**6)
    ]
    assert seen[0] == seen[1] == seen[2]


def test_the_review_with_that_calibration_tells_the_same(lain, upright):
    recording, exercise, way = lain
    result = analyze(recording, exercise=exercise, calibration=upright(RATE_HZ, posture="standing"))
    peaks = [one.peak_angle_deg for each in result.sets for one in each.repetitions]
    assert peaks == pytest.approx([way] * 6, abs=1.5)


@pytest.mark.parametrize("hold_s", [0.0, 1.5, 5.0])
def test_a_hold_is_no_start_pose(hold_s, planar, upright):
    legs = [(0, 2), (135, 3), (135, 3), *repeated(135, -6, hold_s=hold_s, pause_s=2.0), (135, 5)]
    state = counted(LiveAnalysis(upright(RATE_HZ, posture="standing"), "bridge"), planar(*path(*legs)))
    assert [one.peak_angle_deg for one in state.repetitions] == pytest.approx([-6.0] * 6, abs=1.0)


@pytest.mark.parametrize("stage_deg", [125, 120, 115])
def test_a_lift_in_stages_is_one_and_measured_from_its_start(stage_deg, planar, upright):
    stage = [(stage_deg, 1.5), (stage_deg, 2)]
    stages = [*stage, (105, 1.5), (105, 2), *stage, (135, 1.5), (135, 2)] * 4
    recording = planar(*path((0, 2), (135, 3), (135, 3), *stages, (135, 5)))
    state = counted(LiveAnalysis(upright(RATE_HZ, posture="standing"), "bridge"), recording)
    assert len(state.repetitions) == 4
    later = [one.peak_angle_deg for one in state.repetitions[1:]]
    assert later == pytest.approx([-30.0] * 3, abs=1.5), "the first may be taken for who sat before"


def test_what_does_not_count_for_want_of_a_rest_is_said_until_one_comes(planar, upright):
    hurried = [(135, 1.5), *repeated(135, -12, 5, hold_s=0.5, pause_s=0.3)]
    rested = [(135, 3), *repeated(135, -12, 4), (135, 5)]
    live = LiveAnalysis(upright(RATE_HZ, posture="standing"), "bridge")
    recording = planar(*path((0, 2), (115, 2.5), (115, 2), *hurried, *rested))
    states = [(live.push(block)) for block in recording.blocks(25)]
    told = [next((one for one in state.quality.reasons if "none counted" in one), "") for state in states]
    assert any("none counted (too low): lie still for two seconds" in one for one in told)
    assert told[-1] == ""
    assert len(live.finish().repetitions) == 4


def test_standing_with_a_strap_that_slipped_unseen_one_is_told_to_stand_still(planar, upright):
    lifts = repeated(-30, 45, 5, hold_s=0.5, pause_s=0.3)
    recording = planar(*path((0, 3), (-30, 0.5), *lifts))
    state = counted(LiveAnalysis(upright(RATE_HZ, posture="standing"), "leg_lift"), recording)
    assert state.repetitions == ()
    assert any("stand still for two seconds" in one for one in state.quality.reasons)


@pytest.mark.parametrize("missed", [["too low"] * (IN_A_ROW - 1), ["like a step"] * 9, []])
def test_few_misses_and_steps_are_not_spoken_of(missed):
    assert none_counts(missed, "standing") == ""


def pose(angle_deg):
    return np.array([np.sin(np.radians(angle_deg)), 0.0, np.cos(np.radians(angle_deg))])


@pytest.fixture
def lying(upright):
    """The zero of an exercise on the floor that started from the calibration's own pose."""
    return StandingZero(upright(), 1.0, lambda up: bool(up[2] > 0.5))


def test_a_rest_in_posture_is_counted_from_and_nothing_is_said_to_have_moved(lying):
    lying.rested(10, 1.0, pose(50.0))
    zero = lying.before(0, 50, np.full(60, 50.0))
    assert (zero.angle_deg, zero.moved_deg) == (pytest.approx(50.0), 0.0)


def test_a_rest_out_of_posture_is_not(lying):
    lying.rested(10, 1.0, pose(70.0))
    assert lying.before(0, 50, np.full(60, 70.0)).angle_deg == 0.0


@pytest.mark.parametrize(
    ("off_deg", "begun", "taken"),
    [
        (MOVED_REST_DEG + 1.0, False, True),
        (DRIFTED_REST_DEG - 1.0, True, False),
        (DRIFTED_REST_DEG + 1.0, True, True),
    ],
)
def test_once_begun_a_rest_may_drift(lying, off_deg, begun, taken):
    for _ in range(2 if begun else 0):
        lying.begun()
    lying.rested(10, 1.0, pose(off_deg))
    assert (lying.before(0, 50, np.full(60, off_deg)).angle_deg > 0.0) == taken


def test_a_small_hold_that_goes_most_of_the_way_back_is_no_zero(lying):
    lying.rested(10, 1.0, pose(MOVED_REST_DEG + 0.5))
    back = np.concatenate([np.full(20, MOVED_REST_DEG + 0.5), np.full(40, 0.7)])
    assert lying.before(0, 50, back).angle_deg == 0.0


BRIDGE = load_catalogue()["bridge"].rules


def levelled():
    rules = BRIDGE
    return LevelledTurningPoints(
        lambda: TurningPoints(
            rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range
        )
    )


@pytest.mark.parametrize("size", [1, 7, 100, 10**6])
def test_swings_from_another_level_are_found_however_they_are_cut(size):
    _, angle = path((0, 1), (30, 2), (30, 2), *repeated(30, 12, 4), (30, 1))
    rest = round(4.5 * RATE_HZ)
    points, found = levelled(), []
    for at in range(0, len(angle), size):
        part = angle[at : at + size]
        found += points.push(part, [rest - at] if at <= rest < at + len(part) else [])
    assert [(round(one.valley_value), round(one.peak_value)) for one in found] == [(30, 42)] * 4
    assert all(angle[one.peak] == one.peak_value for one in found)
    assert [one.announced for one in found] == sorted(one.announced for one in found)


def test_from_one_level_they_are_the_plain_turning_points():
    _, angle = path((0, 3), *repeated(0, 20, 5), (0, 2))
    rules = BRIDGE
    plain = TurningPoints(rules.smallest_range, rules.relative_range, rules.return_share, rules.largest_range)
    assert levelled().push(angle, [70, 240]) == plain.push(angle)
