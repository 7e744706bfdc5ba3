"""The state machine of a session, told what is seen: clinical rules, sets, corrections, timers."""

from dataclasses import replace

import pytest

from analysis.program import load_program
from dashboard.live.exercise_run import LINGER_S
from dashboard.live.messages import State
from dashboard.live.pain_question import SETTLE_S
from dashboard.live.pause import FINISH_S
from dashboard.live.tasks import tasks_of
from dashboard.records.new_session import Ending


def test_an_exercise_from_calibrating_to_the_end(lifts):
    assert lifts.snapshot.state is State.CONNECTING
    assert lifts.wait(3.0, step="keep still").state is State.STILL
    assert lifts.wait(3.0, step="lift the knee").state is State.LIFT
    assert lifts.see().state is State.READY
    assert not lifts.guide.run.begun
    assert [lifts.lift().count for _ in range(2)] == [1, 2]
    rest = lifts.lift()
    assert (rest.state, rest.count, rest.set) == (State.REST, 3, 1)
    assert lifts.wait(15.0).state is State.READY
    assert (lifts.snapshot.set, lifts.snapshot.count) == (2, 0)
    for _ in range(3):
        lifts.lift()
    assert lifts.wait(LINGER_S).state is State.PAIN
    assert lifts.answer(1).state is State.DONE
    assert lifts.guide.ending is Ending.COMPLETED
    assert [one.count for one in lifts.guide.results[0].sets] == [3, 3]
    for words in (
        "Hold your chair. Stand tall. Keep still.",
        "Lift your knee, only as far as comfortable.",
        "Ready. Begin when you like.",
        "One. Two to go.",
        "Two. One to go.",
        "Set done. Rest.",
        "Five seconds.",
        "Next set. Begin when you like.",
    ):
        assert words in lifts.words


def test_hold_is_counted_down(lifts):
    lifts.calibrate()
    lifts.lift()
    assert lifts.words[-4:] == ["Hold ...", "One.", "Lower slowly.", "One. Two to go."]


def test_a_movement_begins_the_next_set_before_the_rest_is_over(lifts):
    lifts.calibrate()
    for _ in range(3):
        lifts.lift()
    lifts.wait(8.0)
    after = lifts.lift()
    assert (after.state, after.set, after.count) == (State.EXERCISE, 2, 1)
    assert [one.count for one in lifts.guide.run.log.sets] == [3, 1]


def test_one_more_than_asked_for_stays_in_its_set(lifts):
    lifts.calibrate()
    for _ in range(4):
        after = lifts.lift()
    assert (after.state, after.set, after.count) == (State.REST, 1, 4)
    assert "That is enough. More is not better." in lifts.words


def test_a_withdrawn_last_repetition_ends_the_rest(lifts):
    lifts.calibrate()
    for _ in range(3):
        lifts.lift()
    lifts.repetitions = lifts.repetitions[:-1]
    assert (lifts.see().state, lifts.snapshot.count) == (State.EXERCISE, 2)


@pytest.mark.parametrize(
    ("limit", "before", "score", "over"),
    [(3, 1, 2, False), (3, 1, 3, True), (5, 4, 5, False), (3, 3, 3, False), (3, 2, 4, True)],
)
def test_pain_above_the_limit_or_two_above_the_start_stops(told, program, limit, before, score, over):
    tasks = tasks_of(program)[1:2]
    lifts = told(tasks, pain_before=before, pain_limit=limit)
    lifts.calibrate()
    lifts.lift()
    assert lifts.obey("stop").state is State.PAIN
    assert lifts.words[-1] == "Stop. Sit down. How is the pain?"
    after = lifts.answer(score)
    assert after.state is (State.PAIN if over else State.PAUSED)
    assert (after.timer_left_s == SETTLE_S) is over


def test_pain_that_settles_excuses_the_exercise_and_goes_on(told, program):
    lifts = told(tasks_of(program)[1:], pain_before=0)
    lifts.calibrate()
    lifts.lift()
    lifts.obey("stop")
    lifts.answer(1, sharp=True)
    after = lifts.answer(0)
    assert (after.state, after.exercise) == (State.READY, "pelvic_tilt")
    assert [(one.outcome, [each.count for each in one.sets]) for one in lifts.guide.results] == [
        ("pain", [1])
    ]


