"""The websocket by which a page follows a session: ``/api/live/{session}?token=...``.

Streamlit guards its own websocket, not this one. So nobody is let in who does not come from this server's own
page (Host and Origin), with a token for this session, and with the right to see it; refused before the
connection is accepted. A page that takes its time gets the newest snapshot when it is ready, and keeps nobody
waiting.
"""

import asyncio
import contextlib
import time
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.live.current import current_hub
from dashboard.live.hub import Hub
from dashboard.live.live_run import LiveRun
from dashboard.live.messages import frame, read_command
from dashboard.records.errors import AccessError
from dashboard.records.viewer import Right, Viewer

FORBIDDEN = 4403
"""Close code; a browser that was refused before accepting sees 1006, whatever the code."""

OVER = 1000
"""Close code once the session is saved."""

FRAME_S = 0.033
"""At most 30 frames a second: a packet comes every 0.04 s, and is to go out when it comes."""

HEARTBEAT_S = 0.5
"""A frame comes at least this often, so that a page notices when the server is gone."""


async def serve(websocket: WebSocket, hosts: Collection[str]) -> None:
    """Let a page follow the session that its path names, or refuse.

    Parameters
    ----------
    websocket : WebSocket
        Not accepted yet.
    hosts : collection of str
        Names under which this server answers, without port.
    """
    session, token = websocket.path_params["session"], websocket.query_params.get("token", "")
    let_in = None
    if from_own_page(websocket, hosts):
        let_in = await asyncio.to_thread(_let_in, current_hub(), token, session)
    if let_in is None:
        await websocket.close(FORBIDDEN)
        return
    await websocket.accept()
    window = websocket.query_params.get("window", "")
    try:
        await _follow(websocket, current_hub(), *let_in, window=window)
    finally:
        let_in[1].helm.left(window)


def from_own_page(websocket: WebSocket, hosts: Collection[str]) -> bool:
    """Return whether a page of this server asks: a known Host, and an Origin of the same host and port."""
    host, origin = websocket.headers.getlist("host"), websocket.headers.getlist("origin")
    if len(host) != 1 or len(origin) != 1:
        return False
    try:
        asked, page = urlsplit(f"//{host[0]}"), urlsplit(origin[0])
        same = (asked.hostname, asked.port) == (page.hostname, page.port)
    except ValueError:
        return False
    return same and page.scheme in ("http", "https") and asked.hostname in hosts


def _let_in(hub: Hub, token: str, session: str) -> tuple[Viewer, LiveRun] | None:
    """Return who follows which session; None when the token or the right is missing."""
    viewer = hub.tokens.read(token, session)
    if viewer is None:
        return None
    try:
        return viewer, hub.run_of(viewer, session, Right.SEE)
    except AccessError:
        return None


async def _follow(websocket: WebSocket, hub: Hub, viewer: Viewer, run: LiveRun, *, window: str) -> None:
    """Send snapshots and take commands, until one side has enough."""
    loop, news, me = asyncio.get_running_loop(), asyncio.Event(), object()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(news.set)

    run.listen(me, tell)
    both = [
        asyncio.create_task(_send(websocket, hub, run, news, window)),
        asyncio.create_task(_receive(websocket, hub, run, window, commands=viewer.may(Right.TRAIN))),
    ]
    try:
        done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if both[0] in done and both[0].exception() is None:
            await websocket.close(OVER)
    finally:
        run.listen(me, None)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)


async def _send(websocket: WebSocket, hub: Hub, run: LiveRun, news: asyncio.Event, window: str) -> None:
    """Send the newest snapshot, again and again, until the session is saved."""
    last = 0
    while hub.has(run.session):
        began_s = time.monotonic()
        news.clear()
        last, points = run.curve.after(last)
        run.helm.looked(window)
        steers = run.helm.held_by(window)
        await websocket.send_text(frame(run.snapshot, points, 1000.0 * time.time(), steers=steers))
        await asyncio.sleep(max(0.0, FRAME_S - (time.monotonic() - began_s)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), HEARTBEAT_S)


async def _receive(websocket: WebSocket, hub: Hub, run: LiveRun, window: str, *, commands: bool) -> None:
    """Pass on what the person asks for; what is no command, or none for a window that watches, is ignored."""
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            command = read_command(message.get("text"))
            if command is not None and commands and run.helm.obeys(command, window):
                hub.pass_on(run, command)
