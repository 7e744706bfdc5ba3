"""Parts of guides that are written by a program."""

import re
from collections.abc import Sequence
from pathlib import Path

from sensing.errors import InputError


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
