"""One guided session on the hub's event loop: sources, recorders, the guide, and what pages see of it."""

import asyncio
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from dashboard.live.channel import Channel
from dashboard.live.curve import Curve
from dashboard.live.guide_clock import GuideClock
from dashboard.live.guided import Guided
from dashboard.live.helm import Helm
from dashboard.live.log_keeping import LogKeeper
from dashboard.live.messages import Command, SensorView, Snapshot, State
from dashboard.live.plan import SessionPlan
from dashboard.live.played import PlayedSource
from dashboard.live.view import snapshot_of
from dashboard.records.viewer import Viewer
from sensing.errors import RehabError

AGAIN_S = 0.2
"""After this long a task that still runs is cancelled once more."""

FAULT = "The program has a fault; what was measured is kept"

_LOG = logging.getLogger(__name__)

FORGOTTEN_S = 1800.0
"""Without a repetition, an answer or a command for so long nobody exercises any more [J]: longer than any
timer of the programs, and a sensor left on would be recorded for hours."""

MOST_TROUBLES = 50
"""A link that comes and goes tells of itself every few seconds; the last ones are kept."""

TICK_S = 0.04
"""So often the guide is told the time, where no samples do."""

LOST_AFTER_S = 1.5
"""Without a sample for this long the signal counts as lost, whatever the link says: packets come every
0.04 s, over a weak link in bursts of 0.25 s."""


