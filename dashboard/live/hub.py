"""The hub: runs guided sessions in a thread of its own, whatever pages come and go.

Every call brings the viewer; the right to the patient is asked of the records each time. The calls may come
from any thread, and return at once but for `Hub.start_session`, `Hub.save` and the like, which wait for the
hub or for the disk.
"""

import secrets
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from dashboard.data_folder import data_folder
from dashboard.live.channel import Channel
from dashboard.live.cut_off import CutOff
from dashboard.live.helm import Helm
from dashboard.live.keeper import Keeper, demand
from dashboard.live.live_run import LiveRun
from dashboard.live.loop_thread import LoopThread
from dashboard.live.messages import Command, Snapshot
from dashboard.live.plan import SensorChoice, SessionPlan, SourceChoice, fixed_sides
from dashboard.live.reach import Reach
from dashboard.live.session_log import SessionLog
from dashboard.live.sources import open_sources, speed_of
from dashboard.live.tokens import Tokens
from dashboard.live.unsaved import Unsaved
from dashboard.records import Right, Store, Viewer
from dashboard.records.access import UNKNOWN_SESSION
from dashboard.records.errors import AccessError
from sensing.errors import InputError, RehabError

FOLDER = "live"
"""Below the data folder: a folder for each session that is not saved yet."""

CLOSE_S = 30.0
"""Recordings are finished within this."""

ABANDONED_S = 300.0
"""A trial at which no window has looked for so long is over: a phone that sleeps finds it again before."""


