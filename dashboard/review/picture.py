"""The chart of a recording as a picture to keep: PNG or SVG, with title, units and date in it."""

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from dashboard.components.palette import STATUS_LOOKS
from dashboard.exercise_words import title
from dashboard.review.chart_axes import LIGHT
from dashboard.review.chart_data import ReviewData
from dashboard.review.chart_spec import FAR, Look, angle_spec
from dashboard.review.set_words import legend, limits
from dashboard.wording import clean, clock
from sensing.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

UNITS = (
    "Thigh angle in degrees over minutes:seconds. It equals hip flexion while pelvis and trunk stay upright."
)
LINES = MappingProxyType({"target": "—", "ceiling": "- -"})
WIDTH = 1200
PNG_SCALE = 2.0


def picture(
    data: ReviewData, look: Look, tables: "dict[str, pd.DataFrame]", kind: Literal["png", "svg"]
) -> bytes:
    """Draw the chart.

    Parameters
    ----------
    data : ReviewData
    look : Look
        What the detail shows; drawn in the light theme.
    tables : dict of str to DataFrame
        By the names that the specification uses.
    kind : {"png", "svg"}

    Raises
    ------
    MissingExtraError
        When vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("vl-convert-python", extra="dashboard", purpose="A picture") from error
    spec = _whole_spec(data, look, tables)
    if kind == "png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE))
    return str(vl_convert.vegalite_to_svg(spec)).encode()


def _whole_spec(data: ReviewData, look: Look, tables: "dict[str, pd.DataFrame]") -> dict[str, Any]:
    spec = json.loads(json.dumps(angle_spec(look._replace(dark=False, size=1.0))))
    for view in spec["vconcat"]:
        view["width"] = WIDTH
    for one in spec["params"]:
        if one["name"] == FAR:
            one["expr"] = "false"  # pictures are enlarged, so every point is drawn
    spec["datasets"] = {name: json.loads(one.to_json(orient="records")) for name, one in tables.items()}
    spec["background"] = LIGHT.ground
    spec["padding"] = 16
    spec["title"] = {
        "text": heading(data),
        "subtitle": [UNITS, legend_words(data)],
        "anchor": "start",
        "fontSize": 18,
        "subtitleFontSize": 13,
        "color": LIGHT.text,
        "subtitleColor": LIGHT.faint,
        "offset": 12,
    }
    return dict(spec)


def legend_words(data: ReviewData) -> str:
    """Return what the marks and lines mean, in one line: a picture is looked at without the page."""
    marks = (
        f"{STATUS_LOOKS[status].character} {count} {STATUS_LOOKS[status].word}"
        for status, count in legend(data.sets).items()
    )
    lines = (f"{LINES[kind]} {words}" for kind, words in limits(data.sets).items())
    others = (("◇ in doubt", data.doubtful()), ("grey stripes: no data", len(data.gap_rows) > 0))
    return " · ".join((*marks, *lines, *(words for words, there in others if there)))


def heading(data: ReviewData) -> str:
    """Return name, leg and local start of a recording."""
    result = data.opened.result
    parts = [clean(data.opened.name), clock(result.duration_s)]
    if result.side is not None:
        parts.append(f"{result.side} leg")
    if result.started_at is not None:
        parts.append(f"{result.started_at.astimezone():%Y-%m-%d %H:%M}")
    return ", ".join(parts)


def stretch_words(data: ReviewData, place: int | None) -> str:
    """Return what stretch of the recording a picture shows."""
    if place is None:
        return "whole recording"
    return f"set {place + 1}, {title(data.sets[place].set.exercise)}"


def safe_stem(name: str) -> str:
    """Return a file name's stem in which nothing but letters, digits, dot, dash and underscore is left."""
    stem = re.sub(r"(\.csv)?\.gz$|\.csv$|\.parquet$", "", name, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "_", stem).strip("._") or "recording"
