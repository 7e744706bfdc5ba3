"""What stands at the foot of every page."""

import streamlit as st

from dashboard._version import __version__

CAUTION = "Uncertified prototype; not the sole basis for treatment decisions."


def show() -> None:
    """Show the caution and the version."""
    st.html(
        f'<footer class="rt-foot">{CAUTION} Everything stays on this computer. '
        f"Rehab tracker {__version__}.</footer>"
    )
