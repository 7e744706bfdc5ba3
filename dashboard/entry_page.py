"""What Streamlit's page is told before its own scripts run.

How it looks, before a run could tell it. Where its server is: opened at ``/review``, it would first ask for
one under ``/review/``, two answers "not found" in the console of the browser before the right one. And that
what a person does is one step for the back button: Streamlit makes two of going to a page with parameters,
and the way back shows each page twice.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BEFORE = b'<script type="module"'
"""Streamlit's own first script. A later version without it is served as it is."""

END = b"</body>"
"""Rules that stand here come after Streamlit's own, and win where both are as exact."""

TOLD = b"""<script>
      window.__streamlit = { BACKEND_BASE_URL: location.origin + "/" };
      {
        const push = history.pushState.bind(history);
        let acted = false;
        for (const act of ["pointerdown", "keydown", "change", "drop"])
          addEventListener(act, () => { acted = true; }, true);
        history.pushState = (...step) => {
          if (acted) push(...step); else history.replaceState(...step);
          acted = false;
        };
      }
    </script>
    """


class EntryPage:
    """ASGI middleware that adds `TOLD` and a stylesheet to the pages.

    It also asks for nothing packed: for the same computer that takes longer than it saves.

    Parameters
    ----------
    app : ASGI application
    css : str
    """

    def __init__(self, app: ASGIApp, css: str) -> None:
        self._app = app
        self._style = f"<style>{css}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        unpacked = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": unpacked}, receive, _Telling(send, self._style))


class _Telling:
    """Passes an answer on; a page is held back until it is complete, and told."""

    def __init__(self, send: Send, style: bytes) -> None:
        self._send, self._style = send, style
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(BEFORE, TOLD + BEFORE, 1).replace(END, self._style + END, 1)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified"):  # those of the file as it was
            del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
