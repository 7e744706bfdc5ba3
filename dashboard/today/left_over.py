"""What a crash or the end of the server left of a session: to be saved, or left out.

Of a trial nothing is offered: nobody exercised, and it can be begun anew.
"""

import html

import streamlit as st

from dashboard.live.current import current_hub
from dashboard.live.unsaved import Interrupted
from dashboard.today import who
from dashboard.today.language import known, t
from dashboard.today.visit import saved_as


def show() -> None:
    """Offer each session that was cut short."""
    cut_off = current_hub().cut_off
    for one in cut_off.all(who.viewer()):
        if who.is_trial(one.patient_id):
            cut_off.discard(who.viewer(), one.id)
            continue
        with st.container(border=True, key=f"today_left_{one.id}"):
            st.write(f"**{t('today.unfinished')}**")
            st.html(f'<p class="rt-quiet">{html.escape(_about(one))}</p>')
            with st.container(horizontal=True):
                if st.button(t("today.unfinished_continue"), type="primary", key=f"today_keep_{one.id}"):
                    saved_as(cut_off.save(who.viewer(), one.id))
                    st.rerun()
                if st.button(t("today.unfinished_discard"), key=f"today_drop_{one.id}"):
                    cut_off.discard(who.viewer(), one.id)
                    st.rerun()


def _about(one: Interrupted) -> str:
    when = f"{one.started_at.astimezone():%Y-%m-%d %H:%M}"
    return " · ".join((known(one.title), when, t("card.repetitions", n=one.repetitions)))
