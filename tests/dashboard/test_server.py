"""The server as a program: its settings, its port, its words, its end; and what answers to whom."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from streamlit import config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import asgi, server
from dashboard._version import __version__
from dashboard.response_headers import HEADERS

REHAB = [sys.executable, "-m", "dashboard.cli"]


def surroundings(root, folder):
    """Return an environment in which only the installation is as it is for the tests."""
    return {
        "HOME": str(folder / "home"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(root),
        "PYTHONUNBUFFERED": "1",
        "REHAB_DATA": str(folder / "data"),
    }


def started(root, folder, *arguments, **environment):
    """Start a command that serves, in a folder; return the process and its port once its address is said."""
    process = subprocess.Popen(
        [*REHAB, *arguments],
        cwd=folder,
        env={**surroundings(root, folder), "NO_BROWSER": "1", "PORT": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return process, int(found[1])
    pytest.fail(process.communicate()[1])


def ended(process):
    """Stop a process as Ctrl-C does; return what it still said."""
    process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def start(root, tmp_path):
    """Start a server in a folder of its own."""
    running = []

    def go(*arguments, **environment):
        process, port = started(root, tmp_path, *arguments, **environment)
        running.append(process)
        return process, port

    yield go
    for process in running:
        if process.poll() is None:
            ended(process)


@pytest.fixture(scope="module")
def port(root, tmp_path_factory):
    """The port of a server that the tests only ask."""
    process, port = started(root, tmp_path_factory.mktemp("served"), "dashboard")
    yield port
    ended(process)


def get(port, path, host=None):
    headers = {} if host is None else {"Host": host}
    return urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=10
    )


class TestServing:
    def test_answers_on_this_computer_and_ends_quietly(self, root, start, tmp_path):
        process, port = start("dashboard")
        with get(port, "/_stcore/health") as answer:
            assert answer.read() == b"ok"
        again = subprocess.run(
            [*REHAB, "dashboard", "--port", str(port)],
            env=surroundings(root, tmp_path),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 1
        assert again.stderr.startswith(
            f"rehab: A dashboard (version {__version__}) already runs at http://127.0.0.1:{port}"
        )
        assert again.stderr.count("\n") == 1
        out, err = ended(process)
        assert (process.returncode, err) == (0, "")
        assert out == "The dashboard has ended\n"

    def test_neither_environment_nor_folder_weakens_it(self, start, tmp_path):
        foreign = tmp_path / ".streamlit"
        foreign.mkdir()
        (foreign / "config.toml").write_text(
            '[server]\naddress = "0.0.0.0"\nallowedHosts = ["*"]\nbaseUrlPath = "x"\n'
            '[client]\nshowErrorDetails = "full"\n',
            "utf-8",
        )
        _, port = start("dashboard", STREAMLIT_SERVER_ADDRESS="0.0.0.0", STREAMLIT_SERVER_ALLOWED_HOSTS="*")
        with get(port, "/_stcore/host-config") as answer:
            assert answer.status == 200
        with pytest.raises(InvalidStatus):
            connect(f"ws://127.0.0.1:{port}/_stcore/stream", additional_headers={"Host": "evil.example"})
        own = socket.gethostbyname_ex(socket.gethostname())[2]
        for address in (one for one in own if not one.startswith("127.")):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, port), timeout=2)

    def test_the_demo_opens_where_nothing_can_be_written(self, start, tmp_path):
        (tmp_path / "demo").write_text("mine")
        process, port = start("demo")
        with get(port, "/_stcore/health") as answer:
            assert answer.status == 200
        _, err = ended(process)
        assert err.startswith("rehab: demo: is a file, a folder was expected")
        assert err.endswith("The dashboard opens all the same\n")
        assert err.count("\n") == 1

    def test_a_broken_settings_file_of_the_folder(self, start, tmp_path):
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "config.toml").write_text("[server\n", "utf-8")
        _, port = start("dashboard")
        with get(port, "/_stcore/health") as answer:
            assert answer.status == 200


class TestBadUse:
    @pytest.mark.parametrize("port", ["x", "70000", "-1", "8501.5"])
    def test_a_port_that_is_none(self, rehab, monkeypatch, port):
        monkeypatch.setenv("PORT", port)
        done = rehab("dashboard")
        assert done.exit_code == 2
        assert done.stderr.count("\n") == 1
        assert f"'{port}' is no port. Name a number from 0" in done.stderr
        assert "env var: 'PORT'" in done.stderr

    def test_a_port_of_another_program(self, rehab):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = rehab("dashboard", "--port", port, "--no-browser")
        assert done.exit_code == 1
        assert done.stderr == (
            f"rehab: Port {port} is used by another program. Choose another with --port or PORT=\n"
        )

    def test_a_port_of_the_system(self, rehab, monkeypatch):
        def refused(self, address):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(socket.socket, "bind", refused)
        done = rehab("dashboard", "--port", 80)
        assert done.exit_code == 2
        assert done.stderr.startswith("rehab: port 80 is kept for the system. Choose one above 1023")

    def test_without_its_packages(self, rehab, monkeypatch):
        monkeypatch.delitem(sys.modules, "dashboard.server", raising=False)
        monkeypatch.delattr("dashboard.server", raising=False)
        monkeypatch.setitem(sys.modules, "uvicorn", None)
        done = rehab("dashboard")
        assert done.exit_code == 1
        assert done.stderr.startswith("rehab: The dashboard needs the package 'uvicorn'. Install it with:")
        assert "rehab-tracker[dashboard]" in done.stderr


class TestBrowser:
    @pytest.fixture
    def up(self, monkeypatch):
        """A server that is up at once, and the addresses that a browser was opened at."""
        opened = []
        monkeypatch.setattr(server, "listen", lambda port: port)
        monkeypatch.setattr(server, "serve", lambda port, *, when_up: when_up(server.url_of(port)))
        monkeypatch.setattr(server, "open_browser", lambda url: opened.append(url) or len(opened) < 2)
        return opened

    def test_is_opened_once_the_server_answers(self, rehab, up):
        assert rehab("dashboard").stdout == (
            "The dashboard is at http://127.0.0.1:8501 (Ctrl-C ends it)\nThe dashboard has ended\n"
        )
        assert up == ["http://127.0.0.1:8501"]
        without = rehab("dashboard", "--port", 8502)
        assert "No browser was found here: open this address in one yourself" in without.stdout

    @pytest.mark.parametrize("command", ["dashboard", "demo"])
    def test_is_not_opened_when_not_wanted(self, rehab, up, monkeypatch, command):
        assert rehab(command, "--no-browser").exit_code == 0
        monkeypatch.setenv("NO_BROWSER", "1")
        assert rehab(command).exit_code == 0
        assert up == []

    def test_is_opened_at_the_address(self, monkeypatch):
        opened = []
        monkeypatch.setenv("BROWSER", "some")
        monkeypatch.setattr(server.webbrowser, "open", lambda url: opened.append(url) or True)
        assert server.open_browser("http://127.0.0.1:1")
        assert opened == ["http://127.0.0.1:1"]

    @pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always one")
    def test_none_that_would_take_over_the_terminal(self, monkeypatch):
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(server.webbrowser, "open", pytest.fail)
        assert not server.open_browser("http://127.0.0.1:1")


class TestSettings:
    def test_are_the_safe_ones(self):
        chosen = server.settings()
        assert chosen["server.address"] == server.ADDRESS == "127.0.0.1"
        assert tuple(chosen["server.allowedHosts"]) == asgi.HOSTS
        assert chosen["server.corsAllowedOrigins"] == []
        assert chosen["server.maxUploadSize"] == 100
        assert chosen["server.fileWatcherType"] == "none"
        assert chosen["client.showErrorDetails"] == "none"
        assert chosen["client.toolbarMode"] == "minimal"
        on = {name for name, value in chosen.items() if value is True}
        off = {name for name, value in chosen.items() if value is False}
        assert {"server.enableCORS", "server.enableXsrfProtection", "server.headless"} <= on
        assert {"browser.gatherUsageStats", "server.enableStaticServing", "server.enableAgentApi"} <= off

    def test_exist_in_this_streamlit(self):
        assert set(server.settings()) <= set(config.get_config_options())

    def test_load_nothing_from_elsewhere(self):
        assert "://" not in repr(dict(server.settings()))


class TestAnswers:
    """Who is let in, and what every answer carries."""

    def test_headers(self, port):
        for path in ("/", "/about", "/_stcore/health", "/nothing-here"):
            with get(port, path) as answer:
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, path

    def test_about(self, port):
        with get(port, "/about") as answer:
            assert json.load(answer)["name"] == "rehab-tracker"

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7"])
    def test_a_foreign_host_is_refused(self, port, host):
        for path in ("/", "/about", "/_stcore/host-config"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                get(port, path, host)
            refused.value.close()
            assert refused.value.code == 400
        self.refuses_a_websocket(port, {"Host": host})

    def test_a_page_of_another_origin_is_refused(self, port):
        self.refuses_a_websocket(port, {"Origin": "http://evil.example"})

    def test_an_own_page_is_let_in(self, port):
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=f"http://127.0.0.1:{port}") as opened:
            assert opened.response.status_code == 101

    @staticmethod
    def refuses_a_websocket(port, headers):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://127.0.0.1:{port}/_stcore/stream", additional_headers=headers)
        assert refused.value.response.status_code in (400, 403)
