"""Import what a session needs while a person is still reading the first page.

The server starts the thread, the first page lets it go: imports before that would hold the page up.
"""

import importlib
import threading
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

from dashboard.memory import freezer

MODULES = (
    "pandas",
    "pyarrow",
    "scipy.signal",
    "vqf",
    "analysis",
    "dashboard.sessions.opening",
    "altair",
    "dashboard.components.reviewed_session",
)
"""Together two seconds that would be waited for at the first session."""

PAUSE_S = 0.3
"""After the first run of a page, for its messages to reach the browser."""

_first_page: Future[bool] = Future()
"""Whether the first page that was run is dark."""


def let_go(*, dark: bool) -> None:
    """Say that a page was run; called at the end of each run.

    Parameters
    ----------
    dark : bool
        Whether it is shown in the dark theme.
    """
    with suppress(InvalidStateError):  # there was one before
        _first_page.set_result(dark)


def begin() -> None:
    """Wait for the first page in the background, then import; called once by the server."""
    threading.Thread(target=_import_all, name="warm-up", daemon=True).start()


def _import_all() -> None:
    dark = _first_page.result()
    threading.Event().wait(PAUSE_S)
    for name in MODULES:
        importlib.import_module(name)
    from dashboard.review.chart_spec import angle_template
    from dashboard.review.repetition_curves import curves_spec

    # They take Altair a quarter of a second; the other theme's wait until somebody asks for it.
    angle_template(dark=dark, size=1.0)
    curves_spec(dark=dark, size=1.0)
    freezer.freeze()
