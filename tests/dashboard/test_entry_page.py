"""What is added to Streamlit's page on its way to the browser, and that nothing else is touched."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from dashboard.entry_page import BEFORE, END, TOLD, EntryPage

PAGE = b"<head>" + BEFORE + b' src="a.js"></script></head><body></body>'
CSS = "p { color: red }"


def whole(_request):
    return HTMLResponse(PAGE, headers={"etag": "file", "last-modified": "then"})


def in_parts(_request):
    return StreamingResponse((bytes([byte]) for byte in PAGE), media_type="text/html")


def another(_request):
    return HTMLResponse(b"<p>no script</p>")


def text(request):
    return PlainTextResponse(BEFORE + request.headers.get("accept-encoding", "none").encode())


def missing(_request):
    return Response(PAGE, 404, media_type="text/html")


def ask(endpoint, method="GET"):
    """Return headers and body of an answer behind the middleware."""

    async def served(scope, receive, send):
        await endpoint(Request(scope))(scope, receive, send)

    async def receive():
        await asyncio.sleep(1)
        return {"type": "http.disconnect"}

    sent = []

    async def send(message):
        sent.append(message)

    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": method, "path": "/", "headers": headers, "query_string": b""}
    with ThreadPoolExecutor(1) as apart:  # a loop may run in this thread: that of the browser tests
        apart.submit(asyncio.run, EntryPage(served, CSS)(scope, receive, send)).result()
    start, *body = sent
    return Headers(raw=start["headers"]), b"".join(one.get("body", b"") for one in body)


@pytest.mark.parametrize("endpoint", [whole, in_parts])
def test_a_page_is_told_before_its_first_script_and_styled_after_the_others(endpoint):
    headers, body = ask(endpoint)
    style = f"<style>{CSS}</style>".encode()
    assert body == PAGE.replace(BEFORE, TOLD + BEFORE).replace(END, style + END)
    assert int(headers["content-length"]) == len(body)
    assert not {"etag", "last-modified"} & set(headers)


def test_other_answers_stay_as_they_are():
    assert ask(another)[1] == b"<p>no script</p>"
    assert ask(text)[1] == BEFORE + b"none"  # nothing packed is asked for
    assert ask(missing)[1] == PAGE
    assert ask(whole, "HEAD")[0]["etag"] == "file"


def test_streamlit_still_has_the_places():
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    assert [page.read_bytes().count(one) for one in (BEFORE, END)] == [1, 1]
    scripts = (page.parent / "static" / "js").glob("index.*.js")
    assert any("BACKEND_BASE_URL" in script.read_text("utf-8") for script in scripts)
