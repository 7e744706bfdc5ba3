"""The live view's own HTML, style and script, as they stand in the files beside this module."""

from functools import cache
from importlib import resources

SCRIPTS = ("clock", "voice", "link", "drawing", "actions", "view")
"""In this order: each uses what stands before it, the last one is the component."""


@cache
def html() -> str:
    """Return the markup, without any words."""
    return _read("live.html")


@cache
def css() -> str:
    """Return the style; it uses the tokens of `dashboard.components.style`."""
    return _read("live.css")


@cache
def javascript() -> str:
    """Return the script, one module: finding a text and turning the side view come first."""
    own = (_read(f"{name}.js") for name in SCRIPTS)
    words, figure = _of("dashboard.words", "words.js"), _of("dashboard.pictures", "live_view.js")
    return "\n".join((words, figure, *own))


def _read(name: str) -> str:
    return _of("dashboard.today", f"browser/{name}")


def _of(package: str, name: str) -> str:
    return resources.files(package).joinpath(*name.split("/")).read_text("utf-8")
