"""What a benchmark prints of a table, and writes into a guide."""

import re
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sensing.errors import InputError
from support.options import print_json

WIDTH = 150
"""Of a printed table, in letters; narrower ones would be broken where no terminal is."""


def report(
    chosen: Namespace,
    document: object,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    guide: Path,
    block: str,
) -> None:
    """Print what was measured, and with ``--write`` put it into a guide.

    Parameters
    ----------
    chosen : Namespace
        Options from `support.options.options`.
    document : object
        Printed instead of the table with ``--json``.
    columns : sequence of str
    rows : sequence of sequence of str
    guide : Path
    block : str
        Name of its place in the guide.
    """
    if chosen.json:
        print_json(document)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    Console(width=WIDTH).print(table)
    if chosen.write:
        write_table(guide, block, columns, rows)


def write_table(path: Path, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put a table between ``<!-- generated: name -->`` and ``<!-- end -->`` in a Markdown file.

    Raises
    ------
    InputError
        When the file has no such block.
    """
    text = path.read_text("utf-8")
    block = re.compile(rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not block.search(text):
        raise InputError(f"has no block '{name}'", source=path, mend="Mark the place in the file")
    lines = [f"| {' | '.join(cells)} |" for cells in (columns, *rows)]
    lines.insert(1, f"|---|{'---:|' * (len(columns) - 1)}")
    body = "\n" + "\n".join(lines) + "\n\n"
    path.write_text(block.sub(lambda found: found[1] + body + found[2], text), "utf-8")