@pytest.mark.parametrize("how", ["answer", "wait", "finish"])
def test_pain_that_does_not_settle_ends_the_session(lifts, how):
    lifts.calibrate()
    lifts.lift()
    lifts.obey("stop")
    lifts.answer(6)
    if how == "answer":
        lifts.answer(5)
    elif how == "wait":
        lifts.wait(SETTLE_S + 1.0)
    else:
        lifts.obey("finish")
    assert (lifts.look().state, lifts.guide.ending) == (State.DONE, Ending.PAIN)
    assert [one.count for one in lifts.guide.results[0].sets] == [1]


@pytest.mark.parametrize("wanted", ["still", "lift", "ready", "exercise", "rest", "paused", "lost"])
def test_stop_works_in_every_state(lifts, wanted):
    lifts.see(step="keep still")
    if wanted == "lift":
        lifts.see(step="lift the knee")
    elif wanted != "still":
        lifts.calibrate()
    if wanted in ("exercise", "rest"):
        lifts.lift()
    if wanted == "rest":
        lifts.lift()
        lifts.lift()
    if wanted == "paused":
        lifts.obey("pause")
    if wanted == "lost":
        lifts.guide.link("lost", lifts.now_s)
    assert lifts.look().state == wanted
    assert lifts.obey("stop").state is State.PAIN


def test_back_from_the_question_stop_is_not_the_last_word(lifts):
    """A page that is loaded again shows the last word once more."""
    lifts.calibrate()
    lifts.lift()
    lifts.obey("stop")
    lifts.wait(3.0)
    assert lifts.answer(1).state is State.PAUSED
    lifts.wait(3.0)
    assert lifts.words[-1] == "Paused."


def test_above_the_ceiling_is_said_at_once_and_once(lifts):
    lifts.calibrate()
    assert lifts.see(phase="up", angle_deg=81.0).message.key == "message.high_enough"
    lifts.see(phase="hold", angle_deg=85.0)
    lifts.see(phase="down", angle_deg=70.0)
    assert lifts.words.count("High enough. No further.") == 1


@pytest.mark.parametrize(
    ("peak_deg", "ceiling_deg", "said"),
    [(50.0, 80.0, True), (56.0, 80.0, False), (50.0, 60.0, False), (49.0, 60.0, True)],
)
def test_nobody_near_the_ceiling_is_asked_to_go_further(told, program, peak_deg, ceiling_deg, said):
    task = tasks_of(program)[1]
    lifts = told([replace(task, item=replace(task.item, max_angle_deg=ceiling_deg))])
    lifts.calibrate()
    lifts.lift(peak_deg=peak_deg)
    assert ("A little higher, if it is comfortable." in lifts.words) is said


def test_who_goes_down_is_told_of_depth(told, program):
    """ "Higher" at the bottom of a squat would say the opposite."""
    task = tasks_of(program)[1]
    squats = told([replace(task, name="squat")])
    squats.calibrate()
    squats.lift(peak_deg=50.0)
    assert "A little deeper, if it is comfortable." in squats.words
    assert squats.see(phase="up", angle_deg=81.0).message.key == "message.high_enough_down"
    squats.lift(peak_deg=82.0)
    assert {"Deep enough. No further.", "Come up slowly."} <= set(squats.words)
    assert not [one for one in squats.words if "igher" in one or "ower" in one]


@pytest.mark.parametrize(
    ("flags", "key"), [(("confirm",), "message.doubtful"), (("fast",), "message.too_fast")]
)
def test_doubtful_and_fast_repetitions_are_told(lifts, flags, key):
    lifts.calibrate()
    assert lifts.lift(flags=flags).message.key == key


