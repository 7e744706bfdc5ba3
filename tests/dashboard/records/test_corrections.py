"""Corrections stand beside the count: who, when, what, old, new; and each can be taken back."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    EntryError,
    NewCorrection,
    Role,
    Viewer,
    correct,
    give_care,
    save_session,
    saved_session,
)
from dashboard.records.corrected import BY_HAND, correct_set, in_force
from dashboard.records.correction_entry import enter

KIND = CorrectionKind


@pytest.fixture
def entered(make):
    """Enter corrections into a session of two sets; return them all."""

    def run(*entries, viewer=LOCAL_USER):
        seen = {1: make.set(), 2: make.set("lunge", role="rear")}
        made = []
        for kind, changes in entries:
            made.append(enter(seen, made, NewCorrection(kind, make.monday, **changes), viewer))
        return seen, made

    return run


def standing(seen, made):
    return {number: correct_set(number, one, in_force(made)) for number, one in seen.items()}


def drop(number, set_number=1):
    return KIND.NOT_A_REPETITION, {"set_number": set_number, "repetition_number": number}


def missed(at_s, set_number=1):
    return KIND.MISSED_REPETITION, {"set_number": set_number, "new": at_s}


def undo(number):
    return KIND.UNDO, {"undoes": number}


def test_a_repetition_that_was_none_goes_and_the_count_live_stays(entered):
    seen, made = entered(drop(2))
    one = standing(seen, made)[1]
    assert one.live_numbers == (1, 3, 4, 5)
    assert [each.number for each in one.set.repetitions] == [1, 2, 3, 4]
    assert one.set.metrics.repetitions == 4
    assert len(one.seen.repetitions) == 5
    assert (made[0].old, made[0].new) == (True, False)


def test_a_missed_repetition_is_counted_marked_and_in_no_measure(entered):
    seen, made = entered(missed(11.0))
    one = standing(seen, made)[1].set
    assert len(one.repetitions) == one.metrics.repetitions == 6
    (added,) = [each for each in one.repetitions if BY_HAND in each.flags]
    assert (added.number, added.peak_s) == (2, 11.0)
    assert math.isnan(added.range_deg)
    assert one.metrics.range_deg == seen[1].metrics.range_deg
    assert one.metrics.consistency_deg == seen[1].metrics.consistency_deg


def test_exercise_and_leg_are_corrected_with_what_held_before(entered):
    exercise = (KIND.EXERCISE, {"set_number": 2, "new": "leg_lift"})
    leg = (KIND.LEG, {"set_number": 2, "new": "left"})
    seen, made = entered(exercise, leg)
    one = standing(seen, made)[2].set
    assert (one.exercise, one.side, one.role) == ("leg_lift", "left", None)
    assert [(each.old, each.new) for each in made] == [("lunge", "leg_lift"), ("right rear", "left")]


def test_an_undo_is_an_entry_and_can_be_undone(entered):
    seen, made = entered(drop(2), undo(1))
    assert len(standing(seen, made)[1].set.repetitions) == 5
    assert (made[1].old, made[1].new) == (False, True)
    assert (made[1].set_number, made[1].repetition_number) == (1, 2)
    seen, made = entered(drop(2), undo(1), undo(2))
    assert len(standing(seen, made)[1].set.repetitions) == 4
    seen, made = entered(drop(2), undo(1), undo(2), undo(3))
    assert len(standing(seen, made)[1].set.repetitions) == 5


def test_the_later_correction_holds_and_the_earlier_one_when_it_is_taken_back(entered):
    to = [(KIND.EXERCISE, {"set_number": 1, "new": name}) for name in ("bridge", "squat")]
    seen, made = entered(*to)
    assert standing(seen, made)[1].set.exercise == "squat"
    assert made[1].old == "bridge"
    seen, made = entered(*to, undo(2))
    assert standing(seen, made)[1].set.exercise == "bridge"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([drop(6)], "repetition 6 is not counted"),
        ([drop(2), drop(2)], "repetition 2 is not counted"),
        ([drop(1, set_number=3)], "no set 3"),
        ([missed(math.nan)], "nan is no time"),
        ([missed(-1.0)], "is no time"),
        ([missed("soon")], "soon is no time"),
        ([(KIND.EXERCISE, {"set_number": 1, "new": "headstand"})], "no such exercise: 'headstand'"),
        ([(KIND.EXERCISE, {"set_number": 1, "new": "leg_lift"})], "it is 'leg_lift' already"),
        ([(KIND.LEG, {"set_number": 1, "new": "middle"})], "'middle' is not a leg"),
        ([(KIND.LEG, {"set_number": 1, "new": "left above"})], "is not a leg"),
        ([undo(1)], "no correction 1"),
        ([drop(1), undo(1), undo(1)], "taken back already"),
    ],
)
def test_what_changes_nothing_or_fits_nothing_is_refused(entered, entries, words):
    with pytest.raises(EntryError, match=words):
        entered(*entries)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("drop"), st.integers(1, 5)),
        st.tuples(st.just("missed"), st.floats(0, 60)),
        st.tuples(st.just("exercise"), st.sampled_from(["bridge", "squat", "leg_lift"])),
        st.tuples(st.just("undo"), st.integers(1, 12)),
    ),
    max_size=12,
)


@given(actions)
def test_taking_back_every_correction_gives_the_count_back(make, actions):
    seen, made = {1: make.set()}, []

    def attempt(kind, **changes):
        try:
            made.append(enter(seen, made, NewCorrection(kind, make.monday, **changes), LOCAL_USER))
        except EntryError:
            return

    for name, value in actions:
        match name:
            case "drop":
                attempt(KIND.NOT_A_REPETITION, set_number=1, repetition_number=value)
            case "missed":
                attempt(KIND.MISSED_REPETITION, set_number=1, new=value)
            case "exercise":
                attempt(KIND.EXERCISE, set_number=1, new=value)
            case _:
                attempt(KIND.UNDO, undoes=value)
    for one in reversed(in_force(made)):
        attempt(KIND.UNDO, undoes=one.number)
    assert in_force(made) == ()
    assert correct_set(1, seen[1], in_force(made)).set == seen[1]


def test_corrections_are_kept_with_who_and_when(store, make, ann):
    during = NewCorrection(KIND.NOT_A_REPETITION, make.monday, 1, 2, reason="I scratched my knee")
    saved = save_session(store, LOCAL_USER, ann.id, make.session(corrections=(during,)))
    later = make.monday + timedelta(days=2)
    therapist = Viewer("doe", Role.THERAPIST)
    give_care(store, LOCAL_USER, ann.id, "doe")
    correct(store, therapist, saved, NewCorrection(KIND.MISSED_REPETITION, later, 1, new=30.0))
    correct(store, therapist, saved, NewCorrection(KIND.UNDO, later, undoes=1))
    got = saved_session(store, LOCAL_USER, saved)
    assert [(one.number, one.by, one.role, one.at, one.reason) for one in got.corrections] == [
        (1, "local", Role.LOCAL, make.monday, "I scratched my knee"),
        (2, "doe", Role.THERAPIST, later, ""),
        (3, "doe", Role.THERAPIST, later, ""),
    ]
    (one,) = got.recordings[0].sets
    assert len(one.set.repetitions) == 6
    assert [each.number for each in one.corrections] == [2]


def test_a_correction_that_does_not_fit_keeps_the_session_from_being_saved(store, make, ann):
    wrong = NewCorrection(KIND.NOT_A_REPETITION, make.monday, 1, 99)
    with pytest.raises(EntryError, match="repetition 99 is not counted"):
        save_session(store, LOCAL_USER, ann.id, make.session(corrections=(wrong,)))
    assert store.files.digests() == ()
