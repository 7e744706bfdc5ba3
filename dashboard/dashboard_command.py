"""What ``rehab dashboard`` and ``rehab demo`` share: their options, and the way to the server."""

import contextlib
from collections.abc import Callable
from typing import Any

import click

DEFAULT_PORT = 8501
LARGEST_PORT = 65535


class PortOption(click.ParamType[int]):
    """A port number; 0 stands for any that is free."""

    name = "port"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (click's signature)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Return the number, or say what was expected."""
        try:
            port = int(value)
        except ValueError:
            port = -1
        if not 0 <= port <= LARGEST_PORT:
            self.fail(
                f"'{value}' is no port. Name a number from 0 (any that is free) to {LARGEST_PORT}", param, ctx
            )
        return port


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that serves the dashboard; ``port`` and ``browser`` are its parameters."""
    port = click.option(
        "--port",
        type=PortOption(),
        default=DEFAULT_PORT,
        envvar="PORT",
        show_default=True,
        show_envvar=True,
        metavar="N",
        help="Port on this computer; 0 for any that is free.",
    )
    browser = click.option(
        "--no-browser",
        is_flag=True,
        envvar="NO_BROWSER",
        show_envvar=True,
        help="Do not open a browser, only print the address.",
    )
    return port(browser(command))


def run_dashboard(port: int, *, browser: bool) -> None:
    """Serve the dashboard until it is stopped, and say where it is once it answers.

    Raises
    ------
    MissingExtraError
        When the packages of the dashboard are not installed.
    RehabError
        When it cannot start, see `dashboard.server`.
    """
    try:
        from dashboard import server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("streamlit", "uvicorn", "starlette"):
            raise
        from sensing.errors import MissingExtraError

        raise MissingExtraError(str(error.name), extra="dashboard", purpose="The dashboard") from None

    def announce(url: str) -> None:
        with contextlib.suppress(OSError):  # nobody reads what we print; the server serves all the same
            click.echo(f"The dashboard is at {url} (Ctrl-C ends it)")
            if browser and not server.open_browser(url):
                click.echo("No browser was found here: open this address in one yourself")

    server.serve(server.listen(port), when_up=announce)
    click.echo("The dashboard has ended")
