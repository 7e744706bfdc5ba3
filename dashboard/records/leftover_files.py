"""Recordings to which no session refers: a save was cut off before it was one. They are offered, not lost."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.records.errors import AccessError, EntryError
from dashboard.records.store import Store, used
from dashboard.records.viewer import Role, Viewer
from sensing.samples import Recording


@dataclass(frozen=True, slots=True)
class Leftover:
    """A recording without a session.

    Attributes
    ----------
    digest : str
        Names its file.
    started_at : datetime or None
    duration_s : float
    side : {"left", "right"} or None
        The leg that wore the sensor.
    """

    digest: str
    started_at: datetime | None
    duration_s: float
    side: str | None


def leftovers(store: Store, viewer: Viewer) -> tuple[Leftover, ...]:
    """Return the recordings without a session; saving one of them in a session makes it belong there.

    Raises
    ------
    AccessError
        When the viewer is not the local user: nobody knows whose they are.
    RecordsError
        When one cannot be read.
    """
    _demand_local(viewer)
    return tuple(_described(digest, store.files.read(digest, digest)) for digest in _unused(store))


def read_leftover(store: Store, viewer: Viewer, digest: str) -> Recording:
    """Return a recording without a session.

    Raises
    ------
    AccessError
        When the viewer is not the local user.
    EntryError
        When there is no such one.
    """
    _demand_local(viewer)
    _demand_there(store, digest)
    return store.files.read(digest, f"leftover {digest[:8]}")


def discard_leftover(store: Store, viewer: Viewer, digest: str) -> None:
    """Remove a recording without a session for good. See `read_leftover`."""
    _demand_local(viewer)
    with store.database.writing() as db:
        if digest not in store.files.digests() or used(db, [digest]):
            raise _none_such(digest)
        store.files.remove([digest])


def _unused(store: Store) -> tuple[str, ...]:
    with store.database.reading() as db:
        there = store.files.digests()
        kept = used(db, there)
    return tuple(digest for digest in there if digest not in kept)


def _demand_there(store: Store, digest: str) -> None:
    if digest not in _unused(store):
        raise _none_such(digest)


def _none_such(digest: str) -> EntryError:
    return EntryError(
        "there is no recording without a session of that name", at=digest[:8], mend="Look at the list again"
    )


def _demand_local(viewer: Viewer) -> None:
    if viewer.role is not Role.LOCAL:
        raise AccessError("Nobody knows whose recording this is. Ask whoever looks after this computer.")


def _described(digest: str, recording: Recording) -> Leftover:
    info = recording.info
    return Leftover(digest, info.started_at, recording.duration_s, info.placement.side)
