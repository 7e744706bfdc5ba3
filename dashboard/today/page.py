"""Which step the page shows."""

import streamlit as st

from dashboard.components import style
from dashboard.live.current import current_hub
from dashboard.today import (
    after_step,
    cards_step,
    check_step,
    left_over,
    live_step,
    sensor_step,
    strap_step,
    top,
    who,
)
from dashboard.today.day import Day, of_person, of_trial
from dashboard.today.language import t
from dashboard.today.visit import PREPARING, Step, remember, start_over, visit
from sensing.errors import RehabError

_STYLE = """
.stMain .stButton button { min-height: 3.2rem; padding-inline: 1.4rem; }
.stMain .stCheckbox label, .stMain .stRadio label { min-height: 2.6rem; align-items: center; }
.stMain .stCheckbox label *, .stMain .stRadio label * { white-space: normal; overflow: visible; }
"""
"""Targets large enough for a hand that shakes."""


def show() -> None:
    """Show the step that this person is at; an error in one line, with the way back."""
    style.add(_STYLE)
    remember()
    try:
        _show()
    except RehabError as error:
        st.error(str(error), icon=":material/error:")
        st.button(t("today.back"), key="today_after_error", on_click=start_over)


def _show() -> None:
    under_way = dict(current_hub().running(who.viewer()))
    if under_way:
        session = visit().session if visit().session in under_way else next(iter(under_way))
        visit().session = session
        top.show(f"{session} {live_step.show(session, under_way[session])}")
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
