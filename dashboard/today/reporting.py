"""What was done without a sensor, as the person says it: never measured, never missed."""

from dashboard.live.tasks import Task
from dashboard.records.diary import confirm
from dashboard.records.new_session import (
    Confirmation,
    Confirmed,
    Moment,
    NewSession,
    PainEntry,
    SafetyCheck,
    now,
)
from dashboard.records.saved import sessions
from dashboard.records.saving import save_session
from dashboard.today import who
from dashboard.today.day import Day
from dashboard.today.safety import answers
from dashboard.today.visit import visit
from sensing.samples import SIDES


def report(day: Day, task: Task, repetitions: int) -> None:
    """Keep what was done of a task: with the session of today, or as one of its own.

    Parameters
    ----------
    day : Day
    task : Task
        An exercise.
    repetitions : int
        Of all sets together.

    Raises
    ------
    RecordsError
        When it cannot be written.
    """
    sets = min(task.item.sets if task.item is not None else 1, repetitions)
    leg = task.side if task.side in SIDES else None
    said = Confirmation(Confirmed.WITHOUT_SENSOR, task.name, now(), leg, sets, repetitions)
    today = [
        one for one in sessions(who.store(), who.viewer(), day.person.id, since=who.today()) if one.counts
    ]
    if today:
        confirm(who.store(), who.viewer(), today[-1].id, said)
        return
    here = visit()
    new = NewSession(
        day.number,
        said.at,
        said.at,
        pain=() if here.pain is None else (PainEntry(Moment.BEFORE, here.pain, said.at),),
        check=SafetyCheck({**answers(here.flags), **day.check}, said.at),
        confirmations=(said,),
    )
    save_session(who.store(), who.viewer(), day.person.id, new)
