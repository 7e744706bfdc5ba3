"""The records of this computer, and who looks at them."""

import streamlit as st

from dashboard.records.store import Store, open_store
from dashboard.records.viewer import LOCAL_USER, Viewer


@st.cache_resource(show_spinner=False, on_release=lambda store: store.close())
def store() -> Store:
    """Return the records in the user's data folder.

    Raises
    ------
    RecordsError
        When they cannot be used.
    """
    return open_store()


def viewer() -> Viewer:
    """Return who looks at the page."""
    return LOCAL_USER
