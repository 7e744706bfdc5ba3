"""Run a source with the live analysis beside it, and show it in the terminal."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from dashboard.live_terminal import LiveTerminal

if TYPE_CHECKING:
    from analysis.live_session import LiveSession, SessionState
    from sensing.samples import ImuBlock, RecordingInfo
    from sensing.source import SampleSource

SHOW_EVERY_S = 0.2
"""The eye follows this; more often would only cost battery."""

USUAL_RATE_HZ = 100.0
"""Taken where the source does not say."""


class Watcher:
    """Feeds the live analysis and the terminal; whatever fails here never ends the recording.

    Parameters
    ----------
    source : SampleSource
    terminal : LiveTerminal
    exercise : str or None
        What is done; by default what the source announces.
    side : {"left", "right"} or None
        The leg that wears the sensor; by default what the source says.
    """

    def __init__(
        self, source: "SampleSource", terminal: LiveTerminal, exercise: str | None, side: str | None
    ) -> None:
        from analysis.live_session import SessionState

        self._source, self._terminal = source, terminal
        self._exercise, self._side = exercise, side
        self.session: LiveSession | None = None
        self.state: SessionState = SessionState()
        self._broken = False

    def take(self, block: "ImuBlock") -> None:
        """Count what the samples show."""
        if self._broken:
            return
        try:
            if self.session is None:
                self.session = self._begin(self._source.info)
            self.state = self.session.push(block)
        except Exception as error:  # noqa: BLE001 (whatever it is, a session cannot be done again)
            self._stopped_counting(error)

    def finish(self) -> "SessionState":
        """Settle the count and return the last state."""
        if self.session is not None and not self._broken:
            try:
                self.state = self.session.finish()
            except Exception as error:  # noqa: BLE001 (the recording has yet to be finished)
                self._stopped_counting(error)
        return self.state

    def _stopped_counting(self, error: Exception) -> None:
        from sensing.errors import RehabError

        self._broken = True
        why = str(error) if isinstance(error, RehabError) else f"The program has a fault: {error!r}"
        self._terminal.tell(f"Counting has stopped; samples are still taken. {why}")

    async def show(self) -> None:
        """Show the state again and again, until cancelled."""
        while True:
            self._terminal.show(self.state, self._source.status)
            await asyncio.sleep(SHOW_EVERY_S)

    def _begin(self, info: "RecordingInfo") -> "LiveSession":
        from analysis.live_session import LiveSession

        return LiveSession(
            info.rate_hz or USUAL_RATE_HZ,
            self._exercise,
            self._side or info.placement.side,
            announced=info.activities,
        )


async def run_shown(watcher: Watcher, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work while the terminal is kept up to date."""
    showing = asyncio.ensure_future(watcher.show())
    try:
        await work()
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


@contextlib.contextmanager
def ended_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """Let Ctrl-C, a closed terminal or the system's request to end set ``stop`` instead; once.

    A second Ctrl-C interrupts as usual. A program that was told to outlive its terminal (nohup) does.
    """
    loop = asyncio.get_running_loop()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before: dict[signal.Signals, Any] = {}

    def end(_number: int, _frame: object) -> None:
        for each, handler in before.items():
            signal.signal(each, handler)
        loop.call_soon_threadsafe(stop.set)

    for name in names:
        each = signal.Signals[name]
        if name == "SIGHUP" and signal.getsignal(each) == signal.SIG_IGN:
            continue
        before[each] = signal.signal(each, end)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
