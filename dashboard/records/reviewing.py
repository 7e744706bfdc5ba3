"""A saved session for the pages: its recordings analysed again, with the counts that were seen."""

from analysis import analyze
from dashboard.records.layers import as_seen
from dashboard.records.saved import SavedRecording, saved_session
from dashboard.records.store import Store
from dashboard.records.viewer import Viewer
from dashboard.sessions.opened import OpenRecording, OpenSession
from sensing.samples import Recording


def open_session(store: Store, viewer: Viewer, session_id: str) -> OpenSession:
    """Return a saved session as Review and Program show it.

    Raises
    ------
    AccessError
        When there is none, or the viewer may not see its patient.
    RecordsError
        When a recording is missing or damaged.
    """
    saved = saved_session(store, viewer, session_id)
    recordings = tuple(_opened(store, one) for one in saved.recordings)
    return OpenSession(f"Session of {saved.day:%Y-%m-%d}", recordings)


def open_recording(store: Store, viewer: Viewer, session_id: str, digest: str) -> Recording | None:
    """Return the samples of a session's recording, None when it has no such one.

    Raises
    ------
    AccessError
        When there is no such session, or the viewer may not see its patient.
    RecordsError
        When the recording is missing or damaged.
    """
    own = saved_session(store, viewer, session_id).recordings
    found = next((one for one in own if one.digest == digest), None)
    return None if found is None else store.files.read(found.digest, found.result.recording)


def _opened(store: Store, saved: SavedRecording) -> OpenRecording:
    recording = store.files.read(saved.digest, saved.result.recording)
    again = analyze(recording, side=saved.result.side)
    result = as_seen(again, saved.result, saved.sets)
    return OpenRecording(saved.digest[:16], recording.name, recording, result)
