"""What the commands show: consoles, progress, numbers, JSON."""

import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 120
"""Columns where no terminal tells how many there are (a file, a pipe)."""

MISSING = "-"
"""Shown for a measure that could not be taken."""


_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x9b[0-?]*[ -/]*[@-~]|\x1b")
"""ECMA-48: control sequences, operating system commands, and what is left of others."""


def make_console(*, err: bool = False) -> "Console":
    """Return a rich console on standard output, or on standard error; text is shown as it is, no markup."""
    import rich.console

    class PlainConsole(rich.console.Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 (called while a BrokenPipeError is handled; the command group ends quietly)

    stream = sys.stderr if err else sys.stdout
    unknown = not stream.isatty() and "COLUMNS" not in os.environ
    return PlainConsole(
        file=stream, markup=False, emoji=False, highlight=False, width=PLAIN_WIDTH if unknown else None
    )


def clean(text: str) -> str:
    """Return foreign text without what could write to a terminal: escape sequences and control characters."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in _ESCAPE.sub("", text))


def say(console: "Console", text: str) -> None:
    """Print a sentence wrapped to the width between words, the lines after the first set in."""
    import textwrap

    lines = textwrap.wrap(
        text, console.width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    for line in lines:
        console.print(line, soft_wrap=True)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on standard error if that is a terminal and there is more than one step.

    Gives the function to call after each step.
    """
    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import Progress

    with Progress(console=make_console(err=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def print_json(document: Any) -> None:  # noqa: ANN401 (any JSON value)
    """Write one JSON document; plain ASCII, so that no console can damage it."""
    click.echo(json.dumps(document, indent=2, allow_nan=False))


def number(value: float | None, digits: int = 0) -> str:
    """Format a measure, `MISSING` when it was not taken."""
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = round(value, digits) + 0.0  # no "-0"
    return f"{rounded:.{digits}f}"


def span(values: Iterable[float]) -> str:
    """Format the smallest and the largest of some measures as ``3 to 5``, one number when they agree."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return MISSING
    low, high = number(min(known)), number(max(known))
    return low if low == high else f"{low} to {high}"


def counted(count: int, noun: str) -> str:
    """Format a number of things: ``no sets``, ``1 set``, ``2 sets``."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def clock(seconds: float) -> str:
    """Format a time as ``m:ss``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
