"""A form does not hear of the session by itself: it looks now and then whether it is still the right one."""

import streamlit as st

from dashboard.live.current import current_hub
from dashboard.live.messages import State
from dashboard.today import who
from dashboard.today.visit import window

LOOK_AGAIN_S = 5.0
"""While the page asks something, the session can go on by itself: a time is over, another page answered."""


@st.fragment(run_every=LOOK_AGAIN_S)
def show(session: str, state: State, *, steers: bool) -> None:
    """Run the page again when the session went on, is saved, or is steered by another window.

    Parameters
    ----------
    session : str
        The hub's name of it.
    state : State
        That the page shows.
    steers : bool
        Whether this window steers.
    """
    hub, viewer = current_hub(), who.viewer()
    if session not in dict(hub.running(viewer)):
        st.rerun()
    helm = hub.helm(viewer, session)
    helm.looked(window())
    if helm.held_by(window()) is not steers or hub.snapshot(viewer, session).state is not state:
        st.rerun()
