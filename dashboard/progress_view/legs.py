"""The range tests as a table: each leg, its change in words, and one leg against the other."""

from collections.abc import Sequence
from datetime import date

from analysis.progress_range import CHANGE_WORDS, Change, LegRange, LegsCompared, RangePoint
from analysis.progress_records import OTHER_LEG
from dashboard.progress_view.looks import short_day, signed
from dashboard.progress_view.markup import cell, row, sheet, table
from dashboard.wording import MISSING


def legs_table(ranges: Sequence[LegRange], legs: Sequence[LegsCompared]) -> str:
    """Return a row for each day of tests; empty without any."""
    points = {(one.test.day, leg.side): one for leg in ranges for one in leg.points}
    pairs = {one.day: one for one in legs}
    days = sorted({day for day, _ in points})
    if not days:
        return ""
    sides = [leg.side for leg in ranges]
    heads = ["Test", *(f"{side.capitalize()} leg" for side in sides)]
    if pairs:
        heads.append(f"{legs[-1].side.capitalize()} against {OTHER_LEG[legs[-1].side]}")
    rows = (_row(day, sides, points, pairs.get(day), more=bool(pairs)) for day in days)
    caption = "Median of the lifts of each test, and its change against the first"
    return sheet(table("legs", caption, heads, rows))


def legs_words(legs: Sequence[LegsCompared]) -> str:
    """Return the latest comparison of the legs in a sentence or two."""
    if not legs:
        return "Both legs have not been tested on the same day yet."
    last = legs[-1]
    other = OTHER_LEG[last.side]
    if last.clear:
        way = "higher" if last.difference_deg > 0.0 else "less high"
        size = f"{abs(last.difference_deg):.1f}° {way} than the {other}"
        head = f"On {short_day(last.day)} the {last.side} leg lifted {size}"
    else:
        head = f"No clear difference between the legs on {short_day(last.day)}"
    share = f"{100 * last.symmetry:.0f} %"
    close = "close to it" if last.close else "not yet close to it"
    return (
        f"{head} ({last.deg:.0f}° and {last.other_deg:.0f}°). Symmetry {share}: the {last.side} leg against"
        f" the {other}, {close}."
    )


def _row(
    day: date,
    sides: Sequence[str],
    points: dict[tuple[date, str], RangePoint],
    pair: LegsCompared | None,
    *,
    more: bool,
) -> str:
    cells = [cell(_result(points.get((day, side)))) for side in sides]
    if more:
        symmetry = "" if pair is None else f"<small>{100 * pair.symmetry:.0f} %</small>"
        cells.append(cell(MISSING if pair is None else signed(pair.difference_deg) + symmetry))
    return row(short_day(day), cells)


def _result(point: RangePoint | None) -> str:
    if point is None:
        return MISSING
    words = CHANGE_WORDS[point.change]
    if point.change is not Change.FIRST:
        words = f"{signed(point.change_deg)}, {words}"
    return f"<strong>{point.test.median_deg:.1f}°</strong><small>{words}</small>"
