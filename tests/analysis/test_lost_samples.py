"""Lost samples on simulated truth: a gap under half a second costs no count, no gap doubles one."""

import numpy as np
import pytest

from analysis import analyze
from analysis.angle_block import AngleBlock
from analysis.exercises import get_exercise, load_catalogue, load_everyday
from analysis.judgement import TOO_QUICK
from analysis.repetitions import RepetitionDetector

BRIEF_S = (0.2, 0.45)
LONG_S = (0.6, 1.0, 2.0)
EDGE_S = 0.3
"""A repetition is paired with a true one when it turns within this of it, and surely hit when a gap lies this
far inside it: where a slow stroke begins is known to 0.2 s."""

CASES = [
    *((name, "right", None) for name in sorted(load_catalogue())),
    ("lunge", "left", None),
    ("lunge", "left", 1.0),
    ("lunge", "right", 2.0),
    ("leg_lift", "right", 0.0),
]
"""Exercise, leg in front or at work, hold; the sensor is on the right leg."""


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(str(part) for part in case))
def made(session, request):
    exercise, leg, hold_s = request.param
    hold = {} if hold_s is None else {"hold_s": hold_s}
    return session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": exercise, "leg": leg, "repetitions": 6, **hold},
        {"do": "rest", "s": 3.0},
        rate_hz=50.0,
        seed=11,
        mounting={"euler_deg": "random"},
    )


def gaps(truth, length_s, turn):
    """Return a gap within every second repetition, early in it, in the middle or late."""
    share = (0.05, 0.35, 0.6, 0.9)[turn]
    hit = truth[turn % 2 :: 2]
    starts = [one.start_s + share * max(one.end_s - one.start_s - length_s, 0.0) for one in hit]
    return [(start_s, start_s + length_s) for start_s in starts]


def counted(recording, truth):
    """Return the repetitions found within each true one, and how many lie elsewhere."""
    found = [one for part in analyze(recording).sets for one in part.repetitions]
    within = [
        [one for one in found if true.start_s - EDGE_S <= one.peak_s <= true.end_s + EDGE_S] for true in truth
    ]
    return within, len(found) - sum(len(one) for one in within)


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("length_s", BRIEF_S)
def test_a_brief_gap_costs_no_count(made, without, length_s, turn):
    truth = made.truth.sets[0].repetitions
    within, elsewhere = counted(without(made.recording, *gaps(truth, length_s, turn)), truth)
    assert [len(one) for one in within] == [1] * len(truth)
    assert elsewhere == 0


QUICK = {
    "march": {"up_s": 0.45, "down_s": 0.45, "hold_s": 0.05, "pause_s": 0.2},
    "leg_lift": {"up_s": 0.5, "down_s": 0.5, "hold_s": 0.0, "pause_s": 0.4, "range_deg": 45},
    "straight_leg_raise": {"up_s": 0.6, "down_s": 0.6, "hold_s": 0.0, "pause_s": 0.3},
    "squat": {"up_s": 0.7, "down_s": 0.7, "hold_s": 0.0, "pause_s": 0.3},
}
"""Half a second hides most of a stroke as quick as these."""


@pytest.mark.parametrize("exercise", QUICK)
@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
@pytest.mark.parametrize("length_s", [0.2, 0.3, 0.4])
def test_a_brief_gap_costs_no_count_of_quick_strokes(session, without, exercise, rate_hz, length_s):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": exercise, "repetitions": 8, **QUICK[exercise]},
        {"do": "rest", "s": 3.0},
        rate_hz=rate_hz,
        seed=5,
        mounting={"euler_deg": "random"},
    )
    truth = made.truth.sets[0].repetitions
    for turn in range(4):
        within, elsewhere = counted(without(made.recording, *gaps(truth, length_s, turn)), truth)
        assert ([len(one) for one in within], elsewhere) == ([1] * len(truth), 0), turn


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("length_s", LONG_S)
def test_a_long_gap_never_doubles_a_repetition_and_is_told(made, without, length_s, turn):
    truth = made.truth.sets[0].repetitions
    spans = gaps(truth, length_s, turn)
    within, elsewhere = counted(without(made.recording, *spans), truth)
    assert max(len(one) for one in within) == 1
    assert elsewhere == 0
    for one in (one for found in within for one in found):
        inside = [a for a, b in spans if one.start_s + EDGE_S < a and b < one.end_s - EDGE_S]
        assert not inside or "gap" in one.flags


