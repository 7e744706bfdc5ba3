"""The websocket on a real server: what a page gets, and every lock tried."""

import json
import socket
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.exceptions import ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect

from dashboard.live import route
from dashboard.live.messages import State
from dashboard.live.plan import SimulationChoice
from dashboard.live.tokens import LIFETIME_S
from dashboard.records import LOCAL_USER, Role, Viewer

HOSTS = ("127.0.0.1", "localhost")


@pytest.fixture
def port(hub, monkeypatch):
    """A server with the route, on a free port."""
    monkeypatch.setattr(route, "current_hub", lambda: hub)

    async def live(websocket):
        await route.serve(websocket, HOSTS)

    app = Starlette(routes=[WebSocketRoute("/api/live/{session}", live)])
    config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end_s = time.monotonic() + 10.0
        while not server.started:
            assert time.monotonic() < end_s
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10.0)


@pytest.fixture
def session(hub, plan):
    return hub.start_session(LOCAL_USER, plan, [SimulationChoice(speed=20.0)])


def follow(port, session, token, *, origin=None, host=None, window=""):
    origin = f"http://127.0.0.1:{port}" if origin is None else origin
    uri = f"ws://{host or f'127.0.0.1:{port}'}/api/live/{session}?token={token}&window={window}"
    there = socket.create_connection(("127.0.0.1", port))
    return connect(uri, origin=origin or None, sock=there, proxy=None)


def frames(page, until, limit_s=30.0):
    """Receive until a frame is as wanted; return all."""
    found, end_s = [], time.monotonic() + limit_s
    while time.monotonic() < end_s:
        found.append(json.loads(page.recv(timeout=5.0)))
        if until(found[-1]):
            return found
    raise AssertionError(found[-1])


def test_two_pages_see_the_same_and_either_may_stop(hub, port, session):
    with (
        follow(port, session, hub.token(LOCAL_USER, session)) as one,
        follow(port, session, hub.token(LOCAL_USER, session)) as two,
    ):
        seen = frames(one, lambda now: now["count"] == 1)
        assert [now["n"] for now in seen] == sorted({now["n"] for now in seen})
        times = [t for now in seen for t, _ in now["curve"]]
        assert times == sorted(set(times))
        assert all(now["sent_ms"] >= now["sample_ms"] for now in seen if now["sample_ms"])
        two.send('{"do": "stop"}')
        assert frames(one, lambda now: now["state"] == "pain")[-1]["say"]["key"] == "say.stop"
        frames(two, lambda now: now["state"] == "pain")
    again = follow(port, session, hub.token(LOCAL_USER, session))
    with again:
        assert len(frames(again, lambda now: now["state"] == "pain")[0]["curve"]) > 50
        hub.discard(LOCAL_USER, session)
        with pytest.raises(ConnectionClosedOK):
            frames(again, lambda _: False)


def test_nonsense_is_ignored(hub, port, session):
    with follow(port, session, hub.token(LOCAL_USER, session)) as page:
        for text in ("", "{", '{"do": "drop"}', b"\xff\x00", "x" * 10_000):
            page.send(text)
        page.send('{"do": "pause"}')
        frames(page, lambda now: now["state"] in ("paused", "connecting"))


def test_a_page_that_reads_nothing_keeps_nobody_waiting(hub, port, session, until):
    with follow(port, session, hub.token(LOCAL_USER, session)) as idle:
        until(hub, session, lambda now: now.state is State.PAIN)
        first = json.loads(idle.recv(timeout=5.0))
        assert first["state"] != "pain"
        frames(idle, lambda now: now["state"] == "pain", limit_s=20.0)


@pytest.mark.parametrize(
    "how", ["no token", "forged", "expired", "other session", "stranger", "unknown session"]
)
def test_without_a_right_nobody_gets_in(hub, port, session, how, monkeypatch):
    token, path = hub.token(LOCAL_USER, session), session
    if how == "no token":
        token = ""
    elif how == "forged":
        token = token[:-4] + "AAAA"
    elif how == "expired":
        later_s = time.time() + LIFETIME_S + 2.0
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later_s)
    elif how == "other session":
        token = hub.tokens.make(LOCAL_USER, "0" * 32)
    elif how == "stranger":
        token = hub.tokens.make(Viewer("eve", Role.PATIENT), session)
    else:
        path = "0" * 32
        token = hub.tokens.make(LOCAL_USER, path)
    refused(port, path, token)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:{port}"},
        {"origin": "file://127.0.0.1:{port}"},
        {"origin": "http://evil.example:{port}", "host": "evil.example:{port}"},
        {"origin": "http://127.0.0.1:{port}", "host": "evil.example:{port}"},
        {"origin": "http://127.0.0.1:{port}.evil.example"},
        {"origin": "http://["},
    ],
)
def test_other_pages_do_not_get_in(hub, port, session, headers):
    filled = {name: value.format(port=port) for name, value in headers.items()}
    refused(port, session, hub.token(LOCAL_USER, session), **filled)


def refused(port, session, token, **headers):
    with pytest.raises(InvalidStatus) as error, follow(port, session, token, **headers):
        pass
    assert error.value.response.status_code == 403


def test_a_page_that_watches_can_stop_the_session_and_do_nothing_else(hub, port, session):
    token = hub.token(LOCAL_USER, session)
    hub.helm(LOCAL_USER, session).take("one")
    with (
        follow(port, session, token, window="one") as one,
        follow(port, session, token, window="two") as two,
    ):
        assert all(now["steers"] for now in frames(one, lambda now: now["count"] == 1))
        assert not any(now["steers"] for now in frames(two, lambda now: now["count"] == 1))
        for refused_here in ("finish", "pause", "one_missed"):
            two.send(json.dumps({"do": refused_here}))
        one.send(json.dumps({"do": "recalibrate"}))
        frames(two, lambda now: now["state"] == "still")  # only this one was obeyed
        two.send(json.dumps({"do": "stop"}))
        frames(one, lambda now: now["state"] == "pain")
        hub.helm(LOCAL_USER, session).take("two")
        frames(one, lambda now: not now["steers"])
        frames(two, lambda now: now["steers"])
        assert hub.helm(LOCAL_USER, session).present
    end_s = time.monotonic() + 10.0
    while hub.helm(LOCAL_USER, session).present:  # the steering page was closed
        assert time.monotonic() < end_s
        time.sleep(0.01)
