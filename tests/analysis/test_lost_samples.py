"""Lost samples on simulated truth: a gap under half a second costs no count, no gap doubles one."""

import numpy as np
import pytest

from analysis import analyze
from analysis.exercises import load_catalogue

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
