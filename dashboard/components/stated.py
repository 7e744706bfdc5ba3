"""What a person states about the open session: repetitions done without the sensor, and the training day.

Kept while the server runs, apart for each session and for whoever states it: the page's address has a random
name for that, so that the page can be loaded again.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import streamlit as st

from analysis.comparison import SelfReport
from analysis.prescription import WEEKDAYS
from dashboard.components import address
from dashboard.sessions.opened import OpenSession
from dashboard.sessions.statements import Statement, Statements
from dashboard.sessions.store import CORRECTED

EVERY_DAY = "every"
"""Stated instead of a weekday: all exercises are due."""


@st.cache_resource(show_spinner=False)
def statements() -> Statements:
    """Return what was stated to this server."""
    return Statements()


def reports(session: OpenSession) -> tuple[SelfReport, ...]:
    """Return what was done without the sensor in this session."""
    return _said(session).reports


def set_reports(session: OpenSession, stated: tuple[SelfReport, ...]) -> None:
    """Keep what was done without the sensor in this session."""
    _keep(session, replace(_said(session), reports=stated))


def started(session: OpenSession) -> datetime | None:
    """Return the local time at which the session started, None when no recording says so."""
    starts = [one.result.started_at for one in session.recordings if one.result.started_at is not None]
    return min(starts).astimezone() if starts else None


def weekday(session: OpenSession) -> str:
    """Return the training day: the one stated, else that of the recording; `EVERY_DAY` when unknown."""
    start = started(session)
    known = EVERY_DAY if start is None else WEEKDAYS[start.weekday()]
    return _said(session).day or known


def set_weekday(session: OpenSession, name: str) -> None:
    """Keep the training day of this session: a member of `WEEKDAYS`, or `EVERY_DAY`."""
    _keep(session, replace(_said(session), day=name))


def day(session: OpenSession) -> date | None:
    """Return a date on the training day, in the week of the recording; None when every exercise is due."""
    name = weekday(session)
    if name == EVERY_DAY:
        return None
    start = started(session)
    week = date.min if start is None else start.date() - timedelta(days=start.weekday())  # both are Mondays
    return week + timedelta(days=WEEKDAYS.index(name))


def _said(session: OpenSession) -> Statement:
    return statements().get(address.stating(), _key(session))


def _keep(session: OpenSession, said: Statement) -> None:
    address.keep_stating(statements().keep(address.stating(), _key(session), said))


def _key(session: OpenSession) -> str:
    return ",".join(one.key.partition(CORRECTED)[0] for one in session.recordings)
