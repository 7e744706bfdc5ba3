"""Which window steers a session: every other one may watch it, and stop it."""

import time

from dashboard.live.messages import Command

PRESENT_S = 8.0
"""A window that shows the session looks at it at least every 5 s, see `dashboard.today.look_again`."""


class Helm:
    """Held by one window at a time; safe for threads.

    Parameters
    ----------
    window : str
        Name of the window that begins.
    """

    def __init__(self, window: str = "") -> None:
        self._window = window
        self._seen_s = time.monotonic()

    def held_by(self, window: str) -> bool:
        """Return whether this window steers."""
        return window == self._window

    def take(self, window: str) -> None:
        """Let this window steer from now on."""
        self._window, self._seen_s = window, time.monotonic()

    def obeys(self, command: Command, window: str) -> bool:
        """Return whether a command of this window is done: STOP always is."""
        return command is Command.STOP or self.held_by(window)

    def looked(self, window: str) -> None:
        """Take notice that a window shows the session."""
        if self.held_by(window):
            self._seen_s = time.monotonic()

    def left(self, window: str) -> None:
        """Take notice that a window shows it no longer."""
        if self.held_by(window):
            self._seen_s = min(self._seen_s, time.monotonic() - PRESENT_S)

    @property
    def unseen_s(self) -> float:
        """For how long the steering window has not looked."""
        return max(0.0, time.monotonic() - self._seen_s)

    @property
    def present(self) -> bool:
        """Whether the steering window shows the session."""
        return self.unseen_s < PRESENT_S
