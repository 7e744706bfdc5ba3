"""What the commands show: consoles, progress, numbers, JSON."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 120
"""Columns where no terminal tells how many there are (a file, a pipe)."""


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
