"""What a page shows when the program itself failed."""

import logging

import streamlit as st

_log = logging.getLogger(__name__)


def show(error: Exception) -> bool:
    """Say in the page that it could not be shown, and write the details to the terminal's log.

    Parameters
    ----------
    error : Exception
        What a page let through.

    Returns
    -------
    bool
        True: Streamlit needs to show nothing of its own.
    """
    _log.error("A page failed", exc_info=error)
    st.error(
        "**This page could not be shown.** This is a fault of the program; your recordings are unharmed. "
        "Load the page again. If it fails again, open another session, and report it with what stands in "
        "the terminal where the dashboard was started.",
        icon=":material/error:",
    )
    return True
