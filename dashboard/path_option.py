"""The type of every path on the command line."""

import os
from pathlib import Path

import click


class PathOption(click.Path):
    """A path; an empty text, such as that of an unset shell variable, is refused: it would be this folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path."""
        if value == "":
            self.fail("the name is empty.", param, ctx)
        return Path(value)
