"""The type of every length of time on the command line."""

import math
from typing import Any

import click


class SecondsOption(click.FloatRange):
    """Seconds within a range; "nan" and "inf" are numbers to Python, and no length of time."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 (as click has it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the seconds."""
        seconds = float(super().convert(value, param, ctx))
        if not math.isfinite(seconds):
            self.fail(f"{value} is no length of time.", param, ctx)
        return seconds
