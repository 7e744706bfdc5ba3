"""SQLite's complaints in words: what is wrong, and what to do."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dashboard.records.errors import RecordsError

_BUSY = ("another program is using it", "Close the other program, or try again in a moment")
_DENIED = (
    "it may not be written",
    "Make the file and its folder writable, or choose another folder with REHAB_DATA",
)
_DAMAGED = ("it is damaged or no database of ours", "Restore it from a backup")
_FULL = ("the disk is full", "Make room and try again; nothing was changed")
_BROKEN = ("the disk did not take it", "Check the disk and its free space, then try again")

_WORDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: _BUSY,
        sqlite3.SQLITE_LOCKED: _BUSY,
        sqlite3.SQLITE_READONLY: _DENIED,
        sqlite3.SQLITE_CANTOPEN: _DENIED,
        sqlite3.SQLITE_PERM: _DENIED,
        sqlite3.SQLITE_FULL: _FULL,
        sqlite3.SQLITE_IOERR: _BROKEN,
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: _DAMAGED,
    }
)
"""By the primary result code, the low byte of an extended one (sqlite.org/rescode.html)."""


def in_words(error: Exception, path: Path) -> RecordsError | None:
    """Return what a database error means, None when it is a fault of this program."""
    if isinstance(error, PoolTimeout):
        return RecordsError(_BUSY[0], mend=_BUSY[1], source=path)
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None or (words := _WORDS.get(code & 0xFF)) is None:
        return None
    return RecordsError(words[0], mend=words[1], source=path)
