"""What stands at the foot of every page."""

import streamlit as st

from dashboard._version import __version__
from dashboard.words import text

CAUTION = text("today.prototype", "en")


def show(language: str = "en") -> None:
    """Show the caution and the version.

    Parameters
    ----------
    language : str
        Of the page, see `dashboard.words`.
    """
    words = " ".join(text(f"today.{name}", language) for name in ("prototype", "stays_here"))
    st.html(f'<footer class="rt-foot">{words} Rehab tracker {__version__}.</footer>')
