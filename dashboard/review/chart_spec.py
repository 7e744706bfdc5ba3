"""The chart of a recording as a Vega-Lite specification: a detail, and an overview that moves its window.

The window is moved in the browser alone, so panning asks nobody. Data are named, never part of the
specification: the page sends them beside it, and what changes in them is exchanged without drawing anew.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt

from dashboard.components.palette import BLUE, PURPLE, SKY, STATUS_LOOKS
from dashboard.drawing import one_at_a_time
from dashboard.review.chart_axes import Frame, Ink, ink_of
from dashboard.review.chart_data import Window
from dashboard.review.curve import LONGEST_STEP_S, OVERVIEW_POINTS

PICK, SHOWN = "pick", "shown"
"""Names of the selections: a repetition, and the stretch of time that the detail shows."""

DETAIL_HEIGHT, OVERVIEW_HEIGHT = 300, 56
LABEL_PX = 7.5
"""About the width of a letter in a label, at a desk."""

FROM, TO, FAR, NEAR_TO = "from_s", "to_s", "far", "near_to_s"
"""Names of the parameters that follow the window, worked out once at each move instead of for each row: which
rows reach into it; whether the overview has a point for each column of it, so that its few points are drawn
instead of the many of the curve; and up to where those are drawn: nowhere, then."""

_FOLLOWING = {
    FROM: f"({SHOWN}.time_s ? {SHOWN}.time_s[0] : first_s) - {LONGEST_STEP_S}",
    TO: f"({SHOWN}.time_s ? {SHOWN}.time_s[1] : last_s) + {LONGEST_STEP_S}",
    FAR: f"({TO} - {FROM}) * {OVERVIEW_POINTS} > (last_s - first_s) * width",
    NEAR_TO: f"{FAR} ? {FROM} : {TO}",
}


class Look(NamedTuple):
    """What the specification depends on.

    Attributes
    ----------
    window : Window
        What the detail shows at first.
    whole : Window
        The whole recording.
    low_deg, high_deg : float
        Range of the angle.
    dark : bool
        Theme.
    size : float
        How much larger everything is drawn than at a desk.
    turn : int
        Changes when the window is to be set again although it is the same.
    """

    window: Window
    whole: Window
    low_deg: float
    high_deg: float
    dark: bool = False
    size: float = 1.0
    turn: int = 0


def angle_spec(look: Look) -> dict[str, Any]:
    """Return the specification of overview and detail.

    Data: ``curve``, ``overview``, ``sets``, ``gaps``, ``limits``, ``marks``, ``chosen``, with the columns of
    `ReviewData`.
    """
    template = angle_template(dark=look.dark, size=look.size)
    values: dict[str, Any] = {
        SHOWN: {"x": [look.window.start_s, look.window.end_s]},
        "first_s": look.whole.start_s,
        "last_s": look.whole.end_s,
        "low_deg": look.low_deg,
        "high_deg": look.high_deg,
    }
    return {
        **template,
        "params": [
            {**one, "value": values[one["name"]]} if one["name"] in values else one
            for one in template["params"]
        ],
        "usermeta": {"turn": look.turn, "embedOptions": {"renderer": "canvas"}},
    }


@lru_cache(maxsize=4)
@one_at_a_time
def angle_template(*, dark: bool, size: float) -> dict[str, Any]:
    """Return the specification without the values that differ from recording to recording.

    Building one takes Altair a fifth of a second.
    """
    ink = ink_of(dark=dark, size=size)
    window = alt.selection_interval(
        name=SHOWN,
        encodings=["x"],
        value={"x": [0, 1]},
        zoom=False,  # the wheel scrolls the page
        mark=alt.BrushConfig(fill=BLUE, fillOpacity=0.18, stroke=BLUE, strokeOpacity=1, cursor="ew-resize"),
    )
    detail = _detail(window, ink, SKY if dark else BLUE).properties(
        height=ink.px(DETAIL_HEIGHT), name="detail"
    )
    overview = _overview(window, ink).properties(height=ink.px(OVERVIEW_HEIGHT), name="overview")
    chart = alt.vconcat(detail, overview, spacing=8).resolve_scale(color="independent", shape="independent")
    # Words for each point of a line are heard by nobody, and would take half the time of drawing.
    chart = (
        chart.configure(aria=False)
        .configure_view(strokeOpacity=0)
        .properties(padding={"left": 0, "right": 0, "top": 0, "bottom": 0})
    )
    bounds = (alt.param(name=name, value=0) for name in ("first_s", "last_s", "low_deg", "high_deg"))
    following = (alt.param(name=name, expr=expression) for name, expression in _FOLLOWING.items())
    return dict(chart.add_params(*bounds, *following).to_dict(validate=False))


def _detail(window: alt.Parameter, ink: Ink, colour: str) -> alt.LayerChart | alt.FacetChart:
    """Return the layers of the detail, those behind first; what takes the pointer lies on top."""
    frame = Frame(ink, window)
    near = f"datum.time_s < {NEAR_TO} && datum.time_s > {FROM}"
    lines = (
        _line(name, frame)
        .mark_line(clip=True, strokeWidth=ink.px(1.6), color=colour, strokeJoin="round")
        .transform_filter(shown)
        for name, shown in (("curve", near), ("overview", FAR))
    )
    return alt.layer(
        *_bands(frame),
        *lines,
        *_limits(frame),
        *_repetitions(frame),
        *_names(frame),
        _pointer(frame),
    )


def _overview(window: alt.Parameter, ink: Ink) -> alt.LayerChart | alt.FacetChart:
    """Return the whole recording at a glance, with the window to be moved."""
    frame = Frame(ink)
    start, end = frame.x("start_s"), alt.X2("end_s")
    numbers = _data("sets").mark_text(
        align="left", baseline="top", dx=3, dy=3, y=0, color=ink.text, fontSize=ink.px(12), clip=True
    )
    seen = _fits("number", _room("overview", _start_px("overview"), "next_s"), ink)
    line = _line("overview", frame).mark_line(strokeWidth=ink.px(0.8), color=ink.faint)
    return alt.layer(
        _data("sets").mark_rect(color=ink.text, opacity=0.12).encode(x=start, x2=end),
        _data("gaps").mark_rect(color=ink.faint, opacity=0.5).encode(x=start, x2=end),
        line.add_params(window),
        numbers.encode(x=start, text="number:N", opacity=_if(seen)),
    )


def _bands(frame: Frame) -> tuple[alt.Chart, ...]:
    """Return sets as shaded bands, doubtful ones dashed, and stretches without data."""
    doubtful = alt.datum.doubtful
    sets = _data("sets").mark_rect(clip=True, strokeDash=[4, 3])
    sets = sets.encode(
        x=frame.x("start_s"),
        x2="end_s:Q",
        fill=alt.condition(doubtful, alt.value(PURPLE), alt.value(frame.ink.text)),
        fillOpacity=alt.condition(doubtful, alt.value(0.1), alt.value(0.07)),
        stroke=alt.condition(doubtful, alt.value(PURPLE), alt.value("transparent")),
    )
    gaps = _data("gaps").mark_rect(
        clip=True,
        fill=frame.ink.faint,
        fillOpacity=0.3,
        stroke=frame.ink.faint,
        strokeDash=[2, 2],
        strokeWidth=1,
    )
    told = _data("gaps").mark_text(
        clip=True,
        color=frame.ink.text,
        fontSize=frame.ink.px(12),
        angle=270,
        y=frame.ink.px(DETAIL_HEIGHT / 2),
    )
    wide = f"{_room('detail', _start_px('detail'), 'end_s')} > {frame.ink.px(18):g}"
    middle = told.transform_calculate(middle_s="(datum.start_s + datum.end_s) / 2")
    return (
        sets,
        gaps.encode(x=frame.x("start_s"), x2="end_s:Q"),
        middle.encode(x=frame.x("middle_s"), text=alt.condition(wide, alt.value("no data"), alt.value(""))),
    )


def _limits(frame: Frame) -> tuple[alt.Chart, ...]:
    """Return target and ceiling of each set as lines; words among the curves would be unreadable."""
    dash = alt.condition(alt.datum.kind == "ceiling", alt.value([5, 4]), alt.value([1, 0]))
    lines = _data("limits").mark_rule(
        clip=True, strokeWidth=frame.ink.px(1.5), color=frame.ink.text, opacity=0.75
    )
    return (lines.encode(x=frame.x("start_s"), x2="end_s:Q", y=frame.y("angle_deg"), strokeDash=dash),)


def _repetitions(frame: Frame) -> tuple[alt.Chart, ...]:
    """Return the marks: shape and colour tell the status, a diamond around them what is in doubt."""
    ink, names = frame.ink, [str(status) for status in STATUS_LOOKS]
    colour = alt.Color("status:N", legend=None).scale(
        domain=names, range=[look.colour for look in STATUS_LOOKS.values()]
    )
    shape = alt.Shape("status:N", legend=None).scale(
        domain=names, range=[look.shape for look in STATUS_LOOKS.values()]
    )
    marks = _shown_marks().mark_point(
        clip=True, filled=True, opacity=1, size=ink.area(130), stroke=ink.ground
    )
    rings = _shown_marks().mark_point(
        clip=True, shape="diamond", size=ink.area(420), stroke=PURPLE, strokeWidth=ink.px(1.8)
    )
    chosen = _data("chosen").mark_rect(clip=True, fill=BLUE, fillOpacity=0.2, stroke=frame.ink.text)
    spot = _data("chosen").mark_point(
        clip=True, shape="circle", size=ink.area(420), stroke=ink.text, strokeWidth=ink.px(2)
    )
    return (
        chosen.encode(x=frame.x("start_s"), x2="end_s:Q"),
        rings.transform_filter(alt.datum.doubtful).encode(x=frame.x("peak_s"), y=frame.y("angle_deg")),
        spot.encode(x=frame.x("peak_s"), y=frame.y("angle_deg")),
        marks.encode(x=frame.x("peak_s"), y=frame.y("angle_deg"), color=colour, shape=shape),
    )


def _names(frame: Frame) -> tuple[alt.Chart, ...]:
    """Return the names of the sets, their numbers where room is short; they stay while a set is seen."""
    names = _data("sets").mark_text(
        align="left",
        baseline="top",
        dx=4,
        dy=4,
        y=0,
        fontSize=frame.ink.px(13),
        fontWeight=600,
        color=frame.ink.text,
    )
    begin = f"max({frame.left_px:g}, {_start_px('detail')})"
    named = _fits("name", _room("detail", begin, "end_s"), frame.ink)
    text = alt.condition(named, alt.Text("name:N"), alt.Text("number:N"))
    inside = f"{_room('detail', begin, 'end_s')} > 8"
    seen = f"{inside} && {_fits('number', _room('detail', begin, 'next_s'), frame.ink)}"
    return (names.encode(x=alt.value(alt.expr(begin)), text=text, opacity=_if(seen)),)


def _pointer(frame: Frame) -> alt.Chart:
    """Return the area of each repetition, unseen, that takes the pointer: anywhere on it chooses it."""
    pick = alt.selection_point(
        name=PICK, fields=["rep", "turn"], on="click", toggle=False, clear=False, empty=False
    )
    area = _shown_marks().mark_rect(clip=True, fill=BLUE, fillOpacity=0, cursor="pointer")
    tip = [
        alt.Tooltip("words:N", title="Repetition"),
        alt.Tooltip("told:N", title="Status"),
        alt.Tooltip("measures:N", title="Measured"),
    ]
    found: alt.Chart = area.encode(x=frame.x("start_s"), x2="end_s:Q", tooltip=tip).add_params(pick)
    return found


def _line(name: str, frame: Frame) -> alt.Chart:
    """Return a curve whose rows are numbers in order: Vega need neither convert nor sort them."""
    rows = alt.NamedData(name=name, format={"parse": None})
    found: alt.Chart = alt.Chart(rows).encode(
        x=frame.x("time_s"), y=frame.y("angle_deg"), order=alt.value(None)
    )
    return found


def _data(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _shown_marks() -> alt.Chart:
    return _data("marks").transform_filter(_within("start_s", "end_s"))


def _within(start: str, end: str | None = None) -> str:
    """Return a test whether a row lies in what the detail shows, or near enough for a line to reach into it.

    Streamlit lets Vega interpret its expressions instead of compiling them, as its security policy demands;
    to draw each row of half an hour anew at each move of the pointer would take a fifth of a second.
    """
    return f"datum.{end or start} > {FROM} && datum.{start} < {TO}"


def _fits(field: str, room: str, ink: Ink) -> str:
    """Return a test whether the words of a field fit into so many pixels."""
    return f"{room} > length(datum.{field}) * {ink.px(LABEL_PX):g} + {ink.px(4):g}"


def _start_px(view: str) -> str:
    """Return where a row begins in a view."""
    return f"scale('{view}_x', datum.start_s)"


def _if(seen: str) -> Any:  # noqa: ANN401 (Altair's channel values)
    """Return an opacity: seen or not."""
    return alt.condition(seen, alt.value(1), alt.value(0))


def _room(view: str, begin: str, end: str) -> str:
    """Return how many pixels a view shows from where on to a time of a row."""
    return f"min(width, scale('{view}_x', datum.{end})) - {begin}"
