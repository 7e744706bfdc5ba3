"""A session whose sensor never answered: nothing was done, so nothing is asked or saved."""

import streamlit as st

from dashboard.live.hub import Hub
from dashboard.live.messages import Snapshot, State
from dashboard.today import who
from dashboard.today.language import t
from dashboard.today.visit import Step, go, start_over, visit


def show(hub: Hub, session: str, snapshot: Snapshot) -> bool:
    """Say why, and offer to look again, if nothing was done; return whether.

    Parameters
    ----------
    hub : Hub
    session : str
        The hub's name of it.
    snapshot : Snapshot
    """
    if snapshot.state is not State.FAILED:
        return False
    log = hub.log(who.viewer(), session)
    if log.repetitions or log.confirmations or len(log.pain) > 1:  # the first is that before
        return False
    st.title(t("sensor.title"))
    st.warning(t("sensor.failed"), icon=":material/sensors_off:")
    if snapshot.message is not None:
        st.caption(str(snapshot.message.values.get("reason", "")))
    with st.container(horizontal=True):
        if st.button(t("sensor.look_again"), type="primary", key="today_failed_again"):
            hub.discard(who.viewer(), session)
            if visit().pain is None and not visit().trial:  # another page asked the questions
                start_over()
                st.rerun()
            go(Step.CARDS if visit().trial else Step.SENSOR)
        if st.button(t("stopped.end_today"), key="today_failed_end"):
            hub.discard(who.viewer(), session)
            start_over()
            st.rerun()
    return True
