"""A session that another window steers: to be watched, stopped, or gone on with here."""

import streamlit as st

from dashboard.live.current import current_hub
from dashboard.live.messages import FORMS, Command, State
from dashboard.today import live_view, look_again, who
from dashboard.today.language import t
from dashboard.today.visit import window


def show(session: str) -> str:
    """Say that another window steers it, offer to go on here, and show it; return what is shown.

    Parameters
    ----------
    session : str
        The hub's name of it.
    """
    hub, viewer = current_hub(), who.viewer()
    snapshot, helm = hub.snapshot(viewer, session), hub.helm(viewer, session)
    plan = dict(hub.running(viewer))[session]
    st.title(t("watch.title"))
    asked = {State.PAIN: "watch.pain", State.DONE: "watch.done", State.FAILED: "watch.done"}
    said = asked.get(snapshot.state, "watch.elsewhere" if helm.present else "watch.left")
    st.info(t(said), icon=":material/devices:")
    st.button(
        t("watch.take"),
        type="secondary" if helm.present else "primary",
        icon=":material/login:",
        key="today_take",
        on_click=lambda: helm.take(window()),
    )
    if snapshot.state in FORMS:
        look_again.show(session, snapshot.state, steers=False)
        return f"watch {snapshot.state}"
    live_view.show(
        session,
        hub.token(viewer, session),
        plan.tasks,
        lambda command: hub.command(viewer, session, command) if command is Command.STOP else None,
        watching=True,
    )
    st.caption(t("watch.help"))
    return "watch"
