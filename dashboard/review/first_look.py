"""Which recording of a session is shown first: the one in which most is missing."""

from analysis.comparison import ItemComparison, SessionComparison
from dashboard.program_view.findings import short_items
from dashboard.sessions.opened import OpenRecording, OpenSession


def first_look(session: OpenSession, comparison: SessionComparison | None) -> OpenRecording:
    """Return the recording that holds what fell short the most; the first one when nothing did.

    Parameters
    ----------
    session : OpenSession
    comparison : SessionComparison or None
        None when the session cannot be held against the program.
    """
    for item in () if comparison is None else short_items(comparison.items):
        best = max(session.recordings, key=lambda one: _fits(one, item))
        if _fits(best, item):
            return best
    return session.recordings[0]


def _fits(recording: OpenRecording, item: ItemComparison) -> int:
    """Return how well a recording shows an item: 2 with a set of it, 1 when it could have been seen there."""
    result = recording.result
    own = any(one.exercise == item.exercise and item.side in ("both", one.side) for one in result.sets)
    return 2 * own or int(item.side == result.side)
