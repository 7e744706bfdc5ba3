"""A comparison as files: JSON as ``rehab analyze --json`` has it, and a CSV table of the exercises."""

import csv
import io
import json
import math

from analysis.comparison import ItemComparison, SessionComparison

COLUMNS = (
    "program", "number", "exercise", "side", "verdict", "prescribed_sets", "prescribed_repetitions", "sets",
    "repetitions", "on_target", "comparable", "above_ceiling", "to_confirm", "reported_sets",
    "reported_repetitions", "peak_angle_deg", "range_deg", "hold_s", "up_s", "down_s", "words",
)  # fmt: skip
"""Columns of the table; a row for each prescribed exercise and leg, then one for each piece of extra work."""


def comparison_json(comparison: SessionComparison) -> bytes:
    """Return the comparison as one JSON document."""
    return json.dumps(comparison.to_dict(), indent=2, allow_nan=False).encode()


def comparison_csv(comparison: SessionComparison) -> bytes:
    """Return the table; empty where nothing was measured or can be said."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for one in comparison.items:
        writer.writerow({"program": comparison.program, **_cells(one)})
    for extra in comparison.extras:
        done = ("sets", "repetitions") if extra.measured else ("reported_sets", "reported_repetitions")
        writer.writerow(
            {
                "program": comparison.program,
                "exercise": extra.exercise,
                "side": extra.side or "",
                "verdict": "beside the program",
                **dict(zip(done, (extra.sets, extra.repetitions), strict=True)),
                "words": extra.words,
            }
        )
    return text.getvalue().encode()


def _cells(one: ItemComparison) -> dict[str, object]:
    values: dict[str, object] = {
        "number": one.number,
        "exercise": one.exercise,
        "side": one.side,
        "verdict": str(one.verdict),
        "prescribed_sets": one.prescribed.sets,
        "prescribed_repetitions": one.prescribed.total,
        "reported_sets": one.reported_sets,
        "reported_repetitions": one.reported_repetitions,
        "words": one.words,
    }
    for name in COLUMNS:
        if name not in values and hasattr(one.done, name):
            value = getattr(one.done, name)
            missing = value is None or (isinstance(value, float) and not math.isfinite(value))
            values[name] = "" if missing else f"{value:.4g}" if isinstance(value, float) else value
    return values
