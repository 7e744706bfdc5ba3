"""The hub's way to the records: opened when first needed, asked for every right, given every session."""

import contextlib
import threading
from pathlib import Path
from typing import Any

from dashboard.live.saving import new_session
from dashboard.live.unsaved import Unsaved
from dashboard.records import Right, Store, Viewer, open_store, patient, save_session
from dashboard.records.errors import AccessError
from dashboard.records.viewer import REFUSALS


class Keeper:
    """Holds the store; safe for threads.

    Parameters
    ----------
    folder : Path or None
        The data folder; None: the user's.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._store: Store | None = None
        self._lock = threading.Lock()

    @property
    def store(self) -> Store:
        """The records.

        Raises
        ------
        RecordsError
            When they cannot be opened.
        """
        with self._lock:
            if self._store is None:
                self._store = open_store(self._folder)
            return self._store

    def close(self) -> None:
        """Close the records; they are opened again when needed."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None

    def may_see(self, viewer: Viewer, patient_id: str) -> bool:
        """Return whether a viewer may see a patient."""
        with contextlib.suppress(AccessError):
            patient(self.store, viewer, patient_id)
            return True
        return False

    def demand(self, viewer: Viewer, patient_id: str, right: Right) -> None:
        """Raise unless a viewer has a right for a patient.

        Raises
        ------
        AccessError
            When there is no such patient, or the viewer may not do this.
        """
        patient(self.store, viewer, patient_id)
        demand(viewer, right)

    def save(
        self,
        viewer: Viewer,
        unsaved: Unsaved,
        session: str,
        **said: Any,  # noqa: ANN401 (as `new_session` takes)
    ) -> str:
        """Save a session whole, from its folder and what the person said, and return its id.

        Raises
        ------
        RehabError
            When it cannot be saved; nothing of it is kept then.
        """
        log = unsaved.log(session)
        whole = new_session(log, unsaved.recordings(log), **said)
        return save_session(self.store, viewer, log.patient_id, whole)


def demand(viewer: Viewer, right: Right) -> None:
    """Raise unless a viewer's role has a right.

    Raises
    ------
    AccessError
        In the words for that right.
    """
    if not viewer.may(right):
        raise AccessError(REFUSALS[right])