class Hub:
    """Runs sessions; `start` it before use, `stop` it at the end.

    Parameters
    ----------
    folder : Path, optional
        The data folder; by default the user's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.tokens = Tokens()
        self._keeper = Keeper(folder)
        self._runs: dict[str, LiveRun] = {}
        self._unsaved = Unsaved((folder or data_folder()) / FOLDER)
        self.cut_off = CutOff(self._unsaved, self._keeper)
        """What a crash left."""
        self._thread = LoopThread()
        self.reach = Reach(self._thread)
        """What the computer's radio can reach."""
        self._lock = threading.RLock()

    # life

    def start(self) -> None:
        """Start the thread, if it does not run."""
        self._thread.start()

    def stop(self) -> None:
        """End: recordings are finished, and a session under way is offered again at the next start."""
        with self._lock:
            runs = list(self._runs.values())
            for run in runs:
                self._thread.call(run.stop)
            for run in runs:
                run.closed.wait(CLOSE_S)
                if run.plan.trial:
                    self._unsaved.remove(run.session)
                self._forget(run.session)
            self._thread.stop()
            self.reach.forget()
            self._keeper.close()

    @property
    def store(self) -> Store:
        """The records."""
        return self._keeper.store

    # a session from its beginning to its end

    def start_session(
        self, viewer: Viewer, plan: SessionPlan, sources: Sequence[SourceChoice], window: str = ""
    ) -> str:
        """Begin a session and return its id, which is also that in the records later.

        Parameters
        ----------
        viewer : Viewer
        plan : SessionPlan
        sources : sequence of SourceChoice
            One sensor that moves with the tasks, or one for each leg, each with its ``side``; may be empty
            where timers guide everything.
        window : str
            Name of the window that steers it, see `helm`.

        Raises
        ------
        AccessError
            When the viewer may not do this for the patient.
        InputError
            When nothing is to be done, a sensor is missing, or a session of this patient runs already.
        RehabError
            When a source cannot be opened, or the folder not be written.
        """
        self._keeper.demand(viewer, plan.patient_id, Right.TRAIN)
        fixed = fixed_sides(plan, sources)
        if any(isinstance(one, SensorChoice) for one in sources):
            self.reach.prepare()
        with self._lock:
            same = (run for run in self._runs.values() if run.plan.patient_id == plan.patient_id)
            if not plan.trial and any(same):
                mend = "Go on with that one, or finish it first"
                raise InputError("a session of this patient is under way", mend=mend)
            session = secrets.token_hex(16)
            folder = self._unsaved.claim(session)
            try:
                run = LiveRun(
                    session,
                    viewer,
                    plan,
                    folder,
                    fixed=fixed,
                    speed=max((speed_of(one) for one in sources), default=1.0),
                    window=window,
                )
                self._thread.do(partial(self._begin, run, fixed, sources))
            except BaseException:
                self._unsaved.remove(session)
                self._forget(session)
                raise
        return session

    def _begin(self, run: LiveRun, fixed: tuple[str, ...], sources: Sequence[SourceChoice]) -> None:
        opened = open_sources(sources, run.plan.tasks, run.tell, self.reach.radio)
        run.channels = [
            Channel(
                source,
                run.guide,
                choice.side if fixed else None,
                run.folder,
                on_change=run.took,
                on_trouble=run.tell,
            )
            for choice, source in zip(sources, opened, strict=True)
        ]
        self._runs[run.session] = run
        self._thread.keep_running(run.run())

    def command(self, viewer: Viewer, session: str, command: Command) -> None:
        """Do what the person asks for; when this returns, the snapshot shows it.

        Raises
        ------
        AccessError
            When there is no such session, or the viewer may not do this.
        """
        self._thread.do(self.run_of(viewer, session, Right.TRAIN).command, command)

    def pass_on(self, run: LiveRun, command: Command) -> None:
        """Do soon what a person asks for whose right was looked at before; does not wait."""
        self._thread.call(run.command, command)

    def has(self, session: str) -> bool:
        """Return whether a session is under way, or not saved yet."""
        return session in self._runs

    def answer_pain(self, viewer: Viewer, session: str, score: int, *, sharp: bool = False) -> None:
        """Take the answer to: how is the pain, 0 to 10; see `command`.

        Raises
        ------
        EntryError
            When the score is beyond the scale.
        """
        run = self.run_of(viewer, session, Right.TRAIN)
        self._thread.do(partial(run.answer_pain, score, sharp=sharp))

    def snapshot(self, viewer: Viewer, session: str) -> Snapshot:
        """Return what a page shows now; see `command`."""
        return self.run_of(viewer, session, Right.SEE).snapshot

    def log(self, viewer: Viewer, session: str) -> SessionLog:
        """Return what was done so far; see `command`."""
        return self._thread.do(self.run_of(viewer, session, Right.SEE).keeper.log)

    def troubles(self, viewer: Viewer, session: str) -> tuple[str, ...]:
        """Return what a person should know of sensor and disk, in words; see `command`."""
        return tuple(self.run_of(viewer, session, Right.SEE).troubles)

    def token(self, viewer: Viewer, session: str) -> str:
        """Return a token with which a page may follow the session for the next minutes; see `command`."""
        self.run_of(viewer, session, Right.SEE)
        return self.tokens.make(viewer, session)

    def helm(self, viewer: Viewer, session: str) -> Helm:
        """Return who steers a session: which window, of several that may show it; see `command`."""
        return self.run_of(viewer, session, Right.SEE).helm

    def running(self, viewer: Viewer) -> tuple[tuple[str, SessionPlan], ...]:
        """Return the sessions under way, or not saved yet, that the viewer may see."""
        with self._lock:
            runs = list(self._runs.values())
        for one in [one for one in runs if one.plan.trial and one.helm.unseen_s > ABANDONED_S]:
            self._end(one)
            runs.remove(one)
        return tuple(
            (one.session, one.plan) for one in runs if self._keeper.may_see(viewer, one.plan.patient_id)
        )

    def save(
        self,
        viewer: Viewer,
        session: str,
        *,
        exertion: int | None = None,
        pain_after: int | None = None,
        notes: str = "",
    ) -> str:
        """Save a session whole, and return its id in the records; one under way is ended.

        Raises
        ------
        RehabError
            When it cannot be saved; it stays, and can be saved again. See also `command`.
        """
        run = self.run_of(viewer, session, Right.TRAIN)
        self._thread.call(run.command, Command.FINISH)
        self._thread.call(run.stop)
        if not run.closed.wait(CLOSE_S):
            raise RehabError("The recording is still being finished. Try again in a moment")
        with run.saving:  # pressed twice, or on two pages
            if self.has(session):
                said = {"exertion": exertion, "pain_after": pain_after, "notes": notes}
                self._keeper.save(viewer, self._unsaved, session, **said)
                self._unsaved.remove(session)
                self._forget(session)
        return session

    def discard(self, viewer: Viewer, session: str) -> None:
        """End a session and keep nothing of it, as for a trial; see `command`."""
        self._end(self.run_of(viewer, session, Right.TRAIN))

    # inside

    def _end(self, run: LiveRun) -> None:
        self._thread.call(run.stop)
        run.closed.wait(CLOSE_S)
        self._unsaved.remove(run.session)
        self._forget(run.session)

    def run_of(self, viewer: Viewer, session: str, right: Right) -> LiveRun:
        """Return a session under way for a purpose.

        Raises
        ------
        AccessError
            When there is none or the viewer may not see it, in the same words; or may not do this.
        """
        with self._lock:
            run = self._runs.get(session)
        if run is None or not self._keeper.may_see(viewer, run.plan.patient_id):
            raise AccessError(UNKNOWN_SESSION)
        demand(viewer, right)
        return run

    def _forget(self, session: str) -> None:
        with self._lock:
            self._runs.pop(session, None)
        self._unsaved.release(session)
