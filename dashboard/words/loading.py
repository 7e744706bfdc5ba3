"""Reading the words of a language: ``NAME.toml`` beside this module, one file a language."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "de")
"""The first one is complete and stands in where another has no file."""

PLURAL_FORMS = {"one", "other"}

Entry = str | Mapping[str, str] | tuple[str, ...]
"""A text; its plural forms by name; or the list of spoken numbers."""


@cache
def dictionary(language: str) -> Mapping[str, Entry]:
    """Return every text of a language by its key, such as ``say.ready``; of English for an unknown one."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    text = resources.files("dashboard.words").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat(tomllib.loads(text))))


def language_of(locale: str | None) -> str:
    """Return the language for what a browser says of itself, such as ``de-AT``: English if none fits."""
    first = (locale or "").replace("_", "-").split("-")[0].strip().lower()
    return first if first in LANGUAGES else LANGUAGES[0]


def for_browser(language: str) -> dict[str, Any]:
    """Return the texts of a language as plain JSON: what ``words.js`` takes."""
    plain = {str: str, tuple: list}
    return {key: plain.get(type(entry), dict)(entry) for key, entry in dictionary(language).items()}


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, list):
            yield key, tuple(value)
        elif isinstance(value, str):
            yield key, value
        elif value.keys() <= PLURAL_FORMS:
            yield key, MappingProxyType(dict(value))
        else:
            yield from _flat(value, f"{key}.")
