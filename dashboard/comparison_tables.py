"""A session held against its prescription, as a table and lines for a terminal."""

import re

from rich.console import Console
from rich.text import Text

from analysis.comparison import ItemComparison, SessionComparison, Verdict
from dashboard.exercise_words import dose, seen, title, which, words
from dashboard.session_tables import NAME_WIDTH, plain_table
from dashboard.terminal import say
from dashboard.wording import MISSING, clean

VERDICT_STYLES = {"done": "green", "partly": "yellow", "not_done": "red", "over": "magenta"}

_TOLD_BY_THE_TABLE = re.compile(r"(Not done: )?\d+ of \d+( sets?)?|\d+ (fewer|more|on target)")


def show_comparison(console: Console, comparison: SessionComparison, *, brief: bool = False) -> None:
    """Print done against prescribed; ``brief`` leaves out what was not measured."""
    heading = f"Program: {clean(comparison.title)}"
    label = f" ({clean(comparison.label)})" if comparison.label else ""
    console.print(Text(heading + label, style="bold"))
    items = [one for one in comparison.items if not (brief and one.verdict is Verdict.NOT_MEASURED)]
    table = plain_table()
    longest = max((len(clean(item.title)) for item in items), default=0)
    table.add_column("Exercise", overflow="fold", no_wrap=longest <= NAME_WIDTH)
    table.add_column("Leg", no_wrap=True)
    table.add_column("Prescribed")
    for name in ("Sets", "Reps", "On target"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for item in items:
        done, wanted = item.done, item.prescribed
        table.add_row(
            clean(item.title),
            item.side,
            dose(wanted),
            f"{seen(item, done.sets)} of {wanted.sets}",
            f"{seen(item, done.repetitions)} of {wanted.total}",
            MISSING if done.on_target is None else f"{done.on_target} of {done.comparable}",
            _verdict(item),
        )
    console.print(table)
    for item in items:
        if item.cautions or not all(map(_TOLD_BY_THE_TABLE.fullmatch, item.words.split("; "))):
            mark = "* " if item.cautions else "  "
            say(console, f"{mark}{clean(item.title)}{which(item.side)}: {clean(item.words)}")
    _show_rest(console, comparison)


def _show_rest(console: Console, comparison: SessionComparison) -> None:
    for extra in comparison.extras:
        name = f"{title(extra.exercise)}{which(extra.side)}"
        say(console, f"  Also done: {name}, {extra.repetitions} repetitions: {extra.words}")
    say(console, f"  Session: {words(comparison.verdict)}. {clean(comparison.words)}")
    for warning in comparison.warnings:
        say(console, f"  Warning: {clean(warning)}")
    for warning in comparison.program_warnings:
        say(console, f"  Program: {clean(warning)}")


def _verdict(item: ItemComparison) -> Text:
    """Return the verdict; a star, not only a colour, says that there is more to it."""
    if item.cautions:
        return Text(f"{words(item.verdict)} *", style="yellow")
    return Text(words(item.verdict), style=VERDICT_STYLES.get(item.verdict, ""))
