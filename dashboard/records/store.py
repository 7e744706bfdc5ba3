"""The place where the records are: a database, and the recordings beside it."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.data_folder import data_folder
from dashboard.records.database import PATIENCE_S, Database
from dashboard.records.diary_tables import RemovalRow
from dashboard.records.errors import RecordsError
from dashboard.records.migration import migrate
from dashboard.records.recording_files import RecordingFiles
from dashboard.records.session_tables import RecordingRow

DATABASE = "records.sqlite3"
RECORDINGS = "sessions"


@dataclass(frozen=True, slots=True)
class Store:
    """An open place of records; made by `open_store`, safe for use by threads.

    Attributes
    ----------
    folder : Path
    database : Database
    files : RecordingFiles
    """

    folder: Path
    database: Database
    files: RecordingFiles

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_store(folder: Path | None = None, *, patience_s: float = PATIENCE_S) -> Store:
    """Open the records, bring them to this release's version, and tidy up after an interruption.

    Parameters
    ----------
    folder : Path, optional
        By default the user's data folder; made when it is not there.
    patience_s : float
        How long a transaction waits for another one, seconds.

    Raises
    ------
    RecordsError
        When the folder or the database cannot be used: what is wrong, what to do.
    """
    folder = data_folder() if folder is None else folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordsError(
            f"the folder cannot be made ({error.strerror or error})",
            mend="Choose another folder with REHAB_DATA",
            source=folder,
        ) from error
    database = Database(folder / DATABASE, patience_s=patience_s)
    store = Store(folder, database, RecordingFiles(folder / RECORDINGS))
    try:
        migrate(database)
        _finish_interrupted(store)
    except BaseException:
        store.close()
        raise
    return store


def _finish_interrupted(store: Store) -> None:
    """Remove what a deletion or a save that was cut off left behind."""
    if not store.files.folder.is_dir():
        return
    with store.database.writing():  # no save is under way meanwhile
        store.files.tidy()
    remove_listed(store)


def remove_listed(store: Store) -> None:
    """Remove the files that a deletion has listed, and then the list.

    Raises
    ------
    RecordsError
        When one cannot be removed; the list stays, and it is tried again when the records are next opened.
    """
    with store.database.writing() as db:
        listed = set(db.scalars(select(RemovalRow.digest)))
        if listed:
            store.files.remove(listed - used(db, listed))
            db.execute(delete(RemovalRow))


def drop_unused(store: Store, digests: Iterable[str]) -> None:
    """Remove files that were placed for a session that then was not saved; what fails is left for later."""
    with contextlib.suppress(RecordsError), store.database.writing() as db:
        wanted = set(digests)
        store.files.remove(wanted - used(db, wanted))


def used(db: Session, digests: Iterable[str]) -> set[str]:
    """Return those of the digests that a saved session refers to."""
    return set(db.scalars(select(RecordingRow.digest).where(RecordingRow.digest.in_(set(digests)))))
