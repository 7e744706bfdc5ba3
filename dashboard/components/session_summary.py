"""The headline of a session: one look tells what was prescribed, what was done and what fell short."""

from pathlib import Path

import streamlit as st

from analysis.comparison import SessionComparison
from dashboard import program_view
from dashboard.program_view.findings import measurement
from dashboard.program_view.summary import summary_html
from dashboard.sessions.opened import OpenSession

STYLE = Path(program_view.__file__).with_name("program.css")


def show(session: OpenSession, comparison: SessionComparison, *, link: bool) -> None:
    """Show the headline.

    Parameters
    ----------
    session : OpenSession
    comparison : SessionComparison
    link : bool
        Whether a link to the program's page belongs below it.
    """
    show_style()
    measured = measurement(session.results)
    st.html(summary_html(comparison, measured, title=session.title, when=when(session)))
    if link:
        st.page_link(
            "app_pages/program.py", label="Item by item, against the program", icon=":material/checklist:"
        )


def show_style() -> None:
    """Add the styles of what is drawn here; once on a page is enough."""
    st.html(STYLE)


def when(session: OpenSession) -> str:
    """Return the local day of a session in words, empty when it is not known."""
    starts = [one.result.started_at for one in session.recordings if one.result.started_at is not None]
    if not starts:
        return ""
    day = min(starts).astimezone()
    return f"{day:%A} {day.day} {day:%B %Y}"
