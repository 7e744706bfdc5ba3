"""The frame of the command line: help, lazy imports, one-line errors, exit codes."""

import errno
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dashboard import command_group
from dashboard.cli import COMMANDS
from sensing.errors import InputError, MissingExtraError

RUN = [sys.executable, "-m", "dashboard.cli"]


def failing(error):
    """Return a group whose one command raises."""

    @click.group(cls=command_group.CommandGroup, command_names=("fail",))
    def group():
        pass

    @click.command("fail")
    def fail():
        raise error

    group.get_command = lambda _context, name: fail if name == "fail" else None
    return group


def test_help_names_every_command(rehab):
    done = rehab("--help")
    assert done.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.output


def test_no_command_shows_the_help(rehab):
    assert rehab().output == rehab("--help").output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(rehab, name):
    done = rehab(name, "--help")
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: rehab {name}")


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom dashboard.cli import cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'vqf', 'pyarrow', 'rich', 'streamlit', 'asyncio', 'sensing'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (InputError("wrong", mend="Mend it", source="a.csv", at="line 7"), 2, "a.csv: line 7: wrong. Mend"),
        (MissingExtraError("pyarrow", extra="parquet", purpose="Parquet"), 1, "rehab-tracker[parquet]"),
        (click.UsageError("two\nlines"), 2, "two lines. See: rehab fail --help"),
        (PermissionError(errno.EACCES, "Permission denied", "x.csv"), 1, "x.csv: Permission denied"),
        (PermissionError(errno.EACCES, "No", "a/.x.csv.0123abcd.tmp"), 1, "rehab: a/x.csv: No. Check"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device. Check the path"),
        (ValueError("odd\nthing"), 1, "unexpected ValueError: odd thing. This is a fault of the program"),
        (click.Abort(), 130, "stopped"),
    ],
)  # fmt: skip
def test_every_error_is_one_line_with_its_exit_code(error, code, text):
    done = CliRunner().invoke(failing(error), ["fail"])
    assert done.exit_code == code
    (line,) = done.stderr.splitlines()
    assert line.startswith("rehab: ")
    assert text in line
    assert done.stdout == ""


def test_the_traceback_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("REHAB_TRACEBACK", "1")
    done = CliRunner().invoke(failing(ValueError("odd")), ["fail"])
    assert "Traceback (most recent call last)" in done.stderr
    assert done.exit_code == 1


def test_a_stop_by_the_user_is_quiet():
    done = CliRunner().invoke(failing(KeyboardInterrupt()), ["fail"])
    assert done.exit_code == 130
    assert done.stderr == "rehab: stopped\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dcotor"], ["No such command 'dcotor'", "Did you mean 'doctor'?", "See: rehab --help"]),
        (["--nonsense"], ["No such option '--nonsense'", "See: rehab --help"]),
        (["doctor", "--nonsense"], ["See: rehab doctor --help"]),
        (["version", "extra"], ["extra", "See: rehab version --help"]),
    ],
)
def test_misuse_is_one_line(rehab, arguments, words):
    done = rehab(*arguments)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    for word in words:
        assert word in line


def test_as_a_module_and_as_a_script_it_is_the_same():
    done = subprocess.run([*RUN, "nonsense"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rehab: No such command 'nonsense'. See: rehab --help\n"


@pytest.mark.skipif(os.name == "nt", reason="pipes and signals of POSIX systems")
class TestPipes:
    def test_a_closed_pipe_is_quiet(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([*RUN, "version"], stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
        assert done.stderr == b""
        assert done.returncode == 141

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk_is_one_line(self):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*RUN, "version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == 1
        assert done.stderr == (
            "rehab: No space left on device. Check the path, the permissions and the free space\n"
        )

    @pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [("--help", 0), ("--version", 0), ("doctor", 0), ("analyze x.csv", 2), ("no", 2)],
    )
    def test_a_closed_stream_changes_no_exit_code(self, closed, arguments, code):
        line = f"{shlex.join(RUN)} {arguments} {closed}"
        done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert len(done.stderr.splitlines()) == (code > 0 and "2>" not in closed)
        assert bool(done.stdout) == (code == 0 and closed == "2>&-")

    def test_an_interrupt_ends_it_with_130(self):
        code = (
            "import os, signal\nfrom dashboard import checks\n"
            "checks.check_installation = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
            "from dashboard.cli import main\nimport sys\nsys.argv = ['rehab', 'doctor']\nmain()"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 128 + signal.SIGINT
        assert done.stderr == "rehab: stopped\n"


def test_a_console_that_knows_only_ascii_is_served():
    code = (
        "import sys\nfrom dashboard import cli\ncli.cli.invoke = lambda _context: print('30\\u00b0')\n"
        "sys.argv = ['rehab', 'version']\ncli.main()"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "30?\n", "")
