"""A low, quick lunge counts when it comes as the next of a set, and only then."""

from dataclasses import replace

import pytest

from analysis.candidates import Candidate
from analysis.exercises import load_everyday
from analysis.features import LANDING_FULL_HZ, NOTHING
from analysis.judgement import LOW_AND_QUICK
from analysis.rhythm import Rhythm

EVERYDAY = load_everyday()
LANDED = replace(NOTHING, landing_g=0.7, rate_hz=LANDING_FULL_HZ)


def movement(peak_s, unfit="", features=LANDED, *, step_like=False):
    return Candidate(
        from_s=peak_s - 1.0,
        rise_s=peak_s - 0.5,
        peak_s=peak_s,
        announced_s=peak_s + 0.5,
        features=features,
        step_like=step_like,
        unfit=unfit,
        gap=False,
    )


def counted(*times_and_unfit):
    """Return which movements are no longer unfit."""
    rhythm = Rhythm(EVERYDAY)
    return [not rhythm.judged(movement(*one)).unfit for one in times_and_unfit]


def test_a_low_quick_lunge_counts_where_the_next_was_due():
    assert counted((0.0,), (2.5,), (5.0, LOW_AND_QUICK), (7.5,)) == [True, True, True, True]


@pytest.mark.parametrize("peak_s", [3.0, 6.8])
def test_what_comes_in_the_rhythm_of_steps_or_after_a_pause_does_not(peak_s):
    assert counted((0.0,), (2.5,), (peak_s, LOW_AND_QUICK)) == [True, True, False]


def test_steps_alone_make_no_rhythm_of_lunges():
    low = [(2.5 * i, LOW_AND_QUICK) for i in range(6)]
    assert not any(counted(*low))
    assert counted((-2.5,), *low) == [True] + 6 * [False]


def test_of_those_in_a_row_no_more_count_than_came_beyond_doubt():
    low = [(5.0 + 2.5 * i, LOW_AND_QUICK) for i in range(6)]
    assert counted((0.0,), (2.5,), *low) == [True, True, True, True, False, False, False, False]


def test_other_faults_stay_and_make_no_rhythm():
    assert counted((0.0,), (2.5, "too low"), (5.0, LOW_AND_QUICK)) == [True, False, False]
    rhythm = Rhythm(EVERYDAY)
    for peak_s in (0.0, 2.5):
        rhythm.judged(movement(peak_s, step_like=True))
    assert rhythm.judged(movement(5.0, LOW_AND_QUICK)).unfit == LOW_AND_QUICK


def test_a_foot_put_down_as_softly_as_in_a_step_is_no_lunge():
    low = replace(LANDED, landing_g=0.9 * EVERYDAY.landed_lift)
    assert counted((0.0,), (2.5,), (5.0, LOW_AND_QUICK, low)) == [True, True, False]
    slow_rate = replace(low, rate_hz=0.5 * LANDING_FULL_HZ)
    assert counted((0.0,), (2.5,), (5.0, LOW_AND_QUICK, slow_rate)) == [True, True, True]
