"""Whatever fails around a session, the session is recorded: counting, the terminal, the folder at the end."""

import asyncio
import errno
import io
import os
import sys

import pytest

from analysis.live_session import LiveSession
from dashboard.live_run import Watcher
from dashboard.live_terminal import LiveTerminal
from dashboard.terminal import make_console
from sensing import read_recording
from sensing.journal import Journal
from sensing.recorder import Recorder
from sensing.samples import RecordingInfo
from sensing.simulation.stream import SimulatedSource, short_session

pytestmark = pytest.mark.usefixtures("quick")


def only(folder):
    (path,) = folder.glob("*.parquet")
    return path


@pytest.mark.parametrize("command", ["record", "scan", "doctor"])
@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "soon"])
def test_what_is_no_length_of_time_is_refused(rehab, tmp_path, command, seconds):
    what = ("--simulate", "-o", tmp_path / "r") if command == "record" else ()
    done = rehab(command, *what, "--seconds", seconds)
    assert done.exit_code == 2
    assert "--seconds" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("address", ["", "  "])
def test_an_empty_address_is_nobodys(rehab, tmp_path, address):
    done = rehab("record", "--sensor", address, "-o", tmp_path / "r")
    assert done.exit_code == 2
    assert "Give either --sensor ADDRESS" in done.stderr


@pytest.mark.parametrize("method", ["push", "finish"])
def test_a_fault_of_the_counting_costs_the_count_alone(rehab, tmp_path, monkeypatch, method):
    def fail(*_):
        raise IndexError("a fault of the program")

    monkeypatch.setattr(LiveSession, method, fail)
    done = rehab("record", "--simulate", "--seconds", "5", "-o", tmp_path)
    assert done.exit_code == 0, done.output
    assert "Counting has stopped; samples are still taken." in done.stdout
    assert "IndexError" in done.stdout
    assert read_recording(only(tmp_path)).duration_s == pytest.approx(5.0, abs=0.05)


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("gone", [OSError(errno.EIO, "Input/output error"), BrokenPipeError()])
def test_a_terminal_that_is_gone_ends_nothing(tmp_path, monkeypatch, quick, gone):
    def fail(*_args, **_options):
        raise gone

    source = SimulatedSource(short_session("leg_lift", "right"), clock=quick())
    with LiveTerminal("Recording") as terminal:
        monkeypatch.setattr("dashboard.live_terminal.say", fail)
        (tmp_path / "folder").touch()
        recorder = Recorder(
            tmp_path / "folder",
            "s",
            spare_folders=(tmp_path,),
            on_trouble=lambda trouble: terminal.tell(trouble.text),
        )
        watcher = Watcher(source, terminal, "leg_lift", "right")
        asyncio.run(recorder.run(source, watcher.take))
        terminal.show(watcher.state, source.status)
    assert recorder.finish().path == only(tmp_path)


def test_a_live_terminal_that_is_gone_ends_nothing(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    console = make_console()
    console._force_terminal = True
    monkeypatch.setattr("dashboard.live_terminal.make_console", lambda: console)
    source = SimulatedSource(short_session("leg_lift", "right"))
    with LiveTerminal("Recording") as terminal:
        console.file = Gone()
        terminal.show(Watcher(source, terminal, None, None).state, source.status)
        terminal.tell("something")


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_one_may_make_room_and_try_again(rehab, tmp_path, monkeypatch, answer):
    asked = []

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:

        def confirm(question, **_):
            asked.append(question)
            patch.undo()
            return answer == "y"

        patch.setattr("sensing.recording_files.add_all", full)
        monkeypatch.setattr("dashboard.commands.record.click.confirm", confirm)
        monkeypatch.setattr("dashboard.commands.record._is_watched", lambda: True)
        done = rehab("record", "--simulate", "--seconds", "5", "-o", tmp_path)
    assert asked == ["Make room now, then try again?"]
    assert "No space left" in done.stderr
    assert done.exit_code == (0 if answer == "y" else 1)
    assert len(list(tmp_path.glob("*.parquet"))) == (answer == "y")
    assert len(list(tmp_path.glob("*.journal"))) == (answer == "n"), "it is kept for rehab recover"


def test_another_session_under_way_is_no_trouble(rehab, tmp_path):
    journal = Journal(tmp_path / "other.journal")
    journal.append(RecordingInfo(rate_hz=100.0))
    journal.flush()
    done = rehab("record", "--simulate", "--seconds", "2", "-o", tmp_path)
    journal.close()
    assert (done.exit_code, done.stderr) == (0, "")
    assert (tmp_path / "other.journal").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_a_pipe_that_nobody_reads_costs_no_sample(tmp_path):
    read, write = os.pipe()
    os.close(read)
    console = make_console()
    console.file = os.fdopen(write, "w")
    terminal = LiveTerminal("Recording")
    terminal._console = console
    for _ in range(3):
        terminal.tell("something " * 2000)
    with pytest.raises(BrokenPipeError):
        console.file.close()
