"""Import what a session needs while a person is still reading the first page.

The server starts the thread, the first page lets it go: imports before that would hold the page up.
"""

import importlib
import threading

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

_page_was_run = threading.Event()


def let_go() -> None:
    """Say that a page was run; called at the end of each run."""
    _page_was_run.set()


def begin() -> None:
    """Wait for the first page in the background, then import; called once by the server."""
    threading.Thread(target=_import_all, name="warm-up", daemon=True).start()


def _import_all() -> None:
    _page_was_run.wait()
    threading.Event().wait(PAUSE_S)
    for name in MODULES:
        importlib.import_module(name)
    from dashboard.review.chart_spec import angle_template
    from dashboard.review.repetition_curves import curves_spec

    for dark in (False, True):  # each takes Altair a fifth of a second
        angle_template(dark=dark)
        curves_spec(dark=dark)
    freezer.freeze()
