"""The adherence calendar, done against prescribed, overuse: rule by rule."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison import SelfReport
from analysis.progress import review_progress
from analysis.progress_calendar import DayKind, WeekVerdict
from analysis.progress_dose import OveruseKind
from analysis.progress_records import SessionRecord, from_comparison
from sensing.errors import InputError

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def kinds(progress, week=0):
    return " ".join(day.kind for day in progress.weeks[week].days)


def week_of(progress, number=0):
    week = progress.weeks[number]
    return week.done, week.expected, week.verdict


def overuse(progress):
    return [(one.kind.value, one.day.day) for one in progress.overuse]


def test_a_week_as_planned(history):
    progress = history.on(MON, WED, FRI).review()
    assert kinds(progress) == "done rest done rest done rest rest"
    assert week_of(progress) == (3, 3, WeekVerdict.ON_PLAN)
    assert (progress.done, progress.expected, progress.weeks_on_plan, len(progress.judged_weeks)) == (
        3,
        3,
        1,
        1,
    )
    assert progress.overuse == ()


@pytest.mark.parametrize(
    ("share", "kind"), [(1.0, "done"), (0.8, "done"), (0.7, "partly"), (0.1, "partly"), (1.2, "done")]
)
def test_a_session_is_done_from_80_percent(history, share, kind):
    progress = history.on(MON, share=share).review()
    assert kinds(progress).split()[0] == kind


def test_no_make_ups(history):
    progress = history.on(MON, TUE, SAT).review()
    assert kinds(progress) == "done extra missed rest missed extra rest"
    assert week_of(progress) == (1, 3, WeekVerdict.BELOW)
    assert progress.weeks[0].extra == 2


def test_two_of_three_is_below_plan(history):
    assert week_of(history.on(MON, WED).review()) == (2, 3, WeekVerdict.BELOW)


def test_80_percent_of_five_days_is_on_plan(history):
    days = ("mon", "tue", "wed", "thu", "fri")
    five = replace(history.program, days=days, days_per_week=5, non_consecutive=False)
    assert week_of(history.on(MON, TUE, WED, THU).review(program=five)) == (4, 5, WeekVerdict.ON_PLAN)


def test_repetitions_of_one_exercise_do_not_make_up_for_another(history):
    whole = history.on(MON).sessions.pop()
    lifts, bridges = whole.exercises
    lopsided = replace(whole, exercises=(replace(lifts, repetitions=20), replace(bridges, repetitions=5)))
    history.sessions.append(lopsided)
    assert kinds(history.review()).split()[0] == "partly"  # 10 + 5 of 20, not 25 of 20


def test_two_halves_on_a_day_are_a_session_done_and_a_second_session(history):
    progress = history.on(MON, MON, share=0.5).review()
    assert kinds(progress).split()[0] == "done"
    assert progress.weeks[0].done == 1
    assert overuse(progress) == [("second_session", 1)]


def test_after_a_pain_stop_a_missed_day_is_excused_and_the_stop_counts(history):
    progress = history.on(MON, share=0.3, stopped_for_pain=True).review()
    assert kinds(progress) == "stopped rest excused rest missed rest rest"
    assert week_of(progress) == (1, 2, WeekVerdict.BELOW)
    assert week_of(history.on(FRI).review()) == (2, 2, WeekVerdict.ON_PLAN)


def test_after_a_flare_a_missed_day_is_excused_too(history):
    progress = history.on(MON, pain_before=1, pain_next_morning=3).review()
    assert kinds(progress) == "done rest excused rest missed rest rest"


def test_the_session_after_a_flare_is_whole_with_half_the_dose(history):
    history.on(MON, pain_before=1, pain_next_morning=3).on(WED, FRI, share=0.5)
    progress = history.review()
    assert kinds(progress) == "done rest done rest partly rest rest"
    assert [day.reduced for day in progress.weeks[0].days] == [False, False, True, *[False] * 4]
    lifts = progress.items[0].weeks[0]
    assert (lifts.prescribed, lifts.done, lifts.excused, lifts.expected) == (30, 20, 5, 25)


def test_a_session_nobody_could_measure_is_neither_done_nor_missed(history):
    history.on(WED, FRI)
    history.sessions.append(SessionRecord(history.day(MON), ()))
    progress = history.review()
    assert kinds(progress).split()[0] == "not_judged"
    assert week_of(progress) == (2, 2, WeekVerdict.ON_PLAN)


def test_what_a_patient_reports_is_not_missed(history):
    from analysis import compare

    reports = [SelfReport("leg_lift", "left", 1, 10), SelfReport("bridge", None, 1, 10)]
    told = compare([], history.program, self_reports=reports)
    history.sessions.append(from_comparison(told, history.day(MON)))
    progress = history.review()
    assert kinds(progress).split()[0] == "not_judged"
    assert progress.items[0].weeks[0].not_measured == 10


def test_days_before_the_start_and_after_the_end_are_outside(history):
    progress = history.on(WED).review(days=6, start=WED)
    assert kinds(progress) == "outside outside done rest missed rest outside"
    assert week_of(progress) == (1, 2, WeekVerdict.SO_FAR)
    assert len(progress.judged_weeks) == 0


def test_without_fixed_days_the_first_training_days_are_planned(history):
    free = replace(history.program, days=())
    progress = history.on(TUE, THU, SAT, SUN).review(days=14, program=free)
    assert kinds(progress) == "rest done rest done rest done extra"
    assert week_of(progress) == (3, 3, WeekVerdict.OVER)
    assert week_of(progress, 1) == (0, 3, WeekVerdict.BELOW)
    assert progress.items[0].weeks[1].expected == 30


def test_a_week_that_runs_is_not_judged(history):
    progress = history.on(MON).review(days=3)
    assert week_of(progress) == (1, 2, WeekVerdict.SO_FAR)


def test_a_session_outside_of_the_time_is_refused(history):
    with pytest.raises(InputError, match=r"2025-09-08: outside of 2025-09-01 to 2025-09-07\. Give"):
        history.on(7).review()


def test_overuse_of_exercise_and_day(history):
    progress = history.on(MON, share=1.2).on(WED, share=1.3).review()
    assert overuse(progress) == [("day", 3), ("item", 3), ("item", 3)]
    assert progress.overuse[1].record.key == ("leg_lift", "left")


def test_overuse_of_a_week_adds_up_what_is_fine_day_by_day(history):
    progress = history.on(MON, TUE, WED, FRI).review()
    assert overuse(progress) == [("week", 1)]
    assert progress.overuse[0].load == pytest.approx(4 / 3)
    assert progress.weeks[0].verdict is WeekVerdict.OVER


def test_a_leg_without_sensor_neither_hides_overuse_nor_makes_any(history):
    """The lifts are of the left leg: on the right one the sensor sees only the bridges."""
    assert overuse(history.on(MON, side="right").review()) == []
    progress = history.on(WED, side="right", share=1.5).review()
    assert overuse(progress) == [("day", 3), ("item", 3)]
    assert progress.items[0].weeks[0].not_measured == 20
    assert progress.items[0].weeks[0].done == 0
    assert progress.items[0].weeks[0].expected == 10  # Friday, which was missed


def test_a_timer_is_not_measured_whether_the_patient_came_or_not(history):
    tilt = replace(history.items[1], exercise="pelvic_tilt", sensor=False)
    program = replace(history.program, items=(*history.items, tilt))
    history.program = program
    week = history.on(MON).review().items[2].weeks[0]
    assert (week.prescribed, week.not_measured, week.expected) == (30, 30, 0)


def test_dose_of_a_week(history):
    progress = history.on(MON).on(TUE, share=0.5).on(WED, share=1.1).review()
    week = progress.items[1].weeks[0]
    assert (week.prescribed, week.done, week.repetitions, week.over) == (30, 20, 26, False)
    assert week.share == pytest.approx(2 / 3)


days = st.lists(
    st.tuples(
        st.integers(0, 20), st.sampled_from([0.0, 0.3, 0.8, 1.0, 1.5]), st.booleans(), st.integers(0, 5)
    ),
    max_size=12,
)


@given(days)
def test_sums_hold_whatever_happens(history_class, told):
    history = history_class()
    for day, share, stopped, morning in told:
        history.on(day, share=share, stopped_for_pain=stopped, pain_next_morning=morning)
    progress = history.review(days=21)
    assert sum(len(day.sessions) for week in progress.weeks for day in week.days) == len(told)
    for week in progress.weeks:
        planned = [day.kind for day in week.days if day.planned]
        assert len(planned) == week.planned == week.prescribed == 3
        assert 0 <= week.done <= week.expected <= week.planned
        assert DayKind.EXTRA not in planned
    for item in progress.items:
        for week in item.weeks:
            assert 0 <= week.done <= week.expected
            assert min(week.not_measured, week.excused) >= 0
            assert week.done <= week.repetitions
    seconds = {one.day for one in progress.overuse if one.kind is OveruseKind.SECOND_SESSION}
    assert len(seconds) == sum(len(day.sessions) > 1 for week in progress.weeks for day in week.days)


@given(days)
def test_the_order_of_the_records_does_not_matter(history_class, told):
    history = history_class()
    for day, share, stopped, morning in told:
        history.on(day, share=share, stopped_for_pain=stopped, pain_next_morning=morning)
    one = history.review(days=21)
    history.sessions.reverse()
    other = history.review(days=21)
    assert [week.verdict for week in one.weeks] == [week.verdict for week in other.weeks]
    assert [item.weeks for item in one.items] == [item.weeks for item in other.items]


def test_an_empty_history(history):
    progress = review_progress([], history.program, start=date(2025, 9, 1), through=date(2025, 9, 14))
    assert (progress.done, progress.expected) == (0, 6)
    assert [one.flag for one in progress.findings] == ["below plan", "no session yet", "no next step yet"]
    assert progress.next_step.why_not == "no session yet"
