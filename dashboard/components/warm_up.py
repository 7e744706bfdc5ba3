"""Import what a session needs while a person is still choosing one."""

import importlib
import threading

import streamlit as st

MODULES = ("pandas", "pyarrow", "altair", "scipy.signal", "vqf", "analysis", "dashboard.review.chart_spec")
"""Together a second that would be waited for at the first session."""


@st.cache_resource(show_spinner=False)
def begin() -> None:
    """Import in the background, once in a server."""
    threading.Thread(target=_import_all, name="warm-up", daemon=True).start()


def _import_all() -> None:
    for name in MODULES:
        importlib.import_module(name)
