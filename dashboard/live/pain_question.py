"""How is the pain: what is asked, and what follows from the answer."""

from typing import Literal

SETTLE_S = 300.0
"""Pain that has not settled in this time ends the session [J]."""

Reason = Literal["after", "stop", "settle"]


class PainQuestion:
    """Asks after an exercise, after a stop, and until too much pain has settled.

    Parameters
    ----------
    pain_before, pain_limit, pain_rise_limit : int
        See `analysis.prescription.Program`.
    """

    def __init__(self, pain_before: int, pain_limit: int, pain_rise_limit: int) -> None:
        self.reason: Reason = "after"
        self.settle_until_s: float | None = None
        """When it has to have settled; None while nothing has to."""
        self._limit = min(pain_limit, pain_before + pain_rise_limit - 1)

    def ask(self, reason: Reason) -> None:
        """Ask anew."""
        self.reason, self.settle_until_s = reason, None

    def answer(self, score: int, now_s: float, *, sharp: bool) -> Literal["go on", "back", "rest", "end"]:
        """Take the answer; return whether to go on with the next task, back to this one, rest, or end."""
        if sharp or score > self._limit:
            if self.reason == "settle":
                return "end"
            self.reason, self.settle_until_s = "settle", now_s + SETTLE_S
            return "rest"
        return "back" if self.reason == "stop" else "go on"

    def lasts(self, now_s: float) -> bool:
        """Return whether it has not settled in time."""
        return self.settle_until_s is not None and now_s >= self.settle_until_s
