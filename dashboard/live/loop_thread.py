"""A daemon thread that owns an asyncio loop; other threads hand it work."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sensing.errors import RehabError

_LOG = logging.getLogger(__name__)

ANSWER_S = 10.0
"""The loop answers within this, or something is badly wrong."""

BUSY = "This computer does not answer in time. Close other programs, then try again"

_T = TypeVar("_T")


class LoopThread:
    """Runs a loop from `start` to `stop`; may be started again."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tasks: set[asyncio.Future[None]] = set()
        self._lock = threading.RLock()

    def start(self) -> asyncio.AbstractEventLoop:
        """Start the thread if it does not run, and return its loop."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_serve, args=(self._loop,), daemon=True, name="live hub"
                )
                self._thread.start()
            return self._loop

    def stop(self) -> None:
        """Stop it, and wait until it has ended."""
        with self._lock:
            if self._loop is not None and self._thread is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join(ANSWER_S)
            self._loop = self._thread = None

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Have something called soon."""
        self.start().call_soon_threadsafe(function, *arguments)

    def do(self, function: Callable[..., _T], *arguments: object) -> _T:
        """Have something called, and return its result or raise what it raises; see `finish`."""

        async def work() -> _T:
            return function(*arguments)

        return self.finish(work(), ANSWER_S)

    def finish(self, work: Coroutine[Any, Any, _T], limit_s: float) -> _T:
        """Run a coroutine to its end, and return its result or raise what it raises; not from the loop.

        Raises
        ------
        RehabError
            When that takes too long; it is cancelled then.
        """
        running = asyncio.run_coroutine_threadsafe(work, self.start())
        try:
            return running.result(limit_s)
        except TimeoutError as error:
            if running.done():  # the work's own
                raise
            running.cancel()
            raise RehabError(BUSY) from error

    def keep_running(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine until it ends; called on the loop."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Future[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _LOG.error("Work of the hub has failed", exc_info=fault)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
