"""What a crash left: sessions that were cut off, to be saved up to where they were, or removed."""

from dashboard.live.keeper import Keeper, demand
from dashboard.live.unsaved import Interrupted, Unsaved
from dashboard.records import Right, Viewer
from dashboard.records.access import UNKNOWN_SESSION
from dashboard.records.errors import AccessError


class CutOff:
    """Offers them; safe for threads.

    Parameters
    ----------
    unsaved : Unsaved
        The folders, which know those that are under way.
    keeper : Keeper
        The way to the records.
    """

    def __init__(self, unsaved: Unsaved, keeper: Keeper) -> None:
        self._unsaved, self._keeper = unsaved, keeper

    def all(self, viewer: Viewer) -> tuple[Interrupted, ...]:
        """Return those that can be saved, of patients whom the viewer may see."""
        found = self._unsaved.interrupted()
        return tuple(one for one in found if self._keeper.may_see(viewer, one.patient_id))

    def save(self, viewer: Viewer, session: str) -> str:
        """Save one, up to where it was, and return its id in the records.

        Raises
        ------
        AccessError
            When there is no such session, or the viewer may not do this.
        RehabError
            When it cannot be saved; it stays, and can be saved again.
        """
        self._claim(viewer, session)
        try:
            saved = self._keeper.save(viewer, self._unsaved, session)
            self._unsaved.remove(session)
        finally:
            self._unsaved.release(session)
        return saved

    def discard(self, viewer: Viewer, session: str) -> None:
        """Remove one, with all that was recorded; see `save`."""
        self._claim(viewer, session)
        self._unsaved.remove(session)

    def _claim(self, viewer: Viewer, session: str) -> None:
        """Hold one."""
        if session not in {one.id for one in self.all(viewer)}:
            raise AccessError(UNKNOWN_SESSION)
        demand(viewer, Right.TRAIN)
        self._unsaved.claim(session)
