"""What is known of a guided session, written beside its samples while it goes on.

With the journal of the samples this is enough to save the session after a crash as the person saw it. The
hub replaces the file at every repetition and answer; it is never more than one of them behind.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.results import Repetition, to_plain
from dashboard.live.exercise_run import TaskResult
from dashboard.records.new_session import Confirmation, Confirmed, Ending, Moment, PainEntry
from dashboard.records.viewer import Role, Viewer
from sensing.atomic_files import replace_all
from sensing.errors import RehabError

FILE = "session.json"
SCHEMA = "rehab-live/1"


@dataclass(frozen=True, slots=True)
class LoggedSet:
    """A set as it was seen, and what the person corrected.

    Attributes
    ----------
    part : str
        Name of the recording.
    exercise : str
    side, role : str or None
    repetitions : tuple of Repetition
    removed : tuple of int
        Numbers of the repetitions that were none.
    missed : tuple of float
        When one was missed, in the time of the recording.
    """

    part: str
    exercise: str
    side: str | None
    role: str | None
    repetitions: tuple[Repetition, ...]
    removed: tuple[int, ...] = ()
    missed: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What is known of a session; see `dashboard.records.NewSession`.

    Attributes
    ----------
    id, patient_id : str
    viewer : Viewer
        Who began it.
    program : int
        Version.
    title : str
        Of the program.
    started_at, ended_at : datetime
        The latter: when it was last written.
    ending : Ending
    check : mapping of str to bool
    pain : tuple of PainEntry
    confirmations : tuple of Confirmation
    sides : mapping of str to str
        The leg of each recording, by the recording's name; in the order of their beginning.
    sets : tuple of LoggedSet
        In the order of the recordings.
    """

    id: str
    patient_id: str
    viewer: Viewer
    program: int
    title: str
    started_at: datetime
    ended_at: datetime
    ending: Ending
    check: Mapping[str, bool]
    pain: tuple[PainEntry, ...]
    confirmations: tuple[Confirmation, ...]
    sides: Mapping[str, str]
    sets: tuple[LoggedSet, ...]

    @property
    def repetitions(self) -> int:
        """All repetitions, with the corrections."""
        return sum(len(one.repetitions) - len(one.removed) + len(one.missed) for one in self.sets)

    def write(self, folder: Path) -> None:
        """Replace the file.

        Raises
        ------
        OSError
            When it cannot be written; the one before stays.
        """
        plain = {"schema": SCHEMA, **to_plain(self)}
        replace_all({folder / FILE: json.dumps(plain).encode()})


def read_log(folder: Path) -> SessionLog:
    """Return what is known of a session.

    Raises
    ------
    RehabError
        When the file is missing or damaged.
    """
    try:
        plain = json.loads((folder / FILE).read_bytes())
        if plain.pop("schema") != SCHEMA:
            raise ValueError("written by another release")
        return _log(plain)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RehabError(
            f"{folder / FILE}: cannot be read ({error}). The samples beside it are whole"
        ) from error


def sets_of(results: Sequence[TaskResult], names: Mapping[str, str]) -> tuple[LoggedSet, ...]:
    """Return the sets of a session, recording after recording.

    Parameters
    ----------
    results : sequence of TaskResult
        With the one under way.
    names : mapping of str to str
        Name of the recording of each part, in the order of their beginning.
    """
    return tuple(
        LoggedSet(
            part=name,
            exercise=result.task.name,
            side=result.task.strap,
            role=result.task.role,
            repetitions=one.repetitions,
            removed=one.removed_numbers,
            missed=one.missed,
        )
        for part, name in names.items()
        for result in results
        if result.part == part
        for one in result.sets
    )


def confirmation_of(result: TaskResult, at: datetime) -> Confirmation | None:
    """Return what the person confirmed about a task, if anything."""
    task, item = result.task, result.task.item
    side = None if task.side == "both" else task.side
    if item is None:
        if result.outcome != "confirmed":
            return None
        return Confirmation(Confirmed.TIMER, task.name, at, seconds=round(result.seconds, 1))
    if result.outcome == "confirmed":
        count = max(result.repetitions, 1)
        return Confirmation(
            Confirmed.WITHOUT_SENSOR, task.name, at, side, 1, count, seconds=round(result.seconds, 1)
        )
    if result.outcome == "without sensor":
        left = max(0, item.total - sum(one.count for one in result.sets))
        return Confirmation(Confirmed.WITHOUT_SENSOR, task.name, at, side, item.sets, left)
    return None


def _log(plain: dict[str, Any]) -> SessionLog:
    account = plain.pop("viewer")
    times = {name: datetime.fromisoformat(plain.pop(name)) for name in ("started_at", "ended_at")}
    pain = tuple(_with_time(PainEntry, one, moment=Moment(one["moment"])) for one in plain.pop("pain"))
    said = plain.pop("confirmations")
    confirmations = tuple(_with_time(Confirmation, one, kind=Confirmed(one["kind"])) for one in said)
    sets = tuple(_set(one) for one in plain.pop("sets"))
    return SessionLog(
        **plain
        | times
        | {
            "viewer": Viewer(account["account"], Role(account["role"])),
            "ending": Ending(plain["ending"]),
            "pain": pain,
            "confirmations": confirmations,
            "sets": sets,
        }
    )


def _with_time(entry: Any, plain: dict[str, Any], **changed: object) -> Any:  # noqa: ANN401 (any dataclass)
    return entry(**plain | changed | {"at": datetime.fromisoformat(plain["at"])})


def _set(plain: dict[str, Any]) -> LoggedSet:
    repetitions = tuple(_repetition(one) for one in plain.pop("repetitions"))
    removed, missed = tuple(plain.pop("removed")), tuple(plain.pop("missed"))
    return LoggedSet(**plain, repetitions=repetitions, removed=removed, missed=missed)


def _repetition(plain: dict[str, Any]) -> Repetition:
    measures = {one.name for one in fields(Repetition) if one.type is float}
    filled = {
        name: math.nan if value is None and name in measures else value for name, value in plain.items()
    }
    return Repetition(**filled | {"flags": tuple(plain["flags"]), "live": None})
