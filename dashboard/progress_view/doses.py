"""Done against prescribed as a table: a row for each exercise and leg, a small bar for each week."""

from collections.abc import Sequence
from html import escape

from analysis.adherence_words import exercise_name
from analysis.progress_dose import ItemProgress, ItemWeek
from dashboard.exercise_words import dose
from dashboard.progress_view.looks import short_day
from dashboard.progress_view.markup import cell, mark, row, sheet, table


def doses_table(items: Sequence[ItemProgress]) -> str:
    """Return repetitions done, of those that could have been seen, week by week."""
    measured = [one for one in items if any(week.repetitions for week in one.weeks) or one.item.sensor]
    if not measured:
        return sheet("<p>No exercise of this program is measured by the sensor.</p>")
    heads = ("Exercise", *(short_day(week.start) for week in measured[0].weeks))
    rest = [exercise_name(one.item.title, one.side) for one in items if one not in measured]
    note = f"<p>Guided by a timer, not measured: {escape(', '.join(rest))}.</p>" if rest else ""
    caption = "Repetitions done of those prescribed, by week. Hatched: not measured, which is not missed."
    return sheet(table("doses", caption, heads, map(_row, measured)) + note)


def _row(one: ItemProgress) -> str:
    name = escape(exercise_name(one.item.title, one.side))
    return row(f"{name}<small>{escape(dose(one.item))}</small>", map(_cell, one.weeks))


def _cell(week: ItemWeek) -> str:
    return cell(_figures(week) + _bar(week) + _remark(week), head=short_day(week.start))


def _figures(week: ItemWeek) -> str:
    if not week.expected:
        return '<span class="rg-figure">–</span>'
    count = week.repetitions if week.over else week.done
    return f'<span class="rg-figure"><strong>{count}</strong> of {week.expected}</span>'


def _remark(week: ItemWeek) -> str:
    words = []
    if week.over:
        words.append(mark("▲") + "over")
    if week.not_measured:
        words.append(
            "all not measured"
            if week.not_measured == week.prescribed
            else f"{week.not_measured} not measured"
        )
    if week.excused:
        words.append(f"{week.excused} excused")
    return f"<small>{'<br>'.join(words)}</small>" if words else ""


def _bar(week: ItemWeek) -> str:
    """Draw what was done, could not be seen, and was excused; a line ends the dose where there is more."""
    if not week.prescribed:
        return ""
    done = max(week.repetitions, week.done) if week.over else week.done
    longest = max(week.prescribed, done + week.not_measured + week.excused)
    parts, left = "", 0
    for name, count in (("done", done), ("unseen", week.not_measured), ("excused", week.excused)):
        if count:
            start, width = 100 * left / longest, 100 * count / longest
            parts += f'<span class="rg-{name}" style="left:{start:.1f}%;width:{width:.1f}%"></span>'
            left += count
    if done > week.expected:
        parts += f'<span class="rg-end" style="left:{100 * week.expected / longest:.1f}%"></span>'
    return f'<span class="rg-bar{" rg-over" if week.over else ""}" aria-hidden="true">{parts}</span>'
