"""A driver's steps, carried out over a link."""

import asyncio
import contextlib
from dataclasses import replace

from sensing.bluetooth.faults import LinkError
from sensing.bluetooth.link import Link
from sensing.bluetooth.waiting import within
from sensing.drivers import Check, Read, Step, Subscribe, Upkeep, Write

SIGNAL = Upkeep(3.0, ())
"""Stands for asking the system how strong the signal is: a body in between is seen within a breath."""

REFUSED_EVERY_S = 1.0
"""So often at most the upkeep is done for messages that cannot be used."""


async def carry_out(link: Link, steps: "tuple[Step, ...]") -> list[str]:
    """Carry out steps in order; return what went wrong without harm, in words.

    Raises
    ------
    LinkError
        When a step fails that a session depends on.
    """
    troubles = []
    for step in steps:
        if isinstance(step, Check):
            if not await _settle(link, step):
                if step.required:
                    detail = f" ({link.bad})" if link.bad is not None else ""
                    raise LinkError(f"{step.problem}{detail}. {step.mend}")
                troubles.append(f"{step.problem}. {step.mend}.")
        else:
            await _one(link, step)
    return troubles


async def keep_up(link: Link, upkeep: "tuple[Upkeep, ...]") -> None:
    """Repeat what a driver asks for while it streams, until the link is lost or a check fails for good.

    Raises
    ------
    LinkError
    """
    loop = asyncio.get_running_loop()
    rounds = [*upkeep, *([SIGNAL] if link.measures_signal else [])]
    done = [loop.time()] * len(rounds)
    due = [loop.time() + one.every_s for one in rounds]
    while rounds:
        at = min(range(len(due)), key=due.__getitem__)
        with contextlib.suppress(TimeoutError):
            await within(max(0.0, due[at] - loop.time()), link.refused.wait())
            link.refused.clear()
            soon = [min(due[i], done[i] + REFUSED_EVERY_S) for i in range(len(due))]
            due = [soon[i] if one.when_refused else due[i] for i, one in enumerate(rounds)]
            continue
        if rounds[at] is SIGNAL:
            await link.measure_signal()
        else:
            await carry_out(link, rounds[at].steps)
        done[at] = loop.time()
        due[at] = done[at] + rounds[at].every_s
    await link.fault


async def wind_down(link: Link, steps: "tuple[Step, ...]", limit_s: float) -> None:
    """Carry out the steps that end a stream, as far as that goes in a given time."""
    with contextlib.suppress(Exception):  # a sensor that does not answer is left to itself
        await within(limit_s, carry_out(link, steps))


async def _one(link: Link, step: "Subscribe | Write | Read") -> None:
    if isinstance(step, Subscribe):
        await link.subscribe(step.characteristic)
    elif isinstance(step, Read):
        await link.read(step.characteristic)
    else:
        await link.write(step.characteristic, step.value)
        if step.pause_s > 0.0:
            await link.wait(step.pause_s)


async def _settle(link: Link, check: Check) -> bool:
    """Ask until the answer is accepted, mending in between; return whether it was."""
    try:
        for attempt in range(check.attempts):
            if attempt:
                for step in check.repair:
                    await _one(link, step)
            link.replies.clear()
            link.bad = None
            for ask in check.ask:  # the answer ends the wait, no pause is needed
                await _one(link, replace(ask, pause_s=0.0) if isinstance(ask, Write) else ask)
            if await _answered(link, check):
                return True
    except LinkError:
        if check.required or link.fault.done():
            raise
    return False


async def _answered(link: Link, check: Check) -> bool:
    """Wait for an answer to a question; return whether it is accepted."""
    loop = asyncio.get_running_loop()
    until = loop.time() + check.within_s
    while True:
        answers = [reply for reply in link.replies if reply.topic == check.topic]
        if answers:
            return any(check.accepts(reply) for reply in answers)
        rest_s = until - loop.time()
        if rest_s <= 0.0 or all(isinstance(ask, Read) for ask in check.ask):
            return False
        link.arrived.clear()
        with contextlib.suppress(TimeoutError):
            await within(rest_s, link.arrived.wait(), link.fault)
