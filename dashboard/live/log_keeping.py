"""Keeps the log of a guided session: what was said and counted, written down while it goes on."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dashboard.live.channel import Channel
from dashboard.live.exercise_run import TaskResult
from dashboard.live.guided import Guided
from dashboard.live.plan import SessionPlan
from dashboard.live.session_log import SessionLog, confirmation_of, sets_of
from dashboard.records.new_session import Confirmation, Ending, Moment, PainEntry
from dashboard.records.viewer import Viewer

TRY_AGAIN_S = 5.0
"""A log that could not be written is tried again after this."""


class LogKeeper:
    """Makes the log of a session, and writes it whenever there is something new; lives on the hub's loop.

    Parameters
    ----------
    session : str
    viewer : Viewer
        Who began it.
    plan : SessionPlan
    folder : Path
    guide : Guided
    channels : callable
        Returns the session's sensors.
    tell : callable
        Told what a person should know.
    """

    def __init__(
        self,
        session: str,
        viewer: Viewer,
        plan: SessionPlan,
        folder: Path,
        *,
        guide: Guided,
        channels: Callable[[], Sequence[Channel]],
        tell: Callable[[str], None],
    ) -> None:
        self.failing = False
        """The last attempt to write it failed."""
        self._session, self._viewer, self._plan, self._folder = session, viewer, plan, folder
        self._guide, self._channels, self._tell = guide, channels, tell
        self._started_at = datetime.now(UTC)
        self._pain = [PainEntry(Moment.BEFORE, plan.pain_before, self._started_at)]
        self._confirmed: dict[int, Confirmation] = {}
        self._written: tuple[object, ...] = ()
        self._news = asyncio.Event()

    def hurt(self, score: int, *, sharp: bool) -> None:
        """Keep how the pain is, in the present task.

        Raises
        ------
        EntryError
            When the score is beyond the scale.
        """
        task = self._guide.task
        side = None if task.side == "both" else task.side
        self._pain.append(PainEntry(Moment.AFTER_EXERCISE, score, datetime.now(UTC), task.name, side, sharp))

    def log(self) -> SessionLog:
        """Return what is known of the session."""
        names, sides = {}, {}
        for channel in self._channels():
            for part, recorder in channel.recorders.items():
                names[part] = recorder.name
                sides[recorder.name] = part.partition("-")[2]
        guide, at = self._guide, datetime.now(UTC)
        results = list(guide.results)
        if not guide.noted:
            results.append(TaskResult(guide.task, guide.part, "left out", guide.run.log))
        for index, result in enumerate(results):
            said = confirmation_of(result, at)
            if said is not None:
                self._confirmed.setdefault(index, said)
        return SessionLog(
            id=self._session,
            patient_id=self._plan.patient_id,
            viewer=self._viewer,
            program=self._plan.program_number,
            title=self._plan.program.title,
            started_at=self._started_at,
            ended_at=at,
            ending=guide.ending if guide.over else Ending.STOPPED,
            check=dict(self._plan.check),
            pain=tuple(self._pain),
            confirmations=tuple(self._confirmed.values()),
            sides=sides,
            sets=sets_of(results, names),
        )

    def note_news(self) -> bool:
        """Have the log written when there is something new in it, a few times a minute; return whether."""
        run, results = self._guide.run, self._guide.results
        parts = sum(len(one.recorders) for one in self._channels())
        known = (len(results), tuple(run.log.sets), len(self._pain), self._guide.over, parts)
        if known == self._written:
            return False
        self._written = known
        self._news.set()
        return True

    async def run(self) -> None:
        """Write the log whenever there is something new, without holding up the samples."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.write()
            if self.failing:
                await asyncio.sleep(TRY_AGAIN_S)
                self._news.set()

    async def write(self) -> None:
        """Write it now; when that is not possible it is told, once."""
        try:
            await asyncio.to_thread(self.log().write, self._folder)
        except OSError as error:
            if not self.failing:
                why = error.strerror or error
                self._tell(
                    f"{self._folder}: what was counted cannot be written ({why}). Make room on the disk"
                )
            self.failing = True
        else:
            self.failing = False
