"""The group behind ``rehab``: commands imported when called, every error one line on standard error.

Exit codes: 0 done, 1 a failure, 2 bad input or use, 130 stopped by the user, 141 the reader went away.
"""

import contextlib
import importlib
import io
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from dashboard.shadowing import ShadowedError, refuse_shadowed
from dashboard.wording import clean

UNGUARDED = ("doctor", "version")
"""Commands that work, and must, where a foreign file has the name of one of our packages."""

TRACEBACK_VARIABLE = "REHAB_TRACEBACK"
EXIT_FAILURE, EXIT_USE, EXIT_STOPPED, EXIT_BROKEN_PIPE = 1, 2, 130, 141


class CommandGroup(click.Group):
    """A click group that imports a command only when it is needed.

    Parameters
    ----------
    command_names : sequence of str
        Modules of ``dashboard.commands``, each holding a click command named ``command``.
    """

    def __init__(self, *args: Any, command_names: Sequence[str] = (), **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._names = tuple(command_names)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of the help."""
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command, imported now; None for an unknown name."""
        if cmd_name not in self._names:
            return None
        command = importlib.import_module(f"dashboard.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run, or say which names come near."""
        name = args[0]
        if name not in self._names and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self._names, n=1)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{name}'.{meant}", ctx)
        if name not in UNGUARDED:
            refuse_shadowed()
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        """Run the command; a stop by the user and a closed pipe end it quietly."""
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            click.echo("rehab: stopped", err=True)
            ctx.exit(EXIT_STOPPED)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(EXIT_BROKEN_PIPE)
        return outcome

    def main(  # click declares overloads; this one signature answers them all
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run and exit, see the module's text for the exit codes."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        _open_closed_streams()
        _never_fail_on_a_character()
        try:
            code = super().main(args, "rehab", complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except Exception as error:  # noqa: BLE001 (the last stop: whatever it was becomes one line)
            if os.environ.get(TRACEBACK_VARIABLE):
                traceback.print_exc()
            text, code = describe(error)
            _discard_output()
            click.echo(f"rehab: {text}", err=True)
        sys.exit(code if isinstance(code, int) else 0)


def describe(error: Exception) -> tuple[str, int]:
    """Return an error as one line and the exit code that belongs to it."""
    if isinstance(error, ShadowedError):
        text, code = error.format_message(), EXIT_FAILURE
    elif isinstance(error, click.ClickException):
        text, code = _describe_use(error)
    elif isinstance(error, click.Abort):
        text, code = "stopped", EXIT_STOPPED
    elif isinstance(error, OSError):
        text, code = _describe_system(error), EXIT_FAILURE
    else:
        text, code = _describe_own(error)
    return " ".join(clean(text).split()), code


def _describe_system(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    # A draft lies beside its target under a hidden name that means nothing to a person.
    named = re.sub(r"(^|[/\\])\.([^/\\]+)\.[0-9a-f]{8}\.tmp$", r"\1\2", str(error.filename or ""))
    text = f"{named}: {what}" if named else what
    return f"{text}. Check the path, the permissions and the free space"


def _describe_own(error: Exception) -> tuple[str, int]:
    from sensing.errors import InputError, RehabError

    if isinstance(error, InputError):
        # A file that the system does not let us write is a failure, whoever noticed it first.
        unwritable = isinstance(error.__cause__, OSError) and error.problem.startswith("cannot be written")
        return str(error), EXIT_FAILURE if unwritable else EXIT_USE
    if isinstance(error, RehabError):
        return str(error), EXIT_FAILURE
    text = (
        f"unexpected {type(error).__name__}: {error}. This is a fault of the program: "
        f"please report it with what the same command shows after setting {TRACEBACK_VARIABLE}=1"
    )
    return text, EXIT_FAILURE


def _describe_use(error: click.ClickException) -> tuple[str, int]:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "rehab"
    text = error.format_message().strip()
    ending = "" if text.endswith((".", "?", "!")) else "."
    return f"{text}{ending} See: {path} --help", EXIT_USE


def _open_closed_streams() -> None:
    """Let what is written to a stream that the shell closed (``>&-``) go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (until the exit)


def _never_fail_on_a_character() -> None:
    """Let a console that cannot show a degree sign show a question mark and the number."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # absent when a host program replaced the stream
        if reconfigure is not None:
            reconfigure(errors="replace")


def _discard_output() -> None:
    """Let what is still buffered for standard output go nowhere instead of failing once more at exit."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
