"""An event loop whose clock jumps to the next thing that is due, when all is quiet.

Everything on the virtual radio happens in one process, so nothing is ever waited for but time. Minutes pass
in moments, each run is the same as the last, and a busy machine changes nothing.
"""

import asyncio
import contextlib
import selectors
import time
from unittest import mock

BEGIN_S = 1000.0

LONGEST_THREAD_S = 20.0
"""Work in a thread, such as writing to disk, takes real time; longer than this, it is stuck."""


class _Clock:
    now_s = BEGIN_S


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, clock):
        super().__init__()
        self._clock = clock

    def select(self, timeout=None):
        events = super().select(LONGEST_THREAD_S if timeout is None else 0)
        if not events:
            if timeout is None:
                raise RuntimeError("nothing is due and nothing will ever happen")
            self._clock.now_s += max(0.0, timeout)
        return events


@contextlib.contextmanager
def jumping_clock():
    """Let `time.monotonic` run by a clock that jumps; return what makes event loops that move it on."""
    clock = _Clock()

    def now():
        return clock.now_s

    def now_ns():
        return round(clock.now_s * 1e9)

    def new_loop():
        return asyncio.SelectorEventLoop(_JumpingSelector(clock))

    with mock.patch.object(time, "monotonic", now), mock.patch.object(time, "monotonic_ns", now_ns):
        yield new_loop


@contextlib.contextmanager
def jumping_time():
    """Let asyncio and `time.monotonic` run by a clock that jumps; return a runner for coroutines."""
    with jumping_clock() as new_loop, asyncio.Runner(loop_factory=new_loop) as runner:
        yield runner.run
