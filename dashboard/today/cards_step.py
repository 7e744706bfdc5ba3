"""Today's program as cards: what, how much, how, and what is done already."""

import html

import streamlit as st

from dashboard.components import style
from dashboard.live.tasks import Task
from dashboard.programs import template, template_names
from dashboard.today import strap_step, try_step, who
from dashboard.today.day import Day
from dashboard.today.done_today import Share
from dashboard.today.dose import dose, leg, title
from dashboard.today.language import known, t
from dashboard.today.morning import advice_for
from dashboard.today.pictures import show_exercise
from dashboard.today.reporting import report
from dashboard.today.visit import Step, go, visit

MOST_REPETITIONS = 1000

_STYLE = """
.td-name { font-size: 1.3rem; font-weight: 650; line-height: 1.2; }
.td-leg { color: var(--rt-quiet); font-weight: 400; }
.td-dose { font-size: 1.1rem; margin: 0.3rem 0; }
.td-share { display: inline-block; border-left: 0.35rem solid var(--rt-line); padding: 0.1rem 0.6rem; }
.td-done { border-color: var(--rt-green); }
.td-partly, .td-self_reported { border-color: var(--rt-orange); border-left-style: double; }
"""
_MARKS = {Share.DONE: "✓ ", Share.PARTLY: "◐ ", Share.SELF_REPORTED: "✓ ", Share.TO_DO: ""}


def choose_program() -> None:
    """Ask for the first program."""
    st.title(t("today.title"))
    st.write(t("today.no_program"))
    with st.container(border=True, key="today_programs"):
        name = st.radio(
            t("today.choose_program"),
            template_names(),
            format_func=lambda one: known(template(one).title),
            captions=[known(template(one).label or "") for one in template_names()],
            index=None,
            key="today_program",
        )
        st.write(t("today.agreed_needed"))
        agreed = st.checkbox(t("today.agreed"), key="today_agreed")
        if st.button(
            t("today.next"), type="primary", key="today_follow", disabled=not (agreed and name is not None)
        ):
            assert name is not None
            who.follow(name, t("today.agreed"))
            st.rerun()
    with st.container(border=True, key="today_try"):
        try_step.offer("today_try_it")


def show(day: Day) -> None:
    """Show the cards and the way on."""
    style.add(_STYLE)
    st.title(t("card.heading"))
    if visit().trial:
        st.info(t("sensor.trial"), icon=":material/science:")
    else:
        for key in advice_for(day.person):
            if key != "half_dose" or not day.half:  # that is told with its reason
                st.warning(t(f"advice.{key}"), icon=":material/healing:")
        _half(day)
    rests = not any(task.item is not None for task in day.tasks)
    if rests or day.over:
        st.write(t("today.rest_day" if rests else "today.done_today"))
    for number, (task, share) in enumerate(zip(day.tasks, day.shares, strict=True)):
        _card(number, task, share, day)
    if day.over:
        if st.button(t("today.exercise_anyway"), key="today_all_the_same"):
            visit().all_the_same = True
            st.rerun()
    elif not rests and st.button(t("today.begin"), type="primary", key="today_begin"):
        _begin(day)


def _begin(day: Day) -> None:
    """Go on to the sensor; where timers guide everything, begin."""
    if not any(task.strap for task in day.to_do):
        strap_step.start(day)
    go(Step.STRAP if visit().trial else Step.SENSOR)


def _half(day: Day) -> None:
    """Say why today is half, and let the person choose all of it."""
    if day.flare is None or not day.tasks:
        return
    if day.half:
        before, after = day.flare
        st.info(
            t("half.why", before=before, after=after),
            icon=":material/trending_down:",
        )
    if st.button(t("half.all" if day.half else "half.half"), key="today_half"):
        visit().half = not day.half
        st.rerun()


def _card(number: int, task: Task, share: Share, day: Day) -> None:
    with st.container(border=True, key=f"today_card_{number}"):
        picture, words = st.columns([1, 2], vertical_alignment="center")
        with picture:
            show_exercise(task)
        with words:
            of_leg = f' <span class="td-leg">{html.escape(leg(task))}</span>' if leg(task) else ""
            half = f"<b>{html.escape(t('half.mark'))}</b> " if _is_half(task, day) else ""
            st.html(
                f'<div class="td-name" role="heading" aria-level="2">{html.escape(title(task))}{of_leg}</div>'
                f'<div class="td-dose">{half}{html.escape(dose(task))}</div>{_share(task, share, day)}'
            )
            if task.item is not None:
                _how(task)
                if not visit().trial and share in (Share.TO_DO, Share.PARTLY):
                    _without_sensor(number, task, day)


def _is_half(task: Task, day: Day) -> bool:
    return day.half and task.item is not None


def _share(task: Task, share: Share, day: Day) -> str:
    total = 0 if task.item is None else task.item.total
    done = sum(day.done.get((task.name, task.side), (0, 0)))
    words = t("card.partly", done=done, n=total) if share is Share.PARTLY else t(f"card.{share}")
    return f'<div class="td-share td-{share}">{_MARKS[share]}{html.escape(words)}</div>'


def _without_sensor(number: int, task: Task, day: Day) -> None:
    assert task.item is not None
    with st.popover(t("card.without_sensor")):
        left = max(1, task.item.total - sum(day.done.get((task.name, task.side), (0, 0))))
        count = st.number_input(
            t("card.without_sensor_how_many"), 1, MOST_REPETITIONS, left, key=f"today_said_{number}"
        )
        if st.button(t("today.next"), key=f"today_say_{number}"):
            report(day, task, int(count))
            st.rerun()
        st.caption(t("card.without_sensor_kept"))


def _how(task: Task) -> None:
    with st.expander(t("card.how")):
        st.write(t(f"setup.{task.name}"))
        st.write(t(f"movement.{task.name}"))
        if task.item is not None and task.item.note:
            st.write(known(task.item.note))
        st.write(f"**{t('card.check_yourself')}** {t(f'check_yourself.{task.name}')}")
        st.caption(t("card.sensor_cannot_see"))
