"""Where the strap goes, then the session begins."""

import streamlit as st

from dashboard.live.hub import current_hub
from dashboard.live.plan import SensorChoice, SessionPlan, SimulationChoice, SourceChoice
from dashboard.today import who
from dashboard.today.day import Day
from dashboard.today.language import t
from dashboard.today.pictures import show_strap
from dashboard.today.safety import answers
from dashboard.today.visit import Step, go, visit

TRIAL_SPEED = 1.0
"""How fast the simulated person of a trial moves, times real time."""


def show(day: Day) -> None:
    """Show where the strap goes."""
    tasks = day.left if day.left else day.tasks
    leg = next((task.strap for task in tasks if task.strap is not None), None)
    st.title(t("strap.title"))
    if leg is not None:
        picture, words = st.columns([1, 1], vertical_alignment="center")
        with picture:
            show_strap(leg)
        with words:
            st.markdown(f"### {t('strap.where', side=leg)}")
            st.write(t("strap.tight"))
            st.write(t("strap.keep"))
    if visit().trial:
        st.info(t("sensor.trial"), icon=":material/science:")
    with st.container(horizontal=True):
        if st.button(t("strap.ready"), type="primary", key="today_strap_on"):
            _start(day)
            go(Step.LIVE)
        if st.button(t("today.back"), key="today_strap_back"):
            go(Step.CARDS if visit().trial else Step.SENSOR)


def _start(day: Day) -> None:
    here = visit()
    source: SourceChoice = SimulationChoice(TRIAL_SPEED) if here.trial else SensorChoice(here.sensor)
    plan = SessionPlan(
        day.person.id,
        day.program,
        day.number,
        day.left or day.tasks,
        here.pain or 0,
        answers(here.flags),
    )
    here.session = current_hub().start_session(who.viewer(), plan, [source])
