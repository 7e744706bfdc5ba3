"""The server: the Streamlit app as an ASGI application."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard import warm_up
from dashboard._version import __version__
from dashboard.components import page_error, style
from dashboard.entry_page import EntryPage
from dashboard.memory import freezer
from dashboard.response_headers import ResponseHeaders
from dashboard.server_run import RUN

ADDRESS = "127.0.0.1"
HOSTS = (ADDRESS, "localhost")
"""Names under which the server answers. A foreign name that leads here is an attack (DNS rebinding)."""

ABOUT = "/about"
NAME = "rehab-tracker"
LIVE = "/api/live/{session}"


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    freezer.freeze()
    warm_up.begin()
    yield
    if "dashboard.live.current" in sys.modules:
        from dashboard.live.current import stop_hub

        await asyncio.to_thread(stop_hub)


async def _about(_request: Request) -> JSONResponse:
    """Say who answers here: to another start that finds the port taken, and to a page after a restart."""
    return JSONResponse({"name": NAME, "version": __version__, "run": RUN})


async def _home(_request: Request) -> RedirectResponse:
    """Lead to the first page, which Streamlit knows under no name."""
    return RedirectResponse("/")


async def _live(websocket: WebSocket) -> None:
    """Let a page follow a guided session; what that needs is imported when the first page asks."""
    serve = await asyncio.to_thread(_serve_live)
    await serve(websocket, HOSTS)


def _serve_live() -> Callable[[WebSocket, Collection[str]], Awaitable[None]]:
    from dashboard.live.route import serve

    return serve


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=_lifespan,
    routes=[Route(ABOUT, _about), Route("/home", _home), WebSocketRoute(LIVE, _live)],
    # Streamlit checks the host of its own websocket; this holds for every route, ours too.
    middleware=[
        Middleware(EntryPage, css=style.EVERYWHERE),
        Middleware(ResponseHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False),
    ],
    on_script_error=page_error.show,
)
