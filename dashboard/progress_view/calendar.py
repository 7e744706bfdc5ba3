"""The adherence calendar as a table: a row for each week, a cell for each day."""

from collections.abc import Iterable, Sequence
from html import escape

from analysis.adherence_rules import load_rules
from analysis.comparison import Verdict
from analysis.progress_calendar import Day, DayKind, Week
from analysis.progress_wording import day_words
from dashboard.progress_view.looks import DAYS, MEANINGS, WEEKS, short_day
from dashboard.progress_view.markup import cell, mark, row, sheet, table

TOO_MUCH = f"more than {100 * load_rules().over_share:.0f} % of the prescribed repetitions"

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar_table(weeks: Sequence[Week]) -> str:
    """Return the calendar and its legend."""
    heads = ("Week", *(f'<abbr title="{day}">{day[:3]}</abbr>' for day in _WEEKDAYS))
    caption = "Planned sessions done, each week from Monday to Sunday"
    return sheet(table("calendar", caption, heads, map(_row, weeks)) + _legend(weeks))


def week_words(week: Week) -> str:
    """Return what became of a week: ``2 of 3, below plan``."""
    parts = [f"{week.done} of {week.expected}"]
    if week.excused:
        parts.append(f"{week.excused} excused")
    if week.not_judged:
        parts.append(f"{week.not_judged} not measured")
    if week.extra:
        parts.append(f"{week.extra} extra")
    return ", ".join(parts)


def _row(week: Week) -> str:
    look = WEEKS[week.verdict]
    head = (
        f'<span class="rg-of">{day_words(week.start)}</span><strong>{week_words(week)}</strong>'
        f'<span class="rg-verdict">{mark(look.character)}{look.word}</span>'
    )
    return row(head, map(_cell, week.days), kind=f"rg-week rg-{week.verdict}")


def _cell(day: Day) -> str:
    look = DAYS[day.kind]
    date_words = short_day(day.day) if day.day.day == 1 else f"{day.day.day}"
    words = [escape(look.word)] if look.word else []
    if len(day.sessions) > 1:
        words.append("twice" if len(day.sessions) == 2 else f"{len(day.sessions)} times")
    if day.over or _in_part(day):
        words.append("too much" if day.over else "part too much")
    told = "<br>".join(words)
    hidden = " rg-hidden" if day.kind is DayKind.REST else ""
    return cell(
        f'<span class="rg-date">{date_words}</span>{mark(look.character)}'
        f'<span class="rg-word{hidden}">{told}</span>',
        f"rg-day rg-{day.kind}",
    )


def _in_part(day: Day) -> bool:
    """Return whether some exercise was done too much, though the day as a whole was not."""
    done = (one for session in day.sessions for one in session.exercises)
    return not day.over and any(one.verdict is Verdict.OVER for one in done)


def _legend(weeks: Iterable[Week]) -> str:
    """Explain the kinds of days that there are."""
    days = [day for week in weeks for day in week.days]
    kinds = {day.kind for day in days}
    items = [
        f'<li class="rg-{kind}">{mark(DAYS[kind].character)}<strong>{DAYS[kind].word}</strong> {meaning}</li>'
        for kind, meaning in MEANINGS.items()
        if kind in kinds
    ]
    if any(day.over for day in days):
        items.append(f"<li><strong>too much</strong> {TOO_MUCH} of the day</li>")
    if any(map(_in_part, days)):
        items.append(f"<li><strong>part too much</strong> {TOO_MUCH} of an exercise</li>")
    return f'<ul class="rg-legend" aria-label="What the days mean">{"".join(items)}</ul>' if items else ""
