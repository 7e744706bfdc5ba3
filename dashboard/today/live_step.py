"""The session under way: the live view, and the forms where the hub waits for an answer."""

from functools import partial

import streamlit as st

from dashboard.live.current import current_hub
from dashboard.live.hub import Hub
from dashboard.live.messages import Command, Snapshot, State
from dashboard.live.plan import SessionPlan
from dashboard.today import after_step, live_view, look_again, scale, who
from dashboard.today.language import t
from dashboard.today.visit import window


def show(session: str, plan: SessionPlan) -> str:
    """Show where the session is, and return what is shown: a form's state, or "live".

    Parameters
    ----------
    session : str
        The hub's name of it.
    plan : SessionPlan
    """
    hub = current_hub()
    snapshot = hub.snapshot(who.viewer(), session)
    hub.helm(who.viewer(), session).looked(window())
    match snapshot.state:
        case State.PAIN:
            _ask_pain(hub, session, snapshot)
        case State.DONE | State.FAILED:
            after_step.ask(hub, session, plan, snapshot)
        case _:
            token = hub.token(who.viewer(), session)
            live_view.show(session, token, plan.tasks, partial(_obey, session))
            return "live"
    look_again.show(session, snapshot.state, steers=True)
    return str(snapshot.state)


def _obey(session: str, command: Command) -> None:
    hub = current_hub()
    if hub.helm(who.viewer(), session).obeys(command, window()):
        hub.command(who.viewer(), session, command)


def _ask_pain(hub: Hub, session: str, snapshot: Snapshot) -> None:
    stopped = snapshot.message is None or snapshot.message.key != "pain.after_exercise"
    st.title(t("stopped.title" if stopped else "say.exercise_done"))
    if stopped:
        st.write(t("stopped.lead"))
    if snapshot.timer_left_s is not None:
        st.write(f"**{t('stopped.wait', minutes=max(1, round(snapshot.timer_left_s / 60.0)))}**")
    asked = len(hub.log(who.viewer(), session).pain)  # each time anew, whatever is said meanwhile
    question = t("pain.after_stop" if stopped else "pain.after_exercise")
    score = scale.show(question, t("pain.scale"), f"pain_{session}_{asked}")
    sharp = st.checkbox(t("pain.sharp"), key=f"today_sharp_{session}_{asked}")
    with st.container(horizontal=True):
        said = st.button(t("today.next"), type="primary", key="today_pain_said")
        if said and score is not None:
            hub.answer_pain(who.viewer(), session, score, sharp=sharp)
            st.rerun()
        if st.button(t("stopped.end_today"), key="today_pain_end"):
            if score is not None:
                hub.answer_pain(who.viewer(), session, score, sharp=sharp)
            hub.command(who.viewer(), session, Command.FINISH)
            st.rerun()
    if said:
        st.warning(t("pain.answer_needed"), icon=":material/help:")
    st.caption(t("today.nobody_watching"))
