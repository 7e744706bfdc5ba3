"""A pause, and the movement that was under way when it began."""

FINISH_S = 10.0
"""A movement under way when the pause began is counted if it ends within this: the leg is lowered in a few
seconds, slowly in 3 (tempo of the ``runner`` program) [J]."""


class Pause:
    """Stands still the session, once the leg is back: that repetition was done, and none is to be lost."""

    def __init__(self) -> None:
        self.on = False
        self.since_s = 0.0
        self._finishing = False

    @property
    def waits(self) -> bool:
        """Whether movements no longer matter."""
        return self.on and not self._finishing

    def begin(self, now_s: float, *, moves: bool = False) -> None:
        """Begin; ``moves``: a movement is under way that may end."""
        self.on, self.since_s, self._finishing = True, now_s, moves

    def end(self) -> None:
        """End."""
        self.on = self._finishing = False

    def saw(self, phase: str) -> None:
        """Take what the leg does while the movement ends."""
        self._finishing = self._finishing and phase != "rest"

    def tick(self, now_s: float) -> None:
        """Wait no longer for a leg that does not come back, or is not seen."""
        self._finishing = self._finishing and now_s - self.since_s < FINISH_S
