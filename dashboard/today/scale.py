"""A scale from 0 to 10 as large buttons."""

import streamlit as st

from dashboard.components import style

STEPS = range(11)

_STYLE = """
[class*="st-key-scale_"] button { min-height: 3.2rem; min-width: 3.2rem; justify-content: center; }
[class*="st-key-scale_"] button * { font-size: 1.25rem; }
"""


def show(label: str, ends: str, key: str) -> int | None:
    """Ask for a number.

    Parameters
    ----------
    label : str
        The question.
    ends : str
        What 0 and 10 mean.
    key : str

    Returns
    -------
    int or None
        None: not answered yet.
    """
    style.add(_STYLE)
    with st.container(key=f"scale_{key}"):
        chosen = st.pills(label, STEPS, key=f"today_{key}", wrap=True)
        st.caption(ends)
    return None if chosen is None else int(chosen)