def test_only_what_was_hit_is_lost(made, without):
    truth = made.truth.sets[0].repetitions
    third = truth[2]
    within, _ = counted(without(made.recording, (third.start_s - 0.2, third.end_s + 0.2)), truth)
    counts = np.array([len(one) for one in within])
    assert counts[2] <= 1
    assert (np.delete(counts, 2) == 1).all()


LANDINGS = (
    (50.0, 11, ((-1.61, -1.16), (-0.86, -0.41))),
    (50.0, 11, ((-1.46, -0.66), (-0.46, -0.16))),
    (50.0, 11, ((-0.86, -0.56), (-0.46, -0.16))),
    (50.0, 11, ((-1.31, -0.81), (-0.61, -0.11))),
    (25.0, 7, ((-0.72, -0.23),)),
    (25.0, 7, ((-1.32, -0.87), (-0.57, -0.12))),
)
"""Rate, seed, and gaps before the end of a step-up, in which the foot comes down."""


@pytest.mark.parametrize(("rate_hz", "seed", "spans"), LANDINGS)
def test_what_the_filter_shows_after_a_gap_is_no_second_step(session, without, rate_hz, seed, spans):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "step_up", "repetitions": 4},
        {"do": "rest", "s": 3.0},
        rate_hz=rate_hz,
        seed=seed,
        mounting={"euler_deg": "random"},
    )
    truth = made.truth.sets[0].repetitions
    end_s = truth[1].end_s
    within, elsewhere = counted(without(made.recording, *((end_s + a, end_s + b) for a, b in spans)), truth)
    assert [len(one) for one in within] == [1] * len(truth)
    assert elsewhere == 0


@pytest.mark.parametrize("before_end_s", [0.4, 0.9, 1.4, 1.9])
@pytest.mark.parametrize(("length_s", "apart_s"), [(0.3, 0.1), (0.5, 0.05), (0.5, 0.3), (0.5, 0.8)])
def test_two_gaps_close_together_never_double_a_repetition(made, without, before_end_s, length_s, apart_s):
    truth = made.truth.sets[0].repetitions
    starts = [one.end_s - before_end_s for one in truth[::2]]
    spans = [
        (start_s + late_s, start_s + late_s + length_s)
        for start_s in starts
        for late_s in (0.0, length_s + apart_s)
    ]
    within, elsewhere = counted(without(made.recording, *spans), truth)
    assert max(len(one) for one in within) == 1
    assert elsewhere == 0


@pytest.mark.parametrize(("gap_s", "count"), [(0.35, 1), (0.0, 0)])
def test_a_lift_begun_in_a_brief_gap_is_as_long_as_it_may_have_been(upright, gap_s, count):
    """The filter, settling after the gap, shows a rise from 5 deg to 15 where the leg was up already."""
    rate_hz = 50.0
    seen = np.array([5.0, 6.0, 9.0, 13.0, 15.0, 14.0, 10.0, 6.0, 3.0, 1.0])
    angle = np.concatenate([np.zeros(200), seen, np.zeros(250)])
    time_s = np.arange(len(angle)) / rate_hz
    time_s[200:] += gap_s
    turning = np.where(angle > 0.0, 30.0, 0.0)
    pivot = np.stack([-0.25 * turning, turning, 0.0625 * turning])
    restarts = np.array([0, 200] if gap_s else [0])
    march, nothing = get_exercise("march").rules, np.zeros(len(angle))
    detector = RepetitionDetector(march, load_everyday(), upright(rate_hz), floor_deg=10.0, delay_s=0.0)
    detector.push(AngleBlock(time_s, angle, angle, nothing, pivot, restarts, turning=nothing))
    detector.finish()
    assert len(detector.settled) == count
    assert dict(detector.uncounted) == ({} if count else {TOO_QUICK: 1})
