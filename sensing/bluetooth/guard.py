"""Everything that can end a streaming link, watched at once."""

import asyncio

from sensing.bluetooth.faults import LinkError
from sensing.bluetooth.link import Link
from sensing.bluetooth.procedure import keep_up
from sensing.bluetooth.watchdog import RateWatch, Silence


class WrongRateError(LinkError):
    """Samples come at another rate than was set."""


async def guard(link: Link, receiving: "asyncio.Task[None]", silence: Silence, rates: RateWatch) -> None:
    """Keep up a streaming link until it is lost.

    Parameters
    ----------
    link : Link
    receiving : Task
        Runs `Link.receive`.
    silence, rates : Silence and RateWatch
        Fed with the samples.

    Raises
    ------
    LinkError
        Always, sooner or later: the link was lost, is silent, the sensor changed its settings, or its rate is
        wrong.
    """
    upkeep = asyncio.create_task(keep_up(link, link.driver.upkeep))
    silent = asyncio.create_task(silence.wait())
    off_rate = asyncio.create_task(rates.wait())
    own = (upkeep, silent, off_rate)
    try:
        await asyncio.wait({link.fault, receiving, *own}, return_when=asyncio.FIRST_COMPLETED)
        if silent.done():
            detail = f" ({link.bad.problem})" if link.bad is not None else ""
            raise LinkError(
                f"The sensor is connected but sends nothing that can be used{detail}. Switch it off and on"
            )
        if off_rate.done():
            raise WrongRateError(
                f"The sensor sends {off_rate.result():.0f} samples a second, not {rates.expected_hz:.0f}: "
                "its settings changed, or the link is poor. Bring it closer"
            )
        for one in (link.fault, receiving, upkeep):
            if one.done():
                one.result()
    finally:
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
