"""Which step the page shows."""

import streamlit as st

from dashboard.components import style
from dashboard.live.current import current_hub
from dashboard.records.saved import saved_session
from dashboard.today import (
    after_step,
    cards_step,
    check_step,
    left_over,
    live_step,
    sensor_step,
    strap_step,
    top,
    watch_step,
    who,
)
from dashboard.today.day import Day, of_person, of_trial
from dashboard.today.language import t
from dashboard.today.visit import PREPARING, Step, remember, saved_as, start_over, visit, window
from sensing.errors import RehabError

_STYLE = """
.stMain .stButton button { min-height: 3.2rem; padding-inline: 1.4rem; }
.stMain .stCheckbox label, .stMain .stRadio label { min-height: 2.6rem; align-items: center; }
.stMain .stCheckbox label *, .stMain .stRadio label * { white-space: normal; overflow: visible; }
@media (max-height: 950px), (max-width: 640px) { .stMainBlockContainer { padding-top: 4.2rem; } }
"""
"""Targets large enough for a hand that shakes; no room above where the window is low."""


def show() -> None:
    """Show the step that this person is at; an error in one line, with the way back."""
    style.add(_STYLE)
    try:
        _show()
    except RehabError as error:
        st.error(str(error), icon=":material/error:")
        st.button(t("today.back"), key="today_after_error", on_click=start_over)


def _show() -> None:
    hub, viewer = current_hub(), who.viewer()
    under_way = dict(hub.running(viewer))
    own = next((one for one in under_way if hub.helm(viewer, one).held_by(window())), None)
    if own is not None:
        visit().session, visit().step, visit().trial = own, Step.LIVE, under_way[own].trial
    elif visit().step is Step.LIVE and visit().session not in under_way:
        _ended_elsewhere()
    remember()
    if own is not None:
        top.show(f"{own} {live_step.show(own, under_way[own])}")
        return
    of_others = next((one for one, plan in under_way.items() if not plan.trial), None)
    if of_others is not None:
        top.show(f"{of_others} {watch_step.show(of_others)}")
        return
    top.show(f"{visit().step} {visit().trial}")
    match visit().step:
        case Step.REFUSED:
            check_step.show_refusal()
        case Step.SUMMARY:
            after_step.show()
        case step if step in PREPARING:
            _prepare()
        case _:
            left_over.show()
            check_step.show()


def _ended_elsewhere() -> None:
    """Go on after a session that another window ended: to its summary where it was saved."""
    try:
        saved_session(who.store(), who.viewer(), visit().session)
    except RehabError:
        start_over()
    else:
        saved_as(visit().session)


def _prepare() -> None:
    day = _day()
    if day is None:
        cards_step.choose_program()
    elif visit().step is Step.SENSOR:
        sensor_step.show(day)
    elif visit().step is Step.STRAP:
        strap_step.show(day)
    else:
        cards_step.show(day)


def _day() -> Day | None:
    """Return what there is to do, None while there is no program."""
    if visit().trial:
        return of_trial(visit().replayed)
    person = who.me()
    version = None if person is None else who.program_of(person)
    if person is None or version is None:
        return None
    return of_person(person, version, again=visit().all_the_same, half=visit().half)
