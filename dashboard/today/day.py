"""What there is to do today, and what of it was done."""

from typing import TYPE_CHECKING, NamedTuple

from analysis.adherence_rules import load_rules
from analysis.prescription import Program
from dashboard.live.tasks import Task, tasks_of
from dashboard.records.half_dose import HALF_DOSE, halved
from dashboard.records.people import KnownPatient
from dashboard.records.prescriptions import ProgramVersion
from dashboard.records.saved import sessions
from dashboard.today import who
from dashboard.today.done_today import Leg, Share, repetitions_done, share_of
from dashboard.today.morning import Flare, flare_of

if TYPE_CHECKING:
    from dashboard.today.replayed import Replayed


class Day(NamedTuple):
    """What there is to do.

    Attributes
    ----------
    person : KnownPatient
    number : int
        Version of the program.
    program : Program
        Of this day.
    tasks : tuple of Task
        In order.
    shares : tuple of Share
        How much of each was done.
    done : mapping of (exercise, leg) to (int, int)
        Repetitions that the sensor saw, and those that the person reported.
    flare : Flare or None
        Why half the dose is advised.
    half : bool
        Whether ``program`` asks for half the dose.
    """

    person: KnownPatient
    number: int
    program: Program
    tasks: tuple[Task, ...]
    shares: tuple[Share, ...]
    done: dict[Leg, tuple[int, int]]
    flare: Flare | None = None
    half: bool = False

    @property
    def check(self) -> dict[str, bool]:
        """What is kept beside the answers to the safety check."""
        return {} if self.flare is None else {HALF_DOSE: self.half}

    @property
    def left(self) -> tuple[Task, ...]:
        """The tasks that are not done yet."""
        pairs = zip(self.tasks, self.shares, strict=True)
        return tuple(task for task, share in pairs if share in (Share.TO_DO, Share.PARTLY))

    @property
    def to_do(self) -> tuple[Task, ...]:
        """What a session of now consists of: what is left, or all of it once more."""
        return self.left or self.tasks

    @property
    def over(self) -> bool:
        """Whether every exercise of today is done."""
        return bool(self.done) and not any(task.item is not None for task in self.left)


def of_person(
    person: KnownPatient, version: ProgramVersion, *, again: bool = False, half: bool | None = None
) -> Day:
    """Return the day of a person.

    Parameters
    ----------
    person : KnownPatient
    version : ProgramVersion
    again : bool
        As if nothing had been done today.
    half : bool or None
        Whether half the dose is to be done after a flare; None: as in the sessions of today, at first yes.
    """
    today = sessions(who.store(), who.viewer(), person.id, since=who.today())
    flare = flare_of(person)
    if half is None:
        half = all(one.halved for one in today if one.counts)
    half = half and flare is not None
    program = version.program.due_on(who.today())
    if half:
        program = halved(program, load_rules().flare_dose_share)
    done = repetitions_done(
        () if again else [item for one in today if one.counts for item in one.comparison.items]
    )
    tasks = tasks_of(program) if program.items else ()
    shares = tuple(share_of(task, done, load_rules()) for task in tasks)
    return Day(person, version.number, program, tasks, shares, done, flare, half)


def of_trial(replayed: "Replayed | None" = None) -> Day:
    """Return the day of a trial: of the simulated person, or of a recorded session."""
    if replayed is None:
        return of_person(*who.trial(), again=True)
    person, version = who.trial(replayed.text)
    shares = (Share.TO_DO,) * len(replayed.tasks)
    return Day(person, version.number, replayed.program, replayed.tasks, shares, {})
