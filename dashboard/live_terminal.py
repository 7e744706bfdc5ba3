"""A session under way in the terminal: a few lines that change in place, or plain lines where they cannot."""

import contextlib
import math
from types import TracebackType
from typing import TYPE_CHECKING

from dashboard.terminal import make_console, say
from dashboard.wording import MISSING, clock, counted, number

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

    from analysis.live_session import SessionState
    from sensing.source import SourceStatus

PLAIN_EVERY_S = 5.0
"""Where lines cannot change in place, one comes at least this often."""

PROMPTS = {
    "keep still": "Hold your chair. Stand tall. Keep still.",
    "lift the knee": "Lift your knee once, only as far as comfortable, and stand still again.",
    "lift higher": "That was a small lift. Once more, a little higher if it is comfortable.",
    "done": "Ready. Begin when you like.",
}
"""What to do at each step of calibrating."""


class LiveTerminal:
    """Shows a session; use it in a ``with`` block.

    Parameters
    ----------
    title : str
        What is going on.

    Notes
    -----
    A terminal that is gone, or a pipe that nobody reads any more, ends nothing: a session goes on unseen.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._console = make_console()
        self._live: Live | None = None
        self._shown: tuple[object, ...] = ()
        self._next_s = 0.0

    def __enter__(self) -> "LiveTerminal":
        """Begin; rich is imported here."""
        if self._console.is_terminal:
            from rich.live import Live

            self._live = Live(console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        else:
            say(self._console, self._title)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back."""
        if self._live is not None:
            with contextlib.suppress(OSError):
                self._live.stop()

    def tell(self, text: str) -> None:
        """Show a sentence that stays."""
        with contextlib.suppress(OSError):
            say(self._console, text)

    def show(self, state: "SessionState", status: "SourceStatus") -> None:
        """Show what is known now."""
        with contextlib.suppress(OSError):
            self._show(state, status)

    def _show(self, state: "SessionState", status: "SourceStatus") -> None:
        if self._live is not None:
            self._live.update(self._lines(state, status), refresh=True)
            return
        shown = (state.step, state.exercise, state.done, repetitions(state), status.connected)
        if math.isfinite(state.time_s) and (shown != self._shown or state.time_s >= self._next_s):
            if state.step is not None and shown[0] != (self._shown or (None,))[0]:
                say(self._console, PROMPTS[state.step])
            say(self._console, f"{clock(state.time_s)}  {self._measures(state)}; {link(status)}")
            self._shown, self._next_s = shown, state.time_s + PLAIN_EVERY_S

    def _lines(self, state: "SessionState", status: "SourceStatus") -> "Group":
        from rich.console import Group
        from rich.text import Text

        time = clock(state.time_s) if math.isfinite(state.time_s) else MISSING
        lines = [Text(f"{self._title}  {time}", style="bold"), Text(f"  {self._measures(state)}")]
        lines += [
            Text(f"  done: {name_of(name)}, {counted(count, 'repetition')}") for name, count in state.done
        ]
        if state.step is not None and not (state.step == "done" and repetitions(state)):
            lines.append(Text(f"  {PROMPTS[state.step]}", style="bold"))
        lines += [Text(f"  {link(status)}", style="dim"), Text("  Ctrl-C ends it.", style="dim")]
        return Group(*lines)

    def _measures(self, state: "SessionState") -> str:
        if state.live is None:
            return "no angle yet" if state.calibration is None else "between exercises"
        angle = f"thigh angle {number(state.live.thigh_angle_deg)} degrees"
        if state.exercise is None:
            return angle
        held = f", held {number(state.live.hold_s, 1)} s" if state.live.hold_s > 0.0 else ""
        return f"{name_of(state.exercise)}: {counted(repetitions(state), 'repetition')}, {angle}{held}"


def repetitions(state: "SessionState") -> int:
    """Return how many repetitions of the present exercise were seen."""
    return 0 if state.live is None or state.exercise is None else len(state.live.repetitions)


def summary(state: "SessionState") -> str:
    """Return in words what was counted in a session, to follow its length."""
    present = [(state.exercise, repetitions(state))] if state.exercise else []
    done = [f"{name_of(name)}: {counted(count, 'repetition')}" for name, count in (*state.done, *present)]
    return "".join(f", {one}" for one in done)


def name_of(exercise: str) -> str:
    """Return what people call an exercise, in lower case."""
    from analysis.exercises import get_exercise

    return get_exercise(exercise).title.lower()


def link(status: "SourceStatus") -> str:
    """Return in words how the samples come, and the battery where it is known."""
    if not status.connected:
        return "no signal"
    expected = "" if status.expected_hz is None else f" of {number(status.expected_hz)}"
    received = MISSING if status.received_hz is None else number(status.received_hz)
    words = [f"{received}{expected} samples a second"]
    if status.battery_percent is not None:
        words.append(f"battery {number(status.battery_percent)} %")
    elif status.battery_v is not None:
        words.append(f"battery {number(status.battery_v, 2)} V")
    if status.signal_dbm is not None:
        words.append(f"signal {number(status.signal_dbm)} dBm")
    return ", ".join(words)
