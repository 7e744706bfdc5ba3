"""Pain over weeks and the next step: rule by rule."""

from dataclasses import replace

import pytest

from analysis.adherence_rules import load_rules
from analysis.progress_next_step import most_repetitions
from analysis.progress_pain import PainTrend

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def flags(progress):
    return [one.flag for one in progress.findings]


def words(progress, flag):
    (one,) = [one for one in progress.findings if one.flag == flag]
    return one.words


@pytest.mark.parametrize(
    ("before", "morning", "flare"),
    [(1, 3, True), (1, 2, False), (0, 2, True), (3, 3, False), (None, 5, False)],
)
def test_a_flare_is_a_morning_two_above_the_start(history, before, morning, flare):
    progress = history.on(MON, pain_before=before, pain_next_morning=morning).review()
    assert progress.pain.points[0].flare is flare
    assert progress.pain.flares == ((history.day(MON),) if flare else ())


@pytest.mark.parametrize(
    ("before", "after", "above", "rose"),
    [
        (1, 3, False, True),
        (3, 3, False, False),
        (3, 4, True, False),
        (4, 3, True, False),
        (2, None, False, False),
    ],
)
def test_limit_and_rise(history, before, after, above, rose):
    point = history.on(MON, pain_before=before, pain_after=after).review().pain.points[0]
    assert (point.above_limit, point.rose) == (above, rose)


@pytest.mark.parametrize(("second", "call"), [(WED, True), (SUN, True), (7, False), (9, False)])
def test_two_flares_within_seven_days_call_for_the_therapist(history, second, call):
    progress = history.on(MON, second, pain_before=0, pain_next_morning=2).review(days=14)
    assert bool(progress.pain.calls) is call
    assert ("call the therapist" in flags(progress)) is call
    if call:
        assert progress.findings[0].flag == "call the therapist"
        assert '"Call your therapist"' in progress.findings[0].words


@pytest.mark.parametrize(
    ("day", "share", "heeded"),
    [
        (WED, 0.5, True),
        (WED, 0.6, True),
        (WED, 0.7, False),
        (TUE, 0.5, False),  # the day of rest
        (None, 1.0, True),  # nothing yet, and that is rest
    ],
)
def test_after_a_flare_a_day_of_rest_and_half_the_dose(history, day, share, heeded):
    history.on(MON, pain_next_morning=3)
    if day is not None:
        history.on(day, share=share)
    progress = history.review()
    (advice,) = progress.pain.advice
    assert advice.heeded is heeded
    assert ("no rest after a flare" in flags(progress)) is (heeded is False)


def test_on_the_evening_of_the_flare_nobody_knows_whether_it_was_heeded(history):
    assert history.on(MON, pain_next_morning=3).review(days=1).pain.advice[0].heeded is None


def test_after_a_flare_a_session_that_could_not_be_seen_is_not_judged(history):
    assert (
        history.on(MON, pain_next_morning=3).on(WED, share=0.0, side="right").review().pain.advice[0].heeded
    )
    history.sessions[-1] = replace(history.sessions[-1], exercises=())
    assert history.review().pain.advice[0].heeded is None


@pytest.mark.parametrize(
    ("first", "last", "trend"),
    [(3, 1, PainTrend.LESS), (1, 2, PainTrend.MORE), (2, 2, PainTrend.SAME)],
)
def test_trend_of_pain(history, first, last, trend):
    progress = history.on(MON, WED, pain_before=first).on(21, 23, pain_before=last).review(days=28)
    assert progress.pain.trend is trend
    assert (progress.pain.first, progress.pain.last) == (first, last)
    assert ("pain rising" in flags(progress)) is (trend is PainTrend.MORE)
    assert ("less pain" in flags(progress)) is (trend is PainTrend.LESS)


def test_no_trend_from_one_session_or_from_weeks_that_overlap(history):
    history.on(MON, pain_before=1).on(21, 23, pain_before=3)
    assert history.review(days=28).pain.trend is PainTrend.UNKNOWN
    history.on(WED, pain_before=1)
    assert history.review(days=27).pain.trend is PainTrend.UNKNOWN
    assert history.review(days=28).pain.trend is PainTrend.MORE


def test_three_sessions_on_target_propose_one_thing(history):
    step = history.on(MON, WED, FRI).review().next_step
    assert step.ready
    assert step.met_on == (history.day(FRI),)
    assert step.options == (
        "Leg lift: 12 repetitions instead of 10",
        "Leg lift: hold 5 s instead of 3 s",
        "Leg lift: target 55° instead of 50°",
        "Bridge: 12 repetitions instead of 10",
    )


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ({"share": 0.7}, "Leg lift (left) 7 of 10 on 5 September"),
        ({"share": 1.3}, "Leg lift (left) 13 of 10 on 5 September"),
        ({"on_target": 0.7}, "Leg lift (left) 7 of 10 on target on 5 September"),
        ({"side": "right"}, "Leg lift (left) not measured on 5 September"),
        ({"pain_after": 4}, "pain 4 on 5 September"),
        ({"pain_before": 2, "pain_next_morning": 4}, "a flare on 5 September"),
        ({"pain_before": None}, "pain before not recorded on 5 September"),
        ({"pain_after": None}, "pain after not recorded on 5 September"),
        ({"pain_next_morning": None}, "pain of the next morning not recorded on 5 September"),
        ({"exertion": 7}, "exertion 7 on 5 September"),
        ({"exertion": None}, "exertion not recorded on 5 September"),
        ({"stopped_for_pain": True}, "stopped for pain on 5 September"),
    ],
)
def test_what_speaks_against_a_next_step(history, last, why):
    step = history.on(MON, WED).on(FRI, **last).review().next_step
    assert (step.ready, step.options, step.why_not) == (False, (), why)


