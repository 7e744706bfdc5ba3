"""One repetition over the others of its set: curves from the start of each, and the chart that draws them."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import altair as alt

from dashboard.components.palette import BLUE, SKY
from dashboard.drawing import one_at_a_time
from dashboard.review.chart_axes import angle_axis, ink_of
from dashboard.review.chart_data import RepetitionAt, ReviewData
from dashboard.review.curve import ANGLE, TIME
from dashboard.review.downsample import simplify

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 340
FINEST_SHARE = 0.003
"""Tolerance of the curves as a share of the range: less than a pixel."""

AROUND_S = 0.5
"""Shown before the start and after the end of a repetition."""


def curve_tables(data: ReviewData, chosen: int) -> "dict[str, pd.DataFrame]":
    """Return the tables of the chart by name; times count from the start of each repetition."""
    import pandas as pd

    one = data.repetitions[chosen]
    others = [_curve(data, data.repetitions[i]) for i in data.of_set(one.place) if i != chosen]
    rep = one.repetition
    hold = pd.DataFrame({"from_s": [rep.up_s], "to_s": [rep.up_s + rep.hold_s], "words": ["hold"]}).dropna()
    limits = data.limit_rows
    own = limits[limits["start_s"] == one.set.set.start_s]
    empty = pd.DataFrame({"rep": [], TIME: [], ANGLE: []})
    return {
        "others": pd.concat(others, ignore_index=True) if others else empty,
        "chosen": _curve(data, one),
        "hold": hold,
        "limits": own[["angle_deg", "kind", "words"]],
    }


def _curve(data: ReviewData, one: RepetitionAt) -> "pd.DataFrame":
    import pandas as pd

    rep = one.repetition
    time_s, angle = data.curve.between(rep.start_s - AROUND_S, rep.end_s + AROUND_S)
    kept = simplify(time_s, angle, FINEST_SHARE * rep.range_deg)
    return pd.DataFrame({"rep": one.nth + 1, TIME: time_s[kept] - rep.start_s, ANGLE: angle[kept]})


@lru_cache(maxsize=4)
@one_at_a_time
def curves_spec(*, dark: bool, size: float) -> dict[str, Any]:
    """Return the specification of the chart, in Vega-Lite; dark and size as in `chart_spec.Look`."""
    ink = ink_of(dark=dark, size=size)
    strong, letters = SKY if dark else BLUE, ink.px(13)
    time = (
        alt.X(f"{TIME}:Q", title="seconds from the start")
        .scale(nice=False)
        .axis(
            grid=False, labelColor=ink.text, labelFontSize=letters, titleColor=ink.text, titleFontSize=letters
        )
    )
    y = alt.Y(f"{ANGLE}:Q", title=None, axis=angle_axis(ink)).scale(zero=False)
    held = _data("hold").mark_rect(fill=strong, fillOpacity=0.16).encode(x=alt.X("from_s:Q"), x2="to_s:Q")
    told = _data("hold").mark_text(
        align="left", baseline="bottom", dx=4, dy=-4, color=ink.text, fontSize=letters
    )
    limits = _data("limits").mark_rule(strokeWidth=ink.px(1.5), color=ink.text, opacity=0.75)
    names = _data("limits").mark_text(
        align="right", baseline="top", dy=3, dx=-4, color=ink.text, fontSize=letters
    )
    dash = alt.condition(alt.datum.kind == "ceiling", alt.value([5, 4]), alt.value([1, 0]))
    others = _data("others").mark_line(strokeWidth=ink.px(1), color=ink.faint, opacity=0.45)
    chosen = _data("chosen").mark_line(strokeWidth=ink.px(3), color=strong)
    chart = alt.layer(
        held,
        told.encode(x="from_s:Q", y=alt.value("height"), text="words:N"),
        limits.encode(y=y, strokeDash=dash),
        names.encode(y=y, x=alt.value("width"), text="words:N"),
        others.encode(x=time, y=y, detail="rep:N"),
        chosen.encode(x=time, y=y),
    )
    chart = chart.properties(height=ink.px(HEIGHT)).configure_view(strokeOpacity=0)
    return dict(chart.to_dict(validate=False))


def curves_words(data: ReviewData, chosen: int) -> str:
    """Return what the chart shows, for those who do not see it."""
    one = data.repetitions[chosen]
    rep = one.repetition
    return (
        f"Thigh angle of repetition {one.nth + 1} over the {len(one.set.statuses) - 1} others of its set: "
        f"out for {rep.up_s:.1f}, held for {rep.hold_s:.1f}, back for {rep.down_s:.1f} seconds"
    ).replace("nan", "unknown")


def _data(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))
