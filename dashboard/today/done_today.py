"""What was done today already: it stays done, and what is left is less."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from analysis.adherence_rules import AdherenceRules
from analysis.comparison import ItemComparison
from dashboard.live.tasks import Task


class Share(StrEnum):
    """How much of a task was done."""

    TO_DO = "to_do"
    PARTLY = "partly"
    DONE = "done"
    SELF_REPORTED = "self_reported"


Leg = tuple[str, str]
"""Exercise and leg."""


def repetitions_done(items: Iterable[ItemComparison]) -> dict[Leg, tuple[int, int]]:
    """Return per exercise and leg the repetitions that the sensor saw, and those that the patient reports.

    Parameters
    ----------
    items : iterable of ItemComparison
        Of all sessions of the day.
    """
    done: dict[Leg, tuple[int, int]] = {}
    for one in items:
        seen, said = done.get((one.exercise, one.side), (0, 0))
        done[one.exercise, one.side] = (seen + one.done.repetitions, said + one.reported_repetitions)
    return done


def share_of(task: Task, done: Mapping[Leg, tuple[int, int]], rules: AdherenceRules) -> Share:
    """Return how much of a task was done today; a timer of the program is offered anew each time."""
    if task.item is None:
        return Share.TO_DO
    seen, said = done.get((task.name, task.side), (0, 0))
    if seen + said == 0:
        return Share.TO_DO
    if seen + said < rules.done_share * task.item.total:
        return Share.PARTLY
    return Share.SELF_REPORTED if said > seen else Share.DONE
