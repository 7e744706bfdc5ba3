"""``rehab dashboard``."""

import click

from dashboard.dashboard_command import run_dashboard, server_options


@click.command("dashboard")
@server_options
def command(port: int, no_browser: bool) -> None:
    """Open the dashboard in the browser: review sessions, compare them with the program.

    It answers on this computer only, and keeps everything here.
    """
    run_dashboard(port, browser=not no_browser)
