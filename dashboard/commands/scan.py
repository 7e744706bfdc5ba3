"""``rehab scan``."""

from typing import TYPE_CHECKING

import click

from dashboard.seconds_option import SecondsOption

if TYPE_CHECKING:
    from sensing.bluetooth.seen import Seen

RECOGNISED = {
    "name and service": "recognised by its name and its service",
    "service": "recognised by its service",
    "name only": "recognised by its name alone: connecting shows whether it is one",
}
"""What is said of how well a driver fits, by `sensing.drivers.Match`."""


@click.command("scan")
@click.option(
    "--seconds",
    type=SecondsOption(min=0.5, max=120),
    default=6.0,
    show_default=True,
    metavar="N",
    help="How long to look.",
)
@click.option("--all", "show_all", is_flag=True, help="List every device, also those that are no sensors.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, every device in it.")
def command(seconds: float, show_all: bool, as_json: bool) -> None:
    """Look for Bluetooth sensors in reach.

    Each is shown with its address, for 'rehab record --sensor ADDRESS', and with the driver that fits and how
    that driver was verified.
    """
    import asyncio

    from dashboard.terminal import print_json
    from sensing.bluetooth.radio import Radio

    async def look() -> "list[Seen]":
        return await Radio().scan(seconds)

    found = asyncio.run(look())
    if as_json:
        print_json({"devices": [_fields(one) for one in found]})
        return
    sensors = [one for one in found if one.driver is not None]
    others = [one for one in found if one.driver is None]
    for one in sensors:
        _show(one)
    if show_all:
        for one in others:
            _show(one)
    _conclude(len(sensors), len(others), show_all)


def _show(one: "Seen") -> None:
    from dashboard.wording import number
    from sensing.wording import printable

    strength = "already connected" if one.signal_dbm is None else f"signal {number(one.signal_dbm)} dBm"
    click.echo(f"{one.address}  {printable(one.name or '(no name)', 40)}  {strength}")
    if one.driver is not None and one.match is not None:
        click.echo(f"    {one.driver.title}, {RECOGNISED[one.match]}")
        click.echo(f"    driver: {one.driver.verification}; not verified: {one.driver.unverified}")


def _conclude(sensors: int, others: int, show_all: bool) -> None:
    from dashboard.wording import counted

    if not sensors:
        click.echo(
            "No sensor was found. Switch it on, bring it closer, and close any phone app that is connected "
            "to it."
        )
    if others and not show_all:
        click.echo(f"{counted(others, 'other device')} in reach; --all lists them.")


def _fields(one: "Seen") -> dict[str, object]:
    driver = one.driver
    return {
        "address": one.address,
        "name": one.name,
        "signal_dbm": one.signal_dbm,
        "driver": None if driver is None else driver.name,
        "match": one.match,
        "verification": None if driver is None else driver.verification,
    }
