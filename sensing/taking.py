"""Start a source and take its samples until it ends or somebody wants it to stop, whatever it waits for."""

import asyncio
from collections.abc import Callable
from typing import Any

from sensing.errors import SourceError
from sensing.samples import ImuBlock
from sensing.source import START_LIMIT_S, STOP_LIMIT_S, SampleSource, SourceListener


async def started(source: SampleSource, listener: SourceListener, stop: asyncio.Event) -> bool:
    """Start a source; return False when ``stop`` was set before it delivered.

    Raises
    ------
    SourceError
        When the source cannot be reached, or does not answer in time.
    """
    starting = asyncio.ensure_future(source.start(listener))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, timeout=START_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            return not stop.is_set()
        if stopping.done():
            return False
        raise SourceError("The sensor does not answer. Switch it off and on, then try again")
    finally:
        await _ended(starting, stopping)


async def each_block(source: SampleSource, stop: asyncio.Event, take: Callable[[ImuBlock], object]) -> None:
    """Hand over each block until the source ends or ``stop`` is set, even while no samples come.

    Raises
    ------
    SourceError
        When the source is gone for good.
    """
    blocks = aiter(source)
    stopping = asyncio.ensure_future(stop.wait())
    coming: asyncio.Future[ImuBlock] | None = None
    try:
        while not stop.is_set():
            coming = asyncio.ensure_future(anext(blocks))
            await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                return
            try:
                block = coming.result()
            except StopAsyncIteration:
                return
            take(block)
    finally:
        await _ended(stopping, *(() if coming is None else (coming,)))


async def _ended(*futures: "asyncio.Future[Any]") -> None:
    """Cancel what is under way and wait for its end, but not for ever."""
    for one in futures:
        one.cancel()
    done, _ = await asyncio.wait(futures, timeout=STOP_LIMIT_S)
    for one in done:
        if not one.cancelled():
            one.exception()  # taken: it has been told, or nobody wants it any more
