"""The morning after: how the pain was, and what follows for today."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from analysis.adherence_rules import AdherenceRules, load_rules
from analysis.progress_pain import is_flare
from analysis.progress_records import Diary
from dashboard.records.diary import say_pain
from dashboard.records.new_session import Ending, Moment, PainEntry, now
from dashboard.records.people import KnownPatient
from dashboard.records.saved import SavedSession, sessions
from dashboard.today import who

FLARE_MATTERS = timedelta(days=28)
"""Who comes back after a longer pause begins anew, with the therapist; no flare halves the dose then [J]."""

REMEMBERED = timedelta(days=7)
"""Nobody remembers the morning after a session that is longer ago [J]."""


def unanswered(person: KnownPatient) -> SavedSession | None:
    """Return the last session, if nobody has said yet how the pain was the morning after it."""
    today = who.today()
    recent = sessions(who.store(), who.viewer(), person.id, since=today - REMEMBERED)
    begun = [one for one in recent if one.day < today and one.ending is not Ending.NOT_STARTED]
    return begun[-1] if begun and begun[-1].diary.pain_next_morning is None else None


def keep(session: SavedSession, score: int) -> None:
    """Keep how the pain was, 0 to 10."""
    say_pain(who.store(), who.viewer(), session.id, PainEntry(Moment.NEXT_MORNING, score, now()))


class Lived(Protocol):
    """A session, as far as it matters here."""

    @property
    def day(self) -> date:
        """Where the patient lives."""

    @property
    def diary(self) -> Diary:
        """What the patient said."""


class Flare(NamedTuple):
    """Pain the morning after the last session, against that before it, 0 to 10."""

    before: int
    after: int


def flare_of(person: KnownPatient) -> Flare | None:
    """Return the flare after the last session before today, None without one: today is to be half."""
    return last_flare(_recent(person), who.today(), load_rules())


def last_flare(records: Sequence[Lived], today: date, rules: AdherenceRules) -> Flare | None:
    """Return the flare after the last session before a day, see `flare_of`."""
    before = [one for one in records if one.day < today]
    if not before or not is_flare(before[-1].diary, rules):
        return None
    diary = before[-1].diary
    assert diary.pain_before is not None
    assert diary.pain_next_morning is not None
    return Flare(diary.pain_before, diary.pain_next_morning)


def advice_for(person: KnownPatient) -> tuple[str, ...]:
    """Return what follows for today, as keys of ``advice`` in the words."""
    return advice(_recent(person), who.today(), load_rules())


def _recent(person: KnownPatient) -> list[SavedSession]:
    """Return the sessions that today can depend on."""
    saved = sessions(who.store(), who.viewer(), person.id, since=who.today() - FLARE_MATTERS)
    return [one for one in saved if one.counts]


def advice(records: Sequence[Lived], today: date, rules: AdherenceRules) -> tuple[str, ...]:
    """Return what follows from pain the morning after the last session, as keys of ``advice``.

    Parameters
    ----------
    records : sequence of SavedSession or SessionRecord
        In order of time.
    today : date
    rules : AdherenceRules
        When pain the next morning asks for rest, and when for a call.
    """
    before = [one for one in records if one.day < today]
    if any(one.day == today for one in records) or last_flare(records, today, rules) is None:
        return ()
    last = before[-1].day
    earlier = [one.day for one in before[:-1] if is_flare(one.diary, rules) and one.day < last]
    again = bool(earlier) and (last - earlier[-1]).days < rules.flares_within_days
    dose = "rest_day" if today - last <= timedelta(days=1) else "half_dose"
    return ("two_flares", dose) if again else (dose,)
