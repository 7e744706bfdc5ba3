"""Awaiting with an end: the system's Bluetooth may never answer, not even to being cancelled."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")

_ABANDONED: set[asyncio.Future[Any]] = set()
"""Keeps what is no longer waited for from being collected before it ends."""


async def within(limit_s: float, awaitable: Awaitable[T], unless: "asyncio.Future[Any] | None" = None) -> T:
    """Await something for a limited time.

    Parameters
    ----------
    limit_s : float
    awaitable : awaitable
        Cancelled when it takes longer; unlike with `asyncio.wait_for`, its end is not waited for.
    unless : Future, optional
        Ends the wait as well, with its exception.

    Raises
    ------
    TimeoutError
        When the time is over.
    ConnectionAbortedError
        When it was cancelled by somebody else: some systems do that to what is under way as a link ends.
    """
    task = asyncio.ensure_future(awaitable)
    others = set() if unless is None else {unless}
    try:
        await asyncio.wait({task, *others}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        if task.cancelled():
            raise ConnectionAbortedError("ended by the system")
        if task.done():
            return task.result()
        if unless is not None and unless.done():
            unless.result()
        raise TimeoutError
    finally:
        if not task.done():
            abandon(task)


def abandon(task: "asyncio.Future[Any]") -> None:
    """Cancel a task and let it end whenever it does."""
    task.cancel()
    _ABANDONED.add(task)
    task.add_done_callback(_forget)


def _forget(task: "asyncio.Future[Any]") -> None:
    _ABANDONED.discard(task)
    if not task.cancelled():
        task.exception()  # taken, so that nobody reports it as forgotten


async def let_end(limit_s: float, awaitable: Awaitable[T]) -> None:
    """Wait for something for a limited time; after that it goes on, and nobody waits.

    For what must not be cancelled half-way, such as ending a connection.
    """
    task = asyncio.ensure_future(awaitable)
    _ABANDONED.add(task)
    task.add_done_callback(_forget)
    await asyncio.wait({task}, timeout=limit_s)
