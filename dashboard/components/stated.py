"""What a person states about the open session: repetitions done without the sensor, and the training day.

Kept for as long as the page is open in the browser, and apart for each session.
"""

from datetime import date, datetime, timedelta

import streamlit as st

from analysis.comparison import SelfReport
from analysis.prescription import WEEKDAYS
from dashboard.sessions.opened import OpenSession

EVERY_DAY = "every"
"""Stated instead of a weekday: all exercises are due."""

_REPORTS = "stated_reports"
_DAYS = "stated_days"


def reports(session: OpenSession) -> tuple[SelfReport, ...]:
    """Return what was done without the sensor in this session."""
    found: tuple[SelfReport, ...] = st.session_state.get(_REPORTS, {}).get(_key(session), ())
    return found


def set_reports(session: OpenSession, stated: tuple[SelfReport, ...]) -> None:
    """Keep what was done without the sensor in this session."""
    st.session_state[_REPORTS] = {**st.session_state.get(_REPORTS, {}), _key(session): stated}


def started(session: OpenSession) -> datetime | None:
    """Return the local time at which the session started, None when no recording says so."""
    starts = [one.result.started_at for one in session.recordings if one.result.started_at is not None]
    return min(starts).astimezone() if starts else None


def weekday(session: OpenSession) -> str:
    """Return the training day: the one stated, else that of the recording; `EVERY_DAY` when unknown."""
    start = started(session)
    known = EVERY_DAY if start is None else WEEKDAYS[start.weekday()]
    return str(st.session_state.get(_DAYS, {}).get(_key(session), known))


def set_weekday(session: OpenSession, name: str) -> None:
    """Keep the training day of this session: a member of `WEEKDAYS`, or `EVERY_DAY`."""
    st.session_state[_DAYS] = {**st.session_state.get(_DAYS, {}), _key(session): name}


def day(session: OpenSession) -> date | None:
    """Return a date on the training day, in the week of the recording; None when every exercise is due."""
    name = weekday(session)
    if name == EVERY_DAY:
        return None
    start = started(session)
    week = date.min if start is None else start.date() - timedelta(days=start.weekday())  # both are Mondays
    return week + timedelta(days=WEEKDAYS.index(name))


def _key(session: OpenSession) -> str:
    return ",".join(one.key for one in session.recordings)
