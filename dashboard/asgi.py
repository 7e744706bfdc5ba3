"""The server: the Streamlit app as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard import warm_up
from dashboard._version import __version__
from dashboard.components import page_error
from dashboard.live.hub import current_hub, stop_hub
from dashboard.live.route import live_route
from dashboard.memory import freezer
from dashboard.response_headers import ResponseHeaders

ADDRESS = "127.0.0.1"
HOSTS = (ADDRESS, "localhost")
"""Names under which the server answers. A foreign name that leads here is an attack (DNS rebinding)."""

ABOUT = "/about"
NAME = "rehab-tracker"


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    freezer.freeze()
    warm_up.begin()
    yield


async def _about(_request: Request) -> JSONResponse:
    """Say who answers here, for another start that finds the port taken."""
    return JSONResponse({"name": NAME, "version": __version__})


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=_lifespan,
    routes=[Route(ABOUT, _about), live_route(HOSTS, current_hub)],
    # Streamlit checks the host of its own websocket; this holds for every route, ours too.
    middleware=[
        Middleware(ResponseHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False),
    ],
    on_script_error=page_error.show,
)
