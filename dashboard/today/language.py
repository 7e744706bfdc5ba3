"""The words of the page in the language of the browser."""

import streamlit as st

from dashboard.words import language_of, text
from dashboard.words.phrases import Value


def language() -> str:
    """Return the language that the browser asks for, or English."""
    return language_of(st.context.locale)


def t(key: str, **values: Value) -> str:
    """Return a text of the page, see `dashboard.words.text`."""
    return text(key, language(), **values)
