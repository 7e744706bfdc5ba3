"""``rehab version``."""

import platform
import sys

import click

from dashboard._version import __version__


@click.command("version")
def command() -> None:
    """Show the version of the program, of Python and of the system."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    click.echo(f"rehab-tracker {__version__}, Python {python}, {platform.system()} {platform.machine()}")
