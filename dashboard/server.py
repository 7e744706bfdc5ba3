"""Serve the dashboard on this computer: settings, port, announcement, browser."""

import contextlib
import errno
import json
import os
import socket
import sys
import threading
import tomllib
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from typing import Any

import uvicorn
from streamlit import config

from dashboard.asgi import ABOUT, ADDRESS, NAME, app
from sensing.errors import InputError, RehabError

CLOSING_S = 3
"""How long open pages may take to let go when the server is stopped."""

ASK_S = 1.0
"""How long the program that holds our port may take to say whether it is a dashboard."""


def settings() -> Mapping[str, Any]:
    """Return every setting of ``.streamlit/config.toml`` by its dotted name."""
    text = resources.files("dashboard").joinpath(".streamlit", "config.toml").read_text("utf-8")
    return dict(_dotted(tomllib.loads(text)))


def _dotted(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def listen(port: int) -> socket.socket:
    """Return a socket bound to a port of this computer, not reached from any other.

    Parameters
    ----------
    port : int
        0 for any that is free.

    Raises
    ------
    InputError
        When this user may not use it.
    RehabError
        When another program has it; the message says whether that is a dashboard.
    """
    one = socket.socket()
    try:
        if os.name != "nt":  # there it would let two servers share the port
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((ADDRESS, port))
        one.listen()
    except OSError as error:
        one.close()
        if error.errno == errno.EADDRINUSE:
            raise RehabError(_taken(port)) from None
        if error.errno == errno.EACCES:
            raise InputError(
                f"port {port} is kept for the system", mend="Choose one above 1023 with --port or PORT="
            ) from None
        raise
    return one


def _taken(port: int) -> str:
    running = running_version(port)
    if running is not None:
        return (
            f"A dashboard (version {running}) already runs at {url_of(port)}: open that address, or choose "
            "another port with --port or PORT="
        )
    return f"Port {port} is used by another program. Choose another with --port or PORT="


def running_version(port: int) -> str | None:
    """Return the version of the dashboard that answers on a port of this computer, None when none does."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError, ValueError), direct.open(url_of(port) + ABOUT, timeout=ASK_S) as answer:
        said = json.loads(answer.read(1000))
        if isinstance(said, dict) and said.get("name") == NAME:
            return str(said.get("version"))
    return None


def url_of(port: int) -> str:
    """Return the address under which the dashboard answers."""
    return f"http://{ADDRESS}:{port}"


class _Server(uvicorn.Server):
    """A server that tells when it answers.

    Parameters
    ----------
    chosen : uvicorn.Config
    when_up : callable
        Called once, in a thread of its own.
    """

    def __init__(self, chosen: uvicorn.Config, when_up: Callable[[], None]) -> None:
        super().__init__(chosen)
        self._when_up = when_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            threading.Thread(target=self._when_up, daemon=True).start()


def serve(listening: socket.socket, *, when_up: Callable[[str], None]) -> None:
    """Serve the dashboard until it is stopped: Ctrl-C, or a signal to end.

    Parameters
    ----------
    listening : socket
        From `listen`; closed at the end.
    when_up : callable
        Called with the address once the server answers.

    Raises
    ------
    RehabError
        When the server did not come up.
    """
    url = url_of(listening.getsockname()[1])
    # Set one by one, they come before environment variables and files of this person or folder.
    for name, value in {**settings(), "server.port": listening.getsockname()[1]}.items():
        config.set_option(name, value)
    chosen = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=CLOSING_S,
        ws_per_message_deflate=False,  # to this computer alone, packing takes longer than sending
    )
    server = _Server(chosen, lambda: when_up(url))
    with listening, contextlib.suppress(KeyboardInterrupt):  # the way to end it
        server.run(sockets=[listening])
    if not server.started:
        raise RehabError("The dashboard did not start, see above. 'rehab doctor' checks the installation")


def open_browser(url: str) -> bool:
    """Open an address in the person's browser; return whether there is one."""
    graphical = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    if sys.platform not in ("win32", "darwin") and not graphical:
        return False  # a browser within the terminal would take it over, and could not show the pages
    with contextlib.suppress(webbrowser.Error, OSError):
        return webbrowser.open(url)
    return False
