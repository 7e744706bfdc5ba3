"""The headline of a session: one look tells what was prescribed, what was done and what fell short."""

from pathlib import Path

import streamlit as st

from analysis.comparison import SessionComparison
from dashboard import program_view
from dashboard.components import address, stated
from dashboard.program_view.findings import measurement
from dashboard.program_view.summary import summary_html
from dashboard.sessions.opened import OpenSession

PROGRAM_PAGE = "app_pages/program.py"
STYLE = Path(program_view.__file__).with_name("program.css")


def show(session: OpenSession, comparison: SessionComparison, *, link: bool, assumed: bool) -> None:
    """Show the headline.

    Parameters
    ----------
    session : OpenSession
    comparison : SessionComparison
    link : bool
        Whether a small table of all exercises, and a link to the program's page with all of it, belong below;
        False on that page itself.
    assumed : bool
        Whether nobody chose the program.
    """
    show_style()
    measured, day = measurement(session.results), when(session)
    # A saved session is called by its day, which need not be said twice.
    title = "Saved session" if day and address.saved_id() is not None else session.title
    st.html(summary_html(comparison, measured, title=title, when=day, table=link, assumed=assumed))
    if link:
        st.page_link(PROGRAM_PAGE, label="Item by item, against the program", icon=":material/checklist:")


def show_style() -> None:
    """Add the styles of what is drawn here; once on a page is enough."""
    st.html(STYLE)


def when(session: OpenSession) -> str:
    """Return the local day of a session in words, empty when it is not known."""
    start = stated.started(session)
    return "" if start is None else f"{start:%A} {start.day} {start:%B %Y}"
