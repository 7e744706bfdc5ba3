"""Pain and range over weeks as Vega-Lite specifications, and what they show in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from analysis.adherence_rules import load_rules
from analysis.progress import Progress
from analysis.progress_pain import PainPoint
from analysis.progress_range import CHANGE_WORDS, LegRange
from analysis.progress_wording import days_words
from dashboard.components.palette import BLUE, ORANGE, PURPLE, SKY, VERMILLION
from dashboard.drawing import one_at_a_time
from dashboard.progress_view.looks import short_day, signed
from dashboard.progress_view.markup import sheet
from dashboard.review.chart_axes import Ink, ink_of

HEIGHT = 260
FONT = 13
AFTER_DAYS, MORNING_DAYS, SECOND_DAYS = 0.33, 0.8, 0.17
"""Where pain after a session, that of the next morning, and a second session stand on the axis, in days."""

KINDS = ("before", "after", "next morning")
SHAPES = ("circle", "square", "triangle-up")
CROSS = "M-1,-1L1,1M-1,1L1,-1"
ROOM = 0.12
"""Share of the days that the names of lines get at the end of a chart, where no mark can stand."""

Values = list[dict[str, Any]]


@one_at_a_time
def pain_spec(progress: Progress, *, dark: bool, size: float) -> dict[str, Any]:
    """Return the chart of pain: three points for each session, the limit, stops and flares."""
    ink = ink_of(dark=dark, size=size)
    values = _pain_values(progress.pain.points, progress.start)
    colours = (SKY if dark else BLUE, ORANGE, PURPLE)
    x = _days(progress, ink, room=_room(progress))
    y = alt.Y("pain:Q", title=None, axis=_axis(ink, values=list(range(0, 11, 2)))).scale(domain=[0, 10])
    kind = {
        "color": alt.Color("kind:N", legend=None).scale(domain=KINDS, range=colours),
        "shape": alt.Shape("kind:N", legend=None).scale(domain=KINDS, range=SHAPES),
    }
    base = _chart(values)
    lines = base.mark_line(strokeWidth=ink.px(1), color=ink.faint, opacity=0.6).encode(
        x=x, y=y, detail="session:N", order="day:Q"
    )
    points = base.mark_point(filled=True, size=ink.area(70), opacity=1).encode(
        x=x, y=y, tooltip="words:N", **kind
    )
    # Left out of what a screen reader is told: where there are none, an empty group would be announced.
    flares = base.transform_filter("datum.mark == 'flare'").mark_point(
        aria=False, size=ink.area(330), strokeWidth=ink.px(2.5), color=VERMILLION, filled=False, opacity=1
    )
    stops = base.transform_filter("datum.mark == 'stopped'").mark_point(
        aria=False,
        shape=CROSS,
        size=ink.area(330),
        strokeWidth=ink.px(2.5),
        color=ink.text,
        filled=False,
        opacity=1,
    )
    limit = {"pain": progress.pain.limit, "words": f"limit {progress.pain.limit}"}
    rule = _chart([limit])
    layers = (
        rule.mark_rule(strokeDash=[5, 4], strokeWidth=ink.px(1.5), color=ink.text).encode(y=y),
        rule.mark_text(align="right", baseline="bottom", dy=-3, color=ink.text, fontSize=ink.px(FONT)).encode(
            y=y, x=alt.value("width"), text="words:N"
        ),
        lines,
        flares.encode(x=x, y=y),
        points,
        stops.encode(x=x, y=y),
    )
    return _finished(alt.layer(*layers), ink)


def pain_legend(progress: Progress, *, dark: bool) -> str:
    """Return what the marks of the chart of pain mean, as HTML."""
    shown = [(SKY if dark else BLUE, "●", "before"), (ORANGE, "■", "after"), (PURPLE, "▲", "next morning")]
    if progress.pain.flares:
        shown.append((VERMILLION, "◯", "flare: next morning clearly worse than the start"))
    if any(one.stopped for one in progress.pain.points):
        shown.append(("currentColor", "✕", "stopped for pain"))
    items = "".join(
        f'<li><span aria-hidden="true" style="color:{colour}">{character}</span> {words}</li>'
        for colour, character, words in shown
    )
    return sheet(f'<ul class="rg-legend" aria-label="Marks of the chart">{items}</ul>')


def _pain_values(points: Sequence[PainPoint], start: date) -> Values:
    """Return three points for each session; a flare or a stop is marked at the point where it shows."""
    values = []
    seen: Counter[date] = Counter()
    for number, one in enumerate(points):
        nth = seen[one.day]
        seen[one.day] += 1
        name = short_day(one.day, weekday=True) + (f", session {nth + 1}" if nth else "")
        places = (
            (one.before, 0.0, ""),
            (one.after, AFTER_DAYS, "stopped" if one.stopped else ""),
            (one.next_morning, MORNING_DAYS, "flare" if one.flare else ""),
        )
        values += [
            {
                "session": number,
                "day": (one.day - start).days + later + nth * SECOND_DAYS,
                "pain": pain,
                "kind": kind,
                "mark": mark,
                "words": ", ".join(part for part in (f"{name}: pain {pain} {kind}", mark) if part),
            }
            for kind, (pain, later, mark) in zip(KINDS, places, strict=True)
            if pain is not None
        ]
    return values


def pain_words(progress: Progress) -> str:
    """Return what the chart of pain shows, for those who do not see it."""
    pain = progress.pain
    told = ((one.before, one.after, one.next_morning) for one in pain.points)
    known = [value for values in told for value in values if value is not None]
    if not known:
        return "No pain was noted."
    span = f"from {min(known)} to {max(known)} of 10, against a limit of {pain.limit}"
    parts = [f"Pain before, after and the morning after {len(pain.points)} sessions, {span}"]
    stops = [one.day for one in pain.points if one.stopped]
    parts.append(
        f"Stopped for pain on {days_words(stops, len(stops))}" if stops else "No session stopped for pain"
    )
    parts.append(f"Flares after {days_words(pain.flares, len(pain.flares))}" if pain.flares else "No flare")
    return ". ".join(parts) + "."


@one_at_a_time
def range_spec(progress: Progress, *, dark: bool, size: float) -> dict[str, Any]:
    """Return the chart of the range tests: each lift, the medians, and what is no clear change at first."""
    ink = ink_of(dark=dark, size=size)
    legs = [leg.side for leg in progress.ranges]
    values = [value for leg in progress.ranges for value in _range_values(leg, progress.start)]
    lifts = [
        {"day": (one.test.day - progress.start).days, "deg": lift, "leg": leg.side}
        for leg in progress.ranges
        for one in leg.points
        for lift in one.test.lifts_deg
    ]
    colours = {"left": SKY if dark else BLUE, "right": ORANGE if dark else VERMILLION}
    shapes = {"left": "circle", "right": "diamond"}
    x = _days(progress, ink, room=_room(progress))
    y = alt.Y("deg:Q", title=None, axis=_axis(ink, labelExpr="datum.value + '°'")).scale(
        zero=False, nice=True
    )
    colour = alt.Color("leg:N", legend=None).scale(domain=legs, range=[colours[leg] for leg in legs])
    shape = alt.Shape("leg:N", legend=None).scale(domain=legs, range=[shapes[leg] for leg in legs])
    medians = _chart(values)
    layers = (
        _chart(_bands(progress))
        .mark_rect(opacity=0.16)
        .encode(y=alt.Y("low:Q").scale(zero=False), y2="high:Q", color=colour),
        _chart(lifts)
        .mark_tick(thickness=ink.px(2), width=ink.px(9), opacity=0.55, orient="horizontal")
        .encode(x=x, y=y, color=colour),
        medians.mark_line(strokeWidth=ink.px(2)).encode(x=x, y=y, color=colour),
        medians.mark_point(filled=True, size=ink.area(90), opacity=1).encode(
            x=x, y=y, color=colour, shape=shape, tooltip="words:N"
        ),
        medians.transform_filter("datum.name != ''")
        .mark_text(dx=ink.px(10), align="left", color=ink.text, fontSize=ink.px(FONT), fontWeight=600)
        .encode(x=x, y=y, text="name:N"),
    )
    return _finished(alt.layer(*layers), ink)


def range_legend() -> str:
    """Return what the parts of the chart of the range tests mean, as HTML."""
    reach = load_rules().range_possible_deg
    return sheet(
        "<p>Large marks: the median of a test. Small lines: its lifts. Band: less than"
        f" {reach:g}° from the first test of the affected leg, no clear change.</p>"
    )


def _range_values(leg: LegRange, start: date) -> Values:
    return [
        {
            "day": (one.test.day - start).days,
            "deg": one.test.median_deg,
            "leg": leg.side,
            "name": f"{leg.side} {one.test.median_deg:.0f}°" if one is leg.last else "",
            "words": f"{short_day(one.test.day)}, {leg.side} leg: {one.test.median_deg:.0f}°,"
            f" {CHANGE_WORDS[one.change]} ({signed(one.change_deg)})",
        }
        for one in leg.points
    ]


def _bands(progress: Progress) -> Values:
    """Return around the first test what is no clear change by the rule for few tests: of the affected leg."""
    reach = load_rules().range_possible_deg
    firsts = [(leg.side, leg.points[0].test.median_deg) for leg in progress.ranges]
    return [
        {"leg": side, "low": first - reach, "high": first + reach}
        for side, first in firsts
        if progress.side in (side, None)
    ]


def range_words(progress: Progress) -> str:
    """Return what the chart of the range tests shows, for those who do not see it."""
    told = [
        f"{leg.side} leg from {leg.points[0].test.median_deg:.0f}° to {leg.last.test.median_deg:.0f}° in"
        f" {len(leg.points)} tests, {CHANGE_WORDS[leg.last.change]}"
        for leg in progress.ranges
    ]
    return f"Range tests: {'; '.join(told)}." if told else "No range test yet."


def _room(progress: Progress) -> float:
    return ROOM * (progress.through - progress.start).days


def _days(progress: Progress, ink: Ink, room: float = 0.0) -> alt.X:
    """Return the axis of days: whole numbers from the start, so that no time zone moves a day.

    ``room`` days are left free at the end, for a name.
    """
    length = (progress.through - progress.start).days + 1
    weeks = range(0, length, 7)
    names = [short_day(progress.start + timedelta(days=day)) for day in weeks]
    axis = _axis(
        ink, values=list(weeks), labelExpr=f"{names}[datum.value / 7]", labelOverlap=True, labelFlush=True
    )
    return alt.X("day:Q", title=None, axis=axis).scale(domain=[-0.5, length + room], nice=False)


def _axis(ink: Ink, **more: object) -> alt.Axis:
    return alt.Axis(
        labelColor=ink.text,
        labelFontSize=ink.px(FONT),
        gridColor=ink.faint,
        gridOpacity=0.25,
        domain=False,
        tickColor=ink.faint,
        **more,  # type: ignore[arg-type]
    )


def _chart(values: Values) -> alt.Chart:
    return alt.Chart({"values": values})


def _finished(chart: alt.LayerChart | alt.FacetChart, ink: Ink) -> dict[str, Any]:
    chart = chart.properties(height=ink.px(HEIGHT)).configure_view(strokeOpacity=0)
    return dict(chart.to_dict(validate=False))
