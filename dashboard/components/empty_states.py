"""What a page shows when it has nothing to show: what is missing, and the way on."""

import html

import streamlit as st

from dashboard.components import address
from dashboard.sessions.examples import EXAMPLES, FIRST

REVIEW = "app_pages/review.py"
PROGRAM = "app_pages/program.py"


def no_session(key: str, *, lost: int = 0) -> None:
    """Say that no session is open, and offer an example and the place to open a recording.

    Parameters
    ----------
    key : str
        Of the page, for its buttons.
    lost : int
        Recordings that the address names and that are no longer in memory.
    """
    if lost:
        what = "This recording is" if lost == 1 else "These recordings are"
        st.subheader(f"{what} no longer open")
        st.write("The dashboard was restarted, or made room for others. Open the file again on Review.")
    else:
        st.subheader("No session is open")
        st.write("Open a recording of your own, or look at an example first.")
    with st.container(horizontal=True):
        if st.button("Show me an example", type="primary", key=f"{key}_example"):
            address.open_example(FIRST)
            st.rerun()
        if st.button("Open a recording", key=f"{key}_open"):
            address.close_session(page=REVIEW)


REVIEW_SHOWS = (
    ("What fell short", "what was prescribed, what was done, and what stands out"),
    ("Hip flexion over time", "every set by its name, every repetition by its mark"),
    ("How well it was measured", "beside every count, and what is in doubt"),
)
"""What the page Review tells of a session."""


def nothing_reviewed() -> None:
    """Say what Review will show, and offer an example to somebody without a recording."""
    shown = "".join(
        f"<li><strong>{html.escape(what)}</strong>: {html.escape(words)}.</li>"
        for what, words in REVIEW_SHOWS
    )
    st.subheader("What you will see", anchor=False)
    st.html(f'<ul class="rt-line rt-told">{shown}</ul>')
    if st.button("Show me an example", icon=":material/play_circle:", key="review_example"):
        address.open_example(FIRST)
        st.rerun()


def example_list(key: str, *, page: str = REVIEW) -> None:
    """List the examples, each with what there is to see and a button that opens it on a page.

    Parameters
    ----------
    key : str
        Of the page, for its buttons.
    page : str
        Where an example opens.
    """
    for name, example in EXAMPLES.items():
        with st.container(key=f"{key}_row_{name}", gap="xxsmall"):
            opened = st.button(
                example.title, key=f"{key}_{name}", type="tertiary", icon=":material/play_circle:"
            )
            st.html(f'<div class="rt-quiet">{html.escape(example.words)}</div>')
        if opened:
            address.open_example(name, page=page)