class LiveRun:
    """Runs one session. Its methods are called on the hub's loop, but for those that say otherwise.

    Parameters
    ----------
    session : str
    viewer : Viewer
        Who began it.
    plan : SessionPlan
    folder : Path
        For recordings and log; exists.
    speed : float
        Of a replayed or simulated person: the guide's clock is as fast.
    window : str
        Name of the window that steers it at first.
    """

    def __init__(
        self,
        session: str,
        viewer: Viewer,
        plan: SessionPlan,
        folder: Path,
        *,
        fixed: tuple[str, ...],
        speed: float,
        window: str = "",
    ) -> None:
        self.session, self.viewer, self.plan, self.folder = session, viewer, plan, folder
        self.guide = Guided(
            plan.tasks,
            pain_before=plan.pain_before,
            pain_limit=plan.program.pain_limit,
            pain_rise_limit=plan.program.pain_rise_limit,
            fixed=fixed,
        )
        self.helm = Helm(window)
        self.channels: list[Channel] = []
        self.closed = threading.Event()
        """Set once the recordings are finished; may be waited for in any thread."""
        self.saving = threading.Lock()
        """Held while it is saved."""
        self.troubles: deque[str] = deque(maxlen=MOST_TROUBLES)
        self.snapshot = Snapshot()
        """The newest; may be read in any thread."""
        self._listeners: dict[object, Callable[[], None]] = {}
        self._lock = threading.Lock()
        self.curve = Curve()
        self._clock = GuideClock(speed)
        self._heard_s = self._stirred_s = time.monotonic()
        self.keeper = LogKeeper(
            session, viewer, plan, folder, guide=self.guide, channels=lambda: self.channels, tell=self.tell
        )
        self._stopping = asyncio.Event()
        self._published_s = 0.0

    # life

    async def run(self) -> None:
        """Run until the exercises are over or it is stopped; then finish the recordings."""
        tasks = [asyncio.create_task(self._run_channel(one)) for one in self.channels]
        tasks += [asyncio.create_task(self._tick()), asyncio.create_task(self.keeper.run())]
        for task in tasks:
            task.add_done_callback(self._ended)
        await self._stopping.wait()
        pending = set(tasks)
        while pending:  # a cancellation that falls into the closing of an iterator can be lost
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=AGAIN_S)
        try:
            for channel in self.channels:
                channel.follow()
            await asyncio.to_thread(self._finish_recordings)
            await self.keeper.write()
            self._publish()
        finally:
            self.closed.set()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """End the session for a fault of the program: what was recorded is finished, and can be saved."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            _LOG.error("A live session has failed", exc_info=fault)
            self.guide.fail(FAULT, self.now_s)
            self._stopping.set()

    def stop(self) -> None:
        """End it as it is, for the server ends; it is offered again at the next start."""
        self._stopping.set()

    async def _run_channel(self, channel: Channel) -> None:
        try:
            await channel.run()
        except (RehabError, TimeoutError) as error:
            channel.failure = str(error) or "The sensor does not answer"
            self.tell(channel.failure)
        self._changed()

    def _fail_without_sensor(self) -> None:
        """End the session when the sensor is gone for good: when it is needed, at once if it never came."""
        gone = next((one.failure for one in self.channels if one.failure and one.active), "")
        if gone and (self.guide.needs_sensor or not self.guide.connected):
            self.guide.fail(gone, self.now_s)

    async def _tick(self) -> None:
        """Tell the guide the time, and when nothing comes any more."""
        while True:
            await asyncio.sleep(TICK_S)
            active = self._active
            if not self.guide.moving:
                self._heard_s = time.monotonic()
            elif active is not None and getattr(active.source, "played_out", False):
                self.guide.played_out(self.now_s)
                self._heard_s = time.monotonic()
            elif active is not None and getattr(active.source, "gave_up", False):
                self.guide.gave_up(self.now_s)
            elif self.guide.connected and (
                active is None or active.lost or time.monotonic() - self._heard_s > LOST_AFTER_S
            ):
                self._lose()
            if time.monotonic() - self._stirred_s > FORGOTTEN_S:
                self.guide.obey(Command.FINISH, self.now_s)
            self.guide.tick(self.now_s)
            if time.monotonic() - self._published_s >= TICK_S:
                self._changed()

    def _lose(self) -> None:
        if not self.guide.lost:
            self.guide.link("lost", self.now_s)
            self.curve.add(self.now_s, math.nan)

    def _finish_recordings(self) -> None:
        """Finish what was recorded; trouble is told, and nothing removed."""
        for channel in self.channels:
            for recorder in channel.recorders.values():
                try:
                    recorder.finish()
                except RehabError as error:
                    self.tell(str(error))
                finally:
                    recorder.close()

    def tell(self, trouble: str) -> None:
        """Keep what a person should know."""
        self.troubles.append(trouble)

    # events

    @property
    def now_s(self) -> float:
        """The guide's time."""
        return self._clock.now_s(held=self._paced_by_samples)

    @property
    def _paced_by_samples(self) -> bool:
        """Whether a replayed person moves: then its samples, not the host's clock, move the guide's on."""
        active = self._active
        played = (
            active is not None and isinstance(active.source, PlayedSource) and not active.source.played_out
        )
        return played and self.guide.moving and self.guide.connected

    @property
    def _active(self) -> Channel | None:
        return next((one for one in self.channels if one.active), None)

    def _pace(self, channel: Channel) -> None:
        """Let the samples of a replayed person set the pace of the guide's clock."""
        if channel.last_block is not None and isinstance(channel.source, PlayedSource):
            moves = self.guide.moving and self.guide.connected
            self._clock.sampled(float(channel.last_block.time_s[-1]), moves=moves)

    def took(self, channel: Channel) -> None:
        """Take notice of a packet of a channel, or of news of its link."""
        counting = channel.counting
        if not channel.active or counting is None:
            return
        if channel.lost:
            self._lose()
        else:
            self._pace(channel)
            self._heard_s = time.monotonic()
            seen = counting.seen
            self.guide.saw(seen, self.now_s)
            self.curve.add(self.now_s, seen.angle_deg)
        self._changed()

    def command(self, command: Command) -> None:
        """Do what the person asks for."""
        self._stirred_s = time.monotonic()
        self.guide.obey(command, self.now_s)
        self._changed()

    def answer_pain(self, score: int, *, sharp: bool) -> None:
        """Take the answer to: how is the pain."""
        if self.guide.state is not State.PAIN:
            return  # pressed twice, or answered on another page: nobody asks any more
        self.keeper.hurt(score, sharp=sharp)
        self.guide.answer_pain(score, self.now_s, sharp=sharp)
        self._changed()

    def _changed(self) -> None:
        """Let the channels follow the guide, write down what is new, show it."""
        self._fail_without_sensor()
        for channel in self.channels:
            channel.follow()
        if self.keeper.note_news():
            self._stirred_s = time.monotonic()
        self._publish()
        if self.guide.over:
            self._stopping.set()

    # what pages see

    def _publish(self) -> None:
        self._published_s = time.monotonic()
        active = self._active
        host_s = math.nan
        if active is not None and active.last_block is not None and active.last_block.host_time_s is not None:
            host_s = float(active.last_block.host_time_s[-1]) + time.time() - time.monotonic()
        self.snapshot = snapshot_of(
            self.guide,
            self.now_s,
            n=self.snapshot.n + 1,
            sample_ms=1000.0 * host_s,
            sensor=SensorView() if active is None else active.view,
            unwritten=self.keeper.failing or any(one.unwritten for one in self.channels),
        )
        with self._lock:
            listeners = list(self._listeners.values())
        for call in listeners:
            call()

    def listen(self, who: object, call: Callable[[], None] | None) -> None:
        """Call somebody, on the hub's loop, whenever there is a new snapshot; None: no longer. Any thread."""
        with self._lock:
            if call is None:
                self._listeners.pop(who, None)
            else:
                self._listeners[who] = call
