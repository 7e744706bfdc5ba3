"""Where the strap goes, then the session begins."""

import streamlit as st

from dashboard.live.current import current_hub
from dashboard.live.plan import SensorChoice, SessionPlan, SimulationChoice, SourceChoice
from dashboard.live.reach import FoundSensor
from dashboard.today import who
from dashboard.today.day import Day
from dashboard.today.language import t
from dashboard.today.pictures import show_strap
from dashboard.today.safety import answers
from dashboard.today.sensor_step import show_worn
from dashboard.today.visit import Step, go, visit, window
from sensing.samples import SIDES

TRIAL_SPEED = 1.0
"""How fast the simulated person of a trial moves, times real time."""


def show(day: Day) -> None:
    """Show where the strap goes."""
    here = visit()
    both = not here.trial and set(here.worn) == set(SIDES)
    first = next((task.strap for task in day.to_do if task.strap is not None), None)
    st.title(t("strap.title"))
    for leg in SIDES if both else [first]:
        if leg is not None:
            _where(leg, None if here.trial else here.worn.get(leg if both else ""))
    st.write(t("strap.tight"))
    st.write(t("strap.stays") if both else t("strap.keep"))
    if visit().trial:
        st.info(t("sensor.trial"), icon=":material/science:")
    with st.container(horizontal=True):
        if st.button(t("strap.ready"), type="primary", key="today_strap_on"):
            start(day)
        if st.button(t("today.back"), key="today_strap_back"):
            go(Step.CARDS if visit().trial else Step.SENSOR)


def _where(leg: str, worn: FoundSensor | None) -> None:
    picture, words = st.columns([1, 1], vertical_alignment="center")
    with picture:
        show_strap(leg)
    with words:
        st.markdown(f"### {t('strap.where', side=leg)}")
        if worn is not None:
            show_worn(worn)


def _sources(day: Day) -> list[SourceChoice]:
    here = visit()
    if not any(task.strap for task in day.to_do):
        return []
    if not here.trial:
        return [SensorChoice(one.address, side or None) for side, one in here.worn.items()]
    if here.replayed is None:
        return [SimulationChoice(TRIAL_SPEED)]
    return [here.replayed.source(TRIAL_SPEED)]


def start(day: Day) -> None:
    """Begin the session, and show it."""
    here = visit()
    plan = SessionPlan(
        day.person.id,
        day.program,
        day.number,
        day.to_do,
        here.pain or 0,
        {**answers(here.flags), **day.check},
        trial=here.trial,
    )
    here.session = current_hub().start_session(who.viewer(), plan, _sources(day), window())
    go(Step.LIVE)
