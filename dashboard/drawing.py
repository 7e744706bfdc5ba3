"""Charts are built one at a time: Altair, asked by several threads at once, mixes them up.

Seen with Altair 6.3.0: two threads that build specifications together give one of them fields and axes of the
other, once in some twenty times. Streamlit runs each person's page in a thread of its own.
"""

import functools
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_LOCK = threading.RLock()


def one_at_a_time(build: Callable[P, T]) -> Callable[P, T]:
    """Let a function that builds a chart wait while another one is being built.

    Parameters
    ----------
    build : callable

    Returns
    -------
    callable
        The same, behind the lock that all of them share.
    """

    @functools.wraps(build)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        with _LOCK:
            return build(*args, **kwargs)

    return alone
