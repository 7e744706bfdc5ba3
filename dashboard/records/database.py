"""The database: one SQLite file, its transactions, and its errors in words."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dashboard.records.errors import RecordsError
from dashboard.records.faults import in_words

PATIENCE_S = 5.0
"""How long a transaction waits for another one."""

_WRITES = "rehab_writes"


class Database:
    """A database file and its transactions; safe for use by threads.

    Parameters
    ----------
    path : Path
        Made when it is not there, for this user only. Its folder exists.
    patience_s : float
        How long a transaction waits for another one, seconds.
    """

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        try:
            # Health data: nobody else on this computer may read it.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise RecordsError(
                f"cannot be opened ({error.strerror or error})",
                mend="Make the file and its folder writable, or choose another folder with REHAB_DATA",
                source=path,
            ) from error
        url = URL.create("sqlite", database=str(path))
        self.engine: Engine = create_engine(url, connect_args={"timeout": patience_s})
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a transaction that sees one state of the database.

        Raises
        ------
        RecordsError
            When the database cannot be read.
        """
        with self._told(), self.engine.connect() as connection, Session(bind=connection) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the one transaction that writes; it is committed at the end, undone when anything is raised.

        Raises
        ------
        RecordsError
            When the database cannot be written.
        """
        with self.changing() as connection, Session(bind=connection) as session:
            yield session
            session.flush()

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """Give the connection of the one transaction that writes."""
        with self._told(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def forget_deleted(self) -> None:
        """Empty the log beside the database, which may hold what was deleted.

        Left for later when another connection still reads; the log is emptied as soon as the last one closes.
        """
        with self._told(), contextlib.closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:  # the latter while a connection is set up
            told = in_words(error, self.path)
            if told is None:
                raise
            raise told from error


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI connection)
    """Set up a new connection.

    Python's driver must not begin transactions on its own: it does not for tables, and never for reading
    (docs.sqlalchemy.org, "SQLite transactions"). A commit is flushed to the disk; what is deleted is wiped.
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", "journal_mode = WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin: a transaction that will write takes its turn at once, as a later one would have to give up."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
