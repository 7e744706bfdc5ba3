"""The command line: ``rehab COMMAND``, also ``python -m dashboard.cli``."""

import sys
import warnings

import click

from dashboard._version import __version__
from dashboard.command_group import CommandGroup

COMMANDS = (
    "demo",
    "dashboard",
    "scan",
    "record",
    "replay",
    "recover",
    "analyze",
    "validate",
    "simulate",
    "doctor",
    "version",
)
"""Every command, in the order of the help; each is a module of ``dashboard.commands`` with a ``command``."""


@click.group(cls=CommandGroup, command_names=COMMANDS, invoke_without_command=True)
@click.version_option(__version__, package_name="rehab-tracker", prog_name="rehab-tracker")
@click.pass_context
def cli(context: click.Context) -> None:
    """Track rehabilitation exercises with one motion sensor on the thigh.

    Counts repetitions, measures the thigh angle and compares them with a prescription. Uncertified
    prototype; not the sole basis for treatment decisions.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """Run the command line and exit."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # for developers; a person gets one line or none
    cli.main()


if __name__ == "__main__":
    main()
