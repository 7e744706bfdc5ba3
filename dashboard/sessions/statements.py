"""What people state about open sessions, kept while the server runs: in its memory, never in the address."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.comparison import SelfReport

MOST_KEPT = 500
"""Statements kept before those not looked at for longest are dropped; each is some hundred bytes."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was stated about one session.

    Attributes
    ----------
    reports : tuple of SelfReport
        Done without the sensor.
    day : str
        The training day, empty when none was stated.
    """

    reports: "tuple[SelfReport, ...]" = ()
    day: str = ""


NOTHING = Statement()


class Statements:
    """Statements by who states them, a random name, and by session; safe for use by threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Statement] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, who: str, session: str) -> Statement:
        """Return what someone stated about a session, `NOTHING` when that is not known (any longer)."""
        with self._lock:
            found = self._kept.get((who, session))
            if found is None:
                return NOTHING
            self._kept.move_to_end((who, session))
            return found

    def keep(self, who: str, session: str, said: Statement) -> str:
        """Keep what someone states now; return the name under which it is found, a new one for nobody yet."""
        name = who or secrets.token_hex(8)
        with self._lock:
            self._kept[name, session] = said
            self._kept.move_to_end((name, session))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return name