def test_two_sessions_on_a_day_speak_against_it(history):
    assert history.on(MON, WED, FRI, FRI).review().next_step.why_not == "two sessions on 5 September"


def test_a_lower_limit_of_the_program_holds(history):
    history.on(MON, WED, FRI, pain_before=2, pain_after=2, pain_next_morning=2)
    assert history.review().next_step.ready
    assert not history.review(program=replace(history.program, pain_limit=1)).next_step.ready


def test_the_row_begins_anew(history):
    step = history.on(MON).on(WED, exertion=8).on(FRI, 7).review(days=14).next_step
    assert step.in_a_row == 2
    assert step.why_not == "2 of 3 sessions on target in a row; before that: exertion 8 on 3 September"


def test_at_most_weekly(history):
    history.on(MON, WED, FRI)
    assert not history.review(changed_on=history.day(0)).next_step.ready
    history.on(7)
    assert history.review(days=8, changed_on=history.day(0)).next_step.ready
    history.on(9, 11)
    assert history.review(days=14).next_step.met_on == (history.day(FRI), history.day(11))
    assert history.review(days=14, changed_on=history.day(FRI)).next_step.met_on == (history.day(11),)


def test_nobody_is_pushed_after_a_silent_week(history):
    step = history.on(MON, WED, FRI).review(days=12).next_step
    assert not step.ready
    assert step.why_not == "no session for 7 days"


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({"exercise": "bridge", "repetitions": 19}, 20),
        ({"repetitions_max": 11}, 11),
        ({"daily_cap": 22, "sets": 2}, 11),
        ({}, float("inf")),
    ],
)
def test_repetitions_are_not_raised_beyond_reason(history, changes, most):
    item = replace(history.items[0], **changes)
    assert most_repetitions(item, load_rules()) == most


def test_a_target_is_not_raised_above_the_ceiling(history):
    lifts, bridges = history.items
    history.program = replace(history.program, items=(replace(lifts, max_angle_deg=54.0), bridges))
    options = history.on(MON, WED, FRI).review().next_step.options
    assert [one for one in options if "target" in one] == []


def test_bridges_never_above_twenty_a_set(history):
    lifts, bridges = history.items
    history.program = replace(
        history.program, items=(replace(lifts, repetitions_max=10), replace(bridges, repetitions=19))
    )
    history.items = history.program.items
    for day in (MON, WED, FRI):
        history.on(day)
        one = history.sessions.pop()
        history.sessions.append(
            replace(one, exercises=tuple(replace(e, repetitions=e.prescribed.total) for e in one.exercises))
        )
    step = history.review().next_step
    assert not any("repetitions instead" in one for one in step.options)


def test_serious_things_come_first(history):
    history.on(MON, WED, pain_next_morning=3).on(FRI, stopped_for_pain=True, pain_after=5).tested(
        40, 41, 52, 53
    )
    progress = history.review(days=28)
    weights = [one.weight for one in progress.findings]
    assert weights == sorted(weights)
    assert flags(progress)[0] == "call the therapist"
    assert "lifts higher" in flags(progress)


def test_words_name_days_and_figures(history):
    history.on(MON, stopped_for_pain=True, pain_after=5).on(TUE, WED, FRI, FRI, share=1.5)
    progress = history.review()
    assert words(progress, "stopped for pain") == "1 of 5 sessions stopped for pain (1 September)."
    assert words(progress, "pain above the limit") == "Pain above the limit of 3 in 1 session (1 September)."
    assert words(progress, "more than prescribed") == (
        "More than prescribed: in 1 of 1 weeks, up to 7.0 sessions' worth where 3 are prescribed (week of"
        " 1 September); on 3 of 4 training days; twice on one day (5 September); most of all Leg lift (left),"
        " 15 repetitions of 10."
    )


def test_an_unmeasured_leg_is_told_and_not_called_missed(history):
    progress = history.on(MON, WED, side="right").on(FRI).review()
    assert words(progress, "left leg not always measured") == (
        "Left leg not measured in 2 of 3 sessions: not measured is not missed."
    )
    assert "below plan" not in flags(progress)


def test_who_has_not_come_for_a_week_is_pointed_out(history):
    assert "silent" not in flags(history.on(MON, WED, FRI).review(days=11))
    assert words(history.review(days=12), "silent") == "No session for 7 days, since 5 September."
