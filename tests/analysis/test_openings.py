"""The first movement of a set beside the next: a twitch is taken back, a weak first repetition is not."""

from dataclasses import asdict

import numpy as np
import pytest

from analysis import LiveAnalysis
from analysis.exercises import load_catalogue
from analysis.openings import OPENING_S
from analysis.repetitions import SETTLE_S
from analysis.results import Repetition

RATE_HZ = 50.0
STROKE_S = 1.5
FLOOR = [name for name, one in load_catalogue().items() if one.posture != "standing"]


@pytest.fixture(scope="module")
def done(planar):
    """Return what makes the samples of movements out and back: (start, range, hold) each."""

    def make(exercise, *movements, length_s=45.0):
        time_s = np.arange(0.0, length_s, 1.0 / RATE_HZ)
        angle = np.zeros(len(time_s))
        for start_s, range_deg, hold_s in movements:
            out = np.clip((time_s - start_s) / STROKE_S, 0.0, 1.0)
            back = np.clip((time_s - start_s - STROKE_S - hold_s) / STROKE_S, 0.0, 1.0)
            angle += range_deg * 0.5 * (np.cos(np.pi * back) - np.cos(np.pi * out))
        return planar(time_s, load_catalogue()[exercise].rules.sign * angle)

    return make


@pytest.fixture(scope="module")
def live(upright):
    """Return what starts a live analysis of a sensor whose start pose is known."""
    return lambda exercise: LiveAnalysis(upright(RATE_HZ), exercise, "right")


def peaks(repetitions):
    return [round(one.peak_s) for one in repetitions]


@pytest.mark.parametrize("exercise", FLOOR)
@pytest.mark.parametrize(("share", "counts"), [(0.8, False), (1.2, True)])
def test_the_first_is_measured_against_the_next_by_the_share_of_the_catalogue(
    done, live, exercise, share, counts
):
    rules = load_catalogue()[exercise].rules
    large = 0.8 * rules.largest_range
    small = share * rules.relative_range * large
    recording = done(exercise, (2, small, 0), (7, large, 2), (14, large, 2))
    (block,) = recording.blocks(len(recording))
    analysis = live(exercise)
    analysis.push(block)
    assert len(analysis.finish().repetitions) == 2 + counts
    assert ("1 far smaller than the next" in analysis.uncounted) is not counts


@pytest.mark.parametrize(
    ("movements", "counted"),
    [
        (((2, 4, 0),), 1),
        (((2, 4, 0), (20, 20, 2), (27, 20, 2)), 3),
        (((2, 4, 0), (7, 20, 17), (32, 20, 2)), 3),
        (((2, 10, 0), (7, 20, 2), (14, 20, 2)), 3),
        (((2, 4, 0), (7, 20, 2), (14, 9, 0), (20, 20, 2)), 3),
        (((2, 20, 2), (9, 20, 2), (28, 4, 0), (33, 20, 2)), 3),
        (((2, 2, 0), (6, 3.5, 0), (11, 20, 2)), 1),
    ],
    ids=[
        "alone: nothing to measure it by",
        "of a set of its own",
        "the next ends too late",
        "half as large",
        "a later small one stays",
        "of the second set",
        "the smallest of two was no movement at all",
    ],
)
def test_only_what_opens_a_set_is_measured(done, live, movements, counted):
    recording = done("bridge", *movements)
    analysis = live("bridge")
    for block in recording.blocks(10):
        analysis.push(block)
    assert len(analysis.finish().repetitions) == counted


def test_the_same_in_blocks_of_any_size(done, live):
    recording = done("bridge", (2, 4, 0), (6, 20, 3), (14, 20, 3), (33, 5, 0), (38, 20, 1))

    def in_blocks(size):
        analysis = live("bridge")
        for block in recording.blocks(size):
            analysis.push(block)
        return [repr(asdict(one)) for one in analysis.finish().repetitions]

    whole = in_blocks(len(recording))
    assert len(whole) == 3
    assert all(in_blocks(size) == whole for size in (1, 7, 50, 500))


def test_live_it_is_announced_and_taken_back_with_the_next(done, live):
    recording = done("bridge", (2, 4, 0), (7, 20, 2), (14, 20, 2))
    analysis, seen = live("bridge"), []
    for block in recording.blocks(5):
        state = analysis.push(block)
        seen.append((state.time_s, state.repetitions))
    counts = [len(repetitions) for _, repetitions in seen]
    assert sorted(set(counts)) == [0, 1, 2], "the twitch gives way to the first repetition, one for one"
    assert counts == sorted(counts)
    taken_back = next(time_s for time_s, repetitions in seen if repetitions and peaks(repetitions)[0] > 7)
    next_after = next(time_s for time_s, repetitions in seen if len(repetitions) == 2)
    final = next(time_s for time_s, repetitions in seen if repetitions and repetitions[0].final)
    assert taken_back < 12.0
    assert final - next_after == pytest.approx(SETTLE_S, abs=0.2)


def test_alone_it_is_final_in_the_end(done, live):
    recording = done("bridge", (2, 4, 0))
    analysis = live("bridge")
    states = [analysis.push(block) for block in recording.blocks(5)]
    shown = next(state.time_s for state in states if state.repetitions)
    final = next(state.time_s for state in states if any(one.final for one in state.repetitions))
    assert final - shown == pytest.approx(OPENING_S + SETTLE_S, abs=0.2)


def test_too_large_for_a_twitch_it_is_final_at_once(done, live):
    rules = load_catalogue()["bridge"].rules
    recording = done("bridge", (2, 1.1 * rules.relative_range * rules.largest_range, 0))
    analysis = live("bridge")
    states = [analysis.push(block) for block in recording.blocks(5)]
    first: Repetition = next(state.repetitions[0] for state in states if state.repetitions)
    final = next(state.time_s for state in states if any(one.final for one in state.repetitions))
    assert final - first.end_s < SETTLE_S + 0.2