def test_corrections_stand_beside_the_count(lifts):
    lifts.calibrate()
    lifts.lift()
    lifts.lift()
    assert lifts.obey("not_a_repetition").count == 1
    assert lifts.obey("one_missed").count == 2
    assert lifts.obey("one_missed").count == 3
    assert lifts.see().state is State.REST
    assert lifts.obey("not_a_repetition").count == 2
    assert lifts.see().state is State.EXERCISE
    assert lifts.obey("not_a_repetition").count == 1
    (log,) = lifts.guide.run.log.sets
    assert (len(log.repetitions), log.removed_numbers, log.missed) == (2, (2,), ())
    assert lifts.obey("not_a_repetition").count == 0
    assert lifts.obey("not_a_repetition").count == 0
    assert "Taken out. One." in lifts.words


def test_lost_and_back_keep_the_count(lifts):
    lifts.calibrate()
    lifts.lift()
    lifts.guide.link("lost", lifts.now_s)
    assert (lifts.look().state, lifts.snapshot.count) == (State.LOST, 1)
    assert lifts.words[-1] == "Signal lost. Rest. Your count is saved."
    assert (lifts.wait(2.0).state, lifts.snapshot.count) == (State.EXERCISE, 1)
    assert "The signal is back. Go on when you like." in lifts.words


def test_who_moves_and_is_not_counted_is_told_to_keep_still_until_it_counts(lifts):
    lifts.calibrate()
    told = lifts.see(none_counts=True).message
    assert told is not None
    assert told.key == "message.none_counts"
    after = lifts.see(none_counts=False).message
    assert after is None or after.key != "message.none_counts"


def test_a_pause_counts_nothing_and_stops_the_rest(lifts):
    lifts.calibrate()
    for _ in range(3):
        lifts.lift()
    left_s = lifts.snapshot.rest_left_s
    assert lifts.obey("pause").state is State.PAUSED
    assert not lifts.guide.counting
    lifts.wait(60.0)
    assert lifts.obey("resume").rest_left_s == pytest.approx(left_s)


def test_the_movement_under_way_at_a_pause_is_counted(lifts, make_repetition):
    lifts.calibrate()
    lifts.see(phase="up", angle_deg=40.0)
    assert lifts.obey("pause").state is State.PAUSED
    assert lifts.guide.counting
    lifts.see(phase="hold", angle_deg=60.0)
    lifts.repetitions = (make_repetition(1, lifts.now_s - 2.0),)
    said = lifts.words
    assert lifts.see(phase="down", angle_deg=20.0).count == 1
    assert lifts.words == said
    assert lifts.see().count == 1
    assert not lifts.guide.counting
    lifts.repetitions = (*lifts.repetitions, make_repetition(2, lifts.now_s))
    assert lifts.wait(20.0).count == 1
    lifts.repetitions = lifts.repetitions[:1]
    lifts.obey("resume")
    assert lifts.wait(5.0).count == 1
    assert lifts.words[-2:] == ["Go on when you like.", "One. Two to go."]


def test_a_pause_waits_for_no_leg_that_stays_up_and_a_stop_for_none(lifts):
    lifts.calibrate()
    lifts.see(phase="up", angle_deg=40.0)
    lifts.obey("pause")
    lifts.wait(FINISH_S - 0.5, phase="hold", angle_deg=80.0)
    assert lifts.guide.counting
    lifts.wait(1.0, phase="hold", angle_deg=80.0)
    assert not lifts.guide.counting
    lifts.obey("resume")
    lifts.see(phase="up", angle_deg=40.0)
    lifts.obey("stop")
    assert not lifts.guide.counting


def test_wrong_leg_slipped_strap_and_nothing_seen(told, program):
    lunges = load_program(
        'schema = "rehab-program/1"\nname = "l"\ntitle = "L"\ndays_per_week = 3\n'
        '[[items]]\nexercise = "lunge"\nside = "right"\nsets = 1\nrepetitions = 5\n'
    )
    one = told(tasks_of(lunges))
    one.calibrate()
    assert one.see(angle_deg=-15.0).message.key == "message.wrong_role"
    other = told(tasks_of(program)[1:2])
    other.calibrate()
    assert other.see(slipped=True).message.key == "message.slipped"
    assert other.wait(7.0, slipped=True).message.key == "say.ready"
    assert other.wait(26.0).message.key == "message.not_seen"
    third = told(tasks_of(program)[1:2])
    third.see(step="keep still")
    assert third.wait(16.0, step="lift the knee").message.key == "calibrate.takes_long"


