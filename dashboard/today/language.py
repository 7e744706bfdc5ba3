"""The words of the page in the language of the browser."""

from collections.abc import Mapping
from functools import cache

import streamlit as st

from dashboard.words import LANGUAGES, dictionary, language_of, text
from dashboard.words.phrases import Value


def language() -> str:
    """Return the language that the browser asks for, or English."""
    return language_of(st.context.locale)


def t(key: str, **values: Value) -> str:
    """Return a text of the page, see `dashboard.words.text`."""
    return text(key, language(), **values)


def known(words: str) -> str:
    """Return what a template or a sample says of itself in the page's language; other words as they are."""
    key = _keys().get(words)
    return words if key is None else t(key)


@cache
def _keys() -> Mapping[str, str]:
    """Return the keys of what templates and samples say, by the English words."""
    english = dictionary(LANGUAGES[0])
    return {str(words): key for key, words in english.items() if key.startswith("known.")}
