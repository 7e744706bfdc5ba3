"""The live view's own HTML, style and script, as they stand in the files beside this module."""

from functools import cache
from importlib import resources

SCRIPTS = ("clock", "figure", "voice", "link", "drawing", "actions", "view")
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
    """Return the script, one module: texts first."""
    words = resources.files("dashboard.words").joinpath("words.js").read_text("utf-8")
    return "\n".join((words, *(_read(f"{name}.js") for name in SCRIPTS)))


def _read(name: str) -> str:
    return resources.files("dashboard.today").joinpath("browser", name).read_text("utf-8")
