"""How days, weeks and findings look: always a shape and a word, and a colour beside them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from analysis.progress_calendar import DayKind, WeekVerdict
from analysis.progress_review import Weight


class Mark(NamedTuple):
    """A word and the character before it; the colour is the style's, by name."""

    word: str
    character: str


DAYS: Mapping[DayKind, Mark] = MappingProxyType(
    {
        DayKind.DONE: Mark("done", "✓"),
        DayKind.PARTLY: Mark("partly", "◐"),
        DayKind.MISSED: Mark("missed", "✕"),
        DayKind.EXCUSED: Mark("excused", "–"),
        DayKind.STOPPED: Mark("pain stop", "■"),
        DayKind.EXTRA: Mark("extra", "+"),
        DayKind.NOT_JUDGED: Mark("no data", "?"),
        DayKind.REST: Mark("rest", "·"),
        DayKind.OUTSIDE: Mark("", ""),
    }
)

MEANINGS: Mapping[DayKind, str] = MappingProxyType(
    {
        DayKind.DONE: "planned and done",
        DayKind.PARTLY: "planned, less than 80 % done",
        DayKind.MISSED: "planned, no session",
        DayKind.EXCUSED: "missed soon after pain, not counted against anybody",
        DayKind.STOPPED: "broken off for pain; counts as attended",
        DayKind.EXTRA: "a session that was not planned; makes up for nothing",
        DayKind.NOT_JUDGED: "a session that could not be measured; neither done nor missed",
    }
)
"""What a legend says of the days that need words."""

WEEKS: Mapping[WeekVerdict, Mark] = MappingProxyType(
    {
        WeekVerdict.ON_PLAN: Mark("on plan", "✓"),
        WeekVerdict.BELOW: Mark("below plan", "▼"),
        WeekVerdict.OVER: Mark("more than planned", "▲"),
        WeekVerdict.SO_FAR: Mark("so far", ""),
        WeekVerdict.NOTHING_DUE: Mark("nothing due", ""),
    }
)

WEIGHTS: Mapping[Weight, Mark] = MappingProxyType(
    {
        Weight.ACT: Mark("Act", "■"),
        Weight.CONCERN: Mark("Look at", "▲"),
        Weight.GOOD: Mark("Good", "●"),
        Weight.NOTE: Mark("Note", "–"),
    }
)


def signed(degrees: float) -> str:
    """Return a change such as ``+6.7°``: with its sign, and a decimal, since limits lie at whole degrees."""
    rounded = round(degrees, 1)
    return "0°" if rounded == 0.0 else f"{rounded:+.1f}°".replace("-", "−")


def short_day(day: date, *, weekday: bool = False) -> str:
    """Return a day such as ``1 Sep`` or ``Mon 1 Sep``."""
    return f"{day:%a} {day.day} {day:%b}" if weekday else f"{day.day} {day:%b}"