def test_timers_are_confirmed(told, program):
    tilt = told(tasks_of(program)[2:])
    assert (tilt.snapshot.state, tilt.snapshot.timer_left_s) == (State.READY, 45.0)
    assert tilt.obey("confirm").state is State.READY
    tilt.obey("begin")
    tilt.now_s += 5.0
    tilt.guide.tick(tilt.now_s)
    now = tilt.look()
    assert (now.state, now.phase, now.hold_target_s) == (State.EXERCISE, "hold", 10.0)
    tilt.now_s += 40.0
    tilt.guide.tick(tilt.now_s)
    assert (tilt.look().count, tilt.snapshot.timer_left_s) == (3, 0.0)
    assert tilt.words[-1] == "Time is up."
    assert tilt.obey("confirm").state is State.PAIN
    assert tilt.answer(0).state is State.DONE
    (result,) = tilt.guide.results
    assert (result.outcome, result.seconds, result.repetitions) == ("confirmed", 45.0, 3)
    assert tilt.guide.ending is Ending.COMPLETED


def test_a_warm_up_needs_no_sensor_and_asks_for_no_pain(told, program):
    first = told(tasks_of(program))
    assert (first.snapshot.exercise, first.snapshot.state) == ("warm_up", State.READY)
    assert not first.guide.moving
    first.obey("begin")
    first.obey("confirm")
    assert (first.snapshot.exercise, first.snapshot.state) == ("leg_lift", State.CONNECTING)


def test_calibrating_again_keeps_what_was_counted(lifts):
    lifts.calibrate()
    lifts.lift()
    before = lifts.guide.fitting.calibrations
    assert lifts.obey("recalibrate").state is State.STILL
    assert lifts.guide.fitting.calibrations == before + 1
    lifts.guide.run.log.keep()  # as the channel does, when it stops counting
    lifts.repetitions = ()
    lifts.calibrate()
    assert lifts.lift().count == 2


def test_the_strap_moves_when_the_person_says_so(told):
    both = load_program(
        'schema = "rehab-program/1"\nname = "b"\ntitle = "B"\ndays_per_week = 3\n'
        '[[items]]\nexercise = "leg_lift"\nside = "each"\nsets = 1\nrepetitions = 2\n'
    )
    one = told(tasks_of(both))
    assert one.guide.part == "0-left"
    one.calibrate()
    one.obey("next")
    assert (one.snapshot.message.key, one.snapshot.state) == ("strap.move", State.READY)
    assert one.guide.part == "0-left"
    assert not one.guide.moving
    assert one.obey("begin").state is State.STILL
    assert one.guide.part == "1-right"
    two = told(tasks_of(both), fixed=("left", "right"))
    two.calibrate()
    two.obey("next")
    assert (two.snapshot.state, two.guide.part, two.guide.moving) == (State.STILL, "0-right", True)


def test_done_without_sensor_and_left_out(told, program):
    lifts = told(tasks_of(program)[1:])
    lifts.calibrate()
    assert lifts.obey("without_sensor").state is State.PAIN
    lifts.answer(0)
    assert lifts.obey("next").state is State.DONE
    assert [one.outcome for one in lifts.guide.results] == ["without sensor", "left out"]
    assert lifts.guide.ending is Ending.COMPLETED


def test_finish_and_failure_keep_what_was_done(lifts):
    lifts.calibrate()
    lifts.lift()
    lifts.guide.fail("The sensor is gone", lifts.now_s)
    assert (lifts.look().state, lifts.guide.ending) == (State.FAILED, Ending.STOPPED)
    assert [one.count for one in lifts.guide.results[0].sets] == [1]
    assert lifts.obey("begin").state is State.FAILED
